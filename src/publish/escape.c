#include "publish/escape.h"

#include <glib.h>

static gboolean
is_dropped (gunichar c)
{
  if (c == '\n' || c == '\t')
    return FALSE;
  return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0xFDD0 && c <= 0xFDEF) ||
         (c & 0xFFFE) == 0xFFFE;
}

/* One character as markup: its entity, a replacement for a line break, or itself. */
static void
append_char (GString *html, gunichar c, const char *line_break)
{
  const struct {
    gunichar c;
    const char *markup;
  } table[] = {
    { '&', "&amp;" },  { '<', "&lt;" },      { '>', "&gt;" }, { '"', "&quot;" },
    { '\'', "&#39;" }, { '\n', line_break }, { '\t', " " },
  };

  if (is_dropped (c))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (table); i++) {
    if (table[i].c == c) {
      g_string_append (html, table[i].markup);
      return;
    }
  }
  g_string_append_unichar (html, c);
}

static void
append (GString *html, const char *text, const char *line_break)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    append_char (html, g_utf8_get_char (at), line_break);
}

void
byline_html_text (GString *html, const char *text)
{
  if (text != NULL)
    append (html, text, "<br>\n");
}

void
byline_html_line (GString *html, const char *text)
{
  if (text != NULL)
    append (html, text, " ");
}

void
byline_html_attribute (GString *html, const char *name, const char *text)
{
  if (text == NULL)
    return;
  g_string_append_printf (html, " %s=\"", name);
  append (html, text, " ");
  g_string_append_c (html, '"');
}

gboolean
byline_html_is_link (const char *url)
{
  g_autofree char *scheme = NULL, *host = NULL;

  if (url == NULL || !g_utf8_validate (url, -1, NULL))
    return FALSE;
  for (const char *at = url; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (is_dropped (c) || g_unichar_isspace (c))
      return FALSE;
  }
  if (!g_uri_split (url, G_URI_FLAGS_ENCODED, &scheme, NULL, &host, NULL, NULL, NULL, NULL, NULL))
    return FALSE;
  return scheme != NULL && host != NULL && *host != '\0' &&
         (g_ascii_strcasecmp (scheme, "http") == 0 || g_ascii_strcasecmp (scheme, "https") == 0);
}

char *
byline_html_link (const char *file_name)
{
  return g_uri_escape_string (file_name, NULL, FALSE);
}
