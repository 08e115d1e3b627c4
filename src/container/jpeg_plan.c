#include "container/afcp.h"
#include "container/jpeg.h"
#include "container/mpf.h"

/* clang-format off */
static const struct {
  guint8            marker;
  BylineSegmentKind kind;
  const char       *begins; /* with its own zero at the end */
  gsize             n_begins;
} wraps[BYLINE_N_PARTS] = {
  [BYLINE_PART_EXIF]          = { BYLINE_JPEG_APP1,  BYLINE_SEGMENT_EXIF,      "Exif\0",                        6 },
  [BYLINE_PART_PHOTOSHOP]     = { BYLINE_JPEG_APP13, BYLINE_SEGMENT_PHOTOSHOP, "Photoshop 3.0",                14 },
  [BYLINE_PART_XMP]           = { BYLINE_JPEG_APP1,  BYLINE_SEGMENT_XMP,       "http://ns.adobe.com/xap/1.0/", 29 },
  [BYLINE_PART_XMP_EXTENSION] = { BYLINE_JPEG_APP1,  BYLINE_SEGMENT_EXTENSION, BYLINE_JPEG_EXTENSION_NAME,     35 },
  [BYLINE_PART_XMP_SECOND]    = { BYLINE_JPEG_APP1,  BYLINE_SEGMENT_XMP,       "http://ns.adobe.com/xap/1.0/", 29 },
};
/* clang-format on */

/* Where parts come in a file that had none: Exif must be first, and some readers look for XMP
 * no further than right behind it. */
static const BylinePart part_order[] = { BYLINE_PART_EXIF, BYLINE_PART_XMP,
                                         BYLINE_PART_XMP_EXTENSION, BYLINE_PART_XMP_SECOND,
                                         BYLINE_PART_PHOTOSHOP };
G_STATIC_ASSERT (G_N_ELEMENTS (part_order) == BYLINE_N_PARTS - 1); /* all but TIFF's own */

/* The part as segments: one, or for image resources as many as it takes. */
static GBytes *
wrap (BylinePart part, GBytes *bytes)
{
  const gsize room = BYLINE_SEGMENT_MAX - wraps[part].n_begins;
  GByteArray *out = NULL;
  gsize left;
  const guint8 *at = g_bytes_get_data (bytes, &left);

  if (part == BYLINE_PART_XMP_EXTENSION)
    return byline_jpeg_wrap_extension (bytes);
  out = g_byte_array_new ();
  while (left > 0) {
    gsize step = MIN (left, room);
    gsize length = 2 + wraps[part].n_begins + step;
    const guint8 head[] = { 0xff, wraps[part].marker, (guint8) (length >> 8),
                            (guint8) (length & 0xff) };

    g_byte_array_append (out, head, sizeof head);
    g_byte_array_append (out, (const guint8 *) wraps[part].begins, (guint) wraps[part].n_begins);
    g_byte_array_append (out, at, (guint) step);
    at += step;
    left -= step;
  }
  return g_byte_array_free_to_bytes (out);
}

/* Index of the first segment from @i on that has something of @part, or the number of segments. */
static guint
find_from (const BylineContainer *container, BylinePart part, guint i)
{
  const guint n = byline_jpeg_n_segments (container);

  for (; i < n; i++) {
    const BylineSegment *segment = byline_jpeg_segment (container, i);

    if (segment->kind == wraps[part].kind &&
        (part != BYLINE_PART_XMP_EXTENSION || byline_jpeg_is_chunk (container, segment)))
      break;
  }
  return i;
}

static guint
find_first (const BylineContainer *container, BylinePart part)
{
  guint first = find_from (container, part, 0);

  return part == BYLINE_PART_XMP_SECOND && first < byline_jpeg_n_segments (container)
             ? find_from (container, part, first + 1)
             : first;
}

/* Whether a segment goes with the part: all there is of it when it is taken out, and every
 * piece of what is only whole together. */
static gboolean
goes (const BylineContainer *container, const BylineSegment *segment, BylinePart part,
      gboolean removed)
{
  switch (part) {
  case BYLINE_PART_EXIF:
    return removed && segment->kind == BYLINE_SEGMENT_EXIF;
  case BYLINE_PART_PHOTOSHOP:
    return segment->kind == BYLINE_SEGMENT_PHOTOSHOP;
  case BYLINE_PART_XMP: /* chunks that are nobody's among it */
    return removed && segment->kind == BYLINE_SEGMENT_EXTENSION &&
           (container->part[BYLINE_PART_XMP_EXTENSION] == NULL ||
            !byline_jpeg_is_chunk (container, segment));
  case BYLINE_PART_XMP_EXTENSION:
    return byline_jpeg_is_chunk (container, segment);
  default:
    return FALSE;
  }
}

