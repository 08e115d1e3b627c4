#pragma once

#include "base/splice.h"

/**
 * BylineEdits:
 *
 * Stretches of a file to put other bytes in place of: what a format decides, before it becomes a
 * splice.  Apart from that it answers where a byte that stays goes to, so that offsets and sizes
 * stored in the file can be put right.
 */
typedef struct _BylineEdits BylineEdits;

BylineEdits *byline_edits_new (void);
void byline_edits_free (BylineEdits *edits); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineEdits, byline_edits_free)

/**
 * byline_edits_replace:
 * @length: of the stretch at @offset; 0 to insert before the byte there
 * @fresh: (transfer full) (nullable): NULL to take the stretch out
 *
 * Stretches must not overlap; insertions at the same place stay in the order they came in.
 */
void byline_edits_replace (BylineEdits *edits, guint64 offset, guint64 length, GBytes *fresh);

/**
 * byline_edits_moved:
 * @moved: (out): where the byte at @offset is in the new file
 *
 * Returns: FALSE if that byte does not stay
 */
gboolean byline_edits_moved (const BylineEdits *edits, guint64 offset, guint64 *moved);

/** Whether the byte at @offset goes and nothing comes in its place. */
gboolean byline_edits_drop (const BylineEdits *edits, guint64 offset);

/** Bytes the new file has more than one of @size. */
gint64 byline_edits_growth (const BylineEdits *edits);

/** Returns: (transfer full): the new file, of an old one of @size bytes */
BylineSplice *byline_edits_splice (BylineEdits *edits, guint64 size);
