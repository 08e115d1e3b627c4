#pragma once

#include "base/spill.h"

/**
 * BylineBlocks:
 *
 * Very many items of one size: they stay where they are, and cost nothing but themselves.  They
 * hold nothing that is to be freed, and lie in a spill, which outlives them.  One thread adds; any
 * may read what was added.
 */
typedef struct _BylineBlocks BylineBlocks;

/** @spill: borrowed */
BylineBlocks *byline_blocks_new (gsize item_size, BylineSpill *spill);
void byline_blocks_free (BylineBlocks *blocks); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineBlocks, byline_blocks_free)

/** Returns: (transfer none): one more item, all zeros */
gpointer byline_blocks_add (BylineBlocks *blocks);

guint byline_blocks_length (const BylineBlocks *blocks);
gpointer byline_blocks_at (const BylineBlocks *blocks, guint index);

/** Pointers to very many items, in some order; in a spill.  g_ptr_array_index() reads it. */
typedef struct {
  gpointer *pdata;
  guint len;
} BylineRow;

/** Returns: (transfer none): an empty one with room for @most */
BylineRow *byline_row_new (BylineSpill *spill, guint most);
