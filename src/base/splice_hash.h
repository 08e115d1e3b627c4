#pragma once

#include "base/hash.h"
#include "base/splice.h"

/**
 * BylineSpliceHash:
 *
 * The SHA-256 of a splice's old file and of its new one, both from reading the old.  Those of a
 * large file are made by a thread each, while the caller writes the new one and waits for the disk:
 * a hash takes longer than both.  The new file's hash is that of what it should be, whatever the
 * disk makes of it.
 */
typedef struct _BylineSpliceHash BylineSpliceHash;

/**
 * byline_splice_hash_begin:
 * @splice: keeps ranges in the order of the file, as byline_splice_invert() demands
 * @with_old: FALSE where the old file's hash is not asked for
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_UNREADABLE
 */
BylineSpliceHash *byline_splice_hash_begin (const BylineSplice *splice, const BylineInput *old,
                                            gboolean with_old, GError **error);
void byline_splice_hash_free (BylineSpliceHash *hash); /* NULL is a no-op; waits for the thread */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineSpliceHash, byline_splice_hash_free)

/**
 * byline_splice_hash_end:
 * @before: (out) (nullable): of the old file; only to be asked for once, and with @with_old
 * @after: (out): of the new one
 *
 * Waits until it is done.  To be called once.
 *
 * Returns: FALSE with an error of byline_input_peek()
 */
gboolean byline_splice_hash_end (BylineSpliceHash *hash, guint8 *before, guint8 *after,
                                 GError **error);
