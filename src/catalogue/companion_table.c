#include "catalogue/store.h"

/* Columns of COMPANION_SELECT. */
enum { COMPANION, ID, PATH, NAME, INGESTED_US, SHOT, SIZE, MTIME_NS, CTIME_NS, INODE };

#define COMPANION_SELECT                                                                           \
  "SELECT c.companion, p.id, c.path, c.name, c.ingested_us, c.shot, c.size, c.mtime_ns,"           \
  " c.ctime_ns, c.inode FROM companion AS c LEFT JOIN photo AS p USING (photo) "

static gboolean
bind_companion (BylineCatalogue *catalogue, BylineStatement *stmt, const BylineCompanion *companion,
                GError **error)
{
  BylinePhotoKey photo = 0;

  if (companion->has_photo && !byline_photo_find (catalogue, &companion->photo, &photo, error))
    return FALSE;
  if (companion->has_photo)
    byline_bind_int (stmt, ":photo", photo);
  byline_bind_name (stmt, ":path", companion->path);
  byline_bind_name (stmt, ":name", companion->name);
  byline_bind_int (stmt, ":ingested_us", companion->ingested_us);
  byline_bind_bytes (stmt, ":shot", companion->shot, sizeof companion->shot);
  byline_bind_int (stmt, ":size", (gint64) companion->stamp.size);
  byline_bind_int (stmt, ":mtime_ns", companion->stamp.mtime_ns);
  byline_bind_int (stmt, ":ctime_ns", companion->stamp.ctime_ns);
  byline_bind_int (stmt, ":inode", (gint64) companion->stamp.inode);
  return TRUE;
}

gboolean
byline_companion_put (BylineCatalogue *catalogue, const BylineCompanion *companion, GError **error)
{
  static const char forget[] = "DELETE FROM companion WHERE path = :path";
  static const char insert[] =
      "INSERT INTO companion (photo, path, name, ingested_us, shot, size, mtime_ns, ctime_ns,"
      "  inode)"
      " VALUES (:photo, :path, :name, :ingested_us, :shot, :size, :mtime_ns, :ctime_ns, :inode)";
  g_autoptr (BylineStatement) before = byline_statement (catalogue->statements, forget, error);
  g_autoptr (BylineStatement) stmt = NULL;

  if (before == NULL)
    return FALSE;
  byline_bind_name (before, ":path", companion->path);
  if (!byline_statement_run (before, error))
    return FALSE;
  stmt = byline_statement (catalogue->statements, insert, error);
  return stmt != NULL && bind_companion (catalogue, stmt, companion, error) &&
         byline_statement_run (stmt, error);
}

static gboolean
read_row (sqlite3_stmt *row, BylineCompanion *companion)
{
  companion->has_photo = sqlite3_column_type (row, ID) != SQLITE_NULL;
  companion->path = byline_column_text (row, PATH);
  companion->name = byline_column_text (row, NAME);
  companion->ingested_us = sqlite3_column_int64 (row, INGESTED_US);
  companion->stamp.size = (guint64) sqlite3_column_int64 (row, SIZE);
  companion->stamp.mtime_ns = sqlite3_column_int64 (row, MTIME_NS);
  companion->stamp.ctime_ns = sqlite3_column_int64 (row, CTIME_NS);
  companion->stamp.inode = (guint64) sqlite3_column_int64 (row, INODE);
  return companion->path != NULL && byline_path_is_inside (companion->path) &&
         byline_column_bytes (row, SHOT, companion->shot, sizeof companion->shot) &&
         (!companion->has_photo ||
          byline_column_bytes (row, ID, companion->photo.bytes, sizeof companion->photo.bytes));
}

static BylineCompanion *
get_one (BylineCatalogue *catalogue, BylineStatement *query, GError **error)
{
  g_autoptr (BylineCompanion) companion = byline_companion_new ();

  switch (byline_statement_next (query, error)) {
  case BYLINE_ROW_FAILED:
    return NULL;
  case BYLINE_NO_MORE_ROWS:
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: no such companion",
                 catalogue->library);
    return NULL;
  case BYLINE_ROW:
    break;
  }
  if (read_row (query, companion))
    return g_steal_pointer (&companion);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
               "%s: the catalogue is damaged (companion %" G_GINT64_FORMAT ")", catalogue->library,
               (gint64) sqlite3_column_int64 (query, COMPANION));
  return NULL;
}

BylineCompanion *
byline_catalogue_get_companion (BylineCatalogue *catalogue, const BylineId *photo,
                                const guint8 shot[BYLINE_SHA256_SIZE], GError **error)
{
  static const char with[] = COMPANION_SELECT "WHERE c.shot = :shot AND id = :id";
  static const char without[] = COMPANION_SELECT "WHERE c.shot = :shot AND c.photo IS NULL";
  g_autoptr (BylineStatement) query =
      byline_statement (catalogue->statements, photo != NULL ? with : without, error);

  if (query == NULL)
    return NULL;
  byline_bind_bytes (query, ":shot", shot, BYLINE_SHA256_SIZE);
  if (photo != NULL)
    byline_bind_bytes (query, ":id", photo->bytes, sizeof photo->bytes);
  return get_one (catalogue, query, error);
}

BylineCompanion *
byline_catalogue_get_companion_by_path (BylineCatalogue *catalogue, const char *path,
                                        GError **error)
{
  static const char sql[] = COMPANION_SELECT "WHERE c.path = :path";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

  if (query == NULL)
    return NULL;
  byline_bind_name (query, ":path", path);
  return get_one (catalogue, query, error);
}
