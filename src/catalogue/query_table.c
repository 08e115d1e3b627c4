#include "catalogue/query_table.h"

#include "catalogue/store.h"

gboolean
byline_query_table_get (BylineCatalogue *catalogue, const char *name, char **text, GError **error)
{
  static const char sql[] = "SELECT text FROM query WHERE name = :name";
  g_autoptr (BylineStatement) query = NULL;
  const BylineRow row = byline_statement_named (catalogue->statements, sql, name, &query, error);

  *text = row == BYLINE_ROW ? byline_column_text (query, 0) : NULL;
  return row != BYLINE_ROW_FAILED;
}

gboolean
byline_query_table_put (BylineCatalogue *catalogue, const char *name, const char *text,
                        GError **error)
{
  static const char sql[] = "INSERT OR REPLACE INTO query (name, text) VALUES (:name, :text)";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, sql, error);

  if (insert == NULL)
    return FALSE;
  byline_bind_text (insert, ":name", name);
  byline_bind_text (insert, ":text", text);
  return byline_statement_run (insert, error);
}

gboolean
byline_query_table_delete (BylineCatalogue *catalogue, const char *name, gboolean *found,
                           GError **error)
{
  static const char sql[] = "DELETE FROM query WHERE name = :name";
  g_autoptr (BylineStatement) delete = byline_statement (catalogue->statements, sql, error);

  if (delete == NULL)
    return FALSE;
  byline_bind_text (delete, ":name", name);
  if (!byline_statement_run (delete, error))
    return FALSE;
  *found = sqlite3_changes (catalogue->db) > 0;
  return TRUE;
}

gboolean
byline_query_table_list (BylineCatalogue *catalogue, BylineQueryVisit visit, gpointer user_data,
                         GError **error)
{
  static const char sql[] = "SELECT name, text FROM query ORDER BY name";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row = BYLINE_ROW_FAILED;

  while (query != NULL && (row = byline_statement_next (query, error)) == BYLINE_ROW)
    visit ((const char *) sqlite3_column_text (query, 0),
           (const char *) sqlite3_column_text (query, 1), user_data);
  return row == BYLINE_NO_MORE_ROWS;
}
