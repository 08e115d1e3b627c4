#pragma once

#include "picture/plane.h"

/**
 * byline_ycc_from_rgb:
 * @pixels: width × height × 3 bytes of sRGB
 *
 * Returns: (transfer full): NULL if memory is short
 */
BylineYcc *byline_ycc_from_rgb (const guint8 *pixels, int width, int height);
