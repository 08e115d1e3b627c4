#include "catalogue/day.h"
#include "catalogue/facts.h"
#include "catalogue/fold.h"
#include "catalogue/shared.h"
#include "catalogue/vocabulary.h"
#include "catalogue/words.h"

#include <string.h>

#define BIT BYLINE_FILTER_BIT

/* Where the words of each thing are.  What is in neither set is a shared text. */
static const guint64 in_text =
    BIT (BYLINE_FIELD_HEADLINE) | BIT (BYLINE_FIELD_DESCRIPTION) | BIT (BYLINE_FIELD_ALT_TEXT) |
    BIT (BYLINE_FIELD_TITLE) | BIT (BYLINE_FIELD_KEYWORDS) | BIT (BYLINE_FIELD_LOCATION) |
    BIT (BYLINE_FIELD_EVENT) | BIT (BYLINE_FIELD_PERSON) | BIT (BYLINE_FIELD_INSTRUCTIONS) |
    BIT (BYLINE_FIELD_JOB_ID) | BIT (BYLINE_FILTER_NAME) | BIT (BYLINE_FILTER_PATH);

/* In photo.taken_us, and in the place. */
static const guint64 nowhere = BIT (BYLINE_FILTER_TIME);

gboolean
byline_field_has_words (guint field)
{
  return (in_text & BIT (field)) != 0;
}

gboolean
byline_field_is_shared (guint field)
{
  return field < BYLINE_N_FILTER_FIELDS && ((in_text | nowhere) & BIT (field)) == 0;
}

/* @head, then the columns and a place for each, the row's number first and the facts last. */
static char *
insert_sql (const char *head, const char *first)
{
  GString *sql = g_string_new (head);
  g_autoptr (GString) places = g_string_new (first);

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if (byline_field_has_words (field)) {
      g_string_append_printf (sql, ", \"%s\"", byline_filter_field_name (field));
      g_string_append (places, ", ?");
    }
  g_string_append_printf (sql, ", facts) VALUES (%s, ?)", places->str);
  return g_string_free (sql, FALSE);
}

char *
byline_words_insert_sql (void)
{
  return insert_sql ("INSERT INTO words (rowid", "?");
}

/* The index keeps no text: it is told again what a row had. */
char *
byline_words_delete_sql (void)
{
  return insert_sql ("INSERT INTO words (words, rowid", "'delete', ?");
}

char *
byline_recent_create_sql (void)
{
  GString *sql = g_string_new ("DROP TABLE IF EXISTS temp.recent;"
                               "CREATE VIRTUAL TABLE temp.recent USING fts5 (");

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if (byline_field_has_words (field))
      g_string_append_printf (sql, "\"%s\", ", byline_filter_field_name (field));
  g_string_append (sql, "facts, content = '', tokenize = 'ascii', columnsize = 0)");
  return g_string_free (sql, FALSE);
}

char *
byline_recent_insert_sql (void)
{
  return insert_sql ("INSERT INTO temp.recent (rowid", "?");
}

/* What the photo says of something that is no field of metadata and needs no making; NULL if
 * nothing. */
