#include "edit/changes.h"

/* The values of one language, NULL for those without. */
static char **
values_in (const BylineText *values, guint n, const char *lang)
{
  GPtrArray *texts = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (values[i].lang, lang) == 0)
      g_ptr_array_add (texts, g_strdup (values[i].text));
  g_ptr_array_add (texts, NULL);
  return (char **) g_ptr_array_free (texts, FALSE);
}

typedef struct {
  const BylineText *values;
  guint n;
} Side;

static Side
side_of (const BylineMetadata *metadata, BylineField field)
{
  Side side = { NULL, 0 };

  side.values = byline_metadata_best (metadata, field, &side.n, NULL);
  if (side.values == NULL)
    side.n = 0;
  return side;
}

static void
record_lang (BylineJournalEdit *record, BylineField field, const char *lang, const Side *before,
             const Side *after)
{
  g_auto (GStrv) from = values_in (before->values, before->n, lang);
  g_auto (GStrv) to = values_in (after->values, after->n, lang);
  g_autofree char *name = NULL;

  if (g_strv_equal ((const char *const *) from, (const char *const *) to))
    return;
  name = lang == NULL || g_str_equal (lang, "x-default")
             ? g_strdup (byline_fields[field].name)
             : g_strconcat (byline_fields[field].name, "@", lang, NULL);
  byline_journal_edit_add (record, name, g_steal_pointer (&from), g_steal_pointer (&to));
}

/* Has an earlier value the same language? */
static gboolean
is_repeated (const Side *side, guint n, const char *lang)
{
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (side->values[i].lang, lang) == 0)
      return TRUE;
  return FALSE;
}

void
byline_changes_record (BylineJournalEdit *record, const BylineMetadata *before,
                       const BylineMetadata *after)
{
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    const Side old = side_of (before, field), new = side_of (after, field);

    for (guint i = 0; i < old.n; i++)
      if (!is_repeated (&old, i, old.values[i].lang))
        record_lang (record, field, old.values[i].lang, &old, &new);
    for (guint i = 0; i < new.n; i++)
      if (!is_repeated (&new, i, new.values[i].lang) &&
          !is_repeated (&old, old.n, new.values[i].lang))
        record_lang (record, field, new.values[i].lang, &old, &new);
  }
}

void
byline_changes_reverse (BylineJournalEdit *record, const BylineJournalEdit *back)
{
  for (guint i = 0; i < back->changes->len; i++) {
    const BylineJournalChange *change = g_ptr_array_index (back->changes, i);

    byline_journal_edit_add (record, change->field, g_strdupv (change->to),
                             g_strdupv (change->from));
  }
}
