#include "../fixtures/picture_maker.h"

#include "picture/jpeg_dc.h"
#include "picture/jpeg_entropy.h"
#include "picture/jpeg_half.h"
#include "picture/jpeg_scans.h"

#include <byline/error.h>
#include <byline/rendition.h>

#include <math.h>

static const BylineFormat jpeg_only[] = { BYLINE_FORMAT_JPEG };

static void
assert_fails (const char *path, int width, guint64 max_pixels, int code)
{
  BylineRenditionSpec spec = {
    .widths = &width, .n_widths = 1, .formats = jpeg_only, .n_formats = 1, .max_pixels = max_pixels
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) made = byline_renditions_make (path, 1, &spec, NULL, &error);

  g_assert_null (made);
  g_assert_error (error, BYLINE_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_null (strchr (error->message, '\n'));
}

static void
assert_bytes_fail (GBytes *bytes, int width, int code)
{
  char *path = picture_store (bytes);

  assert_fails (path, width, 0, code);
  picture_remove (path);
}

static void
test_no_photo (void)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("just some words", 15);
  g_autoptr (GBytes) start = g_bytes_new_static ("\xff\xd8\xff", 3);
  g_autoptr (GBytes) png = g_bytes_new_static ("\x89PNG\r\n\x1a\n", 8);

  assert_fails ("/nowhere/at/all.jpg", 100, 0, BYLINE_ERROR_UNREADABLE);
  assert_fails (g_get_tmp_dir (), 100, 0, BYLINE_ERROR_UNREADABLE);
  assert_bytes_fail (empty, 100, BYLINE_ERROR_UNSUPPORTED);
  assert_bytes_fail (text, 100, BYLINE_ERROR_UNSUPPORTED);
  assert_bytes_fail (start, 100, BYLINE_ERROR_MALFORMED);
  assert_bytes_fail (png, 100, BYLINE_ERROR_MALFORMED);
}

static void
test_truncated (void)
{
  static const int widths[] = { 20, 60, 400 }; /* block means, scaled, in full */
  const Picture pictures[] = {
    { .width = 500, .height = 400, .colour = picture_waves },
    { .width = 500, .height = 400, .colour = picture_waves, .restart_interval = 5 },
    { .width = 500, .height = 400, .colour = picture_waves, .progressive = TRUE },
    { .width = 500, .height = 400, .colour = picture_waves, .stored = JCS_GRAYSCALE },
    { .width = 500, .height = 400, .colour = picture_waves, .stored = JCS_CMYK },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++) {
    g_autoptr (GBytes) whole = picture_encode (&pictures[i]);
    gsize size = g_bytes_get_size (whole);

    for (int tenths = 1; tenths < 10; tenths += 2)
      for (guint j = 0; j < G_N_ELEMENTS (widths); j++) {
        g_autoptr (GBytes) cut = g_bytes_new_from_bytes (whole, 0, size * (gsize) tenths / 10);

        assert_bytes_fail (cut, widths[j], BYLINE_ERROR_MALFORMED);
      }
  }
}

/* A picture whose frame header (SOF0 or SOF2) has been made to claim another size. */
static GBytes *
claim (const Picture *picture, int width, int height)
{
  g_autoptr (GBytes) honest = picture_encode (picture);
  gsize size;
  guint8 *bytes = g_bytes_unref_to_data (g_steal_pointer (&honest), &size);

  for (gsize i = 2; i + 9 < size; i += 2 + ((gsize) bytes[i + 2] << 8 | bytes[i + 3]))
    if (bytes[i] == 0xff && (bytes[i + 1] == 0xc0 || bytes[i + 1] == 0xc2)) {
      bytes[i + 5] = (guint8) (height >> 8);
      bytes[i + 6] = (guint8) height;
      bytes[i + 7] = (guint8) (width >> 8);
      bytes[i + 8] = (guint8) width;
      break;
    }
  return g_bytes_new_take (bytes, size);
}

