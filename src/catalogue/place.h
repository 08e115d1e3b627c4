#pragma once

#include "base/span.h"
#include "catalogue/store.h"

/**
 * The place of a photo: its row in the index of words, chosen so that the order of places is the
 * order in which photos were taken: the second on the camera's clock, times 256, plus a number in
 * that second.  So the newest photos with a word are read first, and reading stops when there are
 * enough; and photos of a time are a range.  A second with more than 256 photos goes on in the next
 * ones.  Photos without a time come before all others.
 */
#define BYLINE_PLACE_SHIFT 8

/** Below this are the photos without a time. */
#define BYLINE_PLACE_FIRST (-(G_GINT64_CONSTANT (1) << 60))

/** The place of the first photo at or after @us. */
static inline gint64
byline_place_of (gint64 us)
{
  const gint64 second = us / G_USEC_PER_SEC - (us % G_USEC_PER_SEC < 0 ? 1 : 0);

  return CLAMP (second, BYLINE_PLACE_FIRST >> BYLINE_PLACE_SHIFT,
                -(BYLINE_PLACE_FIRST >> BYLINE_PLACE_SHIFT)) *
         (1 << BYLINE_PLACE_SHIFT);
}

/** Are whole seconds meant, of which the place says all? */
gboolean byline_place_is_whole (BylineSpan span);
/** The places of the photos that were taken in @span, and of none that were not as far as seconds
 *  say it; none without a time. */
BylineSpan byline_place_span (BylineSpan span);

/**
 * byline_place_find:
 * @taken_us: (nullable): microseconds since 1970 on the camera's clock
 * @place: (in) (out): where the photo is, 0 if nowhere yet; where it belongs, which is the same as
 *   long as the time is the same
 */
gboolean byline_place_find (BylineCatalogue *catalogue, const gint64 *taken_us, gint64 *place,
                            GError **error);
