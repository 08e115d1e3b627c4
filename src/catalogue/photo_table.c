#include "base/span.h"
#include "catalogue/place.h"
#include "catalogue/shared.h"
#include "catalogue/vocabulary.h"
#include "catalogue/words.h"

#include <byline/rights.h>

#include <string.h>

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

/* The places of a photo's row in both statements that write it: by number, since there are many and
 * each name would be looked for among all the others. */
enum {
  INTO_NAME = 1,
  INTO_JOB,
  INTO_INGESTED_US,
  INTO_TAKEN,
  INTO_TAKEN_US,
  INTO_FORMAT,
  INTO_WIDTH,
  INTO_HEIGHT,
  INTO_ORIENTATION,
  INTO_CAMERA,
  INTO_LENS,
  INTO_SERIAL,
  INTO_LATITUDE,
  INTO_LONGITUDE,
  INTO_PLACE,
  INTO_CLOCK_SHIFT_S,
  INTO_ZONE_MINUTES,
  INTO_TAKEN_ASSUMED,
  INTO_C2PA,
  INTO_EMBARGO_US,
  INTO_EXPIRES_US,
  INTO_FIELDS,
  INTO_KEY /* its identity, or its number */
};

#define PHOTO_COLUMNS                                                                              \
  "name, job, ingested_us, taken, taken_us, format, width, height, orientation, camera, lens,"     \
  " serial, latitude, longitude, place, clock_shift_s, zone_minutes, taken_assumed, c2pa,"         \
  " embargo_us, expires_us, fields"
#define PHOTO_PLACES                                                                               \
  "?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "    \
  "?21,"                                                                                           \
  " ?22"

static void
bind_clock (BylineStatement *stmt, const BylineEntry *entry)
{
  byline_bind_int_at (stmt, INTO_CLOCK_SHIFT_S, entry->clock.shift_s);
  if (entry->clock.has_zone)
    byline_bind_int_at (stmt, INTO_ZONE_MINUTES, entry->clock.zone_minutes);
  byline_bind_int_at (stmt, INTO_TAKEN_ASSUMED,
                      is_zone_assumed (byline_metadata_get_facts (entry->metadata)->taken));
}

static gboolean
bind_shared (BylineCatalogue *catalogue, BylineStatement *stmt, int index, guint field,
             const char *text, GError **error)
{
  g_autofree char *valid = NULL;
  const BylineShared *shared = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  shared = byline_shared_get (catalogue, field, text, error);
  if (shared != NULL)
    byline_bind_int_at (stmt, index, shared->key);
  return shared != NULL;
}

static gboolean
bind_facts (BylineCatalogue *catalogue, BylineStatement *stmt, const BylineFacts *facts,
            GError **error)
{
  byline_bind_text_at (stmt, INTO_FORMAT, byline_format_name (facts->format));
  byline_bind_int_at (stmt, INTO_WIDTH, facts->width);
  byline_bind_int_at (stmt, INTO_HEIGHT, facts->height);
  byline_bind_int_at (stmt, INTO_ORIENTATION,
                      facts->orientation >= 1 && facts->orientation <= 8 ? facts->orientation : 1);
  byline_bind_int_at (stmt, INTO_C2PA, facts->has_c2pa);
  if (facts->has_gps) {
    byline_bind_real_at (stmt, INTO_LATITUDE, facts->latitude);
    byline_bind_real_at (stmt, INTO_LONGITUDE, facts->longitude);
  }
  return bind_shared (catalogue, stmt, INTO_CAMERA, BYLINE_FILTER_CAMERA, facts->camera, error) &&
         bind_shared (catalogue, stmt, INTO_LENS, BYLINE_FILTER_LENS, facts->lens, error) &&
         bind_shared (catalogue, stmt, INTO_SERIAL, BYLINE_FILTER_SERIAL, facts->serial, error);
}

