#include <byline/renditions.h>

#include "catalogue/store.h"

#include <string.h>

/* Hexadecimal digits of the hash in a rendition's name. */
#define TAG_DIGITS 12

void
byline_rendition_record_free (BylineRenditionRecord *record)
{
  if (record == NULL)
    return;
  g_free (record->name);
  g_free (record->crop);
  g_free (record);
}

/* A number instead of a name, because it is the table's key and in its index: the hash in
 * NAME-WIDTHw-HASH.EXT.  Returns: -1 for another name */
static gint64
tag_of (const char *name)
{
  const char *dot = strrchr (name, '.');
  guint64 tag = 0;

  if (dot == NULL || dot - name <= TAG_DIGITS || dot[-TAG_DIGITS - 1] != '-')
    return -1;
  for (const char *at = dot - TAG_DIGITS; at < dot; at++) {
    if (!g_ascii_isxdigit (*at))
      return -1;
    tag = tag << 4 | (guint64) g_ascii_xdigit_value (*at);
  }
  return (gint64) tag;
}

/* Reading ------------------------------------------------------------------------------------- */

#define COLUMNS                                                                                    \
  "r.name, r.format, r.width, r.height, r.crop, r.bytes, r.mtime_ns, r.ctime_ns, r.inode, r.sum,"  \
  " r.words, r.made_us, r.thumbhash, r.colour"

/* Numbers of COLUMNS. */
enum { NAME, FORMAT, WIDTH, HEIGHT, CROP, BYTES, MTIME, CTIME, INODE, SUM, WORDS, MADE, HASH, RGB };

static void
read_placeholder (sqlite3_stmt *row, BylinePlaceholder *placeholder)
{
  const void *hash = sqlite3_column_blob (row, HASH);
  const int length = sqlite3_column_bytes (row, HASH);

  if (hash == NULL || length < 1 || length > BYLINE_THUMBHASH_MAX)
    return;
  memcpy (placeholder->hash, hash, (gsize) length);
  placeholder->length = (guint8) length;
  placeholder->colour = (guint32) sqlite3_column_int64 (row, RGB) & 0xffffff;
}

/* Returns: FALSE for a row that byline did not write: it is as if it were not there */
static gboolean
read_record (sqlite3_stmt *row, BylineRenditionRecord *record)
{
  const char *format = (const char *) sqlite3_column_text (row, FORMAT);

  record->name = byline_column_text (row, NAME);
  record->format = format != NULL ? byline_format_from_name (format) : BYLINE_FORMAT_UNKNOWN;
  record->width = sqlite3_column_int (row, WIDTH);
  record->height = sqlite3_column_int (row, HEIGHT);
  record->crop = byline_column_text (row, CROP);
  record->stamp = (BylineFileStamp){ .size = (guint64) sqlite3_column_int64 (row, BYTES),
                                     .mtime_ns = sqlite3_column_int64 (row, MTIME),
                                     .ctime_ns = sqlite3_column_int64 (row, CTIME),
                                     .inode = (guint64) sqlite3_column_int64 (row, INODE) };
  record->made_us = sqlite3_column_int64 (row, MADE);
  read_placeholder (row, &record->placeholder);
  return record->name != NULL && strchr (record->name, '/') == NULL && record->width > 0 &&
         record->height > 0 && byline_column_bytes (row, SUM, record->sum, sizeof record->sum) &&
         byline_column_bytes (row, WORDS, record->words, sizeof record->words);
}

GPtrArray *
byline_renditions_known (BylineCatalogue *catalogue, const BylineId *id, const char *folder,
                         const char *profile, GError **error)
{
  static const char sql[] =
      "SELECT " COLUMNS " FROM site AS s CROSS JOIN photo AS p CROSS JOIN rendition AS r"
      " ON r.photo = p.photo AND r.site = s.site"
      " WHERE s.folder = :folder AND s.profile = :profile AND " BYLINE_ID_IS;
  g_autoptr (GPtrArray) records =
      g_ptr_array_new_with_free_func ((GDestroyNotify) byline_rendition_record_free);
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return NULL;
  byline_bind_bytes (query, ":id", id->bytes, sizeof id->bytes);
  byline_bind_name (query, ":folder", folder);
  byline_bind_text (query, ":profile", profile);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    BylineRenditionRecord *record = g_new0 (BylineRenditionRecord, 1);

    if (read_record (query, record))
      g_ptr_array_add (records, record);
    else
      byline_rendition_record_free (record);
  }
  return row == BYLINE_NO_MORE_ROWS ? g_steal_pointer (&records) : NULL;
}

gboolean
byline_renditions_of_others (BylineCatalogue *catalogue, const char *folder, const char *profile,
                             GHashTable *names, GError **error)
{
  static const char sql[] = "SELECT r.name FROM rendition AS r JOIN site AS s USING (site)"
                            " WHERE s.folder = :folder AND s.profile <> :profile";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_name (query, ":folder", folder);
  byline_bind_text (query, ":profile", profile);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW)
    g_hash_table_add (names, byline_column_text (query, 0));
  return row == BYLINE_NO_MORE_ROWS;
}

gboolean
byline_rendition_owner (BylineCatalogue *catalogue, const char *name, BylineId *id, GError **error)
{
  static const char sql[] = "SELECT p.id FROM rendition AS r JOIN photo AS p USING (photo)"
                            " WHERE r.tag = :tag AND r.name = :name";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":tag", tag_of (name));
  byline_bind_text (query, ":name", name);
  row = byline_statement_next (query, error);
  if (row == BYLINE_ROW && byline_column_bytes (query, 0, id->bytes, sizeof id->bytes))
    return TRUE;
  if (row != BYLINE_ROW_FAILED)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: no rendition that %s knows",
                 name, catalogue->library);
  return FALSE;
}

