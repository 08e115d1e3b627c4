#pragma once

#include "picture/filter.h"
#include "picture/plane.h"

/**
 * BylineShrink:
 *
 * A plane on its way down, row by row: whole samples are averaged in boxes as long as a factor of
 * two is left, the rest is Lanczos.  Holds the few rows its filter needs, never the whole input.
 */
typedef struct _BylineShrink BylineShrink;

/** Bytes of a slot behind the samples of a row; a decoder writes whole blocks. */
#define BYLINE_SLOT_ROOM 64

/**
 * byline_shrink_new:
 * @n_ahead: most rows that one byline_shrink_push() brings
 * @out: the size of the result; borrowed, and filled as rows come in
 */
BylineShrink *byline_shrink_new (const BylineAxis *x, const BylineAxis *y, int n_ahead,
                                 const BylinePlane *out);
void byline_shrink_free (BylineShrink *shrink); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineShrink, byline_shrink_free)

/** Where row @ahead, counted from the next one, is to be written: n_in samples and
 * BYLINE_SLOT_ROOM. */
guint8 *byline_shrink_slot (BylineShrink *shrink, int ahead);

/** Takes the next @n_rows, which have been written to their slots; rows after the last of the
 * input are ignored.  After the last, the output is complete. */
void byline_shrink_push (BylineShrink *shrink, int n_rows);

/** Returns: (transfer full): @ycc at a smaller size, or the same; NULL if memory is short */
BylineYcc *byline_ycc_resize (const BylineYcc *ycc, int width, int height);
