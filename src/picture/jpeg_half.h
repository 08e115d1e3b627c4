#pragma once

#include "picture/shrink.h"

struct jpeg_decompress_struct;

/**
 * byline_jpeg_half_read:
 * @jpeg: header read, nothing decoded yet; of those that byline_jpeg_scan_can() read
 * @shrink: one for each component, which gets 4×4 samples for each block
 *
 * Reads the picture at half its size from the 16 lowest coefficients of every block, and steps over
 * the other 48.  That is a sharper and cleaner half than libjpeg's scale 4/8, which is the mean of
 * 2×2 pixels, and costs about half as much.
 *
 * Returns: FALSE where the data is damaged or ends early
 */
gboolean byline_jpeg_half_read (const struct jpeg_decompress_struct *jpeg, BylineShrink **shrink);
