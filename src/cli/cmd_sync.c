#include "cli/command.h"

#include "cli/interrupt.h"
#include "cli/photo_output.h"
#include "cli/progress.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include <byline/sync.h>

static struct {
  gboolean dry_run, reread, removed, json;
  char *charset;
} options;

static const GOptionEntry entries[] = {
  { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run, "Only say what would be taken up",
    NULL },
  { "reread", 0, 0, G_OPTION_ARG_NONE, &options.reread,
    "Look into every file, not only into those that were touched", NULL },
  { "removed", 0, 0, G_OPTION_ARG_NONE, &options.removed,
    "Take it up even if more than half of the photos are gone", NULL },
  BYLINE_CHARSET_OPTION (options.charset),
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a change", NULL },
  G_OPTION_ENTRY_NULL,
};

typedef struct {
  BylineCall *call;
  BylineProgress progress;
  gint64 began_us;
} Run;

static gboolean
is_typed (const BylineSyncItem *item, const BylineJournalChange *change)
{
  return item->typed != NULL && g_hash_table_contains ((GHashTable *) item->typed, change->field);
}

/* JSON ---------------------------------------------------------------------------------------- */

static void
strings_json (BylineJson *json, const char *name, char **values)
{
  byline_json_begin_array (json, name);
  for (char **value = values; *value != NULL; value++)
    byline_json_string (json, NULL, *value);
  byline_json_end_array (json);
}

static void
changes_json (BylineJson *json, const BylineSyncItem *item)
{
  byline_json_begin_array (json, "changes");
  for (guint i = 0; item->changes != NULL && i < item->changes->len; i++) {
    const BylineJournalChange *change = g_ptr_array_index (item->changes, i);

    byline_json_begin_object (json, NULL);
    byline_json_string (json, "field", change->field);
    strings_json (json, "from", change->from);
    strings_json (json, "to", change->to);
    byline_json_bool (json, "typed", is_typed (item, change));
    byline_json_end_object (json);
  }
  byline_json_end_array (json);
}

static void
item_json (Run *run, const BylineSyncItem *item, const char *path, const char *from)
{
  BylineOutput *output = run->call->output;
  BylineJson json = BYLINE_JSON_INIT (output->text);
  g_autofree char *id = item->id != NULL ? byline_id_to_string (item->id) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "change", byline_sync_name (item->kind));
  byline_json_string (&json, "id", id);
  byline_json_string (&json, "path", path);
  byline_json_string (&json, "from", from);
  changes_json (&json, item);
  byline_json_string (&json, "error", item->error != NULL ? item->error->message : NULL);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}

/* Text ---------------------------------------------------------------------------------------- */

static void
side_text (GString *out, char **values)
{
  g_autofree char *joined = g_strjoinv ("; ", values);

  byline_safe_append (out, values[0] != NULL ? joined : "(empty)");
}

/* "moved  2025/a.jpg -> 2025/b.jpg", and below it each field that says something else now. */
static void
item_text (Run *run, const BylineSyncItem *item, const char *path, const char *from)
{
  GString *out = run->call->output->text;

  g_string_append_printf (out, "%s  ", byline_sync_name (item->kind));
  if (from != NULL) {
    byline_safe_append (out, from);
    g_string_append (out, item->kind == BYLINE_SYNC_MOVED ? " -> " : " = ");
  }
  byline_safe_append (out, path);
  g_string_append_c (out, '\n');
  for (guint i = 0; item->changes != NULL && i < item->changes->len; i++) {
    const BylineJournalChange *change = g_ptr_array_index (item->changes, i);

    g_string_append_printf (out, "    %s: ", change->field);
    side_text (out, change->from);
    g_string_append (out, " -> ");
    side_text (out, change->to);
    g_string_append (out, is_typed (item, change) ? "  (you had set it: byline log)\n" : "\n");
  }
}

static void
on_item (const BylineSyncItem *item, gpointer user_data)
{
  Run *run = user_data;
  g_autofree char *path = byline_call_path (run->call, item->path);
  g_autofree char *from = item->from != NULL ? byline_call_path (run->call, item->from) : NULL;

  byline_progress_clear (&run->progress);
  if (item->error != NULL)
    byline_call_failed (run->call, item->error);
  if (options.json)
    item_json (run, item, path, from);
  else if (item->error == NULL)
    item_text (run, item, path, from);
  byline_output_end_record (run->call->output);
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
say_summary (const BylineSyncSummary *summary)
{
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%u files, %u looked into", summary->files, summary->looked_at);
  for (guint i = 0; i < BYLINE_N_SYNCS; i++)
    if (summary->n[i] > 0)
      g_string_append_printf (line, ", %u %s", summary->n[i], byline_sync_name (i));
  byline_say ("%s%s", line->str, options.dry_run ? "; nothing was taken up" : "");
}

static gboolean
run (BylineCall *call, GError **error)
{
  Run state = { .call = call, .began_us = g_get_monotonic_time () };
  BylineSyncRequest request = { .dry_run = options.dry_run,
                                .reread = options.reread,
                                .removed = options.removed,
                                .item = on_item,
                                .progress = on_progress,
                                .user_data = &state };
  g_autoptr (BylineCancellable) cancellable = NULL;
  BylineCatalogue *catalogue;
  BylineSyncSummary summary;
  gboolean ok;

  if (call->n_args > 0)
    return byline_usage (error, "sync is about the whole library; %s is too much", call->args[0]);
  catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_WRITE, error);
  if (catalogue == NULL || !byline_legacy_charset (call, &options.charset, error))
    return FALSE;
  request.charset = options.charset;
  cancellable = byline_interrupt_new ();
  byline_progress_init (&state.progress);
  ok = byline_sync_run (catalogue, &request, cancellable, &summary, error);
  byline_progress_clear (&state.progress);
  if (ok)
    say_summary (&summary);
  return ok;
}

const BylineCommand byline_cmd_sync = {
  .name = "sync",
  .arguments = "",
  .summary = "Take up what other programs changed, moved, added or removed",
  .description = "Makes the catalogue say what the library's files say. Files are only read.",
  .options = entries,
  .run = run,
};
