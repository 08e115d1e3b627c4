#pragma once

#include "base/input.h"
#include "container/link.h"

/**
 * byline_mpf_images:
 * @header: where the MP header is in the file, from which its offsets count
 * @length: bytes in its segment from there on
 * @images: (element-type BylineLink): gains where further images lie, as the Multi-Picture index
 *   (CIPA DC-007) has it; the first image, whose offset is 0, is left out
 *
 * Returns: FALSE if the index cannot be read
 */
gboolean byline_mpf_images (BylineInput *input, guint64 header, gsize length, GArray *images);
