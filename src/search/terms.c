#include "search/terms.h"

#include "base/distance.h"
#include "catalogue/facts.h"
#include "catalogue/fold.h"
#include "search/ranges.h"

#include <byline/format.h>

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

static BylineFilter *make_has (const BylineToken *token, GError **error);
static BylineFilter *make_missing (const BylineToken *token, GError **error);
static BylineFilter *make_conflict (const BylineToken *token, GError **error);
static BylineFilter *make_is (const BylineToken *token, GError **error);
static BylineFilter *make_format (const BylineToken *token, GError **error);
static BylineFilter *make_type (const BylineToken *token, GError **error);
static BylineFilter *make_megapixels (const BylineToken *token, GError **error);

/* Prefixes whose values are no words. */
static const struct {
  const char *name;
  MakeFilter make;
} questions[] = {
  { "taken", byline_range_taken },
  { "ingested", byline_range_ingested },
  { "has", make_has },
  { "missing", make_missing },
  { "conflict", make_conflict },
  { "is", make_is },
  { "format", make_format },
  { "type", make_type },
  { "mp", make_megapixels },
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
make_words (const BylineToken *token, guint64 fields, GError **error)
{
  g_autoptr (GString) words = g_string_new (NULL);
  BylineFilter *filter = NULL;

  if (byline_fold (words, token->text) > 0) {
    filter = byline_filter_new_words (fields, words->str, g_str_has_suffix (token->text, "*"));
    filter->widen = token->quoted  ? BYLINE_WIDEN_NOT
                    : token->loose ? BYLINE_WIDEN_LOOSE
                                   : BYLINE_WIDEN_PARTS;
    return filter;
  }
  byline_token_mistake (token, token->text, error, "no letter or digit to look for in \"%s\"",
                        token->text);
  return NULL;
}

static BylineFilter *
new_not (BylineFilter *filter)
{
  BylineFilter *not = byline_filter_new_group (BYLINE_FILTER_NOT);

  byline_filter_add (not, filter);
  return not ;
}

/* @fact: of catalogue/facts.h */
static BylineFilter *
has_fact (const char *fact)
{
  g_autofree char *word = g_strconcat (fact, " ", NULL);

  return byline_filter_new_words (BYLINE_FILTER_BIT (BYLINE_FILTER_HAS), word, FALSE);
}

static BylineFilter *
about_field (BylineFact what, guint field)
{
  g_autofree char *fact = byline_fact_of_field (what, field);

  return has_fact (fact);
}

static BylineFilter *
no_field (const BylineToken *token, GError **error)
{
  byline_token_mistake (token, token->text, error, "there is no field \"%s\"; did you mean \"%s\"?",
                        token->text, nearest (token->text, TRUE));
  return NULL;
}

static BylineFilter *
make_has (const BylineToken *token, GError **error)
{
  guint field = BYLINE_FILTER_TIME;

  if (strcmp (token->text, "taken") == 0 ||
      (find_field (token->text, &field) && (field < BYLINE_N_FIELDS || field == BYLINE_FILTER_JOB)))
    return about_field (BYLINE_FACT_HAS, field);
  return no_field (token, error);
}

static BylineFilter *
make_missing (const BylineToken *token, GError **error)
{
  BylineFilter *has = make_has (token, error);

  return has == NULL ? NULL : new_not (has);
}

/* EXIF, IIM and XMP say different things of it. */
static BylineFilter *
make_conflict (const BylineToken *token, GError **error)
{
  guint field = 0;

  if (find_field (token->text, &field) && field < BYLINE_N_FIELDS)
    return about_field (BYLINE_FACT_CONFLICT, field);
  return no_field (token, error);
}

static BylineFilter *
of_format (BylineFormat format)
{
  g_autofree char *word = g_strconcat (byline_format_name (format), " ", NULL);

  return byline_filter_new_words (BYLINE_FILTER_BIT (BYLINE_FILTER_FORMAT), word, FALSE);
}

static BylineFilter *
make_format (const BylineToken *token, GError **error)
{
  const BylineFormat format = byline_format_from_name (token->text);

  if (format != BYLINE_FORMAT_UNKNOWN || strcmp (token->text, "unknown") == 0)
    return of_format (format);
  byline_token_mistake (
      token, token->text, error,
      "there is no format \"%s\"; byline knows jpeg, png, webp, tiff, heic, avif, "
      "jxl and cameras' raw formats",
      token->text);
  return NULL;
}

static BylineFilter *
is_raw (void)
{
  BylineFilter *any = byline_filter_new_group (BYLINE_FILTER_ANY);

  for (BylineFormat format = 0; format < BYLINE_N_FORMATS; format++)
    if (byline_format_is_raw (format))
      byline_filter_add (any, of_format (format));
  return any;
}

static BylineFilter *
make_type (const BylineToken *token, GError **error)
{
  return strcmp (token->text, "raw") == 0 ? is_raw () : make_format (token, error);
}

static BylineFilter *
is_uncredited (void)
{
  return new_not (about_field (BYLINE_FACT_HAS, BYLINE_FIELD_CREDIT));
}

static BylineFilter *
is_signed (void)
{
  return has_fact (BYLINE_FACT_C2PA);
}

/* Few photos have such a date, and the index of words knows which. */
static BylineFilter *
dated (BylineField field, BylineFilterKind kind, gint64 from_us, gint64 until_us)
{
  BylineFilter *all = byline_filter_new_group (BYLINE_FILTER_ALL);

  byline_filter_add (all, about_field (BYLINE_FACT_HAS, field));
  byline_filter_add (all, byline_filter_new_span (kind, (BylineSpan){ from_us, until_us }));
  return all;
}

static BylineFilter *
is_embargoed (void)
{
  return dated (BYLINE_FIELD_EMBARGO, BYLINE_FILTER_EMBARGO, g_get_real_time () + 1, G_MAXINT64);
}

static BylineFilter *
is_expired (void)
{
  return dated (BYLINE_FIELD_EXPIRES, BYLINE_FILTER_EXPIRES, G_MININT64, g_get_real_time () + 1);
}

static const struct {
  const char *name;
  BylineFilter *(*make) (void);
} states[] = {
  { "uncredited", is_uncredited }, { "raw", is_raw },
  { "signed", is_signed },         { "embargoed", is_embargoed },
  { "expired", is_expired },       { "published", byline_filter_new_published },
};

static BylineFilter *
make_is (const BylineToken *token, GError **error)
{
  g_autoptr (GString) known = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    if (strcmp (states[i].name, token->text) == 0)
      return states[i].make ();
    g_string_append_printf (known, "%s%s", i > 0 ? ", " : "", states[i].name);
  }
  byline_token_mistake (token, token->text, error, "no photo is \"%s\"; there is %s", token->text,
                        known->str);
  return NULL;
}

