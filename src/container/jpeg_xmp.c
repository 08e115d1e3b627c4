#include "container/jpeg.h"

#include <string.h>

/* A chunk of extended XMP (XMP Part 3, 1.1.3.1): 32 digits of GUID, the length of the whole and
 * this chunk's place in it, then the chunk. */
#define GUID_LENGTH 32
#define CHUNK_HEAD (GUID_LENGTH + 4 + 4)

typedef struct {
  guint64 data; /* in the file */
  gsize length;
  guint32 place; /* in the whole */
} Chunk;

static guint32
read_u32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/* Adds the chunk if it is one of @guid's. Returns: FALSE if it contradicts the others */
static gboolean
add_chunk (BylineInput *input, const BylineSegment *segment, const char *guid, GArray *chunks,
           guint32 *whole)
{
  gsize length = (gsize) (segment->end - segment->data);
  const guint8 *head =
      length >= CHUNK_HEAD ? byline_input_peek (input, segment->data, CHUNK_HEAD, NULL) : NULL;
  Chunk chunk = { segment->data + CHUNK_HEAD, length - CHUNK_HEAD, 0 };

  if (head == NULL || memcmp (head, guid, GUID_LENGTH) != 0)
    return TRUE;
  if (chunks->len > 0 && *whole != read_u32 (head + GUID_LENGTH))
    return FALSE;
  *whole = read_u32 (head + GUID_LENGTH);
  chunk.place = read_u32 (head + GUID_LENGTH + 4);
  g_array_append_val (chunks, chunk);
  return TRUE;
}

static int
by_place (gconstpointer a, gconstpointer b)
{
  const Chunk *left = a, *right = b;

  return (left->place > right->place) - (left->place < right->place);
}

/* Only chunks that are exactly the whole, side by side: what is guessed here would be written. */
static gboolean
is_complete (const GArray *chunks, guint32 whole)
{
  guint64 at = 0;

  for (guint i = 0; i < chunks->len; i++) {
    const Chunk *chunk = &g_array_index (chunks, Chunk, i);

    if (chunk->place != at)
      return FALSE;
    at += chunk->length;
  }
  return at == whole && whole > 0 && whole <= BYLINE_PART_LIMIT;
}

static GBytes *
join_chunks (const BylineContainer *container, const char *guid)
{
  g_autoptr (GArray) chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  g_autofree guint8 *joined = NULL;
  guint32 whole = 0;

  for (guint i = 0; i < byline_jpeg_n_segments (container); i++) {
    const BylineSegment *segment = byline_jpeg_segment (container, i);

    if (segment->kind == BYLINE_SEGMENT_EXTENSION &&
        !add_chunk (container->input, segment, guid, chunks, &whole))
      return NULL;
  }
  g_array_sort (chunks, by_place);
  if (!is_complete (chunks, whole))
    return NULL;

  joined = g_malloc (whole);
  for (guint i = 0; i < chunks->len; i++) {
    const Chunk *chunk = &g_array_index (chunks, Chunk, i);

    if (!byline_input_read (container->input, chunk->data, joined + chunk->place, chunk->length,
                            NULL))
      return NULL;
  }
  return g_bytes_new_take (g_steal_pointer (&joined), whole);
}

/* The packet's xmpNote:HasExtendedXMP, an attribute or an element. */
static char *
named_guid (GBytes *packet)
{
  static const char name[] = "HasExtendedXMP";
  gsize size = 0;
  const char *bytes = packet != NULL ? g_bytes_get_data (packet, &size) : NULL;
  const char *end = bytes != NULL ? bytes + size : NULL;
  const char *at = bytes != NULL && size > 0 ? memmem (bytes, size, name, strlen (name)) : NULL;
  gsize n = 0;

  if (at == NULL)
    return NULL;
  for (at += strlen (name); at < end && strchr ("= \t\r\n'\">", *at) != NULL && *at != '\0';)
    at++;
  while (n < GUID_LENGTH && at + n < end && g_ascii_isxdigit (at[n]))
    n++;
  return n == GUID_LENGTH ? g_strndup (at, n) : NULL;
}

