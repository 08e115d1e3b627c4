/* Splices as bytes, all numbers big-endian:
 *
 *   "BSP1"  u32 number of pieces
 *   then each piece:  'K' u64 offset u64 length   a kept range
 *                     'F' u64 length bytes        fresh bytes
 *
 * Kept ranges stand in the order of the file and do not overlap: what a journal brings back is
 * never larger than the file and the journal together. */
#include "base/splice.h"

#include <string.h>

static const guint8 magic[4] = { 'B', 'S', 'P', '1' };

static void
put_number (GByteArray *out, guint64 number, guint n_bytes)
{
  guint64 big = GUINT64_TO_BE (number);

  g_byte_array_append (out, (const guint8 *) &big + (sizeof big - n_bytes), n_bytes);
}

static void
put_bytes (GByteArray *out, GBytes *bytes)
{
  gsize size;
  const guint8 *start = g_bytes_get_data (bytes, &size);

  g_byte_array_append (out, start, (guint) size);
}

GBytes *
byline_splice_encode (const BylineSplice *splice)
{
  GByteArray *out = g_byte_array_new ();

  g_byte_array_append (out, magic, sizeof magic);
  put_number (out, byline_splice_n_pieces (splice), 4);
  for (guint i = 0; i < byline_splice_n_pieces (splice); i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);

    put_number (out, piece->fresh != NULL ? 'F' : 'K', 1);
    if (piece->fresh == NULL)
      put_number (out, piece->offset, 8);
    put_number (out, piece->length, 8);
    if (piece->fresh != NULL)
      put_bytes (out, piece->fresh);
  }
  return g_byte_array_free_to_bytes (out);
}

/* What is left to decode. */
typedef struct {
  const guint8 *at;
  gsize left;
  guint64 kept_to; /* end of the last kept range */
} Reader;

static gboolean
take_number (Reader *reader, guint n_bytes, guint64 *number)
{
  guint64 big = 0;

  if (reader->left < n_bytes)
    return FALSE;
  memcpy ((guint8 *) &big + (sizeof big - n_bytes), reader->at, n_bytes);
  *number = GUINT64_FROM_BE (big);
  reader->at += n_bytes;
  reader->left -= n_bytes;
  return TRUE;
}

static gboolean
take_kept (Reader *reader, BylineSplice *splice)
{
  guint64 offset, length;

  if (!take_number (reader, 8, &offset) || !take_number (reader, 8, &length))
    return FALSE;
  if (offset < reader->kept_to || offset > G_MAXINT64 || length == 0 ||
      length > G_MAXINT64 - offset || length > G_MAXINT64 - byline_splice_size (splice))
    return FALSE;
  byline_splice_keep (splice, offset, length);
  reader->kept_to = offset + length;
  return TRUE;
}

static gboolean
take_fresh (Reader *reader, BylineSplice *splice)
{
  g_autoptr (GBytes) fresh = NULL;
  guint64 length;

  if (!take_number (reader, 8, &length))
    return FALSE;
  if (length == 0 || length > reader->left ||
      length > G_MAXINT64 - MIN (byline_splice_size (splice), G_MAXINT64))
    return FALSE;
  fresh = g_bytes_new (reader->at, (gsize) length);
  byline_splice_insert (splice, fresh);
  reader->at += length;
  reader->left -= (gsize) length;
  return TRUE;
}

static gboolean
take_piece (Reader *reader, BylineSplice *splice)
{
  guint64 kind;

  if (!take_number (reader, 1, &kind))
    return FALSE;
  if (kind == 'K')
    return take_kept (reader, splice);
  return kind == 'F' && take_fresh (reader, splice);
}

BylineSplice *
byline_splice_decode (GBytes *encoded, GError **error)
{
  g_autoptr (BylineSplice) splice = byline_splice_new ();
  Reader reader = { .at = g_bytes_get_data (encoded, NULL), .left = g_bytes_get_size (encoded) };
  guint64 n_pieces = 0;
  gboolean sane;

  sane = reader.left >= sizeof magic && memcmp (reader.at, magic, sizeof magic) == 0;
  if (sane) {
    reader.at += sizeof magic;
    reader.left -= sizeof magic;
    sane = take_number (&reader, 4, &n_pieces);
  }
  for (guint64 i = 0; sane && i < n_pieces; i++)
    sane = take_piece (&reader, splice);
  if (!sane || reader.left != 0) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED,
                         "the record of the change is damaged");
    return NULL;
  }
  return g_steal_pointer (&splice);
}
