#include "search/parse.h"

#include "catalogue/fold.h"
#include "catalogue/query_table.h"
#include "search/lexer.h"
#include "search/terms.h"

#include <byline/credits.h>
#include <byline/error.h>

#include <string.h>

/* Looks one token ahead.  @error is set by whoever meets the mistake, and then everything returns.
 */
typedef struct {
  BylineLexer lexer;
  BylineToken token;
  guint depth;
  guint n_terms;
  BylineCatalogue *catalogue; /* nullable */
  guint n_saved;              /* the text is that of a saved query, in so many others */
  gboolean needs_catalogue;
  BylineCreditLines *credits; /* nullable; read when first asked for */
} Parser;

static gboolean
fail (GError **error, guint column, const char *what)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "column %u: %s", column, what);
  return FALSE;
}

static gboolean
next (Parser *parser, GError **error)
{
  byline_token_clear (&parser->token);
  return byline_lexer_next (&parser->lexer, &parser->token, error);
}

static void
parser_clear (Parser *parser)
{
  byline_token_clear (&parser->token);
  g_clear_pointer (&parser->credits, byline_credit_lines_free);
}

static gboolean parse_any (Parser *parser, BylineFilter **filter, GError **error);
static gboolean parse_one (Parser *parser, BylineFilter **filter, GError **error);

static BylineFilter *parse_query (Parser *parser, GError **error);

/* The filter of another text, within what is left of the bounds. */
static gboolean
parse_text (Parser *parser, const char *text, BylineFilter **filter, GError **error)
{
  Parser inner = { .lexer = byline_lexer (text),
                   .depth = parser->depth,
                   .n_terms = parser->n_terms,
                   .catalogue = parser->catalogue,
                   .n_saved = parser->n_saved + 1 };

  *filter = parse_query (&inner, error);
  parser_clear (&inner);
  parser->n_terms = inner.n_terms;
  return *filter != NULL;
}

/* query:NAME.  A mistake in the saved text is pointed at from here. */
static gboolean
parse_saved (Parser *parser, BylineFilter **filter, GError **error)
{
  const BylineToken *token = &parser->token;
  g_autofree char *text = NULL;

  parser->needs_catalogue = TRUE;
  if (*token->text == '\0')
    return byline_token_mistake (token, NULL, error, "nothing behind \"query:\"");
  if (parser->catalogue == NULL) {
    *filter = byline_filter_new_group (BYLINE_FILTER_ALL);
    return TRUE;
  }
  if (parser->n_saved == BYLINE_QUERY_MAX_SAVED)
    return byline_token_mistake (token, token->text, error,
                                 "saved queries ask each other in a circle");
  if (!byline_query_table_get (parser->catalogue, token->text, &text, error))
    return FALSE;
  if (text == NULL)
    return byline_token_mistake (token, token->text, error, "no query is saved as \"%s\"",
                                 token->text);
  if (parse_text (parser, text, filter, error))
    return TRUE;
  g_prefix_error (error, "column %u: in query:%s, ", token->column, token->text);
  return FALSE;
}

static BylineFilter *
negate (BylineFilter *filter)
{
  BylineFilter *not = NULL;

  if (filter == NULL)
    return NULL;
  not = byline_filter_new_group (BYLINE_FILTER_NOT);
  byline_filter_add (not, filter);
  return not ;
}

static void
add_spelling (BylineFilter *any, const char *text)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (byline_fold (words, text) > 0)
    byline_filter_add (
        any, byline_filter_new_words (BYLINE_FILTER_BIT (BYLINE_FIELD_CREDIT), words->str, FALSE));
}

/* credit:МИД finds mfa.gov.kz as well, where that is a way to write it. */
static gboolean
parse_credit (Parser *parser, BylineFilter **filter, GError **error)
{
  const BylineCreditLine *line = NULL;
  BylineFilter *any = NULL;

  parser->needs_catalogue = TRUE;
  if (!byline_term_filter (&parser->token, filter, error))
    return FALSE;
  if (parser->catalogue != NULL && parser->credits == NULL)
    parser->credits = byline_credits_load (parser->catalogue, error);
  if (parser->catalogue != NULL && parser->credits == NULL)
    return FALSE;
  if (parser->credits != NULL)
    line = byline_credit_lines_find (parser->credits, parser->token.text);
  if (line == NULL)
    return TRUE;
  any = byline_filter_new_group (BYLINE_FILTER_ANY);
  byline_filter_add (any, *filter);
  add_spelling (any, line->name);
  for (guint i = 0; i < line->aliases->len; i++)
    add_spelling (any, line->aliases->pdata[i]);
  *filter = any;
  return TRUE;
}

static gboolean
parse_term (Parser *parser, BylineFilter **filter, GError **error)
{
  if (++parser->n_terms > BYLINE_QUERY_MAX_TERMS)
    return fail (error, parser->token.column, "too many terms in one query");
  if (g_strcmp0 (parser->token.prefix, "query") == 0)
    return parse_saved (parser, filter, error) && next (parser, error);
  if (g_strcmp0 (parser->token.prefix, "credit") == 0)
    return parse_credit (parser, filter, error) && next (parser, error);
  return byline_term_filter (&parser->token, filter, error) && next (parser, error);
}

static gboolean
parse_group (Parser *parser, BylineFilter **filter, GError **error)
{
  const guint column = parser->token.column;

  if (!next (parser, error) || !parse_any (parser, filter, error))
    return FALSE;
  if (parser->token.kind != BYLINE_TOKEN_CLOSE)
    return fail (error, column, "this parenthesis is never closed");
  return next (parser, error);
}

