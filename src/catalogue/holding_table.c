#include "catalogue/holding.h"

#include "catalogue/store.h"

/* Files are the positive keys, their photos' numbers, further copies in the library the negative
 * ones. */

void
byline_holding_free (BylineHolding *holding)
{
  if (holding == NULL)
    return;
  g_free (holding->path);
  g_free (holding);
}

GArray *
byline_catalogue_holdings (BylineCatalogue *catalogue, gint64 before_us, GError **error)
{
  static const char sql[] = "SELECT photo AS key, size, abs(verified_us) AS at FROM file"
                            " WHERE verified_us IS NULL OR verified_us < :before"
                            " UNION ALL SELECT -copy, size, abs(verified_us) FROM copy"
                            " WHERE folder = '' AND (verified_us IS NULL OR verified_us < :before)"
                            " ORDER BY at, key";
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (BylineHoldingKey));
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return NULL;
  byline_bind_int (query, ":before", before_us);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    const BylineHoldingKey key = { .key = sqlite3_column_int64 (query, 0),
                                   .size = (guint64) sqlite3_column_int64 (query, 1) };

    g_array_append_val (keys, key);
  }
  return row == BYLINE_NO_MORE_ROWS ? g_steal_pointer (&keys) : NULL;
}

/* Columns of the selects below. */
enum { ID, PATH, SHOT, SHA256, SIZE, MTIME_NS, CTIME_NS, INODE };

static gboolean
read_holding (sqlite3_stmt *row, BylineHolding *holding, GError **error)
{
  holding->has_id = byline_column_bytes (row, ID, holding->id.bytes, sizeof holding->id.bytes);
  holding->path = byline_column_text (row, PATH);
  holding->stamp = (BylineFileStamp){
    .size = (guint64) sqlite3_column_int64 (row, SIZE),
    .mtime_ns = sqlite3_column_int64 (row, MTIME_NS),
    .ctime_ns = sqlite3_column_int64 (row, CTIME_NS),
    .inode = (guint64) sqlite3_column_int64 (row, INODE),
  };
  if (holding->path != NULL && byline_path_is_inside (holding->path) &&
      byline_column_bytes (row, SHOT, holding->shot, sizeof holding->shot) &&
      byline_column_bytes (row, SHA256, holding->sha256, sizeof holding->sha256))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
               "the catalogue has a file without a sound path or hash");
  return FALSE;
}

BylineHolding *
byline_catalogue_holding (BylineCatalogue *catalogue, gint64 key, GError **error)
{
  static const char file[] =
      "SELECT p.id, f.path, f.shot, f.credited, f.size, f.mtime_ns, f.ctime_ns, f.inode"
      " FROM file AS f JOIN photo AS p ON p.photo = f.photo WHERE f.photo = :key";
  static const char copy[] = "SELECT NULL, path, shot, sha256, size, 0, 0, 0"
                             " FROM copy WHERE copy = :key AND folder = ''";
  g_autoptr (BylineHolding) holding = g_new0 (BylineHolding, 1);
  g_autoptr (BylineStatement) query =
      byline_statement (catalogue->statements, key > 0 ? file : copy, error);
  BylineRow row;

  if (query == NULL)
    return NULL;
  byline_bind_int (query, ":key", ABS (key));
  row = byline_statement_next (query, error);
  if (row == BYLINE_NO_MORE_ROWS)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
                 "the file is not catalogued any more");
  if (row != BYLINE_ROW || !read_holding (query, holding, error))
    return NULL;
  holding->key = key;
  return g_steal_pointer (&holding);
}

gboolean
byline_catalogue_holding_at (BylineCatalogue *catalogue, const char *path, BylineHoldingKey *key,
                             BylineFileStamp *stamp, GError **error)
{
  static const char sql[] =
      "SELECT photo AS key, size, mtime_ns, ctime_ns, inode FROM file WHERE path = :path"
      " UNION ALL SELECT -copy, size, 0, 0, 0 FROM copy WHERE folder = '' AND path = :path"
      " ORDER BY key DESC LIMIT 1";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_name (query, ":path", path);
  row = byline_statement_next (query, error);
  if (row == BYLINE_NO_MORE_ROWS)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: not catalogued", path);
  if (row != BYLINE_ROW)
    return FALSE;
  *key = (BylineHoldingKey){ .key = sqlite3_column_int64 (query, 0),
                             .size = (guint64) sqlite3_column_int64 (query, 1) };
  if (stamp != NULL)
    *stamp = (BylineFileStamp){ .size = key->size,
                                .mtime_ns = sqlite3_column_int64 (query, 2),
                                .ctime_ns = sqlite3_column_int64 (query, 3),
                                .inode = (guint64) sqlite3_column_int64 (query, 4) };
  return TRUE;
}

