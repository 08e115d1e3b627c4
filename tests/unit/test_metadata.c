#include <byline/metadata.h>

#include <string.h>

typedef struct {
  BylineField field;
  BylineLayer layer;
  const char *lang, *text;
} Said;

static BylineMetadata *
said (const Said *said, guint n, gboolean digest_matches)
{
  BylineMetadata *metadata = byline_metadata_new ();

  for (guint i = 0; i < n; i++)
    byline_metadata_add (metadata, said[i].field, said[i].layer, said[i].lang, said[i].text);
  byline_metadata_reconcile (metadata, digest_matches);
  return metadata;
}

#define SAID(digest, ...)                                                                          \
  said ((const Said[]){ __VA_ARGS__ }, G_N_ELEMENTS (((const Said[]){ __VA_ARGS__ })), digest)

#define EXIF BYLINE_LAYER_EXIF
#define IIM BYLINE_LAYER_IIM
#define XMP BYLINE_LAYER_XMP

static void
assert_best (BylineMetadata *metadata, BylineField field, const char *text, guint odd)
{
  g_autoptr (BylineMetadata) owned = metadata;

  g_assert_cmpstr (byline_metadata_text (owned, field), ==, text);
  g_assert_cmpuint (byline_metadata_odd (owned, field), ==, odd);
}

static void
test_exif_is_believed_first_then_xmp (void)
{
  const BylineField field = BYLINE_FIELD_DESCRIPTION;

  assert_best (SAID (TRUE, { field, XMP, NULL, "x" }, { field, EXIF, NULL, "e" }), field, "e",
               BYLINE_ODD_CONFLICT);
  assert_best (SAID (TRUE, { field, XMP, NULL, "x" }, { field, EXIF, NULL, "  " }), field, "x", 0);
  assert_best (SAID (TRUE, { field, XMP, NULL, "x" }, { field, IIM, NULL, "i" }), field, "x",
               BYLINE_ODD_CONFLICT);
  assert_best (SAID (TRUE, { field, IIM, NULL, "i" }), field, "i", 0);
  assert_best (SAID (FALSE, { field, XMP, NULL, "x" }), field, "x", 0);
}

static void
test_a_wrong_digest_believes_iim (void)
{
  const BylineField field = BYLINE_FIELD_HEADLINE;

  assert_best (SAID (FALSE, { field, XMP, NULL, "x" }, { field, IIM, NULL, "i" }), field, "i",
               BYLINE_ODD_CONFLICT);
}

