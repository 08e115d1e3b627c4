#include "base/span.h"
#include "catalogue/fold.h"
#include "catalogue/place.h"
#include "catalogue/shared.h"
#include "catalogue/vocabulary.h"
#include "catalogue/words.h"

#include <byline/rights.h>

#include <string.h>

/* Columns of BYLINE_ENTRY_SELECT. */
enum {
  PHOTO,
  ID,
  NAME,
  JOB,
  INGESTED_US,
  TAKEN,
  FORMAT,
  WIDTH,
  HEIGHT,
  ORIENTATION,
  CAMERA,
  LENS,
  SERIAL,
  LATITUDE,
  LONGITUDE,
  PATH,
  SHOT,
  CREDITED,
  SIZE,
  MTIME_NS,
  CTIME_NS,
  INODE,
  CLOCK_SHIFT_S,
  ZONE_MINUTES,
  VERIFY, /* and VERIFIED_US behind it */
  VERIFIED_US,
  FIELDS,
  PLACE,
  C2PA
};

gboolean
byline_path_is_inside (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  /* An absolute path, "a//b" and "a/" have an empty part; "" has no part at all. */
  for (char **part = parts; *part != NULL; part++)
    if (**part == '\0' || strcmp (*part, ".") == 0 || strcmp (*part, "..") == 0)
      return FALSE;
  return *parts != NULL;
}

/* The job's number, made if it is new. */
static gboolean
job_key (BylineCatalogue *catalogue, const char *name, gint64 *key, GError **error)
{
  static const char find[] = "SELECT job FROM job WHERE name = :name";
  static const char add[] = "INSERT INTO job (name, words) VALUES (:name, :words)";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, find, error);
  g_autoptr (BylineStatement) insert = NULL;
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":name", name);
  row = byline_statement_next (query, error);
  if (row == BYLINE_ROW)
    *key = sqlite3_column_int64 (query, 0);
  if (row != BYLINE_NO_MORE_ROWS)
    return row == BYLINE_ROW;
  insert = byline_statement (catalogue->statements, add, error);
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

/* Returns: FALSE for a photo that does not say when it was taken */
static gboolean
taken_us (const BylineEntry *entry, gint64 *us)
{
  const char *taken = byline_metadata_get_facts (entry->metadata)->taken;
  BylineSpan span;

  if (taken == NULL || !byline_span_parse (taken, -1, TRUE, &span))
    return FALSE;
  *us = span.from_us;
  return TRUE;
}

/* A time of day without its zone: which one, nobody knows. */
static gboolean
is_zone_assumed (const char *taken)
{
  const char *time = taken != NULL ? strchr (taken, 'T') : NULL;

  return time != NULL && strpbrk (time, "Z+-") == NULL;
}

static void
bind_clock (BylineStatement *stmt, const BylineEntry *entry)
{
  byline_bind_int (stmt, ":clock_shift_s", entry->clock.shift_s);
  if (entry->clock.has_zone)
    byline_bind_int (stmt, ":zone_minutes", entry->clock.zone_minutes);
  byline_bind_int (stmt, ":taken_assumed",
                   is_zone_assumed (byline_metadata_get_facts (entry->metadata)->taken));
}

static void
bind_facts (BylineStatement *stmt, const BylineFacts *facts)
{
  byline_bind_text (stmt, ":format", byline_format_name (facts->format));
  byline_bind_int (stmt, ":width", facts->width);
  byline_bind_int (stmt, ":height", facts->height);
  byline_bind_int (stmt, ":orientation",
                   facts->orientation >= 1 && facts->orientation <= 8 ? facts->orientation : 1);
  byline_bind_text (stmt, ":camera", facts->camera);
  byline_bind_text (stmt, ":lens", facts->lens);
  byline_bind_text (stmt, ":serial", facts->serial);
  byline_bind_text (stmt, ":taken", facts->taken);
  byline_bind_int (stmt, ":c2pa", facts->has_c2pa);
  if (facts->has_gps) {
    byline_bind_real (stmt, ":latitude", facts->latitude);
    byline_bind_real (stmt, ":longitude", facts->longitude);
  }
}

static void
bind_rights (BylineStatement *stmt, const BylineMetadata *metadata)
{
  gint64 us = 0;

  if (byline_rights_embargo (metadata, &us))
    byline_bind_int (stmt, ":embargo_us", us);
  if (byline_rights_expire (metadata, &us))
    byline_bind_int (stmt, ":expires_us", us);
}

