#pragma once

#include "container/format.h"

/* Markers (ISO/IEC 10918-1, table B.1) that mean something to us. */
enum {
  BYLINE_JPEG_SOI = 0xd8,
  BYLINE_JPEG_EOI = 0xd9,
  BYLINE_JPEG_SOS = 0xda,
  BYLINE_JPEG_APP0 = 0xe0,
  BYLINE_JPEG_APP1 = 0xe1,
  BYLINE_JPEG_APP2 = 0xe2,
  BYLINE_JPEG_APP11 = 0xeb,
  BYLINE_JPEG_APP13 = 0xed,
  BYLINE_JPEG_APP14 = 0xee,
};

/** How an extension segment begins, with a zero at the end. */
#define BYLINE_JPEG_EXTENSION_NAME "http://ns.adobe.com/xmp/extension/"

/** Most bytes of payload: what its 16-bit length can say, less the length itself. */
#define BYLINE_SEGMENT_MAX ((gsize) 65533)

/** What an application segment is, by the bytes it begins with. */
typedef enum {
  BYLINE_SEGMENT_OTHER,
  BYLINE_SEGMENT_EXIF,
  BYLINE_SEGMENT_XMP,
  BYLINE_SEGMENT_EXTENSION, /* of XMP */
  BYLINE_SEGMENT_PHOTOSHOP,
  BYLINE_SEGMENT_MPF,
  BYLINE_SEGMENT_JUMBF,
  BYLINE_SEGMENT_ADOBE, /* the transform flag: what the colours mean */
} BylineSegmentKind;

/** A marker, and its payload if it has one; fill bytes before it are nobody's. */
typedef struct {
  guint64 offset; /* of the 0xFF before the marker */
  guint64 data;   /* behind the length and the bytes that say the kind */
  guint64 end;
  guint8 marker;
  guint8 n_stray; /* octets before it, fill bytes apart, that are nothing at all */
  BylineSegmentKind kind;
} BylineSegment;

/** A JPEG's header: every segment up to the first scan, that scan's own header the last. */
typedef struct {
  GArray *segments; /* of BylineSegment */
  char *guid;       /* what the packet's HasExtendedXMP names; NULL: nothing */
} BylineJpeg;

const BylineSegment *byline_jpeg_segment (const BylineContainer *container, guint index);
guint byline_jpeg_n_segments (const BylineContainer *container);

/** Whether a decoder needs what stands behind @marker. */
gboolean byline_jpeg_makes_picture (guint8 marker, BylineSegmentKind kind);

gboolean byline_jpeg_picture (BylineContainer *container, GArray *ranges, GError **error);
gboolean byline_jpeg_plan (BylineContainer *container, const BylineNewParts *parts,
                           BylineEdits *edits, GError **error);
gboolean byline_jpeg_prove (BylineContainer *container, BylineContainer *result, GError **error);

/** Reads the part that the packet's HasExtendedXMP names, if it is complete. */
void byline_jpeg_read_extension (BylineContainer *container);
/** Whether @segment is a chunk of the extension that was read. */
gboolean byline_jpeg_is_chunk (const BylineContainer *container, const BylineSegment *segment);
/** Returns: (transfer full): @extension as segments */
GBytes *byline_jpeg_wrap_extension (GBytes *extension);
/** Whether the new parts go together: an extension is nothing without the packet that names it. */
gboolean byline_jpeg_check_xmp (const BylineContainer *container, const BylineNewParts *parts,
                                GError **error);
