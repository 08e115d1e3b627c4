#include <byline/credit.h>

#include <byline/error.h>

#include "credit/filename.h"

#include <string.h>

/* What stands in for a variable about which the photo is silent. */
#define SILENT "unknown"
#define TAKEN_FORMAT "%Y%m%d"
#define TIME_FORMAT "%H%M%S"
#define SEQ_DIGITS 4

typedef struct _Variable Variable;

/* A stretch of a pattern. */
typedef struct {
  const Variable *variable; /* NULL: text as it stands */
  BylineField field;        /* of a variable that is a field */
  char *text;               /* the text; or the variable's format, or the field's language */
  guint digits;             /* of {seq} */
  gboolean separator;       /* "/" between folders */
} Piece;

struct _BylineTemplate {
  GArray *pieces;
};

struct _Variable {
  const char *name;
  /* Takes what stands behind the colon, NULL where there is none. */
  gboolean (*check) (Piece *piece, const char *format, GError **error);
  /* Returns: (transfer full) (nullable): what the photo says */
  char *(*value) (const Piece *piece, const BylineTemplateValues *values);
};

static const Variable field_variable; /* any field, by its name */

static const char *
piece_name (const Piece *piece)
{
  return piece->variable == &field_variable ? byline_fields[piece->field].name
                                            : piece->variable->name;
}

/* Checking ------------------------------------------------------------------------------------ */

static gboolean
check_plain (Piece *piece, const char *format, GError **error)
{
  if (format == NULL)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "{%s} takes no format", piece_name (piece));
  return FALSE;
}

static gboolean
check_format (Piece *piece, const char *format, GError **error)
{
  g_autoptr (GDateTime) any = g_date_time_new_utc (2001, 1, 1, 0, 0, 0);
  g_autofree char *tried = NULL;

  tried = g_date_time_format (any, format);
  if (tried == NULL || *tried == '\0') {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "“%s” is no date format", format);
    return FALSE;
  }
  piece->text = g_strdup (format);
  return TRUE;
}

static gboolean
check_taken (Piece *piece, const char *format, GError **error)
{
  return check_format (piece, format != NULL ? format : TAKEN_FORMAT, error);
}

static gboolean
check_time (Piece *piece, const char *format, GError **error)
{
  return check_format (piece, format != NULL ? format : TIME_FORMAT, error);
}

static gboolean
check_seq (Piece *piece, const char *format, GError **error)
{
  piece->digits = SEQ_DIGITS;
  if (format == NULL)
    return TRUE;
  if (strlen (format) != 1 || *format < '1' || *format > '9') {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "{seq:%s}: say how many digits, from 1 to 9", format);
    return FALSE;
  }
  piece->digits = (guint) g_ascii_digit_value (*format);
  return TRUE;
}

/* Values -------------------------------------------------------------------------------------- */

static GDateTime *
parse_taken (const char *taken)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc (); /* only where the photo names none */
  g_autofree char *midnight = NULL;

  if (strlen (taken) != strlen ("2025-07-11"))
    return g_date_time_new_from_iso8601 (taken, zone);
  midnight = g_strconcat (taken, "T00:00:00", NULL);
  return g_date_time_new_from_iso8601 (midnight, zone);
}

static char *
value_taken (const Piece *piece, const BylineTemplateValues *values)
{
  g_autoptr (GDateTime) taken = values->taken != NULL ? parse_taken (values->taken) : NULL;

  return taken != NULL ? g_date_time_format (taken, piece->text) : NULL;
}

static char *
value_seq (const Piece *piece, const BylineTemplateValues *values)
{
  return g_strdup_printf ("%0*u", (int) piece->digits, values->seq);
}

static char *
value_job (const Piece *piece G_GNUC_UNUSED, const BylineTemplateValues *values)
{
  return g_strdup (values->job);
}

static char *
value_filename (const Piece *piece G_GNUC_UNUSED, const BylineTemplateValues *values)
{
  return g_strdup (values->filename);
}

static char *
value_ext (const Piece *piece G_GNUC_UNUSED, const BylineTemplateValues *values)
{
  return g_strdup (values->ext);
}

