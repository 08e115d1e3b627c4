#pragma once

#include <byline/ingest.h>

/** When a capture was taken. */
typedef struct {
  BylineZoneFrom zone; /* UNDATED: nothing else is filled, but for @serial */
  guint32 serial;      /* a hash of the camera's, to tell cameras apart by; 0: none */
  BylineClock clock;   /* what was added to what the file says */
  char *iso;           /* ISO 8601 local time, with its zone unless that is assumed */
  gint64 local_us;     /* since 1970-01-01T00:00 on the clock on the wall */
  gint64 utc_us;       /* since 1970, UTC; not for an assumed zone */
} BylineTaken;

void byline_taken_clear (BylineTaken *taken);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineTaken, byline_taken_clear)

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
