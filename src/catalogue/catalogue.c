#include "catalogue/backup.h"
#include "catalogue/day.h"
#include "catalogue/fold.h"
#include "catalogue/latin.h"
#include "catalogue/log.h"
#include "catalogue/schema.h"
#include "catalogue/shared.h"
#include "catalogue/vocabulary.h"
#include "catalogue/word_set.h"
#include "catalogue/words.h"

#include "base/newfile.h"

#include <byline/credits.h>

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* How long to wait for another process' transaction before saying so. */
#define BUSY_MS 5000

/* A photo that ingest called copied must still be known after a power cut: synchronous = FULL puts
 * every commit on the disk before it returns, which NORMAL in WAL mode does not.  It costs one
 * fsync a batch.  The identities and hashes of a batch of photos lie all over their indexes: the
 * cache (KiB) takes those of a million photos, and the log (pages) grows by several batches before
 * they are written where they belong. */
static const char setup[] = "PRAGMA foreign_keys = ON;"
                            "PRAGMA cell_size_check = ON;"
                            "PRAGMA synchronous = FULL;"
                            "PRAGMA cache_size = -98304;"
                            "PRAGMA wal_autocheckpoint = 32768;"
                            "PRAGMA temp_store = MEMORY;"
                            "PRAGMA secure_delete = OFF;";

/* The file may have come from anybody: its schema must not run anything, nor be written to
 * directly. */
static gboolean
defend (sqlite3 *db, GError **error)
{
  if (sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
      sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK ||
      sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL) != SQLITE_OK ||
      sqlite3_db_config (db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL) != SQLITE_OK ||
      sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DML, 0, NULL) != SQLITE_OK ||
      sqlite3_db_config (db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL) != SQLITE_OK)
    return byline_sqlite_throw (db, error, "opening");
  sqlite3_limit (db, SQLITE_LIMIT_ATTACHED, 0);
  return byline_sqlite_exec (db, setup, error);
}

/* A library on a read-only disk: nobody can be writing, so SQLite need not look for others, which
 * it could not without writing. */
static char *
database_uri (const char *file, BylineCatalogueMode mode)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *escaped = g_uri_escape_string (file, "/", FALSE);
  const gboolean immutable =
      mode == BYLINE_CATALOGUE_READ && g_access (folder, W_OK) != 0 && errno == EROFS;

  return g_strconcat ("file://", escaped, immutable ? "?immutable=1" : "", NULL);
}

/* SQLite would reckon up its memory, under a lock, at each piece of it.  Nobody asks.  Where
 * somebody else has begun to use it in this process, it stays as they have it. */
static void
count_no_memory (void)
{
  static gsize told = 0;

  if (g_once_init_enter (&told)) {
    sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
    g_once_init_leave (&told, 1);
  }
}

static sqlite3 *
open_database (const char *file, BylineCatalogueMode mode, GError **error)
{
  g_autofree char *uri = database_uri (file, mode);
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX |
                    SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE |
                    (mode == BYLINE_CATALOGUE_CREATE ? SQLITE_OPEN_CREATE : 0);
  g_autoptr (sqlite3) db = NULL;

  count_no_memory ();
  if (sqlite3_open_v2 (uri, &db, flags, NULL) != SQLITE_OK) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE, "%s: %s", file,
                 db != NULL ? sqlite3_errmsg (db) : "out of memory");
    return NULL;
  }
  sqlite3_busy_timeout (db, BUSY_MS);
  return g_steal_pointer (&db);
}

/* Readers then never wait for a writer, nor a writer for them.  Where the file system cannot do
 * that, SQLite keeps its older journal, which is as safe. */
static gboolean
write_ahead (sqlite3 *db, GError **error)
{
  if (sqlite3_db_readonly (db, "main") == 1)
    return TRUE;
  return byline_sqlite_exec (db, "PRAGMA journal_mode = WAL", error);
}

static gboolean
make_ready (sqlite3 *db, BylineCatalogueMode mode, BylineUpgradeListener listener,
            gpointer user_data, GError **error)
{
  gboolean old = FALSE;

  if (!defend (db, error) || !byline_schema_is_old (db, &old, error))
    return FALSE;
  if (old && listener != NULL)
    listener (0, 0, user_data);
  if (!byline_schema_upgrade (db, error))
    return FALSE;
  return mode == BYLINE_CATALOGUE_READ || write_ahead (db, error);
}

