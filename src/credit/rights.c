#include <byline/rights.h>

#include "base/span.h"

#include <byline/error.h>

#include <string.h>

/* The zone that a time names, else the one we are in. */
static GTimeZone *
zone_of (const char *iso)
{
  const char *time = strpbrk (iso, "Tt ");
  const char *zone = time != NULL ? strpbrk (time, "Zz+-") : NULL;
  GTimeZone *named = zone != NULL ? g_time_zone_new_identifier (zone) : NULL;

  return named != NULL ? named : g_time_zone_new_local ();
}

/* @naive_us: on a clock of that zone */
static gint64
to_utc (gint64 naive_us, GTimeZone *zone)
{
  gint64 seconds = naive_us / G_USEC_PER_SEC;
  const gint interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &seconds);

  return naive_us - (gint64) g_time_zone_get_offset (zone, interval) * G_USEC_PER_SEC;
}

static gboolean
read_span (const BylineMetadata *metadata, BylineField field, BylineSpan *span)
{
  const char *iso = byline_metadata_text (metadata, field);
  g_autoptr (GTimeZone) zone = NULL;

  if (iso == NULL || !byline_span_parse (iso, -1, TRUE, span))
    return FALSE;
  zone = zone_of (iso);
  *span = (BylineSpan){ to_utc (span->from_us, zone), to_utc (span->until_us, zone) };
  return TRUE;
}

gboolean
byline_rights_embargo (const BylineMetadata *metadata, gint64 *us)
{
  BylineSpan span;

  if (!read_span (metadata, BYLINE_FIELD_EMBARGO, &span))
    return FALSE;
  *us = span.from_us;
  return TRUE;
}

gboolean
byline_rights_expire (const BylineMetadata *metadata, gint64 *us)
{
  const char *iso = byline_metadata_text (metadata, BYLINE_FIELD_EXPIRES);
  BylineSpan span;

  if (!read_span (metadata, BYLINE_FIELD_EXPIRES, &span))
    return FALSE;
  /* A time of day is a moment, a day is all of it. */
  *us = strpbrk (iso, "Tt ") != NULL ? span.from_us : span.until_us;
  return TRUE;
}

gboolean
byline_rights_allow (const BylineMetadata *metadata, const char *path, GError **error)
{
  const gint64 now = g_get_real_time ();
  gint64 us = 0;

  if (byline_rights_embargo (metadata, &us) && us > now) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "%s: under embargo until %s", path,
                 byline_metadata_text (metadata, BYLINE_FIELD_EMBARGO));
    return FALSE;
  }
  if (byline_rights_expire (metadata, &us) && us <= now) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "%s: expired on %s", path,
                 byline_metadata_text (metadata, BYLINE_FIELD_EXPIRES));
    return FALSE;
  }
  return TRUE;
}
