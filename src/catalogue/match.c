#include "catalogue/match.h"

#include "catalogue/facts.h"
#include "catalogue/shared.h"
#include "catalogue/words.h"

#include <string.h>

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

/* {headline description} : "astana summit" */
static gboolean
append_phrase (GString *match, const BylineFilter *filter)
{
  gboolean any = FALSE;

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if ((filter->fields & BYLINE_FILTER_BIT (field)) != 0 && byline_field_has_words (field)) {
      g_string_append_printf (match, "%s\"%s\"", any ? " " : "{", byline_filter_field_name (field));
      any = TRUE;
    }
  if (any)
    g_string_append_printf (match, "} : \"%s\"%s", filter->text, filter->word_goes_on ? " *" : "");
  return any;
}

/* The phrase between spaces, as it stands in a column of words: " mfa gov kz ". */
static char *
spaced (const BylineFilter *filter)
{
  g_autofree char *text = g_strconcat (" ", filter->text, NULL);

  if (filter->word_goes_on)
    g_strchomp (text);
  return g_steal_pointer (&text);
}

/* One of the texts whose numbers @query finds; of none, nobody's. */
static gboolean
append_keys (GString *match, BylineStatement *query, gboolean *any, GError **error)
{
  BylineRow row;

  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    g_autofree char *fact = byline_fact_of_shared (sqlite3_column_int64 (query, 0));

    g_string_append (match, *any ? " OR " : "");
    append_fact (match, fact);
    *any = TRUE;
  }
  return row == BYLINE_NO_MORE_ROWS;
}

/* There are few distinct credits, creators and cities, however many photos: going through their
 * words is quick, and each is one fact. */
static gboolean
append_shared (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter, guint field,
               gboolean with, gboolean *any, GError **error)
{
  static const char sql[] = "SELECT shared FROM shared WHERE field = :field"
                            " AND (instr (words, :phrase) > 0) = :with";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autofree char *phrase = spaced (filter);

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":field", byline_filter_field_name (field));
  byline_bind_text (query, ":phrase", phrase);
  byline_bind_int (query, ":with", with);
  return append_keys (match, query, any, error);
}

static gboolean
write_words (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter, GError **error)
{
  gboolean any = append_phrase (match, filter);

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if ((filter->fields & BYLINE_FILTER_BIT (field)) != 0 && byline_field_is_shared (field) &&
        !append_shared (catalogue, match, filter, field, TRUE, &any, error))
      return FALSE;
  if (!any)
    append_fact (match, BYLINE_FACT_NOBODY);
  return TRUE;
}

static gboolean
append_numbers (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter, guint field,
                gboolean *any, GError **error)
{
  static const char sql[] = "SELECT shared FROM shared WHERE field = :field"
                            " AND CAST (text AS INTEGER) BETWEEN :first AND :last"
                            " AND text GLOB '*[0-9]*'";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":field", byline_filter_field_name (field));
  byline_bind_int (query, ":first", filter->first);
  byline_bind_int (query, ":last", filter->last);
  return append_keys (match, query, any, error);
}

static gboolean
write_numbers (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter,
               GError **error)
{
  gboolean any = FALSE;

  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if ((filter->fields & BYLINE_FILTER_BIT (field)) != 0 &&
        !append_numbers (catalogue, match, filter, field, &any, error))
      return FALSE;
  if (!any)
    append_fact (match, BYLINE_FACT_NOBODY);
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
write_lacks (BylineCatalogue *catalogue, GString *match, const BylineFilter *filter, GError **error)
{
  gboolean any = FALSE;

  if (!append_shared (catalogue, match, filter, BYLINE_FILTER_HAS, FALSE, &any, error))
    return FALSE;
  if (!any)
    append_fact (match, BYLINE_FACT_NOBODY);
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
