#include "base/splice_hash.h"

/* Read at once: small enough to be still in the processor's cache when it is hashed, and each page
 * of it that is touched for the first time costs as much as hashing half a page. */
#define STEP ((gsize) 64 * 1024)

/* A thread costs about as much as hashing this. */
#define WORTH_A_THREAD ((guint64) 512 * 1024)

/* One of the two files. */
typedef struct {
  const BylineSplice *splice;
  BylineInput *old; /* NULL if its hash is not asked for */
  BylineHash *hash;
  GThread *thread; /* NULL once it has ended */
  GError *error;
} Side;

struct _BylineSpliceHash {
  BylineSplice *splice;
  Side before, after;
};

static gboolean
hash_range (Side *side, guint64 offset, guint64 length)
{
  while (length > 0) {
    const gsize step = (gsize) MIN (length, STEP);
    const guint8 *bytes = byline_input_peek (side->old, offset, step, &side->error);

    if (bytes == NULL)
      return FALSE;
    byline_hash_update (side->hash, bytes, step);
    offset += step;
    length -= step;
  }
  return TRUE;
}

static gpointer
hash_old (gpointer data)
{
  Side *side = data;

  hash_range (side, 0, byline_input_size (side->old));
  return NULL;
}

static gpointer
hash_new (gpointer data)
{
  Side *side = data;

  for (guint i = 0; i < byline_splice_n_pieces (side->splice); i++) {
    const BylinePiece *piece = byline_splice_piece (side->splice, i);

    if (piece->fresh != NULL)
      byline_hash_update (side->hash, g_bytes_get_data (piece->fresh, NULL), (gsize) piece->length);
    else if (!hash_range (side, piece->offset, piece->length))
      break;
  }
  return NULL;
}

static gboolean
begin (Side *side, const BylineSplice *splice, const BylineInput *old, GThreadFunc work,
       GError **error)
{
  side->splice = splice;
  side->old = byline_input_again (old, error);
  if (side->old == NULL)
    return FALSE;
  side->hash = byline_hash_new ();
  if (byline_input_size (old) >= WORTH_A_THREAD && byline_input_bytes (old) == NULL)
    side->thread = g_thread_try_new ("hash", work, side, NULL);
  if (side->thread == NULL)
    work (side);
  return TRUE;
}

static void
wait_for (Side *side)
{
  if (side->thread != NULL)
    g_thread_join (g_steal_pointer (&side->thread));
}

static gboolean
end (Side *side, guint8 *sha256, GError **error)
{
  wait_for (side);
  if (side->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&side->error));
    return FALSE;
  }
  if (side->hash != NULL && sha256 != NULL)
    byline_hash_finish (side->hash, sha256);
  return TRUE;
}

static void
clear (Side *side)
{
  wait_for (side);
  g_clear_error (&side->error);
  g_clear_pointer (&side->hash, byline_hash_free);
  g_clear_pointer (&side->old, byline_input_free);
}

BylineSpliceHash *
byline_splice_hash_begin (const BylineSplice *splice, const BylineInput *old, gboolean with_old,
                          GError **error)
{
  g_autoptr (BylineSpliceHash) hash = g_new0 (BylineSpliceHash, 1);

  hash->splice = byline_splice_copy (splice);
  if (!begin (&hash->after, hash->splice, old, hash_new, error) ||
      (with_old && !begin (&hash->before, hash->splice, old, hash_old, error)))
    return NULL;
  return g_steal_pointer (&hash);
}

void
byline_splice_hash_free (BylineSpliceHash *hash)
{
  if (hash == NULL)
    return;
  clear (&hash->before);
  clear (&hash->after);
  byline_splice_free (hash->splice);
  g_free (hash);
}

gboolean
byline_splice_hash_end (BylineSpliceHash *hash, guint8 *before, guint8 *after, GError **error)
{
  return end (&hash->before, before, error) && end (&hash->after, after, error);
}