/* SQLite syncs the folder when it makes a journal, not when it makes the database. */
static void
sync_folder (const char *folder)
{
  const int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd == -1)
    return;
  fsync (fd);
  close (fd);
}

static gboolean
prepare_folder (const char *library, BylineCatalogueMode mode, gboolean *is_new, GError **error)
{
  g_autofree char *file = byline_catalogue_file (library);
  g_autofree char *folder = g_path_get_dirname (file);

  *is_new = !g_file_test (file, G_FILE_TEST_EXISTS);
  if (!*is_new)
    return TRUE;
  if (mode == BYLINE_CATALOGUE_CREATE)
    return byline_make_folders (folder, error);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
               "%s: no library here; \"byline init\" makes one", library);
  return FALSE;
}

static BylineCatalogue *
catalogue_new (const char *library, sqlite3 *db)
{
  BylineCatalogue *catalogue = g_new0 (BylineCatalogue, 1);

  catalogue->library = g_strdup (library);
  catalogue->real = realpath (library, NULL);
  catalogue->db = db;
  catalogue->statements = byline_statements_new (db);
  catalogue->words_insert = byline_words_insert_sql ();
  catalogue->words_delete = byline_words_delete_sql ();
  catalogue->recent_insert = byline_recent_insert_sql ();
  catalogue->words = g_string_new (NULL);
  catalogue->made = g_string_new (NULL);
  catalogue->shared = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  catalogue->shared_name = g_string_new (NULL);
  catalogue->last = byline_shared_last_new ();
  catalogue->shared_texts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  catalogue->vocabulary = byline_word_set_new ();
  catalogue->days = g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, g_free);
  return catalogue;
}

/* The index of words finds nothing by words that are folded in another way than its own were. */
static gboolean
refresh_words (BylineCatalogue *catalogue, BylineUpgradeListener listener, gpointer user_data,
               GError **error)
{
  g_autofree char *write = g_strdup_printf (
      "DELETE FROM fold; INSERT INTO fold (version) VALUES ('%s')", BYLINE_FOLD_VERSION);
  gint64 current = 0;

  if (!byline_sqlite_number (catalogue->db,
                             "SELECT count (*) FROM fold WHERE version = '" BYLINE_FOLD_VERSION "'",
                             &current, error))
    return FALSE;
  if (current > 0)
    return TRUE;
  if (!byline_catalogue_begin (catalogue, error))
    return FALSE;
  if (byline_words_rebuild (catalogue, listener, user_data, error) &&
      byline_sqlite_exec (catalogue->db, write, error))
    return byline_catalogue_commit (catalogue, error);
  byline_catalogue_rollback (catalogue);
  return FALSE;
}

BylineCatalogue *
byline_catalogue_open (const char *library, BylineCatalogueMode mode, GError **error)
{
  return byline_catalogue_open_told (library, mode, NULL, NULL, error);
}

BylineCatalogue *
byline_catalogue_open_told (const char *library, BylineCatalogueMode mode,
                            BylineUpgradeListener listener, gpointer user_data, GError **error)
{
  g_autofree char *absolute = NULL;
  g_autofree char *file = NULL;
  g_autoptr (sqlite3) db = NULL;
  g_autoptr (BylineCatalogue) catalogue = NULL;
  gboolean is_new = FALSE;

  g_return_val_if_fail (library != NULL, NULL);
  absolute = g_canonicalize_filename (library, NULL);
  file = byline_catalogue_file (absolute);
  if (!prepare_folder (absolute, mode, &is_new, error))
    return NULL;
  db = open_database (file, mode, error);
  if (db == NULL || !make_ready (db, mode, listener, user_data, error))
    return NULL;
  if (is_new) {
    g_autofree char *folder = g_path_get_dirname (file);

    sync_folder (folder);
  }
  catalogue = catalogue_new (absolute, g_steal_pointer (&db));
  catalogue->is_read_only = mode == BYLINE_CATALOGUE_READ;
  if (!refresh_words (catalogue, listener, user_data, error) ||
      (catalogue->is_read_only &&
       !byline_sqlite_exec (catalogue->db, "PRAGMA query_only = ON", error)))
    return NULL;
  return g_steal_pointer (&catalogue);
}

