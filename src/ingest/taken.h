#pragma once

#include <byline/ingest.h>

#include <stdbool.h>

/** When a capture was taken.  Small, for there may be a million. */
typedef struct {
  gint64 local_us;     /* since 1970-01-01T00:00 on the clock on the wall */
  gint64 shift_s;      /* what was added to what the file says */
  guint16 ns;          /* 0–999 */
  guint16 serial;      /* a hash of the camera's, to tell cameras apart by; 0: none */
  gint16 zone_minutes; /* 0 where the zone is assumed */
  guint8 zone;         /* BylineZoneFrom; UNDATED: nothing else is filled, but for @serial */
  guint8 fraction : 4; /* digits of the second's */
  bool has_minute : 1; /* or only a day */
  bool has_second : 1;
} BylineTaken;

/** Microseconds since 1970, UTC; not for an assumed zone. */
static inline gint64
byline_taken_utc_us (const BylineTaken *taken)
{
  return taken->local_us - (gint64) taken->zone_minutes * 60 * G_USEC_PER_SEC;
}

/** Returns: (transfer full) (nullable): ISO 8601 local time, with its zone unless that is assumed
 */
char *byline_taken_iso (const BylineTaken *taken);

/** Returns: how the file's own time becomes @taken */
BylineClock byline_taken_clock (const BylineTaken *taken);

/** What the person said about cameras' clocks, of @request.  Borrowed. */
typedef struct {
  GTimeZone *zone; /* nullable */
  const BylineClockShift *shifts;
  guint n_shifts;
  gint *used; /* n_shifts of them, atomic: set where a photo was found that the shift is for */
} BylineClocks;

/**
 * byline_taken_make:
 * @facts: what one of the capture's files says
 * @said: (nullable): when it was taken, where the camera is silent
 *
 * DateTimeOriginal with its OffsetTimeOriginal; else the zone that the person named; else the
 * difference to GPS time, if that is a whole number of quarters of an hour and a zone; else local
 * time of a zone that nobody knows.  Never a file's mtime, and never MakerNotes' zone, which
 * cameras have added already.  Shifts move the time, not the zone.
 */
void byline_taken_make (BylineTaken *taken, const BylineFacts *facts, const char *said,
                        const BylineClocks *clocks);
