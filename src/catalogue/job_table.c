#include "catalogue/fold.h"
#include "catalogue/store.h"

static gboolean
add (BylineCatalogue *catalogue, const char *name, gint64 *key, GError **error)
{
  static const char sql[] = "INSERT INTO job (name, words) VALUES (:name, :words)";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, sql, error);

  if (insert == NULL)
    return FALSE;
  g_string_assign (catalogue->words, " ");
  byline_fold (catalogue->words, name);
  byline_bind_text (insert, ":name", name);
  byline_bind_text (insert, ":words", catalogue->words->str);
  if (!byline_statement_run (insert, error))
    return FALSE;
  *key = sqlite3_last_insert_rowid (catalogue->db);
  return TRUE;
}

static gboolean
find (BylineCatalogue *catalogue, const char *name, gint64 *key, GError **error)
{
  static const char sql[] = "SELECT job FROM job WHERE name = :name";
  g_autoptr (BylineStatement) query = NULL;
  const BylineRow row = byline_statement_named (catalogue->statements, sql, name, &query, error);

  if (row == BYLINE_ROW)
    *key = sqlite3_column_int64 (query, 0);
  return row == BYLINE_ROW || (row == BYLINE_NO_MORE_ROWS && add (catalogue, name, key, error));
}

/* A photo's job is most often that of the photo before it. */
gboolean
byline_job_key (BylineCatalogue *catalogue, const char *name, gint64 *key, GError **error)
{
  if (g_strcmp0 (catalogue->job, name) != 0) {
    byline_job_forget (catalogue);
    if (!find (catalogue, name, &catalogue->job_key, error))
      return FALSE;
    catalogue->job = g_strdup (name);
  }
  *key = catalogue->job_key;
  return TRUE;
}

void
byline_job_forget (BylineCatalogue *catalogue)
{
  g_clear_pointer (&catalogue->job, g_free);
}
