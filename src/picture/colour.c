#include "picture/colour.h"

#include "picture/simd.h"

#include <math.h>

/* Fixed point: fraction bits of light, of the matrix, and of stored values. */
enum { LIGHT_BITS = 15, MATRIX_BITS = 12, VALUE_BITS = 6, ENCODE_BITS = 13 };
/* Pixels in one go: what is in between stays in the first-level cache. */
enum { RUN = 256 };

struct _BylineColour {
  gint32 light[3][BYLINE_CURVE_STEPS]; /* by stored value, in quarters */
  gint32 matrix[3][3];
  gint32 encode[(1 << ENCODE_BITS) + 1]; /* sRGB's curve */
};

/* One run of pixels of one row. */
typedef struct {
  gint32 rgb[3][RUN]; /* stored values, in quarters, 0–1020 */
  gint32 blue[RUN];   /* B − Y of the result */
  gint32 red[RUN];    /* R − Y */
} Run;

/* XYZ (D50) → sRGB's light: IEC 61966-2-1 primaries, adapted as ICC.1:2010, annex E says. */
static const double xyz_to_srgb[3][3] = { { 3.1338561, -1.6168667, -0.4906146 },
                                          { -0.9787684, 1.9161415, 0.0334540 },
                                          { 0.0719453, -0.2289914, 1.4052427 } };

static double
srgb_value (double light)
{
  light = CLAMP (light, 0, 1);
  return light <= 0.0031308 ? 12.92 * light : 1.055 * pow (light, 1 / 2.4) - 0.055;
}

/* The shaper's light → sRGB's. */
static void
fill_matrix (double matrix[3][3], const BylineShaper *shaper)
{
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++) {
      matrix[i][j] = 0;
      for (int k = 0; k < 3; k++)
        matrix[i][j] += xyz_to_srgb[i][k] * shaper->to_xyz[k][j];
    }
}

/* Asks of colours all over the cube how far from themselves they would end. */
static gboolean
is_srgb (const BylineShaper *shaper, double matrix[3][3])
{
  enum { LEVELS = 9, STEP = (BYLINE_CURVE_STEPS - 1) / (LEVELS - 1) };
  const double tolerance = 2.0 / 255;

  for (int n = 0; n < LEVELS * LEVELS * LEVELS; n++) {
    int at[3] = { n % LEVELS * STEP, n / LEVELS % LEVELS * STEP, n / LEVELS / LEVELS * STEP };

    for (int i = 0; i < 3; i++) {
      double light = 0;

      for (int j = 0; j < 3; j++)
        light += matrix[i][j] * shaper->curve[j][at[j]];
      if (fabs (srgb_value (light) - (double) at[i] / (BYLINE_CURVE_STEPS - 1)) > tolerance)
        return FALSE;
    }
  }
  return TRUE;
}

BylineColour *
byline_colour_new (const BylineShaper *shaper)
{
  BylineColour *colour;
  double matrix[3][3];

  fill_matrix (matrix, shaper);
  if (is_srgb (shaper, matrix))
    return NULL;
  colour = g_new (BylineColour, 1);
  for (int i = 0; i < 3; i++) {
    for (int j = 0; j < 3; j++)
      colour->matrix[i][j] = (gint32) lrint (CLAMP (matrix[i][j], -4, 4) * (1 << MATRIX_BITS));
    for (int n = 0; n < BYLINE_CURVE_STEPS; n++)
      colour->light[i][n] = (gint32) lrint (shaper->curve[i][n] * ((1 << LIGHT_BITS) - 1));
  }
  for (int n = 0; n <= 1 << ENCODE_BITS; n++)
    colour->encode[n] =
        (gint32) lrint (srgb_value ((double) n / (1 << ENCODE_BITS)) * 255 * (1 << VALUE_BITS));
  return colour;
}

void
byline_colour_free (BylineColour *colour)
{
  g_free (colour);
}

static inline gint32
quarters (gint32 value)
{
  return CLAMP (value, 0, BYLINE_CURVE_STEPS - 1);
}

