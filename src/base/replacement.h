#pragma once

#include "base/splice.h"

/**
 * BylineReplacement:
 *
 * A new file beside the one that it is to replace, whole, but not yet in its place: what may be
 * done before, looking at it, keeping a way back, is done while the old one still stands.  Freeing
 * one that was not committed leaves the old file as it was.
 */
typedef struct _BylineReplacement BylineReplacement;

/**
 * byline_replacement_new:
 * @old: (transfer full): the file, open
 * @splice: how the new one is made of it
 * @keep_mtime: whether the new one gets the old one's times
 *
 * Writes the new file beside @path, with mode, owner and extended attributes of the old one.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_WRITE or an error of byline_splice_write()
 */
BylineReplacement *byline_replacement_new (const char *path, BylineInput *old,
                                           const BylineSplice *splice, gboolean keep_mtime,
                                           GError **error);
void byline_replacement_free (BylineReplacement *replacement); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineReplacement, byline_replacement_free)

/** The old file. Borrowed. */
BylineInput *byline_replacement_old (const BylineReplacement *replacement);
/** Returns: (transfer full): the new file, to look at */
BylineInput *byline_replacement_result (const BylineReplacement *replacement, GError **error);

/**
 * byline_replacement_commit:
 * @now: (out): what the new file is in its place
 *
 * Makes it durable and puts it in place of the old one, if that is still what it was.
 *
 * Returns: FALSE with BYLINE_ERROR_CHANGED or _WRITE
 */
gboolean byline_replacement_commit (BylineReplacement *replacement, struct stat *now,
                                    GError **error);
