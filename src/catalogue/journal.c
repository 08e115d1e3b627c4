#include "base/zlib.h"
#include "catalogue/store.h"

#include "base/json.h"

#include <byline/journal.h>

#include <string.h>

/* The photo's path is where it lies now, if it is still catalogued. */
#define EDIT_COLUMNS                                                                               \
  "SELECT e.edit, e.undoes, e.at_us,"                                                              \
  " COALESCE ((SELECT f.path FROM file AS f WHERE f.photo = e.photo), e.path),"                    \
  " (SELECT p.id FROM photo AS p WHERE p.photo = e.photo), e.done, e.changes"

static void
free_change (gpointer data)
{
  BylineJournalChange *change = data;

  g_strfreev (change->from);
  g_strfreev (change->to);
  g_free (change->field);
  g_free (change);
}

static void
free_file (gpointer data)
{
  BylineJournalFile *file = data;

  g_clear_pointer (&file->undo, g_bytes_unref);
  g_free (file->sidecar);
  g_free (file);
}

BylineJournalEdit *
byline_journal_edit_new (void)
{
  BylineJournalEdit *edit = g_new0 (BylineJournalEdit, 1);

  edit->changes = g_ptr_array_new_with_free_func (free_change);
  edit->files = g_ptr_array_new_with_free_func (free_file);
  return edit;
}

void
byline_journal_edit_free (BylineJournalEdit *edit)
{
  if (edit == NULL)
    return;
  g_ptr_array_unref (edit->changes);
  g_ptr_array_unref (edit->files);
  g_free (edit->path);
  g_free (edit);
}

void
byline_journal_edit_add (BylineJournalEdit *edit, const char *field, char **from, char **to)
{
  BylineJournalChange *change = g_new (BylineJournalChange, 1);

  change->field = g_strdup (field);
  change->from = from;
  change->to = to;
  g_ptr_array_add (edit->changes, change);
}

BylineJournalFile *
byline_journal_edit_add_file (BylineJournalEdit *edit, char *sidecar)
{
  BylineJournalFile *file = g_new0 (BylineJournalFile, 1);

  file->sidecar = sidecar;
  g_ptr_array_add (edit->files, file);
  return file;
}

gboolean
byline_journal_is_no_file (const guint8 sha256[BYLINE_SHA256_SIZE])
{
  static const guint8 none[BYLINE_SHA256_SIZE];

  return memcmp (sha256, none, sizeof none) == 0;
}

/* Writing ------------------------------------------------------------------------------------- */

static void
side_json (BylineJson *json, const char *name, char **values)
{
  byline_json_begin_array (json, name);
  for (guint i = 0; values[i] != NULL; i++)
    byline_json_string (json, NULL, values[i]);
  byline_json_end_array (json);
}

/* [{"field":"keywords","from":["SCO"],"to":[]}, …] */
static GString *
changes_json (const BylineJournalEdit *edit)
{
  GString *out = g_string_new (NULL);
  BylineJson json = BYLINE_JSON_INIT (out);

  byline_json_begin_array (&json, NULL);
  for (guint i = 0; i < edit->changes->len; i++) {
    const BylineJournalChange *change = g_ptr_array_index (edit->changes, i);

    byline_json_begin_object (&json, NULL);
    byline_json_string (&json, "field", change->field);
    side_json (&json, "from", change->from);
    side_json (&json, "to", change->to);
    byline_json_end_object (&json);
  }
  byline_json_end_array (&json);
  return out;
}

/* How many octets of undo one row may have, and come to when unpacked. */
static gsize
undo_max (BylineCatalogue *journal)
{
  return (gsize) sqlite3_limit (journal->db, SQLITE_LIMIT_LENGTH, -1) / 2;
}