/* Writing ------------------------------------------------------------------------------------- */

static gboolean
run (BylineCatalogue *catalogue, BylineStatement *statement, GError **error)
{
  if (byline_statement_run (statement, error))
    return TRUE;
  catalogue->broken = catalogue->in_transaction;
  return FALSE;
}

static gboolean
find_site (BylineCatalogue *catalogue, const char *folder, const char *profile, gint64 *site,
           GError **error)
{
  static const char add[] =
      "INSERT INTO site (folder, profile) VALUES (:folder, :profile) ON CONFLICT DO NOTHING";
  static const char find[] = "SELECT site FROM site WHERE folder = :folder AND profile = :profile";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, add, error);
  g_autoptr (BylineStatement) select =
      insert != NULL ? byline_statement (catalogue->statements, find, error) : NULL;
  BylineStatement *const both[] = { insert, select };

  if (select == NULL)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (both); i++) {
    byline_bind_name (both[i], ":folder", folder);
    byline_bind_text (both[i], ":profile", profile);
  }
  if (!run (catalogue, insert, error) || byline_statement_next (select, error) != BYLINE_ROW)
    return FALSE;
  *site = sqlite3_column_int64 (select, 0);
  return TRUE;
}

static void
bind_record (BylineStatement *put, const BylineRenditionRecord *record)
{
  byline_bind_int (put, ":tag", tag_of (record->name));
  byline_bind_text (put, ":name", record->name);
  byline_bind_text (put, ":format", byline_format_name (record->format));
  byline_bind_int (put, ":width", record->width);
  byline_bind_int (put, ":height", record->height);
  byline_bind_text (put, ":crop", record->crop);
  byline_bind_int (put, ":bytes", (gint64) record->stamp.size);
  byline_bind_int (put, ":mtime_ns", record->stamp.mtime_ns);
  byline_bind_int (put, ":ctime_ns", record->stamp.ctime_ns);
  byline_bind_int (put, ":inode", (gint64) record->stamp.inode);
  byline_bind_bytes (put, ":sum", record->sum, sizeof record->sum);
  byline_bind_bytes (put, ":words", record->words, sizeof record->words);
  byline_bind_int (put, ":made_us", record->made_us);
  if (record->placeholder.length == 0)
    return;
  byline_bind_bytes (put, ":thumbhash", record->placeholder.hash, record->placeholder.length);
  byline_bind_int (put, ":colour", record->placeholder.colour);
}

gboolean
byline_renditions_put (BylineCatalogue *catalogue, const BylineId *id, const char *folder,
                       const char *profile, const BylineRenditionRecord *record, GError **error)
{
  static const char sql[] =
      "INSERT OR REPLACE INTO rendition (tag, site, photo, name, format, width, height, crop,"
      " bytes, mtime_ns, ctime_ns, inode, sum, words, made_us, thumbhash, colour) VALUES"
      " (:tag, :site, :photo, :name, :format, :width, :height, :crop,"
      " :bytes, :mtime_ns, :ctime_ns, :inode, :sum, :words, :made_us, :thumbhash, :colour)";
  g_autoptr (BylineStatement) put = NULL;
  g_autoptr (GError) problem = NULL;
  BylinePhotoKey photo;
  gint64 site = 0;

  g_return_val_if_fail (catalogue->in_transaction && tag_of (record->name) >= 0, FALSE);
  if (!byline_photo_find (catalogue, id, &photo, &problem)) {
    if (g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  if (!find_site (catalogue, folder, profile, &site, error))
    return FALSE;
  put = byline_statement (catalogue->statements, sql, error);
  if (put == NULL)
    return FALSE;
  byline_bind_int (put, ":site", site);
  byline_bind_int (put, ":photo", photo);
  bind_record (put, record);
  return run (catalogue, put, error);
}

/* Returns: (transfer full): the tags of what is there and not in @kept, or NULL */
static GArray *
find_unkept (BylineCatalogue *catalogue, gint64 site, GHashTable *kept, GError **error)
{
  static const char sql[] = "SELECT tag, name FROM rendition WHERE site = :site";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autoptr (GArray) tags = g_array_new (FALSE, FALSE, sizeof (gint64));
  BylineRow row;

  if (query == NULL)
    return NULL;
  byline_bind_int (query, ":site", site);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    const char *name = (const char *) sqlite3_column_text (query, 1);
    const gint64 tag = sqlite3_column_int64 (query, 0);

    if (name == NULL || !g_hash_table_contains (kept, name))
      g_array_append_val (tags, tag);
  }
  return row == BYLINE_NO_MORE_ROWS ? g_steal_pointer (&tags) : NULL;
}

gboolean
byline_renditions_keep (BylineCatalogue *catalogue, const char *folder, const char *profile,
                        GHashTable *kept, GError **error)
{
  static const char sql[] = "DELETE FROM rendition WHERE tag = :tag AND site = :site";
  g_autoptr (GArray) tags = NULL;
  gint64 site = 0;

  g_return_val_if_fail (catalogue->in_transaction, FALSE);
  if (!find_site (catalogue, folder, profile, &site, error))
    return FALSE;
  tags = find_unkept (catalogue, site, kept, error);
  for (guint i = 0; tags != NULL && i < tags->len; i++) {
    g_autoptr (BylineStatement) forget = byline_statement (catalogue->statements, sql, error);

    if (forget == NULL)
      return FALSE;
    byline_bind_int (forget, ":tag", g_array_index (tags, gint64, i));
    byline_bind_int (forget, ":site", site);
    if (!run (catalogue, forget, error))
      return FALSE;
  }
  return tags != NULL;
}
