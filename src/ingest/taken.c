#include "ingest/taken.h"

#include "metadata/clock.h"
#include "metadata/values.h"

#include <string.h>

#define QUARTER_US (G_GINT64_CONSTANT (15) * 60 * G_USEC_PER_SEC)
/* A camera's clock may be wrong, and a position some time old, by this much. */
#define GPS_TOLERANCE_US (G_GINT64_CONSTANT (3) * 60 * G_USEC_PER_SEC)
/* Zones reach from −12 to +14 hours. */
#define ZONE_WEST_MINUTES (-12 * 60)
#define ZONE_EAST_MINUTES (14 * 60)

const char *
byline_zone_from_name (BylineZoneFrom from)
{
  static const char *const names[] = {
    [BYLINE_ZONE_UNDATED] = "undated", [BYLINE_ZONE_FILE] = "file",
    [BYLINE_ZONE_TOLD] = "told",       [BYLINE_ZONE_GPS] = "gps",
    [BYLINE_ZONE_ASSUMED] = "assumed",
  };

  return names[from];
}

/* Is @name the camera, with or without its make? */
static gboolean
is_camera (const char *camera, const char *name)
{
  const gsize long_by =
      camera != NULL && strlen (camera) > strlen (name) ? strlen (camera) - strlen (name) : 0;

  return camera != NULL && *name != '\0' && g_ascii_strcasecmp (camera + long_by, name) == 0 &&
         (long_by == 0 || camera[long_by - 1] == ' ');
}

/* Returns: seconds */
static gint64
find_shift (const BylineClocks *clocks, const char *camera, const char *serial)
{
  for (guint i = 0; i < clocks->n_shifts; i++) {
    const BylineClockShift *shift = &clocks->shifts[i];

    if ((serial == NULL || g_ascii_strcasecmp (serial, shift->camera) != 0) &&
        !is_camera (camera, shift->camera))
      continue;
    g_atomic_int_set (&clocks->used[i], 1);
    return shift->shift_s;
  }
  return 0;
}

/* The zone's distance from UTC at this local time.  A time that a change of the clocks skips has
 * none: it is taken for one after the change; one that comes twice is standard time. */
static int
zone_minutes_at (GTimeZone *zone, gint64 local_us)
{
  gint64 local_s = local_us / G_USEC_PER_SEC;
  const int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local_s);

  return g_time_zone_get_offset (zone, interval) / 60;
}

/* Returns: FALSE if the two clocks tell nothing that could be a zone */
static gboolean
gps_zone (gint64 local_us, const char *fixed, int *minutes)
{
  BylineDate date;
  gint64 difference, quarters;

  if (fixed == NULL || !byline_date_parse (fixed, &date) || date.second < 0)
    return FALSE;
  difference = local_us - byline_date_local_us (&date);
  quarters = (difference + (difference < 0 ? -QUARTER_US : QUARTER_US) / 2) / QUARTER_US;
  *minutes = (int) CLAMP (quarters, -10000, 10000) * 15;
  return ABS (difference - quarters * QUARTER_US) <= GPS_TOLERANCE_US &&
         *minutes >= ZONE_WEST_MINUTES && *minutes <= ZONE_EAST_MINUTES;
}

/* Returns: from where the zone is known; @date gets it */
static BylineZoneFrom
find_zone (BylineDate *date, const char *fixed, const BylineClocks *clocks)
{
  const gint64 local_us = byline_date_local_us (date);

  if (date->has_zone)
    return BYLINE_ZONE_FILE;
  if (date->hour < 0)
    return BYLINE_ZONE_ASSUMED; /* a day has no zone */
  date->has_zone = TRUE;
  if (clocks->zone != NULL) {
    date->zone_minutes = zone_minutes_at (clocks->zone, local_us);
    return BYLINE_ZONE_TOLD;
  }
  if (gps_zone (local_us, fixed, &date->zone_minutes))
    return BYLINE_ZONE_GPS;
  date->has_zone = FALSE;
  date->zone_minutes = 0;
  return BYLINE_ZONE_ASSUMED;
}

static void
make_date (const BylineTaken *taken, BylineDate *date)
{
  const gint64 second_us = (taken->local_us % G_USEC_PER_SEC + G_USEC_PER_SEC) % G_USEC_PER_SEC;
  g_autoptr (GDateTime) day =
      g_date_time_new_from_unix_utc ((taken->local_us - second_us) / G_USEC_PER_SEC);
  g_autofree char *fraction = g_strdup_printf ("%06d%03u", (int) second_us, taken->ns);

  *date = (BylineDate){ .hour = -1, .minute = -1, .second = -1 };
  g_date_time_get_ymd (day, &date->year, &date->month, &date->day);
  if (taken->has_minute) {
    date->hour = g_date_time_get_hour (day);
    date->minute = g_date_time_get_minute (day);
  }
  if (taken->has_second)
    date->second = g_date_time_get_second (day);
  memcpy (date->fraction, fraction, taken->fraction);
  date->has_zone = taken->has_minute && taken->zone != BYLINE_ZONE_ASSUMED;
  date->zone_minutes = taken->zone_minutes;
}

char *
byline_taken_iso (const BylineTaken *taken)
{
  BylineDate date;

  if (taken->zone == BYLINE_ZONE_UNDATED)
    return NULL;
  make_date (taken, &date);
  return byline_date_format (&date);
}

BylineClock
byline_taken_clock (const BylineTaken *taken)
{
  const gboolean found = taken->zone == BYLINE_ZONE_TOLD || taken->zone == BYLINE_ZONE_GPS;

  return (BylineClock){ .shift_s = taken->shift_s,
                        .has_zone = found,
                        .zone_minutes = found ? taken->zone_minutes : 0 };
}

static void
take_date (BylineTaken *taken, const BylineDate *date)
{
  const gsize digits = strlen (date->fraction);

  taken->local_us = byline_date_local_us (date);
  taken->zone_minutes = (gint16) (date->has_zone ? date->zone_minutes : 0);
  taken->has_minute = date->hour >= 0;
  taken->has_second = date->second >= 0;
  taken->fraction = digits & 15;
  for (gsize i = 6; i < 9; i++)
    taken->ns =
        (guint16) (taken->ns * 10 + (i < digits ? g_ascii_digit_value (date->fraction[i]) : 0));
}

void
byline_taken_make (BylineTaken *taken, const BylineFacts *facts, const char *said,
                   const BylineClocks *clocks)
{
  const char *text = facts->taken != NULL ? facts->taken : said;
  const gint64 shift_s = find_shift (clocks, facts->camera, facts->serial);
  const guint serial = facts->serial != NULL ? g_str_hash (facts->serial) : 0;
  BylineClock clock = { 0 };
  g_autofree char *shifted = NULL;
  BylineDate date;

  *taken = (BylineTaken){ .serial = (guint16) (serial ^ serial >> 16) };
  if (text == NULL || !byline_date_parse (text, &date) || date.day == 0)
    return;
  if (facts->taken != NULL)
    clock.shift_s = taken->shift_s = shift_s;
  shifted = byline_clock_apply (&clock, text);
  if (!byline_date_parse (shifted, &date))
    return;
  taken->zone = (guint8) find_zone (&date, facts->taken != NULL ? facts->fixed : NULL, clocks);
  take_date (taken, &date);
}
