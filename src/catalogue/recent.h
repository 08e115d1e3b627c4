#pragma once

#include "base/span.h"
#include "catalogue/store.h"

/* The table recent, in memory alone: an index like words (words.h) of the newest photos.  The
 * beginning of a thousand words is in almost every photo, and FTS5 goes through all of them before
 * it gives the first; of the newest few hundred it does so in no time, and they have enough.
 * Private to src/catalogue/. */

/**
 * byline_recent_fill:
 * @places: (inout): photos of these; those of which the index has all photos: the newest @n at
 * most, in whole seconds, whose photos are put in order together
 *
 * Not while a transaction writes.
 */
gboolean byline_recent_fill (BylineCatalogue *catalogue, BylineSpan *places, guint n,
                             GError **error);
