#include "cli/command.h"

#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include "base/newfile.h"

#include <byline/rebuild.h>

static struct {
  gboolean rebuild;
} options;

static const GOptionEntry entries[] = {
  { "rebuild", 0, 0, G_OPTION_ARG_NONE, &options.rebuild,
    "Make the catalogue anew from the files; the old one is kept", NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct {
  BylineCall *call;
  BylineProgress progress;
  gint64 began_us;
} Run;

static void
on_item (const BylineSyncItem *item, gpointer user_data)
{
  Run *run = user_data;

  if (item->error == NULL)
    return;
  byline_progress_clear (&run->progress);
  byline_call_failed (run->call, item->error);
}

static void
on_progress (guint done, guint total, gpointer user_data)
{
  Run *run = user_data;

  byline_progress_draw (
      &run->progress,
      &(const BylineProgressState){
          .done = done, .total = total, .elapsed_us = g_get_monotonic_time () - run->began_us });
}

static gboolean
rebuild (BylineCall *call, const char *folder, GError **error)
{
  Run state = { .call = call, .began_us = g_get_monotonic_time () };
  BylineSyncRequest request = { .item = on_item, .progress = on_progress, .user_data = &state };
  g_autofree char *charset = NULL;
  g_autoptr (BylineCancellable) cancellable = NULL;
  BylineRebuildSummary summary;

  if (!byline_legacy_charset (call, &charset, error))
    return FALSE;
  request.charset = charset;
  cancellable = byline_interrupt_new ();
  byline_progress_init (&state.progress);
  call->catalogue = byline_rebuild_run (folder, &request, cancellable, &summary, error);
  byline_progress_clear (&state.progress);
  if (call->catalogue == NULL)
    return FALSE;
  byline_say ("library at %s: %u photos, %u of them remembered from the old catalogue, which is in "
              ".byline/backup",
              byline_catalogue_library (call->catalogue), summary.sync.n[BYLINE_SYNC_ADDED],
              MIN (summary.rescued, summary.sync.n[BYLINE_SYNC_ADDED]));
  return TRUE;
}

static gboolean
run (BylineCall *call, GError **error)
{
  const char *given = call->n_args > 0 ? call->args[0] : call->library;
  g_autofree char *folder = g_canonicalize_filename (given != NULL ? given : ".", NULL);

  if (call->n_args > 1)
    return byline_usage (error, "one folder at a time, not also %s", call->args[1]);
  if (!byline_make_folders (folder, error))
    return FALSE;
  if (options.rebuild)
    return rebuild (call, folder, error);
  call->catalogue = byline_catalogue_open (folder, BYLINE_CATALOGUE_CREATE, error);
  if (call->catalogue == NULL)
    return FALSE;
  byline_say ("library at %s", byline_catalogue_library (call->catalogue));
  return TRUE;
}

const BylineCommand byline_cmd_init = {
  .name = "init",
  .arguments = "[DIR]",
  .summary = "Make a library of a folder",
  .description = "DIR is made where it is missing; the current folder is meant where it is not "
                 "given.\nA library that is there already is kept as it is.",
  .options = entries,
  .run = run,
};
