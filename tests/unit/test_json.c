#include "base/json.h"

static char *
as_string (const char *utf8)
{
  g_autoptr (GString) out = g_string_new (NULL);
  BylineJson json = BYLINE_JSON_INIT (out);

  byline_json_string (&json, NULL, utf8);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
test_text_goes_out_safely (void)
{
  const struct {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "\"\"" },
    { NULL, "null" },
    { "Айгерім \"Нұрланова\"", "\"Айгерім \\\"Нұрланова\\\"\"" },
    { "C:\\a/b", "\"C:\\\\a/b\"" },
    { "one\ntwo\r\n\tthree\b\f", "\"one\\ntwo\\r\\n\\tthree\\b\\f\"" },
    { "bell\a escape\033[31m", "\"bell\\u0007 escape\\u001b[31m\"" },
    { "delete\177 C1\302\233", "\"delete\\u007f C1\\u009b\"" },
    { "latin-1 \351.", "\"latin-1 \357\277\275.\"" },
    { "cut \320", "\"cut \357\277\275\"" },
    { "surrogate \355\240\200", "\"surrogate \357\277\275\357\277\275\357\277\275\"" },
    { "overlong \300\257", "\"overlong \357\277\275\357\277\275\"" },
    { "中文 😀", "\"中文 😀\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = as_string (cases[i].text);

    g_assert_cmpstr (text, ==, cases[i].expected);
    g_assert_true (g_utf8_validate (text, -1, NULL));
  }
}

static void
test_commas_come_by_themselves (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  BylineJson json = BYLINE_JSON_INIT (out);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "credit", "mfa.gov.kz");
  byline_json_begin_array (&json, "creator");
  byline_json_string (&json, NULL, "A");
  byline_json_string (&json, NULL, "B");
  byline_json_end_array (&json);
  byline_json_begin_object (&json, "empty");
  byline_json_end_object (&json);
  byline_json_begin_array (&json, "none");
  byline_json_end_array (&json);
  byline_json_bool (&json, "yes", TRUE);
  byline_json_bool (&json, "no", FALSE);
  byline_json_int (&json, "low", G_MININT64);
  byline_json_end_object (&json);
  g_assert_cmpstr (out->str, ==,
                   "{\"credit\":\"mfa.gov.kz\",\"creator\":[\"A\",\"B\"],\"empty\":{},\"none\":[],"
                   "\"yes\":true,\"no\":false,\"low\":-9223372036854775808}");
}

static void
test_numbers_read_back_the_same (void)
{
  const struct {
    double number;
    const char *expected;
  } cases[] = {
    { 0.1, "0.1" },
    { 51.1801, "51.1801" },
    { -0.5, "-0.5" },
    { 5, "5" },
    { 1e300, "1e+300" },
    { 1.0 / 3, "0.3333333333333333" },
    { G_MAXDOUBLE * 2, "null" }, /* infinite */
    { 0.1 + 0.2, "0.30000000000000004" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) out = g_string_new (NULL);
    BylineJson json = BYLINE_JSON_INIT (out);

    byline_json_double (&json, NULL, cases[i].number);
    g_assert_cmpstr (out->str, ==, cases[i].expected);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/json/text-goes-out-safely", test_text_goes_out_safely);
  g_test_add_func ("/json/commas-come-by-themselves", test_commas_come_by_themselves);
  g_test_add_func ("/json/numbers-read-back-the-same", test_numbers_read_back_the_same);
  return g_test_run ();
}
