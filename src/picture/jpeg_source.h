#pragma once

#include "base/input.h"

#include <stdio.h>

#include <jpeglib.h> /* after <stdio.h>: it names FILE without declaring it */

/**
 * BylineJpegSource:
 *
 * A stretch of a file as libjpeg and our own readers take it: through a window that moves forward,
 * so that the file is never in memory as a whole.  What has not been read yet is where libjpeg
 * keeps it: manager.next_input_byte and manager.bytes_in_buffer.
 */
typedef struct {
  struct jpeg_source_mgr manager; /* first: libjpeg hands back this one */
  BylineInput *input;             /* borrowed */
  guint64 start, end;             /* the stretch */
  guint64 next;                   /* what the window does not have yet */
  guint8 *window;
  GError *error; /* why there is less than there should be; NULL while all is well */
} BylineJpegSource;

void byline_jpeg_source_init (BylineJpegSource *source, BylineInput *input, guint64 offset,
                              guint64 length);
void byline_jpeg_source_clear (BylineJpegSource *source);

/** Goes back to the beginning of the stretch. */
void byline_jpeg_source_rewind (BylineJpegSource *source);

/** More than the largest group of blocks can take (T.81: ten of 64 coefficients, 31 bits each, all
 * of their bytes stuffed), with room for those who look ahead. */
#define BYLINE_JPEG_SOURCE_AHEAD ((gsize) 8 * 1024)

/**
 * byline_jpeg_source_more:
 * @at: (inout): what has not been read yet
 *
 * Moves the window forward, so that BYLINE_JPEG_SOURCE_AHEAD bytes are there, or all up to the end
 * of the stretch.
 *
 * Returns: where they end
 */
const guint8 *byline_jpeg_source_more (BylineJpegSource *source, const guint8 **at);
