#include "metadata/values.h"

#include <byline/edit.h>
#include <byline/error.h>

#include <string.h>

struct _BylineEdit {
  gatomicrefcount references;
  GPtrArray *changes; /* of BylineChange */
  guint closed;       /* changes below this index came whole from another edit: not added to */
};

static void
change_free (gpointer data)
{
  BylineChange *change = data;

  g_free (change->lang);
  g_ptr_array_unref (change->values);
  g_free (change);
}

static BylineChange *
change_new (BylineField field, BylineChangeKind kind, const char *lang)
{
  BylineChange *change = g_new (BylineChange, 1);

  change->field = field;
  change->kind = kind;
  change->lang = g_strdup (lang);
  change->values = g_ptr_array_new_with_free_func (g_free);
  return change;
}

BylineEdit *
byline_edit_new (void)
{
  BylineEdit *edit = g_new0 (BylineEdit, 1);

  g_atomic_ref_count_init (&edit->references);
  edit->changes = g_ptr_array_new_with_free_func (change_free);
  return edit;
}

BylineEdit *
byline_edit_ref (BylineEdit *edit)
{
  g_atomic_ref_count_inc (&edit->references);
  return edit;
}

void
byline_edit_unref (BylineEdit *edit)
{
  if (edit == NULL || !g_atomic_ref_count_dec (&edit->references))
    return;
  g_ptr_array_unref (edit->changes);
  g_free (edit);
}

guint
byline_edit_n_changes (const BylineEdit *edit)
{
  return edit->changes->len;
}

const BylineChange *
byline_edit_change (const BylineEdit *edit, guint index)
{
  return g_ptr_array_index (edit->changes, index);
}

void
byline_edit_append (BylineEdit *edit, const BylineEdit *more)
{
  guint n = more->changes->len; /* @more may be @edit */

  for (guint i = 0; i < n; i++) {
    const BylineChange *change = byline_edit_change (more, i);
    BylineChange *copy = change_new (change->field, change->kind, change->lang);

    for (guint j = 0; j < change->values->len; j++)
      g_ptr_array_add (copy->values, g_strdup (g_ptr_array_index (change->values, j)));
    g_ptr_array_add (edit->changes, copy);
  }
  edit->closed = edit->changes->len;
}

/* "keywords=a keywords=b" is one list of two: the change to put the second into. */
static BylineChange *
open_list (BylineEdit *edit, BylineField field, BylineChangeKind kind)
{
  if (kind != BYLINE_CHANGE_REPLACE || !byline_field_is_list (field))
    return NULL;
  for (guint i = edit->changes->len; i > edit->closed; i--) {
    BylineChange *change = g_ptr_array_index (edit->changes, i - 1);

    if (change->field == field && change->kind == kind)
      return change;
  }
  return NULL;
}

static gboolean
has_value (const GPtrArray *values, const char *value)
{
  for (guint i = 0; i < values->len; i++)
    if (strcmp (g_ptr_array_index (values, i), value) == 0)
      return TRUE;
  return FALSE;
}

gboolean
byline_edit_add (BylineEdit *edit, BylineField field, BylineChangeKind kind, const char *lang,
                 const char *value, GError **error)
{
  g_autofree char *typed = g_strdup (value != NULL ? value : "");
  g_autofree char *checked = NULL;
  BylineChange *change = NULL;

  if (lang != NULL && byline_fields[field].kind != BYLINE_KIND_LANGS) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s has no languages",
                 byline_fields[field].name);
    return FALSE;
  }
  if (*g_strstrip (typed) != '\0') {
    checked = byline_value_check (field, typed, error);
    if (checked == NULL)
      return FALSE;
  } else if (kind != BYLINE_CHANGE_REPLACE) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s%s has nothing behind it",
                 byline_fields[field].name, kind == BYLINE_CHANGE_ADD ? "+=" : "-=");
    return FALSE;
  }

  change = open_list (edit, field, kind);
  if (change == NULL) {
    change = change_new (field, kind, lang);
    g_ptr_array_add (edit->changes, change);
  }
  if (checked == NULL)
    g_ptr_array_set_size (change->values, 0);
  else if (!has_value (change->values, checked))
    g_ptr_array_add (change->values, g_steal_pointer (&checked));
  return TRUE;
}

