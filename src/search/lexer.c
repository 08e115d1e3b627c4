#include "search/lexer.h"

#include <byline/error.h>

#include <string.h>

void
byline_token_clear (BylineToken *token)
{
  g_free (token->prefix);
  g_free (token->text);
  *token = (BylineToken){ 0 };
}

gboolean
byline_token_mistake (const BylineToken *token, const char *at, GError **error, const char *format,
                      ...)
{
  g_autofree char *what = NULL;
  va_list args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "column %u: %s",
               at == NULL
                   ? token->column
                   : token->text_column + (guint) g_utf8_strlen (token->text, at - token->text),
               what);
  return FALSE;
}

static void
advance (BylineLexer *lexer, const char *to)
{
  lexer->column += (guint) g_utf8_strlen (lexer->at, to - lexer->at);
  lexer->at = to;
}

static void
skip_space (BylineLexer *lexer)
{
  const char *at = lexer->at;

  while (g_unichar_isspace (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  advance (lexer, at);
}

static gboolean
ends_word (const char *at)
{
  return *at == '\0' || *at == '(' || *at == ')' || *at == '"' ||
         g_unichar_isspace (g_utf8_get_char (at));
}

/* "credit:" of credit:mfa.gov.kz.  "10:30", "Kyiv:", "https://…" and "a:)" are words as any other.
 */
static const char *
prefix_end (const char *at)
{
  const char *end = at + strspn (at, "abcdefghijklmnopqrstuvwxyz-");

  return end == at || *at == '-' || *end != ':' || g_str_has_prefix (end, "://") ? NULL : end;
}

static gboolean
read_quoted (BylineLexer *lexer, BylineToken *token, GError **error)
{
  const char *begin = lexer->at + 1;
  const char *end = strchr (begin, '"');

  if (end == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "column %u: this quote is never closed",
                 lexer->column);
    return FALSE;
  }
  token->quoted = TRUE;
  token->text = g_strndup (begin, (gsize) (end - begin));
  advance (lexer, end + 1);
  return TRUE;
}

static gboolean
read_text (BylineLexer *lexer, BylineToken *token, GError **error)
{
  const char *end = lexer->at;

  if (*lexer->at == '~' && !ends_word (lexer->at + 1)) {
    token->loose = TRUE;
    advance (lexer, lexer->at + 1);
    end = lexer->at;
  }
  token->text_column = lexer->column;
  if (*lexer->at == '"')
    return read_quoted (lexer, token, error);
  while (!ends_word (end))
    end = g_utf8_next_char (end);
  token->text = g_strndup (lexer->at, (gsize) (end - lexer->at));
  advance (lexer, end);
  return TRUE;
}

static BylineTokenKind
keyword (const BylineToken *token)
{
  static const struct {
    const char *word;
    BylineTokenKind kind;
  } keywords[] = {
    { "AND", BYLINE_TOKEN_AND },
    { "OR", BYLINE_TOKEN_OR },
    { "NOT", BYLINE_TOKEN_NOT },
  };

  if (token->quoted || token->negated || token->loose || token->prefix != NULL)
    return BYLINE_TOKEN_TERM;
  for (guint i = 0; i < G_N_ELEMENTS (keywords); i++)
    if (strcmp (keywords[i].word, token->text) == 0)
      return keywords[i].kind;
  return BYLINE_TOKEN_TERM;
}

static gboolean
read_term (BylineLexer *lexer, BylineToken *token, GError **error)
{
  const char *end = prefix_end (lexer->at);

  if (end != NULL) {
    token->prefix = g_strndup (lexer->at, (gsize) (end - lexer->at));
    advance (lexer, end + 1);
  }
  if (!read_text (lexer, token, error))
    return FALSE;
  token->kind = keyword (token);
  return TRUE;
}

/* A parenthesis is a token alone, wherever it stands outside quotes. */
static gboolean
read_parenthesis (BylineLexer *lexer, BylineToken *token)
{
  if (*lexer->at != '(' && *lexer->at != ')')
    return FALSE;
  token->kind = *lexer->at == '(' ? BYLINE_TOKEN_OPEN : BYLINE_TOKEN_CLOSE;
  advance (lexer, lexer->at + 1);
  return TRUE;
}

gboolean
byline_lexer_next (BylineLexer *lexer, BylineToken *token, GError **error)
{
  *token = (BylineToken){ 0 };
  skip_space (lexer);
  token->column = lexer->column;
  if (*lexer->at == '\0')
    return TRUE;
  /* A dash between spaces, or before a closing parenthesis, stands in front of nothing. */
  if (*lexer->at == '-' &&
      (lexer->at[1] == '(' || lexer->at[1] == '"' || !ends_word (lexer->at + 1))) {
    token->negated = TRUE;
    advance (lexer, lexer->at + 1);
  }
  return read_parenthesis (lexer, token) || read_term (lexer, token, error);
}
