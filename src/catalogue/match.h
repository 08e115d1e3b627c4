#pragma once

#include "catalogue/filter.h"
#include "catalogue/store.h"

/* Filters as questions to the index of words, in FTS5's language.  Private to src/catalogue/. */

/** Can the index answer @filter alone?  It knows words and facts, but no moments. */
gboolean byline_match_can (const BylineFilter *filter);

/**
 * byline_match_write:
 * @match: the question is appended; all names in it are ours and all words are letters and digits,
 *   so that nothing in it needs escaping
 * @filter: for which byline_match_can()
 */
gboolean byline_match_write (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter,
                             GError **error);

/**
 * byline_match_single:
 * @single: (out): each photo has at most one text of what @filter asks for, and @filter nothing
 * else
 * @keys: of gint64: if so, the shared texts that answer it are added
 */
gboolean byline_match_single (BylineCatalogue *catalogue, const BylineFilter *filter,
                              gboolean *single, GArray *keys, GError **error);

/** @broad: (out): is there the beginning of so many words in @filter that FTS5 takes long to merge
 *  their lists? */
gboolean byline_match_is_broad (BylineCatalogue *catalogue, const BylineFilter *filter,
                                gboolean *broad, GError **error);
