#pragma once

#include "catalogue/filter.h"
#include "catalogue/store.h"

/* The table day: how many photos were taken and came in on each day, so that those of many years
 * are counted without a look at each.  Private to src/catalogue/. */

/** A day's row. */
typedef struct {
  gint64 day; /* since 1970 */
  gint64 taken, ingested;
} BylineDay;

/** Photos more of a place and a time of arrival, in this transaction. */
void byline_day_add (BylineCatalogue *catalogue, gint64 place, gint64 ingested_us, gint64 change);

/** Writes what was added. */
gboolean byline_day_flush (BylineCatalogue *catalogue, GError **error);

/** A transaction was rolled back. */
void byline_day_forget (BylineCatalogue *catalogue);

/** @days: (out): the whole days in @span.  Returns: FALSE if there are none */
gboolean byline_day_inside (BylineSpan span, BylineSpan *days);

/** How many photos of whole @days; @kind: TAKEN, by their places, or INGESTED */
gboolean byline_day_count (BylineCatalogue *catalogue, BylineFilterKind kind, BylineSpan days,
                           gint64 *n, GError **error);
