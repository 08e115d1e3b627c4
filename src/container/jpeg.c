#include "container/jpeg.h"

#include <string.h>

#define CANNOT_FOLLOW "its segments cannot be followed"
#define MAX_STRAY 64 /* octets between segments that belong to none */
#define ENDS_EARLY "it ends before its picture begins"

/* clang-format off */
static const struct {
  guint8            marker;
  BylineSegmentKind kind;
  const char       *begins;
  gsize             n_compared;
  gsize             n_skipped; /* before what counts as the contents */
} signatures[] = {
  { BYLINE_JPEG_APP1,  BYLINE_SEGMENT_EXIF,      "Exif",                                 5,  6 },
  { BYLINE_JPEG_APP1,  BYLINE_SEGMENT_XMP,       "http://ns.adobe.com/xap/1.0/",        29, 29 },
  { BYLINE_JPEG_APP1,  BYLINE_SEGMENT_EXTENSION, BYLINE_JPEG_EXTENSION_NAME,            35, 35 },
  { BYLINE_JPEG_APP2,  BYLINE_SEGMENT_MPF,       "MPF",                                  4,  4 },
  { BYLINE_JPEG_APP11, BYLINE_SEGMENT_JUMBF,     "JP",                                   2,  8 },
  { BYLINE_JPEG_APP13, BYLINE_SEGMENT_PHOTOSHOP, "Photoshop 3.0",                       14, 14 },
  { BYLINE_JPEG_APP14, BYLINE_SEGMENT_ADOBE,     "Adobe",                                5,  5 },
};
/* clang-format on */

const BylineSegment *
byline_jpeg_segment (const BylineContainer *container, guint index)
{
  const BylineJpeg *jpeg = container->detail;

  return &g_array_index (jpeg->segments, BylineSegment, index);
}

guint
byline_jpeg_n_segments (const BylineContainer *container)
{
  const BylineJpeg *jpeg = container->detail;

  return jpeg->segments->len;
}

static gboolean
give_up (BylineContainer *container, const char *trouble)
{
  container->trouble = trouble;
  return FALSE;
}

/* byline_input_peek(), but the file's end is the file's trouble and no error. */
static const guint8 *
look (BylineContainer *container, guint64 offset, gsize length, GError **error)
{
  guint64 size = byline_input_size (container->input);

  if (offset > size || length > size - offset) {
    container->cautions |= BYLINE_CAUTION_TRUNCATED;
    give_up (container, ENDS_EARLY);
    return NULL;
  }
  return byline_input_peek (container->input, offset, length, error);
}

static gboolean
stands_alone (guint8 marker)
{
  return marker == 0x01 || (marker >= 0xd0 && marker <= BYLINE_JPEG_EOI);
}

static gboolean
is_frame (guint8 marker)
{
  return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
}

/* Any number of fill bytes (0xFF) may stand before a marker.  A few octets that are nothing at all
 * are passed over as libjpeg and exiftool do, and stay where they are. */
static gboolean
read_marker (BylineContainer *container, guint64 at, BylineSegment *segment, GError **error)
{
  for (guint8 n_stray = 0;; at++) {
    const guint8 *bytes = look (container, at, 2, error);

    if (bytes == NULL)
      return FALSE;
    if (bytes[0] != 0xff || bytes[1] == 0x00) {
      if (++n_stray > MAX_STRAY)
        return give_up (container, CANNOT_FOLLOW);
      continue;
    }
    if (bytes[1] != 0xff) {
      segment->offset = at;
      segment->marker = bytes[1];
      segment->n_stray = n_stray;
      return TRUE;
    }
  }
}

/* Some writers spoil the name before a packet; lenient readers find it all the same. */
static void
look_for_packet (BylineSegment *segment, const guint8 *bytes, gsize length)
{
  static const char *const begins[] = { "<?xpacket begin", "<x:xmpmeta", "<x:xapmeta" };

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++) {
    const guint8 *found = memmem (bytes, length, begins[i], strlen (begins[i]));

    if (found == NULL)
      continue;
    segment->kind = BYLINE_SEGMENT_XMP;
    segment->data += (guint64) (found - bytes);
    return;
  }
}

