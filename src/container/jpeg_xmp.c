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

GBytes *
byline_jpeg_extended_xmp (const BylineContainer *container, const char *guid)
{
  g_autoptr (GArray) chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  g_autofree guint8 *joined = NULL;
  guint32 whole = 0;

  if (strlen (guid) != GUID_LENGTH)
    return NULL;
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