static gboolean
insert_edit (BylineCatalogue *journal, BylineJournalEdit *edit, GError **error)
{
  static const char sql[] = "INSERT INTO edit (photo, path, at_us, undoes, changes)"
                            " VALUES ((SELECT photo FROM photo WHERE " BYLINE_ID_IS
                            "), :path, :at_us, nullif (:undoes, 0),"
                            " :changes)";
  g_autoptr (BylineStatement) insert = byline_statement (journal->statements, sql, error);
  g_autoptr (GString) changes = changes_json (edit);

  if (insert == NULL)
    return FALSE;
  if (edit->has_id)
    byline_bind_bytes (insert, ":id", edit->id.bytes, sizeof edit->id.bytes);
  byline_bind_name (insert, ":path", edit->path);
  byline_bind_int (insert, ":at_us", edit->at_us);
  byline_bind_int (insert, ":undoes", edit->undoes);
  byline_bind_text (insert, ":changes", changes->str);
  if (!byline_statement_run (insert, error))
    return FALSE;
  edit->number = sqlite3_last_insert_rowid (journal->db);
  return TRUE;
}

static gboolean
insert_file (BylineCatalogue *journal, gint64 edit, const BylineJournalFile *file, GError **error)
{
  static const char sql[] = "INSERT INTO edit_file (edit, sidecar, before, after, packed, undo)"
                            " VALUES (:edit, :sidecar, :before, :after, :packed, :undo)";
  g_autoptr (BylineStatement) insert = byline_statement (journal->statements, sql, error);
  gsize size = 0;
  const void *bytes = g_bytes_get_data (file->undo, &size);
  g_autoptr (GBytes) packed = size > 0 ? byline_deflate (bytes, size, size - 1) : NULL;

  if (insert == NULL)
    return FALSE;
  if (packed != NULL)
    bytes = g_bytes_get_data (packed, &size);
  byline_bind_int (insert, ":edit", edit);
  if (file->sidecar != NULL)
    byline_bind_name (insert, ":sidecar", file->sidecar);
  byline_bind_bytes (insert, ":before", file->before, sizeof file->before);
  byline_bind_bytes (insert, ":after", file->after, sizeof file->after);
  byline_bind_int (insert, ":packed", packed != NULL);
  byline_bind_bytes (insert, ":undo", bytes != NULL ? bytes : "", size);
  return byline_statement_run (insert, error);
}

static gboolean
check_sizes (BylineCatalogue *journal, const BylineJournalEdit *edit, GError **error)
{
  for (guint i = 0; i < edit->files->len; i++) {
    const BylineJournalFile *file = g_ptr_array_index (edit->files, i);

    if (g_bytes_get_size (file->undo) > undo_max (journal)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
                   "%s: an edit of %" G_GSIZE_FORMAT " bytes is too large to keep for undo",
                   edit->path, g_bytes_get_size (file->undo));
      return FALSE;
    }
  }
  return TRUE;
}

