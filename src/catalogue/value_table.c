#include "catalogue/store.h"

#include "base/json.h"

/* photo.fields: what is believed of each field, as one JSON object:
 *
 *   {"creator":["Айгерім Нұрланова"],"description":["A handshake",{"kk":"Қол алысу"}],
 *    "layer":{"creator":"iim"},"odd":{"creator":2}}
 *
 * A plain text of a field with languages is the default one.  "layer" names the fields that are not
 * believed from XMP, "odd" those that have BylineOdd flags.  One row a photo instead of one a
 * value: a third of the time to write and two thirds of the space. */

static void
write_values (BylineJson *json, BylineField field, const BylineText *values, guint n)
{
  byline_json_begin_array (json, byline_fields[field].name);
  for (guint i = 0; i < n; i++) {
    const gboolean plain = values[i].lang == NULL || g_str_equal (values[i].lang, "x-default");

    if (!plain)
      byline_json_begin_object (json, NULL);
    byline_json_string (json, plain ? NULL : values[i].lang, values[i].text);
    if (!plain)
      byline_json_end_object (json);
  }
  byline_json_end_array (json);
}

static void
write_layers (BylineJson *json, const BylineMetadata *metadata)
{
  gboolean any = FALSE;

  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    BylineLayer layer = BYLINE_LAYER_XMP;
    guint n = 0;

    /* A sidecar is XMP, too, and a catalogue has no use for knowing which. */
    if (byline_metadata_best (metadata, field, &n, &layer) == NULL || layer == BYLINE_LAYER_XMP ||
        layer == BYLINE_LAYER_SIDECAR)
      continue;
    if (!any)
      byline_json_begin_object (json, "layer");
    any = TRUE;
    byline_json_string (json, byline_fields[field].name, byline_layer_name (layer));
  }
  if (any)
    byline_json_end_object (json);
}

static void
write_odd (BylineJson *json, const BylineMetadata *metadata)
{
  gboolean any = FALSE;

  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    const guint odd = byline_metadata_odd (metadata, field);

    if (odd == 0)
      continue;
    if (!any)
      byline_json_begin_object (json, "odd");
    any = TRUE;
    byline_json_int (json, byline_fields[field].name, odd);
  }
  if (any)
    byline_json_end_object (json);
}

void
byline_values_write (GString *out, const BylineMetadata *metadata)
{
  BylineJson json = BYLINE_JSON_INIT (out);

  byline_json_begin_object (&json, NULL);
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    guint n = 0;
    const BylineText *values = byline_metadata_best (metadata, field, &n, NULL);

    if (n > 0)
      write_values (&json, field, values, n);
  }
  write_layers (&json, metadata);
  write_odd (&json, metadata);
  byline_json_end_object (&json);
}

static gboolean
parse_field (const char *name, BylineField *field)
{
  for (*field = 0; *field < BYLINE_N_FIELDS; (*field)++)
    if (g_strcmp0 (byline_fields[*field].name, name) == 0)
      return TRUE;
  return FALSE;
}

static BylineLayer
parse_layer (const char *name)
{
  BylineLayer layer = 0;

  while (layer < BYLINE_LAYER_XMP && g_strcmp0 (byline_layer_name (layer), name) != 0)
    layer++;
  return layer;
}

gboolean
byline_values_read (BylineCatalogue *catalogue, const char *fields, BylineMetadata *metadata,
                    GError **error)
{
  /* A value is a text, or an object with a language's; NULL in the column for the other one. */
  static const char sql[] = "SELECT f.key, v.key, v.atom, l.key, l.atom, json_extract (:fields, "
                            "'$.layer.\"' || f.key || '\"'),"
                            "  json_extract (:fields, '$.odd.\"' || f.key || '\"')"
                            " FROM json_each (:fields) AS f JOIN json_each (f.value) AS v"
                            " LEFT JOIN json_each (CASE v.type WHEN 'object' THEN v.value END) AS l"
                            " WHERE f.type = 'array'";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  guint odd[BYLINE_N_FIELDS] = { 0 };
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":fields", fields);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    const char *plain = (const char *) sqlite3_column_text (query, 2);
    const char *in_language = (const char *) sqlite3_column_text (query, 4);
    const char *text = plain != NULL ? plain : in_language;
    BylineField field;

    if (text == NULL || !parse_field ((const char *) sqlite3_column_text (query, 0), &field))
      continue; /* a field that only a later byline knows */
    byline_metadata_add (metadata, field,
                         parse_layer ((const char *) sqlite3_column_text (query, 5)),
                         (const char *) sqlite3_column_text (query, 3), text);
    odd[field] = (guint) sqlite3_column_int (query, 6);
  }
  byline_metadata_reconcile (metadata, TRUE);
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    if (odd[field] != 0)
      byline_metadata_mark (metadata, field, odd[field]);
  return row == BYLINE_NO_MORE_ROWS;
}
