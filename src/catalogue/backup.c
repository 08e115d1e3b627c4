#include "catalogue/backup.h"

#include "base/folders.h"
#include "base/newfile.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#define FOLDER "backup"
#define PAGES_A_STEP 1024
#define WAIT_MS 50

char *
byline_catalogue_file (const char *library)
{
  return g_build_filename (library, ".byline", "catalogue.sqlite", NULL);
}

static char *
folder_of (const char *file)
{
  g_autofree char *folder = g_path_get_dirname (file);

  return g_build_filename (folder, FOLDER, NULL);
}

char *
byline_backup_name (const char *file, const char *why, GError **error)
{
  g_autofree char *folder = folder_of (file);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");

  if (!byline_make_folders (folder, error))
    return NULL;
  for (guint i = 1;; i++) {
    g_autofree char *again = i > 1 ? g_strdup_printf ("-%02u", i) : g_strdup ("");
    g_autofree char *name = g_strconcat ("catalogue-", why, "-", time, again, ".sqlite", NULL);
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      return g_steal_pointer (&path);
  }
}

static int
newest_first (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) b, *(const char *const *) a);
}

GPtrArray *
byline_backup_list (const char *file, const char *why)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *folder = folder_of (file);
  g_autofree char *prefix = g_strconcat ("catalogue-", why, "-", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, prefix) && g_str_has_suffix (name, ".sqlite"))
      g_ptr_array_add (list, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (list, newest_first);
  return list;
}

static gboolean
copy_pages (sqlite3 *from, sqlite3 *to)
{
  sqlite3_backup *backup = sqlite3_backup_init (to, "main", from, "main");
  int rc = SQLITE_OK;

  if (backup == NULL)
    return FALSE;
  do {
    rc = sqlite3_backup_step (backup, PAGES_A_STEP);
    if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
      sqlite3_sleep (WAIT_MS);
  } while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
  return sqlite3_backup_finish (backup) == SQLITE_OK && rc == SQLITE_DONE;
}

/* Of "catalogue-….sqlite.4711.part", and of SQLite's journal of it: is process 4711 gone? */
static gboolean
is_left_over (const char *name)
{
  const char *end = g_strrstr (name, ".part");
  const char *number = end != NULL ? g_strrstr_len (name, end - name, ".") : NULL;
  const gint64 process = number != NULL ? g_ascii_strtoll (number + 1, NULL, 10) : 0;

  return g_str_has_prefix (name, "catalogue-") && process > 1 && process <= G_MAXINT32 &&
         kill ((pid_t) process, 0) != 0 && errno == ESRCH;
}

/* A copy that was cut off is as large as the catalogue, and of no use to anybody. */
static void
remove_left_over (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_left_over (name)) {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
}

/* Under another name first: a copy that a crash cut off is not to be taken for one. */
gboolean
byline_backup_make (sqlite3 *db, const char *why, GError **error)
{
  g_autofree char *path = byline_backup_name (sqlite3_db_filename (db, "main"), why, error);
  g_autofree char *part = NULL;
  g_autofree char *folder = NULL;
  sqlite3 *copy = NULL;
  gboolean ok;

  if (path == NULL)
    return FALSE;
  part = g_strdup_printf ("%s.%d.part", path, (int) getpid ());
  folder = g_path_get_dirname (path);
  remove_left_over (folder);
  g_remove (part);
  ok = sqlite3_open_v2 (part, &copy, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL) ==
           SQLITE_OK &&
       copy_pages (db, copy) &&
       sqlite3_exec (copy, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL) == SQLITE_OK;
  byline_sqlite_close (copy);
  if (ok && g_rename (part, path) == 0)
    return byline_sync_folder_named (folder, error);
  g_remove (part);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE,
               "%s: the catalogue cannot be copied, and is not upgraded without a copy", path);
  return FALSE;
}