static void
bind_rights (BylineStatement *stmt, const BylineMetadata *metadata)
{
  gint64 us = 0;

  if (byline_rights_embargo (metadata, &us))
    byline_bind_int_at (stmt, INTO_EMBARGO_US, us);
  if (byline_rights_expire (metadata, &us))
    byline_bind_int_at (stmt, INTO_EXPIRES_US, us);
}

/* Where and when a photo is; NULL where it does not say when. */
typedef struct {
  gint64 place;
  const gint64 *taken_us;
} Moment;

static void
bind_moment (BylineStatement *stmt, const BylineEntry *entry, Moment moment)
{
  const char *taken = byline_metadata_get_facts (entry->metadata)->taken;

  byline_bind_int_at (stmt, INTO_PLACE, moment.place);
  byline_bind_int_at (stmt, INTO_INGESTED_US, entry->ingested_us);
  byline_bind_text_at (stmt, INTO_TAKEN, taken);
  if (moment.taken_us != NULL)
    byline_bind_int_at (stmt, INTO_TAKEN_US, *moment.taken_us);
}

/* All but the last place.  What is not bound stays NULL: statements come back without bindings.
 * @fields: what is bound as such: lives until the statement was run */
static gboolean
bind_photo (BylineCatalogue *catalogue, BylineStatement *stmt, const BylineEntry *entry,
            Moment moment, GString *fields, GError **error)
{
  gint64 job = 0;

  if (entry->job != NULL) {
    if (!byline_job_key (catalogue, entry->job, &job, error))
      return FALSE;
    byline_bind_int_at (stmt, INTO_JOB, job);
  }
  if (!byline_values_write (catalogue, fields, entry->metadata, error) ||
      !bind_facts (catalogue, stmt, byline_metadata_get_facts (entry->metadata), error))
    return FALSE;
  byline_bind_name_at (stmt, INTO_NAME, entry->name);
  byline_bind_bytes_at (stmt, INTO_FIELDS, fields->str, fields->len);
  bind_moment (stmt, entry, moment);
  bind_clock (stmt, entry);
  bind_rights (stmt, entry->metadata);
  return TRUE;
}

static gboolean
insert_photo (BylineCatalogue *catalogue, const BylineEntry *entry, Moment moment,
              BylinePhotoKey *key, GError **error)
{
  static const char sql[] =
      "INSERT INTO photo (" PHOTO_COLUMNS ", id) VALUES (" PHOTO_PLACES ", ?23)";
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);
  g_autoptr (GString) fields = g_string_sized_new (1024);

  if (stmt == NULL || !bind_photo (catalogue, stmt, entry, moment, fields, error))
    return FALSE;
  byline_bind_bytes_at (stmt, INTO_KEY, entry->id.bytes, sizeof entry->id.bytes);
  if (!byline_statement_run (stmt, error))
    return FALSE;
  *key = sqlite3_last_insert_rowid (catalogue->db);
  return TRUE;
}

static gboolean
update_photo (BylineCatalogue *catalogue, const BylineEntry *entry, Moment moment,
              BylinePhotoKey key, GError **error)
{
  static const char sql[] =
      "UPDATE photo SET (" PHOTO_COLUMNS ") = (" PHOTO_PLACES ") WHERE photo = ?23";
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);
  g_autoptr (GString) fields = g_string_sized_new (1024);

  if (stmt == NULL || !bind_photo (catalogue, stmt, entry, moment, fields, error))
    return FALSE;
  byline_bind_int_at (stmt, INTO_KEY, key);
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
  *place = byline_photo_row_place (query);
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

/* The places of a file's row in both statements that write it. */
enum {
  INTO_PHOTO = 1,
  INTO_PATH,
  INTO_SHOT,
  INTO_CREDITED,
  INTO_SIZE,
  INTO_MTIME_NS,
  INTO_CTIME_NS,
  INTO_INODE
};

