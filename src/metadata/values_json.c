#include "metadata/values_json.h"

/* A rating is a number in JSON; text that is none (a stranger's file may hold anything) is null. */
static void
number_json (BylineJson *json, const char *name, const char *text)
{
  char *end = NULL;
  const double number = g_ascii_strtod (text, &end);

  if (end == text || *end != '\0')
    byline_json_string (json, name, NULL);
  else if (number >= -1000 && number <= 1000 && number == (double) (gint64) number)
    byline_json_int (json, name, (gint64) number);
  else
    byline_json_double (json, name, number);
}

static void
list_json (BylineJson *json, const char *name, const BylineText *values, guint n)
{
  byline_json_begin_array (json, name);
  for (guint i = 0; i < n; i++)
    byline_json_string (json, NULL, values[i].text);
  byline_json_end_array (json);
}

static void
langs_json (BylineJson *json, const char *name, const BylineText *values, guint n)
{
  char key[96];

  for (guint i = 0; i < n; i++) {
    if (values[i].lang == NULL || g_str_equal (values[i].lang, "x-default")) {
      byline_json_string (json, name, values[i].text);
      continue;
    }
    g_snprintf (key, sizeof key, "%s@%s", name, values[i].lang);
    byline_json_string (json, key, values[i].text);
  }
}

void
byline_values_json (BylineJson *json, BylineField field, const BylineText *values, guint n)
{
  const BylineFieldInfo *info = &byline_fields[field];

  if (info->kind == BYLINE_KIND_LIST)
    list_json (json, info->name, values, n);
  else if (info->kind == BYLINE_KIND_LANGS)
    langs_json (json, info->name, values, n);
  else if (info->kind == BYLINE_KIND_NUMBER && n > 0)
    number_json (json, info->name, values[0].text);
  else if (n > 0)
    byline_json_string (json, info->name, values[0].text);
}
