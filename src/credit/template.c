#include <byline/credit.h>

#include <byline/error.h>

#include "credit/filename.h"
#include "credit/template_piece.h"

#include <string.h>

/* What stands in for a variable about which the photo is silent. */
#define SILENT "unknown"

typedef BylinePiece Piece;

struct _BylineTemplate {
  GArray *pieces;
};

/* Parsing ------------------------------------------------------------------------------------- */

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
  Piece piece = { 0 };

  if (!byline_piece_init (&piece, name, format, error))
    return FALSE;
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
  g_array_set_clear_func (pattern->pieces, byline_piece_clear);
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
  g_autofree char *value = byline_piece_value (piece, values);
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

    if (piece.variable == NULL || byline_piece_counts (&piece))
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
    value = byline_piece_value (piece, values);
    if (value == NULL || *value == '\0') {
      *silent = byline_piece_name (piece);
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

    if (piece->variable != NULL && strcmp (byline_piece_name (piece), variable) == 0)
      return TRUE;
  }
  return FALSE;
}
