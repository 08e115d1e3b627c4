#include <byline/edit.h>
#include <byline/error.h>

#include "metadata/values.h"

#include <string.h>

static BylineEdit *
edit_of (const char *const *assignments)
{
  BylineEdit *edit = byline_edit_new ();

  for (guint i = 0; assignments[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;

    byline_edit_parse (edit, assignments[i], &error);
    g_assert_no_error (error);
  }
  return edit;
}

#define EDIT(...) edit_of ((const char *const[]){ __VA_ARGS__, NULL })

/* The field's values after @edit, as "text" or "lang=text", with "|" between. */
static char *
after (const BylineEdit *edit, BylineField field, const BylineText *before, guint n)
{
  g_autoptr (GPtrArray) values = byline_edit_apply (edit, field, before, n);
  GString *out = g_string_new (NULL);

  if (values == NULL)
    return g_string_free (g_string_append (out, "untouched"), FALSE);
  for (guint i = 0; i < values->len; i++) {
    const BylineText *value = g_ptr_array_index (values, i);

    g_string_append_printf (out, "%s%s%s%s", i > 0 ? "|" : "",
                            value->lang != NULL ? value->lang : "", value->lang != NULL ? "=" : "",
                            value->text);
  }
  return g_string_free (out, FALSE);
}

static void
assert_after (BylineEdit *edit, BylineField field, const BylineText *before, guint n,
              const char *wanted)
{
  g_autoptr (BylineEdit) owned = edit;
  g_autofree char *got = after (owned, field, before, n);

  g_assert_cmpstr (got, ==, wanted);
}

static char a[] = "a", b[] = "b", draft[] = "draft", kk[] = "kk", fallback[] = "x-default";
static const BylineText list[] = { { NULL, a }, { NULL, draft }, { NULL, b } };
static const BylineText one[] = { { NULL, a } };
static const BylineText langs[] = { { fallback, a }, { kk, b } };

static void
test_a_field_not_named_is_untouched (void)
{
  assert_after (EDIT ("credit=x"), BYLINE_FIELD_HEADLINE, one, 1, "untouched");
}

static void
test_equals_replaces_and_the_last_stands (void)
{
  assert_after (EDIT ("credit=x", "credit=y"), BYLINE_FIELD_CREDIT, one, 1, "y");
  assert_after (EDIT ("credit="), BYLINE_FIELD_CREDIT, one, 1, "");
  assert_after (EDIT ("credit=a=b"), BYLINE_FIELD_CREDIT, NULL, 0, "a=b");
}

static void
test_several_equals_make_a_list (void)
{
  assert_after (EDIT ("keywords=x", "keywords=y", "keywords=x"), BYLINE_FIELD_KEYWORDS, list, 3,
                "x|y");
  assert_after (EDIT ("keywords=x", "keywords="), BYLINE_FIELD_KEYWORDS, list, 3, "");
  assert_after (EDIT ("keywords=x", "keywords+=z", "keywords=y"), BYLINE_FIELD_KEYWORDS, list, 3,
                "x|y|z");
}

static void
test_plus_adds_once_and_minus_takes_out (void)
{
  assert_after (EDIT ("keywords+=c", "keywords+=a", "keywords-=draft"), BYLINE_FIELD_KEYWORDS, list,
                3, "a|b|c");
  assert_after (EDIT ("credit+=x"), BYLINE_FIELD_CREDIT, one, 1, "a");
  assert_after (EDIT ("credit+=x"), BYLINE_FIELD_CREDIT, NULL, 0, "x");
  assert_after (EDIT ("credit-=a"), BYLINE_FIELD_CREDIT, one, 1, "");
  assert_after (EDIT ("credit-=b"), BYLINE_FIELD_CREDIT, one, 1, "a");
}

static void
test_a_language_leaves_the_others_alone (void)
{
  assert_after (EDIT ("description@kk=c"), BYLINE_FIELD_DESCRIPTION, langs, 1, "x-default=a|kk=c");
  assert_after (EDIT ("description=c"), BYLINE_FIELD_DESCRIPTION, langs, 2, "x-default=c|kk=b");
  assert_after (EDIT ("description=c"), BYLINE_FIELD_DESCRIPTION, langs + 1, 1, "x-default=c|kk=b");
  assert_after (EDIT ("description@kk="), BYLINE_FIELD_DESCRIPTION, langs, 2, "x-default=a");
  assert_after (EDIT ("description@x-default="), BYLINE_FIELD_DESCRIPTION, langs, 2, "kk=b");
  assert_after (EDIT ("description="), BYLINE_FIELD_DESCRIPTION, langs, 2, "");
  assert_after (EDIT ("description@kk+=c"), BYLINE_FIELD_DESCRIPTION, langs, 2, "x-default=a|kk=b");
}

static void
test_an_appended_edit_stands_over (void)
{
  g_autoptr (BylineEdit) preset = EDIT ("keywords=x", "credit=p");
  g_autoptr (BylineEdit) typed = EDIT ("keywords=y");
  g_autofree char *got = NULL;

  byline_edit_append (preset, typed);
  got = after (preset, BYLINE_FIELD_KEYWORDS, list, 3);
  g_assert_cmpstr (got, ==, "y");
  g_assert_true (byline_edit_parse (preset, "keywords=z", NULL));
  g_clear_pointer (&got, g_free);
  got = after (preset, BYLINE_FIELD_KEYWORDS, list, 3);
  g_assert_cmpstr (got, ==, "z");
}

static void
test_an_edit_can_be_appended_to_itself (void)
{
  g_autoptr (BylineEdit) edit = EDIT ("keywords+=x");

  byline_edit_append (edit, edit);
  g_assert_cmpuint (byline_edit_n_changes (edit), ==, 2);
}

static void
test_mistakes_change_nothing (void)
{
  static const char *const wrong[] = { "credt=x",    "camera=x",         "=x",
                                       "credit",     "rating=9",         "keywords+=",
                                       "keywords-=", "credit@kk=x",      "credit=\xFF",
                                       "title@=x",   "date-created=soon" };
  g_autoptr (BylineEdit) edit = byline_edit_new ();

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (byline_edit_parse (edit, wrong[i], &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_null (strchr (error->message, '\n'));
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
  }
  g_assert_cmpuint (byline_edit_n_changes (edit), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit/a-field-not-named-is-untouched", test_a_field_not_named_is_untouched);
  g_test_add_func ("/edit/equals-replaces-and-the-last-stands",
                   test_equals_replaces_and_the_last_stands);
  g_test_add_func ("/edit/several-equals-make-a-list", test_several_equals_make_a_list);
  g_test_add_func ("/edit/plus-adds-once-and-minus-takes-out",
                   test_plus_adds_once_and_minus_takes_out);
  g_test_add_func ("/edit/a-language-leaves-the-others-alone",
                   test_a_language_leaves_the_others_alone);
  g_test_add_func ("/edit/an-appended-edit-stands-over", test_an_appended_edit_stands_over);
  g_test_add_func ("/edit/an-edit-can-be-appended-to-itself",
                   test_an_edit_can_be_appended_to_itself);
  g_test_add_func ("/edit/mistakes-change-nothing", test_mistakes_change_nothing);
  return g_test_run ();
}
