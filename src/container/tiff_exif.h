#pragma once

#include "container/ifd.h"

/** Which directory of an Exif block. */
typedef enum {
  BYLINE_EXIF_DIR_MAIN, /* IFD0 */
  BYLINE_EXIF_DIR_EXIF,
  BYLINE_EXIF_DIR_GPS,
  BYLINE_EXIF_DIRS
} BylineExifDirKind;

/** A directory and the structure that it is read from. */
typedef struct {
  const BylineIfdFile *file;
  const BylineIfd *ifd; /* NULL: there is none */
} BylineExifSource;

/**
 * byline_exif_covers:
 *
 * Does the entry go into a block of its own?  What says how pixels are stored, MakerNotes, whose
 * offsets would be wrong there, and values too large for any camera's to be do not.
 */
gboolean byline_exif_covers (const BylineIfdFile *file, BylineExifDirKind kind,
                             const BylineIfdEntry *entry);

/**
 * byline_exif_gather:
 * @sources: one a BylineExifDirKind; that of BYLINE_EXIF_DIR_MAIN must be there
 * @loose: also take what TIFF/EP and DNG keep in other places than Exif does
 *
 * The Exif data of a file whose own structure is TIFF, as the block that a JPEG would have: a
 * copy of the entries byline_exif_covers(), in the byte order of the main directory, their values
 * behind them.  The same entries always make the same block.  It stays below the 64 KB that
 * readers of Exif blocks are made for; what does not fit is left out.
 *
 * Returns: (transfer full): NULL with an error of reading
 */
GBytes *byline_exif_gather (const BylineExifSource sources[BYLINE_EXIF_DIRS], gboolean loose,
                            GError **error);
