#include "picture/jpeg_scan.h"

#include <string.h>

enum { N_COMPONENTS = 3 };

gboolean
byline_jpeg_scan_can (const struct jpeg_decompress_struct *jpeg)
{
  return !jpeg->progressive_mode && !jpeg->arith_code && jpeg->comps_in_scan == N_COMPONENTS &&
         jpeg->num_components == N_COMPONENTS;
}

static gboolean
set_table (BylineHuffman *table, const JHUFF_TBL *from, BylineHuffmanLook look)
{
  if (table->ready)
    return TRUE;
  return from != NULL && byline_huffman_init (table, from->bits + 1, from->huffval, look);
}

/* libjpeg takes table numbers as they stand in the file and looks at them when it decodes. */
static gboolean
knows_tables (const struct jpeg_decompress_struct *jpeg, const jpeg_component_info *part)
{
  return part->quant_tbl_no < NUM_QUANT_TBLS && part->dc_tbl_no < NUM_HUFF_TBLS &&
         part->ac_tbl_no < NUM_HUFF_TBLS && jpeg->quant_tbl_ptrs[part->quant_tbl_no] != NULL;
}

static gboolean
set_component (BylineJpegScan *scan, const struct jpeg_decompress_struct *jpeg, int in_scan,
               BylineHuffmanLook look)
{
  const jpeg_component_info *part = jpeg->cur_comp_info[in_scan];
  BylineJpegComponent *component = &scan->component[part->component_index];

  if (!knows_tables (jpeg, part))
    return FALSE;
  *component =
      (BylineJpegComponent){ .dc = &scan->table[part->dc_tbl_no],
                             .ac = &scan->table[NUM_HUFF_TBLS + part->ac_tbl_no],
                             .h = part->h_samp_factor,
                             .v = part->v_samp_factor,
                             .multiplier = jpeg->quant_tbl_ptrs[part->quant_tbl_no]->quantval[0] };
  scan->order[in_scan] = part->component_index;
  return set_table (component->dc, jpeg->dc_huff_tbl_ptrs[part->dc_tbl_no], BYLINE_HUFFMAN_NONE) &&
         set_table (component->ac, jpeg->ac_huff_tbl_ptrs[part->ac_tbl_no], look);
}

BylineJpegScan *
byline_jpeg_scan_new (const struct jpeg_decompress_struct *jpeg, BylineHuffmanLook look)
{
  BylineJpegScan *scan = g_new0 (BylineJpegScan, 1);

  scan->source = (BylineJpegSource *) (void *) jpeg->src;
  scan->bits.at = jpeg->src->next_input_byte;
  scan->bits.end = scan->bits.at + jpeg->src->bytes_in_buffer;
  scan->restart_interval = scan->to_restart = jpeg->restart_interval;
  for (int i = 0; i < N_COMPONENTS; i++)
    if (!set_component (scan, jpeg, i, look)) {
      g_free (scan);
      return NULL;
    }
  return scan;
}

static int
n_mcus (JDIMENSION pixels, int blocks)
{
  JDIMENSION side = (JDIMENSION) (blocks * DCTSIZE);

  return (int) ((pixels + side - 1) / side);
}

void
byline_jpeg_scan_mcus (const struct jpeg_decompress_struct *jpeg, int *across, int *down)
{
  *across = n_mcus (jpeg->image_width, jpeg->max_h_samp_factor);
  *down = n_mcus (jpeg->image_height, jpeg->max_v_samp_factor);
}

/* T.81, E.2.4: the bits up to a byte are padding, then comes the marker, and means start anew. */
static gboolean
restart (BylineJpegScan *scan)
{
  BylineJpegBits *bits = &scan->bits;

  while (bits->end - bits->at >= 2 && bits->at[0] == 0xff && bits->at[1] == 0xff)
    bits->at++;
  if (bits->end - bits->at < 2 || bits->at[0] != 0xff || bits->at[1] != 0xd0 + scan->next_restart)
    return FALSE;
  bits->at += 2;
  bits->window = 0;
  bits->n_bits = bits->n_made_up = 0;
  scan->next_restart = (scan->next_restart + 1) % 8;
  scan->to_restart = scan->restart_interval;
  for (int i = 0; i < N_COMPONENTS; i++)
    scan->component[i].mean = 0;
  return TRUE;
}

gboolean
byline_jpeg_scan_begin (BylineJpegScan *scan)
{
  BylineJpegBits *bits = &scan->bits;

  if (G_UNLIKELY (bits->end - bits->at < (gssize) BYLINE_JPEG_SOURCE_AHEAD))
    bits->end = byline_jpeg_source_more (scan->source, &bits->at);
  if (scan->restart_interval == 0)
    return TRUE;
  if (scan->to_restart == 0 && !restart (scan))
    return FALSE;
  scan->to_restart--;
  return TRUE;
}

gboolean
byline_jpeg_scan_is_sound (const BylineJpegScan *scan)
{
  /* Bits that the data does not have are behind all others: were some of them used? */
  return scan->bits.n_made_up <= scan->bits.n_bits && scan->source->error == NULL;
}
