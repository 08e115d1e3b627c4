#pragma once

#include <glib.h>

/**
 * BylineTiff:
 *
 * A TIFF 6.0 block seen as bytes in one of two orders.  Nothing is trusted: every look is checked
 * against the block's end.  Borrows the bytes.
 */
typedef struct {
  const guint8 *bytes;
  gsize size;
  gboolean little; /* "II" */
} BylineTiff;

/** Types that Exif uses, by their TIFF 6.0 numbers. */
enum {
  BYLINE_TIFF_ASCII = 2,
  BYLINE_TIFF_SHORT = 3,
  BYLINE_TIFF_LONG = 4,
};

/** Tags that say where something else lies. */
enum {
  BYLINE_TIFF_TAG_STRIPS = 0x0111,
  BYLINE_TIFF_TAG_STRIP_SIZES = 0x0117,
  BYLINE_TIFF_TAG_SUB_IFDS = 0x014a,
  BYLINE_TIFF_TAG_JPEG = 0x0201,
  BYLINE_TIFF_TAG_JPEG_SIZE = 0x0202,
  BYLINE_TIFF_TAG_EXIF_IFD = 0x8769,
  BYLINE_TIFF_TAG_GPS_IFD = 0x8825,
  BYLINE_TIFF_TAG_MAKER_NOTE = 0x927c,
  BYLINE_TIFF_TAG_INTEROP_IFD = 0xa005,
};

/** Octets in a block's header and in a directory's entry. */
#define BYLINE_TIFF_HEADER 8
#define BYLINE_TIFF_ENTRY 12

/** A directory that lies in the block whole. */
typedef struct {
  gsize offset;
  guint n_entries;
  guint32 next; /* the next directory's offset; 0: none, or no room for one is left */
} BylineTiffDir;

typedef struct {
  gsize at; /* where the entry lies */
  guint16 tag;
  guint16 type;
  guint32 count;
} BylineTiffEntry;

/** Returns: FALSE if @bytes do not begin with "II*\0" or "MM\0*" and an offset */
gboolean byline_tiff_open (BylineTiff *tiff, const guint8 *bytes, gsize size);

/** @at and what follows must lie in the block. */
guint16 byline_tiff_u16 (const BylineTiff *tiff, gsize at);
guint32 byline_tiff_u32 (const BylineTiff *tiff, gsize at);
void byline_tiff_put_u16 (const BylineTiff *tiff, guint8 *to, guint16 number);
void byline_tiff_put_u32 (const BylineTiff *tiff, guint8 *to, guint32 number);

/** Where IFD0 lies, according to the header. */
guint32 byline_tiff_first (const BylineTiff *tiff);

/** Returns: FALSE if no directory can lie at @offset */
gboolean byline_tiff_dir (const BylineTiff *tiff, guint64 offset, BylineTiffDir *dir);
/** Octets of the directory, the next one's offset among them. */
gsize byline_tiff_dir_size (const BylineTiffDir *dir);
BylineTiffEntry byline_tiff_entry (const BylineTiff *tiff, const BylineTiffDir *dir, guint index);
/** Returns: FALSE if the directory has no such tag; the first of several counts */
gboolean byline_tiff_find (const BylineTiff *tiff, const BylineTiffDir *dir, guint16 tag,
                           BylineTiffEntry *entry);

/** Octets of one component of @type; 0 for an unknown type. */
guint byline_tiff_type_size (guint16 type);
/** Octets of the value, which may be more than the block has. */
guint64 byline_tiff_value_size (const BylineTiffEntry *entry);
/** Where the value begins, which may be behind the block; up to four octets lie in the entry. */
guint64 byline_tiff_value_at (const BylineTiff *tiff, const BylineTiffEntry *entry);
/** Returns: component @index of a SHORT or LONG value; 0 if it has none, or not in the block */
guint32 byline_tiff_number (const BylineTiff *tiff, const BylineTiffEntry *entry, guint index);
