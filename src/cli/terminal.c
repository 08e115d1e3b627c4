#include "cli/terminal.h"

#include <stdarg.h>
#include <stdio.h>

/* Marks that reorder the letters around them: what is seen is no longer what is there. */
static gboolean
turns_direction (gunichar c)
{
  return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
         c == 0x200f || c == 0x061c;
}

static void
append_char (GString *out, gunichar c)
{
  if (c < 0x20)
    g_string_append_unichar (out, 0x2400 + c); /* Unicode's pictures of control characters */
  else if (c == 0x7f)
    g_string_append_unichar (out, 0x2421);
  else if (c < 0xa0 && c >= 0x80)
    g_string_append_printf (out, "\\x%02x", c);
  else if (turns_direction (c) || c == 0x2028 || c == 0x2029)
    g_string_append_printf (out, "\\u%04x", c);
  else
    g_string_append_unichar (out, c);
}

/* How many bytes at @text are printable ASCII: nearly all of nearly every text. */
static gsize
plain_length (const char *text)
{
  gsize n = 0;

  while (text[n] >= 0x20 && text[n] < 0x7f)
    n++;
  return n;
}

static void
append_safe (GString *out, const char *text, int indent)
{
  while (*text != '\0') {
    const gsize plain = plain_length (text);
    gunichar c;

    g_string_append_len (out, text, (gssize) plain);
    text += plain;
    if (*text == '\0')
      return;
    c = g_utf8_get_char_validated (text, -1);
    if (c == (gunichar) -1 || c == (gunichar) -2) {
      g_string_append_printf (out, "\\x%02x", (guchar) *text++);
      continue;
    }
    if (c == '\n' && indent >= 0)
      g_string_append_printf (out, "\n%*s", indent, "");
    else if (c == '\t' && indent >= 0)
      g_string_append_c (out, ' ');
    else
      append_char (out, c);
    text = g_utf8_next_char (text);
  }
}

void
byline_safe_append (GString *out, const char *text)
{
  append_safe (out, text, -1);
}

void
byline_safe_append_lines (GString *out, const char *text, int indent)
{
  append_safe (out, text, indent);
}

static int
char_columns (gunichar c)
{
  if (g_unichar_iszerowidth (c))
    return 0;
  return g_unichar_iswide (c) ? 2 : 1;
}

int
byline_text_columns (const char *safe)
{
  int columns = 0;

  for (; *safe != '\0'; safe = g_utf8_next_char (safe))
    columns += char_columns (g_utf8_get_char (safe));
  return columns;
}

/* The byte length of as much of @safe as fits into @columns. */
static gsize
fitting_length (const char *safe, int columns, int *taken)
{
  const char *end = safe;

  for (*taken = 0; *end != '\0'; end = g_utf8_next_char (end)) {
    const int more = char_columns (g_utf8_get_char (end));

    if (*taken + more > columns)
      break;
    *taken += more;
  }
  return (gsize) (end - safe);
}

void
byline_cell_append (GString *out, const char *safe, int columns, gboolean cut)
{
  int taken = byline_text_columns (safe);

  if (cut && taken > columns - 2 && columns > 3) {
    g_string_append_len (out, safe, (gssize) fitting_length (safe, columns - 3, &taken));
    g_string_append (out, "…");
    taken++;
  } else {
    g_string_append (out, safe);
  }
  g_string_append_printf (out, "%*s", MAX (columns - taken, taken > 0 ? 2 : 0), "");
}

void
byline_cell_append_end (GString *out, const char *safe, int columns)
{
  int taken = byline_text_columns (safe);

  if (taken <= columns - 2) {
    byline_cell_append (out, safe, columns, FALSE);
    return;
  }
  for (; *safe != '\0' && taken > MAX (columns - 3, 1); safe = g_utf8_next_char (safe))
    taken -= char_columns (g_utf8_get_char (safe));
  g_string_append_printf (out, "…%s  ", safe);
}

void
byline_say (const char *format, ...)
{
  g_autoptr (GString) line = g_string_new ("byline: ");
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  byline_safe_append (line, message);
  g_string_append_c (line, '\n');
  fwrite (line->str, 1, line->len, stderr);
}
