#include <byline/credit.h>
#include <byline/error.h>

static void
assert_change (const BylineEdit *edit, guint index, BylineField field, BylineChangeKind kind,
               const char *value)
{
  const BylineChange *change = byline_edit_change (edit, index);

  g_assert_cmpint (change->field, ==, field);
  g_assert_cmpint (change->kind, ==, kind);
  if (value == NULL) {
    g_assert_cmpuint (change->values->len, ==, 0);
    return;
  }
  g_assert_cmpuint (change->values->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (change->values, 0), ==, value);
}

static void
test_reads_what_people_save (void)
{
  static const char text[] = "\xef\xbb\xbf# the ministry's\r\n"
                             "\r\n"
                             "credit=mfa.gov.kz\r\n"
                             "  keywords+=SCO  \r\n"
                             "keywords-=draft\n"
                             "# headline=never\n"
                             "headline=\n"
                             "creator=Айгерім Нұрланова";
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineEdit) edit = byline_preset_parse (text, "mfa", &error);

  g_assert_no_error (error);
  g_assert_cmpuint (byline_edit_n_changes (edit), ==, 5);
  assert_change (edit, 0, BYLINE_FIELD_CREDIT, BYLINE_CHANGE_REPLACE, "mfa.gov.kz");
  assert_change (edit, 1, BYLINE_FIELD_KEYWORDS, BYLINE_CHANGE_ADD, "SCO");
  assert_change (edit, 2, BYLINE_FIELD_KEYWORDS, BYLINE_CHANGE_REMOVE, "draft");
  assert_change (edit, 3, BYLINE_FIELD_HEADLINE, BYLINE_CHANGE_REPLACE, NULL);
  assert_change (edit, 4, BYLINE_FIELD_CREATOR, BYLINE_CHANGE_REPLACE, "Айгерім Нұрланова");
}

static void
test_empty_changes_nothing (void)
{
  static const char *const texts[] = { "", "\xef\xbb\xbf", "\n\n", "# only words", " \t\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (BylineEdit) edit = byline_preset_parse (texts[i], "empty", NULL);

    g_assert_nonnull (edit);
    g_assert_cmpuint (byline_edit_n_changes (edit), ==, 0);
  }
}

static void
test_mistakes_name_their_line (void)
{
  const struct {
    const char *text;
    const char *place;
  } cases[] = {
    { "credit=x\nkredit=y\n", "mfa, line 2: " },
    { "\n\ncredit", "mfa, line 3: " },
    { "rating=9", "mfa, line 1: " },
    { "credit=\xff", "mfa, line 1: " },
    { "# fine\r\n=x", "mfa, line 2: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineEdit) edit = byline_preset_parse (cases[i].text, "mfa", &error);

    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_null (edit);
    g_assert_true (g_str_has_prefix (error->message, cases[i].place));
    g_assert_null (strchr (error->message, '\n'));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preset/reads-what-people-save", test_reads_what_people_save);
  g_test_add_func ("/preset/empty-changes-nothing", test_empty_changes_nothing);
  g_test_add_func ("/preset/mistakes-name-their-line", test_mistakes_name_their_line);
  return g_test_run ();
}
