#include "base/span.h"

#include <string.h>

/* A time in ISO 8601, read from left to right: every part may be the last. */
typedef struct {
  const char *at, *end;
  int year, month, day, hour, minute, second;
  gint64 fraction_us;
  gint64 width_us; /* of a time; of a date it depends on the calendar */
} Reading;

typedef enum { YEAR, MONTH, DAY, TIME, NOTHING } Precision;

static gboolean
digits (Reading *reading, guint n, int *number)
{
  int value = 0;

  if (reading->end - reading->at < (gssize) n)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit (reading->at[i]))
      return FALSE;
    value = value * 10 + (reading->at[i] - '0');
  }
  reading->at += n;
  *number = value;
  return TRUE;
}

static gboolean
skip (Reading *reading, const char *any_of)
{
  if (reading->at == reading->end || *reading->at == '\0' || strchr (any_of, *reading->at) == NULL)
    return FALSE;
  reading->at++;
  return TRUE;
}

static gboolean
read_fraction (Reading *reading)
{
  gint64 unit = G_USEC_PER_SEC;

  for (; reading->at < reading->end && g_ascii_isdigit (*reading->at); reading->at++) {
    unit /= 10; /* 0 from the seventh digit on: finer than we keep */
    reading->fraction_us += unit * (*reading->at - '0');
  }
  reading->width_us = MAX (unit, 1);
  return unit != G_USEC_PER_SEC;
}

static gboolean
read_time (Reading *reading)
{
  if (!digits (reading, 2, &reading->hour) || !skip (reading, ":") ||
      !digits (reading, 2, &reading->minute))
    return FALSE;
  reading->width_us = G_GINT64_CONSTANT (60) * G_USEC_PER_SEC;
  if (!skip (reading, ":"))
    return TRUE;
  if (!digits (reading, 2, &reading->second))
    return FALSE;
  reading->width_us = G_USEC_PER_SEC;
  return !skip (reading, ".") || read_fraction (reading);
}

static gboolean
skip_zone (Reading *reading)
{
  int hours = 0;
  int minutes = 0;

  if (skip (reading, "Zz"))
    return TRUE;
  return skip (reading, "+-") && digits (reading, 2, &hours) && skip (reading, ":") &&
         digits (reading, 2, &minutes) && hours < 24 && minutes < 60;
}

static Precision
read_parts (Reading *reading, gboolean zone_allowed)
{
  if (!digits (reading, 4, &reading->year))
    return NOTHING;
  if (!skip (reading, "-"))
    return YEAR;
  if (!digits (reading, 2, &reading->month))
    return NOTHING;
  if (!skip (reading, "-"))
    return MONTH;
  if (!digits (reading, 2, &reading->day))
    return NOTHING;
  if (!skip (reading, "Tt "))
    return DAY;
  if (!read_time (reading))
    return NOTHING;
  if (reading->at < reading->end && !(zone_allowed && skip_zone (reading)))
    return NOTHING;
  return TIME;
}

/* GLib's calendar checks the day; UTC has no hour that does not exist. */
static GDateTime *
beginning (const Reading *reading)
{
  return g_date_time_new_utc (reading->year, reading->month, reading->day, reading->hour,
                              reading->minute, reading->second);
}

static GDateTime *
next (GDateTime *begin, Precision precision)
{
  switch (precision) {
  case YEAR:
    return g_date_time_add_years (begin, 1);
  case MONTH:
    return g_date_time_add_months (begin, 1);
  default:
    return g_date_time_add_days (begin, 1);
  }
}

gboolean
byline_span_parse (const char *iso, gssize length, gboolean zone_allowed, BylineSpan *span)
{
  const gsize size = length < 0 ? strlen (iso) : (gsize) length;
  Reading reading = { .at = iso, .end = iso + size, .month = 1, .day = 1 };
  const Precision precision = read_parts (&reading, zone_allowed);
  g_autoptr (GDateTime) begin = NULL;
  g_autoptr (GDateTime) end = NULL;

  if (precision == NOTHING || reading.at != reading.end)
    return FALSE;
  begin = beginning (&reading);
  if (begin == NULL)
    return FALSE;
  span->from_us = g_date_time_to_unix (begin) * G_USEC_PER_SEC + reading.fraction_us;
  if (precision == TIME) {
    span->until_us = span->from_us + reading.width_us;
    return TRUE;
  }
  end = next (begin, precision);
  /* GLib's calendar ends with the year 9999. */
  span->until_us = end == NULL ? G_MAXINT64 : g_date_time_to_unix (end) * G_USEC_PER_SEC;
  return TRUE;
}
