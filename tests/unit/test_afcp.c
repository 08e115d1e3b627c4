#include "jpeg_maker.h"

/* A trailer as FotoStation writes it; its numbers count from the file's beginning. */

static void
u32 (GByteArray *jpeg, gsize number)
{
  guint32 stored = GUINT32_TO_BE ((guint32) number);

  g_byte_array_append (jpeg, (const guint8 *) &stored, sizeof stored);
}

/* @start: where the trailer says that it begins, less where it does */
static BylineInput *
make_file (gsize start)
{
  GByteArray *jpeg = begin ();
  gsize at;

  exif (jpeg, "II*");
  picture (jpeg);
  at = jpeg->len;
  RAW (jpeg, "AXS!\1\0\0\1\0\0\0\0IPTC");
  u32 (jpeg, 7);
  u32 (jpeg, at + 24);
  RAW (jpeg, "content");
  RAW (jpeg, "AXS!");
  u32 (jpeg, at + start);
  u32 (jpeg, 0);
  return finish (jpeg);
}

static guint32
number_at (BylineInput *file, guint64 offset)
{
  guint32 number;

  memcpy (&number, byline_input_peek (file, offset, sizeof number, NULL), sizeof number);
  return GUINT32_FROM_BE (number);
}

static BylineInput *
grow (BylineInput *input)
{
  g_autoptr (BylineContainer) container = open_sound (input);
  g_auto (BylineNewParts) parts = { 0 };

  take_text (&parts, BYLINE_PART_EXIF, "II*, but longer");
  return change (container, &parts);
}

static void
test_numbers_follow (void)
{
  g_autoptr (BylineInput) input = make_file (0);
  g_autoptr (BylineInput) result = grow (input);
  guint64 size = byline_input_size (result);
  guint64 header = number_at (result, size - 8);
  guint32 content = number_at (result, header + 20);

  g_assert_cmpuint (size, ==, byline_input_size (input) + 12);
  g_assert_true (memcmp (byline_input_peek (result, header, 4, NULL), "AXS!", 4) == 0);
  g_assert_true (memcmp (byline_input_peek (result, content, 7, NULL), "content", 7) == 0);
}

/* Readers look for a trailer that is not where it says; its numbers go together. */
static void
test_wrong_numbers_stay (void)
{
  g_autoptr (BylineInput) input = make_file (3);
  g_autoptr (BylineInput) result = grow (input);
  gsize trailer = 24 + 7 + 12;
  guint64 old_at = byline_input_size (input) - trailer;
  guint64 new_at = byline_input_size (result) - trailer;
  g_autoptr (GBytes) before = byline_input_copy (input, old_at, trailer, NULL);
  g_autoptr (GBytes) after = byline_input_copy (result, new_at, trailer, NULL);

  g_assert_true (g_bytes_equal (before, after));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/afcp/numbers-follow-what-they-lead-to", test_numbers_follow);
  g_test_add_func ("/afcp/wrong-numbers-stay", test_wrong_numbers_stay);
  return g_test_run ();
}
