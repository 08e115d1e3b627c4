#include "catalogue/pack.h"
#include "catalogue/store.h"

#include "base/json.h"

#include <byline/journal.h>

/* The photo's path is where it lies now, if it is still catalogued. */
#define EDIT_COLUMNS                                                                               \
  "SELECT e.edit, e.undoes, e.at_us,"                                                              \
  " COALESCE ((SELECT f.path FROM file AS f WHERE f.photo = e.photo), e.path),"                    \
  " (SELECT p.id FROM photo AS p WHERE p.photo = e.photo), e.before, e.after, e.changes"

static void
free_change (gpointer data)
{
  BylineJournalChange *change = data;

  g_strfreev (change->from);
  g_strfreev (change->to);
  g_free (change->field);
  g_free (change);
}

BylineJournalEdit *
byline_journal_edit_new (void)
{
  BylineJournalEdit *edit = g_new0 (BylineJournalEdit, 1);

  edit->changes = g_ptr_array_new_with_free_func (free_change);
  return edit;
}

void
byline_journal_edit_free (BylineJournalEdit *edit)
{
  if (edit == NULL)
    return;
  g_ptr_array_unref (edit->changes);
  g_clear_pointer (&edit->undo, g_bytes_unref);
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
insert_edit (BylineCatalogue *journal, const BylineJournalEdit *edit, const char *changes,
             GBytes *packed, GError **error)
{
  static const char sql[] =
      "INSERT INTO edit (photo, path, at_us, undoes, changes, before, after, packed, undo)"
      " VALUES ((SELECT photo FROM photo WHERE id = :id), :path, :at_us, nullif (:undoes, 0),"
      " :changes, :before, :after, :packed, :undo)";
  g_autoptr (BylineStatement) insert = byline_statement (journal->statements, sql, error);
  gsize size = 0;
  const void *bytes = g_bytes_get_data (packed != NULL ? packed : edit->undo, &size);

  if (insert == NULL)
    return FALSE;
  if (edit->has_id)
    byline_bind_bytes (insert, ":id", edit->id.bytes, sizeof edit->id.bytes);
  byline_bind_name (insert, ":path", edit->path);
  byline_bind_int (insert, ":at_us", edit->at_us);
  byline_bind_int (insert, ":undoes", edit->undoes);
  byline_bind_text (insert, ":changes", changes);
  byline_bind_bytes (insert, ":before", edit->before, sizeof edit->before);
  byline_bind_bytes (insert, ":after", edit->after, sizeof edit->after);
  byline_bind_int (insert, ":packed", packed != NULL);
  byline_bind_bytes (insert, ":undo", bytes != NULL ? bytes : "", size);
  return byline_statement_run (insert, error);
}

gboolean
byline_journal_put (BylineCatalogue *journal, BylineJournalEdit *edit, GError **error)
{
  g_autoptr (GString) changes = changes_json (edit);
  g_autoptr (GBytes) packed = NULL;

  if (g_bytes_get_size (edit->undo) > undo_max (journal)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
                 "%s: an edit of %" G_GSIZE_FORMAT " bytes is too large to keep for undo",
                 edit->path, g_bytes_get_size (edit->undo));
    return FALSE;
  }
  packed = byline_pack (edit->undo);
  if (!insert_edit (journal, edit, changes->str, packed, error))
    return FALSE;
  edit->number = sqlite3_last_insert_rowid (journal->db);
  return TRUE;
}

gboolean
byline_journal_forget (BylineCatalogue *journal, gint64 number, GError **error)
{
  static const char sql[] = "DELETE FROM edit WHERE edit = :edit";
  g_autoptr (BylineStatement) drop = byline_statement (journal->statements, sql, error);

  if (drop == NULL)
    return FALSE;
  byline_bind_int (drop, ":edit", number);
  return byline_statement_run (drop, error);
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

static BylineJournalEdit *
read_edit (BylineCatalogue *journal, sqlite3_stmt *row)
{
  BylineJournalEdit *edit = byline_journal_edit_new ();
  g_autofree char *changes = byline_column_text (row, 7);

  edit->number = sqlite3_column_int64 (row, 0);
  edit->undoes = sqlite3_column_int64 (row, 1);
  edit->at_us = sqlite3_column_int64 (row, 2);
  edit->path = byline_column_text (row, 3);
  if (edit->path == NULL)
    edit->path = g_strdup ("");
  edit->has_id = byline_column_bytes (row, 4, edit->id.bytes, sizeof edit->id.bytes);
  byline_column_bytes (row, 5, edit->before, sizeof edit->before);
  edit->has_after = byline_column_bytes (row, 6, edit->after, sizeof edit->after);
  read_changes (journal, edit, changes);
  return edit;
}

static GBytes *
read_undo (BylineCatalogue *journal, sqlite3_stmt *row)
{
  const void *bytes = sqlite3_column_blob (row, 9);
  const gsize size = (gsize) sqlite3_column_bytes (row, 9);

  if (sqlite3_column_int (row, 8) != 0)
    return byline_unpack (bytes, size, undo_max (journal));
  return g_bytes_new (bytes, size);
}

BylineJournalEdit *
byline_journal_get (BylineCatalogue *journal, gint64 number, GError **error)
{
  static const char sql[] = EDIT_COLUMNS ", e.packed, e.undo FROM edit AS e WHERE e.edit = :edit";
  g_autoptr (BylineStatement) query = byline_statement (journal->statements, sql, error);
  g_autoptr (BylineJournalEdit) edit = NULL;
  BylineRow row;

  if (query == NULL)
    return NULL;
  byline_bind_int (query, ":edit", number);
  row = byline_statement_next (query, error);
  if (row == BYLINE_ROW_FAILED)
    return NULL;
  if (row == BYLINE_NO_MORE_ROWS) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
                 "no edit %" G_GINT64_FORMAT " in the journal of %s", number, journal->library);
    return NULL;
  }
  edit = read_edit (journal, query);
  edit->undo = read_undo (journal, query);
  if (edit->undo != NULL)
    return g_steal_pointer (&edit);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
               "%s: what edit %" G_GINT64_FORMAT " kept for undo is damaged", edit->path, number);
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
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW)
    g_ptr_array_add (edits, read_edit (journal, query));
  return row == BYLINE_ROW_FAILED ? NULL : g_steal_pointer (&edits);
}