static const char *
other_text (const BylineEntry *entry, guint field)
{
  const BylineFacts *facts = byline_metadata_get_facts (entry->metadata);

  switch (field) {
  case BYLINE_FILTER_JOB:
    return entry->job;
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

static void
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
}

static void
append_text (GString *words, const BylineEntry *entry, guint field)
{
  if (field < BYLINE_N_FIELDS)
    append_values (words, entry->metadata, (BylineField) field);
  else if (other_text (entry, field) != NULL)
    byline_fold (words, other_text (entry, field));
}

/* What is being done to a row. */
typedef struct {
  BylineCatalogue *catalogue;
  const BylineEntry *entry;
  gint64 change; /* how many photos more have its shared texts: 1, 0 or -1 */
  GString *words;
} Row;

static gboolean
append_key (const Row *row, guint field, const char *text, GError **error)
{
  BylineShared *shared = NULL;

  if (text == NULL || *text == '\0')
    return TRUE;
  shared = row->change == 0 ? byline_shared_find (row->catalogue, field, text, error)
                            : byline_shared_get (row->catalogue, field, text, error);
  if (shared == NULL)
    return FALSE;
  shared->change += row->change;
  g_string_append (row->words, shared->fact);
  return TRUE;
}

static gboolean
append_shared_values (const Row *row, BylineField field, GError **error)
{
  guint n = 0;
  const BylineText *values = byline_metadata_best (row->entry->metadata, field, &n, NULL);

  for (guint i = 0; i < n; i++)
    if (!append_key (row, field, values[i].text, error))
      return FALSE;
  return TRUE;
}

static void
append_date (GString *made, const BylineEntry *entry, BylineField field)
{
  const char *date = byline_metadata_text (entry->metadata, field);
  const gint64 number = date != NULL ? byline_date_number (date, '0') : 0;

  if (number > 0)
    g_string_append_printf (made, "%" G_GINT64_FORMAT, number);
}

/* Of a photo whose size is not known: nothing. */
static void
append_megapixels (GString *made, const BylineFacts *facts)
{
  const gint64 pixels = (gint64) facts->width * facts->height;

  if (pixels > 0)
    g_string_append_printf (made, "%" G_GINT64_FORMAT, pixels / 1000000);
}

/* Returns: (transfer none) (nullable): valid until the next call */
static const char *
shared_text (const Row *row, guint field)
{
  const BylineEntry *entry = row->entry;
  const BylineFacts *facts = byline_metadata_get_facts (entry->metadata);
  GString *made = row->catalogue->made;

  g_string_truncate (made, 0);
  switch (field) {
  case BYLINE_FIELD_DATE_CREATED:
  case BYLINE_FIELD_EMBARGO:
  case BYLINE_FIELD_EXPIRES:
    append_date (made, entry, (BylineField) field);
    return made->str;
  case BYLINE_FILTER_FORMAT:
    return byline_format_name (facts->format);
  case BYLINE_FILTER_MEGAPIXELS:
    append_megapixels (made, facts);
    return made->str;
  case BYLINE_FILTER_HAS:
    byline_facts_append_has (made, entry);
    return made->str;
  default:
    return other_text (entry, field);
  }
}

static gboolean
append_shared (const Row *row, guint field, GError **error)
{
  g_autofree char *valid = NULL;
  const char *text = NULL;

  if (field < BYLINE_N_FIELDS && byline_fields[field].kind != BYLINE_KIND_DATE)
    return append_shared_values (row, (BylineField) field, error);
  text = shared_text (row, field);
  if (text != NULL && !g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  return append_key (row, field, text, error);
}

static gboolean
append_facts (const Row *row, GError **error)
{
  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if (byline_field_is_shared (field) && !append_shared (row, field, error))
      return FALSE;
  g_string_append (row->words, BYLINE_FACT_EVERY " ");
  return TRUE;
}

/* All the columns' words, each ended by a NUL. */
static gboolean
write_columns (const Row *row, GError **error)
{
  g_string_truncate (row->words, 0);
  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if (byline_field_has_words (field)) {
      append_text (row->words, row->entry, field);
      g_string_append_c (row->words, '\0');
    }
  return append_facts (row, error);
}

static gboolean
run (const Row *row, const char *sql, gint64 place, GError **error)
{
  g_autoptr (BylineStatement) stmt = byline_statement (row->catalogue->statements, sql, error);
  const char *at = NULL;
  int index = 1;

  if (stmt == NULL || !write_columns (row, error))
    return FALSE;
  byline_bind_int_at (stmt, index++, place);
  at = row->words->str;
  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if (byline_field_has_words (field)) {
      byline_bind_text_at (stmt, index++, *at != '\0' ? at : NULL);
      at += strlen (at) + 1;
    }
  byline_bind_text_at (stmt, index, at);
  return byline_statement_run (stmt, error);
}

/* Those that the last row was made of. */
static gboolean
add_vocabulary (BylineCatalogue *catalogue, GError **error)
{
  const char *at = catalogue->words->str;

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if (byline_field_has_words (field)) {
      if (!byline_vocabulary_add (catalogue, at, error))
        return FALSE;
      at += strlen (at) + 1;
    }
  return TRUE;
}

gboolean
byline_words_put (BylineCatalogue *catalogue, gint64 place, const BylineEntry *entry,
                  GError **error)
{
  const Row row = { catalogue, entry, 1, catalogue->words };

  byline_day_add (catalogue, place, entry->ingested_us, 1);
  return run (&row, catalogue->words_insert, place, error) && add_vocabulary (catalogue, error);
}

gboolean
byline_words_delete (BylineCatalogue *catalogue, gint64 place, const BylineEntry *entry,
                     GError **error)
{
  const Row row = { catalogue, entry, -1, catalogue->words };

  byline_day_add (catalogue, place, entry->ingested_us, -1);
  return run (&row, catalogue->words_delete, place, error);
}

gboolean
byline_words_put_recent (BylineCatalogue *catalogue, gint64 place, const BylineEntry *entry,
                         GError **error)
{
  const Row row = { catalogue, entry, 0, catalogue->words };

  return run (&row, catalogue->recent_insert, place, error);
}
