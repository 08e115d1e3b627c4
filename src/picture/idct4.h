#pragma once

#include <glib.h>

enum { BYLINE_IDCT4_SIDE = 4, BYLINE_IDCT4_N = 16 };

/**
 * byline_idct4:
 * @out: four rows, 4 × @n samples each
 * @coefficient: 16 rows of @n: the lowest coefficients of JPEG blocks (ITU-T T.81, A.3.3), place
 *   4 × v + u in row 4 × v + u
 * @quant: what each place is to be multiplied with
 *
 * Blocks of 8×8 at half their size: their lowest frequencies alone, as 4×4 samples.
 */
void byline_idct4 (guint8 *const out[BYLINE_IDCT4_SIDE], const gint16 *coefficient, gsize n,
                   const guint16 quant[BYLINE_IDCT4_N]);
