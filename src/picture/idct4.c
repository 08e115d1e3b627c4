#include "picture/idct4.h"

#include "picture/simd.h"

#include <string.h>

/* Blocks in one go: what is between the two passes stays in the first-level cache. */
enum { RUN = 128 };
/* Fraction bits of the factors, and of what is between the passes.  With coefficients within LIMIT,
 * eight times what 8-bit samples have, all sums stay within 31 bits. */
enum { FACTOR_BITS = 13, BETWEEN_BITS = 3, LIMIT = 8191 };
/* The basis of the transform of four: 1/2, and √½ times cos π/8 and cos 3π/8. */
enum { HALF = 4096, COS_1 = 5352, COS_3 = 2217 };

static inline gint32
scaled (gint16 coefficient, gint32 quant)
{
  gint32 value = coefficient * quant;

  return CLAMP (value, -LIMIT, LIMIT);
}

/* Down the columns. @u: which */
BYLINE_SIMD
static void
down (gint32 (*restrict between)[RUN], const gint16 *restrict coefficient, gsize n,
      const guint16 *quant, int n_run)
{
  const int shift = FACTOR_BITS - BETWEEN_BITS;
  gint32 q0 = quant[0];
  gint32 q1 = quant[4];
  gint32 q2 = quant[8];
  gint32 q3 = quant[12];
  const gint16 *c0 = coefficient;
  const gint16 *c1 = c0 + 4 * n;
  const gint16 *c2 = c1 + 4 * n;
  const gint16 *c3 = c2 + 4 * n;

  for (int i = 0; i < n_run; i++) {
    gint32 x0 = scaled (c0[i], q0) * HALF + (1 << (shift - 1));
    gint32 x1 = scaled (c1[i], q1);
    gint32 x2 = scaled (c2[i], q2) * HALF;
    gint32 x3 = scaled (c3[i], q3);
    gint32 outer = COS_1 * x1 + COS_3 * x3;
    gint32 inner = COS_3 * x1 - COS_1 * x3;

    between[0][i] = (x0 + x2 + outer) >> shift;
    between[4][i] = (x0 - x2 + inner) >> shift;
    between[8][i] = (x0 - x2 - inner) >> shift;
    between[12][i] = (x0 + x2 - outer) >> shift;
  }
}

static inline guint32
sample (gint32 sum)
{
  /* One bit more: the transform of four has half the gain of that of eight. */
  gint32 value = sum >> (FACTOR_BITS + BETWEEN_BITS + 1);

  return (guint32) CLAMP (value, 0, 255);
}

/* Along a row: four samples of each block, which lie side by side. */
BYLINE_SIMD
static void
along (guint8 *restrict out, gint32 (*restrict between)[RUN], int n_run)
{
  const gint32 centre = 128 * 2 + 1; /* and one half, for rounding */

  for (int i = 0; i < n_run; i++) {
    gint32 x0 = between[0][i] * HALF + centre * (1 << (FACTOR_BITS + BETWEEN_BITS));
    gint32 x1 = between[1][i];
    gint32 x2 = between[2][i] * HALF;
    gint32 x3 = between[3][i];
    gint32 outer = COS_1 * x1 + COS_3 * x3;
    gint32 inner = COS_3 * x1 - COS_1 * x3;
    guint32 four = sample (x0 + x2 + outer) | sample (x0 - x2 + inner) << 8 |
                   sample (x0 - x2 - inner) << 16 | sample (x0 + x2 - outer) << 24;

    four = GUINT32_TO_LE (four);
    memcpy (out + 4 * (gsize) i, &four, sizeof four);
  }
}

void
byline_idct4 (guint8 *const out[BYLINE_IDCT4_SIDE], const gint16 *coefficient, gsize n,
              const guint16 quant[BYLINE_IDCT4_N])
{
  gint32 between[BYLINE_IDCT4_N][RUN];

  for (gsize at = 0; at < n; at += RUN) {
    int n_run = (int) MIN (RUN, n - at);

    for (gsize u = 0; u < BYLINE_IDCT4_SIDE; u++)
      down (between + u, coefficient + u * n + at, n, quant + u, n_run);
    for (int y = 0; y < BYLINE_IDCT4_SIDE; y++)
      along (out[y] + 4 * at, between + 4 * y, n_run);
  }
}
