#include <byline/credit.h>

#include <byline/error.h>

#include <string.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static gboolean
parse_line (BylineEdit *edit, const char *line, const char *name, guint number, GError **error)
{
  if (*line == '\0' || *line == '#')
    return TRUE;
  if (byline_edit_parse (edit, line, error))
    return TRUE;
  g_prefix_error (error, "%s, line %u: ", name, number);
  return FALSE;
}

BylineEdit *
byline_preset_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  guint number = 0;

  if (g_str_has_prefix (text, BYTE_ORDER_MARK))
    text += strlen (BYTE_ORDER_MARK);

  while (*text != '\0') {
    gsize length = strcspn (text, "\n");
    g_autofree char *line = g_strstrip (g_strndup (text, length));

    if (!parse_line (edit, line, name, ++number, error))
      return NULL;
    text += length;
    text += *text == '\n';
  }
  return g_steal_pointer (&edit);
}