/* MWG 2.0, 5: whom to believe when all differ, and which layer that is. */
static void
test_every_field_follows_the_order (void)
{
  const struct {
    BylineField field;
    gboolean in_exif;
  } cases[] = {
    { BYLINE_FIELD_CREATOR, TRUE },     { BYLINE_FIELD_COPYRIGHT, TRUE },
    { BYLINE_FIELD_DESCRIPTION, TRUE }, { BYLINE_FIELD_KEYWORDS, FALSE },
    { BYLINE_FIELD_CITY, FALSE },       { BYLINE_FIELD_STATE, FALSE },
    { BYLINE_FIELD_COUNTRY, FALSE },    { BYLINE_FIELD_LOCATION, FALSE },
    { BYLINE_FIELD_CREDIT, FALSE },     { BYLINE_FIELD_HEADLINE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint with = 1; with < 16; with++) { /* EXIF, IIM, XMP, and a digest that matches */
      const gboolean exif = (with & 1) != 0 && cases[i].in_exif, iim = (with & 2) != 0;
      const gboolean xmp = (with & 4) != 0, matches = (with & 8) != 0;
      const BylineLayer wanted = exif ? EXIF : !iim || (xmp && matches) ? XMP : IIM;
      g_autoptr (BylineMetadata) metadata =
          SAID (matches, { cases[i].field, EXIF, NULL, exif ? "one" : "" },
                { cases[i].field, IIM, NULL, iim ? "two" : "" },
                { cases[i].field, XMP, NULL, xmp ? "three" : "" });
      BylineLayer layer = BYLINE_N_LAYERS;
      guint n = 0;

      if (byline_metadata_best (metadata, cases[i].field, &n, &layer) != NULL)
        g_assert_cmpint (layer, ==, wanted);
      else
        g_assert_false (exif || iim || xmp);
    }
}

static void
test_what_iim_cut_is_taken_from_xmp (void)
{
  const BylineField field = BYLINE_FIELD_CREDIT;

  /* 33 octets in UTF-8; cut at a character, through one, and at 32 characters of Latin-1 */
  assert_best (SAID (FALSE, { field, XMP, NULL, "Айгерім Нұрланова" },
                     { field, IIM, NULL, "Айгерім Нұрланов" }),
               field, "Айгерім Нұрланова", BYLINE_ODD_TRUNCATED);
  assert_best (SAID (FALSE, { field, XMP, NULL, "Айгерім Нұрланова" },
                     { field, IIM, NULL, "Айгерім Нұрланов\xD0" }),
               field, "Айгерім Нұрланова", BYLINE_ODD_TRUNCATED);
  assert_best (SAID (FALSE, { field, XMP, NULL, "ééééééééééééééééééééééééééééééééé" },
                     { field, IIM, NULL, "éééééééééééééééééééééééééééééééé" }),
               field, "ééééééééééééééééééééééééééééééééé", BYLINE_ODD_TRUNCATED);
  /* white space where it was cut is nobody's */
  assert_best (SAID (FALSE, { field, XMP, NULL, "0123456789012345678901234567890 12345" },
                     { field, IIM, NULL, "0123456789012345678901234567890" }),
               field, "0123456789012345678901234567890 12345", BYLINE_ODD_TRUNCATED);
  /* a shorter beginning is another value */
  assert_best (SAID (FALSE, { field, XMP, NULL, "Agence France-Presse and Getty Images" },
                     { field, IIM, NULL, "Agence France-Presse" }),
               field, "Agence France-Presse", BYLINE_ODD_CONFLICT);
}

static void
test_the_same_in_other_letters_is_no_conflict (void)
{
  assert_best (SAID (TRUE, { BYLINE_FIELD_CITY, XMP, NULL, "e\xCC\x81" },
                     { BYLINE_FIELD_CITY, IIM, NULL, "\xC3\xA9 " }),
               BYLINE_FIELD_CITY, "e\xCC\x81", 0);
  assert_best (SAID (TRUE, { BYLINE_FIELD_COUNTRY_CODE, XMP, NULL, "KZ" },
                     { BYLINE_FIELD_COUNTRY_CODE, IIM, NULL, "KAZ" }),
               BYLINE_FIELD_COUNTRY_CODE, "KZ", 0);
  assert_best (SAID (TRUE, { BYLINE_FIELD_COUNTRY_CODE, XMP, NULL, "KZ" },
                     { BYLINE_FIELD_COUNTRY_CODE, IIM, NULL, "CHN" }),
               BYLINE_FIELD_COUNTRY_CODE, "KZ", BYLINE_ODD_CONFLICT);
}

static void
test_the_fullest_of_agreeing_dates_is_believed (void)
{
  const BylineField field = BYLINE_FIELD_DATE_CREATED;

  assert_best (SAID (TRUE, { field, EXIF, NULL, "2025-07-14T10:30:00" },
                     { field, XMP, NULL, "2025-07-14T10:30:00.25+05:00" },
                     { field, IIM, NULL, "2025-07-14" }),
               field, "2025-07-14T10:30:00.25+05:00", 0);
  assert_best (SAID (TRUE, { field, EXIF, NULL, "2025-07-14T10:30:00" },
                     { field, XMP, NULL, "2025-07-15T10:30:00+05:00" }),
               field, "2025-07-14T10:30:00", BYLINE_ODD_CONFLICT);
}

static void
test_names_in_one_string_are_the_same_names (void)
{
  const BylineField field = BYLINE_FIELD_CREATOR;
  guint n = 0;
  BylineLayer layer = IIM;
  g_autoptr (BylineMetadata) metadata =
      SAID (TRUE, { field, EXIF, NULL, "Ann; Bob" }, { field, XMP, NULL, "Ann" },
            { field, XMP, NULL, "Bob" }, { field, IIM, NULL, "Ann" });

  g_assert_cmpuint (byline_metadata_odd (metadata, field) & BYLINE_ODD_TRUNCATED, ==, 0);
  byline_metadata_best (metadata, field, &n, &layer);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpint (layer, ==, XMP);
}

static void
test_keywords_in_another_order_agree (void)
{
  const BylineField field = BYLINE_FIELD_KEYWORDS;

  assert_best (SAID (TRUE, { field, XMP, NULL, "b" }, { field, XMP, NULL, "a" },
                     { field, IIM, NULL, "a" }, { field, IIM, NULL, "b" }),
               field, "b", 0);
  assert_best (
      SAID (TRUE, { field, XMP, NULL, "b" }, { field, IIM, NULL, "a" }, { field, IIM, NULL, "b" }),
      field, "b", BYLINE_ODD_CONFLICT);
}

static void
test_other_languages_come_along (void)
{
  const BylineField field = BYLINE_FIELD_DESCRIPTION;
  g_autoptr (BylineMetadata) metadata =
      SAID (TRUE, { field, EXIF, NULL, "e" }, { field, XMP, "x-default", "e" },
            { field, XMP, "KK", "k" }, { field, XMP, "kk", "second of its language" });
  guint n = 0;
  BylineLayer layer = XMP;
  const BylineText *best = byline_metadata_best (metadata, field, &n, &layer);

  g_assert_cmpint (layer, ==, EXIF);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (best[0].lang, ==, "x-default");
  g_assert_cmpstr (best[1].lang, ==, "kk");
  g_assert_cmpstr (best[1].text, ==, "k");
  g_assert_cmpuint (byline_metadata_odd (metadata, field), ==, 0);
}

static void
test_a_cameras_boilerplate_is_no_description (void)
{
  const BylineField field = BYLINE_FIELD_DESCRIPTION;

  assert_best (SAID (TRUE, { field, EXIF, NULL, "OLYMPUS DIGITAL CAMERA" },
                     { field, XMP, NULL, "The handshake" }),
               field, "The handshake", 0);
}

static void
test_rating_is_xmps_first (void)
{
  const BylineField field = BYLINE_FIELD_RATING;

  assert_best (SAID (TRUE, { field, EXIF, NULL, "0" }, { field, XMP, NULL, "-1" }), field, "-1",
               BYLINE_ODD_CONFLICT);
  assert_best (SAID (TRUE, { field, EXIF, NULL, "4" }), field, "4", 0);
}

static void
test_hostile_text_becomes_harmless (void)
{
  assert_best (SAID (TRUE, { BYLINE_FIELD_CITY, XMP, NULL, "A\x1b[2Jstana\xFF" }),
               BYLINE_FIELD_CITY, "A [2Jstana\xEF\xBF\xBD", 0);
}

static void
test_notes_are_a_list (void)
{
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();

  g_assert_null (byline_metadata_notes (metadata)[0]);
  byline_metadata_note (metadata, "%d of %s", 1, "a");
  byline_metadata_note (metadata, "two");
  g_assert_cmpstr (byline_metadata_notes (metadata)[0], ==, "1 of a");
  g_assert_cmpstr (byline_metadata_notes (metadata)[1], ==, "two");
  g_assert_null (byline_metadata_notes (metadata)[2]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metadata/exif-is-believed-first-then-xmp",
                   test_exif_is_believed_first_then_xmp);
  g_test_add_func ("/metadata/a-wrong-digest-believes-iim", test_a_wrong_digest_believes_iim);
  g_test_add_func ("/metadata/every-field-follows-the-order", test_every_field_follows_the_order);
  g_test_add_func ("/metadata/what-iim-cut-is-taken-from-xmp", test_what_iim_cut_is_taken_from_xmp);
  g_test_add_func ("/metadata/the-same-in-other-letters-is-no-conflict",
                   test_the_same_in_other_letters_is_no_conflict);
  g_test_add_func ("/metadata/the-fullest-of-agreeing-dates-is-believed",
                   test_the_fullest_of_agreeing_dates_is_believed);
  g_test_add_func ("/metadata/names-in-one-string-are-the-same-names",
                   test_names_in_one_string_are_the_same_names);
  g_test_add_func ("/metadata/keywords-in-another-order-agree",
                   test_keywords_in_another_order_agree);
  g_test_add_func ("/metadata/other-languages-come-along", test_other_languages_come_along);
  g_test_add_func ("/metadata/a-cameras-boilerplate-is-no-description",
                   test_a_cameras_boilerplate_is_no_description);
  g_test_add_func ("/metadata/rating-is-xmps-first", test_rating_is_xmps_first);
  g_test_add_func ("/metadata/hostile-text-becomes-harmless", test_hostile_text_becomes_harmless);
  g_test_add_func ("/metadata/notes-are-a-list", test_notes_are_a_list);
  return g_test_run ();
}