static BylineFilter *
make_megapixels (const BylineToken *token, GError **error)
{
  return byline_range_number (token, BYLINE_FILTER_MEGAPIXELS, error);
}

static BylineFilter *
make_field (const BylineToken *token, guint field, GError **error)
{
  if (field < BYLINE_N_FIELDS && byline_fields[field].kind == BYLINE_KIND_NUMBER)
    return byline_range_number (token, field, error);
  if (field < BYLINE_N_FIELDS && byline_fields[field].kind == BYLINE_KIND_DATE)
    return byline_range_date (token, field, error);
  return make_words (token, BYLINE_FILTER_BIT (field), error);
}

static BylineFilter *
make_prefixed (const BylineToken *token, GError **error)
{
  guint field = 0;

  if (*token->text == '\0') {
    byline_token_mistake (token, NULL, error, "nothing behind \"%s:\"", token->prefix);
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (questions); i++)
    if (strcmp (questions[i].name, token->prefix) == 0)
      return questions[i].make (token, error);
  if (find_field (token->prefix, &field))
    return make_field (token, field, error);
  byline_token_mistake (token, NULL, error,
                        "nothing is looked up by \"%s:\"; did you mean \"%s:\"? "
                        "(quotes make it a phrase)",
                        token->prefix, nearest (token->prefix, FALSE));
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
