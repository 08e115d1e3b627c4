#include "base/json.h"

#include <math.h>
#include <string.h>

/* Bytes at @text that can go out as they are: a printable ASCII character or a whole
 * UTF-8 one that is no C1 control; 0 if it must be escaped or replaced. */
static gsize
plain_bytes (const char *text, gsize left)
{
  guchar first = (guchar) *text;
  gunichar code;

  if (first < 0x80)
    return first >= 0x20 && first != '"' && first != '\\' && first != 0x7f ? 1 : 0;
  code = g_utf8_get_char_validated (text, (gssize) MIN (left, 6));
  if (code == (gunichar) -1 || code == (gunichar) -2 || code < 0xa0)
    return 0;
  return (gsize) (g_utf8_next_char (text) - text);
}

/* Writes the one character at @text that cannot go out as it is. Returns: its bytes */
static gsize
append_escaped (GString *out, const char *text, gsize left)
{
  static const char controls[] = "\b\f\n\r\t\"\\";
  static const char letters[] = "bfnrt\"\\";
  const char *found = strchr (controls, *text);
  gunichar code = g_utf8_get_char_validated (text, (gssize) MIN (left, 6));

  if (found != NULL)
    g_string_append_printf (out, "\\%c", letters[found - controls]);
  else if (code < 0xa0)
    g_string_append_printf (out, "\\u%04x", code);
  else {
    g_string_append (out, "\357\277\275"); /* U+FFFD */
    return 1;
  }
  return (gsize) (g_utf8_next_char (text) - text);
}

static void
append_quoted (GString *out, const char *text)
{
  gsize left = strlen (text);

  g_string_append_c (out, '"');
  while (left > 0) {
    gsize run = 0, step;

    while (run < left && (step = plain_bytes (text + run, left - run)) > 0)
      run += step;
    g_string_append_len (out, text, (gssize) run);
    if (run < left)
      run += append_escaped (out, text + run, left - run);
    text += run;
    left -= run;
  }
  g_string_append_c (out, '"');
}

static void
begin_value (BylineJson *json, const char *name)
{
  if (json->comma)
    g_string_append_c (json->out, ',');
  if (name != NULL) {
    append_quoted (json->out, name);
    g_string_append_c (json->out, ':');
  }
  json->comma = TRUE;
}

static void
begin_group (BylineJson *json, const char *name, char bracket)
{
  begin_value (json, name);
  g_string_append_c (json->out, bracket);
  json->comma = FALSE;
}

static void
end_group (BylineJson *json, char bracket)
{
  g_string_append_c (json->out, bracket);
  json->comma = TRUE;
}

void
byline_json_begin_object (BylineJson *json, const char *name)
{
  begin_group (json, name, '{');
}

void
byline_json_end_object (BylineJson *json)
{
  end_group (json, '}');
}

void
byline_json_begin_array (BylineJson *json, const char *name)
{
  begin_group (json, name, '[');
}

void
byline_json_end_array (BylineJson *json)
{
  end_group (json, ']');
}

void
byline_json_string (BylineJson *json, const char *name, const char *utf8)
{
  begin_value (json, name);
  if (utf8 == NULL)
    g_string_append (json->out, "null");
  else
    append_quoted (json->out, utf8);
}

void
byline_json_int (BylineJson *json, const char *name, gint64 number)
{
  begin_value (json, name);
  g_string_append_printf (json->out, "%" G_GINT64_FORMAT, number);
}

/* The fewest digits that read back as the same number: 0.1, not 0.10000000000000001. */
void
byline_json_double (BylineJson *json, const char *name, double number)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "null";

  begin_value (json, name);
  for (guint i = 0; isfinite (number) && i < G_N_ELEMENTS (formats); i++) {
    g_ascii_formatd (text, sizeof text, formats[i], number);
    if (!(g_ascii_strtod (text, NULL) < number) && !(g_ascii_strtod (text, NULL) > number))
      break;
  }
  g_string_append (json->out, text);
}

void
byline_json_bool (BylineJson *json, const char *name, gboolean value)
{
  begin_value (json, name);
  g_string_append (json->out, value ? "true" : "false");
}
