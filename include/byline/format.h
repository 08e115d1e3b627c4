#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The kinds of file byline knows, told by what is in them.  The order is not part of the promise;
 *  the names are. */
typedef enum {
  BYLINE_FORMAT_UNKNOWN,
  BYLINE_FORMAT_JPEG,
  BYLINE_FORMAT_WEBP,
  BYLINE_FORMAT_PNG,
  BYLINE_FORMAT_TIFF, /* TIFF 6.0 and BigTIFF with pixels that any program shows */
  BYLINE_FORMAT_HEIC, /* ISO/IEC 23008-12 with HEVC */
  BYLINE_FORMAT_HEIF, /* … with any other coding */
  BYLINE_FORMAT_AVIF,
  BYLINE_FORMAT_JXL, /* JPEG XL, ISO/IEC 18181 */
  BYLINE_FORMAT_CR2, /* from here on the makers' raw files */
  BYLINE_FORMAT_CR3,
  BYLINE_FORMAT_NEF,
  BYLINE_FORMAT_ARW,
  BYLINE_FORMAT_RAF,
  BYLINE_FORMAT_ORF,
  BYLINE_FORMAT_RW2,
  BYLINE_FORMAT_DNG,
  BYLINE_FORMAT_PEF,
  BYLINE_FORMAT_SRW,
  BYLINE_FORMAT_RAW, /* a raw file of TIFF's form from any other maker */
  BYLINE_FORMAT_XMP, /* a sidecar: no photo, but it has its photo's fields */
  BYLINE_N_FORMATS
} BylineFormat;

/** Returns: (transfer none): "jpeg", "webp", "png", "tiff", "heic", "heif", "avif", "jxl", "cr2",
 * "cr3", "nef", "arw", "raf", "orf", "rw2", "dng", "pef", "srw", "raw", "xmp", or "unknown" */
const char *byline_format_name (BylineFormat format);

/** Returns: BYLINE_FORMAT_UNKNOWN where no format has that @name */
BylineFormat byline_format_from_name (const char *name);

/** Is it what a sensor saw, before anybody made a picture of it? */
gboolean byline_format_is_raw (BylineFormat format);

/** Does byline put metadata into such a file?  What it does not write into is never changed: its
 *  fields belong in a sidecar. */
gboolean byline_format_is_written (BylineFormat format);

/**
 * byline_format_raw_from_extension:
 * @path: any path or name
 *
 * What a raw file's name says it is, letter case aside: only for telling apart what the bytes do
 * not.
 *
 * Returns: BYLINE_FORMAT_UNKNOWN where the name is not one of a raw file
 */
BylineFormat byline_format_raw_from_extension (const char *path);

/** Returns: (transfer none) (nullable): how names of such files end, in lower case, each ending
 *  between blanks: " jpg jpeg jpe "; NULL for sidecars */
const char *byline_format_extensions (BylineFormat format);

G_END_DECLS
