#include "../fixtures/picture_maker.h"

#include <byline/error.h>
#include <byline/rendition.h>

static const BylineFormat both[] = { BYLINE_FORMAT_JPEG, BYLINE_FORMAT_WEBP };

static GPtrArray *
make (const char *path, int orientation, const int *widths, guint n_widths, guint n_formats)
{
  BylineRenditionSpec spec = {
    .widths = widths, .n_widths = n_widths, .formats = both, .n_formats = n_formats
  };
  g_autoptr (GError) error = NULL;
  GPtrArray *made = byline_renditions_make (path, orientation, &spec, NULL, &error);

  g_assert_no_error (error);
  return made;
}

static Pixels
pixels_of (const BylineRendition *rendition)
{
  Pixels pixels = rendition->format == BYLINE_FORMAT_JPEG ? pixels_of_jpeg (rendition->bytes)
                                                          : pixels_of_webp (rendition->bytes);

  g_assert_cmpint (pixels.width, ==, rendition->width);
  g_assert_cmpint (pixels.height, ==, rendition->height);
  return pixels;
}

static void
test_widths (void)
{
  static const struct {
    int asked[4];
    guint n;
    int width;
    const char *expected;
  } cases[] = {
    { { 320, 640 }, 2, 6000, "320 640" },
    { { 640, 320, 640 }, 3, 6000, "320 640" },
    { { 320, 2048, 4096 }, 3, 1000, "320 1000" },
    { { 2048 }, 1, 1000, "1000" },
    { { 1000, 2048 }, 2, 1000, "1000" },
    { { 0, -5, 7 }, 3, 1000, "7" },
    { { 0 }, 0, 1000, "1000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    BylineRenditionSpec spec = { .widths = cases[i].asked, .n_widths = cases[i].n };
    g_autoptr (GArray) widths = byline_rendition_widths (&spec, cases[i].width);
    g_autoptr (GString) text = g_string_new (NULL);

    for (guint j = 0; j < widths->len; j++)
      g_string_append_printf (text, j > 0 ? " %d" : "%d", g_array_index (widths, int, j));
    g_assert_cmpstr (text->str, ==, cases[i].expected);
  }
}

/* A plain picture must stay plain to its edges, whatever way it came down. */
static void
assert_plain (const BylineRendition *rendition)
{
  g_auto (Pixels) pixels = pixels_of (rendition);
  guint8 expected[4];

  picture_plain (0, 0, expected);
  for (int y = 0; y < pixels.height; y++)
    for (int x = 0; x < pixels.width; x++)
      for (int i = 0; i < 3; i++)
        if (ABS (pixels_at (&pixels, x, y)[i] - expected[i]) > 6)
          g_error ("%d×%d: pixel %d, %d is %d instead of %d", pixels.width, pixels.height, x, y,
                   pixels_at (&pixels, x, y)[i], expected[i]);
}

static void
check_sizes (const Picture *picture)
{
  static const int widths[] = { 1, 2, 3, 13, 40, 77, 130, 500 };
  char *path = picture_make (picture);
  g_autoptr (GPtrArray) made = make (path, 1, widths, G_N_ELEMENTS (widths), 1);
  int last = 0;

  for (guint i = 0; i < made->len; i++) {
    const BylineRendition *rendition = g_ptr_array_index (made, i);
    double height = (double) picture->height * rendition->width / picture->width;

    g_assert_cmpint (rendition->width, >, last);
    g_assert_cmpint (rendition->width, <=, picture->width);
    g_assert_cmpint (rendition->height, ==, MAX ((int) (height + 0.5), 1));
    assert_plain (rendition);
    last = rendition->width;
  }
  g_assert_cmpint (last, ==, MIN (picture->width, 500));
  picture_remove (path);
}

static void
test_sizes (void)
{
  static const int sides[][2] = { { 1, 1 },     { 1, 300 },  { 300, 1 },  { 2, 3 },   { 15, 17 },
                                  { 16, 16 },   { 33, 31 },  { 127, 65 }, { 257, 8 }, { 640, 479 },
                                  { 899, 601 }, { 7, 1201 }, { 1601, 97 } };
  static const int sampling[][2] = { { 2, 2 }, { 2, 1 }, { 1, 2 }, { 1, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sampling); j++) {
      Picture picture = { .width = sides[i][0],
                          .height = sides[i][1],
                          .colour = picture_plain,
                          .luma_h = sampling[j][0],
                          .luma_v = sampling[j][1],
                          .progressive = (i + j) % 3 == 0,
                          .restart_interval = (i + j) % 4 == 1 ? 3 : 0 };

      check_sizes (&picture);
    }
}

/* A way from a far larger size ends at every width alone, not only after a larger one. */
static void
test_alone (void)
{
  static const int widths[] = { 1, 5, 24, 49, 66, 75, 99, 151, 300, 598, 599 };
  Picture picture = { .width = 599, .height = 401, .colour = picture_plain };
  char *path = picture_make (&picture);

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++) {
    g_autoptr (GPtrArray) made = make (path, 1, &widths[i], 1, 2);

    g_assert_cmpuint (made->len, ==, 2);
    assert_plain (g_ptr_array_index (made, 0));
    assert_plain (g_ptr_array_index (made, 1));
  }
  picture_remove (path);
}

