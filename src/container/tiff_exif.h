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
 * offsets would be wrong there, and values too large for any camera's to be do not.  @left_out
 * (nullable): is set where the size is the reason
 */
gboolean byline_exif_covers (const BylineIfdFile *file, BylineExifDirKind kind,
                             const BylineIfdEntry *entry, gboolean *left_out);

/** The most octets of a gathered block: libexif looks at 64 KB. */
#define BYLINE_EXIF_GATHERED_MAX 60000

/** How a block is to be. */
typedef struct {
  gboolean little; /* "II" */
  gboolean loose;  /* with what TIFF/EP and DNG keep in other places than Exif does */
} BylineExifForm;

typedef struct {
  GBytes *block;     /* (transfer full) (nullable): NULL: there is nothing to be in it */
  gboolean left_out; /* something that belongs into it is too large */
} BylineExifGathered;

/**
 * byline_exif_gather:
 * @sources: one a BylineExifDirKind; that of BYLINE_EXIF_DIR_MAIN must be there
 *
 * The Exif data of a file whose own structure is TIFF, as the block that a JPEG would have: a
 * copy of the entries byline_exif_covers(), their values behind them.  The same entries always make
 * the same block.  It stays below the 64 KB that readers of Exif blocks are made for; what does not
 * fit is left out.
 *
 * Returns: FALSE with an error of reading
 */
gboolean byline_exif_gather (const BylineExifSource sources[BYLINE_EXIF_DIRS],
                             const BylineExifForm *form, BylineExifGathered *gathered,
                             GError **error);

/** A block's directories, open to be read. */
typedef struct {
  BylineInput *input;
  BylineIfdFile file;
  BylineIfd *ifd[BYLINE_EXIF_DIRS]; /* NULL: there is none */
} BylineExifDirs;

/** @dirs: (inout): to be cleared on failure, too.  Returns: FALSE with BYLINE_ERROR_MALFORMED */
gboolean byline_exif_dirs_open (BylineExifDirs *dirs, GBytes *block, GError **error);
void byline_exif_dirs_clear (BylineExifDirs *dirs);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineExifDirs, byline_exif_dirs_clear)

/**
 * byline_exif_gather_block:
 * @block: (nullable): an Exif block
 *
 * The same from a block of its own: its directories and values in the one order that all gathered
 * blocks have.
 *
 * Returns: FALSE with BYLINE_ERROR_MALFORMED if it cannot be followed
 */
gboolean byline_exif_gather_block (GBytes *block, gboolean little, BylineExifGathered *gathered,
                                   GError **error);
