#include "ingest/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Cards are three deep; this only ends what never should have begun. */
#define MAX_DEPTH 64
#define NO_NUMBER G_MAXUINT

/* A file and its place in the order; begins with what callers see. */
typedef struct {
  BylineCardFile file;
  guint source;
  char *folder;        /* where it lies: …/DCIM/100CANON */
  char *above;         /* the folder that this one is in */
  guint folder_number; /* 100 of 100CANON */
  guint number;        /* 1 of IMG_0001.JPG */
} Found;

typedef struct {
  char *path;
  guint depth;
} Folder;

typedef struct {
  guint source;
  GPtrArray *found;
  GQueue folders;   /* of Folder, still to look into */
  GHashTable *seen; /* paths of files and "device:inode" of folders */
} Walk;

static void
free_found (gpointer data)
{
  Found *found = data;

  g_free (found->file.path);
  g_clear_error (&found->file.error);
  g_free (found->folder);
  g_free (found->above);
  g_free (found);
}

static void
free_folder (gpointer data)
{
  Folder *folder = data;

  g_free (folder->path);
  g_free (folder);
}

static void
clear_walk (Walk *walk)
{
  g_queue_clear_full (&walk->folders, free_folder);
  g_clear_pointer (&walk->seen, g_hash_table_unref);
  g_clear_pointer (&walk->found, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, clear_walk)

/* Order --------------------------------------------------------------------------------------- */

/* Returns: the number that @n digits from @at on make; NO_NUMBER if they are not all digits */
static guint
read_digits (const char *at, guint n)
{
  guint number = 0;

  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit (at[i]))
      return NO_NUMBER;
    number = number * 10 + (guint) g_ascii_digit_value (at[i]);
  }
  return number;
}

/* "100CANON": three digits and five more. */
static guint
folder_number (const char *name)
{
  return strlen (name) == 8 ? read_digits (name, 3) : NO_NUMBER;
}

/* "IMG_0001.JPG": four letters and four digits. */
static guint
file_number (const char *name)
{
  return strcspn (name, ".") == 8 ? read_digits (name + 4, 4) : NO_NUMBER;
}

static int
compare_numbers (guint a, guint b)
{
  return (a > b) - (a < b);
}

static int
compare_found (gconstpointer left, gconstpointer right)
{
  const Found *a = *(const Found *const *) left;
  const Found *b = *(const Found *const *) right;
  int order = compare_numbers (a->source, b->source);

  if (order == 0)
    order = strcmp (a->above, b->above);
  if (order == 0)
    order = compare_numbers (a->folder_number, b->folder_number);
  if (order == 0)
    order = strcmp (a->folder, b->folder);
  if (order == 0)
    order = compare_numbers (a->number, b->number);
  return order != 0 ? order : strcmp (a->file.path, b->file.path);
}

/* Finding ------------------------------------------------------------------------------------- */

/* Returns: the new file, borrowed; NULL if it was found before */
static Found *
add_file (Walk *walk, const char *path, guint64 size)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *folder_name = g_path_get_basename (folder);
  g_autofree char *name = g_path_get_basename (path);
  Found *found;

  if (!g_hash_table_add (walk->seen, g_strdup (path)))
    return NULL;
  found = g_new0 (Found, 1);
  found->file.path = g_strdup (path);
  found->file.size = size;
  found->source = walk->source;
  found->above = g_path_get_dirname (folder);
  found->folder = g_steal_pointer (&folder);
  found->folder_number = folder_number (folder_name);
  found->number = file_number (name);
  g_ptr_array_add (walk->found, found);
  return found;
}

static void
set_unreadable (GError **error, const char *path, const char *why)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: %s", path, why);
}

/* A folder we cannot see into may hold photos: it is reported like one that failed. */
static void
add_failure (Walk *walk, const char *path, const char *why)
{
  Found *found = add_file (walk, path, 0);

  if (found != NULL)
    set_unreadable (&found->file.error, path, why);
}

static void
add_folder (Walk *walk, const char *path, const struct stat *stat, guint depth)
{
  g_autofree char *identity = g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                               (guint64) stat->st_dev, (guint64) stat->st_ino);
  Folder *folder;

  if (depth > MAX_DEPTH) {
    add_failure (walk, path, "too many folders inside one another");
    return;
  }
  if (!g_hash_table_add (walk->seen, g_steal_pointer (&identity)))
    return;
  folder = g_new0 (Folder, 1);
  folder->path = g_strdup (path);
  folder->depth = depth;
  g_queue_push_tail (&walk->folders, folder);
}

static gboolean
is_photo_name (const char *name)
{
  static const char *const endings[] = { ".jpg", ".jpeg", ".jpe" };
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (lower, endings[i]))
      return TRUE;
  return FALSE;
}

static void
look_at (Walk *walk, const Folder *folder, int folder_fd, const char *name)
{
  g_autofree char *path = g_build_filename (folder->path, name, NULL);
  struct stat stat;

  if (*name == '.')
    return;
  if (fstatat (folder_fd, name, &stat, AT_SYMLINK_NOFOLLOW) < 0) {
    if (is_photo_name (name))
      add_failure (walk, path, g_strerror (errno));
    return;
  }
  if (S_ISDIR (stat.st_mode))
    add_folder (walk, path, &stat, folder->depth + 1);
  else if (S_ISREG (stat.st_mode) && is_photo_name (name))
    add_file (walk, path, (guint64) stat.st_size);
}

/* Returns: 0 or errno */
static int
look_into (Walk *walk, const Folder *folder)
{
  DIR *dir = opendir (folder->path);
  const struct dirent *entry;
  int errnum;

  if (dir == NULL)
    return errno;
  while (errno = 0, (entry = readdir (dir)) != NULL) /* NOLINT(concurrency-mt-unsafe) */
    look_at (walk, folder, dirfd (dir), entry->d_name);
  errnum = errno;
  closedir (dir);
  return errnum;
}

static gboolean
walk_source (Walk *walk, const char *source, GError **error)
{
  g_autofree char *path = g_canonicalize_filename (source, NULL);
  struct stat top;
  Folder *folder;

  if (stat (path, &top) < 0) {
    set_unreadable (error, path, g_strerror (errno));
    return FALSE;
  }
  if (!S_ISDIR (top.st_mode)) {
    add_file (walk, path, (guint64) top.st_size);
    return TRUE;
  }
  add_folder (walk, path, &top, 0);
  while ((folder = g_queue_pop_head (&walk->folders)) != NULL) {
    guint depth = folder->depth;
    int errnum = look_into (walk, folder);

    if (errnum != 0 && depth > 0)
      add_failure (walk, folder->path, g_strerror (errnum));
    free_folder (folder);
    if (errnum != 0 && depth == 0) {
      set_unreadable (error, path, g_strerror (errnum));
      return FALSE;
    }
  }
  return TRUE;
}

GPtrArray *
byline_walk (const char *const *sources, GError **error)
{
  g_auto (Walk) walk = { .folders = G_QUEUE_INIT };

  walk.found = g_ptr_array_new_with_free_func (free_found);
  walk.seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; sources[i] != NULL; i++) {
    walk.source = i;
    if (!walk_source (&walk, sources[i], error))
      return NULL;
  }
  g_ptr_array_sort (walk.found, compare_found);
  return g_steal_pointer (&walk.found);
}
