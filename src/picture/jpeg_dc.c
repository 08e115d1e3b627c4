#include "picture/jpeg_dc.h"

#include "picture/jpeg_scan.h"
#include "picture/jpeg_skip.h"

/* Where the samples of a row of MCUs go: one for each block. */
typedef struct {
  guint8 *row[BYLINE_N_PLANES][2];
} Band;

static guint8
sample_of (const BylineJpegComponent *component)
{
  gint32 value = ((component->mean * component->multiplier + 4) >> 3) + 128;

  return (guint8) CLAMP (value, 0, 255);
}

static gboolean
read_mcu (BylineJpegScan *scan, const Band *band, int x)
{
  BylineJpegBits bits;

  if (!byline_jpeg_scan_begin (scan))
    return FALSE;
  bits = scan->bits; /* in registers */
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    BylineJpegComponent *component = &scan->component[scan->order[i]];

    for (int block = 0; block < component->h * component->v; block++) {
      if (!byline_jpeg_scan_mean (component, &bits) || !byline_jpeg_skip (component->ac, &bits, 1))
        return FALSE;
      band->row[scan->order[i]][block / component->h][x * component->h + block % component->h] =
          sample_of (component);
    }
  }
  scan->bits = bits;
  return byline_jpeg_scan_is_sound (scan);
}

static gboolean
read_all (BylineJpegScan *scan, const struct jpeg_decompress_struct *jpeg, BylineShrink **shrink)
{
  int n_across, n_down;

  byline_jpeg_scan_mcus (jpeg, &n_across, &n_down);
  for (int y = 0; y < n_down; y++) {
    Band band;

    for (int i = 0; i < BYLINE_N_PLANES; i++)
      for (int row = 0; row < scan->component[i].v; row++)
        band.row[i][row] = byline_shrink_slot (shrink[i], row);
    for (int x = 0; x < n_across; x++)
      if (!read_mcu (scan, &band, x))
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