/* BT.601 (JFIF): × 4 and, for the factors, × 65536 */
BYLINE_SIMD
static void
to_rgb (Run *restrict run, const guint8 *restrict y, const guint8 *restrict cb,
        const guint8 *restrict cr, int n_pairs)
{
  for (int i = 0; i < n_pairs; i++) {
    gint32 blue = cb[i] - 128;
    gint32 red = cr[i] - 128;
    gint32 add_r = (red * 367531 + 32768) >> 16;
    gint32 add_g = (blue * -90212 + red * -187206 + 32768) >> 16;
    gint32 add_b = (blue * 464519 + 32768) >> 16;

    for (int k = 2 * i; k <= 2 * i + 1; k++) {
      run->rgb[0][k] = quarters (4 * y[k] + add_r);
      run->rgb[1][k] = quarters (4 * y[k] + add_g);
      run->rgb[2][k] = quarters (4 * y[k] + add_b);
    }
  }
}

static inline gint32
encoded (const BylineColour *colour, const gint32 *matrix, gint32 r, gint32 g, gint32 b)
{
  const int shift = LIGHT_BITS + MATRIX_BITS - ENCODE_BITS;
  gint32 light = (matrix[0] * r + matrix[1] * g + matrix[2] * b + (1 << (shift - 1))) >> shift;

  return colour->encode[CLAMP (light, 0, 1 << ENCODE_BITS)];
}

BYLINE_SIMD
static void
to_srgb (const BylineColour *colour, Run *restrict run, guint8 *restrict y, int n)
{
  for (int i = 0; i < n; i++) {
    gint32 r = colour->light[0][run->rgb[0][i]];
    gint32 g = colour->light[1][run->rgb[1][i]];
    gint32 b = colour->light[2][run->rgb[2][i]];
    gint32 red = encoded (colour, colour->matrix[0], r, g, b);
    gint32 green = encoded (colour, colour->matrix[1], r, g, b);
    gint32 blue = encoded (colour, colour->matrix[2], r, g, b);
    gint32 luma = (red * 19595 + green * 38470 + blue * 7471 + 32768) >> 16;

    y[i] = (guint8) ((luma + (1 << (VALUE_BITS - 1))) >> VALUE_BITS);
    run->blue[i] = blue - luma;
    run->red[i] = red - luma;
  }
}

/* The mean of four differences, × factor / 16384, around 128. */
static inline guint8
chroma (const gint32 *above, const gint32 *below, gint32 factor)
{
  const int shift = VALUE_BITS + 2 + 14;
  gint32 sum = above[0] + above[1] + below[0] + below[1];
  gint32 value = 128 + ((sum * factor + (1 << (shift - 1))) >> shift);

  return (guint8) CLAMP (value, 0, 255);
}

/* Two rows of luma and the one of chroma between them, @n_pairs wide from pair @left on. */
static void
convert (const BylineColour *colour, BylineYcc *ycc, int row, int left, int n_pairs)
{
  guint8 *cb = byline_plane_row (&ycc->plane[BYLINE_CB], row) + left;
  guint8 *cr = byline_plane_row (&ycc->plane[BYLINE_CR], row) + left;
  gboolean alone = 2 * row + 1 == ycc->height; /* the last of an odd number */
  Run run[2];

  for (int i = 0; i < (alone ? 1 : 2); i++) {
    guint8 *y = byline_plane_row (&ycc->plane[BYLINE_Y], 2 * row + i) + (gsize) left * 2;

    to_rgb (&run[i], y, cb, cr, n_pairs);
    to_srgb (colour, &run[i], y, 2 * n_pairs);
  }
  for (int i = 0; i < n_pairs; i++) {
    const Run *below = alone ? &run[0] : &run[1];
    gsize pair = 2 * (gsize) i;

    cb[i] = chroma (run[0].blue + pair, below->blue + pair, 9246);
    cr[i] = chroma (run[0].red + pair, below->red + pair, 11686);
  }
}

void
byline_colour_apply (const BylineColour *colour, BylineYcc *ycc)
{
  const BylinePlane *half = &ycc->plane[BYLINE_CB];

  for (int row = 0; row < half->height; row++)
    for (int left = 0; left < half->width; left += RUN / 2)
      convert (colour, ycc, row, left, MIN (RUN / 2, half->width - left));
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    for (int row = 0; row < ycc->plane[i].height; row++)
      byline_plane_pad_row (&ycc->plane[i], row);
}