gboolean
byline_assignment_split (const char *text, BylineAssignment *assignment, GError **error)
{
  const char *equals = strchr (text, '=');
  const char *end = equals;
  g_autofree char *name = NULL;

  *assignment = (BylineAssignment){ .kind = BYLINE_CHANGE_REPLACE };
  if (equals == NULL || equals == text) {
    g_autofree char *shown = g_utf8_make_valid (text, -1);

    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "\"%s\" is not FIELD=VALUE", shown);
    return FALSE;
  }
  if (equals[-1] == '+' || equals[-1] == '-') {
    assignment->kind = equals[-1] == '+' ? BYLINE_CHANGE_ADD : BYLINE_CHANGE_REMOVE;
    end = equals - 1;
  }
  assignment->value = equals + 1;
  name = g_strstrip (g_strndup (text, (gsize) (end - text)));
  return byline_field_parse (name, &assignment->field, &assignment->lang, error);
}

void
byline_assignment_clear (BylineAssignment *assignment)
{
  g_clear_pointer (&assignment->lang, g_free);
}

gboolean
byline_edit_parse (BylineEdit *edit, const char *assignment, GError **error)
{
  g_auto (BylineAssignment) split = { 0 };

  return byline_assignment_split (assignment, &split, error) &&
         byline_edit_add (edit, split.field, split.kind, split.lang, split.value, error);
}

/* Where @change looks: the values of its language, or all where the field has none. */
static gboolean
concerns (const BylineChange *change, const BylineText *text)
{
  if (byline_fields[change->field].kind != BYLINE_KIND_LANGS)
    return TRUE;
  return g_ascii_strcasecmp (change->lang != NULL ? change->lang : "x-default",
                             text->lang != NULL ? text->lang : "x-default") == 0;
}

static gboolean
find (const GPtrArray *now, const BylineChange *change, const char *value, guint *index)
{
  for (guint i = 0; i < now->len; i++) {
    const BylineText *text = g_ptr_array_index (now, i);

    if (concerns (change, text) && (value == NULL || strcmp (text->text, value) == 0)) {
      *index = i;
      return TRUE;
    }
  }
  return FALSE;
}

static void
put (GPtrArray *now, const BylineChange *change, const char *value)
{
  gboolean has_langs = byline_fields[change->field].kind == BYLINE_KIND_LANGS;
  const char *lang = has_langs && change->lang == NULL ? "x-default" : change->lang;

  byline_texts_add (now, lang, value);
  /* XMP Part 1, 8.2.2.4: the default stands first */
  if (g_strcmp0 (lang, "x-default") == 0)
    g_ptr_array_insert (now, 0, g_ptr_array_steal_index (now, now->len - 1));
}

static void
replace (GPtrArray *now, const BylineChange *change)
{
  guint at = now->len;

  if (change->lang == NULL && change->values->len == 0) { /* clears every language */
    g_ptr_array_set_size (now, 0);
    return;
  }
  if (change->values->len > 0 && !byline_field_is_list (change->field) &&
      find (now, change, NULL, &at)) {
    BylineText *text = g_ptr_array_index (now, at);

    g_free (text->text);
    text->text = g_strdup (g_ptr_array_index (change->values, 0));
    return;
  }
  while (find (now, change, NULL, &at))
    g_ptr_array_remove_index (now, at);
  for (guint i = 0; i < change->values->len; i++)
    put (now, change, g_ptr_array_index (change->values, i));
}

static void
apply (GPtrArray *now, const BylineChange *change)
{
  gboolean is_list = byline_field_is_list (change->field);
  guint at = 0;

  if (change->kind == BYLINE_CHANGE_REPLACE) {
    replace (now, change);
    return;
  }
  for (guint i = 0; i < change->values->len; i++) {
    const char *value = g_ptr_array_index (change->values, i);

    if (change->kind == BYLINE_CHANGE_ADD) {
      if (!find (now, change, is_list ? value : NULL, &at))
        put (now, change, value);
    } else
      while (find (now, change, value, &at))
        g_ptr_array_remove_index (now, at);
  }
}

GPtrArray *
byline_edit_apply (const BylineEdit *edit, BylineField field, const BylineText *before, guint n)
{
  g_autoptr (GPtrArray) now = NULL;

  for (guint i = 0; i < edit->changes->len; i++) {
    const BylineChange *change = byline_edit_change (edit, i);

    if (change->field != field)
      continue;
    if (now == NULL)
      now = byline_texts_copy (before, n);
    apply (now, change);
  }
  return g_steal_pointer (&now);
}
