#pragma once

#include "base/input.h"
#include "base/splice.h"

#include <byline/metadata.h>

/**
 * BylinePart:
 *
 * The parts of a file that can carry fields, in the shape every format gives them:
 * without the wrapping that only this format has.
 */
typedef enum {
  BYLINE_PART_EXIF,      /* a TIFF block, from "II*\0" or "MM\0*" on */
  BYLINE_PART_PHOTOSHOP, /* image resource blocks ("8BIM…"), every APP13 joined in file order */
  BYLINE_PART_XMP,       /* the standard packet, as it is, padding and all */
  BYLINE_PART_XMP_EXTENSION, /* JPEG: what HasExtendedXMP of the packet names, joined */
  BYLINE_PART_XMP_SECOND,    /* JPEG: a second packet, which some readers take for the first */
  BYLINE_PART_IIM, /* TIFF: IIM that stands alone, and over that among the image resources */
  BYLINE_N_PARTS
} BylinePart;

/** What stands in the way of a change; found while reading. */
typedef enum {
  BYLINE_CAUTION_C2PA = 1 << 0,         /* Content Credentials: any edit breaks the signature */
  BYLINE_CAUTION_EXTENDED_XMP = 1 << 1, /* XMP goes on in extension segments */
  BYLINE_CAUTION_SEVERAL_EXIF = 1 << 2, /* more than one Exif block: which is meant? */
  BYLINE_CAUTION_SEVERAL_XMP = 1 << 3,  /* more than one standard packet */
  BYLINE_CAUTION_TRUNCATED = 1 << 4,    /* the file ends before its picture does */
  BYLINE_CAUTION_TRAILER = 1 << 5,      /* bytes after the end of the picture: kept as they are */
  BYLINE_CAUTION_MPF = 1 << 6,          /* a Multi-Picture index (CIPA DC-007): offsets inside */
} BylineCaution;

/**
 * BylineContainer:
 *
 * A file seen as parts: which metadata it holds, where its picture lies, and how the file
 * reads with other parts in it.  Knows nothing of fields.  Borrows its input, which must
 * outlive it.
 */
typedef struct _BylineContainer BylineContainer;

/**
 * byline_container_open:
 *
 * Finds the parts by walking the headers; no pixel is decoded and, for most files, nothing but
 * the head is read.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_UNSUPPORTED if no format claims the file,
 *   _MALFORMED if one does and its structure cannot be followed, or an error of
 * byline_input_peek(); the message names the file
 */
BylineContainer *byline_container_open (BylineInput *input, GError **error);
void byline_container_free (BylineContainer *container); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineContainer, byline_container_free)

BylineInput *byline_container_input (const BylineContainer *container);
BylineFormat byline_container_format (const BylineContainer *container);
/** Stored pixels, as the frame header claims; 0 where it could not be found. */
int byline_container_width (const BylineContainer *container);
int byline_container_height (const BylineContainer *container);
/** How to turn the pixels, as Exif counts, where the format itself says so: HEIF and AVIF do, and
 *  Exif has no say there (ISO/IEC 23008-12, 6.5.10).  0: look into Exif. */
int byline_container_orientation (const BylineContainer *container);
/** BylineCaution flags known so far; TRUNCATED and TRAILER only after byline_container_picture().
 */
guint byline_container_cautions (const BylineContainer *container);

/** What a person says of the file, and it does not: what its old text is in, an iconv name.
 *  @charset: (nullable): static, or living as long as @container */
void byline_container_set_legacy_charset (BylineContainer *container, const char *charset);
const char *byline_container_legacy_charset (const BylineContainer *container);

/** Returns: (transfer none) (nullable): the part's bytes, NULL if the file has none */
GBytes *byline_container_part (const BylineContainer *container, BylinePart part);

/**
 * byline_container_part_at:
 *
 * Where the part's first byte is in the file, for formats in which numbers inside a part may lead
 * to other places of the file; 0 if this is none, or the file has no such part.
 */
guint64 byline_container_part_at (const BylineContainer *container, BylinePart part);

/** Returns: (transfer full): what HasExtendedXMP has to say for @extension: its MD5, in 32
 *  hexadecimal capitals (XMP Part 3, 1.1.3.1) */
char *byline_xmp_extension_guid (GBytes *extension);

/** Most bytes a part can have in this file's format; G_MAXSIZE if there is no limit. */
gsize byline_container_part_max (const BylineContainer *container, BylinePart part);

/** A stretch of the file. */
typedef struct {
  guint64 offset;
  guint64 length;
} BylineRange;

/**
 * byline_container_picture:
 *
 * The ranges whose bytes make the pixels, in order: for JPEG every marker segment a decoder
 * needs (tables, frame, scans with their data; APP14, which says what the colours mean), and
 * no APPn or comment.  Reads the file to the end of the picture.  What lies behind (Multi-Picture
 * images, a phone's trailer) is not part of it.
 *
 * Returns: (transfer full) (element-type BylineRange): NULL with _MALFORMED or a read error
 */
GArray *byline_container_picture (BylineContainer *container, GError **error);

/**
 * byline_container_previews:
 *
 * Where the JPEGs are that a raw file carries, the longest first; what begins like one may still
 * be none that can be shown (Canon codes the sensor's data so).
 *
 * Returns: (transfer full) (element-type BylineRange): empty for other kinds of file
 */
GArray *byline_container_previews (const BylineContainer *container);

/** Hashes the picture's ranges, and before them what says how to read them, where that stands apart
 *  from them (TIFF): the photo's identity. */
gboolean byline_container_id (BylineContainer *container, BylineId *id, GError **error);

/** New contents for parts.  A part that is not @set stays, byte for byte. */
typedef struct {
  struct {
    gboolean set;
    GBytes *bytes; /* NULL with @set: the part goes */
  } part[BYLINE_N_PARTS];
} BylineNewParts;

void byline_new_parts_clear (BylineNewParts *parts);
/** @bytes: (transfer full) (nullable) */
void byline_new_parts_take (BylineNewParts *parts, BylinePart part, GBytes *bytes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineNewParts, byline_new_parts_clear)

/**
 * byline_container_plan:
 *
 * How the file reads with @parts in it.  Segments keep their order; a new one goes in before
 * APP2, so that Multi-Picture offsets, which count from there, stay right; every byte outside
 * the replaced segments is a kept range.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_REFUSED, saying why, if that cannot be done
 *   safely (a part larger than its segments can be, a structure that offsets outside would break)
 */
BylineSplice *byline_container_plan (BylineContainer *container, const BylineNewParts *parts,
                                     GError **error);

/**
 * byline_container_prove:
 * @splice: a plan for this container's file
 * @result: the file made from it, opened anew
 *
 * The last look before a rename: reads @result's parts afresh, checks that they are @parts (and
 * the old ones where not set), that the picture's bytes and every kept segment are the old ones,
 * and that the lengths add up.
 *
 * Returns: FALSE with BYLINE_ERROR_REFUSED if anything differs
 */
gboolean byline_container_prove (BylineContainer *container, const BylineSplice *splice,
                                 const BylineNewParts *parts, BylineInput *result, GError **error);
