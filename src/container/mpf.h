#pragma once

#include "base/input.h"

/** A further image's place as the Multi-Picture index (CIPA DC-007) has it. */
typedef struct {
  guint64 field;  /* where in the file its 4-byte offset is */
  guint64 target; /* where in the file that leads */
  gboolean little_endian;
} BylineMpfImage;

/**
 * byline_mpf_images:
 * @header: where the MP header is in the file, from which its offsets count
 * @length: bytes in its segment from there on
 * @images: (element-type BylineMpfImage): the first image, whose offset is 0, is left out
 *
 * Returns: FALSE if the index cannot be read
 */
gboolean byline_mpf_images (BylineInput *input, guint64 header, gsize length, GArray *images);