static char *
value_number (const Piece *piece G_GNUC_UNUSED, const BylineTemplateValues *values)
{
  gsize length = values->filename != NULL ? strlen (values->filename) : 0;
  gsize at = length;

  while (at > 0 && g_ascii_isdigit (values->filename[at - 1]))
    at--;
  return at < length ? g_strdup (values->filename + at) : NULL;
}

static char *
value_dcf (const Piece *piece G_GNUC_UNUSED, const BylineTemplateValues *values)
{
  return g_strdup (values->dcf);
}

static const BylineFacts *
facts_of (const BylineTemplateValues *values)
{
  static const BylineFacts silent = { 0 };

  return values->metadata != NULL ? byline_metadata_get_facts (values->metadata) : &silent;
}

static char *
value_camera (const Piece *piece G_GNUC_UNUSED, const BylineTemplateValues *values)
{
  return g_strdup (facts_of (values)->camera);
}

static char *
value_lens (const Piece *piece G_GNUC_UNUSED, const BylineTemplateValues *values)
{
  return g_strdup (facts_of (values)->lens);
}

static char *
value_serial (const Piece *piece G_GNUC_UNUSED, const BylineTemplateValues *values)
{
  return g_strdup (facts_of (values)->serial);
}

/* Some have a second name, under which Photo Mechanic knows them. */
/* clang-format off */
static const Variable variables[] = {
  { "taken",        check_taken, value_taken    },
  { "date",         check_taken, value_taken    },
  { "datesort",     check_taken, value_taken    },
  { "time",         check_time,  value_taken    },
  { "job",          check_plain, value_job      },
  { "seq",          check_seq,   value_seq      },
  { "seqn",         check_seq,   value_seq      },
  { "filename",     check_plain, value_filename },
  { "filenamebase", check_plain, value_filename },
  { "stem",         check_plain, value_filename },
  { "number",       check_plain, value_number   },
  { "frame",        check_plain, value_number   },
  { "dcf",          check_plain, value_dcf      },
  { "ext",          check_plain, value_ext      },
  { "camera",       check_plain, value_camera   },
  { "lens",         check_plain, value_lens     },
  { "serial",       check_plain, value_serial   },
};
/* clang-format on */

/* Fields under their other names. */
static const struct {
  const char *name, *field;
} field_names[] = {
  { "byline", "creator" },
  { "caption", "description" },
};

/* The text in the piece's language; without one the default's, or a list's first. */
static const char *
pick (const Piece *piece, const BylineText *text, guint index)
{
  if (piece->text == NULL)
    return index == 0 ? text->text : NULL;
  return g_ascii_strcasecmp (text->lang != NULL ? text->lang : "", piece->text) == 0 ? text->text
                                                                                     : NULL;
}

static char *
value_field (const Piece *piece, const BylineTemplateValues *values)
{
  guint n = 0;
  const BylineText *texts = values->metadata != NULL
                                ? byline_metadata_best (values->metadata, piece->field, &n, NULL)
                                : NULL;
  g_autoptr (GPtrArray) edited =
      values->edit != NULL ? byline_edit_apply (values->edit, piece->field, texts, n) : NULL;
  const char *found = NULL;

  if (edited == NULL && piece->text == NULL && values->metadata != NULL)
    return g_strdup (byline_metadata_text (values->metadata, piece->field));
  if (edited != NULL)
    n = edited->len;
  for (guint i = 0; i < n && found == NULL; i++)
    found = pick (piece, edited != NULL ? g_ptr_array_index (edited, i) : &texts[i], i);
  return g_strdup (found);
}

static const Variable field_variable = { "field", check_plain, value_field };

/* Parsing ------------------------------------------------------------------------------------- */

static void
clear_piece (gpointer data)
{
  Piece *piece = data;

  g_free (piece->text);
}

static void
add_separator (BylineTemplate *pattern)
{
  const Piece piece = { .separator = TRUE };

  g_array_append_val (pattern->pieces, piece);
}

