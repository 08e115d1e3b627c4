#pragma once

#include "picture/filter.h"

/** Blended rows are centred, sample − 128, and have this many fraction bits. */
#define BYLINE_BLEND_BITS 7

/**
 * byline_blend_rows:
 * @rows: n_taps rows, n_taps a multiple of 4
 *
 * Sets @out to the sum of weight × row.
 */
void byline_blend_rows (gint16 *out, const guint8 *const *rows, const gint16 *weight, int n_taps,
                        int n);

/** @filter: n_taps a multiple of 16; @row is readable that far behind its last sample */
void byline_blend_columns (guint8 *out, const gint16 *row, const BylineFilter *filter);

/** Adds to each of @n sums the @factor samples it stands for. */
void byline_blend_sum (guint32 *sums, const guint8 *row, int n, int factor);

/** Sets @out to the sums over 2 ^ @bits, rounded, and the sums to 0. */
void byline_blend_mean (guint8 *out, guint32 *sums, int n, int bits);
