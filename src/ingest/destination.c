#include "ingest/destination.h"

#include "base/newfile.h"

#include <byline/error.h>

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* So many failures one after the other are the disk's, whatever it says of itself. */
#define FAILURES_MAX 5
/* But a larger file than this fails on FAT for its size, and the next one need not. */
#define FAT_FILE_MAX G_GUINT64_CONSTANT (0xffffffff)

struct _BylineDestination {
  char *folder;
  gboolean backup;
  dev_t device; /* another one under the same name is another disk */
  ino_t inode;

  pthread_mutex_t mutex; /* for what follows; not GMutex: ThreadSanitizer knows this one */
  GHashTable *swept;     /* folders */
  GError *gone;          /* why nothing more goes there; once set, it stays */
  guint failures;        /* one after the other */
  guint copied, lost;    /* files */
  guint64 bytes;
};

BylineDestination *
byline_destination_new (const char *folder, gboolean backup, GError **error)
{
  BylineDestination *destination;
  char *real = realpath (folder, NULL);
  struct stat now;

  if (real == NULL || stat (real, &now) < 0 || !S_ISDIR (now.st_mode)) {
    free (real);
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "%s: no such folder; is the disk plugged in?", folder);
    return NULL;
  }
  destination = g_new0 (BylineDestination, 1);
  destination->folder = g_strdup (real);
  free (real);
  destination->backup = backup;
  destination->device = now.st_dev;
  destination->inode = now.st_ino;
  pthread_mutex_init (&destination->mutex, NULL);
  destination->swept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return destination;
}

BylineDestination *
byline_destination_new_gone (const char *folder)
{
  BylineDestination *destination = g_new0 (BylineDestination, 1);

  destination->folder = g_canonicalize_filename (folder, NULL);
  destination->backup = TRUE;
  pthread_mutex_init (&destination->mutex, NULL);
  destination->swept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_set_error (&destination->gone, BYLINE_ERROR, BYLINE_ERROR_WRITE,
               "%s: is not there any more; nothing more is copied there", destination->folder);
  return destination;
}

gboolean
byline_ingest_is_disk (const char *folder)
{
  g_autofree char *above = g_build_filename (folder, "..", NULL);
  struct stat here, there;

  return stat (folder, &here) == 0 && stat (above, &there) == 0 && here.st_dev != there.st_dev;
}

void
byline_destination_free (BylineDestination *destination)
{
  if (destination == NULL)
    return;
  pthread_mutex_destroy (&destination->mutex);
  g_hash_table_unref (destination->swept);
  g_clear_error (&destination->gone);
  g_free (destination->folder);
  g_free (destination);
}

const char *
byline_destination_folder (const BylineDestination *destination)
{
  return destination->folder;
}

gboolean
byline_destination_is_backup (const BylineDestination *destination)
{
  return destination->backup;
}

gboolean
byline_destination_holds (const BylineDestination *destination, const char *path)
{
  const gsize n = strlen (destination->folder);

  return strncmp (path, destination->folder, n) == 0 &&
         (path[n] == '/' || path[n] == '\0' || g_str_equal (destination->folder, "/"));
}

gboolean
byline_destination_usable (BylineDestination *destination, GError **error)
{
  gboolean usable;

  pthread_mutex_lock (&destination->mutex);
  usable = destination->gone == NULL;
  if (!usable && error != NULL) {
    destination->lost++;
    *error = g_error_copy (destination->gone);
  }
  pthread_mutex_unlock (&destination->mutex);
  return usable;
}

void
byline_destination_took (BylineDestination *destination, guint64 bytes)
{
  pthread_mutex_lock (&destination->mutex);
  destination->failures = 0;
  destination->copied++;
  destination->bytes += bytes;
  pthread_mutex_unlock (&destination->mutex);
}

/* Returns: why nothing at all can be written there; NULL if it looks well */
static const char *
ails (const BylineDestination *destination, guint64 bytes)
{
  struct stat now;
  struct statvfs disk;

  if (stat (destination->folder, &now) < 0 || now.st_dev != destination->device ||
      now.st_ino != destination->inode)
    return "is not there any more";
  if (statvfs (destination->folder, &disk) < 0)
    return "does not answer any more";
  if ((disk.f_flag & ST_RDONLY) != 0)
    return "is read-only";
  if (disk.f_bavail < bytes / MAX (disk.f_frsize, 1) + 2)
    return "is full";
  if (disk.f_files != 0 && disk.f_favail == 0)
    return "has no room for one more file";
  return access (destination->folder, W_OK) < 0 ? "may not be written" : NULL;
}

gboolean
byline_destination_failed (BylineDestination *destination, const GError *error, guint64 bytes)
{
  const char *why = NULL;
  gboolean gone;

  if (!g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_WRITE))
    return FALSE; /* it was written, and then something was wrong with it */
  why = ails (destination, bytes);
  pthread_mutex_lock (&destination->mutex);
  destination->lost++;
  if (bytes <= FAT_FILE_MAX && ++destination->failures == FAILURES_MAX && why == NULL)
    why = "fails again and again";
  if (why != NULL && destination->gone == NULL)
    g_set_error (&destination->gone, BYLINE_ERROR, BYLINE_ERROR_WRITE,
                 "%s: %s; nothing more is copied there", destination->folder, why);
  gone = destination->gone != NULL;
  pthread_mutex_unlock (&destination->mutex);
  return gone;
}

void
byline_destination_look (BylineDestination *destination, BylineDestinationState *state)
{
  pthread_mutex_lock (&destination->mutex);
  *state = (BylineDestinationState){ .folder = destination->folder,
                                     .backup = destination->backup,
                                     .copied = destination->copied,
                                     .lost = destination->lost,
                                     .bytes = destination->bytes,
                                     .gone = destination->gone };
  pthread_mutex_unlock (&destination->mutex);
}

void
byline_destination_sweep (BylineDestination *destination, const char *folder)
{
  gboolean first;

  pthread_mutex_lock (&destination->mutex);
  first = g_hash_table_add (destination->swept, g_strdup (folder));
  pthread_mutex_unlock (&destination->mutex);
  if (first)
    byline_new_file_sweep (folder);
}