static void
test_bombs (void)
{
  const Picture plain = { .width = 16, .height = 16, .colour = picture_plain };
  const Picture progressive = {
    .width = 16, .height = 16, .colour = picture_plain, .progressive = TRUE
  };
  g_autoptr (GBytes) bomb = claim (&plain, 65500, 65500);
  g_autoptr (GBytes) slow_bomb = claim (&progressive, 65500, 65500);
  g_autoptr (GBytes) within_pixels = claim (&progressive, 17000, 17000);
  g_autoptr (GBytes) empty = claim (&plain, 30000, 9000); /* allowed, but there is no such data */
  gint64 start = g_get_monotonic_time ();

  assert_bytes_fail (bomb, 100, BYLINE_ERROR_REFUSED);
  assert_bytes_fail (slow_bomb, 100, BYLINE_ERROR_REFUSED);
  assert_bytes_fail (within_pixels, 100, BYLINE_ERROR_REFUSED);
  assert_bytes_fail (empty, 100, BYLINE_ERROR_MALFORMED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, G_USEC_PER_SEC);
}

static void
test_limit (void)
{
  const Picture picture = { .width = 100, .height = 80, .colour = picture_plain };
  static const int width = 50;
  BylineRenditionSpec spec = {
    .widths = &width, .n_widths = 1, .formats = jpeg_only, .n_formats = 1, .max_pixels = 8000
  };
  char *path = picture_make (&picture);
  g_autoptr (GPtrArray) made = byline_renditions_make (path, 1, &spec, NULL, NULL);

  g_assert_nonnull (made);
  assert_fails (path, 50, 7999, BYLINE_ERROR_REFUSED);
  picture_remove (path);
}

/* Repeats the last scan of a progressive picture: each costs a walk over the whole of it. */
static GBytes *
with_scans (const Picture *picture, guint n)
{
  g_autoptr (GBytes) whole = picture_encode (picture);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (whole, &size);
  GByteArray *out = g_byte_array_new ();
  gsize last = 0;

  for (gsize i = 0; i + 1 < size; i++)
    if (bytes[i] == 0xff && bytes[i + 1] == 0xda)
      last = i;
  g_byte_array_append (out, bytes, (guint) last);
  for (guint i = 0; i < n; i++)
    g_byte_array_append (out, bytes + last, (guint) (size - 2 - last));
  g_byte_array_append (out, bytes + size - 2, 2);
  return g_byte_array_free_to_bytes (out);
}

static void
test_scans (void)
{
  const Picture picture = {
    .width = 64, .height = 64, .colour = picture_waves, .progressive = TRUE
  };
  g_autoptr (GBytes) few = with_scans (&picture, 1);
  g_autoptr (GBytes) many = with_scans (&picture, 200);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (few, &size);

  g_assert_cmpuint (byline_jpeg_scans (bytes, size), ==, 10);
  bytes = g_bytes_get_data (many, &size);
  g_assert_cmpuint (byline_jpeg_scans (bytes, size), ==, 209);
  assert_bytes_fail (many, 32, BYLINE_ERROR_REFUSED);
}

/* Flips bytes all over small files: whatever comes of it, it must come in order. */
static void
test_noise (void)
{
  static const int widths[] = { 6, 40, 90 };
  const Picture pictures[] = {
    { .width = 90, .height = 70, .colour = picture_waves, .r03 = TRUE },
    { .width = 90, .height = 70, .colour = picture_waves, .restart_interval = 2 },
    { .width = 90, .height = 70, .colour = picture_waves, .progressive = TRUE },
    { .width = 90, .height = 70, .colour = picture_waves, .stored = JCS_CMYK },
  };
  BylineRenditionSpec spec = {
    .widths = widths, .n_widths = 3, .formats = jpeg_only, .n_formats = 1, .max_pixels = 1000000
  };

  for (guint n = 0; n < 600; n++) {
    gsize size;
    guint8 *bytes = g_bytes_unref_to_data (picture_encode (&pictures[n % 4]), &size);
    g_autoptr (GBytes) damaged = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) made = NULL;
    char *path;

    for (int i = 0; i < 3; i++)
      bytes[g_test_rand_int_range (2, (gint32) size)] ^= (guint8) g_test_rand_int_range (1, 256);
    damaged = g_bytes_new_take (bytes, size);
    path = picture_store (damaged);
    made = byline_renditions_make (path, 1, &spec, NULL, &error);
    g_assert_true ((made == NULL) == (error != NULL));
    picture_remove (path);
  }
}

