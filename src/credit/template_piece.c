#include "credit/template_piece.h"

#include <byline/error.h>

#include <string.h>

#define TAKEN_FORMAT "%Y%m%d"
#define TIME_FORMAT "%H%M%S"
#define SEQ_DIGITS 4

typedef BylinePiece Piece;
typedef BylineVariable Variable;

struct _BylineVariable {
  const char *name;
  /* Takes what stands behind the colon, NULL where there is none. */
  gboolean (*check) (Piece *piece, const char *format, GError **error);
  /* Returns: (transfer full) (nullable): what the photo says */
  char *(*value) (const Piece *piece, const BylineTemplateValues *values);
};

static const Variable field_variable; /* any field, by its name */

const char *
byline_piece_name (const Piece *piece)
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
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "{%s} takes no format",
               byline_piece_name (piece));
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

/* Pieces -------------------------------------------------------------------------------------- */

static const Variable *
find_variable (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (variables); i++)
    if (strcmp (name, variables[i].name) == 0)
      return &variables[i];
  return &field_variable;
}

static const char *
field_name (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (field_names); i++)
    if (strcmp (name, field_names[i].name) == 0)
      return field_names[i].field;
  return name;
}

gboolean
byline_piece_init (BylinePiece *piece, const char *name, const char *format, GError **error)
{
  piece->variable = find_variable (name);
  if (piece->variable == &field_variable &&
      !byline_field_parse (field_name (name), &piece->field, &piece->text, error))
    return FALSE;
  if (piece->variable->check (piece, format, error))
    return TRUE;
  byline_piece_clear (piece);
  return FALSE;
}

void
byline_piece_clear (gpointer data)
{
  BylinePiece *piece = data;

  g_clear_pointer (&piece->text, g_free);
}

gboolean
byline_piece_counts (const BylinePiece *piece)
{
  return piece->variable != NULL && piece->variable->value == value_seq;
}

char *
byline_piece_value (const BylinePiece *piece, const BylineTemplateValues *values)
{
  return piece->variable->value (piece, values);
}
