#include <byline/watch.h>

#include "edit/look.h"
#include "ingest/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#define INTERVAL_US ((gint64) G_USEC_PER_SEC)
/* Looking takes at most one part in so many of the time. */
#define IDLE_SHARE 20
/* How long a file stays as it is before it counts as whole, where nobody can be asked whether it is
 * still being written: another machine may write it. */
#define QUIET_US (5 * (gint64) G_USEC_PER_SEC)
/* What could not be brought to its place is tried again after so long. */
#define RETRY_US (30 * (gint64) G_USEC_PER_SEC)

typedef struct {
  BylineFileStamp stamp;
  gint64 since_us; /* when it was first seen as it is */
  gint64 from_us;  /* not to be given out before */
  gboolean given;  /* out, as it is */
  guint look;      /* the last one that saw it */
} Seen;

struct _BylineWatch {
  char **folders;
  GHashTable *files; /* path → Seen */
  guint look;
  gint64 took_us; /* for the last look */
};

BylineWatch *
byline_watch_new (const char *const *folders)
{
  BylineWatch *watch = g_new0 (BylineWatch, 1);

  watch->folders = g_strdupv ((char **) folders);
  watch->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return watch;
}

void
byline_watch_free (BylineWatch *watch)
{
  if (watch == NULL)
    return;
  g_hash_table_unref (watch->files);
  g_strfreev (watch->folders);
  g_free (watch);
}

typedef enum { WRITER_NONE, WRITER_SOME, WRITER_UNKNOWN } Writer;

/* The kernel grants a read lease only on a file that nobody has open for writing. */
static Writer
find_writer (const char *path)
{
  const int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  Writer writer = WRITER_UNKNOWN;

  if (fd < 0)
    return WRITER_SOME; /* not to be had now */
  /* Who opens it for writing meanwhile makes the kernel tell us, by a signal of which the usual one
   * would end us; this one is ignored unless somebody asks for it. */
  if (fcntl (fd, F_SETSIG, SIGURG) == 0 && fcntl (fd, F_SETLEASE, F_RDLCK) == 0) {
    (void) fcntl (fd, F_SETLEASE, F_UNLCK);
    writer = WRITER_NONE;
  } else if (errno == EAGAIN) {
    writer = WRITER_SOME;
  }
  close (fd);
  return writer;
}

static Seen *
see (BylineWatch *watch, const char *path, const struct stat *now)
{
  const BylineFileStamp stamp = byline_look_stamp (now);
  Seen *seen = g_hash_table_lookup (watch->files, path);

  if (seen == NULL) {
    seen = g_new0 (Seen, 1);
    g_hash_table_insert (watch->files, g_strdup (path), seen);
  } else if (byline_look_same (&seen->stamp, &stamp)) {
    seen->look = watch->look;
    return seen;
  }
  *seen = (Seen){ .stamp = stamp, .since_us = g_get_monotonic_time (), .look = watch->look };
  return seen;
}

static gboolean
has_landed (const Seen *seen, const char *path)
{
  const gint64 now_us = g_get_monotonic_time ();

  if (seen->given || seen->stamp.size == 0 || now_us < seen->from_us ||
      now_us - seen->since_us < INTERVAL_US / 2)
    return FALSE;
  switch (find_writer (path)) {
  case WRITER_NONE:
    return TRUE;
  case WRITER_SOME:
    return FALSE;
  case WRITER_UNKNOWN:
    return now_us - seen->since_us >= QUIET_US;
  }
  return FALSE;
}

static gboolean
is_gone (gpointer path G_GNUC_UNUSED, gpointer seen, gpointer watch)
{
  return ((const Seen *) seen)->look != ((const BylineWatch *) watch)->look;
}

char **
byline_watch_look (BylineWatch *watch, GError **error)
{
  const gint64 began_us = g_get_monotonic_time ();
  g_autoptr (BylineCard) found = byline_walk ((const char *const *) watch->folders, error);
  g_autoptr (GPtrArray) landed = NULL;

  if (found == NULL)
    return NULL;
  landed = g_ptr_array_new_with_free_func (g_free);
  watch->look++;
  for (guint i = 0; i < found->files->len; i++) {
    const BylineCardFile *file = g_ptr_array_index (found->files, i);
    g_autofree char *path = byline_card_file_path (file);
    struct stat now;
    Seen *seen;

    if (file->problem != NULL || stat (path, &now) < 0)
      continue;
    seen = see (watch, path, &now);
    if (!has_landed (seen, path))
      continue;
    seen->given = TRUE;
    g_ptr_array_add (landed, g_steal_pointer (&path));
  }
  g_hash_table_foreach_remove (watch->files, is_gone, watch);
  g_ptr_array_add (landed, NULL);
  watch->took_us = g_get_monotonic_time () - began_us;
  return (char **) g_ptr_array_free (g_steal_pointer (&landed), FALSE);
}

void
byline_watch_again (BylineWatch *watch, const char *path)
{
  Seen *seen = g_hash_table_lookup (watch->files, path);

  if (seen == NULL)
    return;
  seen->given = FALSE;
  seen->from_us = g_get_monotonic_time () + RETRY_US;
}

gint64
byline_watch_interval_us (const BylineWatch *watch)
{
  return MAX (INTERVAL_US, watch->took_us * IDLE_SHARE);
}