static gboolean
read_kind (BylineContainer *container, BylineSegment *segment, GError **error)
{
  gsize length = (gsize) MIN (segment->end - segment->data, 64);
  const guint8 *bytes = look (container, segment->data, length, error);

  if (bytes == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (signatures); i++) {
    if (segment->marker == signatures[i].marker && length >= signatures[i].n_skipped &&
        memcmp (bytes, signatures[i].begins, signatures[i].n_compared) == 0) {
      segment->kind = signatures[i].kind;
      segment->data += signatures[i].n_skipped;
      return TRUE;
    }
  }
  if (segment->marker == BYLINE_JPEG_APP1)
    look_for_packet (segment, bytes, length);
  return TRUE;
}

static gboolean
read_segment (BylineContainer *container, guint64 at, BylineSegment *segment, GError **error)
{
  const guint8 *bytes;
  gsize length;

  if (!read_marker (container, at, segment, error))
    return FALSE;
  segment->kind = BYLINE_SEGMENT_OTHER;
  segment->data = segment->end = segment->offset + 2;
  if (stands_alone (segment->marker))
    return segment->marker < BYLINE_JPEG_SOI || give_up (container, CANNOT_FOLLOW);

  bytes = look (container, segment->data, 2, error);
  if (bytes == NULL)
    return FALSE;
  length = (gsize) bytes[0] << 8 | bytes[1];
  if (length < 2)
    return give_up (container, CANNOT_FOLLOW);
  segment->end = segment->data + length;
  segment->data += 2;
  if (segment->end > byline_input_size (container->input)) {
    container->cautions |= BYLINE_CAUTION_TRUNCATED;
    return give_up (container, ENDS_EARLY);
  }
  return read_kind (container, segment, error);
}

/* Keeps a part's contents; a second one only raises a caution. */
static gboolean
take_part (BylineContainer *container, BylinePart part, const BylineSegment *segment,
           BylineCaution several, GError **error)
{
  if (container->part[part] != NULL) {
    container->cautions |= several;
    return TRUE;
  }
  container->part_at[part] = segment->data;
  container->part[part] = byline_input_copy (container->input, segment->data,
                                             (gsize) (segment->end - segment->data), error);
  return container->part[part] != NULL;
}

/* What is to be done with a third packet nobody knows. */
static gboolean
take_xmp (BylineContainer *container, const BylineSegment *segment, GError **error)
{
  if (container->part[BYLINE_PART_XMP] == NULL)
    return take_part (container, BYLINE_PART_XMP, segment, 0, error);
  container->cautions |= BYLINE_CAUTION_SEVERAL_XMP;
  if (container->part[BYLINE_PART_XMP_SECOND] != NULL)
    container->trouble = "it has more than two XMP packets, and which is meant is not clear";
  return take_part (container, BYLINE_PART_XMP_SECOND, segment, 0, error);
}

/* Image resources may be cut anywhere between two segments, so they only make sense joined. */
static gboolean
join_photoshop (BylineContainer *container, const BylineSegment *segment, GError **error)
{
  gsize length = (gsize) (segment->end - segment->data);
  const guint8 *bytes = look (container, segment->data, length, error);
  GByteArray *joined;

  if (bytes == NULL)
    return FALSE;
  joined = container->part[BYLINE_PART_PHOTOSHOP] == NULL
               ? g_byte_array_new ()
               : g_bytes_unref_to_array (g_steal_pointer (&container->part[BYLINE_PART_PHOTOSHOP]));
  if (joined->len + length <= BYLINE_PART_LIMIT)
    g_byte_array_append (joined, bytes, (guint) length);
  else
    give_up (container, "its Photoshop data is larger than any photo's");
  container->part[BYLINE_PART_PHOTOSHOP] = g_byte_array_free_to_bytes (joined);
  return container->trouble == NULL;
}

/* A JUMBF box of type "c2pa" begins the manifest store (C2PA 2.1, 11.1.4). */
static gboolean
look_for_c2pa (BylineContainer *container, const BylineSegment *segment, GError **error)
{
  gsize length = (gsize) MIN (segment->end - segment->data, 64);
  const guint8 *bytes = look (container, segment->data, length, error);

  if (bytes == NULL)
    return FALSE;
  if (memmem (bytes, length, "c2pa", 4) != NULL)
    container->cautions |= BYLINE_CAUTION_C2PA;
  return TRUE;
}

