#include "base/csv.h"

#include <string.h>

static gboolean
is_number (const char *text)
{
  char *end = NULL;

  g_ascii_strtod (text, &end);
  return end != text && *end == '\0';
}

static gboolean
may_be_formula (const char *text)
{
  return *text != '\0' && strchr ("=+-@\t\r", *text) != NULL && !is_number (text);
}

void
byline_csv_append (GString *out, const char *text, gboolean first)
{
  const char *guard = may_be_formula (text) ? "'" : "";

  if (!first)
    g_string_append_c (out, ',');
  if (strpbrk (text, ",\"\r\n") == NULL) {
    g_string_append_printf (out, "%s%s", guard, text);
    return;
  }
  g_string_append_printf (out, "\"%s", guard);
  for (; *text != '\0'; text++)
    g_string_append (out, *text == '"' ? "\"\"" : (const char[]){ *text, '\0' });
  g_string_append_c (out, '"');
}

void
byline_csv_end_row (GString *out)
{
  g_string_append (out, "\r\n");
}
