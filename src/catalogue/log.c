#include "catalogue/log.h"

#include "catalogue/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* Every program reads through the log when it opens the database: this takes 0.3 ms. */
#define MAX_KEPT ((off_t) 1024 * 1024)

void
byline_catalogue_keep_log (BylineCatalogue *catalogue)
{
  catalogue->keeps_log =
      sqlite3_db_config (catalogue->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL) == SQLITE_OK;
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
byline_log_settle (BylineCatalogue *catalogue)
{
  const char *file = sqlite3_db_filename (catalogue->db, "main");
  const char *path = file != NULL ? sqlite3_filename_wal (file) : NULL;
  struct stat now;

  if (!catalogue->keeps_log || !catalogue->wrote || path == NULL || stat (path, &now) != 0)
    return;
  sqlite3_busy_timeout (catalogue->db, 0); /* where others read or write, a later one does it */
  if (now.st_size <= MAX_KEPT ||
      sqlite3_wal_checkpoint_v2 (catalogue->db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL) !=
          SQLITE_OK)
    sync_log (path);
}