static void
add_text (BylineTemplate *pattern, const char *text, gsize length)
{
  const Piece piece = { .text = g_strndup (text, length) };

  g_array_append_val (pattern->pieces, piece);
}

static gboolean
add_variable (BylineTemplate *pattern, const char *name, const char *format, GError **error)
{
  Piece piece = { .variable = &field_variable };

  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    if (strcmp (name, variables[i].name) == 0)
      piece.variable = &variables[i];
  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    if (strcmp (name, field_names[i].name) == 0)
      name = field_names[i].field;
  if (piece.variable == &field_variable &&
      !byline_field_parse (name, &piece.field, &piece.text, error))
    return FALSE;
  if (!piece.variable->check (&piece, format, error)) {
    clear_piece (&piece);
    return FALSE;
  }
  g_array_append_val (pattern->pieces, piece);
  return TRUE;
}

/* "taken:%Y/%m": a "/" that the pattern's author wrote separates folders even inside braces. */
static gboolean
add_braces (BylineTemplate *pattern, const char *inside, gsize length, GError **error)
{
  g_autofree char *name = g_strndup (inside, length);
  g_auto (GStrv) formats = NULL;
  char *colon = strchr (name, ':');

  if (colon == NULL)
    return add_variable (pattern, name, NULL, error);
  *colon = '\0';
  formats = g_strsplit (colon + 1, "/", -1);
  for (guint i = 0; formats[i] != NULL; i++) {
    if (i > 0)
      add_separator (pattern);
    if (!add_variable (pattern, name, formats[i], error))
      return FALSE;
  }
  return formats[0] != NULL || add_variable (pattern, name, "", error);
}

/* Takes one piece from @at.  Returns: behind it; NULL with an error */
static const char *
parse_piece (BylineTemplate *pattern, const char *at, GError **error)
{
  gsize length = strcspn (at, "{/");
  const char *end;

  if (length > 0) {
    add_text (pattern, at, length);
    return at + length;
  }
  if (*at == '/') {
    add_separator (pattern);
    return at + 1;
  }
  if (at[1] == '{') {
    add_text (pattern, at, 1);
    return at + 2;
  }
  end = strchr (at, '}');
  if (end == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "“{” without its “}”");
    return NULL;
  }
  return add_braces (pattern, at + 1, (gsize) (end - at - 1), error) ? end + 1 : NULL;
}

static BylineTemplate *
new_template (void)
{
  BylineTemplate *pattern = g_new0 (BylineTemplate, 1);

  pattern->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  g_array_set_clear_func (pattern->pieces, clear_piece);
  return pattern;
}

static gboolean
parse_pieces (BylineTemplate *parsed, const char *pattern, GError **error)
{
  for (const char *at = pattern; *at != '\0';) {
    const char *rest = parse_piece (parsed, at, error);

    if (rest == NULL) {
      g_prefix_error (error, "template “%s”, column %ld: ", pattern,
                      g_utf8_strlen (pattern, at - pattern) + 1);
      return FALSE;
    }
    at = rest;
  }
  return TRUE;
}

BylineTemplate *
byline_template_parse (const char *pattern, GError **error)
{
  BylineTemplate *parsed;

  if (!g_utf8_validate (pattern, -1, NULL)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "a template must be UTF-8");
    return NULL;
  }
  parsed = new_template ();
  if (parse_pieces (parsed, pattern, error))
    return parsed;
  byline_template_free (parsed);
  return NULL;
}

void
byline_template_free (BylineTemplate *pattern)
{
  if (pattern == NULL)
    return;
  g_array_unref (pattern->pieces);
  g_free (pattern);
}

/* Expanding ----------------------------------------------------------------------------------- */

/* Ends a name that is being built and puts it behind the folders in @path. */
static void
finish_part (GString *path, GString *part)
{
  g_autofree char *name = byline_filename_finish (part->str);

  g_string_truncate (part, 0);
  if (*name == '\0')
    return; /* "//", or a part of dots alone */
  if (strcmp (name, SILENT) == 0 && strcmp (path->str, SILENT) == 0)
    return; /* "{taken:%Y}/{taken:%m-%d}": not knowing once is enough */
  if (path->len > 0)
    g_string_append_c (path, '/');
  g_string_append (path, name);
}

