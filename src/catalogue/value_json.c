#include "catalogue/store.h"

/* How photo.fields was written up to schema 12: one JSON object:
 *
 *   {"creator":["Айгерім Нұрланова"],"description":["A handshake",{"kk":"Қол алысу"}],
 *    "layer":{"creator":"iim"},"odd":{"creator":2}}
 *
 * A plain text of a field with languages is the default one.  "layer" names the fields that are not
 * believed from XMP, "odd" those that have BylineOdd flags.  It is read where an older catalogue is
 * upgraded, and written no more. */

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
byline_values_read_json (BylineCatalogue *catalogue, const char *fields, BylineMetadata *metadata,
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
