#include "catalogue/fold.h"
#include "catalogue/store.h"

gboolean
byline_field_is_attribution (BylineField field)
{
  return field == BYLINE_FIELD_CREDIT || field == BYLINE_FIELD_CREATOR;
}

static gboolean
add_attribution (BylineCatalogue *catalogue, const char *field, const char *text, gint64 *key,
                 GError **error)
{
  static const char sql[] =
      "INSERT INTO attribution (field, text, words) VALUES (:field, :text, :words)";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, sql, error);

  if (insert == NULL)
    return FALSE;
  g_string_assign (catalogue->words, " ");
  byline_fold (catalogue->words, text);
  byline_bind_text (insert, ":field", field);
  byline_bind_text (insert, ":text", text);
  byline_bind_text (insert, ":words", catalogue->words->str);
  if (!byline_statement_run (insert, error))
    return FALSE;
  *key = sqlite3_last_insert_rowid (catalogue->db);
  return TRUE;
}

static gboolean
attribution_key (BylineCatalogue *catalogue, const char *field, const char *text, gint64 *key,
                 GError **error)
{
  static const char sql[] =
      "SELECT attribution FROM attribution WHERE field = :field AND text = :text";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":field", field);
  byline_bind_text (query, ":text", text);
  switch (byline_statement_next (query, error)) {
  case BYLINE_ROW:
    *key = sqlite3_column_int64 (query, 0);
    return TRUE;
  case BYLINE_NO_MORE_ROWS:
    return add_attribution (catalogue, field, text, key, error);
  default:
    return FALSE;
  }
}

static gboolean
put_value (BylineCatalogue *catalogue, BylineStatement *insert, BylineField field, guint position,
           const BylineText *value, GError **error)
{
  const char *name = byline_fields[field].name;
  gint64 attribution = 0;

  byline_bind_int (insert, ":position", position);
  byline_bind_text (insert, ":lang", value->lang);
  byline_bind_text (insert, ":text", value->text);
  if (byline_field_is_attribution (field)) {
    if (!attribution_key (catalogue, name, value->text, &attribution, error))
      return FALSE;
    byline_bind_int (insert, ":attribution", attribution);
  }
  return byline_statement_run (insert, error);
}

static gboolean
put_field (BylineCatalogue *catalogue, BylinePhotoKey key, BylineField field,
           const BylineMetadata *metadata, GError **error)
{
  static const char sql[] =
      "INSERT INTO value (photo, field, position, lang, layer, odd, text, attribution)"
      " VALUES (:photo, :field, :position, :lang, :layer, :odd, :text, :attribution)";
  g_autoptr (BylineStatement) insert = NULL;
  BylineLayer layer = BYLINE_LAYER_XMP;
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n, &layer);

  if (values == NULL || n == 0)
    return TRUE;
  insert = byline_statement (catalogue->statements, sql, error);
  if (insert == NULL)
    return FALSE;
  byline_bind_int (insert, ":photo", key);
  byline_bind_text (insert, ":field", byline_fields[field].name);
  byline_bind_text (insert, ":layer", byline_layer_name (layer));
  byline_bind_int (insert, ":odd", byline_metadata_odd (metadata, field));
  for (guint i = 0; i < n; i++)
    if (!put_value (catalogue, insert, field, i, &values[i], error))
      return FALSE;
  return TRUE;
}

gboolean
byline_values_put (BylineCatalogue *catalogue, BylinePhotoKey key, const BylineMetadata *metadata,
                   GError **error)
{
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    if (!put_field (catalogue, key, field, metadata, error))
      return FALSE;
  return TRUE;
}

gboolean
byline_values_delete (BylineCatalogue *catalogue, BylinePhotoKey key, GError **error)
{
  static const char sql[] = "DELETE FROM value WHERE photo = :photo";
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_int (stmt, ":photo", key);
  return byline_statement_run (stmt, error);
}

/* Names, not numbers, are on disk, so that the order of an enum may change. */
static gboolean
parse_names (const char *field_name, const char *layer_name, BylineField *field, BylineLayer *layer)
{
  for (*field = 0; *field < BYLINE_N_FIELDS; (*field)++)
    if (g_strcmp0 (byline_fields[*field].name, field_name) == 0)
      break;
  for (*layer = 0; *layer < BYLINE_N_LAYERS; (*layer)++)
    if (g_strcmp0 (byline_layer_name (*layer), layer_name) == 0)
      break;
  return *field < BYLINE_N_FIELDS && *layer < BYLINE_N_LAYERS;
}

gboolean
byline_values_get (BylineCatalogue *catalogue, BylinePhotoKey key, BylineMetadata *metadata,
                   GError **error)
{
  static const char sql[] = "SELECT field, layer, lang, text, odd FROM value"
                            " WHERE photo = :photo ORDER BY field, position";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  guint odd[BYLINE_N_FIELDS] = { 0 };
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":photo", key);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    BylineField field;
    BylineLayer layer;
    const char *text = (const char *) sqlite3_column_text (query, 3);

    if (text == NULL ||
        !parse_names ((const char *) sqlite3_column_text (query, 0),
                      (const char *) sqlite3_column_text (query, 1), &field, &layer))
      continue; /* a field that only a later byline knows */
    byline_metadata_add (metadata, field, layer, (const char *) sqlite3_column_text (query, 2),
                         text);
    odd[field] = (guint) sqlite3_column_int (query, 4);
  }
  byline_metadata_reconcile (metadata, TRUE);
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    if (odd[field] != 0)
      byline_metadata_mark (metadata, field, odd[field]);
  return row == BYLINE_NO_MORE_ROWS;
}
