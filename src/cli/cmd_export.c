#include "cli/command.h"

#include "cli/export.h"
#include "cli/interrupt.h"
#include "cli/photos.h"
#include "cli/progress.h"

#include <byline/query.h>

static struct {
  char *as, *title, *base_url;
  BylinePhotoOptions photos;
} options;

static const GOptionEntry entries[] = {
  { "as", 'a', 0, G_OPTION_ARG_STRING, &options.as, "jsonl (the default), csv, ninjs or sheet",
    "FORMAT" },
  { "title", 0, 0, G_OPTION_ARG_STRING, &options.title, "The sheet's title", "TEXT" },
  { "base-url", 0, 0, G_OPTION_ARG_STRING, &options.base_url,
    "In ninjs: where the library's folder is on the web", "URL" },
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

static const BylineExportFormat *const formats[] = { &byline_export_jsonl, &byline_export_csv,
                                                     &byline_export_ninjs, &byline_export_sheet };

typedef struct {
  BylineCall *call;
  const BylineExportFormat *format;
  BylineCatalogue *catalogue;
  BylineCancellable *cancellable;
  BylineProgress progress;
  gint64 began_us;
  guint done, total; /* @total is 0 where nobody knows it */
} Run;

static const BylineExportFormat *
find_format (GError **error)
{
  if (options.as == NULL)
    return formats[0];
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_equal (formats[i]->name, options.as))
      return formats[i];
  byline_usage (error, "--as is jsonl, csv, ninjs or sheet, not “%s”", options.as);
  return NULL;
}

/* Returns: FALSE to stop */
static gboolean
export_one (const BylineEntry *entry, gpointer user_data)
{
  Run *run = user_data;
  BylineOutput *output = run->call->output;
  g_autofree char *path = byline_call_path (run->call, entry->path);
  g_autoptr (GError) problem = NULL;

  if (!run->format->photo (
          output,
          &(const BylineExportPhoto){ .entry = entry, .path = path, .base_url = options.base_url },
          &problem)) {
    byline_progress_clear (&run->progress);
    byline_call_failed (run->call, problem);
  }
  byline_output_end_record (output);
  run->done++;
  if (run->total > 0)
    byline_progress_draw (
        &run->progress,
        &(const BylineProgressState){ .done = run->done,
                                      .total = run->total,
                                      .elapsed_us = g_get_monotonic_time () - run->began_us });
  return output->problem == 0 && !byline_cancellable_is_cancelled (run->cancellable);
}

static gboolean
export_named (Run *run, GError **error)
{
  g_autoptr (GPtrArray) photos =
      byline_photos_resolve (run->call, &options.photos, run->call->args, TRUE, error);

  if (photos == NULL)
    return FALSE;
  run->total = photos->len;
  for (guint i = 0; i < photos->len; i++) {
    const BylinePhotoArg *photo = g_ptr_array_index (photos, i);
    g_autoptr (GError) problem = NULL;
    g_autoptr (BylineEntry) entry =
        byline_catalogue_resolve (run->catalogue, photo->path, &problem);

    if (entry == NULL)
      byline_call_failed (run->call, problem);
    else if (!export_one (entry, run))
      break;
  }
  return TRUE;
}

static gboolean
export_all (Run *run, GError **error)
{
  g_autoptr (BylineQuery) query = byline_query_parse ("", error);

  return query != NULL && byline_query_run (query, run->catalogue, BYLINE_SORT_TAKEN_OLDEST, 0, 0,
                                            export_one, run, error);
}

static gboolean
names_photos (const BylineCall *call)
{
  return call->n_args > 0 || options.photos.query != NULL || options.photos.files0_from != NULL;
}

static gboolean
run (BylineCall *call, GError **error)
{
  Run state = { .call = call, .format = find_format (error), .began_us = g_get_monotonic_time () };
  g_autoptr (BylineCancellable) cancellable = NULL;
  gboolean ok;

  if (state.format == NULL)
    return FALSE;
  state.catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_READ, error);
  if (state.catalogue == NULL)
    return FALSE;
  cancellable = state.cancellable = byline_interrupt_new ();
  byline_progress_init (&state.progress);
  if (state.format->begin != NULL)
    state.format->begin (call->output, options.title);
  ok = names_photos (call) ? export_named (&state, error) : export_all (&state, error);
  byline_progress_clear (&state.progress);
  if (!ok)
    return FALSE;
  if (state.format->end != NULL)
    state.format->end (call->output);
  if (!byline_cancellable_is_cancelled (cancellable))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED, "interrupted with %u photos exported",
               state.done);
  return FALSE;
}

const BylineCommand byline_cmd_export = {
  .name = "export",
  .arguments = "[PHOTO…]",
  .summary = "Give photos' fields to other programs: JSON Lines, CSV, ninjs, contact sheet",
  .description =
      "Writes to standard output; without PHOTO, the whole library. byline import takes\n"
      "JSON Lines back.",
  .options = entries,
  .run = run,
};
