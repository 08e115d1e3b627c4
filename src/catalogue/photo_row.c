#include "catalogue/shared.h"
#include "catalogue/store.h"

/* A row of photo and file, read as an entry. */

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

/* Up to schema 12 the text itself. */
static gboolean
read_shared (BylineCatalogue *catalogue, sqlite3_stmt *row, int column, char **text, GError **error)
{
  if (sqlite3_column_type (row, column) == SQLITE_INTEGER)
    *text = g_strdup (byline_shared_text (catalogue, sqlite3_column_int64 (row, column), error));
  else
    *text = byline_column_text (row, column);
  return *text != NULL || sqlite3_column_type (row, column) == SQLITE_NULL;
}

static gboolean
read_camera (BylineCatalogue *catalogue, sqlite3_stmt *row, BylineFacts *facts, GError **error)
{
  return read_shared (catalogue, row, CAMERA, &facts->camera, error) &&
         read_shared (catalogue, row, LENS, &facts->lens, error) &&
         read_shared (catalogue, row, SERIAL, &facts->serial, error);
}

static void
read_facts (sqlite3_stmt *row, BylineFacts *facts)
{
  facts->format = byline_format_from_name ((const char *) sqlite3_column_text (row, FORMAT));
  facts->width = sqlite3_column_int (row, WIDTH);
  facts->height = sqlite3_column_int (row, HEIGHT);
  facts->orientation = sqlite3_column_int (row, ORIENTATION);
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

BylinePhotoKey
byline_photo_row_key (sqlite3_stmt *row)
{
  return sqlite3_column_int64 (row, PHOTO);
}

gint64
byline_photo_row_place (sqlite3_stmt *row)
{
  return sqlite3_column_int64 (row, PLACE);
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
  if (!read_camera (catalogue, row, byline_metadata_facts (entry->metadata), error) ||
      !byline_values_read (catalogue, row, FIELDS, entry->metadata, error))
    return NULL;
  return g_steal_pointer (&entry);
}
