#pragma once

#include <byline/edit.h>

G_BEGIN_DECLS

/** What else is known of a credit line, beside how it is written. */
typedef enum {
  BYLINE_CREDIT_CREATOR,
  BYLINE_CREDIT_COPYRIGHT,
  BYLINE_CREDIT_USAGE_TERMS,
  BYLINE_CREDIT_RIGHTS_URL,
  BYLINE_CREDIT_LICENSOR_URL,
  BYLINE_N_CREDIT_FACTS
} BylineCreditFact;

/** Returns: the field that such a fact is a value of */
BylineField byline_credit_fact_field (BylineCreditFact fact);

/**
 * BylineCreditLine:
 *
 * One credit line as one thing: its canonical form, the other ways to write it, what comes with
 * it, and what is printed.  Owned by its BylineCreditLines.
 */
typedef struct {
  char *name;                         /* the canonical form: what the credit field is to say */
  GPtrArray *aliases;                 /* of char *: other ways to write it, in order */
  char *facts[BYLINE_N_CREDIT_FACTS]; /* each nullable */
  GHashTable *print; /* lower-case BCP 47 tag → the whole line to print; "" for any language */
  char *iim; /* nullable: the short form, for IIM's 32 octets; one of the ways to write it */
} BylineCreditLine;

/**
 * BylineCreditLines:
 *
 * The credit lines that a library knows.  No two of them have a way to write them in common.  Texts
 * that differ in case, width, white space, full stops around them or in words in front such as
 * "Photo credit:" or "Фото:" are one way to write it.
 */
typedef struct _BylineCreditLines BylineCreditLines;

BylineCreditLines *byline_credit_lines_new (void);
void byline_credit_lines_free (BylineCreditLines *lines); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCreditLines, byline_credit_lines_free)

/** In the order of their names. */
guint byline_credit_lines_n (const BylineCreditLines *lines);
const BylineCreditLine *byline_credit_lines_at (const BylineCreditLines *lines, guint index);

/** Returns: (transfer none) (nullable): the one that @text, however written, stands for */
const BylineCreditLine *byline_credit_lines_find (const BylineCreditLines *lines, const char *text);

/** Returns: (transfer none) (nullable): the one that is spelt most like @text, which stands for
 *   none; NULL where none is near */
const BylineCreditLine *byline_credit_lines_nearest (const BylineCreditLines *lines,
                                                     const char *text);

/**
 * byline_credit_lines_print:
 * @lines: (nullable)
 * @credit: (nullable): the credit field
 * @lang: (nullable): the page's language: "kk", "zh-Hans"
 *
 * Returns: (transfer full) (nullable): the line to print under a picture: what the credit line has
 *   for @lang, or for the language that @lang is a kind of, or for any; else byline_credit_line()
 *   of its canonical form
 */
char *byline_credit_lines_print (const BylineCreditLines *lines, const char *credit,
                                 const char *lang);

/**
 * byline_credit_lines_iim:
 *
 * Returns: (transfer full) (nullable): for BylineWriteOptions: every text of a credit line that is
 *   too long for IIM → the line's short form; NULL where no line has one
 */
GHashTable *byline_credit_lines_iim (const BylineCreditLines *lines);

/**
 * byline_credit_lines_settle:
 * @lines: (nullable)
 *
 * A photo whose IIM holds the short form of the credit line that its other layers have is not in
 * conflict with itself: marks its credit BYLINE_ODD_SHORT instead.
 */
void byline_credit_lines_settle (const BylineCreditLines *lines, BylineMetadata *metadata);

/*
 * Changes.  FALSE is with BYLINE_ERROR_USAGE and nothing changed: text that says nothing or is too
 * long (1,000 bytes; 1,000 aliases a line; 10,000 lines), a way to write it that another has, or
 * BYLINE_ERROR_NOT_FOUND for a name that is none, naming the nearest.
 */

gboolean byline_credit_lines_add (BylineCreditLines *lines, const char *name, GError **error);
gboolean byline_credit_lines_remove (BylineCreditLines *lines, const char *name, GError **error);
/** One that @name's line has already is no error. */
gboolean byline_credit_lines_alias (BylineCreditLines *lines, const char *name, const char *alias,
                                    GError **error);
/**
 * byline_credit_lines_set:
 * @assignment: "copyright=© MFA", "usage-terms=", "creator=…", "rights-url=…", "licensor-url=…"
 * with values as their fields take them; "print=© MFA", "print@kk=…"; "iim=…", at most 32 octets;
 *   "name=…", where the old name becomes an alias; "alias-=…" takes one out.  Nothing behind "="
 *   clears.
 */
gboolean byline_credit_lines_set (BylineCreditLines *lines, const char *name,
                                  const char *assignment, GError **error);
/** @from's name and aliases become @into's, and what @into does not know @from tells.  @from may be
 *  text that is no line's: it becomes an alias. */
gboolean byline_credit_lines_merge (BylineCreditLines *lines, const char *from, const char *into,
                                    GError **error);

/** Returns: (transfer full): @line as JSON, one line without its end (docs/output.md) */
char *byline_credit_line_to_json (const BylineCreditLine *line);
/** Adds the line of which byline_credit_line_to_json() speaks, in place of the one of that name.
 *  Returns: FALSE with BYLINE_ERROR_MALFORMED or _USAGE, and nothing has changed */
gboolean byline_credit_lines_read (BylineCreditLines *lines, const char *json, gsize length,
                                   GError **error);

G_END_DECLS