void
byline_jpeg_read_extension (BylineContainer *container)
{
  BylineJpeg *jpeg = container->detail;

  if ((container->cautions & BYLINE_CAUTION_EXTENDED_XMP) == 0)
    return;
  jpeg->guid = named_guid (container->part[BYLINE_PART_XMP]);
  if (jpeg->guid != NULL)
    container->part[BYLINE_PART_XMP_EXTENSION] = join_chunks (container, jpeg->guid);
}

gboolean
byline_jpeg_is_chunk (const BylineContainer *container, const BylineSegment *segment)
{
  const BylineJpeg *jpeg = container->detail;
  const guint8 *head = NULL;

  if (segment->kind != BYLINE_SEGMENT_EXTENSION || jpeg->guid == NULL ||
      segment->end - segment->data < CHUNK_HEAD)
    return FALSE;
  head = byline_input_peek (container->input, segment->data, GUID_LENGTH, NULL);
  return head != NULL && memcmp (head, jpeg->guid, GUID_LENGTH) == 0;
}

char *
byline_xmp_extension_guid (GBytes *extension)
{
  g_autofree char *md5 = g_compute_checksum_for_bytes (G_CHECKSUM_MD5, extension);

  return g_ascii_strup (md5, -1);
}

static void
append_u32 (GByteArray *out, guint32 number)
{
  const guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &big, sizeof big);
}

GBytes *
byline_jpeg_wrap_extension (GBytes *extension)
{
  static const char name[] = BYLINE_JPEG_EXTENSION_NAME;
  const gsize room = BYLINE_SEGMENT_MAX - sizeof name - CHUNK_HEAD;
  g_autofree char *guid = byline_xmp_extension_guid (extension);
  GByteArray *out = g_byte_array_new ();
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (extension, &size);

  for (gsize at = 0; at < size; at += room) {
    const gsize step = MIN (size - at, room);
    const gsize length = 2 + sizeof name + CHUNK_HEAD + step;
    const guint8 head[] = { 0xff, BYLINE_JPEG_APP1, (guint8) (length >> 8),
                            (guint8) (length & 0xff) };

    g_byte_array_append (out, head, sizeof head);
    g_byte_array_append (out, (const guint8 *) name, sizeof name);
    g_byte_array_append (out, (const guint8 *) guid, GUID_LENGTH);
    append_u32 (out, (guint32) size);
    append_u32 (out, (guint32) at);
    g_byte_array_append (out, bytes + at, (guint) step);
  }
  return g_byte_array_free_to_bytes (out);
}

/* What the file would have of @part. */
static GBytes *
part_after (const BylineContainer *container, const BylineNewParts *parts, BylinePart part)
{
  return parts->part[part].set ? parts->part[part].bytes : container->part[part];
}

gboolean
byline_jpeg_check_xmp (const BylineContainer *container, const BylineNewParts *parts,
                       GError **error)
{
  GBytes *packet = part_after (container, parts, BYLINE_PART_XMP);
  GBytes *extension = part_after (container, parts, BYLINE_PART_XMP_EXTENSION);
  GBytes *second = part_after (container, parts, BYLINE_PART_XMP_SECOND);
  const BylineJpeg *jpeg = container->detail;
  g_autofree char *named = named_guid (packet);
  g_autofree char *guid = NULL;

  if (second != NULL && (packet == NULL || container->part[BYLINE_PART_XMP_SECOND] == NULL))
    return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                  "a second XMP packet is no first", error);
  if (extension == NULL)
    return TRUE;
  guid = parts->part[BYLINE_PART_XMP_EXTENSION].set ? byline_xmp_extension_guid (extension)
                                                    : g_strdup (jpeg->guid);
  return g_strcmp0 (named, guid) == 0 ||
         byline_container_fail (container, BYLINE_ERROR_REFUSED, "its extended XMP would be lost",
                                error);
}
