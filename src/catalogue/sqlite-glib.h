#pragma once

#include <byline/error.h>

#include <sqlite3.h>

/* The only header that lets sqlite3 and GLib meet.  Private to src/catalogue/. */

static inline void
byline_sqlite_close (sqlite3 *db)
{
  sqlite3_close_v2 (db);
}

static inline void
byline_sqlite_finalize (sqlite3_stmt *stmt)
{
  sqlite3_finalize (stmt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3, byline_sqlite_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, byline_sqlite_finalize)

/** Turns the database's last failure into a GError of one line; always returns FALSE. */
gboolean byline_sqlite_throw (sqlite3 *db, GError **error, const char *doing);

/** Runs one or more statements that return no rows. */
gboolean byline_sqlite_exec (sqlite3 *db, const char *sql, GError **error);

/** Returns: (transfer full): a prepared statement, or NULL with @error set */
sqlite3_stmt *byline_sqlite_prepare (sqlite3 *db, const char *sql, GError **error);

/** Runs one statement and gives the integer in its first row. */
gboolean byline_sqlite_number (sqlite3 *db, const char *sql, gint64 *number, GError **error);

/**
 * BylineStatement:
 *
 * A statement lent out of a BylineStatements; going out of scope gives it back, ready to be used
 * again.  One use at a time.
 */
typedef sqlite3_stmt BylineStatement;

static inline void
byline_statement_return (BylineStatement *statement)
{
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineStatement, byline_statement_return)

/** Statements by their text, each prepared once. */
typedef struct _BylineStatements BylineStatements;

BylineStatements *byline_statements_new (sqlite3 *db);
void byline_statements_free (BylineStatements *statements); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineStatements, byline_statements_free)

/** @sql: text that stays as long as @statements: it is known again by its address */
BylineStatement *byline_statement (BylineStatements *statements, const char *sql, GError **error);

/** Values are bound by name, ":path"; a name the statement lacks is a mistake in our SQL.  Bytes
 * and text must live until the statement was run. */
void byline_bind_int (sqlite3_stmt *stmt, const char *name, gint64 value);
void byline_bind_bytes (sqlite3_stmt *stmt, const char *name, const void *bytes, gsize size);
/** NULL binds NULL; what is not UTF-8 is made so. */
void byline_bind_text (sqlite3_stmt *stmt, const char *name, const char *text);
/** The @index-th parameter, from 1, of a statement that is put together; text is UTF-8 or NULL. */
void byline_bind_int_at (sqlite3_stmt *stmt, int index, gint64 value);
void byline_bind_text_at (sqlite3_stmt *stmt, int index, const char *text);
void byline_bind_real_at (sqlite3_stmt *stmt, int index, double value);
void byline_bind_bytes_at (sqlite3_stmt *stmt, int index, const void *bytes, gsize size);
/** Text that need not live on. */
void byline_bind_copy_at (sqlite3_stmt *stmt, int index, const char *text);
/** A name on disk, which may be any bytes: text if it is UTF-8, else a blob; both come back as they
 *  were. */
void byline_bind_name (sqlite3_stmt *stmt, const char *name, const char *file_name);
void byline_bind_name_at (sqlite3_stmt *stmt, int index, const char *file_name);

/** Returns: (transfer full) (nullable): a copy of text or blob up to its first NUL */
char *byline_column_text (sqlite3_stmt *stmt, int column);
/** Returns: FALSE unless the column is a blob of @size octets */
gboolean byline_column_bytes (sqlite3_stmt *stmt, int column, guint8 *bytes, gsize size);

/** Runs a statement that returns no rows and makes it ready for the next values. */
gboolean byline_statement_run (sqlite3_stmt *stmt, GError **error);

typedef enum { BYLINE_ROW, BYLINE_NO_MORE_ROWS, BYLINE_ROW_FAILED } BylineRow;

/** Steps to the next row; @error is set for FAILED only. */
BylineRow byline_statement_next (sqlite3_stmt *stmt, GError **error);

/**
 * byline_statement_named:
 * @sql: as for byline_statement(); asks for what has the name :name
 * @query: (out): the statement, at its first row
 */
BylineRow byline_statement_named (BylineStatements *statements, const char *sql, const char *name,
                                  BylineStatement **query, GError **error);
