#include "ingest/names.h"

#include <byline/edit.h>

#include <string.h>

/* No camera's is longer; a name must have room for it. */
#define ENDING_MAX 16
#define USUAL_ENDING "jpg"

void
byline_names_clear (BylineNames *names)
{
  g_clear_pointer (&names->folder, g_free);
  g_clear_pointer (&names->stem, g_free);
  g_clear_pointer (&names->ending, g_free);
}

static void
add_field (BylineMetadata *after, const BylineMetadata *before, const BylineEdit *edit,
           BylineField field)
{
  guint n = 0;
  const BylineText *now = byline_metadata_best (before, field, &n, NULL);
  g_autoptr (GPtrArray) changed = byline_edit_apply (edit, field, now, n);

  if (changed == NULL) {
    for (guint i = 0; i < n; i++)
      byline_metadata_add (after, field, BYLINE_LAYER_XMP, now[i].lang, now[i].text);
    return;
  }
  for (guint i = 0; i < changed->len; i++) {
    const BylineText *text = g_ptr_array_index (changed, i);

    byline_metadata_add (after, field, BYLINE_LAYER_XMP, text->lang, text->text);
  }
}

/* What the copy will say: enough of it for templates. */
static BylineMetadata *
metadata_after (const BylineMetadata *before, const BylineEdit *edit)
{
  BylineMetadata *after = byline_metadata_new ();
  const BylineFacts *from = byline_metadata_get_facts (before);
  BylineFacts *facts = byline_metadata_facts (after);

  for (guint field = 0; field < BYLINE_N_FIELDS; field++)
    add_field (after, before, edit, (BylineField) field);
  byline_metadata_reconcile (after, TRUE);
  facts->camera = g_strdup (from->camera);
  facts->lens = g_strdup (from->lens);
  facts->serial = g_strdup (from->serial);
  facts->taken = g_strdup (from->taken);
  return after;
}

/* What the camera says of the time, else what people say. */
static const char *
taken_of (const BylineMetadata *metadata)
{
  const char *taken = byline_metadata_get_facts (metadata)->taken;

  return taken != NULL ? taken : byline_metadata_text (metadata, BYLINE_FIELD_DATE_CREATED);
}

static char *
make_ending (const BylineTemplateValues *values)
{
  g_autoptr (BylineTemplate) pattern = byline_template_parse ("{ext}", NULL);
  g_autofree char *ext = byline_template_expand (pattern, values, FALSE);

  return g_strconcat (".", values->ext == NULL || strlen (ext) > ENDING_MAX ? USUAL_ENDING : ext,
                      NULL);
}

void
byline_names_make (BylineNames *names, const BylineTemplate *folder, const BylineTemplate *name,
                   const BylineMetadata *metadata, const BylineEdit *edit, const char *job,
                   const char *card_name, guint seq)
{
  g_autoptr (BylineMetadata) after = edit != NULL ? metadata_after (metadata, edit) : NULL;
  const char *dot = strrchr (card_name, '.');
  g_autofree char *stem =
      g_strndup (card_name, dot != NULL ? (gsize) (dot - card_name) : strlen (card_name));
  const BylineTemplateValues values = {
    .metadata = after != NULL ? after : metadata,
    .taken = taken_of (after != NULL ? after : metadata),
    .job = job,
    .filename = stem,
    .ext = dot != NULL && dot[1] != '\0' ? dot + 1 : NULL,
    .seq = seq,
  };

  names->folder = byline_template_expand (folder, &values, TRUE);
  names->stem = byline_template_expand (name, &values, FALSE);
  names->ending = make_ending (&values);
}
