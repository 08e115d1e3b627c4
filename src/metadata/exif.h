#pragma once

#include <byline/edit.h>
#include <byline/metadata.h>

/**
 * byline_exif_read:
 * @tiff: an Exif TIFF block, from the byte order mark on
 * @metadata: gains the EXIF layer's values and the camera's facts
 *
 * Never fails: a tag that is absent or does not decode leaves no value.  libexif reads.
 */
void byline_exif_read (GBytes *tiff, BylineMetadata *metadata);

/**
 * BylineExifTag:
 *
 * An ASCII tag to write.  @text NULL removes the tag.  Exif 2.32 calls the type ASCII; MWG
 * says UTF-8, which is what goes in, with one terminating NUL.
 */
typedef struct {
  guint16 ifd; /* 0: IFD0; 1: the Exif IFD */
  guint16 tag;
  const char *text;
} BylineExifTag;

/**
 * byline_exif_write:
 * @tiff: (nullable): the block the file has; NULL makes a new one
 * @max: bytes the result may have
 *
 * Every byte of @tiff stays where it is but the header's pointer to IFD0 and, where the value
 * fits its old place, the value: the directories that change are written again behind the block
 * (or into its trailing zeros where it is full), so that no MakerNote moves (Exif 2.32 4.5.2
 * allows any IFD0 offset; XMP Part 3 3.1.1 recommends update by append).  A later edit reuses the
 * space of an earlier appended directory where it is the last thing in the block.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_REFUSED where the directories cannot be
 *   followed or there is no room
 */
GBytes *byline_exif_write (GBytes *tiff, const BylineExifTag *tags, guint n_tags, gsize max,
                           GError **error);
