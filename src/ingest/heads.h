#pragma once

#include "ingest/live.h"
#include "ingest/names.h"

#include <byline/cancellable.h>

/**
 * byline_heads_read:
 *
 * Reads the heads of all files, many at once, and binds the names of their captures.  A file that
 * cannot be taken gets its error; one that is no photo to byline, though it is named like one, goes
 * with its capture as it is.  @live gets to know of photos and films that belong together.
 *
 * Returns: FALSE if cancelled
 */
gboolean byline_heads_read (const BylineCaptures *captures, const BylineNaming *naming,
                            BylineNameTexts *texts, BylineLive *live, guint n_threads,
                            BylineCancellable *cancellable);
