#pragma once

#include "publish/markup.h"

/* What a template is made of; private to markup_*.c. */

/** What becomes of a value. */
typedef enum {
  BYLINE_ESCAPE_HTML,   /* between tags, and in quotes in them */
  BYLINE_ESCAPE_LINK,   /* a link in quotes: as HTML, but what is no web address becomes nothing */
  BYLINE_ESCAPE_SCRIPT, /* in quotes within <script> */
  BYLINE_ESCAPE_JSON,   /* in quotes in JSON or YAML */
  BYLINE_ESCAPE_CSV,    /* in quotes in CSV */
  BYLINE_ESCAPE_URL,    /* a part of an address, percent-encoded */
  BYLINE_ESCAPE_TEXT,   /* as it is, but without control characters */
} BylineEscape;

typedef enum {
  BYLINE_TOKEN_TEXT,     /* @text stands for itself */
  BYLINE_TOKEN_VALUE,    /* {{name}} */
  BYLINE_TOKEN_SECTION,  /* {{#name}} */
  BYLINE_TOKEN_INVERTED, /* {{^name}} */
  BYLINE_TOKEN_END,      /* {{/name}} */
} BylineTokenKind;

typedef struct {
  BylineTokenKind kind;
  char *text; /* or the name */
  BylineEscape escape;
  guint end; /* of sections: where their END is */
} BylineMarkupToken;

struct _BylineMarkup {
  GArray *tokens; /* of BylineMarkupToken */
};

/** Appends @value as @escape has it. */
void byline_escape_append (GString *out, const char *value, BylineEscape escape);