/* What is not bound stays NULL: statements come back without bindings. */
static gboolean
write_photo (BylineCatalogue *catalogue, const char *sql, const BylineEntry *entry, gint64 place,
             GError **error)
{
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);
  g_autoptr (GString) fields = g_string_sized_new (1024);
  gint64 job = 0;
  gint64 us = 0;

  if (stmt == NULL)
    return FALSE;
  if (entry->job != NULL) {
    if (!job_key (catalogue, entry->job, &job, error))
      return FALSE;
    byline_bind_int (stmt, ":job", job);
  }
  byline_bind_bytes (stmt, ":id", entry->id.bytes, sizeof entry->id.bytes);
  byline_bind_name (stmt, ":name", entry->name);
  byline_bind_int (stmt, ":ingested_us", entry->ingested_us);
  byline_bind_int (stmt, ":place", place);
  if (taken_us (entry, &us))
    byline_bind_int (stmt, ":taken_us", us);
  byline_values_write (fields, entry->metadata);
  byline_bind_text (stmt, ":fields", fields->str);
  bind_facts (stmt, byline_metadata_get_facts (entry->metadata));
  bind_clock (stmt, entry);
  bind_rights (stmt, entry->metadata);
  return byline_statement_run (stmt, error);
}

static gboolean
hide (BylineCatalogue *catalogue, BylinePhotoKey key, GError **error)
{
  static const char sql[] = "UPDATE photo SET place = NULL WHERE photo = :photo";
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_int (stmt, ":photo", key);
  return byline_statement_run (stmt, error);
}

static gboolean
delete_file (BylineCatalogue *catalogue, const char *path, GError **error)
{
  static const char sql[] = "DELETE FROM file WHERE path = :path";
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_name (stmt, ":path", path);
  return byline_statement_run (stmt, error);
}

/* Takes the words of what the catalogue has about a photo out of the index.  @had: (out): there was
 * something; the photo's row may lie without a file. */
static gboolean
forget_words (BylineCatalogue *catalogue, BylinePhotoKey key, gint64 *place, GError **error)
{
  static const char sql[] = BYLINE_ENTRY_SELECT "WHERE p.photo = :photo";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autoptr (BylineEntry) entry = NULL;
  BylineRow row;

  *place = 0;
  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":photo", key);
  row = byline_statement_next (query, error);
  if (row != BYLINE_ROW)
    return row == BYLINE_NO_MORE_ROWS;
  entry = byline_photo_entry (catalogue, query, error);
  *place = sqlite3_column_int64 (query, PLACE);
  return entry != NULL && (*place == 0 || byline_words_delete (catalogue, *place, entry, error));
}

/* A path names one file.  If another photo had it, that file is gone: its photo stays, with its
 * history, but without a file it is neither found nor taken for present. */
static gboolean
release_path (BylineCatalogue *catalogue, const char *path, BylinePhotoKey key, GError **error)
{
  static const char sql[] = "SELECT photo FROM file WHERE path = :path AND photo <> :photo";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylinePhotoKey other = 0;
  gint64 place = 0;
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_name (query, ":path", path);
  byline_bind_int (query, ":photo", key);
  row = byline_statement_next (query, error);
  if (row != BYLINE_ROW)
    return row == BYLINE_NO_MORE_ROWS;
  other = sqlite3_column_int64 (query, 0);
  return forget_words (catalogue, other, &place, error) && hide (catalogue, other, error) &&
         delete_file (catalogue, path, error);
}

gboolean
byline_photo_release (BylineCatalogue *catalogue, const char *path, GError **error)
{
  return release_path (catalogue, path, 0, error);
}

static gboolean
write_file (BylineCatalogue *catalogue, const char *sql, BylinePhotoKey key,
            const BylineEntry *entry, GError **error)
{
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_int (stmt, ":photo", key);
  byline_bind_name (stmt, ":path", entry->path);
  byline_bind_bytes (stmt, ":shot", entry->shot, sizeof entry->shot);
  byline_bind_bytes (stmt, ":credited", entry->credited, sizeof entry->credited);
  byline_bind_int (stmt, ":size", (gint64) entry->stamp.size);
  byline_bind_int (stmt, ":mtime_ns", entry->stamp.mtime_ns);
  byline_bind_int (stmt, ":ctime_ns", entry->stamp.ctime_ns);
  byline_bind_int (stmt, ":inode", (gint64) entry->stamp.inode);
  byline_bind_verify (stmt, entry->verify, entry->verified_us);
  return byline_statement_run (stmt, error);
}

/* Two statements rather than one upsert, for which SQLite would open a savepoint, at which FTS5
 * writes out the words it holds back: three times the time for everything. */
