#include "catalogue/log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every program reads through the log when it opens the database: this takes 0.3 ms. */
#define MAX_KEPT (1024 * 1024)

void
byline_log_keep (sqlite3 *db)
{
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
}

/* The last transactions may have been hasty ones.  Closing a descriptor of it harms no lock:
 * SQLite locks the database and its index of the log, never the log. */
static void
sync_log (const char *path)
{
  const int fd = open (path, O_RDONLY | O_CLOEXEC);

  if (fd < 0)
    return;
  (void) fdatasync (fd);
  close (fd);
}

void
byline_log_settle (sqlite3 *db)
{
  const char *file = sqlite3_db_filename (db, "main");
  const char *path = file != NULL ? sqlite3_filename_wal (file) : NULL;
  struct stat now;

  if (path == NULL || stat (path, &now) != 0 || now.st_size == 0)
    return;
  sqlite3_busy_timeout (db, 0); /* where others read or write, a later one does it */
  if (now.st_size <= MAX_KEPT ||
      sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) != SQLITE_OK)
    sync_log (path);
}

gboolean
byline_log_says_more (const char *file)
{
  g_autofree char *log = g_strconcat (file, "-wal", NULL);
  g_autofree char *index = g_strconcat (file, "-shm", NULL);
  struct stat now;

  return stat (log, &now) == 0 && now.st_size > 0 && access (index, R_OK) == 0;
}
