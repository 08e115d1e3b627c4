#include "picture/blend.h"

#include "picture/simd.h"

/* One sample times one weight, rounded; written as the instruction pmulhrsw defines it, and with
 * the sample centred because the compiler sees it only where both factors have a sign. */
static inline gint16
scaled (guint8 sample, gint16 weight)
{
  gint16 wide = (gint16) ((sample - 128) * (1 << (BYLINE_BLEND_BITS + 1)));

  return (gint16) ((((wide * weight) >> 14) + 1) >> 1);
}

BYLINE_SIMD
static void
blend_four (gint16 *restrict out, const guint8 *restrict a, const guint8 *restrict b,
            const guint8 *restrict c, const guint8 *restrict d, const gint16 *weight, int n)
{
  gint16 wa = weight[0];
  gint16 wb = weight[1];
  gint16 wc = weight[2];
  gint16 wd = weight[3];

  for (int x = 0; x < n; x++) {
    gint16 ab = (gint16) (scaled (a[x], wa) + scaled (b[x], wb));
    gint16 cd = (gint16) (scaled (c[x], wc) + scaled (d[x], wd));

    out[x] = (gint16) (out[x] + ab + cd);
  }
}

void
byline_blend_rows (gint16 *out, const guint8 *const *rows, const gint16 *weight, int n_taps, int n)
{
  for (int x = 0; x < n; x++)
    out[x] = 0;
  for (int k = 0; k < n_taps; k += 4)
    blend_four (out, rows[k], rows[k + 1], rows[k + 2], rows[k + 3], weight + k, n);
}

BYLINE_SIMD
void
byline_blend_columns (guint8 *restrict out, const gint16 *restrict row, const BylineFilter *filter)
{
  const int shift = 14 + BYLINE_BLEND_BITS;
  int n_taps = filter->n_taps & ~15;

  for (int i = 0; i < filter->n_out; i++) {
    const gint16 *in = row + filter->first[i];
    const gint16 *weight = filter->weight + (gsize) i * (gsize) n_taps;
    gint32 sum = 0;

    for (int k = 0; k < n_taps; k++)
      sum += in[k] * weight[k];
    sum = ((sum + (1 << (shift - 1))) >> shift) + 128;
    out[i] = (guint8) CLAMP (sum, 0, 255);
  }
}

BYLINE_SIMD
static void
sum_ones (guint32 *restrict sums, const guint8 *restrict row, int n)
{
  for (int i = 0; i < n; i++)
    sums[i] += row[i];
}

BYLINE_SIMD
static void
sum_twos (guint32 *restrict sums, const guint8 *restrict row, int n)
{
  for (int i = 0; i < n; i++)
    sums[i] += (guint32) (row[2 * (gsize) i] + row[2 * (gsize) i + 1]);
}

void
byline_blend_sum (guint32 *sums, const guint8 *row, int n, int factor)
{
  if (factor == 1)
    sum_ones (sums, row, n);
  else if (factor == 2)
    sum_twos (sums, row, n);
  else
    for (int i = 0; i < n * factor; i++)
      sums[i / factor] += row[i];
}

BYLINE_SIMD
void
byline_blend_mean (guint8 *restrict out, guint32 *restrict sums, int n, int bits)
{
  guint32 half = bits > 0 ? 1u << (bits - 1) : 0;

  for (int i = 0; i < n; i++) {
    out[i] = (guint8) ((sums[i] + half) >> bits);
    sums[i] = 0;
  }
}
