#include "picture/jpeg_dc.h"

#include "picture/jpeg_scan.h"

/* Where the samples of a row of MCUs go: one for each block. */
typedef struct {
  guint8 *row[BYLINE_N_PLANES][2];
} Band;

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
    step = table->look.step[byline_jpeg_bits_peek (bits, BYLINE_HUFFMAN_LOOK)];
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
sample_of (const BylineJpegComponent *component)
{
  gint32 value = ((component->mean * component->multiplier + 4) >> 3) + 128;

  return (guint8) CLAMP (value, 0, 255);
}

static gboolean
read_mcu (BylineJpegScan *scan, const Band *band, int x)
{
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    BylineJpegComponent *component = &scan->component[scan->order[i]];

    for (int block = 0; block < component->h * component->v; block++) {
      if (!byline_jpeg_scan_mean (component, &scan->bits) ||
          !skip_details (component->ac, &scan->bits))
        return FALSE;
      band->row[scan->order[i]][block / component->h][x * component->h + block % component->h] =
          sample_of (component);
    }
  }
  return TRUE;
}

static int
n_mcus (JDIMENSION pixels, int blocks)
{
  JDIMENSION side = (JDIMENSION) (blocks * DCTSIZE);

  return (int) ((pixels + side - 1) / side);
}

static gboolean
read_all (BylineJpegScan *scan, const struct jpeg_decompress_struct *jpeg, BylineShrink **shrink)
{
  int n_across = n_mcus (jpeg->image_width, jpeg->max_h_samp_factor);
  int n_down = n_mcus (jpeg->image_height, jpeg->max_v_samp_factor);

  for (int y = 0; y < n_down; y++) {
    Band band;

    for (int i = 0; i < BYLINE_N_PLANES; i++)
      for (int row = 0; row < scan->component[i].v; row++)
        band.row[i][row] = byline_shrink_slot (shrink[i], row);
    for (int x = 0; x < n_across; x++)
      if (!byline_jpeg_scan_begin (scan) || !read_mcu (scan, &band, x) ||
          !byline_jpeg_scan_is_sound (scan))
        return FALSE;
    for (int i = 0; i < BYLINE_N_PLANES; i++)
      byline_shrink_push (shrink[i], scan->component[i].v);
  }
  return TRUE;
}

gboolean
byline_jpeg_dc_read (const struct jpeg_decompress_struct *jpeg, BylineShrink **shrink)
{
  g_autofree BylineJpegScan *scan = byline_jpeg_scan_new (jpeg, BYLINE_HUFFMAN_STEPS);

  return scan != NULL && read_all (scan, jpeg, shrink);
}
