#include "picture/jpeg_half.h"

#include "picture/idct4.h"
#include "picture/jpeg_scan.h"
#include "picture/jpeg_values.h"

#include <string.h>

/* The last of the lowest 4×4 coefficients in the order of a scan (T.81, figure A.6). */
enum { LAST_LOW = 24 };
/* Where those that are not among them go. */
enum { NOWHERE = BYLINE_IDCT4_N };

/* Places in 4×4, by their order in the scan; the last value read may lie far behind LAST_LOW. */
static const guint8 low[LAST_LOW + 1] = { 0,       1,       4,       8,       5,  2,       3,
                                          6,       9,       12,      NOWHERE, 13, 10,      7,
                                          NOWHERE, NOWHERE, NOWHERE, 11,      14, NOWHERE, NOWHERE,
                                          NOWHERE, NOWHERE, NOWHERE, 15 };

/* Coefficients of one row of MCUs, one component: place by place, so that one instruction works on
 * many blocks. */
typedef struct {
  gint16 *place[2];             /* of a row of blocks: NOWHERE + 1 rows of n */
  gsize n;                      /* blocks side by side */
  guint32 offset[LAST_LOW + 1]; /* of places, by their order in the scan */
  guint16 quant[BYLINE_IDCT4_N];
} Coefficients;

/* @block: its first place, all zeros */
static inline gboolean
read_details (const BylineHuffman *table, BylineJpegBits *bits, gint16 *block,
              const guint32 offset[LAST_LOW + 1])
{
  int k = byline_jpeg_values (table, bits, block, offset, LAST_LOW);

  return k >= 0 && k <= BYLINE_JPEG_BLOCK && byline_jpeg_skip (table, bits, k);
}

static gboolean
read_mcu (BylineJpegScan *scan, const Coefficients *coefficients, int x)
{
  BylineJpegBits bits;

  if (!byline_jpeg_scan_begin (scan))
    return FALSE;
  bits = scan->bits; /* in registers */
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    BylineJpegComponent *component = &scan->component[scan->order[i]];
    const Coefficients *to = &coefficients[scan->order[i]];

    for (int row = 0; row < component->v; row++)
      for (int column = 0; column < component->h; column++) {
        gint16 *at = to->place[row] + (gsize) x * (gsize) component->h + column;

        if (!byline_jpeg_scan_mean (component, &bits))
          return FALSE;
        *at = component->mean;
        if (!read_details (component->ac, &bits, at, to->offset))
          return FALSE;
      }
  }
  scan->bits = bits;
  return byline_jpeg_scan_is_sound (scan);
}

/* Samples of what has been read. */
static void
push (const Coefficients *coefficients, int n_rows, BylineShrink *shrink)
{
  for (int row = 0; row < n_rows; row++) {
    guint8 *out[BYLINE_IDCT4_SIDE];

    for (int i = 0; i < BYLINE_IDCT4_SIDE; i++)
      out[i] = byline_shrink_slot (shrink, row * BYLINE_IDCT4_SIDE + i);
    byline_idct4 (out, coefficients->place[row], coefficients->n, coefficients->quant);
    memset (coefficients->place[row], 0,
            coefficients->n * BYLINE_IDCT4_N * sizeof *coefficients->place[row]);
  }
  byline_shrink_push (shrink, n_rows * BYLINE_IDCT4_SIDE);
}

static gboolean
read_all (BylineJpegScan *scan, const struct jpeg_decompress_struct *jpeg,
          const Coefficients *coefficients, BylineShrink **shrink)
{
  int n_across, n_down;

  byline_jpeg_scan_mcus (jpeg, &n_across, &n_down);
  for (int y = 0; y < n_down; y++) {
    for (int x = 0; x < n_across; x++)
      if (!read_mcu (scan, coefficients, x))
        return FALSE;
    for (int i = 0; i < BYLINE_N_PLANES; i++)
      push (&coefficients[i], scan->component[i].v, shrink[i]);
  }
  return TRUE;
}

static void
coefficients_init (Coefficients *self, const struct jpeg_decompress_struct *jpeg, int i)
{
  const jpeg_component_info *part = &jpeg->comp_info[i];
  const UINT16 *quant = jpeg->quant_tbl_ptrs[part->quant_tbl_no]->quantval;
  int n_across, n_down;

  byline_jpeg_scan_mcus (jpeg, &n_across, &n_down);
  self->n = (gsize) n_across * (gsize) part->h_samp_factor;
  for (int row = 0; row < part->v_samp_factor; row++)
    self->place[row] = g_new0 (gint16, self->n * (NOWHERE + 1));
  for (int k = 0; k <= LAST_LOW; k++)
    self->offset[k] = low[k] * (guint32) self->n;
  for (int k = 0; k < BYLINE_IDCT4_N; k++)
    self->quant[k] = quant[k / BYLINE_IDCT4_SIDE * DCTSIZE + k % BYLINE_IDCT4_SIDE];
}

gboolean
byline_jpeg_half_read (const struct jpeg_decompress_struct *jpeg, BylineShrink **shrink)
{
  g_autofree BylineJpegScan *scan =
      byline_jpeg_scan_new (jpeg, BYLINE_HUFFMAN_STEPS | BYLINE_HUFFMAN_VALUES);
  Coefficients coefficients[BYLINE_N_PLANES] = { 0 };
  gboolean ok;

  if (scan == NULL)
    return FALSE;
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    coefficients_init (&coefficients[i], jpeg, i);
  ok = read_all (scan, jpeg, coefficients, shrink);
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    for (int row = 0; row < 2; row++)
      g_free (coefficients[i].place[row]);
  return ok;
}
