#include <byline/credits.h>

#include "catalogue/shared.h"

/* A record that is not understood is a catalogue that somebody else has written to. */
BylineCreditLines *
byline_credits_load (BylineCatalogue *catalogue, GError **error)
{
  static const char sql[] = "SELECT name, record FROM credit_line ORDER BY name";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autoptr (BylineCreditLines) lines = byline_credit_lines_new ();
  BylineRow row = BYLINE_ROW_FAILED;

  while (query != NULL && (row = byline_statement_next (query, error)) == BYLINE_ROW) {
    const char *record = (const char *) sqlite3_column_text (query, 1);
    g_autoptr (GError) problem = NULL;

    if (byline_credit_lines_read (lines, record, (gsize) sqlite3_column_bytes (query, 1), &problem))
      continue;
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE, "%s: a broken credit line: %s",
                 sqlite3_db_filename (catalogue->db, "main"), problem->message);
    return NULL;
  }
  return row == BYLINE_NO_MORE_ROWS ? g_steal_pointer (&lines) : NULL;
}

static gboolean
put (BylineCatalogue *catalogue, const BylineCreditLine *line, GError **error)
{
  static const char sql[] = "INSERT INTO credit_line (name, record) VALUES (:name, :record)";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, sql, error);
  g_autofree char *record = byline_credit_line_to_json (line);

  if (insert == NULL)
    return FALSE;
  byline_bind_text (insert, ":name", line->name);
  byline_bind_text (insert, ":record", record);
  return byline_statement_run (insert, error);
}

static gboolean
save (BylineCatalogue *catalogue, const BylineCreditLines *lines, GError **error)
{
  if (!byline_sqlite_exec (catalogue->db, "DELETE FROM credit_line", error))
    return FALSE;
  for (guint i = 0; i < byline_credit_lines_n (lines); i++)
    if (!put (catalogue, byline_credit_lines_at (lines, i), error))
      return FALSE;
  return TRUE;
}

gboolean
byline_credits_change (BylineCatalogue *catalogue, BylineCreditsChange change, gpointer user_data,
                       GError **error)
{
  g_autoptr (BylineCreditLines) lines = NULL;

  if (!byline_catalogue_begin (catalogue, error))
    return FALSE;
  lines = byline_credits_load (catalogue, error);
  if (lines != NULL && change (lines, user_data, error) && save (catalogue, lines, error))
    return byline_catalogue_commit (catalogue, error);
  byline_catalogue_rollback (catalogue);
  return FALSE;
}

gboolean
byline_credits_used (BylineCatalogue *catalogue, BylineCreditsUsed used, gpointer user_data,
                     GError **error)
{
  static const char sql[] =
      "SELECT text, photos FROM shared WHERE field = 'credit' AND photos > 0 ORDER BY text";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row = BYLINE_ROW_FAILED;

  while (query != NULL && (row = byline_statement_next (query, error)) == BYLINE_ROW)
    used ((const char *) sqlite3_column_text (query, 0), sqlite3_column_int64 (query, 1),
          user_data);
  return row == BYLINE_NO_MORE_ROWS;
}
