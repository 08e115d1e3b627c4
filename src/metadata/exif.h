#pragma once

#include "base/splice.h"

#include <byline/edit.h>
#include <byline/metadata.h>

/**
 * byline_exif_read:
 * @tiff: an Exif TIFF block, from the byte order mark on
 * @legacy_charset: (nullable): an iconv name for text that is not UTF-8, as Exif of today has it;
 *   NULL guesses from all such texts
 * @metadata: gains the EXIF layer's values and the camera's facts, and a note of a charset that
 *   was assumed
 *
 * Never fails: a tag that is absent or does not decode leaves no value.  libexif reads.
 */
void byline_exif_read (GBytes *tiff, const char *legacy_charset, BylineMetadata *metadata);

/**
 * byline_exif_join_names:
 * @values: (element-type BylineText)
 *
 * Several creators as the one string that Artist holds (MWG 2.0: separated by "; ", quoted where
 * a name would be mistaken for two); byline_exif_read() takes it apart again.
 *
 * Returns: (transfer full) (nullable): NULL if there are none
 */
char *byline_exif_join_names (const GPtrArray *values);

/**
 * BylineExifTag:
 *
 * A tag to write.  @text NULL removes the tag.  Exif 2.32 calls the type ASCII; MWG says UTF-8,
 * which is what goes in, with one terminating NUL.  Rating (0x4746) goes in as the SHORT it is;
 * one that is not 0 to 65535, such as the -1 that XMP has for "rejected", removes it.
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
 * A block never becomes shorter.  With @max its own size, it does not become longer either.
 *
 * Returns: (transfer full): @tiff itself if it says so already; an empty one if nothing is left to
 *   say; NULL with BYLINE_ERROR_REFUSED where the directories cannot be followed or there is no
 *   room
 */
GBytes *byline_exif_write (GBytes *tiff, const BylineExifTag *tags, guint n_tags, gsize max,
                           GError **error);

/**
 * BylineExifPlace:
 *
 * Where a block is in its file, and what becomes of that file: how far a number leads that says
 * where something behind the block lies.
 */
typedef struct {
  guint64 at; /* the block's first byte; no change may move it */
  guint64 file_size;
  const BylineSplice *splice;
} BylineExifPlace;

/**
 * byline_exif_follow:
 *
 * Sony, Minolta, Olympus, Samsung and old Canons keep previews behind the picture, Leica its whole
 * MakerNote, at places that count from the block's beginning or the file's.  Puts those numbers
 * right where the splice moves what they lead to, and touches nothing else.  A number that leads
 * out of the file has lost its preview already and stays.
 *
 * Returns: (transfer full): @tiff itself if no number changes; NULL with BYLINE_ERROR_REFUSED where
 *   one would be too large
 */
GBytes *byline_exif_follow (GBytes *tiff, const BylineExifPlace *place, GError **error);