static gboolean
read_frame (BylineContainer *container, const BylineSegment *segment, GError **error)
{
  const guint8 *bytes;

  if (container->width != 0 || segment->end - segment->data < 5)
    return TRUE;
  bytes = look (container, segment->data, 5, error);
  if (bytes == NULL)
    return FALSE;
  container->height = bytes[1] << 8 | bytes[2];
  container->width = bytes[3] << 8 | bytes[4];
  return TRUE;
}

static gboolean
note_segment (BylineContainer *container, const BylineSegment *segment, GError **error)
{
  switch (segment->kind) {
  case BYLINE_SEGMENT_EXIF:
    return take_part (container, BYLINE_PART_EXIF, segment, BYLINE_CAUTION_SEVERAL_EXIF, error);
  case BYLINE_SEGMENT_XMP:
    return take_xmp (container, segment, error);
  case BYLINE_SEGMENT_PHOTOSHOP:
    return join_photoshop (container, segment, error);
  case BYLINE_SEGMENT_JUMBF:
    return look_for_c2pa (container, segment, error);
  case BYLINE_SEGMENT_EXTENSION:
    container->cautions |= BYLINE_CAUTION_EXTENDED_XMP;
    return TRUE;
  case BYLINE_SEGMENT_MPF:
    container->cautions |= BYLINE_CAUTION_MPF;
    return TRUE;
  case BYLINE_SEGMENT_ADOBE:
  case BYLINE_SEGMENT_OTHER:
    break;
  }
  return !is_frame (segment->marker) || read_frame (container, segment, error);
}

/* Returns: FALSE with @error, or with the container's trouble set */
static gboolean
walk (BylineContainer *container, GError **error)
{
  BylineJpeg *jpeg = container->detail;
  guint64 at = 2;

  for (;;) {
    BylineSegment segment;

    if (jpeg->segments->len >= BYLINE_PIECES_LIMIT)
      return give_up (container, "it has more segments than any photo");
    if (!read_segment (container, at, &segment, error) ||
        !note_segment (container, &segment, error))
      return FALSE;
    g_array_append_val (jpeg->segments, segment);
    at = segment.end;
    if (segment.marker == BYLINE_JPEG_SOS) {
      container->picture_start = at;
      return TRUE;
    }
  }
}

static gboolean
jpeg_open (BylineContainer *container, GError **error)
{
  BylineJpeg *jpeg = g_new0 (BylineJpeg, 1);

  jpeg->segments = g_array_new (FALSE, FALSE, sizeof (BylineSegment));
  container->detail = jpeg;
  if (walk (container, error)) {
    byline_jpeg_read_extension (container);
    return TRUE;
  }
  if (container->trouble == NULL)
    return FALSE;
  /* A broken file that says something can be shown, though not changed. */
  for (guint i = 0; i < BYLINE_N_PARTS; i++) {
    if (container->part[i] != NULL)
      return TRUE;
  }
  return byline_container_fail (container, BYLINE_ERROR_MALFORMED, container->trouble, error);
}

static void
jpeg_close (gpointer detail)
{
  BylineJpeg *jpeg = detail;

  g_array_unref (jpeg->segments);
  g_free (jpeg->guid);
  g_free (jpeg);
}

static gboolean
jpeg_probe (const guint8 *head, gsize length)
{
  return length >= 3 && memcmp (head, "\xff\xd8\xff", 3) == 0;
}

const BylineContainerFormat byline_jpeg_format = {
  .kind = BYLINE_FORMAT_JPEG,
  .part_max = {
    [BYLINE_PART_EXIF] = 65527,  /* a segment less "Exif\0\0" */
    [BYLINE_PART_PHOTOSHOP] = BYLINE_PART_LIMIT, /* over as many segments as it takes */
    [BYLINE_PART_XMP] = 65502,   /* XMP Part 3, 1.1.3 */
    [BYLINE_PART_XMP_EXTENSION] = BYLINE_PART_LIMIT,
    [BYLINE_PART_XMP_SECOND] = 65502,
  },
  .probe = jpeg_probe,
  .open = jpeg_open,
  .close = jpeg_close,
  .picture = byline_jpeg_picture,
  .plan = byline_jpeg_plan,
  .prove = byline_jpeg_prove,
};
