#include <byline/error.h>
#include <byline/field.h>
#include <byline/metadata.h>

#include "metadata/values.h"

#include <string.h>

static void
test_every_row_is_whole (void)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++) {
    const BylineFieldInfo *info = &byline_fields[i];

    g_assert_nonnull (info->name);
    g_assert_nonnull (info->xmp_prefix);
    g_assert_nonnull (info->xmp_ns);
    g_assert_nonnull (info->xmp_name);
    g_assert_true ((info->iim_dataset == 0) == (info->iim_max == 0));
    g_assert_true (info->kind != BYLINE_KIND_LANGS || info->xmp_form == BYLINE_XMP_LANG_ALT);
    for (guint j = 0; j < i; j++) {
      g_assert_cmpstr (info->name, !=, byline_fields[j].name);
      g_assert_true (info->iim_dataset == 0 || info->iim_dataset != byline_fields[j].iim_dataset);
    }
  }
}

static void
test_names_are_found_with_their_language (void)
{
  BylineField field = BYLINE_N_FIELDS;
  g_autofree char *lang = NULL;
  g_autofree char *none = NULL;

  g_assert_true (byline_field_parse ("description@zh-Hans", &field, &lang, NULL));
  g_assert_cmpint (field, ==, BYLINE_FIELD_DESCRIPTION);
  g_assert_cmpstr (lang, ==, "zh-hans");
  g_assert_true (byline_field_parse ("credit", &field, &none, NULL));
  g_assert_cmpint (field, ==, BYLINE_FIELD_CREDIT);
  g_assert_null (none);
}

