/* JPEG XL (ISO/IEC 18181-2): a bare codestream, or boxes around one.  Read; written only around
 * pictures of byline's own making. */
#include "container/bmff.h"
#include "container/box_writer.h"

#include <string.h>

static const guint8 signature[] = { 0, 0, 0, 12, 'J', 'X', 'L', ' ', '\r', '\n', 0x87, '\n' };

/* As much of the codestream as its header may take. */
#define HEADER_MAX 16

static gboolean
is_type (const BylineBox *box, const char type[5])
{
  return box->type ==
         BYLINE_FOURCC ((guint8) type[0], (guint8) type[1], (guint8) type[2], (guint8) type[3]);
}

static gboolean
is_bare (const guint8 *head, gsize length)
{
  return length >= 2 && head[0] == 0xff && head[1] == 0x0a;
}

static gboolean
jxl_probe (const guint8 *head, gsize length)
{
  return is_bare (head, length) ||
         (length >= sizeof signature && memcmp (head, signature, sizeof signature) == 0);
}

/* The codestream's header --------------------------------------------------------------------- */

/* Bits, the least significant of each octet first; zeros behind the end. */
typedef struct {
  const guint8 *bytes;
  gsize length;
  gsize at;
} Bits;

static guint32
take (Bits *bits, guint n)
{
  guint32 value = 0;

  for (guint i = 0; i < n; i++, bits->at++)
    if (bits->at / 8 < bits->length)
      value |= (guint32) (bits->bytes[bits->at / 8] >> bits->at % 8 & 1) << i;
  return value;
}

/* 18181-1, 9.2.1: one of four lengths, by two bits. */
static guint32
take_size (Bits *bits)
{
  static const guint lengths[] = { 9, 13, 18, 30 };

  return 1 + take (bits, lengths[take (bits, 2)]);
}

static guint32
wide_by_ratio (guint32 height, guint32 ratio)
{
  static const struct {
    guint32 above, below;
  } ratios[] = { { 1, 1 }, { 6, 5 }, { 4, 3 }, { 3, 2 }, { 16, 9 }, { 5, 4 }, { 2, 1 } };

  return (guint32) ((guint64) height * ratios[ratio - 1].above / ratios[ratio - 1].below);
}

static void
read_header (BylineContainer *container, guint64 at, guint64 end)
{
  gsize length = (gsize) MIN (end - at, HEADER_MAX);
  const guint8 *bytes = byline_input_peek (container->input, at, length, NULL);
  Bits bits = { bytes, length, 16 };
  guint32 width, height, ratio;
  gboolean small, all_as_usual;

  if (bytes == NULL || !is_bare (bytes, length))
    return;
  small = take (&bits, 1) == 1;
  height = small ? 8 * (1 + take (&bits, 5)) : take_size (&bits);
  ratio = take (&bits, 3);
  if (ratio != 0)
    width = wide_by_ratio (height, ratio);
  else
    width = small ? 8 * (1 + take (&bits, 5)) : take_size (&bits);
  container->width = (int) MIN (width, G_MAXINT);
  container->height = (int) MIN (height, G_MAXINT);
  container->orientation = 1;
  all_as_usual = take (&bits, 1) == 1;
  if (!all_as_usual && take (&bits, 1) == 1) /* extra fields */
    container->orientation = 1 + (int) take (&bits, 3);
}

/* Boxes --------------------------------------------------------------------------------------- */

static gboolean
take_part (BylineContainer *container, const BylineBox *box, BylinePart part, guint skip,
           GError **error)
{
  guint64 length = box->end - box->data;

  if (container->part[part] != NULL || length < skip || length > BYLINE_PART_LIMIT) {
    container->cautions |= part == BYLINE_PART_XMP ? (guint) BYLINE_CAUTION_SEVERAL_XMP
                                                   : (guint) BYLINE_CAUTION_SEVERAL_EXIF;
    return TRUE;
  }
  container->part[part] =
      byline_input_copy (container->input, box->data + skip, (gsize) (length - skip), error);
  return container->part[part] != NULL;
}

/* How far behind the next four octets the TIFF block is; FALSE with an error of reading */
static gboolean
take_exif (BylineContainer *container, const BylineBox *box, GError **error)
{
  const guint8 *bytes = NULL;
  guint64 skip = 4;

  if (box->end - box->data >= 4) {
    bytes = byline_input_peek (container->input, box->data, 4, error);
    if (bytes == NULL)
      return FALSE;
    for (guint i = 0; i < 4; i++)
      skip += (guint64) bytes[i] << 8 * (3 - i);
  }
  return take_part (container, box, BYLINE_PART_EXIF, (guint) MIN (skip, G_MAXUINT), error);
}

