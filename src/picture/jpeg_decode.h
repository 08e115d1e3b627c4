#pragma once

#include "base/input.h"
#include "picture/orient.h"

/** What a JPEG's header says, before anything is decoded. */
typedef struct {
  int width, height; /* stored pixels */
  gboolean planar;   /* 8-bit YCbCr as cameras write it, which byline_jpeg_decode() takes */
  GBytes *icc;       /* the profile; NULL if there is none */
  gboolean r03;      /* Exif's interoperability index says Adobe RGB */
} BylineJpegHeader;

/** A JPEG, its header read; a file or a stretch of one. Used by one thread at a time. */
typedef struct _BylineJpeg BylineJpeg;

/**
 * byline_jpeg_open:
 * @input: borrowed, and read in pieces until the result is freed
 * @offset: where in it the JPEG begins
 * @length: and how long it may be
 *
 * Reads the header and refuses, before any memory is spent on pixels, a picture with more than
 * @max_pixels, or one whose scans would need more memory or time than a photo's.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_MALFORMED, _UNSUPPORTED or _REFUSED,
 *   whose message does not name the file, or an error of byline_input_read(), whose does
 */
BylineJpeg *byline_jpeg_open (BylineInput *input, guint64 offset, guint64 length,
                              guint64 max_pixels, GError **error);
void byline_jpeg_free (BylineJpeg *self); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineJpeg, byline_jpeg_free)

/** Returns: (transfer none): valid as long as @self */
const BylineJpegHeader *byline_jpeg_header (const BylineJpeg *self);

/**
 * byline_jpeg_decode:
 * @width: of the stored picture once made small; not more than the header's
 * @height: likewise
 * @turn: what byline_ycc_turn() will do to the result: chroma is placed for it
 *
 * Decodes a planar JPEG at the smallest scale that serves @width × @height and shrinks it on the
 * way, holding a band of rows and the result.  Called once.
 *
 * Returns: (transfer full): the picture as it is stored, not yet turned; NULL with
 *   BYLINE_ERROR_MALFORMED, also where data is missing, or _REFUSED where memory is short
 */
BylineYcc *byline_jpeg_decode (BylineJpeg *self, int width, int height, BylineTurn turn,
                               GError **error);
