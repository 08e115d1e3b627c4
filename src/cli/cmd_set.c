#include "cli/assignments.h"
#include "cli/command.h"
#include "cli/difference.h"
#include "cli/interrupt.h"
#include "cli/photo_output.h"
#include "cli/photos.h"
#include "cli/presets.h"
#include "cli/progress.h"
#include "cli/set_item.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include <byline/set.h>

#include <unistd.h>

static struct {
  gboolean json, dry_run;
  BylineWriteOptions write;
  char *iim, *job, *charset;
  BylinePresetOptions presets;
  BylinePhotoOptions photos;
} options;

static const GOptionEntry entries[] = {
  BYLINE_PRESET_OPTIONS (options.presets),
  { "job", 'j', 0, G_OPTION_ARG_FILENAME, &options.job, "What a preset's {job} stands for",
    "NAME" },
  { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run, "Only say what would change", NULL },
  BYLINE_IIM_OPTION (options.iim),
  BYLINE_CHARSET_OPTION (options.charset),
  { "keep-mtime", 0, 0, G_OPTION_ARG_NONE, &options.write.keep_mtime,
    "Keep the files' modification times", NULL },
  { "break-hard-links", 0, 0, G_OPTION_ARG_NONE, &options.write.break_hard_links,
    "Write even if other names share the file: they keep the old", NULL },
  { "sidecar", 0, 0, G_OPTION_ARG_NONE, &options.write.sidecar,
    "Write into the XMP sidecar beside each photo, and not into the photo", NULL },
  BYLINE_C2PA_OPTION (options.write.break_c2pa),
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a photo", NULL },
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

/* A run that writes, and the line that says how far it is. */
typedef struct {
  BylineCall *call;
  BylineProgress progress;
  guint done, total;
  gint64 begin_us;
} Writing;

static void
on_item (const BylineSetItem *item, gpointer user_data)
{
  Writing *writing = user_data;
  BylineProgressState state = { .done = ++writing->done, .total = writing->total };

  if (item->cut != NULL || item->notes != NULL || item->error != NULL || options.json)
    byline_progress_clear (&writing->progress);
  byline_set_say_lines (item->path, item->cut);
  byline_set_say_lines (item->path, item->notes);
  if (item->error != NULL)
    byline_call_failed (writing->call, item->error);
  if (options.json) {
    byline_set_item_json (writing->call->output, item);
    byline_output_flush (writing->call->output);
  }
  state.elapsed_us = g_get_monotonic_time () - writing->begin_us;
  byline_progress_draw (&writing->progress, &state);
}

static gboolean
write_photos (BylineCall *call, const GPtrArray *photos, const BylinePreset *preset, GError **error)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_sized_new (photos->len + 1);
  Writing writing = { .call = call, .total = photos->len, .begin_us = g_get_monotonic_time () };
  g_autoptr (BylineEdit) edit =
      byline_preset_varies (preset) ? NULL : byline_preset_apply (preset, NULL, NULL, error);
  BylineSetRequest request = { .edit = edit,
                               .preset = edit == NULL ? preset : NULL,
                               .job = options.job,
                               .write = options.write,
                               .item = on_item,
                               .user_data = &writing };
  gboolean done = FALSE;
  g_autofree char *journal = byline_call_journal ();
  g_autoptr (GHashTable) short_forms = NULL;
  g_autoptr (BylineCancellable) cancellable = NULL;

  /* the catalogue follows the files: the named library's, else the one the photos lie in */
  if (!byline_call_library (call, ((const BylinePhotoArg *) g_ptr_array_index (photos, 0))->path,
                            BYLINE_CATALOGUE_WRITE, error) ||
      !byline_iim_credits (call, &short_forms, error))
    return FALSE;
  request.write.iim_credits = short_forms;
  request.journal = journal;
  for (guint i = 0; i < photos->len; i++)
    g_ptr_array_add (paths, ((const BylinePhotoArg *) g_ptr_array_index (photos, i))->path);
  g_ptr_array_add (paths, NULL);
  request.paths = (const char *const *) paths->pdata;
  cancellable = byline_interrupt_new ();
  byline_progress_init (&writing.progress);
  done = byline_set_run (call->catalogue, &request, cancellable, error);
  byline_progress_clear (&writing.progress);
  return done;
}

