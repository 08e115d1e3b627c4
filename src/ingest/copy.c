#include "ingest/copy.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Where bytes go: into a hash, where one is wanted, and the sinks. */
typedef struct {
  BylineHash *hash; /* nullable */
  const BylineSinks *sinks;
  BylineCancellable *cancellable;
} Flow;

static void
pass_bytes (const Flow *flow, const guint8 *bytes, gsize length)
{
  if (flow->hash != NULL)
    byline_hash_update (flow->hash, bytes, length);
  for (guint i = 0; i < flow->sinks->n; i++) {
    BylineSink *sink = &flow->sinks->sinks[i];

    if (sink->error == NULL)
      byline_new_file_write (sink->file, bytes, length, &sink->error);
  }
}

static gboolean
throw_cancelled (const BylineInput *input, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED, "%s: interrupted",
               byline_input_name (input));
  return FALSE;
}

static gboolean
pass_range (const Flow *flow, BylineInput *input, guint64 offset, guint64 length, GError **error)
{
  while (length > 0) {
    const gsize step = (gsize) MIN (length, BYLINE_PEEK_MAX);
    const guint8 *bytes = NULL;

    if (byline_cancellable_is_cancelled (flow->cancellable))
      return throw_cancelled (input, error);
    bytes = byline_input_peek (input, offset, step, error);
    if (bytes == NULL)
      return FALSE;
    pass_bytes (flow, bytes, step);
    if (flow->sinks->moved != NULL)
      atomic_fetch_add (flow->sinks->moved, step);
    offset += step;
    length -= step;
  }
  return TRUE;
}

static gboolean
pass_splice (const Flow *flow, const BylineSplice *splice, BylineInput *input, GError **error)
{
  for (guint i = 0; i < byline_splice_n_pieces (splice); i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);
    const guint8 *fresh;
    gsize length;

    if (piece->fresh == NULL) {
      if (!pass_range (flow, input, piece->offset, piece->length, error))
        return FALSE;
      continue;
    }
    fresh = g_bytes_get_data (piece->fresh, &length);
    pass_bytes (flow, fresh, length);
  }
  return TRUE;
}

gboolean
byline_copy_write (const BylineSplice *splice, BylineInput *input, const BylineSinks *sinks,
                   guint8 *sha256, BylineCancellable *cancellable, GError **error)
{
  g_autoptr (BylineHash) hash = sha256 != NULL ? byline_hash_new () : NULL;
  const Flow flow = { hash, sinks, cancellable };

  if (!pass_splice (&flow, splice, input, error))
    return FALSE;
  if (hash != NULL)
    byline_hash_finish (hash, sha256);
  return TRUE;
}

static gboolean
put_on_medium (int fd, const char *path, GError **error)
{
  int result;

  do
    result = fsync (fd);
  while (result < 0 && errno == EINTR);
  if (result < 0) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: cannot write: %s", path,
                 g_strerror (errno));
    return FALSE;
  }
  return TRUE;
}

/* Where a file system keeps its pages (tmpfs), there is no medium to ask. */
static void
forget_pages (int fd)
{
  (void) posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
}

/* What @input gives now must be @sha256. */
static gboolean
compare (BylineInput *input, const guint8 sha256[BYLINE_SHA256_SIZE], const char *otherwise,
         BylineCancellable *cancellable, GError **error)
{
  const BylineSinks none = { .n = 0 };
  g_autoptr (BylineHash) hash = byline_hash_new ();
  const Flow flow = { hash, &none, cancellable };
  guint8 found[BYLINE_SHA256_SIZE];

  if (!pass_range (&flow, input, 0, byline_input_size (input), error))
    return FALSE;
  byline_hash_finish (hash, found);
  if (memcmp (found, sha256, sizeof found) == 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_INTEGRITY, "%s: %s", byline_input_name (input),
               otherwise);
  return FALSE;
}

static BylineInput *
read_medium (int fd, const char *path, const guint8 *sha256, BylineCancellable *cancellable,
             GError **error)
{
  g_autoptr (BylineInput) copy = NULL;

  if (sha256 != NULL)
    forget_pages (fd);
  copy = byline_input_open (path, error);
  if (copy == NULL ||
      (sha256 != NULL &&
       !compare (copy, sha256, "the disk does not give back what was written", cancellable, error)))
    return NULL;
  return g_steal_pointer (&copy);
}

BylineInput *
byline_copy_read_back (int fd, const char *path, const guint8 *sha256,
                       BylineCancellable *cancellable, GError **error)
{
  return put_on_medium (fd, path, error) ? read_medium (fd, path, sha256, cancellable, error)
                                         : NULL;
}

BylineInput *
byline_copy_read_new (BylineNewFile *file, const guint8 *sha256, BylineCancellable *cancellable,
                      GError **error)
{
  return byline_new_file_finish (file, error)
             ? read_medium (byline_new_file_fd (file), byline_new_file_temporary (file), sha256,
                            cancellable, error)
             : NULL;
}

gboolean
byline_copy_read_again (const char *path, const guint8 sha256[BYLINE_SHA256_SIZE],
                        BylineCancellable *cancellable, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (path, error);

  if (input == NULL)
    return FALSE;
  forget_pages (byline_input_fd (input));
  return compare (input, sha256, "reads differently the second time", cancellable, error);
}
