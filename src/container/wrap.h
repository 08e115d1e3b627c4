#pragma once

#include "container/container.h"

/**
 * byline_container_wrap:
 * @container: a rendition: fresh from its encoder, or one that byline made before
 *
 * How it reads with @parts in it and no others; the picture stays, byte for byte.  For formats
 * whose originals byline writes into that is byline_container_plan(); AVIF and JPEG XL are written
 * anew around the picture, which is why only files of byline's own making are taken.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_REFUSED where the file is not of byline's making
 *   or the parts are too large
 */
BylineSplice *byline_container_wrap (BylineContainer *container, const BylineNewParts *parts,
                                     GError **error);

/** The picture of an AVIF file, as an AV1 encoder gives it. */
typedef struct {
  int width, height;
  guint8 config[4]; /* what "av1C" says (AV1-ISOBMFF, 2.3.3) */
} BylineAvifPicture;

/**
 * byline_avif_new:
 * @av1: the open bitstream units of one 8-bit picture in the colours of BylineYcc
 *
 * Returns: (transfer full): an AVIF file without metadata
 */
GBytes *byline_avif_new (const BylineAvifPicture *picture, GBytes *av1);
