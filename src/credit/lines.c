#include "credit/lines_private.h"

#include "base/distance.h"
#include "credit/spelling.h"

#include <byline/credit.h>
#include <byline/error.h>

#include <string.h>

BylineField
byline_credit_fact_field (BylineCreditFact fact)
{
  static const BylineField fields[BYLINE_N_CREDIT_FACTS] = {
    [BYLINE_CREDIT_CREATOR] = BYLINE_FIELD_CREATOR,
    [BYLINE_CREDIT_COPYRIGHT] = BYLINE_FIELD_COPYRIGHT,
    [BYLINE_CREDIT_USAGE_TERMS] = BYLINE_FIELD_USAGE_TERMS,
    [BYLINE_CREDIT_RIGHTS_URL] = BYLINE_FIELD_RIGHTS_URL,
    [BYLINE_CREDIT_LICENSOR_URL] = BYLINE_FIELD_LICENSOR_URL,
  };

  return fields[fact];
}

BylineCreditLine *
byline_credit_line_new (const char *name)
{
  BylineCreditLine *line = g_new0 (BylineCreditLine, 1);

  line->name = g_strdup (name);
  line->aliases = g_ptr_array_new_with_free_func (g_free);
  line->print = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return line;
}

void
byline_credit_line_free (BylineCreditLine *line)
{
  if (line == NULL)
    return;
  g_free (line->name);
  g_ptr_array_unref (line->aliases);
  for (guint i = 0; i < BYLINE_N_CREDIT_FACTS; i++)
    g_free (line->facts[i]);
  g_hash_table_unref (line->print);
  g_free (line->iim);
  g_free (line);
}

static BylineCreditLine *
copy (const BylineCreditLine *line)
{
  BylineCreditLine *made = byline_credit_line_new (line->name);
  GHashTableIter iter;
  gpointer lang, text;

  for (guint i = 0; i < line->aliases->len; i++)
    g_ptr_array_add (made->aliases, g_strdup (line->aliases->pdata[i]));
  for (guint i = 0; i < BYLINE_N_CREDIT_FACTS; i++)
    made->facts[i] = g_strdup (line->facts[i]);
  made->iim = g_strdup (line->iim);
  g_hash_table_iter_init (&iter, line->print);
  while (g_hash_table_iter_next (&iter, &lang, &text))
    g_hash_table_insert (made->print, g_strdup (lang), g_strdup (text));
  return made;
}

BylineCreditLines *
byline_credit_lines_new (void)
{
  BylineCreditLines *lines = g_new0 (BylineCreditLines, 1);

  lines->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_credit_line_free);
  lines->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return lines;
}

void
byline_credit_lines_free (BylineCreditLines *lines)
{
  if (lines == NULL)
    return;
  g_hash_table_unref (lines->by_key);
  g_ptr_array_unref (lines->lines);
  g_free (lines);
}

guint
byline_credit_lines_n (const BylineCreditLines *lines)
{
  return lines->lines->len;
}

const BylineCreditLine *
byline_credit_lines_at (const BylineCreditLines *lines, guint index)
{
  return g_ptr_array_index (lines->lines, index);
}

/* Looking up ---------------------------------------------------------------------------------- */

const BylineCreditLine *
byline_credit_lines_find (const BylineCreditLines *lines, const char *text)
{
  g_autofree char *key = byline_credit_key (text);

  return g_hash_table_lookup (lines->by_key, key);
}

/* A slip or two in a word: more of them is another word. */
static guint
farthest (const char *key)
{
  return (guint) CLAMP (strlen (key) / 4, 1, 4);
}

const BylineCreditLine *
byline_credit_lines_nearest (const BylineCreditLines *lines, const char *text)
{
  g_autofree char *key = byline_credit_key (text);
  guint least = farthest (key) + 1;
  const BylineCreditLine *best = NULL;
  GHashTableIter iter;
  gpointer other, line;

  g_hash_table_iter_init (&iter, lines->by_key);
  while (g_hash_table_iter_next (&iter, &other, &line)) {
    const guint d = byline_distance (key, other);

    if (d < least || (d == least && best != NULL && /* whatever order the table has */
                      strcmp (((const BylineCreditLine *) line)->name, best->name) < 0)) {
      least = d;
      best = line;
    }
  }
  return best;
}

