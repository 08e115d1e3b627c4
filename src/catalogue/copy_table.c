#include <byline/copies.h>

#include "catalogue/store.h"

#include <string.h>

static const char *const verify_names[] = {
  [BYLINE_VERIFY_READBACK] = "readback",
  [BYLINE_VERIFY_SOURCE] = "source",
  [BYLINE_VERIFY_NONE] = "none",
};
G_STATIC_ASSERT (G_N_ELEMENTS (verify_names) == BYLINE_N_VERIFIES);

const char *
byline_verify_name (BylineVerify verify)
{
  return verify_names[verify];
}

gboolean
byline_verify_parse (const char *name, BylineVerify *verify, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (verify_names); i++)
    if (g_strcmp0 (name, verify_names[i]) == 0) {
      *verify = i;
      return TRUE;
    }
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "“%s” is no way to verify; there are readback, source and none", name);
  return FALSE;
}

/* Columns ------------------------------------------------------------------------------------- */

void
byline_bind_verify (BylineStatement *stmt, BylineVerify verify, gint64 verified_us)
{
  byline_bind_text (stmt, ":verify", byline_verify_name (verify));
  if (verified_us != 0)
    byline_bind_int (stmt, ":verified_us", verified_us);
}

/* Of what came in before this was written down nothing is known: as good as not verified. */
void
byline_column_verify (sqlite3_stmt *row, int column, BylineVerify *verify, gint64 *verified_us)
{
  *verify = BYLINE_VERIFY_NONE;
  *verified_us = MAX (sqlite3_column_int64 (row, column + 1), 0);
  byline_verify_parse ((const char *) sqlite3_column_text (row, column), verify, NULL);
}

void
byline_copy_clear (BylineCopy *copy)
{
  g_clear_pointer (&copy->folder, g_free);
  g_clear_pointer (&copy->path, g_free);
}

void
byline_copy_free (BylineCopy *copy)
{
  if (copy == NULL)
    return;
  byline_copy_clear (copy);
  g_free (copy);
}

/* Rows ---------------------------------------------------------------------------------------- */

/* What lay at the place before, if it was another file, is gone: nothing is ever overwritten. */
gboolean
byline_catalogue_put_copy (BylineCatalogue *catalogue, const BylineCopy *copy, GError **error)
{
  static const char sql[] =
      "INSERT OR REPLACE INTO copy (shot, folder, path, sha256, size, verify, verified_us)"
      " VALUES (:shot, :folder, :path, :sha256, :size, :verify, :verified_us)";
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_bytes (stmt, ":shot", copy->shot, sizeof copy->shot);
  byline_bind_name (stmt, ":folder", copy->folder != NULL ? copy->folder : "");
  byline_bind_name (stmt, ":path", copy->path);
  byline_bind_bytes (stmt, ":sha256", copy->sha256, sizeof copy->sha256);
  byline_bind_int (stmt, ":size", (gint64) copy->size);
  byline_bind_verify (stmt, copy->verify, copy->verified_us);
  if (byline_statement_run (stmt, error))
    return TRUE;
  catalogue->broken = catalogue->in_transaction;
  return FALSE;
}

/* Columns of the select below. */
enum { FOLDER, PATH, SHA256, SIZE, VERIFY };

/* Returns: FALSE for a row that points out of its folder: the file may have come from anybody */
static gboolean
read_copy (sqlite3_stmt *row, BylineCopy *copy)
{
  copy->folder = byline_column_text (row, FOLDER);
  copy->path = byline_column_text (row, PATH);
  copy->size = (guint64) sqlite3_column_int64 (row, SIZE);
  byline_column_verify (row, VERIFY, &copy->verify, &copy->verified_us);
  if (copy->folder != NULL && *copy->folder == '\0')
    g_clear_pointer (&copy->folder, g_free);
  return copy->path != NULL && byline_path_is_inside (copy->path) &&
         (copy->folder == NULL || g_path_is_absolute (copy->folder)) &&
         byline_column_bytes (row, SHA256, copy->sha256, sizeof copy->sha256);
}

GPtrArray *
byline_catalogue_copies (BylineCatalogue *catalogue, const guint8 shot[BYLINE_SHA256_SIZE],
                         GError **error)
{
  static const char sql[] =
      "SELECT '', path, credited, size, verify, verified_us, 0 AS further FROM file"
      " WHERE substr (shot, 1, 8) = substr (:shot, 1, 8) AND shot = :shot UNION ALL"
      " SELECT folder, path, sha256, size, verify, verified_us, 1 FROM copy WHERE shot = :shot"
      " ORDER BY further, 1, 2";
  g_autoptr (GPtrArray) copies = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_copy_free);
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return NULL;
  byline_bind_bytes (query, ":shot", shot, BYLINE_SHA256_SIZE);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    g_autoptr (BylineCopy) copy = g_new0 (BylineCopy, 1);

    memcpy (copy->shot, shot, sizeof copy->shot);
    if (read_copy (query, copy))
      g_ptr_array_add (copies, g_steal_pointer (&copy));
  }
  return row == BYLINE_NO_MORE_ROWS ? g_steal_pointer (&copies) : NULL;
}

gboolean
byline_catalogue_has_size (BylineCatalogue *catalogue, guint64 size)
{
  static const char sql[] = "SELECT 1 FROM file WHERE size = :size UNION ALL"
                            " SELECT 1 FROM companion WHERE size = :size LIMIT 1";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, NULL);

  if (query == NULL)
    return TRUE;
  byline_bind_int (query, ":size", (gint64) size);
  return byline_statement_next (query, NULL) != BYLINE_NO_MORE_ROWS;
}