/* libjpeg's own picture at an eighth, luma only. */
static GBytes *
eighth_of (GBytes *bytes, int *width, int *height)
{
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  GByteArray *out = g_byte_array_new ();

  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_decompress (&jpeg);
  jpeg_mem_src (&jpeg, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  jpeg_read_header (&jpeg, TRUE);
  jpeg.out_color_space = JCS_GRAYSCALE;
  jpeg.scale_num = 1;
  jpeg.scale_denom = 8;
  jpeg_start_decompress (&jpeg);
  *width = (int) jpeg.output_width;
  *height = (int) jpeg.output_height;
  g_byte_array_set_size (out, jpeg.output_width * jpeg.output_height);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW rows[] = { out->data + jpeg.output_width * jpeg.output_scanline };

    jpeg_read_scanlines (&jpeg, rows, 1);
  }
  jpeg_finish_decompress (&jpeg);
  jpeg_destroy_decompress (&jpeg);
  return g_byte_array_free_to_bytes (out);
}

/* Ours, from block means, without any shrinking behind. */
static gboolean
means_of (GBytes *bytes, BylineYcc *ycc)
{
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  g_autoptr (BylineInput) input = byline_input_new (bytes, "picture");
  BylineJpegSource source;
  BylineShrink *shrink[BYLINE_N_PLANES];
  gboolean ok;

  byline_jpeg_source_init (&source, input, 0, byline_input_size (input));
  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_decompress (&jpeg);
  jpeg.src = &source.manager;
  jpeg_read_header (&jpeg, TRUE);
  g_assert_true (byline_jpeg_scan_can (&jpeg));
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    const BylinePlane *out = &ycc->plane[i];
    BylineAxis x = { (int) jpeg.comp_info[i].width_in_blocks, out->width, 1, 0 };
    BylineAxis y = { (int) jpeg.comp_info[i].height_in_blocks, out->height, 1, 0 };

    shrink[i] = byline_shrink_new (&x, &y, jpeg.comp_info[i].v_samp_factor, out);
  }
  ok = byline_jpeg_dc_read (&jpeg, shrink);
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    byline_shrink_free (shrink[i]);
  jpeg_destroy_decompress (&jpeg);
  byline_jpeg_source_clear (&source);
  return ok;
}

