#include "credit/lines_private.h"

#include "base/json.h"
#include "base/json_read.h"

#include <byline/error.h>

#include <string.h>

/* One credit line: what is assigned to it, and its record as JSON. */

static gboolean
wrong (GError **error, BylineError code, const char *why)
{
  g_set_error_literal (error, BYLINE_ERROR, (gint) code, why);
  return FALSE;
}

/* Assigning ----------------------------------------------------------------------------------- */

/* Returns: FALSE with BYLINE_ERROR_USAGE for what the fact's field would not take */
static gboolean
set_fact (BylineCreditLine *line, BylineCreditFact fact, const char *value, GError **error)
{
  const BylineField field = byline_credit_fact_field (fact);
  g_autoptr (BylineEdit) edit = byline_edit_new ();

  if (strlen (value) > BYLINE_CREDIT_TEXT_MAX)
    return wrong (error, BYLINE_ERROR_USAGE, "the value is too long for a credit line");
  if (*value != '\0' && !byline_edit_add (edit, field, BYLINE_CHANGE_REPLACE, NULL, value, error))
    return FALSE;
  g_free (line->facts[fact]);
  line->facts[fact] = *value != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

static gboolean
is_language (const char *tag)
{
  BylineField field;
  g_autofree char *name = g_strconcat ("description@", tag, NULL);
  g_autofree char *lang = NULL;

  return *tag == '\0' || byline_field_parse (name, &field, &lang, NULL);
}

static gboolean
set_print (BylineCreditLine *line, const char *lang, const char *value, GError **error)
{
  if (!is_language (lang))
    return wrong (error, BYLINE_ERROR_USAGE, "print@LANG takes a language tag such as @kk");
  if (*value == '\0') {
    g_hash_table_remove (line->print, lang);
    return TRUE;
  }
  if (!byline_credit_text_check (value, error))
    return FALSE;
  g_hash_table_insert (line->print, g_ascii_strdown (lang, -1), g_strdup (value));
  return TRUE;
}

/* IIM's limit is in octets: half as many letters in Cyrillic, a third in Chinese. */
static gboolean
set_iim (BylineCreditLine *line, const char *value, GError **error)
{
  const int max = byline_fields[BYLINE_FIELD_CREDIT].iim_max;

  if (*value != '\0' && !byline_credit_text_check (value, error))
    return FALSE;
  if (strlen (value) > (gsize) max) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "“%s” has %zu bytes: IIM's credit takes %d", value, strlen (value), max);
    return FALSE;
  }
  g_free (line->iim);
  line->iim = *value != '\0' ? g_strdup (value) : NULL;
  return TRUE;
}

static gboolean
remove_alias (BylineCreditLine *line, const char *alias, GError **error)
{
  guint index;

  if (!g_ptr_array_find_with_equal_func (line->aliases, alias, g_str_equal, &index))
    return wrong (error, BYLINE_ERROR_NOT_FOUND, "there is no such alias to take out");
  g_ptr_array_remove_index (line->aliases, index);
  return TRUE;
}

gboolean
byline_credit_line_assign (BylineCreditLine *line, const char *assignment, GError **error)
{
  const char *equals = strchr (assignment, '=');
  g_autofree char *name =
      equals != NULL ? g_strndup (assignment, (gsize) (equals - assignment)) : NULL;

  if (!g_utf8_validate (assignment, -1, NULL))
    return wrong (error, BYLINE_ERROR_USAGE, "this is not UTF-8");
  if (name != NULL && strcmp (name, "alias-") == 0)
    return remove_alias (line, equals + 1, error);
  if (name != NULL && strcmp (name, "print") == 0)
    return set_print (line, "", equals + 1, error);
  if (name != NULL && strcmp (name, "iim") == 0)
    return set_iim (line, equals + 1, error);
  if (name != NULL && g_str_has_prefix (name, "print@"))
    return set_print (line, name + strlen ("print@"), equals + 1, error);
  for (guint i = 0; name != NULL && i < BYLINE_N_CREDIT_FACTS; i++)
    if (strcmp (name, byline_fields[byline_credit_fact_field (i)].name) == 0)
      return set_fact (line, i, equals + 1, error);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "“%s”: a credit line has name=, iim=, print=, print@LANG=, alias-=, creator=, "
               "copyright=, usage-terms=, rights-url= and licensor-url=",
               assignment);
  return FALSE;
}

/* JSON ---------------------------------------------------------------------------------------- */

static gint
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (a, b);
}