/* Which stored corner is seen at the top left, top right, bottom left and bottom right. */
static const guint8 seen[9][4] = {
  { 0 },          { 0, 1, 2, 3 }, { 1, 0, 3, 2 }, { 3, 2, 1, 0 }, { 2, 3, 0, 1 },
  { 0, 2, 1, 3 }, { 2, 0, 3, 1 }, { 3, 1, 2, 0 }, { 1, 3, 0, 2 },
};

static void
assert_upright (const BylineRendition *rendition, int orientation)
{
  g_auto (Pixels) pixels = pixels_of (rendition);

  for (int corner = 0; corner < 4; corner++) {
    int x = corner % 2 ? pixels.width - 2 : 1;
    int y = corner / 2 ? pixels.height - 2 : 1;
    int stored = seen[orientation][corner];
    guint8 expected[4];

    picture_corners (stored % 2, stored / 2, expected);
    for (int i = 0; i < 3; i++)
      g_assert_cmpint (ABS (pixels_at (&pixels, x, y)[i] - expected[i]), <=, 25);
  }
}

static void
check_orientations (const Picture *picture)
{
  static const int widths[] = { 17, 32 };
  char *path = picture_make (picture);

  for (int orientation = 1; orientation <= 8; orientation++) {
    g_autoptr (GPtrArray) made = make (path, orientation, widths, G_N_ELEMENTS (widths), 2);

    g_assert_cmpuint (made->len, ==, 4);
    for (guint i = 0; i < made->len; i++) {
      const BylineRendition *rendition = g_ptr_array_index (made, i);

      g_assert_cmpint (rendition->width < rendition->height, ==, orientation >= 5);
      assert_upright (rendition, orientation);
    }
  }
  picture_remove (path);
}

static void
test_orientations (void)
{
  const Picture pictures[] = {
    { .width = 96, .height = 64, .colour = picture_corners },
    { .width = 97, .height = 63, .colour = picture_corners, .luma_v = 1 },
    { .width = 801, .height = 601, .colour = picture_corners },
    { .width = 97, .height = 63, .colour = picture_corners, .stored = JCS_RGB },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    check_orientations (&pictures[i]);
}

static void
test_only (void)
{
  static const int widths[] = { 20, 40, 80 };
  static const gboolean only[] = { FALSE, TRUE, TRUE, FALSE, FALSE, FALSE };
  BylineRenditionSpec spec = { .widths = widths, .n_widths = 3, .formats = both, .n_formats = 2 };
  Picture picture = { .width = 200, .height = 100, .colour = picture_plain };
  char *path = picture_make (&picture);
  g_autoptr (GPtrArray) made = byline_renditions_make (path, 1, &spec, only, NULL);
  const BylineRendition *first = g_ptr_array_index (made, 0);
  const BylineRendition *second = g_ptr_array_index (made, 1);

  g_assert_cmpuint (made->len, ==, 2);
  g_assert_cmpint (first->width, ==, 20);
  g_assert_cmpint (first->format, ==, BYLINE_FORMAT_WEBP);
  g_assert_cmpint (second->width, ==, 40);
  g_assert_cmpint (second->format, ==, BYLINE_FORMAT_JPEG);
  picture_remove (path);
}

static void
test_order (void)
{
  static const int widths[] = { 80, 20 };
  Picture picture = { .width = 200, .height = 100, .colour = picture_plain };
  char *path = picture_make (&picture);
  g_autoptr (GPtrArray) made = make (path, 1, widths, 2, 2);

  g_assert_cmpuint (made->len, ==, 4);
  for (guint i = 0; i < made->len; i++) {
    const BylineRendition *rendition = g_ptr_array_index (made, i);

    g_assert_cmpint (rendition->width, ==, i < 2 ? 20 : 80);
    g_assert_cmpint (rendition->format, ==, both[i % 2]);
  }
  picture_remove (path);
}

static gboolean
holds (GBytes *bytes, const char *word)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  return memmem (data, size, word, strlen (word)) != NULL;
}

