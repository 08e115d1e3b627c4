#include "edit/look.h"

#include "base/hash.h"

#include <errno.h>
#include <string.h>

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)

static gint64
nanoseconds (const struct timespec *time)
{
  return (gint64) time->tv_sec * NS_PER_SECOND + (gint64) time->tv_nsec;
}

BylineFileStamp
byline_look_stamp (const struct stat *stat)
{
  return (BylineFileStamp){
    .size = (guint64) stat->st_size,
    .mtime_ns = nanoseconds (&stat->st_mtim),
    .ctime_ns = nanoseconds (&stat->st_ctim),
    .inode = stat->st_ino,
  };
}

gboolean
byline_look_same (const BylineFileStamp *a, const BylineFileStamp *b)
{
  return a->size == b->size && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns &&
         a->inode == b->inode;
}

char *
byline_look_beside (const char *real, const char *sidecar)
{
  g_autofree char *folder = g_path_get_dirname (real);

  return sidecar != NULL ? g_build_filename (folder, sidecar, NULL) : g_strdup (real);
}

gboolean
byline_look_open (const char *path, BylineInput **input, GError **error)
{
  struct stat now;

  *input = NULL;
  if (lstat (path, &now) < 0 && errno == ENOENT)
    return TRUE;
  *input = byline_input_open (path, error);
  return *input != NULL;
}

gboolean
byline_look_hash (BylineInput *input, guint8 sha256[BYLINE_SHA256_SIZE], GError **error)
{
  g_autoptr (BylineHash) hash = byline_hash_new ();
  guint64 size = input != NULL ? byline_input_size (input) : 0;

  if (input == NULL) {
    memset (sha256, 0, BYLINE_SHA256_SIZE);
    return TRUE;
  }
  for (guint64 offset = 0; offset < size; offset += BYLINE_PEEK_MAX) {
    gsize step = (gsize) MIN (size - offset, BYLINE_PEEK_MAX);
    const guint8 *bytes = byline_input_peek (input, offset, step, error);

    if (bytes == NULL)
      return FALSE;
    byline_hash_update (hash, bytes, step);
  }
  byline_hash_finish (hash, sha256);
  return TRUE;
}
