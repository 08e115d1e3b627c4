#pragma once

#include "picture/plane.h"

#include <byline/rendition.h>

/** A rectangle of pixels. */
typedef struct {
  int x, y; /* both even: chroma has one sample for two pixels */
  int width, height;
} BylineRect;

/**
 * byline_crop_place:
 * @size: of the largest rendition of this shape, which the rectangle becomes exactly where it is
 *   only a few pixels larger
 * @focus: (nullable): known or not; else what draws the eye
 *
 * Returns: the largest rectangle of @size's shape in @ycc that has the focus as near to its middle
 * as can be
 */
BylineRect byline_crop_place (const BylineYcc *ycc, const BylineSize *size,
                              const BylineFocus *focus);

/** Returns: (transfer full): a copy of that part; NULL where memory is short */
BylineYcc *byline_crop_cut (const BylineYcc *ycc, const BylineRect *rect);