/* "zh-hans-cn", else "zh-hans", else "zh", else any (RFC 4647, lookup). */
static const char *
line_for (const BylineCreditLine *line, const char *lang)
{
  g_autofree char *tag = g_ascii_strdown (lang != NULL ? lang : "", -1);

  for (;;) {
    const char *text = g_hash_table_lookup (line->print, tag);
    char *end = strrchr (tag, '-');

    if (text != NULL || *tag == '\0')
      return text;
    *(end != NULL ? end : tag) = '\0';
  }
}

char *
byline_credit_lines_print (const BylineCreditLines *lines, const char *credit, const char *lang)
{
  const BylineCreditLine *line =
      lines != NULL && credit != NULL ? byline_credit_lines_find (lines, credit) : NULL;
  const char *text = line != NULL ? line_for (line, lang) : NULL;

  return text != NULL ? g_strdup (text) : byline_credit_line (line != NULL ? line->name : credit);
}

/* Changing ------------------------------------------------------------------------------------ */

gboolean
byline_credit_text_check (const char *text, GError **error)
{
  g_autofree char *key = NULL;
  const char *why = NULL;

  if (!g_utf8_validate (text, -1, NULL))
    why = "is not UTF-8";
  else if (strlen (text) > BYLINE_CREDIT_TEXT_MAX)
    why = "is too long for a credit line";
  else if (*(key = byline_credit_key (text)) == '\0')
    why = "says nothing";
  for (const char *p = text; why == NULL && *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      why = "has a control character";
  if (why == NULL)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "“%.*s” %s",
               g_utf8_validate (text, -1, NULL) ? 60 : 0, text, why);
  return FALSE;
}

/* @old: (nullable): may have it */
static gboolean
check_free (const BylineCreditLines *lines, const BylineCreditLine *old, const char *text,
            GError **error)
{
  const BylineCreditLine *other = NULL;

  if (!byline_credit_text_check (text, error))
    return FALSE;
  other = byline_credit_lines_find (lines, text);
  if (other == NULL || other == old)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "“%s” is a way to write “%s” already; byline credits merge makes two lines one",
               text, other->name);
  return FALSE;
}

static gboolean
check_all (const BylineCreditLines *lines, const BylineCreditLine *old,
           const BylineCreditLine *line, GError **error)
{
  if (!check_free (lines, old, line->name, error) ||
      (line->iim != NULL && !check_free (lines, old, line->iim, error)))
    return FALSE;
  for (guint i = 0; i < line->aliases->len; i++)
    if (!check_free (lines, old, line->aliases->pdata[i], error))
      return FALSE;
  if (line->aliases->len <= BYLINE_CREDIT_ALIASES_MAX &&
      (old != NULL || lines->lines->len < BYLINE_CREDIT_LINES_MAX))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "“%s”: there are too many credit lines",
               line->name);
  return FALSE;
}

static gboolean
is_of (gpointer key, gpointer value, gpointer line)
{
  (void) key;
  return value == line;
}

static gint
by_name (gconstpointer a, gconstpointer b)
{
  const BylineCreditLine *const *first = a, *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

static void
take_out (BylineCreditLines *lines, const BylineCreditLine *line)
{
  g_hash_table_foreach_remove (lines->by_key, is_of, (gpointer) line);
  g_ptr_array_remove (lines->lines, (gpointer) line);
}

gboolean
byline_credit_lines_put (BylineCreditLines *lines, const BylineCreditLine *old,
                         BylineCreditLine *line, GError **error)
{
  g_autoptr (BylineCreditLine) owned = line;

  if (!check_all (lines, old, line, error))
    return FALSE;
  if (old != NULL)
    take_out (lines, old);
  g_hash_table_insert (lines->by_key, byline_credit_key (line->name), line);
  for (guint i = 0; i < line->aliases->len; i++)
    g_hash_table_insert (lines->by_key, byline_credit_key (line->aliases->pdata[i]), line);
  if (line->iim != NULL)
    g_hash_table_insert (lines->by_key, byline_credit_key (line->iim), line);
  g_ptr_array_add (lines->lines, g_steal_pointer (&owned));
  g_ptr_array_sort (lines->lines, by_name);
  return TRUE;
}

/* Returns: (transfer none): NULL with BYLINE_ERROR_NOT_FOUND */
static const BylineCreditLine *
get (const BylineCreditLines *lines, const char *name, GError **error)
{
  const BylineCreditLine *line = byline_credit_lines_find (lines, name);
  const BylineCreditLine *near = line == NULL ? byline_credit_lines_nearest (lines, name) : NULL;
  g_autofree char *shown = line == NULL ? g_utf8_make_valid (name, -1) : NULL;

  if (near != NULL)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
                 "there is no credit line “%s”; did you mean “%s”?", shown, near->name);
  else if (line == NULL)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "there is no credit line “%s”",
                 shown);
  return line;
}

