#pragma once

#include <byline/edit.h>
#include <byline/metadata.h>

G_BEGIN_DECLS

/**
 * byline_credit_line:
 * @credit: (nullable): the credit field
 *
 * Returns: (transfer full) (nullable): the line to print under a picture, "Photo credit:
 * mfa.gov.kz"; NULL where there is no credit.  A credit that already begins so is not said twice.
 */
char *byline_credit_line (const char *credit);

/**
 * byline_preset_parse:
 * @text: lines of "field=value", "field+=value", "field-=value"; "#" begins a comment line;
 *   blank lines are ignored; a byte order mark and CR LF are forgiven
 * @name: for messages
 *
 * A preset: field values to apply, the trade's "stationery pad".
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE, naming the line
 */
BylineEdit *byline_preset_parse (const char *text, const char *name, GError **error);

/**
 * BylineTemplate:
 *
 * A pattern for a folder or name: text with {variables}, parsed and checked once and expanded for
 * every photo.  "{{" is a brace.  Variables: {taken:FORMAT} (g_date_time_format(), default
 * "%Y%m%d"), {date} and {time} (the same, {time} by default "%H%M%S"), {job}, {seq:N} (N digits, 4
 * unless told), {filename} or {stem} (the card's, without its ending), {number} (the digits it ends
 * with), {dcf} (the card's folder, 100CANON), {ext} (as on the card), {camera}, {serial}, {lens}
 * and every field by its name: {city}, {creator}, {description@kk} …; of a list the first value.
 */
typedef struct _BylineTemplate BylineTemplate;

/** Returns: (transfer full): NULL with BYLINE_ERROR_USAGE, naming the column */
BylineTemplate *byline_template_parse (const char *pattern, GError **error);
void byline_template_free (BylineTemplate *pattern); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineTemplate, byline_template_free)

/** What a template may speak of.  All borrowed, nullable where the photo is silent. */
typedef struct {
  const BylineMetadata *metadata; /* after the edit, so that {city} is the one being written */
  const char *taken;              /* ISO 8601 local time of the capture, without or with zone */
  const char *job;
  const char *filename; /* the card's name without its ending */
  const char *ext;
  const char *dcf; /* "100CANON" */
  guint seq;       /* from 1 */
} BylineTemplateValues;

/**
 * byline_template_expand:
 * @is_path: "/" in the pattern separates folders
 *
 * Every part of the result is a name that any file system takes: variables' text has no "/" left,
 * no control characters, none of \ : * ? " < > |, no leading dot, no trailing dot or space, no
 * reserved device name, Unicode NFC, at most 200 bytes a part.  A silent variable becomes
 * "unknown"; "unknown/unknown" at the beginning of a path is "unknown".
 *
 * Returns: (transfer full)
 */
char *byline_template_expand (const BylineTemplate *pattern, const BylineTemplateValues *values,
                              gboolean is_path);

/**
 * byline_template_bind:
 *
 * Returns: (transfer full): @pattern with text in the place of every variable but {seq}, which may
 *   be known only when all photos were looked at; to be expanded with values that have a seq alone
 */
BylineTemplate *byline_template_bind (const BylineTemplate *pattern,
                                      const BylineTemplateValues *values);

/** Does the pattern use this variable? */
gboolean byline_template_uses (const BylineTemplate *pattern, const char *variable);

G_END_DECLS
