#pragma once

#include "base/hash.h"
#include "base/input.h"
#include "base/newfile.h"

/**
 * BylineSplice:
 *
 * How a new file is made of an old one: pieces in order, each either a range kept from
 * the old file or fresh bytes.  A change of metadata is a splice of a few pieces that
 * keeps every pixel, so writing, comparing and undoing all work on the same few ranges.
 */
typedef struct _BylineSplice BylineSplice;

typedef struct {
  guint64 offset; /* in the old file; meaningless for fresh bytes */
  guint64 length;
  GBytes *fresh; /* NULL for a kept range */
} BylinePiece;

BylineSplice *byline_splice_new (void);
void byline_splice_free (BylineSplice *splice); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineSplice, byline_splice_free)

/** Returns: (transfer full): the same, sharing the fresh bytes */
BylineSplice *byline_splice_copy (const BylineSplice *splice);

/** Appends a kept range, joined to the one before where they touch. Empty ranges are ignored. */
void byline_splice_keep (BylineSplice *splice, guint64 offset, guint64 length);
/** Appends fresh bytes; empty ones are ignored. */
void byline_splice_insert (BylineSplice *splice, GBytes *fresh);

guint byline_splice_n_pieces (const BylineSplice *splice);
const BylinePiece *byline_splice_piece (const BylineSplice *splice, guint index);
/** Bytes in the new file. */
guint64 byline_splice_size (const BylineSplice *splice);

/** Returns: (transfer full): the new file in memory; NULL with an error of byline_input_copy() */
GBytes *byline_splice_apply (const BylineSplice *splice, BylineInput *old, GError **error);

/** Appends the new file's bytes to @file. */
gboolean byline_splice_write (const BylineSplice *splice, BylineInput *old, BylineNewFile *file,
                              GError **error);

/**
 * byline_splice_invert:
 * @old: the old file
 *
 * Returns: (transfer full): the splice that makes @old of the new file; it holds a copy of the
 *   bytes of @old that the new file does not keep.  NULL with an error of byline_input_copy(),
 *   or BYLINE_ERROR_REFUSED if kept ranges are out of order
 */
BylineSplice *byline_splice_invert (const BylineSplice *splice, BylineInput *old, GError **error);

/** Splices as bytes, for the journal: a small versioned binary form, checked on reading. */
GBytes *byline_splice_encode (const BylineSplice *splice);
BylineSplice *byline_splice_decode (GBytes *encoded, GError **error);
