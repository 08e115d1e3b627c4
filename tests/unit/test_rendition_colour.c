#include "../fixtures/picture_maker.h"

#include <byline/rendition.h>
#include <math.h>

/* The colorants of profiles, D50, by column, and the curve all channels share. */
typedef struct {
  double xyz[3][3];
  double gamma; /* 0: sRGB's curve, as parameters */
} Space;

static const Space adobe_rgb = {
  { { 0.60974, 0.20528, 0.14919 }, { 0.31111, 0.62567, 0.06322 }, { 0.01947, 0.06087, 0.74457 } },
  563.0 / 256
};
static const Space display_p3 = {
  { { 0.51512, 0.29198, 0.15710 }, { 0.24120, 0.69225, 0.06657 }, { -0.00105, 0.04189, 0.78407 } },
  0
};
static const Space srgb = {
  { { 0.43607, 0.38515, 0.14307 }, { 0.22249, 0.71687, 0.06061 }, { 0.01392, 0.09708, 0.71410 } }, 0
};

static void
put_u32 (GByteArray *out, guint32 number)
{
  guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

static void
put_fixed (GByteArray *out, double number)
{
  put_u32 (out, (guint32) (gint32) lrint (number * 65536));
}

static void
put_text (GByteArray *out, const char *text)
{
  g_byte_array_append (out, (const guint8 *) text, 4);
}

static void
put_curve (GByteArray *out, double gamma)
{
  static const double parameters[] = { 2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045 };

  if (gamma > 0) {
    put_text (out, "curv");
    put_u32 (out, 0);
    put_u32 (out, 1);
    put_u32 (out, (guint32) lrint (gamma * 256) << 16);
    return;
  }
  put_text (out, "para");
  put_u32 (out, 0);
  put_u32 (out, 3 << 16);
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++)
    put_fixed (out, parameters[i]);
}

/* A display profile: three colorants of 20 bytes each, the white point, one curve. */
static GBytes *
make_profile (const Space *space)
{
  static const char *const tags[] = { "rXYZ", "gXYZ", "bXYZ", "wtpt", "rTRC", "gTRC", "bTRC" };
  enum { HEADER = 128, TABLE = 4 + 7 * 12, XYZ_SIZE = 20 };
  guint32 curve_size = space->gamma > 0 ? 16 : 32;
  GByteArray *out = g_byte_array_new ();

  put_u32 (out, HEADER + TABLE + 4 * XYZ_SIZE + curve_size);
  put_u32 (out, 0);
  put_u32 (out, 0x04200000);
  put_text (out, "mntr");
  put_text (out, "RGB ");
  put_text (out, "XYZ ");
  g_byte_array_set_size (out, 36);
  memset (out->data + 24, 0, 12);
  put_text (out, "acsp");
  g_byte_array_set_size (out, 68);
  memset (out->data + 40, 0, 28);
  put_fixed (out, 0.9642);
  put_fixed (out, 1);
  put_fixed (out, 0.8249);
  g_byte_array_set_size (out, HEADER);
  memset (out->data + 80, 0, HEADER - 80);
  put_u32 (out, G_N_ELEMENTS (tags));
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    put_text (out, tags[i]);
    put_u32 (out, HEADER + TABLE + MIN (i, 4) * XYZ_SIZE);
    put_u32 (out, i < 4 ? XYZ_SIZE : curve_size);
  }
  for (int i = 0; i < 4; i++) {
    put_text (out, "XYZ ");
    put_u32 (out, 0);
    put_fixed (out, i < 3 ? space->xyz[0][i] : 0.9642);
    put_fixed (out, i < 3 ? space->xyz[1][i] : 1);
    put_fixed (out, i < 3 ? space->xyz[2][i] : 0.8249);
  }
  put_curve (out, space->gamma);
  return g_byte_array_free_to_bytes (out);
}

static Pixels
make (const char *path, BylineFormat format)
{
  static const int width = 64;
  BylineRenditionSpec spec = { .widths = &width,
                               .n_widths = 1,
                               .formats = &format,
                               .n_formats = 1,
                               .quality = {
                                   [BYLINE_FORMAT_JPEG] = 100, [BYLINE_FORMAT_WEBP] = 100 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) made = byline_renditions_make (path, 1, &spec, NULL, &error);
  const BylineRendition *rendition;

  g_assert_no_error (error);
  rendition = g_ptr_array_index (made, 0);
  return format == BYLINE_FORMAT_JPEG ? pixels_of_jpeg (rendition->bytes)
                                      : pixels_of_webp (rendition->bytes);
}

/* The middle of each patch, where neither filter nor coding of the edges reaches. */
static void
assert_same_patches (const Pixels *a, const Pixels *b, int tolerance)
{
  g_assert_cmpint (a->width, ==, b->width);
  for (int n = 0; n < 16; n++) {
    int x = n % 4 * a->width / 4 + a->width / 8;
    int y = n / 4 * a->height / 4 + a->height / 8;

    for (int i = 0; i < 3; i++)
      if (ABS (pixels_at (a, x, y)[i] - pixels_at (b, x, y)[i]) > tolerance)
        g_error ("patch %d, channel %d: %d and %d", n, i, pixels_at (a, x, y)[i],
                 pixels_at (b, x, y)[i]);
  }
}

/* What libvips and Little CMS make of it; FALSE where vips is not installed. */
static gboolean
convert_with_vips (const char *path, Pixels *pixels)
{
  g_autofree char *out = g_strconcat (path, ".ppm", NULL);
  const char *argv[] = { "vips", "icc_transform", path, out, "srgb", "--embedded", NULL };
  int status = 0;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                     &status, NULL)) {
    g_test_skip ("vips is not installed");
    return FALSE;
  }
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  *pixels = pixels_of_ppm (out);
  g_unlink (out);
  return TRUE;
}

