#include "catalogue/match.h"

#include "catalogue/facts.h"
#include "catalogue/shared.h"
#include "catalogue/vocabulary.h"
#include "catalogue/words.h"

#include <math.h>
#include <string.h>

/* Of fewer no groups are made. */
#define FEW_TERMS 16

/* Ways to write one phrase that are looked for. */
#define MOST_PHRASES 32

gboolean
byline_match_can (const BylineFilter *filter)
{
  if (filter->kind == BYLINE_FILTER_WORDS || filter->kind == BYLINE_FILTER_NUMBERS)
    return TRUE;
  if (filter->parts == NULL)
    return FALSE;
  for (guint i = 0; i < filter->parts->len; i++)
    if (!byline_match_can (filter->parts->pdata[i]))
      return FALSE;
  return TRUE;
}

static void
append_fact (GString *match, const char *fact)
{
  g_string_append_printf (match, "facts : \"%s\"", fact);
}

/* What a filter of words is widened to. */
typedef struct {
  const BylineFilter *filter;
  GHashTable *words;  /* a set: each as good as the whole text */
  GPtrArray *phrases; /* of several words, each with its spaces, as good */
  gboolean goes_on;   /* the text may be the beginning of a longer one */
  char *spaced;       /* the text, to look for in a text's words */
} Wide;

static void
wide_clear (Wide *wide)
{
  g_clear_pointer (&wide->words, g_hash_table_unref);
  g_clear_pointer (&wide->phrases, g_ptr_array_unref);
  g_free (wide->spaced);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wide, wide_clear)

/* A phrase stands in a text's words between spaces: " mfa gov kz ". */
static char *
spaced (const char *phrase, gboolean goes_on)
{
  char *text = g_strconcat (" ", phrase, NULL);

  return goes_on ? g_strchomp (text) : text;
}

/* A phrase has no room for "this or that": all ways to write it, as far as there are few. */
static gboolean
widen_phrase (BylineCatalogue *catalogue, Wide *wide, char **words, GString *so_far, GError **error)
{
  g_autoptr (GHashTable) same = NULL;
  const gsize length = so_far->len;
  GHashTableIter iter;
  gpointer word = NULL;
  gboolean too_many = FALSE;

  if (*words == NULL || **words == '\0') {
    g_ptr_array_add (wide->phrases, g_strdup (so_far->str));
    return TRUE;
  }
  same = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (same, g_strdup (*words));
  if (!byline_vocabulary_widen (catalogue, *words, BYLINE_WIDEN_SCRIPTS, FALSE, same, &too_many,
                                error))
    return FALSE;
  g_hash_table_iter_init (&iter, same);
  while (wide->phrases->len < MOST_PHRASES && g_hash_table_iter_next (&iter, &word, NULL)) {
    g_string_append_printf (so_far, "%s ", (const char *) word);
    if (!widen_phrase (catalogue, wide, words + 1, so_far, error))
      return FALSE;
    g_string_truncate (so_far, length);
  }
  return TRUE;
}

static gboolean
widen_words (BylineCatalogue *catalogue, const BylineFilter *filter, Wide *wide, GError **error)
{
  g_auto (GStrv) words = g_strsplit (filter->text, " ", -1);
  g_autoptr (GString) so_far = g_string_new (NULL);
  const gboolean one = g_strv_length (words) == 2; /* behind the last space is nothing */
  gboolean too_many = FALSE;

  *wide = (Wide){ .filter = filter,
                  .words = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
                  .phrases = g_ptr_array_new_with_free_func (g_free),
                  .goes_on = filter->word_goes_on };
  if (filter->widen == BYLINE_WIDEN_NOT)
    return TRUE;
  if (!one)
    return filter->word_goes_on || widen_phrase (catalogue, wide, words, so_far, error);
  if (!byline_vocabulary_widen (catalogue, words[0], filter->widen, filter->word_goes_on,
                                wide->words, &too_many, error))
    return FALSE;
  wide->goes_on |= too_many;
  return TRUE;
}

static gboolean
widen (BylineCatalogue *catalogue, const BylineFilter *filter, Wide *wide, GError **error)
{
  const gboolean done = widen_words (catalogue, filter, wide, error);

  wide->spaced = spaced (filter->text, wide->goes_on);
  return done;
}