static void
replace (const BylineContainer *container, BylinePart part, guint first, GBytes *bytes,
         BylineEdits *edits)
{
  for (guint i = 0; i < byline_jpeg_n_segments (container); i++) {
    const BylineSegment *segment = byline_jpeg_segment (container, i);
    guint64 length = segment->end - segment->offset;

    if (i == first)
      byline_edits_replace (edits, segment->offset, length,
                            bytes != NULL ? wrap (part, bytes) : NULL);
    else if (goes (container, segment, part, bytes == NULL))
      byline_edits_replace (edits, segment->offset, length, NULL);
  }
}

/* Segments that JFIF wants right behind SOI. */
static guint
n_leading_app0 (const BylineContainer *container)
{
  guint n = 0;

  while (n < byline_jpeg_n_segments (container) &&
         byline_jpeg_segment (container, n)->marker == BYLINE_JPEG_APP0)
    n++;
  return n;
}

static guint
first_marker (const BylineContainer *container, guint8 marker)
{
  guint i = 0;

  while (i < byline_jpeg_n_segments (container) &&
         byline_jpeg_segment (container, i)->marker != marker)
    i++;
  return i;
}

/* Where a part that the file lacks goes in: behind those that come before it in part_order, but
 * before APP2, where offsets of a Multi-Picture index start to count.  PHP, and so WordPress, sees
 * the first APP13 only, whatever is in it. */
static guint64
place_for (const BylineContainer *container, BylinePart part)
{
  guint n = byline_jpeg_n_segments (container);
  guint index = n_leading_app0 (container);

  for (guint i = 0; part_order[i] != part; i++) {
    for (guint other = find_first (container, part_order[i]); other < n;
         other = find_from (container, part_order[i], other + 1))
      index = MAX (index, other + 1);
  }
  index = MIN (index, first_marker (container, BYLINE_JPEG_APP2));
  if (part == BYLINE_PART_PHOTOSHOP)
    index = MIN (index, first_marker (container, BYLINE_JPEG_APP13));
  return index > 0 ? byline_jpeg_segment (container, index - 1)->end : 2;
}

static gboolean
refuse_mpf (const BylineContainer *container, GError **error)
{
  return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                "what lies behind its picture would be lost", error);
}

static gboolean
move_image (const BylineContainer *container, guint64 header, const BylineLink *image,
            BylineEdits *edits, GError **error)
{
  guint64 new_header, new_target, offset;
  guint32 stored;

  if (image->target >= byline_input_size (container->input))
    return TRUE; /* it led nowhere before */
  if (!byline_edits_moved (edits, header, &new_header) ||
      !byline_edits_moved (edits, image->target, &new_target))
    return refuse_mpf (container, error);
  offset = new_target - new_header;
  if (offset == image->target - header)
    return TRUE;
  if (new_target < new_header || offset > G_MAXUINT32)
    return refuse_mpf (container, error);
  stored =
      image->little_endian ? GUINT32_TO_LE ((guint32) offset) : GUINT32_TO_BE ((guint32) offset);
  byline_edits_replace (edits, image->field, sizeof stored, g_bytes_new (&stored, sizeof stored));
  return TRUE;
}

/* Puts right what the edits so far would break: further images' offsets count from the index, so
 * they change when something between does. */
static gboolean
move_images (const BylineContainer *container, BylineEdits *edits, GError **error)
{
  gint64 growth = byline_edits_growth (edits);

  for (guint i = 0; i < byline_jpeg_n_segments (container); i++) {
    const BylineSegment *segment = byline_jpeg_segment (container, i);
    g_autoptr (GArray) images = g_array_new (FALSE, FALSE, sizeof (BylineLink));
    guint64 moved;

    if (segment->kind != BYLINE_SEGMENT_MPF || (byline_edits_moved (edits, segment->data, &moved) &&
                                                moved == segment->data + (guint64) growth))
      continue;
    if (!byline_mpf_images (container->input, segment->data, (gsize) (segment->end - segment->data),
                            images))
      return refuse_mpf (container, error);
    for (guint j = 0; j < images->len; j++) {
      const BylineLink *image = &g_array_index (images, BylineLink, j);

      if (!move_image (container, segment->data, image, edits, error))
        return FALSE;
    }
  }
  return TRUE;
}

