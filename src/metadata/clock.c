#include "metadata/clock.h"

#include "metadata/values.h"

gint64
byline_date_local_us (const BylineDate *date)
{
  g_autoptr (GDateTime) day =
      g_date_time_new_utc (date->year, MAX (date->month, 1), MAX (date->day, 1),
                           MAX (date->hour, 0), MAX (date->minute, 0), MAX (date->second, 0));
  gint64 us = g_date_time_to_unix (day) * G_USEC_PER_SEC;
  gint64 unit = G_USEC_PER_SEC / 10;

  for (const char *digit = date->fraction; *digit != '\0'; digit++, unit /= 10)
    us += g_ascii_digit_value (*digit) * unit;
  return us;
}

/* The second's fraction stays: no clock is wrong by less that anybody would notice. */
static void
shift (BylineDate *date, gint64 shift_s)
{
  g_autoptr (GDateTime) before = g_date_time_new_utc (
      date->year, date->month, date->day, date->hour, date->minute, MAX (date->second, 0));
  g_autoptr (GDateTime) after = g_date_time_add_seconds (before, (double) shift_s);

  if (after == NULL) /* out of the calendar */
    return;
  g_date_time_get_ymd (after, &date->year, &date->month, &date->day);
  date->hour = g_date_time_get_hour (after);
  date->minute = g_date_time_get_minute (after);
  if (date->second >= 0 || shift_s % 60 != 0)
    date->second = g_date_time_get_second (after);
}

char *
byline_clock_apply (const BylineClock *clock, const char *taken)
{
  BylineDate date;

  if (!byline_date_parse (taken, &date) || date.hour < 0)
    return g_strdup (taken);
  if (clock->shift_s != 0)
    shift (&date, clock->shift_s);
  if (clock->has_zone && !date.has_zone) {
    date.has_zone = TRUE;
    date.zone_minutes = clock->zone_minutes;
  }
  return byline_date_format (&date);
}
