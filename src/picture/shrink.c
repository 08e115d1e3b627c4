#include "picture/shrink.h"

#include "picture/blend.h"

#include <string.h>

/* More would overflow a box's sum; what a larger factor leaves, Lanczos takes. */
#define MAX_BOX 1024

struct _BylineShrink {
  BylinePlane out;
  int box_x, box_y; /* input samples to one averaged sample */
  int in_width;     /* of the input */
  int in_left;      /* input rows still to come */

  /* With boxes: the rows as they come, and the sums of the box row being filled. */
  guint8 *band;
  gsize band_stride;
  guint32 *sums;
  int n_summed;

  /* The rows Lanczos works on, averaged or as they came: row r lies in slot r % ring_rows. */
  int width, height;
  guint8 *ring;
  gsize ring_stride;
  int ring_rows;
  int n_rows; /* so far */

  BylineFilter columns, rows;
  const guint8 **taps; /* one pointer for each tap of @rows */
  gint16 *blended;
  int n_out; /* rows written */
};

/* Averages while Lanczos keeps a factor of two: less would blur, more would cost. */
static int
take_box (BylineAxis *axis)
{
  int box = 1;

  while (axis->step / (2 * box) >= 2 && box < MAX_BOX)
    box *= 2;
  axis->n_in = (axis->n_in + box - 1) / box;
  axis->step /= box;
  axis->start /= box;
  return box;
}

static guint8 *
new_rows (gsize n, gsize stride)
{
  return g_malloc0_n (n, stride);
}

BylineShrink *
byline_shrink_new (const BylineAxis *x, const BylineAxis *y, int n_ahead, const BylinePlane *out)
{
  BylineShrink *shrink = g_new0 (BylineShrink, 1);
  BylineAxis across = *x;
  BylineAxis down = *y;

  shrink->out = *out;
  shrink->in_width = x->n_in;
  shrink->in_left = y->n_in;
  shrink->box_x = take_box (&across);
  shrink->box_y = take_box (&down);
  shrink->width = across.n_in;
  shrink->height = down.n_in;
  byline_filter_init (&shrink->columns, &across, 16);
  byline_filter_init (&shrink->rows, &down, 4);
  shrink->taps = g_new (const guint8 *, (gsize) shrink->rows.n_taps);
  shrink->blended = g_new0 (gint16, (gsize) (shrink->width + shrink->columns.n_taps));

  shrink->ring_rows = shrink->rows.n_taps + n_ahead;
  shrink->ring_stride = (gsize) shrink->width + BYLINE_SLOT_ROOM;
  shrink->ring = new_rows ((gsize) shrink->ring_rows, shrink->ring_stride);
  if (shrink->box_x * shrink->box_y > 1) {
    shrink->band_stride = (gsize) shrink->width * (gsize) shrink->box_x + BYLINE_SLOT_ROOM;
    shrink->band = new_rows ((gsize) n_ahead, shrink->band_stride);
    shrink->sums = g_new0 (guint32, (gsize) shrink->width);
  }
  return shrink;
}

void
byline_shrink_free (BylineShrink *shrink)
{
  if (shrink == NULL)
    return;
  byline_filter_clear (&shrink->columns);
  byline_filter_clear (&shrink->rows);
  g_free (shrink->taps);
  g_free (shrink->blended);
  g_free (shrink->ring);
  g_free (shrink->band);
  g_free (shrink->sums);
  g_free (shrink);
}

static guint8 *
ring_row (const BylineShrink *shrink, int row)
{
  return shrink->ring + (gsize) (row % shrink->ring_rows) * shrink->ring_stride;
}

guint8 *
byline_shrink_slot (BylineShrink *shrink, int ahead)
{
  if (shrink->band != NULL)
    return shrink->band + (gsize) ahead * shrink->band_stride;
  return ring_row (shrink, shrink->n_rows + ahead);
}

static void
write_row (BylineShrink *shrink)
{
  const BylineFilter *rows = &shrink->rows;
  int first = rows->first[shrink->n_out];
  const gint16 *weight = rows->weight + (gsize) shrink->n_out * (gsize) rows->n_taps;

  for (int k = 0; k < rows->n_taps; k++)
    shrink->taps[k] = ring_row (shrink, MIN (first + k, shrink->n_rows - 1));
  byline_blend_rows (shrink->blended, shrink->taps, weight, rows->n_taps, shrink->width);
  byline_blend_columns (byline_plane_row (&shrink->out, shrink->n_out), shrink->blended,
                        &shrink->columns);
  byline_plane_pad_row (&shrink->out, shrink->n_out++);
}

/* One more row is in the ring: writes every output row that waited for it. */
static void
row_came (BylineShrink *shrink)
{
  shrink->n_rows++;
  while (shrink->n_out < shrink->out.height) {
    int last = shrink->rows.first[shrink->n_out] + shrink->rows.n_taps - 1;

    if (MIN (last, shrink->height - 1) >= shrink->n_rows)
      return;
    write_row (shrink);
  }
}

/* What a box lacks beyond the edges, the last row and column stand in for. */
static void
sum_row (BylineShrink *shrink, guint8 *row)
{
  gsize whole = (gsize) shrink->width * (gsize) shrink->box_x;
  gsize width = (gsize) shrink->in_width;
  gboolean is_last = shrink->in_left == 1;

  memset (row + width, row[width - 1], whole - width);
  do {
    byline_blend_sum (shrink->sums, row, shrink->width, shrink->box_x);
    shrink->n_summed++;
  } while (is_last && shrink->n_summed < shrink->box_y);
  if (shrink->n_summed == shrink->box_y) {
    byline_blend_mean (ring_row (shrink, shrink->n_rows), shrink->sums, shrink->width,
                       g_bit_nth_msf ((gulong) (shrink->box_x * shrink->box_y), -1));
    shrink->n_summed = 0;
    row_came (shrink);
  }
}

void
byline_shrink_push (BylineShrink *shrink, int n_rows)
{
  for (int i = 0; i < n_rows && shrink->in_left > 0; i++, shrink->in_left--) {
    if (shrink->band != NULL)
      sum_row (shrink, byline_shrink_slot (shrink, i));
    else
      row_came (shrink);
  }
}

static BylineShrink *
plane_shrink_new (const BylineYcc *from, const BylineYcc *to, int channel)
{
  const BylinePlane *in = &from->plane[channel];
  const BylinePlane *out = &to->plane[channel];
  /* Chroma samples count in pairs of pixels on both sides, so that the factor is the same. */
  BylineAxis x = { in->width, out->width, (double) from->width / to->width, 0 };
  BylineAxis y = { in->height, out->height, (double) from->height / to->height, 0 };

  return byline_shrink_new (&x, &y, 1, out);
}

BylineYcc *
byline_ycc_resize (const BylineYcc *ycc, int width, int height)
{
  g_autoptr (BylineYcc) out = byline_ycc_new (width, height);

  if (out == NULL)
    return NULL;
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    const BylinePlane *in = &ycc->plane[i];
    g_autoptr (BylineShrink) shrink = plane_shrink_new (ycc, out, i);

    for (int row = 0; row < in->height; row++) {
      memcpy (byline_shrink_slot (shrink, 0), byline_plane_row (in, row), (gsize) in->width);
      byline_shrink_push (shrink, 1);
    }
  }
  return g_steal_pointer (&out);
}
