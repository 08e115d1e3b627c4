#include "picture/jpeg_dc.h"

#include "picture/jpeg_huffman.h"

#include <stdio.h>

#include <jpeglib.h> /* after <stdio.h>: it names FILE without declaring it */

typedef struct {
  BylineHuffman *dc, *ac;
  int h, v;          /* blocks of this component in an MCU */
  gint32 multiplier; /* of the first coefficient */
  gint16 mean;       /* the last block's, which the next one is coded against */
  guint8 *rows[2];   /* where the samples of this row of MCUs go */
} Component;

typedef struct {
  BylineJpegBits bits;
  Component component[BYLINE_N_PLANES];
  int order[BYLINE_N_PLANES]; /* of components in the scan */
  int n_across, n_down;       /* MCUs */
  guint restart_interval, to_restart;
  guint next_restart; /* 0–7 */
  BylineHuffman table[2 * NUM_HUFF_TBLS];
} Reader;

gboolean
byline_jpeg_dc_can (const struct jpeg_decompress_struct *jpeg)
{
  return !jpeg->progressive_mode && !jpeg->arith_code && jpeg->comps_in_scan == BYLINE_N_PLANES &&
         jpeg->num_components == BYLINE_N_PLANES;
}

static gboolean
set_table (BylineHuffman *table, const JHUFF_TBL *from, gboolean look_ahead)
{
  if (table->ready)
    return TRUE;
  return from != NULL && byline_huffman_init (table, from->bits + 1, from->huffval, look_ahead);
}

/* libjpeg takes table numbers as they stand in the file and looks at them when it decodes. */
static gboolean
knows_tables (const struct jpeg_decompress_struct *jpeg, const jpeg_component_info *part)
{
  return part->quant_tbl_no < NUM_QUANT_TBLS && part->dc_tbl_no < NUM_HUFF_TBLS &&
         part->ac_tbl_no < NUM_HUFF_TBLS && jpeg->quant_tbl_ptrs[part->quant_tbl_no] != NULL;
}

static gboolean
set_component (Reader *reader, const struct jpeg_decompress_struct *jpeg, int in_scan)
{
  const jpeg_component_info *part = jpeg->cur_comp_info[in_scan];
  Component *component = &reader->component[part->component_index];

  if (!knows_tables (jpeg, part))
    return FALSE;
  *component = (Component){ .dc = &reader->table[part->dc_tbl_no],
                            .ac = &reader->table[NUM_HUFF_TBLS + part->ac_tbl_no],
                            .h = part->h_samp_factor,
                            .v = part->v_samp_factor,
                            .multiplier = jpeg->quant_tbl_ptrs[part->quant_tbl_no]->quantval[0] };
  reader->order[in_scan] = part->component_index;
  return set_table (component->dc, jpeg->dc_huff_tbl_ptrs[part->dc_tbl_no], FALSE) &&
         set_table (component->ac, jpeg->ac_huff_tbl_ptrs[part->ac_tbl_no], TRUE);
}

static int
n_mcus (JDIMENSION pixels, int blocks)
{
  JDIMENSION side = (JDIMENSION) (blocks * DCTSIZE);

  return (int) ((pixels + side - 1) / side);
}

static gboolean
reader_init (Reader *reader, const struct jpeg_decompress_struct *jpeg)
{
  reader->bits.at = jpeg->src->next_input_byte;
  reader->bits.end = reader->bits.at + jpeg->src->bytes_in_buffer;
  reader->n_across = n_mcus (jpeg->image_width, jpeg->max_h_samp_factor);
  reader->n_down = n_mcus (jpeg->image_height, jpeg->max_v_samp_factor);
  reader->restart_interval = reader->to_restart = jpeg->restart_interval;
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    if (!set_component (reader, jpeg, i))
      return FALSE;
  return TRUE;
}

/* Reads the difference to the last mean. */
static gboolean
read_mean (Component *component, BylineJpegBits *bits)
{
  int size;
  gint32 difference;

  byline_jpeg_bits_fill (bits);
  size = byline_huffman_symbol (component->dc, bits);
  if (size < 0 || size > 15)
    return FALSE;
  if (size == 0)
    return TRUE;
  difference = (gint32) byline_jpeg_bits_peek (bits, size);
  if (difference < 1 << (size - 1))
    difference -= (1 << size) - 1;
  byline_jpeg_bits_skip (bits, size);
  component->mean = (gint16) (component->mean + difference);
  return TRUE;
}

