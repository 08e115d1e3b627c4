#include "catalogue/filter.h"
#include "catalogue/fold.h"
#include "catalogue/store.h"

const char *
byline_words_column (guint field)
{
  static const char *const others[BYLINE_N_FILTER_FIELDS] = {
    [BYLINE_FILTER_NAME] = "name",     [BYLINE_FILTER_PATH] = "path",
    [BYLINE_FILTER_CAMERA] = "camera", [BYLINE_FILTER_LENS] = "lens",
    [BYLINE_FILTER_SERIAL] = "serial",
  };

  if (field >= BYLINE_N_FIELDS)
    return others[field];
  /* Free words are looked for in credits too, which are attributions; in creators never. */
  return field == BYLINE_FIELD_CREATOR || byline_fields[field].kind == BYLINE_KIND_NUMBER ||
                 byline_fields[field].kind == BYLINE_KIND_DATE
             ? NULL
             : byline_fields[field].name;
}

/* Made from the field table, so that a field which the schema has no column for cannot go unseen:
 * nothing at all can be written then. */
char *
byline_words_insert_sql (void)
{
  GString *sql = g_string_new ("INSERT INTO words (rowid");
  g_autoptr (GString) places = g_string_new ("?");

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if (byline_words_column (field) != NULL) {
      g_string_append_printf (sql, ", \"%s\"", byline_words_column (field));
      g_string_append (places, ", ?");
    }
  g_string_append_printf (sql, ") VALUES (%s)", places->str);
  return g_string_free (sql, FALSE);
}

/* What the photo says besides its fields; NULL if nothing. */
static const char *
other_text (const BylineEntry *entry, guint field)
{
  const BylineFacts *facts = byline_metadata_get_facts (entry->metadata);

  switch (field) {
  case BYLINE_FILTER_NAME:
    return entry->name;
  case BYLINE_FILTER_PATH:
    return entry->path;
  case BYLINE_FILTER_CAMERA:
    return facts->camera;
  case BYLINE_FILTER_LENS:
    return facts->lens;
  default:
    return facts->serial;
  }
}

static guint
append_values (GString *words, const BylineMetadata *metadata, BylineField field)
{
  guint n_values = 0;
  guint n_words = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n_values, NULL);

  for (guint i = 0; i < n_values; i++) {
    if (n_words > 0)
      g_string_append (words, BYLINE_FOLD_BREAK);
    n_words += byline_fold (words, values[i].text);
  }
  return n_words;
}

/* Appends a column's text, folded, with a NUL behind it.  Returns: FALSE if there is no word. */
static gboolean
append_column (GString *words, const BylineEntry *entry, guint field)
{
  guint n_words = 0;

  if (field < BYLINE_N_FIELDS)
    n_words = append_values (words, entry->metadata, (BylineField) field);
  else if (other_text (entry, field) != NULL)
    n_words = byline_fold (words, other_text (entry, field));
  g_string_append_c (words, '\0');
  return n_words > 0;
}

gboolean
byline_words_put (BylineCatalogue *catalogue, BylinePhotoKey key, const BylineEntry *entry,
                  GError **error)
{
  g_autoptr (BylineStatement) insert =
      byline_statement (catalogue->statements, catalogue->words_insert, error);
  GString *words = catalogue->words;
  gsize begins[BYLINE_N_FILTER_FIELDS];
  gboolean has[BYLINE_N_FILTER_FIELDS];
  int place = 1;

  if (insert == NULL)
    return FALSE;
  /* All folded before any is bound: the buffer moves while it grows. */
  g_string_truncate (words, 0);
  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++) {
    begins[field] = words->len;
    has[field] = byline_words_column (field) != NULL && append_column (words, entry, field);
  }
  byline_bind_int_at (insert, place++, key);
  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if (byline_words_column (field) != NULL)
      byline_bind_text_at (insert, place++, has[field] ? words->str + begins[field] : NULL);
  return byline_statement_run (insert, error);
}

gboolean
byline_words_delete (BylineCatalogue *catalogue, BylinePhotoKey key, GError **error)
{
  static const char sql[] = "DELETE FROM words WHERE rowid = :photo";
  g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, sql, error);

  if (stmt == NULL)
    return FALSE;
  byline_bind_int (stmt, ":photo", key);
  return byline_statement_run (stmt, error);
}