/* @named: what the message has to name */
static void
assert_not_a_field (const char *name, const char *named)
{
  BylineField field;
  g_autofree char *lang = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (byline_field_parse (name, &field, &lang, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  if (strstr (error->message, named) == NULL)
    g_error ("\"%s\" does not name \"%s\"", error->message, named);
}

static void
test_mistakes_name_what_was_meant (void)
{
  g_autofree char *endless = g_strnfill (100000, 'x');

  assert_not_a_field ("credt", "\"credit\"");
  assert_not_a_field ("Headline", "\"headline\"");
  assert_not_a_field ("caption", "\"description\"");
  assert_not_a_field ("photographer", "\"creator\"");
  assert_not_a_field ("camera", "read only");
  assert_not_a_field ("gps", "read only");
  assert_not_a_field ("credit@kk", "no languages");
  assert_not_a_field ("title@", "language");
  assert_not_a_field ("title@kk-", "language");
  assert_not_a_field ("title@kk_KZ", "language");
  assert_not_a_field ("", "no field");
  assert_not_a_field (endless, "no field");
}

static void
assert_date (const char *text, const char *kept)
{
  g_autofree char *value = byline_value_check (BYLINE_FIELD_DATE_CREATED, text, NULL);

  g_assert_cmpstr (value, ==, kept);
}

static void
test_dates_are_kept_as_far_as_known (void)
{
  assert_date ("1918", "1918");
  assert_date ("2025-07", "2025-07");
  assert_date ("2024-02-29", "2024-02-29");
  assert_date ("2025-07-14 10:30", "2025-07-14T10:30");
  assert_date ("2025-07-14T10:30:59.123+05:00", "2025-07-14T10:30:59.123+05:00");
  assert_date ("2025-07-14T10:30:59-03:30", "2025-07-14T10:30:59-03:30");
  assert_date ("2025-07-14T10:30:59+00:00", "2025-07-14T10:30:59Z");
  assert_date ("2025-07-14T10:30Z", "2025-07-14T10:30Z");
}

static void
test_days_that_never_were_are_refused (void)
{
  static const char *const wrong[] = {
    "2025-02-29",
    "2025-13",
    "2025-00-01",
    "0000",
    "25-07-14",
    "2025-7-14",
    "2025:07:14",
    "2025-07-14T24:00",
    "2025-07-14T10",
    "2025-07-14T10:60",
    "2025-07-14T10:30:60",
    "2025-07-14T10:30:00.",
    "2025-07-14T10:30+5",
    "2025-07-14T10:30+0500",
    "2025-07T10:30",
    "2025-07-14T10:30Zz",
    "2025-07-14Z",
    "yesterday",
    "2025-07-14T",
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_date (wrong[i], NULL);
}

static void
test_dates_agree_as_far_as_both_go (void)
{
  BylineDate day;
  BylineDate minute;
  BylineDate zoned;
  BylineDate other;

  g_assert_true (byline_date_parse ("2025-07-14", &day));
  g_assert_true (byline_date_parse ("2025-07-14T10:30", &minute));
  g_assert_true (byline_date_parse ("2025-07-14T10:30:15.25+05:00", &zoned));
  g_assert_true (byline_date_parse ("2025-07-14T10:30:15.26+05:00", &other));
  g_assert_true (byline_date_agrees (&day, &minute));
  g_assert_true (byline_date_agrees (&zoned, &minute));
  g_assert_false (byline_date_agrees (&zoned, &other));
  other.zone_minutes = 0;
  other.fraction[0] = '\0';
  g_assert_false (byline_date_agrees (&zoned, &other));
}

/* @kept: NULL where the value has to be refused */
static void
assert_value (BylineField field, const char *text, const char *kept)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *value = byline_value_check (field, text, &error);

  g_assert_cmpstr (value, ==, kept);
  if (kept == NULL)
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
}

static void
test_values_fit_their_field (void)
{
  assert_value (BYLINE_FIELD_RIGHTS_URL, "https://mfa.gov.kz/rights", "https://mfa.gov.kz/rights");
  assert_value (BYLINE_FIELD_RIGHTS_URL, "https://қазақстан.қаз/а", "https://қазақстан.қаз/а");
  assert_value (BYLINE_FIELD_RIGHTS_URL, "mfa.gov.kz", NULL);
  assert_value (BYLINE_FIELD_RIGHTS_URL, "https://", NULL);
  assert_value (BYLINE_FIELD_RIGHTS_URL, "https://mfa.gov.kz/a b", NULL);
  assert_value (BYLINE_FIELD_LICENSOR_URL, "mailto:desk@mfa.gov.kz", "mailto:desk@mfa.gov.kz");
  assert_value (BYLINE_FIELD_LICENSOR_URL, "desk", NULL);
  assert_value (BYLINE_FIELD_COUNTRY_CODE, "kz", "KZ");
  assert_value (BYLINE_FIELD_COUNTRY_CODE, "Kaz", "KAZ");
  assert_value (BYLINE_FIELD_COUNTRY_CODE, "K1", NULL);
  assert_value (BYLINE_FIELD_COUNTRY_CODE, "Kazakhstan", NULL);
  assert_value (BYLINE_FIELD_RATING, "5", "5");
  assert_value (BYLINE_FIELD_RATING, "-1", "-1");
  assert_value (BYLINE_FIELD_RATING, "3.5", "3.5");
  assert_value (BYLINE_FIELD_RATING, "6", NULL);
  assert_value (BYLINE_FIELD_RATING, "-0.5", NULL);
  assert_value (BYLINE_FIELD_RATING, "0x1", NULL);
  assert_value (BYLINE_FIELD_RATING, "nan", NULL);
  assert_value (BYLINE_FIELD_RATING, "1e0", NULL);
  assert_value (BYLINE_FIELD_DATA_MINING, "DMI-PROHIBITED",
                "http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED");
  assert_value (BYLINE_FIELD_DATA_MINING, "no", NULL);
  assert_value (BYLINE_FIELD_DIGITAL_SOURCE_TYPE, "digitalCapture",
                "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture");
  assert_value (BYLINE_FIELD_DIGITAL_SOURCE_TYPE, "digital capture", NULL);
}

static void
test_text_is_utf8_without_controls (void)
{
  assert_value (BYLINE_FIELD_HEADLINE, "Айгерім\tНұрланова\n外交部", "Айгерім\tНұрланова\n外交部");
  assert_value (BYLINE_FIELD_HEADLINE, "caf\xE9", NULL);
  assert_value (BYLINE_FIELD_HEADLINE, "a\x1b[31m", NULL);
  assert_value (BYLINE_FIELD_HEADLINE,
                "a\xC2\x9B"
                "31m",
                NULL);
  assert_value (BYLINE_FIELD_HEADLINE, "a\xEF\xBF\xBF", NULL);
}

static void
test_what_files_hold_is_cleaned (void)
{
  g_autofree char *value = byline_value_clean (" a\r\nb\rc\x01"
                                               "d\xFF \n");
  g_autofree char *blank = byline_value_clean (" \r\n\t");

  g_assert_cmpstr (value, ==, "a\nb\nc d\xEF\xBF\xBD");
  g_assert_cmpstr (blank, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fields/every-row-is-whole", test_every_row_is_whole);
  g_test_add_func ("/fields/names-are-found-with-their-language",
                   test_names_are_found_with_their_language);
  g_test_add_func ("/fields/mistakes-name-what-was-meant", test_mistakes_name_what_was_meant);
  g_test_add_func ("/fields/dates-are-kept-as-far-as-known", test_dates_are_kept_as_far_as_known);
  g_test_add_func ("/fields/days-that-never-were-are-refused",
                   test_days_that_never_were_are_refused);
  g_test_add_func ("/fields/dates-agree-as-far-as-both-go", test_dates_agree_as_far_as_both_go);
  g_test_add_func ("/fields/values-fit-their-field", test_values_fit_their_field);
  g_test_add_func ("/fields/text-is-utf8-without-controls", test_text_is_utf8_without_controls);
  g_test_add_func ("/fields/what-files-hold-is-cleaned", test_what_files_hold_is_cleaned);
  return g_test_run ();
}
