#include "search/terms.h"

#include "base/distance.h"
#include "catalogue/facts.h"
#include "catalogue/fold.h"

#include <byline/error.h>

#include <string.h>

/* Where words without a prefix are looked for. */
static const guint64 free_fields =
    BYLINE_FILTER_BIT (BYLINE_FIELD_HEADLINE) | BYLINE_FILTER_BIT (BYLINE_FIELD_DESCRIPTION) |
    BYLINE_FILTER_BIT (BYLINE_FIELD_KEYWORDS) | BYLINE_FILTER_BIT (BYLINE_FIELD_PERSON) |
    BYLINE_FILTER_BIT (BYLINE_FIELD_EVENT) | BYLINE_FILTER_BIT (BYLINE_FIELD_CITY) |
    BYLINE_FILTER_BIT (BYLINE_FIELD_CREDIT);

/* Prefixes besides the names of the fields. */
static const struct {
  const char *name;
  guint field;
} others[] = {
  { "keyword", BYLINE_FIELD_KEYWORDS }, { "job", BYLINE_FILTER_JOB },
  { "name", BYLINE_FILTER_NAME },       { "path", BYLINE_FILTER_PATH },
  { "camera", BYLINE_FILTER_CAMERA },   { "lens", BYLINE_FILTER_LENS },
  { "serial", BYLINE_FILTER_SERIAL },
};

typedef BylineFilter *(*MakeFilter) (const BylineToken *token, GError **error);

static BylineFilter *make_taken (const BylineToken *token, GError **error);
static BylineFilter *make_has (const BylineToken *token, GError **error);
static BylineFilter *make_missing (const BylineToken *token, GError **error);

/* Prefixes whose values are no words. */
static const struct {
  const char *name;
  MakeFilter make;
} questions[] = {
  { "taken", make_taken },
  { "has", make_has },
  { "missing", make_missing },
};

static gboolean
find_field (const char *name, guint *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    if (strcmp (others[i].name, name) == 0) {
      *field = others[i].field;
      return TRUE;
    }
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (strcmp (byline_fields[i].name, name) == 0) {
      *field = i;
      return TRUE;
    }
  return FALSE;
}

static void
prefer (const char *typed, const char *name, const char **best, guint *least)
{
  const guint d = byline_distance (typed, name);

  if (d >= *least)
    return;
  *least = d;
  *best = name;
}

static const char *
nearest (const char *typed, gboolean field_only)
{
  const char *best = byline_fields[BYLINE_FIELD_CREDIT].name;
  guint least = G_MAXUINT;

  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    prefer (typed, byline_fields[i].name, &best, &least);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    prefer (typed, others[i].name, &best, &least);
  for (guint i = 0; !field_only && i < G_N_ELEMENTS (questions); i++)
    prefer (typed, questions[i].name, &best, &least);
  return best;
}

static BylineFilter *
no_word (const BylineToken *token, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "column %u: no letter or digit to look for in \"%s\"", token->text_column,
               token->text);
  return NULL;
}

static BylineFilter *
make_words (const BylineToken *token, guint64 fields, GError **error)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (byline_fold (words, token->text) == 0)
    return no_word (token, error);
  return byline_filter_new_words (fields, words->str, g_str_has_suffix (token->text, "*"));
}

static BylineFilter *
make_rating (const BylineToken *token, GError **error)
{
  gint64 number = 0;
  g_autofree char *plain = NULL;

  if (!g_ascii_string_to_signed (token->text, 10, G_MININT32, G_MAXINT32, &number, NULL)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "column %u: \"%s\" is not a number",
                 token->text_column, token->text);
    return NULL;
  }
  plain = g_strdup_printf ("%" G_GINT64_FORMAT, number);
  return byline_filter_new_fact (byline_fact_of_rating (plain), FALSE);
}

static gboolean
parse_span (const BylineToken *token, const char *iso, gsize length, BylineSpan *span,
            GError **error)
{
  g_autofree char *shown = NULL;

  if (byline_span_parse (iso, (gssize) length, FALSE, span))
    return TRUE;
  shown = g_strndup (iso, length);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "column %u: \"%s\" is not a day, month, year or time such as 2025-07-14, 2025-07, "
               "2025 or 2025-07-14T10:30",
               token->text_column + (guint) g_utf8_strlen (token->text, iso - token->text), shown);
  return FALSE;
}

