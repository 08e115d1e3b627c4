#include "base/zlib.h"

#define ZLIB_CONST
#include <zlib.h>

/* What comes out grows by so much at a time: a few bytes may claim to be endless. */
#define PIECE ((gsize) 64 * 1024)

typedef struct {
  int (*step) (z_stream *stream, int flush);
  int flush;
} Direction;

/* zlib counts what is to be read in 32 bits. */
static void
feed (z_stream *stream, gsize *left)
{
  const gsize step = MIN (*left, (gsize) 1 << 30);

  if (stream->avail_in > 0)
    return;
  stream->avail_in = (uInt) step;
  *left -= step;
}

/* Returns: NULL if it fails or gives more than @max */
static GBytes *
run (z_stream *stream, const Direction *direction, gsize size, gsize max)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (PIECE);
  gsize left = size;
  int result = Z_OK;

  while (result != Z_STREAM_END) {
    gsize made;

    feed (stream, &left);
    stream->next_out = piece;
    stream->avail_out = (uInt) PIECE;
    result = direction->step (stream, left > 0 ? Z_NO_FLUSH : direction->flush);
    made = PIECE - stream->avail_out;
    if ((result != Z_OK && result != Z_STREAM_END) || made > max - out->len)
      return NULL;
    g_byte_array_append (out, piece, (guint) made);
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GBytes *
byline_deflate (const void *bytes, gsize size, gsize max)
{
  static const Direction direction = { deflate, Z_FINISH };
  z_stream stream = { .next_in = bytes };
  GBytes *packed = NULL;

  max = MIN (max, G_MAXUINT);
  if (deflateInit (&stream, Z_DEFAULT_COMPRESSION) == Z_OK)
    packed = run (&stream, &direction, size, max);
  deflateEnd (&stream);
  return packed;
}

GBytes *
byline_inflate (const void *packed, gsize size, gsize max)
{
  static const Direction direction = { inflate, Z_SYNC_FLUSH };
  z_stream stream = { .next_in = packed };
  GBytes *bytes = NULL;

  max = MIN (max, G_MAXUINT);
  if (inflateInit (&stream) == Z_OK)
    bytes = run (&stream, &direction, size, max);
  inflateEnd (&stream);
  return bytes;
}

guint32
byline_crc32 (const void *bytes, gsize size)
{
  return (guint32) crc32_z (crc32_z (0, NULL, 0), bytes, size);
}