static void
put_print (BylineJson *json, const BylineCreditLine *line)
{
  g_autoptr (GList) langs = g_list_sort (g_hash_table_get_keys (line->print), by_text);

  if (langs == NULL)
    return;
  byline_json_begin_object (json, "print");
  for (const GList *lang = langs; lang != NULL; lang = lang->next)
    byline_json_string (json, lang->data, g_hash_table_lookup (line->print, lang->data));
  byline_json_end_object (json);
}

char *
byline_credit_line_to_json (const BylineCreditLine *line)
{
  GString *text = g_string_new (NULL);
  BylineJson json = BYLINE_JSON_INIT (text);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "name", line->name);
  byline_json_begin_array (&json, "aliases");
  for (guint i = 0; i < line->aliases->len; i++)
    byline_json_string (&json, NULL, line->aliases->pdata[i]);
  byline_json_end_array (&json);
  for (guint i = 0; i < BYLINE_N_CREDIT_FACTS; i++)
    if (line->facts[i] != NULL)
      byline_json_string (&json, byline_fields[byline_credit_fact_field (i)].name, line->facts[i]);
  if (line->iim != NULL)
    byline_json_string (&json, "iim", line->iim);
  put_print (&json, line);
  byline_json_end_object (&json);
  return g_string_free (text, FALSE);
}

static gboolean
read_aliases (BylineCreditLine *line, const BylineJsonObject *object, GError **error)
{
  g_auto (GStrv) aliases = byline_json_has (object, "aliases")
                               ? byline_json_values (object, "aliases")
                               : g_new0 (char *, 1);

  if (aliases == NULL)
    return wrong (error, BYLINE_ERROR_MALFORMED, "“aliases” is no list of texts");
  for (guint i = 0; aliases[i] != NULL; i++)
    if (strcmp (aliases[i], line->name) != 0)
      g_ptr_array_add (line->aliases, g_strdup (aliases[i]));
  return TRUE;
}

static gboolean
read_print (BylineCreditLine *line, const BylineJsonObject *object, GError **error)
{
  const BylineJsonObject *print = byline_json_inner (object, "print");
  g_auto (GStrv) langs = print != NULL ? byline_json_names (print) : NULL;

  if (print == NULL)
    return !byline_json_has (object, "print") ||
           wrong (error, BYLINE_ERROR_MALFORMED, "“print” is no object");
  for (guint i = 0; langs[i] != NULL; i++) {
    const char *text = byline_json_text (print, langs[i]);

    if (text == NULL)
      return wrong (error, BYLINE_ERROR_MALFORMED, "“print” has what is no text");
    if (!set_print (line, langs[i], text, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_iim (BylineCreditLine *line, const BylineJsonObject *object, GError **error)
{
  const char *text = byline_json_text (object, "iim");

  if (text == NULL)
    return !byline_json_has (object, "iim") ||
           wrong (error, BYLINE_ERROR_MALFORMED, "“iim” is no text");
  return set_iim (line, text, error);
}

static gboolean
read_facts (BylineCreditLine *line, const BylineJsonObject *object, GError **error)
{
  for (guint i = 0; i < BYLINE_N_CREDIT_FACTS; i++) {
    const char *name = byline_fields[byline_credit_fact_field (i)].name;
    const char *text = byline_json_text (object, name);

    if (text == NULL && byline_json_has (object, name)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "“%s” is no text", name);
      return FALSE;
    }
    if (text != NULL && !set_fact (line, i, text, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
byline_credit_lines_read (BylineCreditLines *lines, const char *json, gsize length, GError **error)
{
  g_autoptr (BylineJsonObject) object = byline_json_read (json, length, error);
  const char *name = object != NULL ? byline_json_text (object, "name") : NULL;
  g_autoptr (BylineCreditLine) line = NULL;
  const BylineCreditLine *old = NULL;

  if (object == NULL)
    return FALSE;
  if (name == NULL)
    return wrong (error, BYLINE_ERROR_MALFORMED, "no “name” of a credit line");
  line = byline_credit_line_new (name);
  if (!read_aliases (line, object, error) || !read_facts (line, object, error) ||
      !read_iim (line, object, error) || !read_print (line, object, error))
    return FALSE;
  old = byline_credit_lines_find (lines, name);
  if (old != NULL && strcmp (old->name, name) != 0)
    old = NULL; /* another's alias: not to be lost */
  return byline_credit_lines_put (lines, old, g_steal_pointer (&line), error);
}
