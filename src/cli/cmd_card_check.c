#include "cli/command.h"

#include "base/hash.h"
#include "base/json.h"
#include "cli/interrupt.h"
#include "cli/photo_output.h"
#include "cli/progress.h"
#include "cli/terminal.h"

#include <byline/card_check.h>

static struct {
  int min_copies;
  gboolean verify, json;
} options = { .min_copies = 2 };

static const GOptionEntry entries[] = {
  { "min-copies", 'm', 0, G_OPTION_ARG_INT, &options.min_copies,
    "Folders that must have a verified copy (2)", "N" },
  { "verify", 0, 0, G_OPTION_ARG_NONE, &options.verify, "Read every copy again and compare", NULL },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines", NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct {
  BylineCall *call;
  BylineProgress progress;
  gint64 began_us;
  gboolean wrong; /* a copy that was read again is not what it was */
} Run;

static void
item_json (BylineOutput *output, const BylineCardCheckItem *item)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);
  g_autofree char *sha256 =
      item->sha256 != NULL ? byline_hex (item->sha256, BYLINE_SHA256_SIZE) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "source", item->source);
  byline_json_bool (&json, "safe", item->safe);
  byline_json_string (&json, "sha256", sha256);
  byline_json_int (&json, "bytes", (gint64) item->size);
  byline_json_int (&json, "copies", item->copies);
  byline_json_begin_array (&json, "places");
  for (guint i = 0; i < item->n_places; i++) {
    byline_json_begin_object (&json, NULL);
    byline_json_string (&json, "folder", item->places[i].folder);
    byline_json_string (&json, "path", item->places[i].path);
    byline_json_string (&json, "state", byline_place_state_name (item->places[i].state));
    byline_json_end_object (&json);
  }
  byline_json_end_array (&json);
  byline_json_string (&json, "error", item->error != NULL ? item->error->message : NULL);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}

/* "1 of 2  /media/card/DCIM/100CANON/IMG_0001.JPG  missing /mnt/backup": what is not safe. */
static void
item_text (BylineOutput *output, const BylineCardCheckItem *item)
{
  g_string_append_printf (output->text, "%u of %d  ", item->copies, options.min_copies);
  byline_safe_append (output->text, item->source);
  for (guint i = 0; i < item->n_places; i++) {
    if (item->places[i].state == BYLINE_PLACE_VERIFIED)
      continue;
    g_string_append_printf (output->text, "  %s ", byline_place_state_name (item->places[i].state));
    byline_safe_append (output->text, item->places[i].folder);
  }
  g_string_append_c (output->text, '\n');
}

static void
on_item (const BylineCardCheckItem *item, gpointer user_data)
{
  Run *run = user_data;
  BylineOutput *output = run->call->output;

  byline_progress_clear (&run->progress);
  if (item->error != NULL)
    byline_say ("%s", item->error->message);
  for (guint i = 0; options.verify && i < item->n_places; i++)
    run->wrong = run->wrong || item->places[i].state == BYLINE_PLACE_CHANGED;
  if (options.json)
    item_json (output, item);
  else if (!item->safe)
    item_text (output, item);
  byline_output_end_record (output);
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

static void
say_summary (const BylineCardCheckSummary *summary)
{
  g_autofree char *size = g_format_size (summary->bytes);

  if (summary->safe == summary->files)
    byline_say ("%u files (%s), each with %d or more verified copies", summary->files, size,
                options.min_copies);
  else
    byline_say ("%u of %u files (%s) have fewer than %d verified copies: keep the card",
                summary->files - summary->safe, summary->files, size, options.min_copies);
}

static gboolean
run (BylineCall *call, GError **error)
{
  Run state = { .call = call, .began_us = g_get_monotonic_time () };
  const BylineCardCheckRequest request = { .sources = (const char *const *) call->args,
                                           .min_copies = (guint) options.min_copies,
                                           .read = options.verify,
                                           .item = on_item,
                                           .progress = on_progress,
                                           .user_data = &state };
  BylineCatalogue *catalogue;
  BylineCardCheckSummary summary;
  g_autoptr (BylineCancellable) cancellable = NULL;
  gboolean ok;

  if (call->n_args == 0)
    return byline_usage (error, "no card or folder named to check");
  if (options.min_copies < 1)
    return byline_usage (error, "--min-copies is a number from 1");
  catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_READ, error);
  if (catalogue == NULL)
    return FALSE;
  cancellable = byline_interrupt_new ();
  byline_progress_init (&state.progress);
  ok = byline_card_check (catalogue, &request, cancellable, &summary, error);
  byline_progress_clear (&state.progress);
  if (!ok)
    return FALSE;
  say_summary (&summary);
  if (summary.safe < summary.files)
    call->exit = BYLINE_EXIT_NO;
  if (state.wrong)
    call->exit = BYLINE_EXIT_INTEGRITY;
  return TRUE;
}

const BylineCommand byline_cmd_card_check = {
  .name = "card-check",
  .arguments = "SOURCE…",
  .summary = "Say whether every file on a card has verified copies",
  .description = "Prints the files that have too few. The card is only read.",
  .options = entries,
  .run = run,
};