/* FTS5 asks each of the lists that it merges at every step.  In groups of so many as there are
 * groups it asks few; that a group is not nothing keeps FTS5 from making one list of them again.
 * @terms: of char *, at least one */
static void
append_any (GString *match, const GPtrArray *terms)
{
  const gboolean grouped = terms->len > FEW_TERMS;
  const guint size = grouped ? (guint) sqrt (terms->len) : terms->len;

  g_string_append_c (match, '(');
  for (guint i = 0; i < terms->len; i++) {
    const gboolean first = grouped && i % size == 0;
    const gboolean last = grouped && (i % size == size - 1 || i == terms->len - 1);

    g_string_append_printf (match, "%s%s%s%s", i > 0 ? " OR " : "", first ? "((" : "",
                            (const char *) terms->pdata[i], last ? ") NOT \"\")" : "");
  }
  g_string_append_c (match, ')');
}

static void
append_texts (GString *match, const Wide *wide)
{
  g_autoptr (GPtrArray) terms = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer word = NULL;

  g_ptr_array_add (terms,
                   g_strdup_printf ("\"%s\"%s", wide->filter->text, wide->goes_on ? " *" : ""));
  g_hash_table_iter_init (&iter, wide->words);
  while (g_hash_table_iter_next (&iter, &word, NULL))
    g_ptr_array_add (terms, g_strdup_printf ("\"%s\"", (const char *) word));
  for (guint i = 0; i < wide->phrases->len; i++)
    g_ptr_array_add (terms, g_strdup_printf ("\"%s\"", (const char *) wide->phrases->pdata[i]));
  append_any (match, terms);
}

/* {headline description} : ("astana" OR "астана") */
static gboolean
append_columns (GString *match, const Wide *wide)
{
  const BylineFilter *filter = wide->filter;
  gboolean any = FALSE;

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if ((filter->fields & BYLINE_FILTER_BIT (field)) != 0 && byline_field_has_words (field)) {
      g_string_append_printf (match, "%s\"%s\"", any ? " " : "{", byline_filter_field_name (field));
      any = TRUE;
    }
  if (!any)
    return FALSE;
  g_string_append (match, "} : ");
  append_texts (match, wide);
  return TRUE;
}

static gboolean
has_word (const char *words, GHashTable *wanted)
{
  char word[64 + 1]; /* the vocabulary has none that is longer */

  for (const char *end = strchr (words, ' '); end != NULL; end = strchr (words, ' ')) {
    const gsize length = (gsize) (end - words);

    if (length < sizeof word) {
      memcpy (word, words, length);
      word[length] = '\0';
      if (g_hash_table_contains (wanted, word))
        return TRUE;
    }
    words = end + 1;
  }
  return FALSE;
}

static gboolean
has_text (const char *words, const Wide *wide)
{
  if (strstr (words, wide->spaced) != NULL)
    return TRUE;
  if (g_hash_table_size (wide->words) > 0 && has_word (words, wide->words))
    return TRUE;
  for (guint i = 0; i < wide->phrases->len; i++) {
    g_autofree char *phrase = spaced (wide->phrases->pdata[i], FALSE);

    if (strstr (words, phrase) != NULL)
      return TRUE;
  }
  return FALSE;
}

static void
add_key (GArray *keys, BylineStatement *row)
{
  const gint64 key = sqlite3_column_int64 (row, 0);

  g_array_append_val (keys, key);
}

/* One of these texts; of none, nobody's.  @any: something stands before them */
static void
append_keys (GString *match, const GArray *keys, gboolean any)
{
  g_autoptr (GPtrArray) terms = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < keys->len; i++) {
    g_autofree char *fact = byline_fact_of_shared (g_array_index (keys, gint64, i));

    g_ptr_array_add (terms, g_strdup_printf ("\"%s\"", fact));
  }
  if (!any && keys->len == 0) {
    append_fact (match, BYLINE_FACT_NOBODY);
    return;
  }
  if (keys->len == 0)
    return;
  g_string_append_printf (match, "%sfacts : ", any ? " OR " : "");
  append_any (match, terms);
}

/* There are few distinct credits, creators and cities, however many photos: going through their
 * words is quick, and each is one fact.  @with: those that have the text, or those that do not */
