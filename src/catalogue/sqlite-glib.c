#include "catalogue/sqlite-glib.h"

#include <string.h>

/* What a person can do something about, said so that they can; the rest in SQLite's words. */
static const struct {
  int code;
  BylineError error;
  const char *said;
} failures[] = {
  { SQLITE_BUSY, BYLINE_ERROR_BUSY, "another program is writing to the catalogue; try again" },
  { SQLITE_LOCKED, BYLINE_ERROR_BUSY, "another program is writing to the catalogue; try again" },
  { SQLITE_NOTADB, BYLINE_ERROR_CATALOGUE, "not a catalogue" },
  { SQLITE_CORRUPT, BYLINE_ERROR_CATALOGUE, "the catalogue is damaged" },
  { SQLITE_FULL, BYLINE_ERROR_CATALOGUE, "the disk is full" },
  { SQLITE_CANTOPEN, BYLINE_ERROR_CATALOGUE, "the catalogue cannot be opened" },
  { SQLITE_READONLY, BYLINE_ERROR_CATALOGUE,
    "the catalogue may not be written (reading it, too, takes write permission for its folder)" },
};

gboolean
byline_sqlite_throw (sqlite3 *db, GError **error, const char *doing)
{
  const char *path = sqlite3_db_filename (db, "main");
  const int code = sqlite3_errcode (db) & 0xFF; /* without what makes it an extended one */

  for (guint i = 0; i < G_N_ELEMENTS (failures); i++)
    if (failures[i].code == code) {
      g_set_error (error, BYLINE_ERROR, (gint) failures[i].error, "%s: %s", path, failures[i].said);
      return FALSE;
    }
  if (code == SQLITE_ERROR) /* our SQL is right for every catalogue that byline made */
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE, "%s: the catalogue is damaged: %s",
                 path, sqlite3_errmsg (db));
  else
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE, "%s: %s: %s", path, doing,
                 sqlite3_errmsg (db));
  return FALSE;
}

gboolean
byline_sqlite_exec (sqlite3 *db, const char *sql, GError **error)
{
  if (sqlite3_exec (db, sql, NULL, NULL, NULL) != SQLITE_OK)
    return byline_sqlite_throw (db, error, "running SQL");
  return TRUE;
}

sqlite3_stmt *
byline_sqlite_prepare (sqlite3 *db, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = NULL;

  if (sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL) != SQLITE_OK)
    byline_sqlite_throw (db, error, "preparing SQL");
  return stmt;
}

gboolean
byline_sqlite_number (sqlite3 *db, const char *sql, gint64 *number, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt = byline_sqlite_prepare (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  if (sqlite3_step (stmt) != SQLITE_ROW)
    return byline_sqlite_throw (db, error, "reading a number");
  *number = sqlite3_column_int64 (stmt, 0);
  return TRUE;
}

struct _BylineStatements {
  sqlite3 *db;        /* borrowed */
  GHashTable *by_sql; /* address of the SQL → sqlite3_stmt */
};

BylineStatements *
byline_statements_new (sqlite3 *db)
{
  BylineStatements *statements = g_new0 (BylineStatements, 1);

  statements->db = db;
  statements->by_sql =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) byline_sqlite_finalize);
  return statements;
}

void
byline_statements_free (BylineStatements *statements)
{
  if (statements == NULL)
    return;
  g_hash_table_unref (statements->by_sql);
  g_free (statements);
}

