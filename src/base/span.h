#pragma once

#include <glib.h>

/** A stretch of local time, in microseconds since 1970-01-01T00:00 on the clock that was read. */
typedef struct {
  gint64 from_us;  /* the first in it */
  gint64 until_us; /* the first after it */
} BylineSpan;

#define BYLINE_SPAN_ALL                                                                            \
  (BylineSpan)                                                                                     \
  {                                                                                                \
    G_MININT64, G_MAXINT64                                                                         \
  }

/**
 * byline_span_parse:
 * @iso: "2025", "2025-07", "2025-07-14", "2025-07-14T10:30", "2025-07-14T10:30:05.25"; with a time,
 *   a space may stand for the T
 * @length: octets of @iso, or -1
 * @zone_allowed: "Z" or "+05:00" may follow a time; it is not applied, since a shoot is looked for
 *   by the clock on the wall
 *
 * Returns: FALSE if @iso is not a time, or there is no such day
 */
gboolean byline_span_parse (const char *iso, gssize length, gboolean zone_allowed,
                            BylineSpan *span);
