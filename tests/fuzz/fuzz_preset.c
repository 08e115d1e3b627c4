/* A preset as somebody's editor left it. */
#include <byline/credit.h>
#include <byline/error.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) bytes, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineEdit) edit = byline_preset_parse (text, "preset", &error);
  g_autofree char *line = byline_credit_line (text);

  g_assert_true ((edit == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  g_assert_true (line == NULL || g_utf8_validate (line, -1, NULL));
  for (guint i = 0; edit != NULL && i < byline_edit_n_changes (edit); i++)
    g_assert_cmpint (byline_edit_change (edit, i)->field, <, BYLINE_N_FIELDS);
  return 0;
}