/* One code, where looking ahead does not help. Returns: coefficients stepped over; 0: the end */
static int
skip_one (const BylineHuffman *table, BylineJpegBits *bits)
{
  int symbol = byline_huffman_symbol (table, bits);

  if (symbol < 0)
    return -1;
  if ((symbol & 15) == 0 && symbol >> 4 != 15)
    return 0;
  byline_jpeg_bits_skip (bits, symbol & 15);
  return (symbol >> 4) + 1;
}

/* Steps over the other 63 coefficients. */
static gboolean
skip_details (const BylineHuffman *table, BylineJpegBits *bits)
{
  for (int k = 1; k < DCTSIZE2;) {
    BylineHuffmanStep step;
    int n;

    if (bits->n_bits < 32)
      byline_jpeg_bits_fill (bits);
    step = table->look[byline_jpeg_bits_peek (bits, BYLINE_HUFFMAN_LOOK)];
    /* Several codes may reach into the next block: then one at a time. */
    if (step.n_bits > 0 && k + (step.n_coefficients & 63) < DCTSIZE2) {
      byline_jpeg_bits_skip (bits, step.n_bits);
      if (step.n_coefficients & BYLINE_HUFFMAN_END)
        return TRUE;
      k += step.n_coefficients;
      continue;
    }
    n = skip_one (table, bits);
    if (n <= 0)
      return n == 0;
    k += n;
  }
  return TRUE;
}

static guint8
sample_of (const Component *component)
{
  gint32 value = ((component->mean * component->multiplier + 4) >> 3) + 128;

  return (guint8) CLAMP (value, 0, 255);
}

static gboolean
read_mcu (Reader *reader, int x)
{
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    Component *component = &reader->component[reader->order[i]];

    for (int block = 0; block < component->h * component->v; block++) {
      if (!read_mean (component, &reader->bits) || !skip_details (component->ac, &reader->bits))
        return FALSE;
      component->rows[block / component->h][x * component->h + block % component->h] =
          sample_of (component);
    }
  }
  return TRUE;
}

/* T.81, E.2.4: the bits up to a byte are padding, then comes the marker, and means start anew. */
static gboolean
restart (Reader *reader)
{
  BylineJpegBits *bits = &reader->bits;

  while (bits->end - bits->at >= 2 && bits->at[0] == 0xff && bits->at[1] == 0xff)
    bits->at++;
  if (bits->end - bits->at < 2 || bits->at[0] != 0xff || bits->at[1] != 0xd0 + reader->next_restart)
    return FALSE;
  bits->at += 2;
  bits->window = 0;
  bits->n_bits = bits->n_made_up = 0;
  reader->next_restart = (reader->next_restart + 1) % 8;
  reader->to_restart = reader->restart_interval;
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    reader->component[i].mean = 0;
  return TRUE;
}

static gboolean
read_row (Reader *reader)
{
  for (int x = 0; x < reader->n_across; x++) {
    if (reader->restart_interval > 0 && reader->to_restart == 0 && !restart (reader))
      return FALSE;
    reader->to_restart--;
    if (!read_mcu (reader, x))
      return FALSE;
    /* Bits that the data does not have are behind all others: were some of them used? */
    if (reader->bits.n_made_up > reader->bits.n_bits)
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_all (Reader *reader, const struct jpeg_decompress_struct *jpeg, BylineShrink **shrink)
{
  if (!reader_init (reader, jpeg))
    return FALSE;
  for (int y = 0; y < reader->n_down; y++) {
    for (int i = 0; i < BYLINE_N_PLANES; i++)
      for (int row = 0; row < reader->component[i].v; row++)
        reader->component[i].rows[row] = byline_shrink_slot (shrink[i], row);
    if (!read_row (reader))
      return FALSE;
    for (int i = 0; i < BYLINE_N_PLANES; i++)
      byline_shrink_push (shrink[i], reader->component[i].v);
  }
  return TRUE;
}

gboolean
byline_jpeg_dc_read (const struct jpeg_decompress_struct *jpeg, BylineShrink **shrink)
{
  Reader *reader = g_new0 (Reader, 1);
  gboolean ok = read_all (reader, jpeg, shrink);

  g_free (reader);
  return ok;
}