static BylineFilter *
make_date (const BylineToken *token, GError **error)
{
  g_autofree char *day = g_strndup (token->text, strlen ("2025-07-14"));
  BylineSpan span;

  if (!parse_span (token, token->text, strlen (token->text), &span, error))
    return NULL;
  return byline_filter_new_fact (byline_fact_of_date (day), TRUE);
}

/* A..B, A.., ..B or A alone; both ends are in it. */
static BylineFilter *
make_taken (const BylineToken *token, GError **error)
{
  const char *dots = strstr (token->text, "..");
  const char *second = dots == NULL ? token->text : dots + 2;
  const gsize first_length = dots == NULL ? strlen (token->text) : (gsize) (dots - token->text);
  const gsize second_length = strlen (second);
  BylineSpan first = BYLINE_SPAN_ALL;
  BylineSpan last = BYLINE_SPAN_ALL;

  if (first_length + second_length == 0) {
    parse_span (token, token->text, strlen (token->text), &first, error);
    return NULL;
  }
  if (first_length > 0 && !parse_span (token, token->text, first_length, &first, error))
    return NULL;
  if (second_length > 0 && !parse_span (token, second, second_length, &last, error))
    return NULL;
  if (first.from_us < last.until_us)
    return byline_filter_new_span (BYLINE_FILTER_TAKEN,
                                   (BylineSpan){ first.from_us, last.until_us });
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "column %u: \"%s\" ends before it begins",
               token->text_column, token->text);
  return NULL;
}

static BylineFilter *
about_field (BylineFact what, guint field)
{
  g_autofree char *fact = byline_fact_of_field (what, field);
  g_autofree char *word = g_strconcat (fact, " ", NULL);

  return byline_filter_new_words (BYLINE_FILTER_BIT (BYLINE_FILTER_HAS), word, FALSE);
}

static BylineFilter *
make_has (const BylineToken *token, GError **error)
{
  guint field = BYLINE_FILTER_TIME;

  if (strcmp (token->text, "taken") == 0 ||
      (find_field (token->text, &field) && (field < BYLINE_N_FIELDS || field == BYLINE_FILTER_JOB)))
    return about_field (BYLINE_FACT_HAS, field);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "column %u: there is no field \"%s\"; did you mean \"%s\"?", token->text_column,
               token->text, nearest (token->text, TRUE));
  return NULL;
}

static BylineFilter *
make_missing (const BylineToken *token, GError **error)
{
  BylineFilter *has = make_has (token, error);
  BylineFilter *not = NULL;

  if (has == NULL)
    return NULL;
  not = byline_filter_new_group (BYLINE_FILTER_NOT);
  byline_filter_add (not, has);
  return not ;
}

static BylineFilter *
make_field (const BylineToken *token, guint field, GError **error)
{
  if (field < BYLINE_N_FIELDS && byline_fields[field].kind == BYLINE_KIND_NUMBER)
    return make_rating (token, error);
  if (field < BYLINE_N_FIELDS && byline_fields[field].kind == BYLINE_KIND_DATE)
    return make_date (token, error);
  return make_words (token, BYLINE_FILTER_BIT (field), error);
}

static BylineFilter *
make_prefixed (const BylineToken *token, GError **error)
{
  guint field = 0;

  if (*token->text == '\0') {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "column %u: nothing behind \"%s:\"",
                 token->column, token->prefix);
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (strcmp (questions[i].name, token->prefix) == 0)
      return questions[i].make (token, error);
  if (find_field (token->prefix, &field))
    return make_field (token, field, error);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "column %u: nothing is looked up by \"%s:\"; did you mean \"%s:\"? "
               "(quotes make it a phrase)",
               token->column, token->prefix, nearest (token->prefix, FALSE));
  return NULL;
}

static gboolean
says_nothing (const BylineToken *token)
{
  g_autoptr (GString) words = g_string_new (NULL);

  return token->prefix == NULL && !token->quoted && byline_fold (words, token->text) == 0;
}

gboolean
byline_term_filter (const BylineToken *token, BylineFilter **filter, GError **error)
{
  *filter = NULL;
  if (says_nothing (token))
    return TRUE;
  *filter =
      token->prefix != NULL ? make_prefixed (token, error) : make_words (token, free_fields, error);
  return *filter != NULL;
}