gboolean
byline_journal_put (BylineCatalogue *journal, BylineJournalEdit *edit, GError **error)
{
  if (!check_sizes (journal, edit, error) || !insert_edit (journal, edit, error))
    return FALSE;
  for (guint i = 0; i < edit->files->len; i++)
    if (!insert_file (journal, edit->number, g_ptr_array_index (edit->files, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
run_with_number (BylineCatalogue *journal, const char *sql, gint64 number, GError **error)
{
  g_autoptr (BylineStatement) statement = byline_statement (journal->statements, sql, error);

  if (statement == NULL)
    return FALSE;
  byline_bind_int (statement, ":edit", number);
  return byline_statement_run (statement, error);
}

gboolean
byline_journal_mark_done (BylineCatalogue *journal, gint64 number, GError **error)
{
  static const char sql[] = "UPDATE edit SET done = 1 WHERE edit = :edit";

  return run_with_number (journal, sql, number, error);
}

gboolean
byline_journal_forget (BylineCatalogue *journal, gint64 number, GError **error)
{
  static const char files[] = "DELETE FROM edit_file WHERE edit = :edit";
  static const char edit[] = "DELETE FROM edit WHERE edit = :edit";

  return run_with_number (journal, files, number, error) &&
         run_with_number (journal, edit, number, error);
}

/* Reading ------------------------------------------------------------------------------------- */

static char **
take_strings (GPtrArray **strings)
{
  g_ptr_array_add (*strings, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (strings), FALSE);
}

typedef struct {
  char *field;
  gint64 index;
  GPtrArray *from, *to;
} Gathering;

static void
end_change (BylineJournalEdit *edit, Gathering *gathering)
{
  if (gathering->field == NULL)
    return;
  byline_journal_edit_add (edit, gathering->field, take_strings (&gathering->from),
                           take_strings (&gathering->to));
  g_clear_pointer (&gathering->field, g_free);
}

static void
take_value (BylineJournalEdit *edit, Gathering *gathering, sqlite3_stmt *row)
{
  const gint64 index = sqlite3_column_int64 (row, 0);
  char *value = byline_column_text (row, 3);

  if (gathering->field == NULL || gathering->index != index) {
    end_change (edit, gathering);
    gathering->field = byline_column_text (row, 1);
    gathering->index = index;
    gathering->from = g_ptr_array_new ();
    gathering->to = g_ptr_array_new ();
  }
  if (value != NULL)
    g_ptr_array_add (sqlite3_column_int (row, 2) != 0 ? gathering->from : gathering->to, value);
}

/* SQLite reads the JSON, so that nobody here has to.  Edits of schema 1 only know what was asked
 * for: that is as good as "to". */
static void
read_changes (BylineCatalogue *journal, BylineJournalEdit *edit, const char *changes)
{
  static const char sql[] =
      "SELECT c.key, json_extract (c.value, '$.field')"
      " || COALESCE ('@' || json_extract (c.value, '$.lang'), ''), s.key = 'from', v.value"
      " FROM json_each (:changes) AS c JOIN json_each (c.value) AS s"
      " LEFT JOIN json_each (s.value) AS v"
      " WHERE s.key IN ('from', 'to', 'values') AND json_extract (c.value, '$.field') IS NOT NULL";
  g_autoptr (BylineStatement) values = byline_statement (journal->statements, sql, NULL);
  Gathering gathering = { 0 };

  if (values == NULL || changes == NULL)
    return;
  byline_bind_text (values, ":changes", changes);
  while (byline_statement_next (values, NULL) == BYLINE_ROW)
    take_value (edit, &gathering, values);
  end_change (edit, &gathering);
}

/* A sidecar lies in its photo's folder.  A catalogue may have come from anybody. */
static gboolean
is_name (const char *name)
{
  return *name != '\0' && strchr (name, '/') == NULL && strcmp (name, ".") != 0 &&
         strcmp (name, "..") != 0;
}

static GBytes *
read_undo (BylineCatalogue *journal, sqlite3_stmt *row)
{
  const void *bytes = sqlite3_column_blob (row, 4);
  const gsize size = (gsize) sqlite3_column_bytes (row, 4);

  if (sqlite3_column_int (row, 3) != 0)
    return byline_inflate (bytes, size, undo_max (journal));
  return g_bytes_new (bytes, size);
}

static gboolean
damaged (const BylineJournalEdit *edit, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
               "%s: what edit %" G_GINT64_FORMAT " kept for undo is damaged", edit->path,
               edit->number);
  return FALSE;
}

static gboolean
read_file (BylineCatalogue *journal, sqlite3_stmt *row, gboolean with_undo, BylineJournalEdit *edit,
           GError **error)
{
  BylineJournalFile *file = byline_journal_edit_add_file (edit, byline_column_text (row, 0));

  if (file->sidecar != NULL && !is_name (file->sidecar))
    return damaged (edit, error);
  byline_column_bytes (row, 1, file->before, sizeof file->before);
  file->has_after = byline_column_bytes (row, 2, file->after, sizeof file->after);
  if (!with_undo)
    return TRUE;
  file->undo = read_undo (journal, row);
  return file->undo != NULL || damaged (edit, error);
}

static gboolean
read_files (BylineCatalogue *journal, gboolean with_undo, BylineJournalEdit *edit, GError **error)
{
  static const char sql[] = "SELECT sidecar, before, after, packed, undo FROM edit_file"
                            " WHERE edit = :edit ORDER BY edit_file";
  static const char without[] = "SELECT sidecar, before, after FROM edit_file"
                                " WHERE edit = :edit ORDER BY edit_file";
  g_autoptr (BylineStatement) query =
      byline_statement (journal->statements, with_undo ? sql : without, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":edit", edit->number);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW)
    if (!read_file (journal, query, with_undo, edit, error))
      return FALSE;
  if (row == BYLINE_ROW_FAILED)
    return FALSE;
  return edit->files->len > 0 || !with_undo || damaged (edit, error);
}

static BylineJournalEdit *
read_edit (BylineCatalogue *journal, sqlite3_stmt *row, gboolean with_undo, GError **error)
{
  g_autoptr (BylineJournalEdit) edit = byline_journal_edit_new ();
  g_autofree char *changes = byline_column_text (row, 6);

  edit->number = sqlite3_column_int64 (row, 0);
  edit->undoes = sqlite3_column_int64 (row, 1);
  edit->at_us = sqlite3_column_int64 (row, 2);
  edit->path = byline_column_text (row, 3);
  if (edit->path == NULL)
    edit->path = g_strdup ("");
  edit->has_id = byline_column_bytes (row, 4, edit->id.bytes, sizeof edit->id.bytes);
  edit->done = sqlite3_column_int (row, 5) != 0;
  read_changes (journal, edit, changes);
  return read_files (journal, with_undo, edit, error) ? g_steal_pointer (&edit) : NULL;
}

BylineJournalEdit *
byline_journal_get (BylineCatalogue *journal, gint64 number, GError **error)
{
  static const char sql[] = EDIT_COLUMNS " FROM edit AS e WHERE e.edit = :edit";
  g_autoptr (BylineStatement) query = byline_statement (journal->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return NULL;
  byline_bind_int (query, ":edit", number);
  row = byline_statement_next (query, error);
  if (row == BYLINE_ROW)
    return read_edit (journal, query, TRUE, error);
  if (row == BYLINE_NO_MORE_ROWS)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
                 "no edit %" G_GINT64_FORMAT " in the journal of %s", number, journal->library);
  return NULL;
}

static void
free_edit (gpointer edit)
{
  byline_journal_edit_free (edit);
}

GPtrArray *
byline_journal_list (BylineCatalogue *journal, const char *path, gint64 since_us, guint limit,
                     GError **error)
{
  static const char all[] = EDIT_COLUMNS " FROM edit AS e WHERE e.at_us >= :since_us"
                                         " ORDER BY e.edit DESC LIMIT :limit";
  static const char of_path[] =
      EDIT_COLUMNS " FROM edit AS e WHERE e.at_us >= :since_us AND (e.path = :path"
                   " OR e.photo = (SELECT photo FROM file WHERE path = :path))"
                   " ORDER BY e.edit DESC LIMIT :limit";
  g_autoptr (BylineStatement) query =
      byline_statement (journal->statements, path != NULL ? of_path : all, error);
  g_autoptr (GPtrArray) edits = g_ptr_array_new_with_free_func (free_edit);
  BylineRow row;

  if (query == NULL)
    return NULL;
  if (path != NULL)
    byline_bind_name (query, ":path", path);
  byline_bind_int (query, ":since_us", since_us);
  byline_bind_int (query, ":limit", limit > 0 ? (gint64) limit : -1);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    BylineJournalEdit *edit = read_edit (journal, query, FALSE, error);

    if (edit == NULL)
      return NULL;
    g_ptr_array_add (edits, edit);
  }
  return row == BYLINE_ROW_FAILED ? NULL : g_steal_pointer (&edits);
}