static gboolean
find_texts (BylineCatalogue *catalogue, const Wide *wide, guint field, gboolean with, GArray *keys,
            GError **error)
{
  static const char sql[] = "SELECT shared, words FROM shared WHERE field = :field";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":field", byline_filter_field_name (field));
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW)
    if (has_text ((const char *) sqlite3_column_text (query, 1), wide) == with)
      add_key (keys, query);
  return row == BYLINE_NO_MORE_ROWS;
}

static gboolean
write_words (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (Wide) wide = { 0 };

  if (!widen (catalogue, filter, &wide, error))
    return FALSE;
  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if ((filter->fields & BYLINE_FILTER_BIT (field)) != 0 && byline_field_is_shared (field) &&
        !find_texts (catalogue, &wide, field, TRUE, keys, error))
      return FALSE;
  append_keys (match, keys, append_columns (match, &wide));
  return TRUE;
}

static gboolean
find_numbers (BylineCatalogue *catalogue, const BylineFilter *filter, guint field, GArray *keys,
              GError **error)
{
  static const char sql[] = "SELECT shared FROM shared WHERE field = :field"
                            " AND CAST (text AS INTEGER) BETWEEN :first AND :last"
                            " AND text GLOB '*[0-9]*'";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":field", byline_filter_field_name (field));
  byline_bind_int (query, ":first", filter->first);
  byline_bind_int (query, ":last", filter->last);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW)
    add_key (keys, query);
  return row == BYLINE_NO_MORE_ROWS;
}

static gboolean
write_numbers (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter,
               GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if ((filter->fields & BYLINE_FILTER_BIT (field)) != 0 &&
        !find_numbers (catalogue, filter, field, keys, error))
      return FALSE;
  append_keys (match, keys, FALSE);
  return TRUE;
}

/* Every photo has exactly one text that says what it has, so those that lack something are found by
 * the texts without it, which takes no look at all the others. */
static gboolean
is_about_has (const BylineFilter *filter)
{
  return filter->kind == BYLINE_FILTER_WORDS &&
         filter->fields == BYLINE_FILTER_BIT (BYLINE_FILTER_HAS);
}

static gboolean
find_lacks (BylineCatalogue *catalogue, const BylineFilter *filter, GArray *keys, GError **error)
{
  g_auto (Wide) wide = { 0 };

  return widen (catalogue, filter, &wide, error) &&
         find_texts (catalogue, &wide, BYLINE_FILTER_HAS, FALSE, keys, error);
}

static gboolean
write_lacks (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (!find_lacks (catalogue, filter, keys, error))
    return FALSE;
  append_keys (match, keys, FALSE);
  return TRUE;
}

/* The one field that @filter is about, of which a photo has one text at most. */
static gboolean
single_field (const BylineFilter *filter, guint *field)
{
  for (*field = 0; *field < BYLINE_N_FILTER_FIELDS; ++*field)
    if (filter->fields == BYLINE_FILTER_BIT (*field))
      return byline_field_is_shared (*field) &&
             (*field >= BYLINE_N_FIELDS || (byline_fields[*field].kind != BYLINE_KIND_LIST &&
                                            byline_fields[*field].kind != BYLINE_KIND_LANGS));
  return FALSE;
}

gboolean
byline_match_single (BylineCatalogue *catalogue, const BylineFilter *filter, gboolean *single,
                     GArray *keys, GError **error)
{
  const BylineFilter *part = filter->kind == BYLINE_FILTER_NOT ? filter->parts->pdata[0] : NULL;
  g_auto (Wide) wide = { 0 };
  guint field = 0;

  *single = TRUE;
  if (part != NULL && is_about_has (part))
    return find_lacks (catalogue, part, keys, error);
  *single = (filter->kind == BYLINE_FILTER_WORDS || filter->kind == BYLINE_FILTER_NUMBERS) &&
            single_field (filter, &field);
  if (!*single)
    return TRUE;
  if (filter->kind == BYLINE_FILTER_NUMBERS)
    return find_numbers (catalogue, filter, field, keys, error);
  return widen (catalogue, filter, &wide, error) &&
         find_texts (catalogue, &wide, field, TRUE, keys, error);
}

