#pragma once

#include "picture/jpeg_decode.h"
#include "picture/vips_lane.h"

/**
 * BylineOriginal:
 *
 * A photo that renditions are made of, and what its header says, before it is decoded.
 */
typedef struct {
  const char *path; /* borrowed */
  BylineInput *input;
  BylineVipsFile file; /* for libvips */
  BylineJpeg *jpeg;    /* NULL for other formats */
  gboolean preview;    /* @jpeg lies in a raw file */
  int orientation;
  int width, height; /* of the upright picture */
  int stored_width, stored_height;
} BylineOriginal;

/**
 * byline_original_open:
 * @photo: of zeros; to be cleared, whatever comes out
 * @orientation: Exif 1–8; anything else is 1
 *
 * Returns: FALSE with errors as byline_renditions_make(); not every message names the file
 */
gboolean byline_original_open (BylineOriginal *photo, const char *path, int orientation,
                               guint64 max_pixels, GError **error);
void byline_original_clear (BylineOriginal *photo);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineOriginal, byline_original_clear)

/** Called once.  Returns: (transfer full): the photo upright, in sRGB, @width × @height; NULL with
 * errors as above */
BylineYcc *byline_original_decode (const BylineOriginal *photo, int width, int height,
                                   GError **error);
