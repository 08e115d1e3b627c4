#include "publish/markup_token.h"

#include "base/json.h"
#include "publish/escape.h"

#include <string.h>

/* A browser drops tabs and line ends from an address before it looks at it. */
static gboolean
is_web_address (const char *value)
{
  const char *scheme = g_uri_peek_scheme (value);

  for (const char *at = value; *at != '\0'; at++)
    if ((guchar) *at <= 0x20 || *at == 0x7f || *at == '\\')
      return FALSE;
  return scheme != NULL ? byline_html_is_link (value) : strchr (value, ':') == NULL;
}

static void
append_json (GString *out, const char *value, gboolean in_script)
{
  g_autoptr (GString) quoted = g_string_new (NULL);
  BylineJson json = BYLINE_JSON_INIT (quoted);

  byline_json_string (&json, NULL, value);
  for (gsize i = 1; i + 1 < quoted->len; i++) {
    const char c = quoted->str[i];

    if (in_script && (c == '<' || c == '>' || c == '&' || c == '\''))
      g_string_append_printf (out, "\\u%04x", (guint) c);
    else
      g_string_append_c (out, c);
  }
}

/* @twice: a character that is written twice; 0: none */
static void
append_text (GString *out, const char *value, gunichar twice)
{
  g_autofree char *valid = g_utf8_make_valid (value, -1);

  for (const char *at = valid; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar c = g_utf8_get_char (at);

    if (g_unichar_iscntrl (c) && c != '\n' && c != '\t')
      continue;
    g_string_append_unichar (out, c);
    if (c == twice)
      g_string_append_unichar (out, c);
  }
}

void
byline_escape_append (GString *out, const char *value, BylineEscape escape)
{
  g_autofree char *url = NULL;

  switch (escape) {
  case BYLINE_ESCAPE_HTML:
    byline_html_line (out, value);
    return;
  case BYLINE_ESCAPE_LINK:
    byline_html_line (out, is_web_address (value) ? value : "");
    return;
  case BYLINE_ESCAPE_SCRIPT:
  case BYLINE_ESCAPE_JSON:
    append_json (out, value, escape == BYLINE_ESCAPE_SCRIPT);
    return;
  case BYLINE_ESCAPE_CSV:
    append_text (out, value, '"');
    return;
  case BYLINE_ESCAPE_URL:
    url = g_uri_escape_string (value, NULL, FALSE);
    g_string_append (out, url);
    return;
  case BYLINE_ESCAPE_TEXT:
    append_text (out, value, 0);
    return;
  }
}
