#include "base/newfile.h"

#include "base/attributes.h"
#include "base/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every file of ours that is not finished: ".byline-XXXXXX.part". */
#define PART_PREFIX ".byline-"
#define PART_SUFFIX ".part"
#define PART_RANDOM 6

/* The disk begins to write what was copied while the next is: every new file is to be on it soon.
 */
#define COPY_STEP ((guint64) 4 * 1024 * 1024)

struct _BylineNewFile {
  char *path;      /* where it will be */
  char *name;      /* its last component */
  char *temporary; /* full path; NULL once committed */
  int folder_fd;
  int fd;
  mode_t mode; /* to give when all is written */
  gboolean finished;
  GThread *syncing; /* NULL unless it is on its way to the disk */
  guint64 size;
};

static gboolean
fail (const BylineNewFile *file, const char *what, GError **error)
{
  int errnum = errno;

  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: %s: %s", file->path, what,
               g_strerror (errnum));
  return FALSE;
}

/* Is it that the file system does not know how? */
static gboolean
cannot (int errnum)
{
  return errnum == EINVAL || errnum == ENOSYS || errnum == ENOTSUP;
}

static const char *
temporary_name (const BylineNewFile *file)
{
  return strrchr (file->temporary, '/') + 1;
}

static void
fill_random (char *letters, gsize n)
{
  static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567"; /* 32: no modulo bias */
  guint8 noise[PART_RANDOM];

  /* A clash is harmless, O_EXCL finds it; so if the kernel has no noise, GLib's will do. */
  if (getrandom (noise, sizeof noise, GRND_NONBLOCK) != (gssize) sizeof noise) {
    for (gsize i = 0; i < n; i++)
      noise[i] = (guint8) g_random_int ();
  }
  for (gsize i = 0; i < n; i++)
    letters[i] = alphabet[noise[i] % 32];
}

/* A file system without locks has no sweeper either: it could not tell the dead from the living.
 * Returns: FALSE if a sweeper took the file between our making and locking it */
static gboolean
lock_new (int fd)
{
  struct stat now;

  if (flock (fd, LOCK_EX | LOCK_NB) < 0 && errno == EWOULDBLOCK)
    return FALSE;
  return fstat (fd, &now) == 0 && now.st_nlink > 0;
}

/* Others must not read a private photo while it is being written, nor must a finished file be
 * private for no reason: remember the mode that umask and default ACLs give, then close it. */
static gboolean
close_to_others (BylineNewFile *file)
{
  struct stat now;

  if (fstat (file->fd, &now) < 0)
    return FALSE;
  file->mode = now.st_mode & 07777;
  (void) fchmod (file->fd, S_IRUSR | S_IWUSR); /* fails where modes mean nothing, as on a card */
  return TRUE;
}

static gboolean
open_temporary (BylineNewFile *file, const char *folder)
{
  for (guint tries = 0; tries < 100; tries++) {
    char letters[PART_RANDOM + 1] = { 0 };

    fill_random (letters, PART_RANDOM);
    g_free (file->temporary);
    file->temporary = g_strdup_printf ("%s/" PART_PREFIX "%s" PART_SUFFIX, folder, letters);
    file->fd = openat (file->folder_fd, temporary_name (file),
                       O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (file->fd < 0 && errno != EEXIST && errno != EINTR)
      return FALSE;
    if (file->fd >= 0 && lock_new (file->fd))
      return close_to_others (file);
    if (file->fd >= 0)
      close (file->fd);
    file->fd = -1;
  }
  errno = EEXIST;
  return FALSE;
}

BylineNewFile *
byline_new_file_create (const char *path, GError **error)
{
  BylineNewFile *file = g_new0 (BylineNewFile, 1);
  g_autofree char *folder = g_path_get_dirname (path);

  file->path = g_strdup (path);
  file->name = g_path_get_basename (path);
  file->fd = -1;
  file->folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file->folder_fd < 0 || !open_temporary (file, folder)) {
    fail (file, "cannot write into its folder", error);
    g_clear_pointer (&file->temporary, g_free); /* not ours to remove */
    byline_new_file_free (file);
    return NULL;
  }
  return file;
}

void
byline_new_file_free (BylineNewFile *file)
{
  if (file == NULL)
    return;
  if (file->syncing != NULL)
    g_thread_join (g_steal_pointer (&file->syncing));
  if (file->temporary != NULL && file->fd >= 0)
    unlinkat (file->folder_fd, temporary_name (file), 0);
  if (file->fd >= 0)
    close (file->fd);
  if (file->folder_fd >= 0)
    close (file->folder_fd);
  g_free (file->temporary);
  g_free (file->name);
  g_free (file->path);
  g_free (file);
}

