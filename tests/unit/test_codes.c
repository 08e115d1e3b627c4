#include <byline/credit.h>
#include <byline/error.h>

#include <string.h>

static const char roster[] = "\xef\xbb\xbf// the visit\r\n"
                             "an\tАйгерім Нұрланова\tНұрланова\r\n"
                             "  ww \t王 伟 \t\t\r\n"
                             "\r\n"
                             "eq\tone = {two}\r\n"
                             "two words\tx y\n"
                             "an\tАйгерім Нұрланова\tНұрланова";

static BylineCodes *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  BylineCodes *codes = byline_codes_parse (text, "visit.txt", &error);

  g_assert_no_error (error);
  return codes;
}

static void
test_expands (void)
{
  g_autoptr (BylineCodes) codes = parse (roster);
  const struct {
    const char *text;
    const char *expected;
  } cases[] = {
    { "", "" },
    { "plain", "plain" },
    { "=an=", "Айгерім Нұрланова" },
    { "=an#1=/=an#2=", "Айгерім Нұрланова/Нұрланова" },
    { "(=ww=) and =ww=.", "(王 伟) and 王 伟." },
    { "1+1==2 ==an==", "1+1=2 =an=" },
    { "=eq=", "one = {two}" }, /* not looked into again */
    { "=two words=", "x y" },
    { "===an=", "=Айгерім Нұрланова" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *expanded = byline_codes_expand (codes, cases[i].text, &error);

    g_assert_no_error (error);
    g_assert_cmpstr (expanded, ==, cases[i].expected);
  }
}

static void
test_unknown_codes (void)
{
  g_autoptr (BylineCodes) codes = parse (roster);
  const struct {
    const char *text;
    const char *says;
  } cases[] = {
    { "=am=", "did you mean “an”?" },
    { "=AN=", "no code “AN”" },
    { "=nobody=", "no code “nobody”" },
    { "E=mc2", "“=mc2”" },
    { "=an", "without its second" },
    { "=an#4=", "no alternate “4”" },
    { "=an#0=", "no alternate “0”" },
    { "=an#=", "no alternate “”" },
    { "=an#x=", "no alternate “x”" },
    { "===", "without its second" },
    { "=ww#99999999999999999999=", "no alternate" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (byline_codes_expand (codes, cases[i].text, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_nonnull (strstr (error->message, cases[i].says));
  }
}

static void
test_wrong_files (void)
{
  const struct {
    const char *text;
    const char *place;
  } cases[] = {
    { "an Айгерім", "visit.txt, line 1: " },
    { "a\tb\n\tname", "visit.txt, line 2: " },
    { "\na=b\tx", "visit.txt, line 2: " },
    { "a#2\tx", "visit.txt, line 1: " },
    { "a\tone\nb\tx\na\ttwo", "visit.txt, line 3: line 1 " },
    { "a\t\t\n", "visit.txt, line 1: " },
    { "a\t\tx\n", "visit.txt, line 1: " },
    { "a\t\xff", "visit.txt " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (byline_codes_parse (cases[i].text, "visit.txt", &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_true (g_str_has_prefix (error->message, cases[i].place));
    g_assert_null (strchr (error->message, '\n'));
  }
}

/* A URL has equals signs of its own, and a preset's braces are the preset's alone. */
static void
test_fields (void)
{
  g_autoptr (BylineCodes) codes = parse (roster);
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  g_autoptr (BylinePreset) preset = byline_preset_new ();
  g_autoptr (BylineEdit) applied = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (byline_codes_parse_edit (codes, edit, "creator+==an=", NULL));
  g_assert_true (byline_codes_parse_edit (codes, edit, "rights-url=https://x/?a=b&c=d", NULL));
  g_assert_true (byline_codes_parse_edit (codes, edit, "licensor-url=https://x/?a=b", NULL));
  g_assert_cmpstr (byline_edit_change (edit, 0)->values->pdata[0], ==, "Айгерім Нұрланова");
  g_assert_cmpstr (byline_edit_change (edit, 1)->values->pdata[0], ==, "https://x/?a=b&c=d");
  g_assert_false (byline_codes_parse_edit (codes, edit, "credit==x=", &error));
  g_assert_true (g_str_has_prefix (error->message, "credit: "));
  g_assert_true (byline_preset_add (preset, "headline==eq=", "p", codes, NULL));
  g_assert_false (byline_preset_varies (preset));
  applied = byline_preset_apply (preset, NULL, NULL, NULL);
  g_assert_cmpstr (byline_edit_change (applied, 0)->values->pdata[0], ==, "one = {two}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/codes/become-what-they-stand-for", test_expands);
  g_test_add_func ("/codes/unknown-ones-are-mistakes", test_unknown_codes);
  g_test_add_func ("/codes/wrong-files-name-their-line", test_wrong_files);
  g_test_add_func ("/codes/urls-and-braces-are-left-alone", test_fields);
  return g_test_run ();
}
