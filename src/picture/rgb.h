#pragma once

#include "picture/plane.h"

/**
 * byline_ycc_from_rgb:
 * @pixels: width × height × 3 bytes of sRGB
 *
 * Returns: (transfer full): NULL if memory is short
 */
BylineYcc *byline_ycc_from_rgb (const guint8 *pixels, int width, int height);

/**
 * byline_ycc_to_rgb:
 *
 * Chroma is spread over the pixels between its samples, as good JPEG decoders do.
 *
 * Returns: (transfer full): width × height × 3 bytes of sRGB; NULL if memory is short
 */
guint8 *byline_ycc_to_rgb (const BylineYcc *ycc);
