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
  const BylineMetadata *metadata;
  const BylineEdit *edit; /* to be written over @metadata, so that {city} is the new one */
  const char *taken;      /* ISO 8601 local time of the capture, without or with zone */
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

/** Returns: (transfer full): a pattern from byline_template_bind() as byline_template_parse() takes
 *  it */
char *byline_template_write (const BylineTemplate *pattern);

/**
 * byline_template_text:
 * @silent: (out): the name of the first variable about which the photo is silent; static
 *
 * Expands to a field's value: nothing is replaced, and nothing stands in for what is not known.
 *
 * Returns: (transfer full): NULL where a variable is silent
 */
char *byline_template_text (const BylineTemplate *pattern, const BylineTemplateValues *values,
                            const char **silent);

/** Does the pattern use any variable? */
gboolean byline_template_varies (const BylineTemplate *pattern);

/** Does the pattern use this variable? */
gboolean byline_template_uses (const BylineTemplate *pattern, const char *variable);

/**
 * BylineCodes:
 *
 * Code replacements: short codes for names and phrases that are long or hard to spell, as Photo
 * Mechanic's: one a line, the code, a tab, its replacement, and after further tabs alternates.
 * Lines that begin with "//" are comments.  Immutable.
 */
typedef struct _BylineCodes BylineCodes;

/**
 * byline_codes_parse:
 * @text: UTF-8
 * @name: for messages
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE, naming the line
 */
BylineCodes *byline_codes_parse (const char *text, const char *name, GError **error);
void byline_codes_free (BylineCodes *codes); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCodes, byline_codes_free)

/**
 * byline_codes_expand:
 *
 * "=code=" becomes its replacement, "=code#2=" its second one, "==" is an equals sign.
 * Replacements are not looked into again.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE for a code that is not in the file, or "="
 *   without its second "="
 */
char *byline_codes_expand (const BylineCodes *codes, const char *text, GError **error);

/**
 * byline_codes_parse_edit:
 * @codes: (nullable)
 *
 * byline_edit_parse() with the codes in the value expanded, but for fields that hold URLs, where
 * "=" is common.
 */
gboolean byline_codes_parse_edit (const BylineCodes *codes, BylineEdit *edit,
                                  const char *assignment, GError **error);

/**
 * BylinePreset:
 *
 * Field values to apply to many photos, the trade's "stationery pad": made of files and of what was
 * typed, in order, each standing over those before it.  Loaded once, applied to each photo; used
 * from many threads once it is complete.
 */
typedef struct _BylinePreset BylinePreset;

BylinePreset *byline_preset_new (void);
void byline_preset_free (BylinePreset *preset); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylinePreset, byline_preset_free)

/**
 * byline_preset_add:
 * @text: a file, UTF-8.  Lines of "field=value", "field+=value", "field-=value", in whose values
 *   variables of BylineTemplate stand; "#" begins a comment line; blank lines are ignored; a byte
 *   order mark and CR LF are forgiven.  Or an XMP packet, as other programs keep their metadata
 *   templates: its fields replace, word for word.
 * @name: for messages
 * @codes: (nullable): expanded in the lines' values
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE, naming the line; the preset is then only to be freed
 */
gboolean byline_preset_add (BylinePreset *preset, const char *text, const char *name,
                            const BylineCodes *codes, GError **error);

/** What was typed stands over all before it, word for word. */
void byline_preset_add_edit (BylinePreset *preset, const BylineEdit *edit);

/** Returns: (transfer none): to be told: what an XMP file has that byline does not know;
 *  NULL-terminated */
const char *const *byline_preset_notes (const BylinePreset *preset);

/** A photo to apply a preset to.  Borrowed. */
typedef struct {
  const BylineMetadata *metadata;
  const char *path; /* only its name is looked at */
  const char *job;  /* nullable */
  guint seq;        /* from 1: its place in the run */
} BylinePresetPhoto;

/** Returns: whether it changes nothing in any photo */
gboolean byline_preset_is_empty (const BylinePreset *preset);

/** Returns: FALSE if byline_preset_apply() gives every photo the same edit */
gboolean byline_preset_varies (const BylinePreset *preset);

/**
 * byline_preset_apply:
 * @photo: (nullable): NULL for a preset that does not vary.  {city} is what the photo says, or what
 *   a line before has just put there
 * @skipped: (element-type utf8) (nullable): gains a line for each line of the preset that changes
 *   nothing because the photo is silent about a variable
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_REFUSED where a field cannot hold what its line
 *   has become for this photo
 */
BylineEdit *byline_preset_apply (const BylinePreset *preset, const BylinePresetPhoto *photo,
                                 GPtrArray *skipped, GError **error);

G_END_DECLS
