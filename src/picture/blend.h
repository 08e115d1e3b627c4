#pragma once

#include "picture/filter.h"

/** Fraction bits of blended rows. */
#define BYLINE_BLEND_BITS 6

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
