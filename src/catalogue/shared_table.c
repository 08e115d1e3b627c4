#include "catalogue/shared.h"

#include "catalogue/facts.h"
#include "catalogue/fold.h"
#include "catalogue/vocabulary.h"

#include <byline/error.h>

#include <string.h>

/* Texts that people wrote, and not words of ours. */
static gboolean
is_text (const char *field)
{
  return strcmp (field, byline_filter_field_name (BYLINE_FILTER_HAS)) != 0 &&
         strcmp (field, byline_filter_field_name (BYLINE_FILTER_FORMAT)) != 0;
}

/* The number of a text, which the database knows; 0 if it does not. */
static gboolean
find (BylineCatalogue *catalogue, guint field, const char *text, gint64 *key, GError **error)
{
  static const char sql[] = "SELECT shared FROM shared WHERE field = :field AND text = :text";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  *key = 0;
  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":field", byline_filter_field_name (field));
  byline_bind_text (query, ":text", text);
  row = byline_statement_next (query, error);
  if (row == BYLINE_ROW)
    *key = sqlite3_column_int64 (query, 0);
  return row != BYLINE_ROW_FAILED;
}

static gboolean
add (BylineCatalogue *catalogue, guint field, const char *text, gint64 *key, GError **error)
{
  static const char sql[] =
      "INSERT INTO shared (field, text, words) VALUES (:field, :text, :words)";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, sql, error);
  g_autoptr (GString) words = g_string_new (" ");

  if (insert == NULL)
    return FALSE;
  byline_fold (words, text);
  byline_bind_text (insert, ":field", byline_filter_field_name (field));
  byline_bind_text (insert, ":text", text);
  byline_bind_text (insert, ":words", words->str);
  if (!byline_statement_run (insert, error))
    return FALSE;
  *key = sqlite3_last_insert_rowid (catalogue->db);
  return !is_text (byline_filter_field_name (field)) ||
         byline_vocabulary_add (catalogue, words->str + 1, error);
}

gboolean
byline_shared_add_words (BylineCatalogue *catalogue, GError **error)
{
  static const char sql[] = "SELECT field, words FROM shared";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row = BYLINE_ROW_FAILED;

  while (query != NULL && (row = byline_statement_next (query, error)) == BYLINE_ROW) {
    const char *words = (const char *) sqlite3_column_text (query, 1);

    if (is_text ((const char *) sqlite3_column_text (query, 0)) && *words == ' ' &&
        !byline_vocabulary_add (catalogue, words + 1, error))
      return FALSE;
  }
  return row == BYLINE_NO_MORE_ROWS;
}

/* Both are borrowed from the table of them. */
struct _BylineSharedLast {
  const char *text; /* NULL: none */
  BylineShared *shared;
};

struct _BylineSharedLast *
byline_shared_last_new (void)
{
  return g_new0 (struct _BylineSharedLast, BYLINE_N_FILTER_FIELDS);
}

static void
forget_keys (BylineCatalogue *catalogue)
{
  memset (catalogue->last, 0, BYLINE_N_FILTER_FIELDS * sizeof *catalogue->last);
  g_hash_table_remove_all (catalogue->shared);
}

/* @name: (transfer full) */
static BylineShared *
remember (BylineCatalogue *catalogue, char *name, gint64 key)
{
  BylineShared *shared = g_new0 (BylineShared, 1);
  g_autofree char *fact = byline_fact_of_shared (key);

  shared->key = key;
  g_snprintf (shared->fact, sizeof shared->fact, "%s ", fact);
  g_hash_table_insert (catalogue->shared, name, shared);
  return shared;
}

static void
throw_missing (const BylineCatalogue *catalogue, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE,
               "%s: the catalogue is damaged (a text that photos share)", catalogue->library);
}