/* Returns: (transfer full): what stands for the variable in a name */
static char *
safe_value (const Piece *piece, const BylineTemplateValues *values)
{
  g_autofree char *value = piece->variable->value (piece, values);
  g_autoptr (GString) safe = g_string_new (NULL);
  g_autofree char *name = NULL;

  byline_filename_append (safe, value != NULL ? value : "");
  name = byline_filename_finish (safe->str);
  return *name != '\0' ? g_steal_pointer (&name) : g_strdup (SILENT);
}

static void
append_value (GString *part, const Piece *piece, const BylineTemplateValues *values)
{
  g_autofree char *value = safe_value (piece, values);

  g_string_append (part, value);
}

BylineTemplate *
byline_template_bind (const BylineTemplate *pattern, const BylineTemplateValues *values)
{
  BylineTemplate *bound = new_template ();

  for (guint i = 0; i < pattern->pieces->len; i++) {
    Piece piece = g_array_index (pattern->pieces, Piece, i);

    if (piece.variable == NULL || piece.variable->value == value_seq)
      piece.text = g_strdup (piece.text);
    else
      piece = (Piece){ .text = safe_value (&piece, values) };
    g_array_append_val (bound->pieces, piece);
  }
  return bound;
}

char *
byline_template_write (const BylineTemplate *pattern)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < pattern->pieces->len; i++) {
    const Piece *piece = &g_array_index (pattern->pieces, Piece, i);

    if (piece->separator)
      g_string_append_c (text, '/');
    else if (piece->variable != NULL)
      g_string_append_printf (text, "{seq:%u}", piece->digits);
    else
      for (const char *at = piece->text; *at != '\0'; at++)
        g_string_append (text, *at == '{' ? "{{" : (const char[]){ *at, '\0' });
  }
  return g_string_free (text, FALSE);
}

char *
byline_template_expand (const BylineTemplate *pattern, const BylineTemplateValues *values,
                        gboolean is_path)
{
  g_autoptr (GString) path = g_string_new (NULL);
  g_autoptr (GString) part = g_string_new (NULL);

  for (guint i = 0; i < pattern->pieces->len; i++) {
    const Piece *piece = &g_array_index (pattern->pieces, Piece, i);

    if (piece->separator && is_path)
      finish_part (path, part);
    else if (piece->variable != NULL)
      append_value (part, piece, values);
    else
      byline_filename_append (part, piece->separator ? "/" : piece->text);
  }
  finish_part (path, part);
  if (path->len == 0 && !is_path)
    g_string_append (path, SILENT);
  return g_string_free (g_steal_pointer (&path), FALSE);
}

char *
byline_template_text (const BylineTemplate *pattern, const BylineTemplateValues *values,
                      const char **silent)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < pattern->pieces->len; i++) {
    const Piece *piece = &g_array_index (pattern->pieces, Piece, i);
    g_autofree char *value = NULL;

    if (piece->variable == NULL) {
      g_string_append (text, piece->separator ? "/" : piece->text);
      continue;
    }
    value = piece->variable->value (piece, values);
    if (value == NULL || *value == '\0') {
      *silent = piece_name (piece);
      return NULL;
    }
    g_string_append (text, value);
  }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gboolean
byline_template_varies (const BylineTemplate *pattern)
{
  for (guint i = 0; i < pattern->pieces->len; i++)
    if (g_array_index (pattern->pieces, Piece, i).variable != NULL)
      return TRUE;
  return FALSE;
}

gboolean
byline_template_uses (const BylineTemplate *pattern, const char *variable)
{
  for (guint i = 0; i < pattern->pieces->len; i++) {
    const Piece *piece = &g_array_index (pattern->pieces, Piece, i);

    if (piece->variable != NULL && strcmp (piece_name (piece), variable) == 0)
      return TRUE;
  }
  return FALSE;
}