gboolean
byline_catalogue_lose_file (BylineCatalogue *catalogue, const char *path, GError **error)
{
  static const char sql[] = "DELETE FROM copy WHERE folder = '' AND path = :path";
  g_autoptr (BylineStatement) stmt = NULL;

  if (!byline_photo_release (catalogue, path, error))
    return FALSE;
  stmt = byline_statement (catalogue->statements, sql, error);
  if (stmt == NULL)
    return FALSE;
  byline_bind_name (stmt, ":path", path);
  return byline_statement_run (stmt, error);
}

gboolean
byline_catalogue_recall (BylineCatalogue *catalogue, BylineEntry *entry, GError **error)
{
  static const char sql[] = "SELECT p.name, j.name, p.ingested_us, p.clock_shift_s,"
                            " p.zone_minutes FROM photo AS p"
                            " LEFT JOIN job AS j ON j.job = p.job WHERE " BYLINE_ID_IS;
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_bytes (query, ":id", entry->id.bytes, sizeof entry->id.bytes);
  row = byline_statement_next (query, error);
  if (row != BYLINE_ROW)
    return row == BYLINE_NO_MORE_ROWS;
  g_free (entry->name);
  entry->name = byline_column_text (query, 0);
  g_free (entry->job);
  entry->job = byline_column_text (query, 1);
  entry->ingested_us = sqlite3_column_int64 (query, 2);
  entry->clock.shift_s = sqlite3_column_int64 (query, 3);
  entry->clock.has_zone = sqlite3_column_type (query, 4) != SQLITE_NULL;
  entry->clock.zone_minutes = sqlite3_column_int (query, 4);
  return TRUE;
}

static gboolean
note_stamp (BylineCatalogue *catalogue, gint64 file, const BylineFileStamp *stamp, GError **error)
{
  static const char sql[] = "UPDATE file SET size = :size, mtime_ns = :mtime_ns,"
                            " ctime_ns = :ctime_ns, inode = :inode WHERE photo = :key";
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_int (stmt, ":key", file);
  byline_bind_int (stmt, ":size", (gint64) stamp->size);
  byline_bind_int (stmt, ":mtime_ns", stamp->mtime_ns);
  byline_bind_int (stmt, ":ctime_ns", stamp->ctime_ns);
  byline_bind_int (stmt, ":inode", (gint64) stamp->inode);
  return byline_statement_run (stmt, error);
}

gboolean
byline_catalogue_note_verified (BylineCatalogue *catalogue, const BylineHolding *holding,
                                gboolean right, gint64 at_us, const BylineFileStamp *stamp,
                                GError **error)
{
  static const char file[] =
      "UPDATE file SET verified_us = :verified_us, verify = coalesce(:verify, verify)"
      " WHERE photo = :key AND credited = :sha256";
  static const char copy[] =
      "UPDATE copy SET verified_us = :verified_us, verify = coalesce(:verify, verify)"
      " WHERE copy = :key AND sha256 = :sha256";
  g_autoptr (BylineStatement) stmt =
      byline_statement (catalogue->statements, holding->key > 0 ? file : copy, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_int (stmt, ":key", ABS (holding->key));
  byline_bind_bytes (stmt, ":sha256", holding->sha256, sizeof holding->sha256);
  if (right)
    byline_bind_verify (stmt, BYLINE_VERIFY_READBACK, at_us);
  else
    byline_bind_int (stmt, ":verified_us", -at_us);
  if (!byline_statement_run (stmt, error))
    return FALSE;
  return stamp == NULL || holding->key < 0 || sqlite3_changes (catalogue->db) == 0 ||
         note_stamp (catalogue, holding->key, stamp, error);
}

gboolean
byline_journal_has_result (BylineCatalogue *journal, const char *path,
                           const guint8 sha256[BYLINE_SHA256_SIZE])
{
  static const char sql[] =
      "SELECT 1 FROM edit AS e JOIN edit_file AS f ON f.edit = e.edit"
      " WHERE e.path = :path AND f.sidecar IS NULL AND f.after = :sha256 LIMIT 1";
  g_autoptr (BylineStatement) query = byline_statement (journal->statements, sql, NULL);

  if (query == NULL)
    return FALSE;
  byline_bind_name (query, ":path", path);
  byline_bind_bytes (query, ":sha256", sha256, BYLINE_SHA256_SIZE);
  return byline_statement_next (query, NULL) == BYLINE_ROW;
}
