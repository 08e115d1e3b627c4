#include "cli/edit_number.h"

#include "cli/command.h"

char *
byline_edit_number (gint64 number, gboolean outside)
{
  return g_strdup_printf ("%s%" G_GINT64_FORMAT, outside ? "u" : "", number);
}

gboolean
byline_edit_number_parse (const char *text, gint64 *number, gboolean *outside, GError **error)
{
  *outside = text[0] == 'u';
  if (g_ascii_string_to_signed (*outside ? text + 1 : text, 10, 1, G_MAXINT64, number, NULL))
    return TRUE;
  return byline_usage (error, "“%s” is no edit; byline log lists them", text);
}

/* "7d" */
static gboolean
parse_ago (const char *text, gint64 *us)
{
  static const struct {
    char letter;
    gint64 us;
  } units[] = {
    { 's', G_TIME_SPAN_SECOND }, { 'm', G_TIME_SPAN_MINUTE },  { 'h', G_TIME_SPAN_HOUR },
    { 'd', G_TIME_SPAN_DAY },    { 'w', 7 * G_TIME_SPAN_DAY },
  };
  char *end = NULL;
  const guint64 n = g_ascii_strtoull (text, &end, 10);

  if (end == text || !g_ascii_isdigit (text[0]) || n > 1000000 || *end == '\0' || end[1] != '\0')
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (units[i].letter == *end) {
      *us = g_get_real_time () - (gint64) n * units[i].us;
      return TRUE;
    }
  }
  return FALSE;
}

gboolean
byline_since_parse (const char *text, gint64 *us, GError **error)
{
  g_autoptr (GTimeZone) here = g_time_zone_new_local ();
  g_autofree char *midnight = g_strconcat (text, "T00:00:00", NULL);
  g_autofree char *minute = g_strconcat (text, ":00", NULL);
  const char *const forms[] = { text, midnight, minute };

  if (parse_ago (text, us))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (forms[i], here);

    if (time != NULL) {
      *us = g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
      return TRUE;
    }
  }
  return byline_usage (error, "--since is a date, a time or 90s, 5m, 2h, 7d, 3w ago, not “%s”",
                       text);
}