static gboolean
compare (BylineCall *call, const char *path, const BylinePreset *preset, guint seq, GError **error)
{
  g_autoptr (BylineMetadata) metadata = byline_photo_read_as (path, options.charset, error);
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  const BylinePresetPhoto photo = {
    .metadata = metadata, .path = path, .job = options.job, .seq = seq
  };
  g_autoptr (BylineEdit) edit = NULL;

  if (metadata == NULL)
    return FALSE;
  edit = byline_preset_apply (preset, &photo, skipped, error);
  if (edit == NULL) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  byline_set_say_lines (path, skipped);
  if (options.json)
    byline_difference_json (call->output, path, metadata, edit);
  else
    byline_difference_text (call->output, path, metadata, edit);
  return TRUE;
}

static void
compare_photos (BylineCall *call, const GPtrArray *photos, const BylinePreset *preset)
{
  for (guint i = 0; i < photos->len && call->output->problem == 0; i++) {
    const BylinePhotoArg *photo = g_ptr_array_index (photos, i);
    g_autoptr (GError) problem = NULL;

    if (!compare (call, photo->path, preset, i + 1, &problem))
      byline_call_failed (call, problem);
    byline_output_end_record (call->output);
  }
}

/* "set a.jpg credit=x" is a slip that would otherwise end as "credit=x: no such file". */
static gboolean
check_order (const BylineCall *call, guint first_photo, GError **error)
{
  for (guint i = first_photo; i < call->n_free; i++)
    if (byline_assignment_is_meant (call->args[i]) && access (call->args[i], F_OK) != 0)
      return byline_usage (error, "“%s” stands behind a photo: fields come first", call->args[i]);
  return TRUE;
}

static BylinePreset *
parse_preset (BylineCall *call, guint n_assignments, GError **error)
{
  g_autoptr (GPtrArray) assignments = g_ptr_array_new ();
  g_autoptr (BylinePreset) preset = NULL;

  if (!byline_iim_policy (call, options.iim, &options.write.iim, error) ||
      !byline_legacy_charset (call, &options.charset, error))
    return NULL;
  options.write.legacy_charset = options.charset;
  for (guint i = 0; i < n_assignments; i++)
    g_ptr_array_add (assignments, call->args[i]);
  g_ptr_array_add (assignments, NULL);
  preset = byline_preset_collect (call, &options.presets, (char **) assignments->pdata, error);
  if (preset != NULL && byline_preset_is_empty (preset)) {
    byline_usage (error, "nothing to set: no FIELD=VALUE and no --preset");
    return NULL;
  }
  return g_steal_pointer (&preset);
}

static gboolean
run (BylineCall *call, GError **error)
{
  const guint n = byline_assignments_count (call->args, call->n_free);
  g_autoptr (BylinePreset) preset = NULL;
  g_autoptr (GPtrArray) photos = NULL;

  /* the presets and settings of the library the photos lie in */
  if (n < call->n_args && access (call->args[n], F_OK) == 0)
    byline_call_prefer_library (call, call->args[n]);
  preset = parse_preset (call, n, error);
  if (preset == NULL || !check_order (call, n, error))
    return FALSE;
  photos = byline_photos_resolve (call, &options.photos, call->args + n, TRUE, error);
  if (photos == NULL)
    return FALSE;
  if (photos->len == 0)
    return TRUE;
  if (!options.dry_run)
    return write_photos (call, photos, preset, error);
  compare_photos (call, photos, preset);
  return TRUE;
}

const BylineCommand byline_cmd_set = {
  .name = "set",
  .arguments = "FIELD=VALUE… PHOTO…",
  .summary = "Write fields into all layers of photos, and nothing else",
  .description = "FIELD=VALUE replaces, FIELD+=VALUE adds, FIELD-=VALUE removes, FIELD= clears;\n"
                 "description@kk=… is one language. PHOTO is a path, or the beginning of an id.",
  .options = entries,
  .run = run,
};
