#include "credit/codes.h"

#include <byline/error.h>

#include "base/distance.h"
#include "base/textfile.h"

#include <string.h>

/* Far more than anybody can remember. */
#define MAX_CODES 100000

typedef struct {
  char **replacements; /* the usual one first, NULL-terminated */
  guint line;
} Code;

struct _BylineCodes {
  char *name;
  GHashTable *codes; /* char * → Code * */
};

static void
code_free (gpointer data)
{
  Code *code = data;

  g_strfreev (code->replacements);
  g_free (code);
}

void
byline_codes_free (BylineCodes *codes)
{
  if (codes == NULL)
    return;
  g_hash_table_unref (codes->codes);
  g_free (codes->name);
  g_free (codes);
}

/* Reading ------------------------------------------------------------------------------------- */

static gboolean
wrong_line (const BylineCodes *codes, guint line, const char *why, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s, line %u: %s", codes->name, line, why);
  return FALSE;
}

/* Two names for one code would print the wrong one under some picture. */
static gboolean
check_new (const BylineCodes *codes, const char *name, char **replacements, guint line,
           GError **error)
{
  const Code *other = g_hash_table_lookup (codes->codes, name);
  g_autofree char *why = NULL;

  if (other == NULL ||
      g_strv_equal ((const char *const *) replacements, (const char *const *) other->replacements))
    return TRUE;
  why = g_strdup_printf ("line %u has the code “%s” for something else", other->line, name);
  return wrong_line (codes, line, why, error);
}

/* A code goes between two equals signs, and "#" picks an alternate. */
static gboolean
check_name (const BylineCodes *codes, const char *name, guint line, GError **error)
{
  if (*name == '\0')
    return wrong_line (codes, line, "no code before the tab", error);
  if (strpbrk (name, "=#") != NULL)
    return wrong_line (codes, line, "a code has no “=” and no “#” in it", error);
  return TRUE;
}

/* "code<tab>replacement<tab>alternate…" */
static gboolean
add_line (BylineCodes *codes, const char *text, guint line, GError **error)
{
  g_auto (GStrv) columns = g_strsplit (text, "\t", -1);
  Code *code;

  for (guint i = 0; columns[i] != NULL; i++)
    g_strstrip (columns[i]);
  if (columns[0] == NULL || columns[1] == NULL || *columns[1] == '\0')
    return wrong_line (codes, line, "it is not a code, a tab and a replacement", error);
  if (!check_name (codes, columns[0], line, error) ||
      !check_new (codes, columns[0], columns + 1, line, error))
    return FALSE;
  if (g_hash_table_size (codes->codes) == MAX_CODES)
    return wrong_line (codes, line, "too many codes", error);
  code = g_new (Code, 1);
  code->replacements = g_strdupv (columns + 1);
  code->line = line;
  g_hash_table_replace (codes->codes, g_strdup (columns[0]), code);
  return TRUE;
}

static gboolean
add_lines (BylineCodes *codes, const char *text, GError **error)
{
  guint number = 0;

  if (!g_utf8_validate (text, -1, NULL)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s is not UTF-8", codes->name);
    return FALSE;
  }
  text = byline_text_begin (text);
  while (*text != '\0') {
    const gsize length = strcspn (text, "\n");
    g_autofree char *line = g_strchomp (g_strndup (text, length));

    number++;
    if (*line != '\0' && !g_str_has_prefix (line, "//") && !add_line (codes, line, number, error))
      return FALSE;
    text += length;
    text += *text == '\n';
  }
  return TRUE;
}

BylineCodes *
byline_codes_parse (const char *text, const char *name, GError **error)
{
  BylineCodes *codes = g_new (BylineCodes, 1);

  codes->name = g_strdup (name);
  codes->codes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, code_free);
  if (add_lines (codes, text, error))
    return codes;
  byline_codes_free (codes);
  return NULL;
}

/* Expanding ----------------------------------------------------------------------------------- */