static const Picture patches = {
  .width = 64, .height = 64, .colour = picture_patches, .luma_h = 1, .luma_v = 1, .quality = 100
};

static void
check_space (const Space *space)
{
  g_autoptr (GBytes) icc = make_profile (space);
  Picture picture = patches;
  g_auto (Pixels) judge = { 0 };
  char *path;

  picture.icc = icc;
  path = picture_make (&picture);
  if (convert_with_vips (path, &judge)) {
    g_auto (Pixels) jpeg = make (path, BYLINE_FORMAT_JPEG);
    g_auto (Pixels) webp = make (path, BYLINE_FORMAT_WEBP);

    assert_same_patches (&jpeg, &judge, 3);
    assert_same_patches (&webp, &judge, 7);
  }
  picture_remove (path);
}

static void
test_adobe_rgb (void)
{
  check_space (&adobe_rgb);
}

static void
test_display_p3 (void)
{
  check_space (&display_p3);
}

static void
test_srgb (void)
{
  g_autoptr (GBytes) icc = make_profile (&srgb);
  Picture picture = patches;
  char *without = picture_make (&picture);
  char *with;
  g_auto (Pixels) plain = { 0 };
  g_auto (Pixels) profiled = { 0 };
  int largest;

  picture.icc = icc;
  with = picture_make (&picture);
  plain = make (without, BYLINE_FORMAT_JPEG);
  profiled = make (with, BYLINE_FORMAT_JPEG);
  pixels_differ (&plain, &profiled, &largest);
  g_assert_cmpint (largest, ==, 0);
  picture_remove (without);
  picture_remove (with);
}

static void
test_r03 (void)
{
  g_autoptr (GBytes) icc = make_profile (&adobe_rgb);
  Picture picture = patches;
  char *profiled;
  char *declared;
  g_auto (Pixels) expected = { 0 };
  g_auto (Pixels) found = { 0 };

  picture.icc = icc;
  profiled = picture_make (&picture);
  picture.icc = NULL;
  picture.r03 = TRUE;
  declared = picture_make (&picture);
  expected = make (profiled, BYLINE_FORMAT_JPEG);
  found = make (declared, BYLINE_FORMAT_JPEG);
  assert_same_patches (&found, &expected, 1);
  g_assert_cmpint (pixels_at (&found, 8, 24)[1], !=, 0);
  picture_remove (profiled);
  picture_remove (declared);
}

/* Half a profile must not stop a picture, nor one that promises more than it holds. */
static void
test_broken_profiles (void)
{
  g_autoptr (GBytes) icc = make_profile (&adobe_rgb);
  gsize size;
  const guint8 *whole = g_bytes_get_data (icc, &size);

  for (gsize cut = 1; cut < size; cut += 23) {
    g_autoptr (GBytes) part = g_bytes_new (whole, cut);
    Picture picture = patches;
    char *path;
    g_auto (Pixels) pixels = { 0 };

    picture.icc = part;
    path = picture_make (&picture);
    pixels = make (path, BYLINE_FORMAT_JPEG);
    g_assert_cmpint (pixels.width, ==, 64);
    picture_remove (path);
  }
}

/* WebP's narrower range must not show: greys stay grey, white white, black black. */
static void
greys (double x, double y G_GNUC_UNUSED, guint8 rgb[4])
{
  memset (rgb, (int) (x * 4) * 85, 3);
}

static void
test_range (void)
{
  Picture picture = { .width = 256, .height = 64, .colour = greys, .quality = 100 };
  char *path = picture_make (&picture);
  g_auto (Pixels) webp = make (path, BYLINE_FORMAT_WEBP);

  for (int i = 0; i < 4; i++)
    for (int channel = 0; channel < 3; channel++)
      g_assert_cmpint (ABS (pixels_at (&webp, 16 * i + 8, 8)[channel] - 85 * i), <=, 2);
  picture_remove (path);
}

static void
test_cmyk (void)
{
  Picture picture = patches;
  char *path;
  g_auto (Pixels) pixels = { 0 };

  picture.stored = JCS_CMYK;
  path = picture_make (&picture);
  pixels = make (path, BYLINE_FORMAT_JPEG);
  for (int n = 0; n < 16; n++) {
    int x = n % 4 * 16 + 8;
    int y = n / 4 * 16 + 8;
    guint8 expected[4];

    picture_patches ((x + 0.5) / 64, (y + 0.5) / 64, expected);
    /* Inks are not lights: only what is clearly more must be more. */
    for (int i = 0; i < 3; i++)
      for (int j = 0; j < 3; j++)
        if (expected[i] > expected[j] + 100)
          g_assert_cmpint (pixels_at (&pixels, x, y)[i], >, pixels_at (&pixels, x, y)[j]);
  }
  picture_remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK); /* libvips warns of damage */
  g_test_add_func ("/rendition/adobe-rgb-becomes-srgb-as-vips-has-it", test_adobe_rgb);
  g_test_add_func ("/rendition/display-p3-becomes-srgb-as-vips-has-it", test_display_p3);
  g_test_add_func ("/rendition/an-srgb-profile-changes-nothing", test_srgb);
  g_test_add_func ("/rendition/exif-alone-can-say-adobe-rgb", test_r03);
  g_test_add_func ("/rendition/broken-profiles-stop-nothing", test_broken_profiles);
  g_test_add_func ("/rendition/webp-keeps-black-white-and-grey", test_range);
  g_test_add_func ("/rendition/cmyk-comes-out-in-its-colours", test_cmyk);
  return g_test_run ();
}
