#pragma once

#include <byline/metadata.h>

G_BEGIN_DECLS

typedef enum {
  BYLINE_CHANGE_REPLACE, /* "=":  these are the values now; none clears the field, and without a
                            language every language of it */
  BYLINE_CHANGE_ADD,     /* "+=": lists: added unless there; other fields: set only if empty */
  BYLINE_CHANGE_REMOVE,  /* "-=": taken out if there; other values stay */
} BylineChangeKind;

/** One change to one field.  Values are UTF-8 and checked against the field's kind. */
typedef struct {
  BylineField field;
  BylineChangeKind kind;
  char *lang;        /* NULL: the default language, or the field has none */
  GPtrArray *values; /* of char *; empty with REPLACE means clear */
} BylineChange;

/**
 * BylineEdit:
 *
 * What a person wants changed, in order, independent of any file: made from the
 * command line or a preset, applied to many photos.  Values are checked as they come in and kept
 * in one form: dates as ISO 8601, country codes in capitals, vocabulary terms as whole URIs.
 * Immutable once shared.
 */
typedef struct _BylineEdit BylineEdit;

BylineEdit *byline_edit_new (void);
BylineEdit *byline_edit_ref (BylineEdit *edit);
void byline_edit_unref (BylineEdit *edit); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineEdit, byline_edit_unref)

/** An assignment as it was typed: split, its value not yet looked at. */
typedef struct {
  BylineField field;
  BylineChangeKind kind;
  char *lang;        /* owned, nullable */
  const char *value; /* borrowed from the text: what stands behind "=" */
} BylineAssignment;

/** Returns: FALSE with BYLINE_ERROR_USAGE: no "FIELD=VALUE", or there is no such field */
gboolean byline_assignment_split (const char *text, BylineAssignment *assignment, GError **error);
void byline_assignment_clear (BylineAssignment *assignment);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineAssignment, byline_assignment_clear)

/**
 * byline_edit_parse:
 * @assignment: "credit=mfa.gov.kz", "keywords+=SCO", "keywords-=draft", "headline=",
 *   "description@kk=…"
 *
 * Adds a change.  Several "=" for the same list in one edit give it several values,
 * as with exiftool; for other fields the last one stands.
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE for an unknown field, a read-only fact, invalid
 *   UTF-8, or a value that its field cannot hold (date, URL, country code, rating)
 */
gboolean byline_edit_parse (BylineEdit *edit, const char *assignment, GError **error);

/** The same from parts.  @lang and @value (nullable) as in BylineChange. */
gboolean byline_edit_add (BylineEdit *edit, BylineField field, BylineChangeKind kind,
                          const char *lang, const char *value, GError **error);

guint byline_edit_n_changes (const BylineEdit *edit);
const BylineChange *byline_edit_change (const BylineEdit *edit, guint index);

/** Appends @more's changes, so that they stand over @edit's own. */
void byline_edit_append (BylineEdit *edit, const BylineEdit *more);

/**
 * byline_edit_apply:
 * @before: the values a field has now
 * @n: how many
 *
 * Returns: (transfer full) (element-type BylineText): the field's values after the edit,
 *   each freed by the array; empty where it is cleared.  NULL if the edit does not touch
 *   the field.  Other languages' values stay, but where the whole field is cleared; the default
 *   language stands first.
 */
GPtrArray *byline_edit_apply (const BylineEdit *edit, BylineField field, const BylineText *before,
                              guint n);

G_END_DECLS