static const char *
nearest (const BylineCodes *codes, const char *name)
{
  GHashTableIter iter;
  gpointer key = NULL;
  const char *best = NULL;
  guint least = 3; /* further apart, it is a guess */

  g_hash_table_iter_init (&iter, codes->codes);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    const guint d = byline_distance (name, key);

    if (d < least || (d == least && best != NULL && strcmp (key, best) < 0)) {
      least = d;
      best = key;
    }
  }
  return best;
}

static const char *
unknown (const BylineCodes *codes, const char *name, GError **error)
{
  const char *meant = nearest (codes, name);

  if (meant != NULL)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "there is no code “%s” in %s; did you mean “%s”?", name, codes->name, meant);
  else
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "there is no code “%s” in %s; “==” is an equals sign", name, codes->name);
  return NULL;
}

/* @inside: "code" or "code#2" */
static const char *
replacement (const BylineCodes *codes, const char *inside, GError **error)
{
  const char *hash = strchr (inside, '#');
  g_autofree char *name =
      g_strndup (inside, hash != NULL ? (gsize) (hash - inside) : strlen (inside));
  const Code *code = g_hash_table_lookup (codes->codes, name);
  guint64 which = 1;

  if (code == NULL)
    return unknown (codes, name, error);
  if (hash != NULL && !g_ascii_string_to_unsigned (
                          hash + 1, 10, 1, g_strv_length (code->replacements), &which, NULL)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "the code “%s” in %s has no alternate “%s”", name, codes->name, hash + 1);
    return NULL;
  }
  return code->replacements[which - 1];
}

static void
append_text (GString *out, const char *text, gboolean for_template)
{
  for (; *text != '\0'; text++) {
    g_string_append_c (out, *text);
    if (for_template && *text == '{')
      g_string_append_c (out, '{');
  }
}

/* Takes "=…=" at @at.  Returns: behind it; NULL with an error */
static const char *
expand_one (const BylineCodes *codes, const char *at, gboolean for_template, GString *out,
            GError **error)
{
  const char *end = strchr (at + 1, '=');
  g_autofree char *inside = NULL;
  const char *found = "=";

  if (end == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "“%s”: a “=” without its second; “==” is an equals sign", at);
    return NULL;
  }
  inside = g_strndup (at + 1, (gsize) (end - at - 1));
  if (*inside != '\0')
    found = replacement (codes, inside, error);
  if (found == NULL)
    return NULL;
  append_text (out, found, for_template);
  return end + 1;
}

static char *
expand (const BylineCodes *codes, const char *text, gboolean for_template, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);

  while (text != NULL && *text != '\0') {
    const gsize plain = strcspn (text, "=");

    g_string_append_len (out, text, (gssize) plain);
    text += plain;
    if (*text == '=')
      text = expand_one (codes, text, for_template, out, error);
  }
  return text != NULL ? g_string_free (g_steal_pointer (&out), FALSE) : NULL;
}

char *
byline_codes_expand (const BylineCodes *codes, const char *text, GError **error)
{
  return expand (codes, text, FALSE, error);
}

/* "=" is common in URLs. */
static gboolean
holds_urls (BylineField field)
{
  return byline_fields[field].kind == BYLINE_KIND_URL || field == BYLINE_FIELD_LICENSOR_URL;
}

char *
byline_codes_value (const BylineCodes *codes, BylineField field, const char *value,
                    gboolean for_template, GError **error)
{
  char *expanded;

  if (codes == NULL || holds_urls (field))
    return g_strdup (value);
  expanded = expand (codes, value, for_template, error);
  if (expanded == NULL)
    g_prefix_error (error, "%s: ", byline_fields[field].name);
  return expanded;
}

gboolean
byline_codes_parse_edit (const BylineCodes *codes, BylineEdit *edit, const char *assignment,
                         GError **error)
{
  g_auto (BylineAssignment) split = { 0 };
  g_autofree char *value = NULL;

  if (!byline_assignment_split (assignment, &split, error))
    return FALSE;
  value = byline_codes_value (codes, split.field, split.value, FALSE, error);
  return value != NULL && byline_edit_add (edit, split.field, split.kind, split.lang, value, error);
}
