/* A file of code replacements and a value with codes in it; a line of "%%" parts them. */
#include <byline/credit.h>
#include <byline/error.h>

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
expand (const BylineCodes *codes, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *expanded = byline_codes_expand (codes, text, &error);
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  g_autoptr (GError) refused = NULL;

  g_assert_true ((expanded == NULL) == (error != NULL));
  if (error != NULL)
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
  if (!byline_codes_parse_edit (codes, edit, text, &refused))
    g_assert_error (refused, BYLINE_ERROR, BYLINE_ERROR_USAGE);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autofree char *text = g_strndup ((const char *) bytes, size);
  char *value = strstr (text, "%%\n");
  g_autoptr (BylineCodes) codes = NULL;
  g_autoptr (GError) error = NULL;

  if (value != NULL)
    *value = '\0';
  codes = byline_codes_parse (text, "codes", &error);
  g_assert_true ((codes == NULL) == (error != NULL));
  if (codes != NULL && value != NULL)
    expand (codes, value + strlen ("%%\n"));
  return 0;
}