guint64
byline_new_file_size (const BylineNewFile *file)
{
  return file->size;
}

const char *
byline_new_file_temporary (const BylineNewFile *file)
{
  return file->temporary;
}

int
byline_new_file_fd (const BylineNewFile *file)
{
  return file->fd;
}

void
byline_new_file_rename (BylineNewFile *file, const char *name)
{
  g_autofree char *folder = g_path_get_dirname (file->path);

  g_free (file->path);
  g_free (file->name);
  file->path = g_build_filename (folder, name, NULL);
  file->name = g_strdup (name);
}

gboolean
byline_new_file_write (BylineNewFile *file, const void *bytes, gsize length, GError **error)
{
  const guint8 *at = bytes;

  file->finished = FALSE;
  while (length > 0) {
    gssize n = write (file->fd, at, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return fail (file, "cannot write", error);
    at += n;
    length -= (gsize) n;
    file->size += (guint64) n;
  }
  return TRUE;
}

/* Returns: bytes the kernel copied; fewer than @length if it cannot or something is wrong, which
 * reading and writing will then meet again and put a name to */
static guint64
copy_in_kernel (BylineNewFile *file, int from, guint64 offset, guint64 length)
{
  off_t at = (off_t) offset;
  guint64 done = 0;

  while (done < length) {
    gsize step = (gsize) MIN (length - done, COPY_STEP);
    gssize n = copy_file_range (from, &at, file->fd, NULL, step, 0);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;
    (void) sync_file_range (file->fd, (off_t) file->size, n, SYNC_FILE_RANGE_WRITE);
    done += (guint64) n;
    file->size += (guint64) n;
  }
  return done;
}

gboolean
byline_new_file_copy (BylineNewFile *file, BylineInput *input, guint64 offset, guint64 length,
                      GError **error)
{
  file->finished = FALSE;
  /* What is in memory is not asked of the disk again: it may be a slow card. */
  if (byline_input_bytes (input) == NULL) {
    guint64 done = copy_in_kernel (file, byline_input_fd (input), offset, length);

    offset += done;
    length -= done;
  }
  while (length > 0) {
    gsize step = (gsize) MIN (length, BYLINE_PEEK_MAX);
    const guint8 *bytes = byline_input_peek (input, offset, step, error);

    if (bytes == NULL || !byline_new_file_write (file, bytes, step, error))
      return FALSE;
    offset += step;
    length -= step;
  }
  return TRUE;
}

gboolean
byline_new_file_copy_attributes (BylineNewFile *file, BylineInput *input, GError **error)
{
  const struct stat *wanted = byline_input_stat (input);

  if (wanted == NULL)
    return TRUE;
  file->finished = FALSE;
  file->mode = byline_attributes_copy_owner (file->fd, wanted);
  if (file->mode == (mode_t) -1)
    return fail (file, "cannot keep its owner", error);
  /* The mode is held back to the commit, where it comes after the ACL whose mask it sets. */
  if (!byline_attributes_copy_extended (file->fd, byline_input_fd (input)))
    return fail (file, "cannot keep its extended attributes", error);
  return TRUE;
}

gboolean
byline_new_file_copy_times (BylineNewFile *file, BylineInput *input, GError **error)
{
  const struct stat *from = byline_input_stat (input);

  if (from == NULL)
    return TRUE;
  if (futimens (file->fd, (struct timespec[2]){ from->st_atim, from->st_mtim }) == 0)
    return TRUE;
  /* Where times cannot be set, as on a phone or another's disk, the file is whole without them. */
  return cannot (errno) || errno == EPERM || fail (file, "cannot keep its times", error);
}

/* Returns: 0 or errno */
static int
sync_file (int fd)
{
  while (fsync (fd) < 0) {
    if (errno != EINTR)
      return errno;
  }
  return 0;
}

/* Some file systems (exFAT by way of FUSE) can neither rename without replacing nor link.  There
 * the name is looked at first, with all bylines taking turns by a lock on the folder; only another
 * program that makes a file of that very name in that very moment could lose it. */
static gboolean
put_in_turn (const BylineNewFile *file)
{
  struct stat there;
  gboolean put = FALSE;
  int errnum;

  (void) flock (file->folder_fd, LOCK_EX); /* without locks there is but the look */
  if (fstatat (file->folder_fd, file->name, &there, AT_SYMLINK_NOFOLLOW) == 0)
    errno = EEXIST;
  else if (errno == ENOENT)
    put = renameat (file->folder_fd, temporary_name (file), file->folder_fd, file->name) == 0;
  errnum = errno;
  (void) flock (file->folder_fd, LOCK_UN);
  errno = errnum;
  return put;
}

/* NFS and CIFS do not know RENAME_NOREPLACE, but a link never replaces anything either. */
static gboolean
put_new (const BylineNewFile *file)
{
  const char *from = temporary_name (file);

  if (renameat2 (file->folder_fd, from, file->folder_fd, file->name, RENAME_NOREPLACE) == 0)
    return TRUE;
  if (!cannot (errno))
    return FALSE;
  if (linkat (file->folder_fd, from, file->folder_fd, file->name, 0) < 0)
    return (cannot (errno) || errno == EPERM || errno == EMLINK) && put_in_turn (file);
  (void) unlinkat (file->folder_fd, from, 0); /* if it stays, a sweep will find it */
  return TRUE;
}

static gboolean
put_in_place (const BylineNewFile *file, BylineCommit how, GError **error)
{
  if (how == BYLINE_COMMIT_NEW
          ? put_new (file)
          : renameat (file->folder_fd, temporary_name (file), file->folder_fd, file->name) == 0)
    return TRUE;
  if (how != BYLINE_COMMIT_NEW || errno != EEXIST)
    return fail (file, "cannot put the new file in its place", error);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS, "%s: there is a file of that name",
               file->path);
  return FALSE;
}

