#include <byline/placeholder.h>

/* A picture that both this test and scripts outside can make: no two pixels are the same by design
 * of the numbers, and every channel has waves of its own. */
static guint8 *
draw (int width, int height)
{
  guint8 *rgb = g_malloc ((gsize) width * (gsize) height * 3);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint8 *at = rgb + 3 * (y * width + x);

      at[0] = (guint8) ((x * 7 + y * 3) % 256);
      at[1] = (guint8) ((x * x / 4 + y * 5) % 256);
      at[2] = (guint8) (255 - (x * 2 + y * y / 3) % 256);
    }
  return rgb;
}

static const struct {
  int width, height;
  const char *hash;
} vectors[] = {
  { 40, 27, "4AYKXYoFmYVrp5VneWh4eDRQqMCG" },     { 27, 40, "YhcGXQgwaSZciGqHd4OoiGRAA7aL" },
  { 40, 40, "YfcFPwoIlndIxWZ6iYSGR4eYaQMzCnwJ" }, { 1, 1, "FQAq/wEI9wiIh4hwj3CI+AiIcH/4AAAA" },
  { 40, 5, "okQKYYIQTXl3eHd4QHcn8JQ=" },          { 3, 40, "m8UFkQiHcLh4hoJNh3Bm94g=" },
  { 100, 75, "4AcGFYKJh1eIaAiGZWRpqWAH06+A" },    { 1, 40, "WrU1oRQIh4h4h4d494F2v4g=" },
};

/* The hashes are those of rgbaToThumbHash() of npm's thumbhash 0.1.1, given the same pixels;
 * tests/cli/placeholder.sh asks it again where it is installed. */
static void
test_reference (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++) {
    g_autofree guint8 *rgb = draw (vectors[i].width, vectors[i].height);
    g_autofree char *hash = NULL;
    BylinePlaceholder placeholder;

    byline_placeholder_make (rgb, vectors[i].width, vectors[i].height, &placeholder);
    hash = byline_placeholder_hash (&placeholder);
    g_assert_cmpstr (hash, ==, vectors[i].hash);
  }
}

static void
test_colour (void)
{
  g_autofree guint8 *rgb = g_malloc (3 * 10 * 10);
  g_autofree char *colour = NULL;
  BylinePlaceholder placeholder;

  for (guint i = 0; i < 100; i++) { /* 60 of sea, 40 of sand */
    rgb[3 * i] = i < 60 ? 10 : 240;
    rgb[3 * i + 1] = i < 60 ? 100 : 220;
    rgb[3 * i + 2] = i < 60 ? 200 : 160;
  }
  byline_placeholder_make (rgb, 10, 10, &placeholder);
  colour = byline_placeholder_colour (&placeholder);
  g_assert_cmpstr (colour, ==, "#0a64c8");
}

static void
test_unknown (void)
{
  const BylinePlaceholder nothing = { .length = 0 };

  g_assert_null (byline_placeholder_hash (&nothing));
  g_assert_null (byline_placeholder_colour (&nothing));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/placeholder/hashes-are-the-reference-s", test_reference);
  g_test_add_func ("/placeholder/the-colour-is-that-of-most-pixels", test_colour);
  g_test_add_func ("/placeholder/what-is-not-known-has-neither", test_unknown);
  return g_test_run ();
}
