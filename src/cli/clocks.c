#include "cli/clocks.h"

#include "cli/command.h"

#include <stdlib.h>
#include <string.h>

/* A clock that was never set is off by decades, and no more. */
#define HOURS_MAX 999999

/* "05" of "05:00": at most @max.  Returns: FALSE unless a number ends at ":" or at the end */
static gboolean
parse_part (const char **at, gint64 max, gint64 *number)
{
  char *end = NULL;

  if (!g_ascii_isdigit (**at))
    return FALSE;
  *number = g_ascii_strtoll (*at, &end, 10);
  if (*number > max || (*end != ':' && *end != '\0'))
    return FALSE;
  *at = *end == ':' ? end + 1 : end;
  return *end == '\0' || **at != '\0';
}

/* "+01:00:00", "-0:30" */
static gboolean
parse_shift (const char *text, gint64 *shift_s)
{
  gint64 hours = 0, minutes = 0, seconds = 0;
  const char *at = text + 1;

  if (*text != '+' && *text != '-')
    return FALSE;
  if (!parse_part (&at, HOURS_MAX, &hours) || !parse_part (&at, 59, &minutes) ||
      (*at != '\0' && !parse_part (&at, 59, &seconds)) || *at != '\0')
    return FALSE;
  *shift_s = (hours * 3600 + minutes * 60 + seconds) * (*text == '-' ? -1 : 1);
  return TRUE;
}

/* Cuts @text at its last "=": a camera's name may have one. */
static gboolean
add_shift (GArray *shifts, char *text, GError **error)
{
  char *sign = strrchr (text, '=');
  BylineClockShift shift = { 0 };

  if (sign == NULL || sign == text || !parse_shift (sign + 1, &shift.shift_s))
    return byline_usage (
        error, "--clock-shift is a camera and hours, as in “EOS R5=+01:00:00”, not “%s”", text);
  *sign = '\0';
  shift.camera = text;
  g_array_append_val (shifts, shift);
  return TRUE;
}

/* GLib would take a file's path for a zone. */
static gboolean
parse_timezone (const char *text, GTimeZone **zone, GError **error)
{
  if (text == NULL)
    return TRUE;
  if (*text != '/' && strstr (text, "..") == NULL && *text != '\0')
    *zone = g_time_zone_new_identifier (text);
  if (*zone != NULL)
    return TRUE;
  return byline_usage (error, "--timezone is a zone such as Asia/Almaty or +05:00, not “%s”", text);
}

gboolean
byline_clock_options_parse (const BylineClockOptions *options, GTimeZone **zone, GArray **shifts,
                            GError **error)
{
  *zone = NULL;
  *shifts = g_array_new (FALSE, FALSE, sizeof (BylineClockShift));
  for (char **text = options->shifts; text != NULL && *text != NULL; text++)
    if (!add_shift (*shifts, *text, error))
      return FALSE;
  return parse_timezone (options->timezone, zone, error);
}

void
byline_clock_shift_append (GString *out, gint64 shift_s)
{
  const gint64 size = ABS (shift_s);

  g_string_append_printf (out, "%c%02d:%02d:%02d", shift_s < 0 ? '-' : '+', (int) (size / 3600),
                          (int) (size / 60 % 60), (int) (size % 60));
}