/* What its last word begins may be asked for even if it was not typed so: see widen_words(). */
static gboolean
is_broad_word (BylineCatalogue *catalogue, const BylineFilter *filter, gboolean *broad,
               GError **error)
{
  g_autofree char *text = g_strchomp (g_strdup (filter->text));
  const char *space = strrchr (text, ' ');

  if (!filter->word_goes_on && filter->widen < BYLINE_WIDEN_PARTS)
    return TRUE;
  return byline_vocabulary_is_broad (catalogue, space != NULL ? space + 1 : text, broad, error);
}

gboolean
byline_match_is_broad (BylineCatalogue *catalogue, const BylineFilter *filter, gboolean *broad,
                       GError **error)
{
  *broad = FALSE;
  if (filter->kind == BYLINE_FILTER_WORDS)
    return is_broad_word (catalogue, filter, broad, error);
  for (guint i = 0; filter->parts != NULL && i < filter->parts->len && !*broad; i++)
    if (!byline_match_is_broad (catalogue, filter->parts->pdata[i], broad, error))
      return FALSE;
  return TRUE;
}

static gboolean write_one (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter,
                           GError **error);

/* FTS5 knows "this but not that", and no "not that" alone. */
static gboolean
write_not (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter, GError **error)
{
  const BylineFilter *part = filter->parts->pdata[0];

  if (is_about_has (part))
    return write_lacks (catalogue, match, part, error);
  append_fact (match, BYLINE_FACT_EVERY);
  g_string_append (match, " NOT ");
  return write_one (catalogue, match, part, error);
}

/* @negative: the parts that are a NOT, without it; else the others */
static gboolean
write_parts (BylineCatalogue *catalogue, GString *match, const BylineFilter *group,
             gboolean negative, const char *joint, guint *n, GError **error)
{
  for (guint i = 0; i < group->parts->len; i++) {
    const BylineFilter *part = group->parts->pdata[i];
    const gboolean is_negative = group->kind == BYLINE_FILTER_ALL &&
                                 part->kind == BYLINE_FILTER_NOT &&
                                 !is_about_has (part->parts->pdata[0]);

    if (is_negative != negative)
      continue;
    g_string_append (match, (*n)++ > 0 ? joint : "");
    if (!write_one (catalogue, match, negative ? part->parts->pdata[0] : part, error))
      return FALSE;
  }
  return TRUE;
}

/* All of these but none of those: one merge of lists. */
static gboolean
write_all (BylineCatalogue *catalogue, GString *match, const BylineFilter *group, GError **error)
{
  guint n = 0;
  guint n_negative = 0;

  g_string_append_c (match, '(');
  if (!write_parts (catalogue, match, group, FALSE, " AND ", &n, error))
    return FALSE;
  if (n == 0)
    append_fact (match, BYLINE_FACT_EVERY);
  g_string_append (match, ") NOT (");
  if (!write_parts (catalogue, match, group, TRUE, " OR ", &n_negative, error))
    return FALSE;
  if (n_negative == 0)
    g_string_truncate (match, match->len - strlen (" NOT ("));
  else
    g_string_append_c (match, ')');
  return TRUE;
}

static gboolean
write_any (BylineCatalogue *catalogue, GString *match, const BylineFilter *group, GError **error)
{
  guint n = 0;

  if (group->parts->len == 0)
    append_fact (match, BYLINE_FACT_NOBODY);
  return write_parts (catalogue, match, group, FALSE, " OR ", &n, error);
}

static gboolean
write_one (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter, GError **error)
{
  static gboolean (*const writers[]) (BylineCatalogue *, GString *, const BylineFilter *,
                                      GError **) = {
    [BYLINE_FILTER_ALL] = write_all,         [BYLINE_FILTER_ANY] = write_any,
    [BYLINE_FILTER_NOT] = write_not,         [BYLINE_FILTER_WORDS] = write_words,
    [BYLINE_FILTER_NUMBERS] = write_numbers,
  };

  g_string_append_c (match, '(');
  if (!writers[filter->kind](catalogue, match, filter, error))
    return FALSE;
  g_string_append_c (match, ')');
  return TRUE;
}

gboolean
byline_match_write (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter,
                    GError **error)
{
  return write_one (catalogue, match, filter, error);
}
