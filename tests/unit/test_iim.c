#include "metadata/country.h"
#include "metadata/iim.h"

#include <byline/error.h>

#include <string.h>

#define UTF8 "\x1c\1\x5a\0\3\x1b%G"
#define VERSION "\x1c\2\0\0\2\0\4"

/* A block of literal octets. */
#define BLOCK(octets) g_bytes_new_static ((octets), sizeof (octets) - 1)

static BylineIim *
parse (GBytes *block)
{
  g_autoptr (GError) error = NULL;
  BylineIim *iim = byline_iim_parse (block, &error);

  g_assert_no_error (error);
  g_assert_nonnull (iim);
  return iim;
}

static void
assert_block (const BylineIim *iim, GBytes *expected)
{
  g_autoptr (GBytes) block = byline_iim_serialise (iim);
  g_autoptr (GBytes) owned = expected;

  g_assert_true (g_bytes_equal (block, owned));
}

static BylineMetadata *
read_iim (const BylineIim *iim, const char *legacy)
{
  BylineMetadata *metadata = byline_metadata_new ();

  byline_iim_read (iim, legacy, metadata);
  return metadata;
}

static BylineMetadata *
read_block (GBytes *block, const char *legacy)
{
  g_autoptr (GBytes) owned = block;
  g_autoptr (BylineIim) iim = parse (owned);

  return read_iim (iim, legacy);
}

static const char *
first (const BylineMetadata *metadata, BylineField field)
{
  guint n;
  const BylineText *values = byline_metadata_layer (metadata, field, BYLINE_LAYER_IIM, &n);

  return n > 0 ? values[0].text : NULL;
}

static guint
n_notes (const BylineMetadata *metadata)
{
  return g_strv_length ((char **) byline_metadata_notes (metadata));
}

/* Sets a field to up to three values. Returns: (transfer full): what was cut */
static GPtrArray *
set (BylineIim *iim, BylineField field, const char *one, const char *two, const char *three)
{
  const char *given[] = { one, two, three };
  BylineText texts[3] = { { NULL, NULL } };
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  GPtrArray *cut = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (given) && given[i] != NULL; i++) {
    texts[i].text = (char *) given[i];
    g_ptr_array_add (values, &texts[i]);
  }
  byline_iim_set (iim, field, values, cut);
  return cut;
}

static void
set_quietly (BylineIim *iim, BylineField field, const char *value)
{
  g_autoptr (GPtrArray) cut = set (iim, field, value, NULL, NULL);

  g_assert_cmpuint (cut->len, ==, 0);
}

/* Keeping */

