#pragma once

#include "picture/plane.h"

/** A kind of file that this lane decodes, with libvips. */
typedef struct _BylineVipsKind BylineVipsKind;

/** Returns: (transfer none) (nullable): by the first bytes of a file; NULL for kinds that are not
 * photos or whose decoder is not to be trusted */
const BylineVipsKind *byline_vips_kind (const guint8 *head, gsize size);

/** Does libvips give pictures of this kind turned as they should be? */
gboolean byline_vips_kind_is_upright (const BylineVipsKind *kind);
/** May a file that begins so be a raw file as well? */
gboolean byline_vips_kind_is_vague (const BylineVipsKind *kind);

/** A file to decode. */
typedef struct {
  const BylineVipsKind *kind;
  const char *path;
  GBytes *repaired; /* nullable: read in place of it; of HEIF only */
} BylineVipsFile;

/**
 * byline_vips_size:
 *
 * Reads the header only.
 *
 * Returns: FALSE with BYLINE_ERROR_MALFORMED; messages here do not name the file
 */
gboolean byline_vips_size (const BylineVipsFile *file, int *width, int *height, GError **error);

/** What to make of a file. */
typedef struct {
  int stored_width, stored_height; /* as the header said */
  int width, height;               /* of the upright picture once made small */
  int orientation;                 /* Exif 1–8 */
} BylineVipsJob;

/**
 * byline_vips_decode:
 *
 * The way for everything byline_jpeg_decode() does not take: other kinds of JPEG, other formats,
 * colours that need tables.  Slower, and exact in colour.  What is transparent becomes white.
 *
 * Returns: (transfer full): upright and in sRGB; NULL with BYLINE_ERROR_MALFORMED, also where data
 *   is missing, or _REFUSED where memory is short
 */
BylineYcc *byline_vips_decode (const BylineVipsFile *file, const BylineVipsJob *job,
                               GError **error);
