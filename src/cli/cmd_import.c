#include "cli/command.h"

#include "cli/interrupt.h"
#include "cli/progress.h"
#include "cli/set_item.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include <byline/import.h>

static struct {
  gboolean exact, dry_run, json;
  BylineWriteOptions write;
  char *iim;
} options;

static const GOptionEntry entries[] = {
  { "exact", 0, 0, G_OPTION_ARG_NONE, &options.exact, "Clear fields that a line does not name",
    NULL },
  { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run, "Only say what would change", NULL },
  BYLINE_IIM_OPTION (options.iim),
  BYLINE_C2PA_OPTION (options.write.break_c2pa),
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a photo", NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct {
  BylineCall *call;
  BylineProgress progress;
  gint64 began_us;
  guint done, changed, failed;
} Run;

static void
on_item (const BylineSetItem *item, gpointer user_data)
{
  Run *run = user_data;

  run->done++;
  run->changed += item->changed ? 1 : 0;
  run->failed += item->error != NULL ? 1 : 0;
  byline_progress_clear (&run->progress);
  byline_set_say_lines (item->path, item->cut);
  byline_set_say_lines (item->path, item->notes);
  if (item->error != NULL)
    byline_call_failed (run->call, item->error);
  if (options.json) {
    byline_set_item_json (run->call->output, item);
    byline_output_flush (run->call->output);
  }
  byline_progress_draw (
      &run->progress,
      &(const BylineProgressState){ .done = run->done,
                                    .elapsed_us = g_get_monotonic_time () - run->began_us });
}

static gboolean
run (BylineCall *call, GError **error)
{
  Run state = { .call = call, .began_us = g_get_monotonic_time () };
  BylineImportRequest request = {
    .exact = options.exact, .dry_run = options.dry_run, .item = on_item, .user_data = &state
  };
  g_autoptr (GHashTable) short_forms = NULL;
  g_autoptr (BylineCancellable) cancellable = NULL;
  BylineCatalogue *catalogue;
  gboolean ok;

  if (call->n_args != 1)
    return byline_usage (error, "import takes one FILE, as byline export --as jsonl writes it");
  if (!byline_iim_policy (call, options.iim, &options.write.iim, error))
    return FALSE;
  request.file = call->args[0];
  request.write = options.write;
  catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_WRITE, error);
  if (catalogue == NULL || !byline_iim_credits (call, &short_forms, error))
    return FALSE;
  request.write.iim_credits = short_forms;
  cancellable = byline_interrupt_new ();
  byline_progress_init (&state.progress);
  ok = byline_import_run (catalogue, &request, cancellable, error);
  byline_progress_clear (&state.progress);
  if (!ok)
    return FALSE;
  byline_say ("%u photos, %u %s, %u failed", state.done, state.changed,
              options.dry_run ? "would be changed" : "changed", state.failed);
  return TRUE;
}

const BylineCommand byline_cmd_import = {
  .name = "import",
  .arguments = "FILE",
  .summary = "Write exported fields back into the photos with the same pictures",
  .description = "FILE is JSON Lines as byline export writes them; - is standard input. What is\n"
                 "written can be undone.",
  .options = entries,
  .run = run,
};
