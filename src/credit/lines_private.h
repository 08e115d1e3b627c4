#pragma once

#include <byline/credit_lines.h>

#define BYLINE_CREDIT_TEXT_MAX 1000
#define BYLINE_CREDIT_ALIASES_MAX 1000
#define BYLINE_CREDIT_LINES_MAX 10000

struct _BylineCreditLines {
  GPtrArray *lines;   /* of BylineCreditLine, by name */
  GHashTable *by_key; /* byline_credit_key() of every way to write one → its line */
};

BylineCreditLine *byline_credit_line_new (const char *name);
void byline_credit_line_free (BylineCreditLine *line); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCreditLine, byline_credit_line_free)

/** @assignment: all of those of byline_credit_lines_set() but name= */
gboolean byline_credit_line_assign (BylineCreditLine *line, const char *assignment, GError **error);

/** Puts @line (transfer full) in place of @old (nullable), if no other has one of its spellings. */
gboolean byline_credit_lines_put (BylineCreditLines *lines, const BylineCreditLine *old,
                                  BylineCreditLine *line, GError **error);

/** Returns: FALSE with BYLINE_ERROR_USAGE for a spelling that says nothing, or far too much */
gboolean byline_credit_text_check (const char *text, GError **error);
