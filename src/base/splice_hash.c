#include "base/splice_hash.h"

/* Read at once: small enough to be still in the processor's cache for the second hash. */
#define STEP ((gsize) 256 * 1024)

/* A thread costs about as much as hashing this. */
#define WORTH_A_THREAD ((guint64) 512 * 1024)

struct _BylineSpliceHash {
  BylineSplice *splice;
  BylineInput *old;
  BylineHash *before; /* NULL if not asked for */
  BylineHash *after;
  GThread *thread; /* NULL once it has ended */
  GError *error;
};

static gboolean
hash_range (BylineSpliceHash *hash, guint64 offset, guint64 length, BylineHash *after)
{
  while (length > 0) {
    const gsize step = (gsize) MIN (length, STEP);
    const guint8 *bytes = byline_input_peek (hash->old, offset, step, &hash->error);

    if (bytes == NULL)
      return FALSE;
    if (hash->before != NULL)
      byline_hash_update (hash->before, bytes, step);
    if (after != NULL)
      byline_hash_update (after, bytes, step);
    offset += step;
    length -= step;
  }
  return TRUE;
}

/* What the new file leaves out. */
static gboolean
hash_gap (BylineSpliceHash *hash, guint64 from, guint64 to)
{
  return hash->before == NULL || from >= to || hash_range (hash, from, to - from, NULL);
}

static gpointer
hash_both (gpointer data)
{
  BylineSpliceHash *hash = data;
  guint64 at = 0;

  for (guint i = 0; i < byline_splice_n_pieces (hash->splice); i++) {
    const BylinePiece *piece = byline_splice_piece (hash->splice, i);

    if (piece->fresh != NULL) {
      byline_hash_update (hash->after, g_bytes_get_data (piece->fresh, NULL),
                          (gsize) piece->length);
      continue;
    }
    if (!hash_gap (hash, at, piece->offset) ||
        !hash_range (hash, piece->offset, piece->length, hash->after))
      return NULL;
    at = piece->offset + piece->length;
  }
  hash_gap (hash, at, byline_input_size (hash->old));
  return NULL;
}

BylineSpliceHash *
byline_splice_hash_begin (const BylineSplice *splice, const BylineInput *old, gboolean with_old,
                          GError **error)
{
  BylineInput *again = byline_input_again (old, error);
  BylineSpliceHash *hash = NULL;

  if (again == NULL)
    return NULL;
  hash = g_new0 (BylineSpliceHash, 1);
  hash->old = again;
  hash->splice = byline_splice_copy (splice);
  hash->before = with_old ? byline_hash_new () : NULL;
  hash->after = byline_hash_new ();
  if (byline_input_size (again) >= WORTH_A_THREAD && byline_input_bytes (again) == NULL)
    hash->thread = g_thread_try_new ("hash", hash_both, hash, NULL);
  if (hash->thread == NULL)
    hash_both (hash);
  return hash;
}

static void
wait_for (BylineSpliceHash *hash)
{
  if (hash->thread != NULL)
    g_thread_join (g_steal_pointer (&hash->thread));
}

void
byline_splice_hash_free (BylineSpliceHash *hash)
{
  if (hash == NULL)
    return;
  wait_for (hash);
  g_clear_error (&hash->error);
  byline_hash_free (hash->after);
  byline_hash_free (hash->before);
  byline_input_free (hash->old);
  byline_splice_free (hash->splice);
  g_free (hash);
}

gboolean
byline_splice_hash_end (BylineSpliceHash *hash, guint8 *before, guint8 *after, GError **error)
{
  wait_for (hash);
  if (hash->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&hash->error));
    return FALSE;
  }
  if (hash->before != NULL && before != NULL)
    byline_hash_finish (hash->before, before);
  byline_hash_finish (hash->after, after);
  return TRUE;
}