static gboolean
parse_not (Parser *parser, BylineFilter **filter, GError **error)
{
  if (!next (parser, error) || !parse_one (parser, filter, error))
    return FALSE;
  *filter = negate (*filter);
  return TRUE;
}

static gboolean
parse_deeper (Parser *parser, BylineFilter **filter, GError **error)
{
  const gboolean negated = parser->token.negated;

  switch (parser->token.kind) {
  case BYLINE_TOKEN_TERM:
    if (!parse_term (parser, filter, error))
      return FALSE;
    break;
  case BYLINE_TOKEN_OPEN:
    if (!parse_group (parser, filter, error))
      return FALSE;
    break;
  case BYLINE_TOKEN_NOT:
    return parse_not (parser, filter, error);
  case BYLINE_TOKEN_CLOSE:
    return fail (error, parser->token.column, "this parenthesis closes nothing, or holds nothing");
  default:
    return fail (error, parser->token.column, "a word is missing here");
  }
  if (negated)
    *filter = negate (*filter);
  return TRUE;
}

static gboolean
parse_one (Parser *parser, BylineFilter **filter, GError **error)
{
  gboolean parsed = FALSE;

  if (parser->depth == BYLINE_QUERY_MAX_DEPTH)
    return fail (error, parser->token.column, "too deep in parentheses");
  parser->depth++;
  parsed = parse_deeper (parser, filter, error);
  parser->depth--;
  return parsed;
}

/* A group of one is that one, so that the tree has no more levels than the query; NULL if none of
 * its terms says anything. */
static BylineFilter *
simplify (BylineFilter *group)
{
  BylineFilter *only = NULL;

  if (group->parts->len > 1)
    return group;
  if (group->parts->len == 1)
    only = g_ptr_array_steal_index (group->parts, 0);
  byline_filter_free (group);
  return only;
}

static gboolean
add (BylineFilter *group, BylineFilter *part)
{
  if (part != NULL)
    byline_filter_add (group, part);
  return TRUE;
}

static gboolean
parse_part (Parser *parser, BylineFilter *group,
            gboolean (*parse) (Parser *, BylineFilter **, GError **), GError **error)
{
  g_autoptr (BylineFilter) part = NULL;

  return parse (parser, &part, error) && add (group, g_steal_pointer (&part));
}

static gboolean
parse_all (Parser *parser, BylineFilter **filter, GError **error)
{
  g_autoptr (BylineFilter) all = byline_filter_new_group (BYLINE_FILTER_ALL);

  for (;;) {
    if (!parse_part (parser, all, parse_one, error))
      return FALSE;
    if (parser->token.kind == BYLINE_TOKEN_END || parser->token.kind == BYLINE_TOKEN_CLOSE ||
        parser->token.kind == BYLINE_TOKEN_OR)
      break;
    if (parser->token.kind == BYLINE_TOKEN_AND && !next (parser, error))
      return FALSE;
  }
  *filter = simplify (g_steal_pointer (&all));
  return TRUE;
}

static gboolean
parse_any (Parser *parser, BylineFilter **filter, GError **error)
{
  g_autoptr (BylineFilter) any = byline_filter_new_group (BYLINE_FILTER_ANY);

  for (;;) {
    if (!parse_part (parser, any, parse_all, error))
      return FALSE;
    if (parser->token.kind != BYLINE_TOKEN_OR)
      break;
    if (!next (parser, error))
      return FALSE;
  }
  *filter = simplify (g_steal_pointer (&any));
  return TRUE;
}

/* Returns: NULL without an error for a query in which nothing is said */
static BylineFilter *
parse_query (Parser *parser, GError **error)
{
  g_autoptr (BylineFilter) filter = NULL;

  if (!next (parser, error))
    return NULL;
  if (parser->token.kind == BYLINE_TOKEN_END)
    return byline_filter_new_group (BYLINE_FILTER_ALL);
  if (!parse_any (parser, &filter, error))
    return NULL;
  if (parser->token.kind == BYLINE_TOKEN_CLOSE) {
    fail (error, parser->token.column, "this parenthesis closes nothing");
    return NULL;
  }
  if (filter == NULL)
    fail (error, 1, "no letter or digit to look for");
  return g_steal_pointer (&filter);
}

static gboolean
check_text (const char *text, GError **error)
{
  const char *end = text;
  const gsize size = strlen (text);

  if (size > BYLINE_QUERY_MAX_BYTES) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "a query has at most %d bytes, not %zu",
                 BYLINE_QUERY_MAX_BYTES, size);
    return FALSE;
  }
  if (!g_utf8_validate (text, (gssize) size, &end))
    return fail (error, 1 + (guint) g_utf8_strlen (text, end - text), "this is not UTF-8");
  return TRUE;
}

BylineFilter *
byline_query_filter (const char *text, BylineCatalogue *catalogue, gboolean *needs_catalogue,
                     GError **error)
{
  Parser parser = { .lexer = byline_lexer (text), .catalogue = catalogue };
  BylineFilter *filter = NULL;

  if (!check_text (text, error))
    return NULL;
  filter = parse_query (&parser, error);
  parser_clear (&parser);
  if (needs_catalogue != NULL)
    *needs_catalogue = parser.needs_catalogue;
  return filter;
}
