#include "catalogue/store.h"

#include "base/json.h"

static const char *const operators[] = {
  [BYLINE_CHANGE_REPLACE] = "=",
  [BYLINE_CHANGE_ADD] = "+=",
  [BYLINE_CHANGE_REMOVE] = "-=",
};

/* [{"field":"keywords","change":"+=","values":["SCO"]}, …] */
static GString *
changes_json (const BylineEdit *edit)
{
  GString *out = g_string_new (NULL);
  BylineJson json = BYLINE_JSON_INIT (out);

  byline_json_begin_array (&json, NULL);
  for (guint i = 0; i < byline_edit_n_changes (edit); i++) {
    const BylineChange *change = byline_edit_change (edit, i);

    byline_json_begin_object (&json, NULL);
    byline_json_string (&json, "field", byline_fields[change->field].name);
    if (change->lang != NULL)
      byline_json_string (&json, "lang", change->lang);
    byline_json_string (&json, "change", operators[change->kind]);
    byline_json_begin_array (&json, "values");
    for (guint v = 0; v < change->values->len; v++)
      byline_json_string (&json, NULL, change->values->pdata[v]);
    byline_json_end_array (&json);
    byline_json_end_object (&json);
  }
  byline_json_end_array (&json);
  return out;
}

static gboolean
insert_edit (BylineCatalogue *catalogue, BylinePhotoKey key, const char *changes, GBytes *undo,
             GError **error)
{
  static const char sql[] =
      "INSERT INTO edit (photo, at_us, changes, before, undo)"
      " SELECT :photo, :at_us, :changes, credited, :undo FROM file WHERE photo = :photo";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, sql, error);
  gsize size = 0;
  const void *bytes = g_bytes_get_data (undo, &size);

  if (insert == NULL)
    return FALSE;
  byline_bind_int (insert, ":photo", key);
  byline_bind_int (insert, ":at_us", g_get_real_time ());
  byline_bind_text (insert, ":changes", changes);
  byline_bind_bytes (insert, ":undo", bytes != NULL ? bytes : "", size);
  return byline_statement_run (insert, error);
}

gboolean
byline_catalogue_journal (BylineCatalogue *catalogue, const BylineId *id, const BylineEdit *edit,
                          GBytes *undo, GError **error)
{
  g_autoptr (GString) changes = changes_json (edit);
  BylinePhotoKey key = 0;

  if (g_bytes_get_size (undo) >
      (gsize) sqlite3_limit (catalogue->db, SQLITE_LIMIT_LENGTH, -1) / 2) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
                 "%s: an edit of %" G_GSIZE_FORMAT " bytes is too large to keep for undo",
                 catalogue->library, g_bytes_get_size (undo));
    return FALSE;
  }
  return byline_photo_find (catalogue, id, &key, error) &&
         insert_edit (catalogue, key, changes->str, undo, error);
}
