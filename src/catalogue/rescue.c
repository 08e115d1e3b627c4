#include "catalogue/rescue.h"

#include "catalogue/backup.h"
#include "catalogue/store.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define ASIDE "lost"

/* Tables that are made anew: the index of words and what belongs to it, and where the files are. */
static const char *const own_tables[] = { "file", "fold", "day" };
static const char *const own_indexes[] = { "word" }; /* words, word_parts and their shadow tables */

/* Setting aside ------------------------------------------------------------------------------- */

/* Is anybody at work?  What cannot even be opened is nobody's.  On the way its log goes into the
 * file. */
static gboolean
is_free (const char *file, GError **error)
{
  g_autoptr (sqlite3) db = NULL;
  int rc;

  if (sqlite3_open_v2 (file, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
    return TRUE;
  sqlite3_busy_timeout (db, 1000);
  rc = sqlite3_exec (db, "PRAGMA wal_checkpoint (TRUNCATE); BEGIN EXCLUSIVE; ROLLBACK", NULL, NULL,
                     NULL);
  if (rc != SQLITE_BUSY)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_BUSY, "%s: in use by another process", file);
  return FALSE;
}

static gboolean
move (const char *from, const char *to, GError **error)
{
  if (g_rename (from, to) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: %s", from, g_strerror (errno));
  return FALSE;
}

gboolean
byline_catalogue_set_aside (const char *library, GError **error)
{
  static const char *const endings[] = { "-shm", "-wal", "" };
  g_autofree char *file = byline_catalogue_file (library);
  g_autofree char *target = NULL;

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    return TRUE;
  if (!is_free (file, error))
    return FALSE;
  target = byline_backup_name (file, ASIDE, error);
  if (target == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *from = g_strconcat (file, endings[i], NULL);
    g_autofree char *to = g_strconcat (target, endings[i], NULL);

    if (!move (from, to, error))
      return FALSE;
  }
  return TRUE;
}

/* Reading the old one ------------------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): NULL where it is no catalogue of this schema */
static sqlite3 *
open_old (const char *file)
{
  g_autofree char *escaped = g_uri_escape_string (file, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file://", escaped, "?mode=ro", NULL);
  g_autoptr (sqlite3) db = NULL;
  gint64 application = 0, version = 0;

  if (sqlite3_open_v2 (uri, &db, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
                       NULL) != SQLITE_OK ||
      sqlite3_db_config (db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL) != SQLITE_OK ||
      sqlite3_db_config (db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL) != SQLITE_OK ||
      !byline_sqlite_exec (db, "PRAGMA query_only = ON; PRAGMA cell_size_check = ON", NULL) ||
      !byline_sqlite_number (db, "PRAGMA application_id", &application, NULL) ||
      !byline_sqlite_number (db, "PRAGMA user_version", &version, NULL) ||
      application != BYLINE_APPLICATION_ID || version != byline_schema_current ())
    return NULL;
  return g_steal_pointer (&db);
}

static gboolean
is_own (const char *table)
{
  for (guint i = 0; i < G_N_ELEMENTS (own_tables); i++)
    if (g_str_equal (table, own_tables[i]))
      return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (own_indexes); i++)
    if (g_str_has_prefix (table, own_indexes[i]))
      return TRUE;
  return g_str_has_prefix (table, "sqlite_");
}

/* Returns: (transfer full): the tables to take over, as this byline has them */
static GPtrArray *
list_tables (BylineCatalogue *catalogue, GError **error)
{
  static const char sql[] = "SELECT name FROM sqlite_schema WHERE type = 'table'"
                            " AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid";
  g_autoptr (GPtrArray) tables = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (sqlite3_stmt) query = byline_sqlite_prepare (catalogue->db, sql, error);

  if (query == NULL)
    return NULL;
  while (byline_statement_next (query, error) == BYLINE_ROW) {
    g_autofree char *name = byline_column_text (query, 0);

    if (name != NULL && !is_own (name))
      g_ptr_array_add (tables, g_steal_pointer (&name));
  }
  return g_steal_pointer (&tables);
}

/* "photo", "id", …: all columns but place, which says where the words are that are made anew. */
static char *
list_columns (BylineCatalogue *catalogue, const char *table, guint *n, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name FROM pragma_table_info ('%s')", table);
  g_autoptr (sqlite3_stmt) query = byline_sqlite_prepare (catalogue->db, sql, error);
  GString *columns = g_string_new (NULL);

  *n = 0;
  while (query != NULL && byline_statement_next (query, error) == BYLINE_ROW) {
    g_autofree char *name = byline_column_text (query, 0);

    if (name == NULL || (g_str_equal (table, "photo") && g_str_equal (name, "place")))
      continue;
    g_string_append_printf (columns, "%s\"%s\"", (*n)++ > 0 ? ", " : "", name);
  }
  return g_string_free (columns, FALSE);
}

static char *
insert_sql (const char *table, const char *columns, guint n)
{
  GString *sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT OR IGNORE INTO \"%s\" (%s) VALUES (?", table, columns);
  for (guint i = 1; i < n; i++)
    g_string_append (sql, ", ?");
  return g_string_free (g_string_append (sql, ")"), FALSE);
}

/* Row by row, so that what lies before a damaged page is not lost with it; a row that breaks a rule
 * of the new table is left out. */
static guint
copy_rows (sqlite3_stmt *from, sqlite3_stmt *to, guint n_columns)
{
  guint n = 0;

  while (sqlite3_step (from) == SQLITE_ROW) {
    for (guint i = 0; i < n_columns; i++)
      sqlite3_bind_value (to, (int) i + 1, sqlite3_column_value (from, (int) i));
    n += sqlite3_step (to) == SQLITE_DONE ? 1 : 0;
    sqlite3_reset (to);
  }
  return n;
}

static gboolean
copy_table (BylineCatalogue *catalogue, sqlite3 *old, const char *table, guint *n_rows,
            GError **error)
{
  guint n_columns = 0;
  g_autofree char *columns = list_columns (catalogue, table, &n_columns, error);
  g_autofree char *select = g_strdup_printf ("SELECT %s FROM \"%s\"", columns, table);
  g_autofree char *insert = insert_sql (table, columns, n_columns);
  g_autoptr (sqlite3_stmt) from = byline_sqlite_prepare (old, select, NULL);
  g_autoptr (sqlite3_stmt) to = byline_sqlite_prepare (catalogue->db, insert, error);

  if (to == NULL)
    return FALSE;
  *n_rows = from != NULL ? copy_rows (from, to, n_columns) : 0;
  return TRUE;
}

static gboolean
copy_tables (BylineCatalogue *catalogue, sqlite3 *old, guint *n_photos, GError **error)
{
  g_autoptr (GPtrArray) tables = list_tables (catalogue, error);

  *n_photos = 0;
  if (tables == NULL)
    return FALSE;
  for (guint i = 0; i < tables->len; i++) {
    const char *table = g_ptr_array_index (tables, i);
    guint n_rows = 0;

    if (!copy_table (catalogue, old, table, &n_rows, error))
      return FALSE;
    if (g_str_equal (table, "photo"))
      *n_photos = n_rows;
  }
  /* Rows whose owner could not be read. */
  return byline_sqlite_exec (catalogue->db,
                             "UPDATE shared SET photos = 0;" /* none of them is found yet */
                             "UPDATE edit SET photo = NULL WHERE photo NOT IN"
                             " (SELECT photo FROM photo);"
                             "DELETE FROM edit_file WHERE edit NOT IN (SELECT edit FROM edit);"
                             "DELETE FROM rendition WHERE photo NOT IN (SELECT photo FROM photo)"
                             " OR site NOT IN (SELECT site FROM site);"
                             "UPDATE photo SET job = NULL WHERE job NOT IN (SELECT job FROM job)",
                             error);
}

static gboolean
take_over (BylineCatalogue *catalogue, const char *file, guint *n_photos, GError **error)
{
  g_autoptr (sqlite3) old = open_old (file);
  gboolean ok;

  *n_photos = 0;
  if (old == NULL)
    return TRUE;
  /* References are looked at when all is there. */
  if (!byline_sqlite_exec (catalogue->db, "PRAGMA foreign_keys = OFF", error))
    return FALSE;
  ok = byline_catalogue_begin (catalogue, error) && copy_tables (catalogue, old, n_photos, error) &&
       byline_catalogue_commit (catalogue, error);
  if (!ok)
    byline_catalogue_rollback (catalogue);
  return byline_sqlite_exec (catalogue->db, "PRAGMA foreign_keys = ON", ok ? error : NULL) && ok;
}

gboolean
byline_catalogue_rescue (BylineCatalogue *catalogue, guint *n_photos, GError **error)
{
  g_autofree char *file = byline_catalogue_file (catalogue->library);
  g_autoptr (GPtrArray) aside = byline_backup_list (file, ASIDE);

  *n_photos = 0;
  for (guint i = 0; i < aside->len && *n_photos == 0; i++)
    if (!take_over (catalogue, g_ptr_array_index (aside, i), n_photos, error))
      return FALSE;
  return TRUE;
}

/* Files ---------------------------------------------------------------------------------------- */

/* That a file was verified holds for the bytes that it had then. */
static gboolean
match_files (BylineCatalogue *catalogue, sqlite3 *old, GError **error)
{
  static const char select[] =
      "SELECT p.id, f.shot, f.credited, f.verify, f.verified_us FROM file AS f"
      " JOIN photo AS p ON p.photo = f.photo";
  static const char update[] =
      "UPDATE file SET shot = ?2, verify = iif (credited = ?3, ?4, verify),"
      " verified_us = iif (credited = ?3, ?5, verified_us)"
      " WHERE photo = (SELECT photo FROM photo WHERE substr (id, 1, 8) = substr (?1, 1, 8) AND id "
      "= ?1)";
  g_autoptr (sqlite3_stmt) from = byline_sqlite_prepare (old, select, NULL);
  g_autoptr (sqlite3_stmt) to = byline_sqlite_prepare (catalogue->db, update, error);

  if (to == NULL)
    return FALSE;
  if (from != NULL)
    copy_rows (from, to, 5);
  return TRUE;
}

gboolean
byline_catalogue_rescue_files (BylineCatalogue *catalogue, GError **error)
{
  g_autofree char *file = byline_catalogue_file (catalogue->library);
  g_autoptr (GPtrArray) aside = byline_backup_list (file, ASIDE);

  for (guint i = 0; i < aside->len; i++) {
    g_autoptr (sqlite3) old = open_old (g_ptr_array_index (aside, i));
    gint64 n = 0;

    if (old == NULL || !byline_sqlite_number (old, "SELECT count (*) FROM file", &n, NULL) ||
        n == 0)
      continue;
    if (!byline_catalogue_begin (catalogue, error))
      return FALSE;
    if (match_files (catalogue, old, error))
      return byline_catalogue_commit (catalogue, error);
    byline_catalogue_rollback (catalogue);
    return FALSE;
  }
  return TRUE;
}
