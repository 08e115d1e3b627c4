#pragma once

#include <glib.h>

typedef enum {
  BYLINE_TOKEN_END,
  BYLINE_TOKEN_TERM, /* @prefix and @text */
  BYLINE_TOKEN_OPEN,
  BYLINE_TOKEN_CLOSE,
  BYLINE_TOKEN_AND,
  BYLINE_TOKEN_OR,
  BYLINE_TOKEN_NOT,
} BylineTokenKind;

/** A piece of a query. */
typedef struct {
  BylineTokenKind kind;
  gboolean negated;  /* TERM, OPEN: "-" stands in front */
  gboolean loose;    /* TERM: "~" stands in front of @text */
  gboolean quoted;   /* TERM: @text stood in quotes */
  guint column;      /* of its first character, from 1 */
  guint text_column; /* TERM: of @text */
  char *prefix;      /* TERM: "credit" of credit:mfa.gov.kz; NULL if none */
  char *text;        /* TERM: as typed, without quotes */
} BylineToken;

void byline_token_clear (BylineToken *token);

/**
 * byline_token_mistake:
 * @at: (nullable): where in @token's text; NULL for the whole term
 *
 * Sets BYLINE_ERROR_USAGE, "column 8: …".  Returns: FALSE, to be returned
 */
gboolean byline_token_mistake (const BylineToken *token, const char *at, GError **error,
                               const char *format, ...) G_GNUC_PRINTF (4, 5);

/** Reads a query from left to right; lives on the stack. */
typedef struct {
  const char *at;
  guint column;
} BylineLexer;

/** @query: UTF-8, borrowed */
static inline BylineLexer
byline_lexer (const char *query)
{
  return (BylineLexer){ query, 1 };
}

/**
 * byline_lexer_next:
 * @token: (out): cleared by the caller
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE for a quote that is not closed
 */
gboolean byline_lexer_next (BylineLexer *lexer, BylineToken *token, GError **error);