static gboolean
put_file (BylineCatalogue *catalogue, BylinePhotoKey key, const BylineEntry *entry, gboolean known,
          GError **error)
{
  static const char insert[] =
      "INSERT INTO file (photo, path, shot, credited, size, mtime_ns, ctime_ns, inode, verify,"
      "  verified_us)"
      " VALUES (:photo, :path, :shot, :credited, :size, :mtime_ns, :ctime_ns, :inode, :verify,"
      "  :verified_us)";
  static const char update[] =
      "UPDATE file SET path = :path, shot = :shot, credited = :credited, size = :size,"
      "  mtime_ns = :mtime_ns, ctime_ns = :ctime_ns, inode = :inode, verify = :verify,"
      "  verified_us = :verified_us"
      " WHERE photo = :photo";

  if (!release_path (catalogue, entry->path, key, error))
    return FALSE;
  if (known && !write_file (catalogue, update, key, entry, error))
    return FALSE;
  if (known && sqlite3_changes (catalogue->db) > 0)
    return TRUE;
  return write_file (catalogue, insert, key, entry, error);
}

static BylineRow
find_key (BylineCatalogue *catalogue, const BylineId *id, BylinePhotoKey *key, GError **error)
{
  static const char sql[] = "SELECT photo FROM photo WHERE id = :id";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return BYLINE_ROW_FAILED;
  byline_bind_bytes (query, ":id", id->bytes, sizeof id->bytes);
  row = byline_statement_next (query, error);
  if (row == BYLINE_ROW)
    *key = sqlite3_column_int64 (query, 0);
  return row;
}

gboolean
byline_photo_put (BylineCatalogue *catalogue, const BylineEntry *entry, GError **error)
{
  static const char insert[] =
      "INSERT INTO photo (id, name, job, ingested_us, taken, taken_us, format, width, height,"
      "  orientation, camera, lens, serial, latitude, longitude, clock_shift_s, zone_minutes,"
      "  taken_assumed, place, fields, c2pa, embargo_us, expires_us)"
      " VALUES (:id, :name, :job, :ingested_us, :taken, :taken_us, :format, :width, :height,"
      "  :orientation, :camera, :lens, :serial, :latitude, :longitude, :clock_shift_s,"
      "  :zone_minutes, :taken_assumed, :place, :fields, :c2pa, :embargo_us, :expires_us)";
  static const char update[] =
      "UPDATE photo SET name = :name, job = :job, ingested_us = :ingested_us, taken = :taken,"
      "  taken_us = :taken_us, format = :format, width = :width, height = :height,"
      "  orientation = :orientation, camera = :camera, lens = :lens, serial = :serial,"
      "  latitude = :latitude, longitude = :longitude, clock_shift_s = :clock_shift_s,"
      "  zone_minutes = :zone_minutes, taken_assumed = :taken_assumed, place = :place,"
      "  fields = :fields, c2pa = :c2pa, embargo_us = :embargo_us, expires_us = :expires_us"
      " WHERE id = :id";
  BylinePhotoKey key = 0;
  gint64 place = 0;
  gint64 us = 0;
  const gboolean dated = taken_us (entry, &us);
  const BylineRow row = find_key (catalogue, &entry->id, &key, error);

  if (row == BYLINE_ROW_FAILED ||
      (row == BYLINE_ROW && !forget_words (catalogue, key, &place, error)))
    return FALSE;
  if (!byline_place_find (catalogue, dated ? &us : NULL, &place, error) ||
      !write_photo (catalogue, row == BYLINE_ROW ? update : insert, entry, place, error))
    return FALSE;
  if (row != BYLINE_ROW)
    key = sqlite3_last_insert_rowid (catalogue->db);
  return put_file (catalogue, key, entry, row == BYLINE_ROW, error) &&
         byline_words_put (catalogue, place, entry, error);
}

gboolean
byline_photo_find (BylineCatalogue *catalogue, const BylineId *id, BylinePhotoKey *key,
                   GError **error)
{
  const BylineRow row = find_key (catalogue, id, key, error);

  if (row == BYLINE_NO_MORE_ROWS)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: no such photo",
                 catalogue->library);
  return row == BYLINE_ROW;
}

static void
read_facts (sqlite3_stmt *row, BylineFacts *facts)
{
  facts->format = byline_format_from_name ((const char *) sqlite3_column_text (row, FORMAT));
  facts->width = sqlite3_column_int (row, WIDTH);
  facts->height = sqlite3_column_int (row, HEIGHT);
  facts->orientation = sqlite3_column_int (row, ORIENTATION);
  facts->camera = byline_column_text (row, CAMERA);
  facts->lens = byline_column_text (row, LENS);
  facts->serial = byline_column_text (row, SERIAL);
  facts->taken = byline_column_text (row, TAKEN);
  facts->has_c2pa = sqlite3_column_int (row, C2PA) != 0;
  facts->has_gps = sqlite3_column_type (row, LATITUDE) != SQLITE_NULL;
  facts->latitude = sqlite3_column_double (row, LATITUDE);
  facts->longitude = sqlite3_column_double (row, LONGITUDE);
}

