#pragma once

#include "container/format.h"
#include "container/ifd.h"

/* Tags (TIFF 6.0, TIFF/EP, DNG 1.7, XMP Part 3) that mean something to us. */
enum {
  BYLINE_TAG_RW2_TOP = 0x0004, /* Panasonic's own, in IFD0: the sensor's borders */
  BYLINE_TAG_RW2_LEFT = 0x0005,
  BYLINE_TAG_RW2_BOTTOM = 0x0006,
  BYLINE_TAG_RW2_RIGHT = 0x0007,
  BYLINE_TAG_SUBFILE = 0x00fe,
  BYLINE_TAG_WIDTH = 0x0100,
  BYLINE_TAG_HEIGHT = 0x0101,
  BYLINE_TAG_BITS = 0x0102,
  BYLINE_TAG_COMPRESSION = 0x0103,
  BYLINE_TAG_PHOTOMETRIC = 0x0106,
  BYLINE_TAG_MAKE = 0x010f,
  BYLINE_TAG_STRIPS = 0x0111,
  BYLINE_TAG_SAMPLES = 0x0115,
  BYLINE_TAG_STRIP_SIZES = 0x0117,
  BYLINE_TAG_PREDICTOR = 0x013d,
  BYLINE_TAG_COLOUR_MAP = 0x0140,
  BYLINE_TAG_TILE_WIDTH = 0x0142,
  BYLINE_TAG_TILES = 0x0144,
  BYLINE_TAG_TILE_SIZES = 0x0145,
  BYLINE_TAG_SUB_IFDS = 0x014a,
  BYLINE_TAG_JPEG_TABLES = 0x015b,
  BYLINE_TAG_JPEG = 0x0201,
  BYLINE_TAG_JPEG_SIZE = 0x0202,
  BYLINE_TAG_XMP = 0x02bc,
  BYLINE_TAG_IIM = 0x83bb,
  BYLINE_TAG_PHOTOSHOP = 0x8649,
  BYLINE_TAG_EXIF_IFD = 0x8769,
  BYLINE_TAG_GPS_IFD = 0x8825,
  BYLINE_TAG_CFA_REPEAT = 0x828d, /* TIFF/EP: which colours a sensor sees where */
  BYLINE_TAG_LEAF = 0x8606,
  BYLINE_TAG_MAKER_NOTE = 0x927c,
  BYLINE_TAG_PIXEL_WIDTH = 0xa002,
  BYLINE_TAG_PIXEL_HEIGHT = 0xa003,
  BYLINE_TAG_INTEROP_IFD = 0xa005,
  BYLINE_TAG_DNG_VERSION = 0xc612,
  BYLINE_TAG_C2PA = 0xcd41,
};

/** NewSubfileType (TIFF 6.0, DNG): a smaller copy of another image of the file. */
#define BYLINE_SUBFILE_REDUCED 1

/** The most directories of a file that are looked at; scans of whole books have thousands. */
#define BYLINE_TIFF_MAX_DIRS 20000

/** A TIFF file that is open. */
typedef struct {
  BylineIfdFile file;
  GPtrArray *images; /* of BylineIfd: IFD0 and the next few, enough to tell what it is */
  BylineIfd *exif;   /* NULL: none */
  BylineIfd *gps;
  gboolean left_out; /* its Exif part lacks what is too large for one */
} BylineTiffFile;

const BylineIfd *byline_tiff_ifd0 (const BylineTiffFile *tiff);

/**
 * byline_tiff_images:
 * @max: directories to look at
 * @images: (element-type BylineIfd): gains the directories behind IFD0 and each one's SubIFDs, in
 *   file order, IFD0 the first; those found stay there on failure
 *
 * Returns: FALSE with _MALFORMED if directories form a loop, cannot be followed, or there are more
 */
gboolean byline_tiff_images (const BylineIfdFile *file, guint max, GPtrArray *images,
                             GError **error);

/** What kind of file it is, by its first @images and, where they do not tell, its name: a raw file
 *  in case of doubt, since those are never written into. */
BylineFormat byline_tiff_kind (const BylineIfdFile *file, GPtrArray *images);

/** The image that the file is about: the first that says it is no smaller copy, else IFD0. */
const BylineIfd *byline_tiff_main (const BylineIfdFile *file, GPtrArray *images);

/**
 * byline_tiff_pixels:
 * @ranges: gains where the strips or tiles of @ifd lie, and the tables they need
 * @left: (inout): how many strips and tiles more there may be
 *
 * Returns: FALSE with _MALFORMED if they cannot be told, or go past the end
 */
gboolean byline_tiff_pixels (const BylineIfdFile *file, const BylineIfd *ifd, GArray *ranges,
                             guint64 *left, GError **error);

/** Strips and tiles of all images of a file: a gigapixel scan in strips of a row has a hundred
 *  thousand. */
#define BYLINE_TIFF_MAX_PIECES ((guint64) 1 << 22)

/** Returns: (transfer full) (element-type BylineIfd): the images that make the picture: all that
 *  are no smaller copies, or all; NULL with an error of byline_tiff_images() */
GPtrArray *byline_tiff_pictured (const BylineIfdFile *file, GError **error);

gboolean byline_tiff_picture (BylineContainer *container, GArray *ranges, GError **error);
gboolean byline_tiff_shape (BylineContainer *container, BylineHash *hash, GError **error);

gboolean byline_tiff_reads_as (const BylineContainer *container, BylinePart part, GBytes *bytes,
                               GBytes **read, GError **error);
gboolean byline_tiff_plan (BylineContainer *container, const BylineNewParts *parts,
                           BylineEdits *edits, GError **error);
gboolean byline_tiff_prove (BylineContainer *container, BylineContainer *result, GError **error);

/** Appends where a preview may be that a MakerNote tells of: a BylineRange each, not checked. */
void byline_tiff_note_previews (const BylineTiffFile *tiff, GArray *ranges);
