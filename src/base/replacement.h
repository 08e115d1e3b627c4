#pragma once

#include "base/splice.h"

/**
 * BylineReplacement:
 *
 * A change of one file, prepared but not yet made: a new file beside the one whose place it is to
 * take, or beside the name that it is to get, or a file that is to go.  What may be done before,
 * looking at it, keeping a way back, is done while the old state still stands.  Freeing one that
 * was not committed leaves everything as it was.
 */
typedef struct _BylineReplacement BylineReplacement;

typedef enum {
  BYLINE_REPLACEMENT_REPLACES, /* a file takes the place of another */
  BYLINE_REPLACEMENT_CREATES,  /* there was no file of that name */
  BYLINE_REPLACEMENT_REMOVES,  /* there will be none */
} BylineReplacementKind;

typedef enum {
  BYLINE_REPLACEMENT_KEEP_MTIME = 1 << 0,   /* the new file gets the old one's times */
  BYLINE_REPLACEMENT_OLD_IS_KNOWN = 1 << 1, /* its SHA-256 will not be asked for */
} BylineReplacementFlags;

/**
 * byline_replacement_new:
 * @old: (transfer full) (nullable): the file, open; NULL to make one where there is none
 * @splice: how the new one is made of it; of nothing but fresh bytes where there is none
 *
 * Writes the new file beside @path, with mode, owner and extended attributes of the old one.  While
 * it goes to the disk, and both are hashed, the caller may look at it and keep the way back.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_WRITE or an error of byline_splice_write() or
 *   byline_splice_invert()
 */
BylineReplacement *byline_replacement_new (const char *path, BylineInput *old,
                                           const BylineSplice *splice, BylineReplacementFlags flags,
                                           GError **error);

/**
 * byline_replacement_new_removal:
 * @old: (transfer full): the file that is to go, open
 *
 * Returns: (transfer full): NULL with an error of byline_splice_invert()
 */
BylineReplacement *byline_replacement_new_removal (const char *path, BylineInput *old,
                                                   GError **error);
void byline_replacement_free (BylineReplacement *replacement); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineReplacement, byline_replacement_free)

BylineReplacementKind byline_replacement_kind (const BylineReplacement *replacement);
/** The name that the change is about. Borrowed. */
const char *byline_replacement_path (const BylineReplacement *replacement);
/** The old file; empty where there is none. Borrowed. */
BylineInput *byline_replacement_old (const BylineReplacement *replacement);
/** The encoded splice that makes the old file of the new one; of nothing, after a removal.
 *  Borrowed. */
GBytes *byline_replacement_undo (const BylineReplacement *replacement);
/** Returns: (transfer full): the new file, to look at; not of a removal */
BylineInput *byline_replacement_result (const BylineReplacement *replacement, GError **error);

/**
 * byline_replacement_hashes:
 * @before: (out): SHA-256 of the old file, unless it is known; zeros where there is none
 * @after: (out): of the new one; zeros where there is none
 *
 * To be called once.
 *
 * Returns: FALSE with an error of byline_input_peek()
 */
gboolean byline_replacement_hashes (BylineReplacement *replacement, guint8 *before, guint8 *after,
                                    GError **error);

/**
 * byline_replacement_finish:
 *
 * Waits until the new file is on the disk; byline_replacement_commit() does so otherwise.
 *
 * Returns: FALSE with BYLINE_ERROR_WRITE, and it will not be in its place
 */
gboolean byline_replacement_finish (BylineReplacement *replacement, GError **error);

/**
 * byline_replacement_commit:
 * @now: (out): what the new file is in its place; zeros after a removal
 *
 * Puts it in place, if the old one is still what it was.  To last it needs its folder synced:
 * byline_sync_folder_named().
 *
 * Returns: FALSE with BYLINE_ERROR_CHANGED, _WRITE, or _EXISTS where there was no file before
 */
gboolean byline_replacement_commit (BylineReplacement *replacement, struct stat *now,
                                    GError **error);