static void
test_means (void)
{
  const Picture pictures[] = {
    { .width = 500, .height = 333, .colour = picture_waves, .quality = 100 },
    { .width = 501, .height = 335, .colour = picture_waves, .quality = 40, .luma_v = 1 },
    { .width = 17, .height = 500, .colour = picture_patches, .luma_h = 1, .luma_v = 1 },
    { .width = 512, .height = 16, .colour = picture_waves, .restart_interval = 1 },
    { .width = 500, .height = 333, .colour = picture_corners, .restart_interval = 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++) {
    g_autoptr (GBytes) bytes = picture_encode (&pictures[i]);
    int width = 0;
    int height = 0;
    g_autoptr (GBytes) expected = eighth_of (bytes, &width, &height);
    g_autoptr (BylineYcc) found = byline_ycc_new (width, height);
    const guint8 *rows = g_bytes_get_data (expected, NULL);

    g_assert_true (means_of (bytes, found));
    for (int y = 0; y < height; y++)
      g_assert_true (memcmp (byline_plane_row (&found->plane[BYLINE_Y], y),
                             rows + (gsize) y * (gsize) width, (gsize) width) == 0);
  }
}

/* Coefficient @n of the transform of four at sample @i (T.81, A.3.3, for four). */
static double
basis (int n, int i)
{
  return (n == 0 ? 0.5 : G_SQRT2 / 2) * cos ((2 * i + 1) * n * G_PI / 8);
}

/* One sample of the lowest 4×4 coefficients of a block, as libjpeg read them. */
static guint8
low_sample (const JCOEF *block, const UINT16 *quant, int x, int y)
{
  double sum = 0;

  for (int v = 0; v < 4; v++)
    for (int u = 0; u < 4; u++)
      sum += block[8 * v + u] * quant[8 * v + u] * basis (u, x) * basis (v, y);
  sum = sum / 2 + 128.5;
  return (guint8) CLAMP (sum, 0, 255);
}

/* How far the half of one component is from what its coefficients say. */
static int
worst_of (j_decompress_ptr jpeg, jvirt_barray_ptr array, const jpeg_component_info *part,
          const BylinePlane *found)
{
  const UINT16 *quant = jpeg->quant_tbl_ptrs[part->quant_tbl_no]->quantval;
  int worst = 0;

  for (JDIMENSION row = 0; row < part->height_in_blocks; row++) {
    JBLOCKARRAY blocks = jpeg->mem->access_virt_barray ((j_common_ptr) jpeg, array, row, 1, FALSE);

    for (int i = 0; i < 4 * 4 * (int) part->width_in_blocks; i++) {
      int x = i / 4;
      int y = i % 4;
      int expected = low_sample (blocks[0][x / 4], quant, x % 4, y);

      worst = MAX (worst, ABS (expected - byline_plane_row (found, 4 * (int) row + y)[x]));
    }
  }
  return worst;
}

static void
check_half (GBytes *bytes)
{
  g_autoptr (BylineInput) input = byline_input_new (bytes, "picture");
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  BylineJpegSource source;
  BylinePlane plane[BYLINE_N_PLANES];
  BylineShrink *shrink[BYLINE_N_PLANES];
  jvirt_barray_ptr *arrays;

  byline_jpeg_source_init (&source, input, 0, byline_input_size (input));
  jpeg.err = jpeg_std_error (&errors);
  jpeg_create_decompress (&jpeg);
  jpeg.src = &source.manager;
  jpeg_read_header (&jpeg, TRUE);
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    const jpeg_component_info *part = &jpeg.comp_info[i];
    int width = 4 * (int) part->width_in_blocks;
    int height = 4 * (int) part->height_in_blocks;
    BylineAxis x = { width, width, 1, 0 };
    BylineAxis y = { height, height, 1, 0 };
    gsize stride = ((gsize) width + 15) / 16 * 16;

    plane[i] = (BylinePlane){ width, height, stride, g_malloc0 (stride * (gsize) height) };
    shrink[i] = byline_shrink_new (&x, &y, 4 * part->v_samp_factor, &plane[i]);
  }
  g_assert_true (byline_jpeg_half_read (&jpeg, shrink));
  jpeg_abort_decompress (&jpeg);
  byline_jpeg_source_rewind (&source);
  jpeg_read_header (&jpeg, TRUE);
  arrays = jpeg_read_coefficients (&jpeg);
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    g_assert_cmpint (worst_of (&jpeg, arrays[i], &jpeg.comp_info[i], &plane[i]), <=, 1);
    byline_shrink_free (shrink[i]);
    g_free (plane[i].data);
  }
  jpeg_destroy_decompress (&jpeg);
  byline_jpeg_source_clear (&source);
}

static void
noise (double x, double y, guint8 rgb[4])
{
  guint32 n = (guint32) (x * 65536) * 2654435761u ^ (guint32) (y * 65536) * 2246822519u;

  for (int i = 0; i < 3; i++, n = n * 1664525u + 1013904223u)
    rgb[i] = (guint8) (n >> 24);
}