/* As the database has it; @make: made if it is new, else that is damage. */
static BylineShared *
fetch (BylineCatalogue *catalogue, guint field, const char *text, gboolean make, GError **error)
{
  gint64 key = 0;

  if (!find (catalogue, field, text, &key, error))
    return NULL;
  if (key == 0 && !make) {
    throw_missing (catalogue, error);
    return NULL;
  }
  if (key == 0 && !add (catalogue, field, text, &key, error))
    return NULL;
  if (g_hash_table_size (catalogue->shared) >= BYLINE_SHARED_REMEMBERED) {
    if (!byline_shared_flush (catalogue, error))
      return NULL;
    forget_keys (catalogue);
  }
  return remember (catalogue, g_strdup (catalogue->shared_name->str), key);
}

static BylineShared *
look_up (BylineCatalogue *catalogue, guint field, const char *text, gboolean make, GError **error)
{
  GString *name = catalogue->shared_name;
  struct _BylineSharedLast *last = &catalogue->last[field];
  gpointer known_name = NULL;
  gpointer known = NULL;

  g_string_truncate (name, 0);
  g_string_append_c (name, (char) (field + 1));
  g_string_append (name, text);
  if (!g_hash_table_lookup_extended (catalogue->shared, name->str, &known_name, &known))
    return fetch (catalogue, field, text, make, error);
  *last = (struct _BylineSharedLast){ (const char *) known_name + 1, known };
  return known;
}

static BylineShared *
get (BylineCatalogue *catalogue, guint field, const char *text, gboolean make, GError **error)
{
  const struct _BylineSharedLast *last = &catalogue->last[field];

  return last->text != NULL && strcmp (last->text, text) == 0
             ? last->shared
             : look_up (catalogue, field, text, make, error);
}

BylineShared *
byline_shared_get (BylineCatalogue *catalogue, guint field, const char *text, GError **error)
{
  return get (catalogue, field, text, TRUE, error);
}

BylineShared *
byline_shared_find (BylineCatalogue *catalogue, guint field, const char *text, GError **error)
{
  return get (catalogue, field, text, FALSE, error);
}

static const char *
read_text (BylineCatalogue *catalogue, gint64 key, GError **error)
{
  static const char sql[] = "SELECT text FROM shared WHERE shared = :shared";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  char *text = NULL;
  BylineRow row;

  if (query == NULL)
    return NULL;
  byline_bind_int (query, ":shared", key);
  row = byline_statement_next (query, error);
  if (row == BYLINE_ROW)
    text = byline_column_text (query, 0);
  if (text == NULL) {
    if (row != BYLINE_ROW_FAILED)
      throw_missing (catalogue, error);
    return NULL;
  }
  g_hash_table_insert (catalogue->shared_texts, g_memdup2 (&key, sizeof key), text);
  return text;
}

const char *
byline_shared_text (BylineCatalogue *catalogue, gint64 key, GError **error)
{
  const char *text = g_hash_table_lookup (catalogue->shared_texts, &key);

  if (text != NULL)
    return text;
  if (g_hash_table_size (catalogue->shared_texts) >= BYLINE_SHARED_REMEMBERED)
    g_hash_table_remove_all (catalogue->shared_texts);
  return read_text (catalogue, key, error);
}

gboolean
byline_shared_flush (BylineCatalogue *catalogue, GError **error)
{
  static const char sql[] = "UPDATE shared SET photos = photos + :change WHERE shared = :shared";
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, catalogue->shared);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    BylineShared *shared = value;
    g_autoptr (BylineStatement) update = NULL;

    if (shared->change == 0)
      continue;
    update = byline_statement (catalogue->statements, sql, error);
    if (update == NULL)
      return FALSE;
    byline_bind_int (update, ":change", shared->change);
    byline_bind_int (update, ":shared", shared->key);
    if (!byline_statement_run (update, error))
      return FALSE;
    shared->change = 0;
  }
  return TRUE;
}

gboolean
byline_shared_total (BylineCatalogue *catalogue, gint64 *n, GError **error)
{
  static const char sql[] = "SELECT total (photos) FROM shared WHERE field = 'has'";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

  if (query == NULL || byline_statement_next (query, error) != BYLINE_ROW)
    return FALSE;
  *n = sqlite3_column_int64 (query, 0);
  return TRUE;
}

void
byline_shared_forget (BylineCatalogue *catalogue)
{
  forget_keys (catalogue);
  g_hash_table_remove_all (catalogue->shared_texts);
}