void
byline_catalogue_free (BylineCatalogue *catalogue)
{
  if (catalogue == NULL)
    return;
  byline_catalogue_rollback (catalogue);
  byline_statements_free (catalogue->statements);
  byline_log_settle (catalogue);
  byline_sqlite_close (catalogue->db);
  g_string_free (catalogue->words, TRUE);
  g_string_free (catalogue->made, TRUE);
  g_string_free (catalogue->shared_name, TRUE);
  g_free (catalogue->words_insert);
  g_free (catalogue->words_delete);
  g_free (catalogue->recent_insert);
  g_hash_table_unref (catalogue->shared);
  g_free (catalogue->last);
  g_hash_table_unref (catalogue->shared_texts);
  byline_job_forget (catalogue);
  byline_word_set_free (catalogue->vocabulary);
  g_hash_table_unref (catalogue->days);
  byline_latin_free (catalogue->latin);
  free (catalogue->real);
  g_free (catalogue->library);
  g_free (catalogue);
}

const char *
byline_catalogue_library (const BylineCatalogue *catalogue)
{
  return catalogue->library;
}

static gboolean
begin (BylineCatalogue *catalogue, const char *how, GError **error)
{
  g_return_val_if_fail (!catalogue->in_transaction, FALSE);
  /* Waits for the write lock here, where nothing is lost yet, not at the first change. */
  if (!byline_sqlite_exec (catalogue->db, how, error))
    return FALSE;
  catalogue->in_transaction = TRUE;
  catalogue->wrote = TRUE;
  catalogue->broken = FALSE;
  catalogue->last_place = 0;
  return TRUE;
}

gboolean
byline_catalogue_begin (BylineCatalogue *catalogue, GError **error)
{
  return begin (catalogue, "PRAGMA synchronous = FULL; BEGIN IMMEDIATE", error);
}

gboolean
byline_catalogue_begin_hasty (BylineCatalogue *catalogue, GError **error)
{
  return begin (catalogue, "PRAGMA synchronous = NORMAL; BEGIN IMMEDIATE", error);
}

gboolean
byline_catalogue_commit (BylineCatalogue *catalogue, GError **error)
{
  g_return_val_if_fail (catalogue->in_transaction, FALSE);
  if (catalogue->broken) {
    byline_catalogue_rollback (catalogue);
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
                 "%s: a photo could not be written, so nothing of its batch was",
                 catalogue->library);
    return FALSE;
  }
  if (!byline_shared_flush (catalogue, error) || !byline_day_flush (catalogue, error) ||
      !byline_sqlite_exec (catalogue->db, "COMMIT", error)) {
    byline_catalogue_rollback (catalogue);
    return FALSE;
  }
  g_clear_pointer (&catalogue->credits, byline_credit_lines_free);
  catalogue->in_transaction = FALSE;
  return TRUE;
}

void
byline_catalogue_rollback (BylineCatalogue *catalogue)
{
  if (!catalogue->in_transaction)
    return;
  byline_sqlite_exec (catalogue->db, "ROLLBACK", NULL); /* a full disk has done it already */
  byline_shared_forget (catalogue);
  byline_vocabulary_forget (catalogue);
  g_clear_pointer (&catalogue->credits, byline_credit_lines_free);
  byline_day_forget (catalogue);
  byline_job_forget (catalogue);
  catalogue->in_transaction = FALSE;
}

static gboolean
check_path (const char *path, GError **error)
{
  if (byline_path_is_inside (path))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: not a path inside the library", path);
  return FALSE;
}

/* A short form in IIM is no conflict; only the library knows that it is one. */
static gboolean
put (BylineCatalogue *catalogue, const BylineEntry *entry, GError **error)
{
  const guint odd = byline_metadata_odd (entry->metadata, BYLINE_FIELD_CREDIT);

  if ((odd & (BYLINE_ODD_CONFLICT | BYLINE_ODD_TRUNCATED)) != 0) {
    if (catalogue->credits == NULL)
      catalogue->credits = byline_credits_load (catalogue, error);
    if (catalogue->credits == NULL)
      return FALSE;
    byline_credit_lines_settle (catalogue->credits, entry->metadata);
  }
  return byline_photo_put (catalogue, entry, error);
}