/* As move_images(), for a trailer whose numbers count from the file's beginning. */
static gboolean
move_trailer (const BylineContainer *container, BylineEdits *edits, GError **error)
{
  g_autoptr (GArray) links = g_array_new (FALSE, FALSE, sizeof (BylineLink));

  if (byline_edits_growth (edits) == 0)
    return TRUE;
  byline_afcp_links (container->input, container->picture_start, links);
  for (guint i = 0; i < links->len; i++) {
    const BylineLink *link = &g_array_index (links, BylineLink, i);

    if (link->target >= container->picture_start && !move_image (container, 0, link, edits, error))
      return FALSE;
  }
  return TRUE;
}

/* Is what there is of @part, from the segment @first on, where it may stay? */
static gboolean
stays (const BylineContainer *container, BylinePart part, guint first)
{
  return first < byline_jpeg_n_segments (container) &&
         (part != BYLINE_PART_PHOTOSHOP || first == first_marker (container, BYLINE_JPEG_APP13));
}

/* Octets between segments that are nothing at all stay.  Where all that stood between two runs of
 * them goes, the runs may make a marker together, or be more than a reader passes over; and none
 * may come right behind SOI. */
static gboolean
keeps_strays_apart (const BylineContainer *container, const BylineEdits *edits)
{
  guint64 end = 2;
  gboolean open = FALSE; /* to a run before */

  for (guint i = 0; i < byline_jpeg_n_segments (container); i++) {
    const BylineSegment *segment = byline_jpeg_segment (container, i);

    if (open && segment->n_stray > 0)
      return FALSE;
    open =
        (open || end == 2 || segment->offset > end) && byline_edits_drop (edits, segment->offset);
    end = segment->end;
  }
  return TRUE;
}

gboolean
byline_jpeg_plan (BylineContainer *container, const BylineNewParts *parts, BylineEdits *edits,
                  GError **error)
{
  if (!byline_jpeg_check_xmp (container, parts, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (part_order); i++) {
    BylinePart part = part_order[i];
    guint first = find_first (container, part);
    GBytes *bytes = parts->part[part].bytes;

    if (!parts->part[part].set)
      continue;
    if (stays (container, part, first)) {
      replace (container, part, first, bytes, edits);
      continue;
    }
    if (first < byline_jpeg_n_segments (container))
      replace (container, part, first, NULL, edits);
    if (bytes != NULL)
      byline_edits_replace (edits, place_for (container, part), 0, wrap (part, bytes));
  }
  if (!keeps_strays_apart (container, edits))
    return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                  "stray octets stand around a segment that would go", error);
  return move_images (container, edits, error) && move_trailer (container, edits, error);
}

/* Finds every further image of the container's indexes. */
static GArray *
all_images (const BylineContainer *container)
{
  GArray *images = g_array_new (FALSE, FALSE, sizeof (BylineLink));

  for (guint i = 0; i < byline_jpeg_n_segments (container); i++) {
    const BylineSegment *segment = byline_jpeg_segment (container, i);

    if (segment->kind == BYLINE_SEGMENT_MPF)
      byline_mpf_images (container->input, segment->data, (gsize) (segment->end - segment->data),
                         images);
  }
  return images;
}

/* From the picture's data on nothing may differ, so both files must be the same distance from
 * their ends there, and lead to further images at the same distances. */
gboolean
byline_jpeg_prove (BylineContainer *container, BylineContainer *result, GError **error)
{
  g_autoptr (GArray) before = all_images (container);
  g_autoptr (GArray) after = all_images (result);
  guint64 old_size = byline_input_size (container->input);
  guint64 new_size = byline_input_size (result->input);
  gboolean same = old_size - container->picture_start == new_size - result->picture_start &&
                  before->len == after->len;

  for (guint i = 0; same && i < before->len; i++) {
    guint64 old_target = g_array_index (before, BylineLink, i).target;
    guint64 new_target = g_array_index (after, BylineLink, i).target;

    if (old_target >= container->picture_start && old_target < old_size)
      same = old_size - old_target == new_size - new_target;
  }
  return same || byline_container_fail (result, BYLINE_ERROR_REFUSED,
                                        "the new file would not hold the same pictures", error);
}
