#pragma once

#include "picture/plane.h"

/** What an Exif orientation asks for: mirror the stored rows and columns, then swap them. */
typedef struct {
  gboolean mirror_x, mirror_y; /* left and right, top and bottom, of the stored picture */
  gboolean transpose;
} BylineTurn;

/** @orientation: Exif 1–8; anything else is 1 */
BylineTurn byline_turn_of (int orientation);

/**
 * byline_ycc_turn:
 * @ycc: (transfer full): the stored picture
 *
 * Returns: (transfer full): it upright; NULL if memory is short
 */
BylineYcc *byline_ycc_turn (BylineYcc *ycc, BylineTurn turn);
