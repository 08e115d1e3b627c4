#include "ingest/copy.h"

#include "edit/look.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Passes a range on to the hash and, where there is one, the file. */
static gboolean
pass_range (BylineInput *input, guint64 offset, guint64 length, BylineHash *hash,
            BylineNewFile *file, GError **error)
{
  while (length > 0) {
    gsize step = (gsize) MIN (length, BYLINE_PEEK_MAX);
    const guint8 *bytes = byline_input_peek (input, offset, step, error);

    if (bytes == NULL)
      return FALSE;
    byline_hash_update (hash, bytes, step);
    if (file != NULL && !byline_new_file_write (file, bytes, step, error))
      return FALSE;
    offset += step;
    length -= step;
  }
  return TRUE;
}

static gboolean
pass_piece (const BylinePiece *piece, BylineInput *input, BylineHash *hash, BylineNewFile *file,
            GError **error)
{
  const guint8 *fresh;
  gsize length;

  if (piece->fresh == NULL)
    return pass_range (input, piece->offset, piece->length, hash, file, error);
  fresh = g_bytes_get_data (piece->fresh, &length);
  byline_hash_update (hash, fresh, length);
  return file == NULL || byline_new_file_write (file, fresh, length, error);
}

gboolean
byline_copy_write (const BylineSplice *splice, BylineInput *input, BylineNewFile *file,
                   guint8 sha256[BYLINE_SHA256_SIZE], GError **error)
{
  g_autoptr (BylineHash) hash = byline_hash_new ();

  for (guint i = 0; i < byline_splice_n_pieces (splice); i++)
    if (!pass_piece (byline_splice_piece (splice, i), input, hash, file, error))
      return FALSE;
  byline_hash_finish (hash, sha256);
  return TRUE;
}

gboolean
byline_copy_hash_splice (const BylineSplice *splice, BylineInput *input,
                         guint8 sha256[BYLINE_SHA256_SIZE], GError **error)
{
  return byline_copy_write (splice, input, NULL, sha256, error);
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
  /* Where a file system keeps its pages (tmpfs), there is no medium to ask. */
  (void) posix_fadvise (fd, 0, 0, POSIX_FADV_DONTNEED);
  return TRUE;
}

BylineInput *
byline_copy_read_back (int fd, const char *path, const guint8 sha256[BYLINE_SHA256_SIZE],
                       GError **error)
{
  g_autoptr (BylineInput) copy = NULL;
  guint8 found[BYLINE_SHA256_SIZE];

  if (!put_on_medium (fd, path, error))
    return NULL;
  copy = byline_input_open (path, error);
  if (copy == NULL || !byline_look_hash (copy, found, error))
    return NULL;
  if (memcmp (found, sha256, sizeof found) == 0)
    return g_steal_pointer (&copy);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_INTEGRITY,
               "%s: the disk does not give back what was written", path);
  return NULL;
}