static void
test_clean_and_same (void)
{
  static const int widths[] = { 50, 100 };
  Picture picture = { .width = 300, .height = 200, .colour = picture_waves, .r03 = TRUE };
  char *path = picture_make (&picture);
  g_autoptr (GPtrArray) first = make (path, 6, widths, 2, 2);
  g_autoptr (GPtrArray) second = make (path, 6, widths, 2, 2);

  for (guint i = 0; i < first->len; i++) {
    const BylineRendition *a = g_ptr_array_index (first, i);
    const BylineRendition *b = g_ptr_array_index (second, i);

    g_assert_true (g_bytes_equal (a->bytes, b->bytes));
    g_assert_false (holds (a->bytes, "Exif"));
    g_assert_false (holds (a->bytes, "EXIF"));
    g_assert_false (holds (a->bytes, "Private"));
    g_assert_false (holds (a->bytes, "ICC"));
  }
  picture_remove (path);
}

static gpointer
make_in_thread (gpointer path)
{
  static const int widths[] = { 50, 100 };

  return make (path, 1, widths, 2, 2);
}

static void
test_threads (void)
{
  const Picture pictures[] = {
    { .width = 400, .height = 300, .colour = picture_waves },
    { .width = 400, .height = 300, .colour = picture_waves, .stored = JCS_GRAYSCALE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++) {
    char *path = picture_make (&pictures[i]);
    GThread *thread = g_thread_new ("second", make_in_thread, path);
    g_autoptr (GPtrArray) here = make_in_thread (path);
    g_autoptr (GPtrArray) there = g_thread_join (thread);

    for (guint j = 0; j < here->len; j++) {
      const BylineRendition *a = g_ptr_array_index (here, j);
      const BylineRendition *b = g_ptr_array_index (there, j);

      g_assert_true (g_bytes_equal (a->bytes, b->bytes));
    }
    picture_remove (path);
  }
}

/* Runs a judge; FALSE where it is not installed. */
static gboolean
vipsthumbnail (const char *path, int width, const char *out)
{
  g_autofree char *size = g_strdup_printf ("%dx", width);
  const char *argv[] = { "vipsthumbnail", path, "-s", size, "-o", out, NULL };
  int status = 0;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
                     &status, NULL))
    return FALSE;
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return TRUE;
}

static void
compare_with_vips (const char *path, int width)
{
  BylineRenditionSpec spec = { .widths = &width,
                               .n_widths = 1,
                               .formats = both,
                               .n_formats = 1,
                               .quality = { [BYLINE_FORMAT_JPEG] = 100 } };
  g_autofree char *out = g_strconcat (path, ".ppm", NULL);
  g_autoptr (GPtrArray) made = byline_renditions_make (path, 1, &spec, NULL, NULL);
  g_auto (Pixels) ours = pixels_of (g_ptr_array_index (made, 0));
  g_auto (Pixels) theirs = { 0 };
  int largest;

  if (!vipsthumbnail (path, width, out)) {
    g_test_skip ("vipsthumbnail is not installed");
    return;
  }
  theirs = pixels_of_ppm (out);
  g_unlink (out);
  g_assert_cmpfloat (pixels_differ (&ours, &theirs, &largest), <, 1.2);
  g_assert_cmpint (largest, <, 30);
}

static void
test_judge (void)
{
  static const int widths[] = { 30, 60, 110, 200, 310, 500 };
  const Picture pictures[] = {
    { .width = 801, .height = 533, .colour = picture_waves },
    { .width = 801, .height = 533, .colour = picture_waves, .luma_v = 1 },
    { .width = 801, .height = 533, .colour = picture_waves, .progressive = TRUE },
    { .width = 801, .height = 533, .colour = picture_waves, .stored = JCS_RGB },
    { .width = 801, .height = 533, .colour = picture_waves, .stored = JCS_GRAYSCALE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++) {
    char *path = picture_make (&pictures[i]);

    for (guint j = 0; j < G_N_ELEMENTS (widths); j++)
      compare_with_vips (path, widths[j]);
    picture_remove (path);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rendition/widths-ascend-and-never-enlarge", test_widths);
  g_test_add_func ("/rendition/every-size-is-exact-and-plain-to-its-edges", test_sizes);
  g_test_add_func ("/rendition/every-width-works-alone", test_alone);
  g_test_add_func ("/rendition/all-orientations-end-upright", test_orientations);
  g_test_add_func ("/rendition/only-what-is-wanted-is-made", test_only);
  g_test_add_func ("/rendition/order-is-width-then-format", test_order);
  g_test_add_func ("/rendition/bytes-are-the-same-each-time-and-carry-nothing",
                   test_clean_and_same);
  g_test_add_func ("/rendition/two-threads-at-once", test_threads);
  g_test_add_func ("/rendition/agrees-with-vipsthumbnail", test_judge);
  return g_test_run ();
}
