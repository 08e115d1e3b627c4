#include "base/blocks.h"

#define BLOCK_ITEMS 1024u

struct _BylineBlocks {
  BylineSpill *spill;
  gsize item_size;
  GPtrArray *blocks; /* of BLOCK_ITEMS items each */
  guint length;
};

BylineBlocks *
byline_blocks_new (gsize item_size, BylineSpill *spill)
{
  BylineBlocks *blocks = g_new0 (BylineBlocks, 1);

  blocks->spill = spill;
  blocks->item_size = item_size;
  blocks->blocks = g_ptr_array_new ();
  return blocks;
}

void
byline_blocks_free (BylineBlocks *blocks)
{
  if (blocks == NULL)
    return;
  g_ptr_array_unref (blocks->blocks);
  g_free (blocks);
}

gpointer
byline_blocks_add (BylineBlocks *blocks)
{
  if (blocks->length % BLOCK_ITEMS == 0)
    g_ptr_array_add (blocks->blocks,
                     byline_spill_take (blocks->spill, BLOCK_ITEMS * blocks->item_size));
  return byline_blocks_at (blocks, blocks->length++);
}

guint
byline_blocks_length (const BylineBlocks *blocks)
{
  return blocks->length;
}

gpointer
byline_blocks_at (const BylineBlocks *blocks, guint index)
{
  char *block = g_ptr_array_index (blocks->blocks, index / BLOCK_ITEMS);

  return block + index % BLOCK_ITEMS * blocks->item_size;
}

BylineRow *
byline_row_new (BylineSpill *spill, guint most)
{
  BylineRow *row = byline_spill_take (spill, sizeof *row);

  row->pdata = byline_spill_take (spill, most * sizeof *row->pdata);
  return row;
}
