#include "ingest/names.h"

#include "credit/filename.h"

#include <byline/credit.h>
#include <byline/edit.h>

#include <string.h>

/* No camera's is longer, even with a sidecar's behind it; a name must have room for it. */
#define ENDING_MAX 32
#define USUAL_ENDING ".jpg"

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
  facts->fixed = g_strdup (from->fixed);
  return after;
}

/* A preset that does not fit the photo fails it when it is taken in; here it changes nothing.
 * Returns: (transfer full): NULL where the run writes no fields */
static BylineMetadata *
metadata_written (const BylineCapture *capture, const BylineNaming *naming,
                  const BylineMetadata *before)
{
  const BylineCardFile *file = capture->files[0];
  g_autofree char *path = byline_card_file_path (file);
  const BylinePresetPhoto photo = {
    .metadata = before, .path = path, .job = naming->job, .seq = 1
  };
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (BylineEdit) made = NULL;
  const BylineEdit *edit = naming->edit;

  if (naming->preset != NULL)
    edit = made = byline_preset_apply (naming->preset, &photo, skipped, NULL);
  return edit != NULL ? metadata_after (before, edit) : NULL;
}

void
byline_bound_clear (BylineBound *bound)
{
  g_clear_pointer (&bound->folder, byline_template_free);
  g_clear_pointer (&bound->stem, byline_template_free);
}

void
byline_names_bind (BylineCapture *capture, const BylineNaming *naming,
                   const BylineMetadata *metadata, BylineBound *bound)
{
  const BylineCardFile *file = capture->files[0];
  const char *name = file->name;
  g_autofree char *stem = g_strndup (name, file->stem);
  g_autofree char *dcf = g_path_get_basename (file->folder->path);
  g_autoptr (BylineMetadata) silent = byline_metadata_new ();
  g_autoptr (BylineMetadata) after = NULL;
  g_autofree char *taken = NULL;
  BylineTemplateValues values;

  if (metadata == NULL)
    metadata = silent;
  after = metadata_written (capture, naming, metadata);
  if (after != NULL)
    metadata = after;
  byline_taken_make (&capture->taken, byline_metadata_get_facts (metadata),
                     byline_metadata_text (metadata, BYLINE_FIELD_DATE_CREATED), &naming->clocks);
  taken = byline_taken_iso (&capture->taken);
  values = (BylineTemplateValues){
    .metadata = metadata,
    .taken = taken,
    .job = naming->job,
    .filename = stem,
    .ext = name[file->stem] == '.' ? name + file->stem + 1 : NULL,
    .dcf = file->folder->number != BYLINE_NO_NUMBER ? dcf : NULL,
  };
  bound->folder = byline_template_bind (naming->folder, &values);
  bound->stem = byline_template_bind (naming->name, &values);
}

static const char *
keep (const BylineNameTexts *texts, const char *text)
{
  return byline_spill_text (texts->spill, text, strlen (text));
}

static const char *
expand_folder (const BylineTemplate *pattern, guint seq, BylineNameTexts *texts)
{
  const BylineTemplateValues values = { .seq = seq };
  g_autofree char *folder = byline_template_expand (pattern, &values, TRUE);

  if (texts->folder == NULL || !g_str_equal (texts->folder, folder))
    texts->folder = keep (texts, folder);
  return texts->folder;
}

static const char *
expand_stem (const BylineTemplate *pattern, guint seq, const BylineNameTexts *texts)
{
  const BylineTemplateValues values = { .seq = seq };
  g_autofree char *stem = byline_template_expand (pattern, &values, FALSE);

  return keep (texts, stem);
}

/* As text a template is far smaller. */
static const char *
keep_open (const BylineTemplate *pattern, const BylineNameTexts *texts)
{
  g_autofree char *source = byline_template_write (pattern);

  return keep (texts, source);
}

void
byline_names_settle (BylineCapture *capture, const BylineBound *bound, BylineNameTexts *texts)
{
  capture->folder_open = byline_template_varies (bound->folder);
  capture->folder = capture->folder_open ? keep_open (bound->folder, texts)
                                         : expand_folder (bound->folder, 0, texts);
  capture->stem_open = byline_template_varies (bound->stem);
  capture->stem =
      capture->stem_open ? keep_open (bound->stem, texts) : expand_stem (bound->stem, 0, texts);
}

void
byline_names_number (BylineCapture *capture, guint seq, BylineNameTexts *texts)
{
  g_autoptr (BylineTemplate) folder =
      capture->folder_open ? byline_template_parse (capture->folder, NULL) : NULL;
  g_autoptr (BylineTemplate) stem =
      capture->stem_open ? byline_template_parse (capture->stem, NULL) : NULL;

  capture->seq = seq;
  if (folder != NULL)
    capture->folder = expand_folder (folder, seq, texts);
  if (stem != NULL)
    capture->stem = expand_stem (stem, seq, texts);
  capture->number = 1;
}

char *
byline_names_ending (const BylineCardFile *file)
{
  const char *ending = file->name + file->stem;
  g_autoptr (GString) safe = g_string_new (NULL);
  g_autofree char *kept = NULL;

  byline_filename_append (safe, *ending == '.' ? ending + 1 : ending);
  kept = byline_filename_finish (safe->str);
  return *kept == '\0' || strlen (kept) > ENDING_MAX ? g_strdup (USUAL_ENDING)
                                                     : g_strconcat (".", kept, NULL);
}

char *
byline_names_fold (const char *path)
{
  g_autofree char *valid = NULL;
  g_autofree char *apart = NULL;
  g_autofree char *folded = NULL;

  if (g_str_is_ascii (path))
    return g_ascii_strdown (path, -1);
  valid = g_utf8_make_valid (path, -1);
  apart = g_utf8_normalize (valid, -1, G_NORMALIZE_NFD);
  folded = g_utf8_casefold (apart, -1);
  return g_utf8_normalize (folded, -1, G_NORMALIZE_NFD);
}
