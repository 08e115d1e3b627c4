#pragma once

#include "catalogue/filter.h"
#include "search/lexer.h"

/**
 * Values that have an order: "A", "A..B", "A..", "..B", and for numbers ">=A", ">A", "<=B", "<B".
 * Both ends are in it.
 *
 * A time is "2025", "2025-07", "2025-07-14", "2025-07-14T10:30", "today", "yesterday", or so long
 * ago: "12h", "7d", "2w", "6m", "1y".  Alone, the last are everything since then.
 *
 * All return: (transfer full): NULL with BYLINE_ERROR_USAGE, naming the column
 */

/** By the clock of the camera. */
BylineFilter *byline_range_taken (const BylineToken *token, GError **error);
/** By the clock of this computer, in its time zone. */
BylineFilter *byline_range_ingested (const BylineToken *token, GError **error);
/** @field: one whose numbers are byline_date_number() */
BylineFilter *byline_range_date (const BylineToken *token, guint field, GError **error);
BylineFilter *byline_range_number (const BylineToken *token, guint field, GError **error);