/* The file may have come from anybody, and what it says is where others will write. */
static gboolean
read_file (sqlite3_stmt *row, BylineEntry *entry)
{
  entry->path = byline_column_text (row, PATH);
  entry->stamp.size = (guint64) sqlite3_column_int64 (row, SIZE);
  entry->stamp.mtime_ns = sqlite3_column_int64 (row, MTIME_NS);
  entry->stamp.ctime_ns = sqlite3_column_int64 (row, CTIME_NS);
  entry->stamp.inode = (guint64) sqlite3_column_int64 (row, INODE);
  byline_column_verify (row, VERIFY, &entry->verify, &entry->verified_us);
  return entry->path != NULL && byline_path_is_inside (entry->path) &&
         byline_column_bytes (row, SHOT, entry->shot, sizeof entry->shot) &&
         byline_column_bytes (row, CREDITED, entry->credited, sizeof entry->credited);
}

BylineEntry *
byline_photo_entry (BylineCatalogue *catalogue, sqlite3_stmt *row, GError **error)
{
  g_autoptr (BylineEntry) entry = byline_entry_new ();

  entry->metadata = byline_metadata_new ();
  entry->name = byline_column_text (row, NAME);
  entry->job = byline_column_text (row, JOB);
  entry->ingested_us = sqlite3_column_int64 (row, INGESTED_US);
  entry->clock.shift_s = sqlite3_column_int64 (row, CLOCK_SHIFT_S);
  entry->clock.has_zone = sqlite3_column_type (row, ZONE_MINUTES) != SQLITE_NULL;
  entry->clock.zone_minutes = sqlite3_column_int (row, ZONE_MINUTES);
  read_facts (row, byline_metadata_facts (entry->metadata));
  if (entry->name == NULL || !read_file (row, entry) ||
      !byline_column_bytes (row, ID, entry->id.bytes, sizeof entry->id.bytes)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
                 "%s: the catalogue is damaged (photo %" G_GINT64_FORMAT ")", catalogue->library,
                 (gint64) sqlite3_column_int64 (row, PHOTO));
    return NULL;
  }
  if (!byline_values_read (catalogue, (const char *) sqlite3_column_text (row, FIELDS),
                           entry->metadata, error))
    return NULL;
  return g_steal_pointer (&entry);
}

static gboolean
rebuild_row (BylineCatalogue *catalogue, sqlite3_stmt *row, GError **error)
{
  static const char sql[] = "UPDATE photo SET place = :place WHERE photo = :photo";
  g_autoptr (BylineEntry) entry = byline_photo_entry (catalogue, row, error);
  g_autoptr (BylineStatement) update = NULL;
  gint64 place = sqlite3_column_int64 (row, PLACE);
  gint64 us = 0;

  if (entry == NULL ||
      !byline_place_find (catalogue, taken_us (entry, &us) ? &us : NULL, &place, error))
    return FALSE;
  update = byline_statement (catalogue->statements, sql, error);
  if (update == NULL)
    return FALSE;
  byline_bind_int (update, ":place", place);
  byline_bind_int (update, ":photo", sqlite3_column_int64 (row, PHOTO));
  return byline_statement_run (update, error) && byline_words_put (catalogue, place, entry, error);
}

/* By numbers that are written down first: rows must not be changed while they are being read. */
gboolean
byline_words_rebuild (BylineCatalogue *catalogue, GError **error)
{
  static const char sql[] = BYLINE_ENTRY_SELECT "WHERE p.photo > :photo ORDER BY p.photo LIMIT 1";
  BylinePhotoKey key = 0;

  if (!byline_sqlite_exec (
          catalogue->db,
          "INSERT INTO words (words) VALUES ('delete-all');UPDATE shared SET photos = 0", error) ||
      !byline_vocabulary_clear (catalogue, error) || !byline_shared_add_words (catalogue, error))
    return FALSE;
  for (;;) {
    g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
    BylineRow row;

    if (query == NULL)
      return FALSE;
    byline_bind_int (query, ":photo", key);
    row = byline_statement_next (query, error);
    if (row != BYLINE_ROW)
      return row == BYLINE_NO_MORE_ROWS;
    key = sqlite3_column_int64 (query, PHOTO);
    if (!rebuild_row (catalogue, query, error))
      return FALSE;
  }
}