static gboolean
write_file (BylineCatalogue *catalogue, const char *sql, BylinePhotoKey key,
            const BylineEntry *entry, GError **error)
{
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_int_at (stmt, INTO_PHOTO, key);
  byline_bind_name_at (stmt, INTO_PATH, entry->path);
  byline_bind_bytes_at (stmt, INTO_SHOT, entry->shot, sizeof entry->shot);
  byline_bind_bytes_at (stmt, INTO_CREDITED, entry->credited, sizeof entry->credited);
  byline_bind_int_at (stmt, INTO_SIZE, (gint64) entry->stamp.size);
  byline_bind_int_at (stmt, INTO_MTIME_NS, entry->stamp.mtime_ns);
  byline_bind_int_at (stmt, INTO_CTIME_NS, entry->stamp.ctime_ns);
  byline_bind_int_at (stmt, INTO_INODE, (gint64) entry->stamp.inode);
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
      " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, :verify, :verified_us)";
  static const char update[] =
      "UPDATE file SET path = ?2, shot = ?3, credited = ?4, size = ?5, mtime_ns = ?6,"
      "  ctime_ns = ?7, inode = ?8, verify = :verify, verified_us = :verified_us"
      " WHERE photo = ?1";

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
  static const char sql[] = "SELECT photo FROM photo WHERE " BYLINE_ID_IS;
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
  BylinePhotoKey key = 0;
  gint64 us = 0;
  Moment moment = { 0, taken_us (entry, &us) ? &us : NULL };
  const BylineRow row = find_key (catalogue, &entry->id, &key, error);
  const gboolean known = row == BYLINE_ROW;

  if (row == BYLINE_ROW_FAILED || (known && !forget_words (catalogue, key, &moment.place, error)) ||
      !byline_place_find (catalogue, moment.taken_us, &moment.place, error) ||
      !(known ? update_photo (catalogue, entry, moment, key, error)
              : insert_photo (catalogue, entry, moment, &key, error)))
    return FALSE;
  return put_file (catalogue, key, entry, known, error) &&
         byline_words_put (catalogue, moment.place, entry, error);
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

/* Its row, too: it may be in the form of an older schema. */
static gboolean
rebuild_row (BylineCatalogue *catalogue, sqlite3_stmt *row, GError **error)
{
  g_autoptr (BylineEntry) entry = byline_photo_entry (catalogue, row, error);
  gint64 us = 0;
  Moment moment = { byline_photo_row_place (row), NULL };

  if (entry == NULL)
    return FALSE;
  moment.taken_us = taken_us (entry, &us) ? &us : NULL;
  return byline_place_find (catalogue, moment.taken_us, &moment.place, error) &&
         update_photo (catalogue, entry, moment, byline_photo_row_key (row), error) &&
         byline_words_put (catalogue, moment.place, entry, error);
}

/* By numbers that are written down first: rows must not be changed while they are being read. */
gboolean
byline_words_rebuild (BylineCatalogue *catalogue, BylineUpgradeListener listener,
                      gpointer user_data, GError **error)
{
  static const char sql[] = BYLINE_ENTRY_SELECT "WHERE p.photo > :photo ORDER BY p.photo LIMIT 1";
  BylinePhotoKey key = 0;
  gint64 total = 0;

  if (!byline_sqlite_number (catalogue->db, "SELECT count (*) FROM file", &total, error) ||
      !byline_sqlite_exec (catalogue->db,
                           "INSERT INTO words (words) VALUES ('delete-all'); UPDATE shared SET "
                           "photos = 0; DELETE FROM day",
                           error) ||
      !byline_vocabulary_clear (catalogue, error) || !byline_shared_add_words (catalogue, error))
    return FALSE;
  for (guint done = 0;; done++) {
    g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
    BylineRow row;

    if (query == NULL)
      return FALSE;
    if (listener != NULL && done % 256 == 0)
      listener (done, (guint) total, user_data);
    byline_bind_int (query, ":photo", key);
    row = byline_statement_next (query, error);
    if (row != BYLINE_ROW)
      return row == BYLINE_NO_MORE_ROWS;
    key = byline_photo_row_key (query);
    if (!rebuild_row (catalogue, query, error))
      return FALSE;
  }
}