BylineStatement *
byline_statement (BylineStatements *statements, const char *sql, GError **error)
{
  sqlite3_stmt *stmt = g_hash_table_lookup (statements->by_sql, sql);

  if (stmt != NULL)
    return stmt;
  if (sqlite3_prepare_v3 (statements->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
      SQLITE_OK) {
    byline_sqlite_throw (statements->db, error, "preparing SQL");
    return NULL;
  }
  g_hash_table_insert (statements->by_sql, (gpointer) sql, stmt);
  return stmt;
}

/* Fails only for a name that the statement lacks, or a value past SQLite's limit of a gigabyte. */
static void
check_bound (int result)
{
  g_return_if_fail (result == SQLITE_OK);
}

void
byline_bind_int (sqlite3_stmt *stmt, const char *name, gint64 value)
{
  byline_bind_int_at (stmt, sqlite3_bind_parameter_index (stmt, name), value);
}

void
byline_bind_int_at (sqlite3_stmt *stmt, int index, gint64 value)
{
  check_bound (sqlite3_bind_int64 (stmt, index, value));
}

void
byline_bind_real_at (sqlite3_stmt *stmt, int index, double value)
{
  check_bound (sqlite3_bind_double (stmt, index, value));
}

void
byline_bind_bytes (sqlite3_stmt *stmt, const char *name, const void *bytes, gsize size)
{
  byline_bind_bytes_at (stmt, sqlite3_bind_parameter_index (stmt, name), bytes, size);
}

void
byline_bind_bytes_at (sqlite3_stmt *stmt, int index, const void *bytes, gsize size)
{
  check_bound (sqlite3_bind_blob64 (stmt, index, bytes, size, SQLITE_STATIC));
}

static void
bind_utf8 (sqlite3_stmt *stmt, int index, const char *text, sqlite3_destructor_type life)
{
  check_bound (text == NULL
                   ? sqlite3_bind_null (stmt, index)
                   : sqlite3_bind_text64 (stmt, index, text, strlen (text), life, SQLITE_UTF8));
}

void
byline_bind_text (sqlite3_stmt *stmt, const char *name, const char *text)
{
  const int index = sqlite3_bind_parameter_index (stmt, name);

  if (text == NULL || g_utf8_validate (text, -1, NULL))
    bind_utf8 (stmt, index, text, SQLITE_STATIC);
  else
    bind_utf8 (stmt, index, g_utf8_make_valid (text, -1), g_free);
}

void
byline_bind_text_at (sqlite3_stmt *stmt, int index, const char *text)
{
  bind_utf8 (stmt, index, text, SQLITE_STATIC);
}

void
byline_bind_copy_at (sqlite3_stmt *stmt, int index, const char *text)
{
  bind_utf8 (stmt, index, text, SQLITE_TRANSIENT);
}

void
byline_bind_name (sqlite3_stmt *stmt, const char *name, const char *file_name)
{
  byline_bind_name_at (stmt, sqlite3_bind_parameter_index (stmt, name), file_name);
}

void
byline_bind_name_at (sqlite3_stmt *stmt, int index, const char *file_name)
{
  if (g_utf8_validate (file_name, -1, NULL))
    byline_bind_text_at (stmt, index, file_name);
  else
    byline_bind_bytes_at (stmt, index, file_name, strlen (file_name));
}

char *
byline_column_text (sqlite3_stmt *stmt, int column)
{
  const char *bytes = sqlite3_column_blob (stmt, column);

  /* A blob has no NUL behind it; an empty one has no address. */
  if (bytes == NULL)
    return sqlite3_column_type (stmt, column) == SQLITE_NULL ? NULL : g_strdup ("");
  return g_strndup (bytes, (gsize) sqlite3_column_bytes (stmt, column));
}

gboolean
byline_column_bytes (sqlite3_stmt *stmt, int column, guint8 *bytes, gsize size)
{
  const void *from = sqlite3_column_blob (stmt, column);

  if (from == NULL || (gsize) sqlite3_column_bytes (stmt, column) != size)
    return FALSE;
  memcpy (bytes, from, size);
  return TRUE;
}

gboolean
byline_statement_run (sqlite3_stmt *stmt, GError **error)
{
  if (sqlite3_step (stmt) == SQLITE_DONE) {
    sqlite3_reset (stmt);
    return TRUE;
  }
  byline_sqlite_throw (sqlite3_db_handle (stmt), error, "writing");
  sqlite3_reset (stmt);
  return FALSE;
}

BylineRow
byline_statement_next (sqlite3_stmt *stmt, GError **error)
{
  switch (sqlite3_step (stmt)) {
  case SQLITE_ROW:
    return BYLINE_ROW;
  case SQLITE_DONE:
    return BYLINE_NO_MORE_ROWS;
  default:
    byline_sqlite_throw (sqlite3_db_handle (stmt), error, "reading");
    return BYLINE_ROW_FAILED;
  }
}

BylineRow
byline_statement_named (BylineStatements *statements, const char *sql, const char *name,
                        BylineStatement **query, GError **error)
{
  *query = byline_statement (statements, sql, error);
  if (*query == NULL)
    return BYLINE_ROW_FAILED;
  byline_bind_text (*query, ":name", name);
  return byline_statement_next (*query, error);
}
