/* Fujifilm's RAF: a header of its own, a JPEG whose Exif and XMP are the file's, a directory of
 * records, and what the sensor saw (exiftool's FujiFilm.pm).  Numbers are big-endian. */
#include "container/format.h"

#include <string.h>

#define HEADER 108
#define JPEG_AT 84 /* where its place and size are; the others' too */
#define RECORDS_AT 92
#define SENSOR_AT 100
/* As much of the JPEG as holds its metadata: they come first, in segments of at most 64 KB. */
#define JPEG_HEAD ((guint64) 1024 * 1024)
#define MAX_RECORDS 256
#define RECORD_SIZE 0x0111 /* height and width of the picture, cropped */

static guint32
u16_at (const guint8 *bytes)
{
  return (guint32) bytes[0] << 8 | bytes[1];
}

static guint32
u32_at (const guint8 *bytes)
{
  return u16_at (bytes) << 16 | u16_at (bytes + 2);
}

static gboolean
raf_probe (const guint8 *head, gsize length)
{
  return length >= 16 && memcmp (head, "FUJIFILMCCD-RAW ", 16) == 0;
}

/* Returns: FALSE with an error if what the header says at @field is not in the file */
static gboolean
find_range (const BylineContainer *container, guint field, BylineRange *range, GError **error)
{
  const guint8 *head = byline_input_peek (container->input, 0, HEADER, error);
  guint64 size = byline_input_size (container->input);

  if (head == NULL)
    return FALSE;
  *range = (BylineRange){ u32_at (head + field), u32_at (head + field + 4) };
  return (range->offset <= size && range->length <= size - range->offset) ||
         byline_container_fail (container, BYLINE_ERROR_MALFORMED, "it ends too early", error);
}

static gboolean
is_jpeg (GBytes *head)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (head, &size);

  return size >= 3 && memcmp (bytes, "\xff\xd8\xff", 3) == 0;
}

/* A preview that is broken takes its metadata with it, no more. */
static gboolean
take_parts (BylineContainer *container, GError **error)
{
  BylineRange range;
  g_autoptr (GBytes) head = NULL;
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) preview = NULL;

  if (!find_range (container, JPEG_AT, &range, error))
    return FALSE;
  head = byline_input_copy (container->input, range.offset, (gsize) MIN (range.length, JPEG_HEAD),
                            error);
  if (head == NULL)
    return FALSE;
  if (!is_jpeg (head)) /* it may be a raw file in a raw file in a raw file */
    return TRUE;
  input = byline_input_new (head, byline_input_name (container->input));
  preview = byline_container_open (input, NULL);
  if (preview == NULL || preview->kind != BYLINE_FORMAT_JPEG)
    return TRUE;
  for (guint i = 0; i < BYLINE_N_PARTS; i++)
    if (preview->part[i] != NULL)
      container->part[i] = g_bytes_ref (preview->part[i]);
  container->cautions |= preview->cautions & BYLINE_CAUTION_C2PA;
  container->width = preview->width;
  container->height = preview->height;
  return TRUE;
}

/* Records: how many; then of each a tag, its length, its octets. */
static gboolean
read_size (BylineContainer *container, GError **error)
{
  BylineRange range;
  guint64 at, end;
  const guint8 *bytes;
  guint32 n;

  if (!find_range (container, RECORDS_AT, &range, error))
    return FALSE;
  if (range.length < 4)
    return TRUE;
  at = range.offset + 4;
  end = range.offset + range.length;
  bytes = byline_input_peek (container->input, range.offset, 4, error);
  n = bytes != NULL ? MIN (u32_at (bytes), MAX_RECORDS) : 0;
  for (guint32 i = 0; i < n && end - at >= 8; i++) {
    bytes = byline_input_peek (container->input, at, 8, error);
    if (bytes == NULL)
      return FALSE;
    if (u16_at (bytes) == RECORD_SIZE && u16_at (bytes + 2) == 4) {
      container->height = (int) u16_at (bytes + 4);
      container->width = (int) u16_at (bytes + 6);
    }
    at += MIN (4 + (guint64) u16_at (bytes + 2), end - at);
  }
  return bytes != NULL;
}

static gboolean
raf_open (BylineContainer *container, GError **error)
{
  return take_parts (container, error) && read_size (container, error);
}

static gboolean
raf_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  BylineRange range;

  if (!find_range (container, SENSOR_AT, &range, error))
    return FALSE;
  byline_ranges_add (ranges, range.offset, range.length);
  return ranges->len > 0 || byline_container_fail (container, BYLINE_ERROR_MALFORMED,
                                                   "there is no picture in it", error);
}

const BylineContainerFormat byline_raf_format = {
  .kind = BYLINE_FORMAT_RAF,
  .probe = raf_probe,
  .open = raf_open,
  .picture = raf_picture,
};