static void
test_half (void)
{
  const Picture pictures[] = {
    { .width = 500, .height = 333, .colour = picture_waves, .quality = 100 },
    { .width = 1200, .height = 900, .colour = noise, .quality = 100 }, /* many windows long */
    { .width = 501, .height = 335, .colour = noise, .quality = 40, .luma_v = 1 },
    { .width = 17, .height = 500, .colour = picture_patches, .luma_h = 1, .luma_v = 1 },
    { .width = 512, .height = 16, .colour = noise, .restart_interval = 1 },
    { .width = 500, .height = 333, .colour = picture_plain, .restart_interval = 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++) {
    g_autoptr (GBytes) bytes = picture_encode (&pictures[i]);

    check_half (bytes);
  }
}

/* The picture in libjpeg's own colours, with its own entropy decoder or with ours. */
static GBytes *
decoded (GBytes *bytes, gboolean ours)
{
  g_autoptr (BylineInput) input = byline_input_new (bytes, "picture");
  g_autofree BylineJpegScan *scan = NULL;
  BylineJpegSource source;
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  GByteArray *out = g_byte_array_new ();
  gsize stride;

  byline_jpeg_source_init (&source, input, 0, byline_input_size (input));
  jpeg.err = jpeg_std_error (&errors); /* ends the program on an error */
  jpeg_create_decompress (&jpeg);
  jpeg.src = &source.manager;
  jpeg_read_header (&jpeg, TRUE);
  if (ours) {
    g_assert_true (byline_jpeg_scan_can (&jpeg));
    scan = byline_jpeg_scan_new (&jpeg, BYLINE_HUFFMAN_VALUES);
    g_assert_nonnull (scan);
  }
  jpeg_start_decompress (&jpeg);
  if (ours)
    byline_jpeg_entropy_replace (&jpeg, scan);
  stride = (gsize) 3 * jpeg.output_width;
  g_byte_array_set_size (out, (guint) (stride * jpeg.output_height));
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW rows[] = { out->data + stride * jpeg.output_scanline };

    jpeg_read_scanlines (&jpeg, rows, 1);
  }
  g_assert_cmpint ((int) errors.num_warnings, ==, 0);
  jpeg_destroy_decompress (&jpeg);
  byline_jpeg_source_clear (&source);
  return g_byte_array_free_to_bytes (out);
}

static void
test_entropy (void)
{
  const Picture pictures[] = {
    { .width = 500, .height = 333, .colour = picture_waves, .quality = 100 },
    { .width = 1200, .height = 900, .colour = noise, .quality = 100 }, /* many windows long */
    { .width = 501, .height = 335, .colour = noise, .quality = 40, .luma_v = 1 },
    { .width = 17, .height = 500, .colour = picture_patches, .luma_h = 1, .luma_v = 1 },
    { .width = 512, .height = 16, .colour = noise, .restart_interval = 1 },
    { .width = 500, .height = 333, .colour = picture_plain, .restart_interval = 7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++) {
    g_autoptr (GBytes) bytes = picture_encode (&pictures[i]);
    g_autoptr (GBytes) expected = decoded (bytes, FALSE);
    g_autoptr (GBytes) found = decoded (bytes, TRUE);

    g_assert_true (g_bytes_equal (expected, found));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_log_set_always_fatal (G_LOG_LEVEL_CRITICAL | G_LOG_FATAL_MASK); /* libvips warns of damage */
  g_test_add_func ("/rendition/what-is-no-photo-is-named", test_no_photo);
  g_test_add_func ("/rendition/no-half-grey-pictures", test_truncated);
  g_test_add_func ("/rendition/bombs-are-refused-at-once", test_bombs);
  g_test_add_func ("/rendition/pixels-are-limited-as-asked", test_limit);
  g_test_add_func ("/rendition/too-many-scans-are-refused", test_scans);
  g_test_add_func ("/rendition/flipped-bytes-end-in-order", test_noise);
  g_test_add_func ("/rendition/block-means-are-libjpegs", test_means);
  g_test_add_func ("/rendition/half-is-of-the-lowest-coefficients", test_half);
  g_test_add_func ("/rendition/coefficients-are-libjpegs", test_entropy);
  return g_test_run ();
}