static gboolean
give_mode (const BylineNewFile *file)
{
  struct stat now;

  if (fstat (file->fd, &now) < 0)
    return FALSE;
  return (now.st_mode & 07777) == file->mode || fchmod (file->fd, file->mode) == 0;
}

static gpointer
sync_meanwhile (gpointer data)
{
  const BylineNewFile *file = data;

  return GINT_TO_POINTER (sync_file (file->fd));
}

void
byline_new_file_finish_soon (BylineNewFile *file)
{
  if (!file->finished && file->syncing == NULL && give_mode (file))
    file->syncing = g_thread_try_new ("fsync", sync_meanwhile, file, NULL);
}

gboolean
byline_new_file_finish (BylineNewFile *file, GError **error)
{
  int errnum;

  if (file->finished)
    return TRUE;
  if (file->syncing == NULL && !give_mode (file))
    return fail (file, "cannot set its mode", error);
  errnum = file->syncing != NULL
               ? GPOINTER_TO_INT (g_thread_join (g_steal_pointer (&file->syncing)))
               : sync_file (file->fd);
  if (errnum != 0) {
    errno = errnum;
    return fail (file, "cannot write", error);
  }
  file->finished = TRUE;
  return TRUE;
}

gboolean
byline_new_file_put (BylineNewFile *file, BylineCommit how, GError **error)
{
  g_return_val_if_fail (file->temporary != NULL, FALSE);

  if (!byline_new_file_finish (file, error) || !put_in_place (file, how, error))
    return FALSE;
  g_clear_pointer (&file->temporary, g_free);
  return TRUE;
}

gboolean
byline_new_file_commit (BylineNewFile *file, BylineCommit how, GError **error)
{
  if (!byline_new_file_put (file, how, error))
    return FALSE;
  if (byline_sync_folder (file->folder_fd))
    return TRUE;
  fail (file, "cannot sync its folder", error);
  if (how == BYLINE_COMMIT_NEW) /* better none than one that may be gone tomorrow */
    (void) unlinkat (file->folder_fd, file->name, 0);
  return FALSE;
}

static gboolean
is_temporary_name (const char *name)
{
  return strlen (name) == strlen (PART_PREFIX PART_SUFFIX) + PART_RANDOM &&
         g_str_has_prefix (name, PART_PREFIX) && g_str_has_suffix (name, PART_SUFFIX);
}

/* Returns: whether @fd, which @name was opened as, is a file only the dead know, and still there */
static gboolean
is_abandoned (int fd, const char *path)
{
  struct stat opened, named;

  return fstat (fd, &opened) == 0 && S_ISREG (opened.st_mode) &&
         flock (fd, LOCK_EX | LOCK_NB) == 0 && lstat (path, &named) == 0 &&
         named.st_ino == opened.st_ino && named.st_dev == opened.st_dev;
}

static void
sweep_one (const char *path)
{
  const int flags = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY;
  int fd = open (path, O_RDWR | flags); /* over NFS an exclusive lock needs a writer */

  if (fd < 0 && errno == EACCES)
    fd = open (path, O_RDONLY | flags);
  if (fd < 0)
    return;
  if (is_abandoned (fd, path))
    (void) unlink (path);
  close (fd);
}

void
byline_new_file_sweep (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (is_temporary_name (name)) {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      sweep_one (path);
    }
  }
}