gboolean
byline_catalogue_put (BylineCatalogue *catalogue, const BylineEntry *entry, GError **error)
{
  g_return_val_if_fail (entry->path != NULL && entry->name != NULL && entry->metadata != NULL,
                        FALSE);
  if (!check_path (entry->path, error))
    return FALSE;
  if (catalogue->in_transaction) {
    if (put (catalogue, entry, error))
      return TRUE;
    catalogue->broken = TRUE;
    return FALSE;
  }
  if (!byline_catalogue_begin (catalogue, error))
    return FALSE;
  if (put (catalogue, entry, error))
    return byline_catalogue_commit (catalogue, error);
  byline_catalogue_rollback (catalogue);
  return FALSE;
}

gboolean
byline_catalogue_put_companion (BylineCatalogue *catalogue, const BylineCompanion *companion,
                                GError **error)
{
  const gboolean own = !catalogue->in_transaction;

  if (!check_path (companion->path, error) || (own && !byline_catalogue_begin (catalogue, error)))
    return FALSE;
  if (byline_companion_put (catalogue, companion, error))
    return !own || byline_catalogue_commit (catalogue, error);
  catalogue->broken = TRUE;
  if (own)
    byline_catalogue_rollback (catalogue);
  return FALSE;
}

static BylineEntry *
get_one (BylineCatalogue *catalogue, BylineStatement *query, GError **error)
{
  return byline_statement_next (query, error) == BYLINE_ROW
             ? byline_photo_entry (catalogue, query, error)
             : NULL;
}

BylineEntry *
byline_catalogue_get (BylineCatalogue *catalogue, const BylineId *id, GError **error)
{
  static const char sql[] = BYLINE_ENTRY_SELECT "WHERE " BYLINE_ID_IS;
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autoptr (GError) failed = NULL;
  g_autoptr (BylineEntry) entry = NULL;
  g_autofree char *hex = NULL;

  if (query == NULL)
    return NULL;
  byline_bind_bytes (query, ":id", id->bytes, sizeof id->bytes);
  entry = get_one (catalogue, query, &failed);
  if (entry != NULL)
    return g_steal_pointer (&entry);
  if (failed == NULL) {
    hex = byline_id_to_string (id);
    g_set_error (&failed, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: no photo of this id in %s",
                 hex, catalogue->library);
  }
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

BylineEntry *
byline_catalogue_get_by_path (BylineCatalogue *catalogue, const char *path, GError **error)
{
  static const char sql[] =
      BYLINE_ENTRY_SELECT "WHERE p.photo = (SELECT photo FROM file WHERE path = :path)";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autoptr (GError) failed = NULL;
  g_autoptr (BylineEntry) entry = NULL;

  if (query == NULL)
    return NULL;
  byline_bind_name (query, ":path", path);
  entry = get_one (catalogue, query, &failed);
  if (entry != NULL)
    return g_steal_pointer (&entry);
  if (failed == NULL)
    g_set_error (&failed, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: not catalogued in %s", path,
                 catalogue->library);
  g_propagate_error (error, g_steal_pointer (&failed));
  return NULL;
}

gboolean
byline_catalogue_has (BylineCatalogue *catalogue, const BylineId *id)
{
  static const char sql[] = "SELECT 1 FROM photo CROSS JOIN file USING (photo) WHERE " BYLINE_ID_IS;
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, NULL);

  if (query == NULL)
    return FALSE;
  byline_bind_bytes (query, ":id", id->bytes, sizeof id->bytes);
  return byline_statement_next (query, NULL) == BYLINE_ROW;
}

void
byline_catalogue_set_cache (BylineCatalogue *catalogue, guint kib)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA cache_size = -%u", kib);

  byline_sqlite_exec (catalogue->db, sql, NULL); /* cannot fail; and if so, all is as it was */
}

gboolean
byline_catalogue_changes (BylineCatalogue *catalogue, gint64 *counter, GError **error)
{
  return byline_sqlite_number (catalogue->db, "PRAGMA data_version", counter, error);
}