gboolean
byline_credit_lines_add (BylineCreditLines *lines, const char *name, GError **error)
{
  return byline_credit_lines_put (lines, NULL, byline_credit_line_new (name), error);
}

gboolean
byline_credit_lines_remove (BylineCreditLines *lines, const char *name, GError **error)
{
  const BylineCreditLine *line = get (lines, name, error);

  if (line == NULL)
    return FALSE;
  take_out (lines, line);
  return TRUE;
}

static void
add_alias (BylineCreditLine *line, const char *text)
{
  if (strcmp (text, line->name) != 0 &&
      !g_ptr_array_find_with_equal_func (line->aliases, text, g_str_equal, NULL))
    g_ptr_array_add (line->aliases, g_strdup (text));
}

gboolean
byline_credit_lines_alias (BylineCreditLines *lines, const char *name, const char *alias,
                           GError **error)
{
  const BylineCreditLine *old = get (lines, name, error);
  g_autoptr (BylineCreditLine) line = old != NULL ? copy (old) : NULL;

  if (line == NULL)
    return FALSE;
  add_alias (line, alias);
  return byline_credit_lines_put (lines, old, g_steal_pointer (&line), error);
}

static void
rename_line (BylineCreditLine *line, const char *name)
{
  g_autofree char *old = line->name;
  guint index;

  line->name = g_strdup (name);
  if (g_ptr_array_find_with_equal_func (line->aliases, name, g_str_equal, &index))
    g_ptr_array_remove_index (line->aliases, index);
  add_alias (line, old);
}

gboolean
byline_credit_lines_set (BylineCreditLines *lines, const char *name, const char *assignment,
                         GError **error)
{
  const BylineCreditLine *old = get (lines, name, error);
  g_autoptr (BylineCreditLine) line = old != NULL ? copy (old) : NULL;

  if (line == NULL)
    return FALSE;
  if (g_str_has_prefix (assignment, "name="))
    rename_line (line, assignment + strlen ("name="));
  else if (!byline_credit_line_assign (line, assignment, error))
    return FALSE;
  return byline_credit_lines_put (lines, old, g_steal_pointer (&line), error);
}

/* What @line does not know @other tells. */
static void
learn (BylineCreditLine *line, const BylineCreditLine *other)
{
  GHashTableIter iter;
  gpointer lang, text;

  add_alias (line, other->name);
  for (guint i = 0; i < other->aliases->len; i++)
    add_alias (line, other->aliases->pdata[i]);
  for (guint i = 0; i < BYLINE_N_CREDIT_FACTS; i++)
    if (line->facts[i] == NULL)
      line->facts[i] = g_strdup (other->facts[i]);
  if (other->iim != NULL && line->iim != NULL)
    add_alias (line, other->iim);
  else if (other->iim != NULL)
    line->iim = g_strdup (other->iim);
  g_hash_table_iter_init (&iter, other->print);
  while (g_hash_table_iter_next (&iter, &lang, &text))
    if (!g_hash_table_contains (line->print, lang))
      g_hash_table_insert (line->print, g_strdup (lang), g_strdup (text));
}

gboolean
byline_credit_lines_merge (BylineCreditLines *lines, const char *from, const char *into,
                           GError **error)
{
  const BylineCreditLine *old = get (lines, into, error);
  const BylineCreditLine *other = old != NULL ? byline_credit_lines_find (lines, from) : NULL;
  g_autoptr (BylineCreditLine) line = NULL;

  if (old == NULL)
    return FALSE;
  if (other == NULL || other == old)
    return byline_credit_lines_alias (lines, into, from, error);
  line = copy (old);
  learn (line, other);
  take_out (lines, other);
  return byline_credit_lines_put (lines, old, g_steal_pointer (&line), error);
}