static gboolean
note_box (BylineContainer *container, const BylineBox *box, GError **error)
{
  if (is_type (box, "Exif"))
    return take_exif (container, box, error);
  if (is_type (box, "xml "))
    return take_part (container, box, BYLINE_PART_XMP, 0, error);
  if (is_type (box, "jumb"))
    container->cautions |= BYLINE_CAUTION_C2PA;
  if (is_type (box, "jxlc"))
    read_header (container, box->data, box->end);
  if (is_type (box, "jxlp") && container->width == 0 && box->end - box->data > 4)
    read_header (container, box->data + 4, box->end); /* behind its number */
  return TRUE;
}

static gboolean
is_in_boxes (const BylineContainer *container)
{
  const guint8 *head = byline_input_peek (container->input, 0, 2, NULL);

  return head != NULL && !is_bare (head, 2);
}

static gboolean
jxl_open (BylineContainer *container, GError **error)
{
  BylineBoxes boxes = byline_boxes (container->input, 0, byline_input_size (container->input));
  BylineBox box;
  g_autoptr (GError) failure = NULL;

  if (!is_in_boxes (container)) {
    read_header (container, 0, byline_input_size (container->input));
    return TRUE;
  }
  while (byline_boxes_next (&boxes, &box, &failure)) {
    if (!note_box (container, &box, error))
      return FALSE;
    if (boxes.cut)
      container->cautions |= BYLINE_CAUTION_TRUNCATED;
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
add_codestream (const BylineContainer *container, GArray *ranges)
{
  const guint64 size = byline_input_size (container->input);
  BylineBoxes boxes = byline_boxes (container->input, 0, size);
  BylineBox box;

  if (!is_in_boxes (container))
    return byline_ranges_add (ranges, 0, size);
  while (byline_boxes_next (&boxes, &box, NULL))
    if ((is_type (&box, "jxlc") || is_type (&box, "jxlp")) &&
        !byline_ranges_add (ranges, box.data, box.end - box.data))
      return FALSE;
  return ranges->len > 0;
}

static gboolean
jxl_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  return add_codestream (container, ranges) ||
         byline_container_fail (container, BYLINE_ERROR_MALFORMED, "there is no picture in it",
                                error);
}

/* Wrapping ------------------------------------------------------------------------------------ */

static void
put_box (GByteArray *out, const char type[5], guint n_zeros, GBytes *bytes)
{
  guint box;

  if (bytes == NULL)
    return;
  box = byline_box_begin (out, type);
  byline_put_number (out, 0, n_zeros);
  byline_put_bytes (out, bytes);
  byline_box_end (out, box);
}

/* Everything before the codestream, which is the last thing in the file. */
static GBytes *
head_new (guint64 size, GBytes *exif, GBytes *xmp)
{
  GByteArray *out = g_byte_array_new ();
  guint box;

  g_byte_array_append (out, signature, sizeof signature);
  box = byline_box_begin (out, "ftyp");
  g_byte_array_append (out, (const guint8 *) "jxl \0\0\0\0jxl ", 12);
  byline_box_end (out, box);
  put_box (out, "Exif", 4, exif);
  put_box (out, "xml ", 0, xmp);
  byline_put_number (out, 8 + size, 4);
  g_byte_array_append (out, (const guint8 *) "jxlc", 4);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
find_codestream (const BylineContainer *container, BylineRange *range)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (BylineRange));

  if (!add_codestream (container, ranges) || ranges->len != 1)
    return FALSE;
  *range = g_array_index (ranges, BylineRange, 0);
  return range->length <= G_MAXUINT32 / 2 &&
         range->offset + range->length == byline_input_size (container->input);
}

/* Fresh from the encoder, or as head_new() makes it. */
static gboolean
is_ours (const BylineContainer *container, const BylineRange *range)
{
  g_autoptr (GBytes) head =
      head_new (range->length, container->part[BYLINE_PART_EXIF], container->part[BYLINE_PART_XMP]);
  g_autoptr (GBytes) has = NULL;

  if (range->offset == 0 || range->offset != g_bytes_get_size (head))
    return range->offset == 0;
  has = byline_input_copy (container->input, 0, (gsize) range->offset, NULL);
  return has != NULL && g_bytes_equal (has, head);
}

static BylineSplice *
jxl_wrap (BylineContainer *container, const BylineNewParts *parts, GError **error)
{
  g_autoptr (GBytes) head = NULL;
  BylineSplice *splice;
  BylineRange range;

  if (!find_codestream (container, &range) || !is_ours (container, &range)) {
    byline_container_fail (container, BYLINE_ERROR_REFUSED, "is not of byline's making", error);
    return NULL;
  }
  head = head_new (range.length, parts->part[BYLINE_PART_EXIF].bytes,
                   parts->part[BYLINE_PART_XMP].bytes);
  splice = byline_splice_new ();
  byline_splice_insert (splice, head);
  byline_splice_keep (splice, range.offset, range.length);
  return splice;
}

const BylineContainerFormat byline_jxl_format = {
  .kind = BYLINE_FORMAT_JXL,
  .probe = jxl_probe,
  .open = jxl_open,
  .picture = jxl_picture,
  .wrap = jxl_wrap,
};
