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

/* Statement by statement, most of the time would go into beginning and ending them. */
#define ROWS_AT_ONCE BYLINE_VALUE_ROWS

typedef struct {
  const char *field, *lang, *layer, *text;
  guint position, odd;
  gint64 attribution; /* 0: none */
} Row;

typedef struct {
  Row rows[ROWS_AT_ONCE];
  guint n;
} Batch;

static const char *
insert_sql (BylineCatalogue *catalogue, guint n)
{
  GString *sql = NULL;

  if (catalogue->values_insert[n - 1] != NULL)
    return catalogue->values_insert[n - 1];
  sql = g_string_new ("INSERT OR FAIL INTO value"
                      " (photo, field, position, lang, layer, odd, text, attribution) VALUES ");
  for (guint i = 0; i < n; i++)
    g_string_append_printf (sql, "%s(?1, ?, ?, ?, ?, ?, ?, ?)", i > 0 ? ", " : "");
  catalogue->values_insert[n - 1] = g_string_free (sql, FALSE);
  return catalogue->values_insert[n - 1];
}

static void
bind_row (BylineStatement *insert, int place, const Row *row)
{
  byline_bind_text_at (insert, place++, row->field);
  byline_bind_int_at (insert, place++, row->position);
  byline_bind_text_at (insert, place++, row->lang);
  byline_bind_text_at (insert, place++, row->layer);
  byline_bind_int_at (insert, place++, row->odd);
  byline_bind_text_at (insert, place++, row->text);
  if (row->attribution != 0)
    byline_bind_int_at (insert, place, row->attribution);
}

static gboolean
flush (BylineCatalogue *catalogue, BylinePhotoKey key, Batch *batch, GError **error)
{
  enum { PLACES = 7 }; /* a row, besides the photo's */
  g_autoptr (BylineStatement) insert = NULL;

  if (batch->n == 0)
    return TRUE;
  insert = byline_statement (catalogue->statements, insert_sql (catalogue, batch->n), error);
  if (insert == NULL)
    return FALSE;
  byline_bind_int_at (insert, 1, key);
  for (guint i = 0; i < batch->n; i++)
    bind_row (insert, 2 + PLACES * (int) i, &batch->rows[i]);
  batch->n = 0;
  return byline_statement_run (insert, error);
}

static gboolean
add_row (BylineCatalogue *catalogue, BylinePhotoKey key, Batch *batch, Row row, GError **error)
{
  if (batch->n == ROWS_AT_ONCE && !flush (catalogue, key, batch, error))
    return FALSE;
  batch->rows[batch->n++] = row;
  return TRUE;
}

/* A sidecar is XMP, too, and a catalogue has no use for knowing which. */
static const char *
stored_layer (BylineLayer layer)
{
  return byline_layer_name (layer == BYLINE_LAYER_SIDECAR ? BYLINE_LAYER_XMP : layer);
}

static gboolean
add_field (BylineCatalogue *catalogue, BylinePhotoKey key, BylineField field,
           const BylineMetadata *metadata, Batch *batch, GError **error)
{
  BylineLayer layer = BYLINE_LAYER_XMP;
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n, &layer);
  Row row = {
    .field = byline_fields[field].name,
    .layer = stored_layer (layer),
    .odd = byline_metadata_odd (metadata, field),
  };

  for (guint i = 0; i < n; i++) {
    row.position = i;
    row.lang = values[i].lang;
    row.text = values[i].text;
    if (byline_field_is_attribution (field) &&
        !attribution_key (catalogue, row.field, row.text, &row.attribution, error))
      return FALSE;
    if (!add_row (catalogue, key, batch, row, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
byline_values_put (BylineCatalogue *catalogue, BylinePhotoKey key, const BylineMetadata *metadata,
                   GError **error)
{
  Batch batch = { .n = 0 };

  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    if (!add_field (catalogue, key, field, metadata, &batch, error))
      return FALSE;
  return flush (catalogue, key, &batch, error);
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