static void
test_round_trip (void)
{
  GBytes *blocks[] = {
    BLOCK (""),
    BLOCK (UTF8 VERSION "\x1c\2\x50\0\4Jane"),
    BLOCK (VERSION "\x1c\2\x50\x80\4\0\0\0\4Jane"), /* extended, though it need not be */
    BLOCK ("\x1c\2\x50\x80\1\4Jane"),
    BLOCK (
        "\x1c\3\x0a\0\1x\x1c\7\x5a\0\0\x1c\xf0\xff\0\2ab\x1c\2\5\0\1t"), /* any order, any record */
    BLOCK (VERSION "\0\0\0"),
    BLOCK (VERSION "\xffstray"),
    BLOCK ("\0\0\0\0"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    g_autoptr (BylineIim) iim = parse (blocks[i]);

    assert_block (iim, blocks[i]);
  }
}

static void
test_malformed (void)
{
  GBytes *blocks[] = {
    BLOCK ("\x1c\2\x50\0\5Jane"),                   /* shorter than it says */
    BLOCK ("\x1c\2\x50\0"),                         /* half a header */
    BLOCK ("\x1c\2\x50\x80\4\xff\xff\xff\xffJane"), /* 4 GiB */
    BLOCK ("\x1c\2\x50\x80\5\0\0\0\0\4Jane"),       /* five octets of length */
    BLOCK ("\x1c\2\x50\x80\0Jane"),                 /* none */
    BLOCK ("\x1c\2\x50\x80\4\0\0"),
    BLOCK ("Jane"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    g_autoptr (GBytes) owned = blocks[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineIim) iim = byline_iim_parse (owned, &error);

    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
    g_assert_null (iim);
  }
}

/* Reading */

static void
test_charsets (void)
{
  const struct {
    GBytes *block;
    const char *legacy; /* what a person says */
    const char *creator;
    gboolean odd;
  } cases[] = {
    { BLOCK (UTF8 "\x1c\2\x50\0\x0e\xd0\x90\xd0\xb9\xd0\xb3\xd0\xb5\xd1\x80\xd1\x96\xd0\xbc"), NULL,
      "Айгерім", FALSE },
    { BLOCK ("\x1c\2\x50\0\5J\xc3\xb6rg"), NULL, "Jörg", FALSE }, /* says nothing, but is */
    { BLOCK ("\x1c\2\x50\0\4J\xf6rg"), NULL, "Jörg", TRUE },
    { BLOCK ("\x1c\2\x50\0\4\xc8\xe2\xe0\xed"), NULL, "Иван", TRUE },
    { BLOCK ("\x1c\2\x50\0\4\xc8\xe2\xe0\xed"), "CP1252", "Èâàí", TRUE },
    { BLOCK ("\x1c\2\x50\0\4\xc8\xe2\xe0\xed"), "no-such-charset", "Èâàí", TRUE },
    { BLOCK ("\x1c\1\x5a\0\3\x1b-A\x1c\2\x50\0\4J\xf6rg"), NULL, "Jörg", FALSE },
    { BLOCK ("\x1c\1\x5a\0\3\x1b.A\x1c\2\x50\0\4J\xf6rg"), NULL, "Jörg", FALSE },
    { BLOCK ("\x1c\1\x5a\0\3\x1b-L\x1c\2\x50\0\4\xb8\xd2\xd0\xdd"), NULL, "Иван", FALSE },
    { BLOCK (UTF8 "\x1c\2\x50\0\4J\xf6rg"), NULL, "Jörg", TRUE },             /* it lies */
    { BLOCK (UTF8 "\x1c\2\x50\0\5\xd0\x90\xd0\xb9\xd0"), NULL, "Ай", FALSE }, /* cut in half */
    { BLOCK ("\x1c\2\x50\0\x06Jane\0\0"), NULL, "Jane", FALSE },
    { BLOCK ("\x1c\2\x50\0\4\xcd\xf5\xce\xb0"), NULL, "王伟", TRUE }, /* GB 18030, too short */
    { BLOCK ("\x1c\2\x50\0\6\xd0\xc2\xbb\xaa\xc9\xe7"), NULL, "新华社", TRUE },
    { BLOCK ("\x1c\2\x50\0\5\xd0\xc2\xbb\xaa\xc9"), "gb18030", "新华", TRUE }, /* cut in half */
    { BLOCK ("\x1c\2\x50\0\5Jos\x8e,"), NULL, "José,", TRUE },                 /* a Macintosh's */
    { BLOCK ("\x1c\2\x50\0\10Fran\x8d"
             "ois"),
      NULL, "François", TRUE },
    { BLOCK ("\x1c\2\x50\0\7l\x92\xe9t\xe9 \x80"), NULL, "l’été €", TRUE },
    { BLOCK ("\x1c\2\x50\0\6\xcc\xc8\xc4 \xd0\xca"), NULL, "МИД РК", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BylineMetadata) metadata = read_block (cases[i].block, cases[i].legacy);

    g_assert_cmpstr (first (metadata, BYLINE_FIELD_CREATOR), ==, cases[i].creator);
    g_assert_cmpuint (byline_metadata_odd (metadata, BYLINE_FIELD_CREATOR), ==,
                      cases[i].odd ? BYLINE_ODD_CHARSET : 0);
    g_assert_cmpuint (n_notes (metadata), ==, cases[i].odd ? 1 : 0);
  }
}

/* One short name says little; all texts together are asked. */
static void
test_guess_looks_at_all (void)
{
  g_autoptr (BylineMetadata) metadata =
      read_block (BLOCK ("\x1c\2\x50\0\3\xdf A"
                         "\x1c\2\x78\0\x0a\xcc\xe8\xed\xe8\xf1\xf2\xe5\xf0\xf1\xf2"),
                  NULL);

  g_assert_cmpstr (first (metadata, BYLINE_FIELD_CREATOR), ==, "Я A");
  g_assert_cmpstr (first (metadata, BYLINE_FIELD_DESCRIPTION), ==, "Министерст");
}

static void
test_dates_read (void)
{
  const struct {
    const char *day, *time, *expected;
  } cases[] = {
    { "20250714", NULL, "2025-07-14" },
    { "20250714", "101112+0500", "2025-07-14T10:11:12+05:00" },
    { "20250714", "101112-0330", "2025-07-14T10:11:12-03:30" },
    { "20250714", "101112", "2025-07-14T10:11:12" },
    { "20250714", "251112+0500", "2025-07-14" },
    { "20250714", "10:11", "2025-07-14" },
    { "19180000", "101112", "1918" },
    { "19180500", NULL, "1918-05" },
    { "00000000", NULL, NULL },
    { "20250230", NULL, NULL },
    { "2025-7-4", NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) block = g_byte_array_new ();
    const guint8 day[] = { 0x1c, 2, 55, 0, 8 };
    const guint8 time[] = { 0x1c, 2, 60, 0,
                            (guint8) (cases[i].time != NULL ? strlen (cases[i].time) : 0) };
    g_autoptr (BylineMetadata) metadata = NULL;

    g_byte_array_append (block, day, sizeof day);
    g_byte_array_append (block, (const guint8 *) cases[i].day, 8);
    if (cases[i].time != NULL) {
      g_byte_array_append (block, time, sizeof time);
      g_byte_array_append (block, (const guint8 *) cases[i].time, (guint) strlen (cases[i].time));
    }
    metadata = read_block (g_bytes_new (block->data, block->len), NULL);
    g_assert_cmpstr (first (metadata, BYLINE_FIELD_DATE_CREATED), ==, cases[i].expected);
  }
}

/* Writing */

static void
test_new_block (void)
{
  g_autoptr (BylineIim) iim = byline_iim_new ();

  g_assert_true (byline_iim_make_utf8 (iim, NULL, NULL));
  set_quietly (iim, BYLINE_FIELD_CREDIT, "mfa.gov.kz");
  set_quietly (iim, BYLINE_FIELD_CREATOR, "Jane");
  assert_block (iim, BLOCK (UTF8 VERSION "\x1c\2\x50\0\4Jane\x1c\2\x6e\0\x0amfa.gov.kz"));
  g_assert_false (byline_iim_is_empty (iim));
  set_quietly (iim, BYLINE_FIELD_CREDIT, NULL);
  set_quietly (iim, BYLINE_FIELD_CREATOR, NULL);
  g_assert_true (byline_iim_is_empty (iim));
}

static void
test_place (void)
{
  g_autoptr (BylineIim) iim = parse (BLOCK (UTF8 "\x1c\2\x78\0\1d\x1c\2\x19\0\1a\x1c\2\xe1\0\1?"
                                                 "\x1c\2\x19\0\1b\x1c\7\x0a\0\1o\0\0"));
  g_autoptr (GPtrArray) cut = set (iim, BYLINE_FIELD_KEYWORDS, "x", "y", "z");

  g_assert_cmpuint (cut->len, ==, 0);
  assert_block (iim, BLOCK (UTF8 "\x1c\2\x78\0\1d\x1c\2\x19\0\1x\x1c\2\x19\0\1y\x1c\2\x19\0\1z"
                                 "\x1c\2\xe1\0\1?\x1c\7\x0a\0\1o\0\0"));
  set_quietly (iim, BYLINE_FIELD_KEYWORDS, NULL);
  set_quietly (iim, BYLINE_FIELD_CAPTION_WRITER, "w");
  assert_block (iim,
                BLOCK (UTF8 "\x1c\2\x78\0\1d\x1c\2\x7a\0\1w\x1c\2\xe1\0\1?\x1c\7\x0a\0\1o\0\0"));
}

/* What a block says already stays as it is, header and all. */
static void
test_same (void)
{
  GBytes *block = BLOCK (UTF8 "\x1c\2\x50\x80\4\0\0\0\4Jane");
  g_autoptr (BylineIim) iim = parse (block);

  set_quietly (iim, BYLINE_FIELD_CREATOR, "Jane");
  g_assert_true (byline_iim_make_utf8 (iim, NULL, NULL));
  assert_block (iim, block);
}

static void
test_cut (void)
{
  const struct {
    const char *creator, *kept;
  } cases[] = {
    { "0123456789012345678901234567890!", NULL }, /* 32 octets */
    { "0123456789012345678901234567890!?", "0123456789012345678901234567890!" },
    { "Айгерім Нұрланова", "Айгерім Нұрланов" }, /* 33 octets */
    { "012345678901234567890123456789é", NULL }, /* 32 octets */
    { "0123456789012345678901234567890é", "0123456789012345678901234567890" },
    { "0123456789012345678901234567e\xcc\x81\xcc\xa3",
      "0123456789012345678901234567" }, /* e with two marks */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BylineIim) iim = byline_iim_new ();
    g_autoptr (GPtrArray) cut = set (iim, BYLINE_FIELD_CREATOR, cases[i].creator, NULL, NULL);
    g_autoptr (BylineMetadata) metadata = read_iim (iim, NULL);
    const char *expected = cases[i].kept != NULL ? cases[i].kept : cases[i].creator;

    g_assert_cmpstr (first (metadata, BYLINE_FIELD_CREATOR), ==, expected);
    g_assert_cmpuint (cut->len, ==, cases[i].kept != NULL ? 1 : 0);
    if (cut->len > 0)
      g_assert_cmpstr (cut->pdata[0], ==, "creator cut to 32 bytes in IIM");
  }
}

static void
test_make_utf8 (void)
{
  g_autoptr (BylineIim) iim = parse (BLOCK (VERSION "\x1c\2\x50\0\4J\xf6rg\x1c\2\x78\0\4Caf\xe9"
                                                    "\x1c\2\xca\0\2\xff\xd8\x1c\7\x0a\0\1\xff"));

  g_assert_true (byline_iim_make_utf8 (iim, NULL, NULL));
  assert_block (iim, BLOCK (UTF8 VERSION "\x1c\2\x50\0\5J\xc3\xb6rg\x1c\2\x78\0\5Caf\xc3\xa9"
                                         "\x1c\2\xca\0\2\xff\xd8\x1c\7\x0a\0\1\xff"));
}

static void
test_make_utf8_from_another (void)
{
  g_autoptr (BylineIim) iim =
      parse (BLOCK ("\x1c\1\0\0\2\0\4\x1c\1\x5a\0\3\x1b.A\x1c\2\x50\0\4J\xf6rg"));

  g_assert_true (byline_iim_make_utf8 (iim, NULL, NULL));
  assert_block (iim, BLOCK ("\x1c\1\0\0\2\0\4" UTF8 "\x1c\2\x50\0\5J\xc3\xb6rg"));
}

/* What a person says is believed, or refused; never replaced by a guess. */
static void
test_make_utf8_refuses (void)
{
  GBytes *block = BLOCK (VERSION "\x1c\2\x50\0\1\x98");
  g_autoptr (BylineIim) iim = parse (block);
  g_autoptr (BylineIim) any = parse (block);
  g_autoptr (GError) not_in = NULL, unknown = NULL;

  g_assert_false (byline_iim_make_utf8 (iim, "CP1251", &not_in));
  g_assert_error (not_in, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
  g_assert_true (byline_iim_make_utf8 (any, NULL, NULL)); /* a guess that fits is taken */
  g_assert_false (byline_iim_make_utf8 (iim, "no-such-charset", &unknown));
  g_assert_error (unknown, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  assert_block (iim, block);
}

static void
test_dates_written (void)
{
  const struct {
    const char *date;
    GBytes *block;
  } cases[] = {
    { "2025-07-14T10:11:12.345+05:00", BLOCK (VERSION "\x1c\2\x37\0\x08"
                                                      "20250714\x1c\2\x3c\0\x0b"
                                                      "101112+0500") },
    { "2025-07-14T10:11:12-03:30", BLOCK (VERSION "\x1c\2\x37\0\x08"
                                                  "20250714\x1c\2\x3c\0\x0b"
                                                  "101112-0330") },
    { "2025-07-14T10:11", BLOCK (VERSION "\x1c\2\x37\0\x08"
                                         "20250714\x1c\2\x3c\0\x06"
                                         "101100") },
    { "2025-07-14", BLOCK (VERSION "\x1c\2\x37\0\x08"
                                   "20250714") },
    { "1918", BLOCK (VERSION "\x1c\2\x37\0\x08"
                             "19180000") },
    { "1918-05", BLOCK (VERSION "\x1c\2\x37\0\x08"
                                "19180500") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BylineIim) iim = byline_iim_new ();

    set_quietly (iim, BYLINE_FIELD_DATE_CREATED, "2001-01-01T01:01:01Z");
    set_quietly (iim, BYLINE_FIELD_DATE_CREATED, cases[i].date);
    assert_block (iim, cases[i].block);
  }
}

static void
test_country_code (void)
{
  const struct {
    const char *code, *expected;
  } cases[] = { { "KZ", "KAZ" }, { "kz", "KAZ" }, { "KAZ", "KAZ" }, { "deu", "DEU" },
                { "ZW", "ZWE" }, { "AD", "AND" }, { "XX", NULL },   { "Kazakhstan", NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BylineIim) iim = byline_iim_new ();
    g_autoptr (GPtrArray) cut = set (iim, BYLINE_FIELD_COUNTRY_CODE, cases[i].code, NULL, NULL);
    g_autoptr (BylineMetadata) metadata = read_iim (iim, NULL);

    g_assert_cmpstr (first (metadata, BYLINE_FIELD_COUNTRY_CODE), ==, cases[i].expected);
    g_assert_cmpuint (cut->len, ==, cases[i].expected == NULL ? 1 : 0);
  }
  g_assert_null (byline_country_alpha3 (""));
}

static void
test_languages (void)
{
  g_autoptr (BylineIim) iim = byline_iim_new ();
  char kazakh[] = "kk", picture[] = "сурет", otherwise[] = "x-default", word[] = "picture";
  BylineText texts[] = { { kazakh, picture }, { otherwise, word } };
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  g_autoptr (BylineMetadata) metadata = NULL;

  g_ptr_array_add (values, &texts[0]);
  g_ptr_array_add (values, &texts[1]);
  byline_iim_set (iim, BYLINE_FIELD_DESCRIPTION, values, NULL);
  byline_iim_set (iim, BYLINE_FIELD_EVENT, values, NULL); /* IIM has none */
  metadata = read_iim (iim, NULL);
  g_assert_cmpstr (first (metadata, BYLINE_FIELD_DESCRIPTION), ==, "picture");
  assert_block (iim, BLOCK (VERSION "\x1c\2\x78\0\7picture"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/iim/block-is-kept-octet-for-octet", test_round_trip);
  g_test_add_func ("/iim/block-that-cannot-be-followed-is-malformed", test_malformed);
  g_test_add_func ("/iim/text-is-never-silently-wrong", test_charsets);
  g_test_add_func ("/iim/guess-looks-at-all-texts", test_guess_looks_at_all);
  g_test_add_func ("/iim/dates-are-read-as-far-as-they-go", test_dates_read);
  g_test_add_func ("/iim/new-block-has-a-charset-and-a-version", test_new_block);
  g_test_add_func ("/iim/value-goes-where-the-old-one-was", test_place);
  g_test_add_func ("/iim/what-it-says-already-stays", test_same);
  g_test_add_func ("/iim/cut-falls-between-characters", test_cut);
  g_test_add_func ("/iim/all-text-becomes-utf8-and-nothing-else", test_make_utf8);
  g_test_add_func ("/iim/declared-charset-is-replaced", test_make_utf8_from_another);
  g_test_add_func ("/iim/charset-that-does-not-fit-is-refused", test_make_utf8_refuses);
  g_test_add_func ("/iim/dates-are-written-as-far-as-they-go", test_dates_written);
  g_test_add_func ("/iim/country-codes-have-three-letters", test_country_code);
  g_test_add_func ("/iim/default-language-is-what-iim-says", test_languages);
  return g_test_run ();
}
