#include "base/splice.h"

#include <string.h>

static BylineInput *
input_of (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return byline_input_new (bytes, "old");
}

static void
insert (BylineSplice *splice, const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  byline_splice_insert (splice, bytes);
}

static void
assert_applied (const BylineSplice *splice, BylineInput *old, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) made = byline_splice_apply (splice, old, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (made), ==, byline_splice_size (splice));
  g_assert_cmpuint (g_bytes_get_size (made), ==, strlen (expected));
  g_assert_true (memcmp (g_bytes_get_data (made, NULL), expected, strlen (expected)) == 0);
}

/* "head OLD tail end" → "head NEWER tail!" */
static BylineSplice *
example (void)
{
  BylineSplice *splice = byline_splice_new ();

  byline_splice_keep (splice, 0, 2);
  byline_splice_keep (splice, 2, 3); /* joined to the one before */
  insert (splice, "NEWER");
  insert (splice, ""); /* ignored */
  byline_splice_keep (splice, 8, 0);
  byline_splice_keep (splice, 8, 5);
  insert (splice, "!");
  return splice;
}

static void
test_pieces_make_the_new_file (void)
{
  g_autoptr (BylineInput) old = input_of ("head OLD tail end");
  g_autoptr (BylineSplice) splice = example ();

  g_assert_cmpuint (byline_splice_n_pieces (splice), ==, 4);
  assert_applied (splice, old, "head NEWER tail!");
}

static void
test_the_inverse_brings_the_old_file_back (void)
{
  g_autoptr (BylineInput) old = input_of ("head OLD tail end");
  g_autoptr (BylineInput) new = input_of ("head NEWER tail!");
  g_autoptr (BylineSplice) splice = example ();
  g_autoptr (BylineSplice) inverse = byline_splice_invert (splice, old, NULL);
  g_autoptr (BylineSplice) again = byline_splice_invert (inverse, new, NULL);

  assert_applied (inverse, new, "head OLD tail end");
  assert_applied (again, old, "head NEWER tail!");
}

static void
test_what_moves_things_about_has_no_inverse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineInput) old = input_of ("0123456789");
  g_autoptr (BylineSplice) splice = byline_splice_new ();

  byline_splice_keep (splice, 5, 5);
  byline_splice_keep (splice, 0, 5);
  assert_applied (splice, old, "5678901234");
  g_assert_null (byline_splice_invert (splice, old, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
}

static void
test_a_shorter_file_is_not_what_was_planned_for (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineInput) old = input_of ("head OLD");
  g_autoptr (BylineSplice) splice = example ();

  g_assert_null (byline_splice_apply (splice, old, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
  g_clear_error (&error);
  g_assert_null (byline_splice_invert (splice, old, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
}

static void
test_the_journal_gives_back_the_same (void)
{
  g_autoptr (BylineInput) old = input_of ("head OLD tail end");
  g_autoptr (BylineSplice) splice = example ();
  g_autoptr (GBytes) encoded = byline_splice_encode (splice);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineSplice) decoded = byline_splice_decode (encoded, &error);
  g_autoptr (GBytes) again = NULL;

  g_assert_no_error (error);
  assert_applied (decoded, old, "head NEWER tail!");
  again = byline_splice_encode (decoded);
  g_assert_true (g_bytes_equal (encoded, again));
}

static void
assert_damaged (const void *bytes, gsize size)
{
  g_autoptr (GBytes) encoded = g_bytes_new (bytes, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_splice_decode (encoded, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
}

static void
test_a_cut_journal_is_noticed (void)
{
  g_autoptr (BylineSplice) splice = example ();
  g_autoptr (GBytes) encoded = byline_splice_encode (splice);
  gsize size;
  const guint8 *bytes = g_bytes_get_data (encoded, &size);
  g_autoptr (GByteArray) longer = g_byte_array_new ();

  for (gsize cut = 0; cut < size; cut++)
    assert_damaged (bytes, cut);
  g_byte_array_append (longer, bytes, (guint) size);
  g_byte_array_append (longer, (const guint8 *) "", 1);
  assert_damaged (longer->data, longer->len);
}

#define U32(n) "\0\0\0" n
#define U64(n) "\0\0\0\0\0\0\0" n
#define HUGE_U64 "\177\377\377\377\377\377\377\377"

static void
test_a_lying_journal_is_refused (void)
{
#define CASE(literal)                                                                              \
  {                                                                                                \
    literal, sizeof (literal) - 1                                                                  \
  }
  const struct {
    const char *bytes;
    gsize size;
  } cases[] = {
    CASE ("BSP2" U32 ("\0")),
    CASE ("BSP1" U32 ("\001") "X"),
    CASE ("BSP1" U32 ("\001") "K" U64 ("\0") U64 ("\0")), /* empty */
    CASE ("BSP1" U32 ("\001") "K" HUGE_U64 U64 ("\001")), /* past any file */
    CASE ("BSP1" U32 ("\001") "K" U64 ("\001") "\377\377\377\377\377\377\377\377"),
    CASE ("BSP1" U32 ("\002") "K" U64 ("\005") U64 ("\001") "K" U64 ("\005") U64 ("\001")),
    CASE ("BSP1" U32 ("\002") "K" U64 ("\005") U64 ("\001") "K" U64 ("\0") U64 ("\001")),
    CASE ("BSP1" U32 ("\001") "F" U64 ("\002") "a"),
    CASE ("BSP1" U32 ("\001") "F"
                              "\377\377\377\377\377\377\377\377"
                              "a"),
    CASE ("BSP1"
          "\377\377\377\377"
          "F" U64 ("\001") "a"),
  };
#undef CASE

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_damaged (cases[i].bytes, cases[i].size);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/splice/pieces-make-the-new-file", test_pieces_make_the_new_file);
  g_test_add_func ("/splice/the-inverse-brings-the-old-file-back",
                   test_the_inverse_brings_the_old_file_back);
  g_test_add_func ("/splice/what-moves-things-about-has-no-inverse",
                   test_what_moves_things_about_has_no_inverse);
  g_test_add_func ("/splice/a-shorter-file-is-not-what-was-planned-for",
                   test_a_shorter_file_is_not_what_was_planned_for);
  g_test_add_func ("/splice/the-journal-gives-back-the-same", test_the_journal_gives_back_the_same);
  g_test_add_func ("/splice/a-cut-journal-is-noticed", test_a_cut_journal_is_noticed);
  g_test_add_func ("/splice/a-lying-journal-is-refused", test_a_lying_journal_is_refused);
  return g_test_run ();
}
