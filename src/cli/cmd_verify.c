#include "cli/command.h"

#include "cli/edit_number.h"
#include "cli/interrupt.h"
#include "cli/photo_output.h"
#include "cli/photos.h"
#include "cli/progress.h"
#include "cli/terminal.h"

#include <byline/verify.h>

static struct {
  char *sample, *older_than, *repair_from;
  gboolean json;
  BylinePhotoOptions photos;
} options;

static const GOptionEntry entries[] = {
  { "sample", 0, 0, G_OPTION_ARG_FILENAME, &options.sample,
    "Only this share of the files, those verified the longest ago", "PERCENT" },
  { "older-than", 0, 0, G_OPTION_ARG_FILENAME, &options.older_than,
    "Only files not verified since a date, a time, or 2h or 7d ago", "TIME" },
  { "repair-from", 0, 0, G_OPTION_ARG_FILENAME, &options.repair_from,
    "Put back what is lost from a folder with copies", "DIR" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "JSON Lines, one object a file", NULL },
  BYLINE_PHOTO_OPTIONS (options.photos),
  G_OPTION_ENTRY_NULL,
};

typedef struct {
  BylineCall *call;
  BylineProgress progress;
  gint64 began_us;
} Run;

static const char *
repair_name (BylineRepairOutcome outcome)
{
  static const char *const names[] = {
    [BYLINE_REPAIR_NONE] = NULL,
    [BYLINE_REPAIR_WHOLE] = "whole",
    [BYLINE_REPAIR_OLDER] = "older",
  };

  return names[outcome];
}

/* Telling ------------------------------------------------------------------------------------- */

static void
item_json (BylineOutput *output, const BylineVerifyItem *item, const char *path)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);
  g_autofree char *id = item->id != NULL ? byline_id_to_string (item->id) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "id", id);
  byline_json_string (&json, "path", path);
  byline_json_string (&json, "state", byline_kept_name (item->kept));
  byline_json_string (&json, "repaired", repair_name (item->repair));
  byline_json_string (&json, "from", item->repaired_from);
  byline_json_string (&json, "kept-aside", item->kept_aside);
  byline_json_string (&json, "error", item->error != NULL ? item->error->message : NULL);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}

/* "rotten  2025/07-14_Job/IMG_0001.JPG  put back from /mnt/backup/…" */
static void
item_text (BylineOutput *output, const BylineVerifyItem *item, const char *path)
{
  g_string_append_printf (output->text, "%s  ", byline_kept_name (item->kept));
  byline_safe_append (output->text, path);
  if (item->repair != BYLINE_REPAIR_NONE) {
    g_string_append_printf (output->text, "  put back%s from ",
                            item->repair == BYLINE_REPAIR_OLDER ? ", as it came in," : "");
    byline_safe_append (output->text, item->repaired_from);
  }
  g_string_append_c (output->text, '\n');
}

static void
on_item (const BylineVerifyItem *item, gpointer user_data)
{
  Run *run = user_data;
  BylineOutput *output = run->call->output;
  g_autofree char *path = byline_call_path (run->call, item->path);

  if (item->kept == BYLINE_KEPT_FINE && !options.json)
    return;
  byline_progress_clear (&run->progress);
  if (item->kept == BYLINE_KEPT_FAILED)
    byline_call_failed (run->call, item->error);
  else if (item->error != NULL && item->repair == BYLINE_REPAIR_NONE)
    byline_say ("%s", item->error->message);
  if (options.json)
    item_json (output, item, path);
  else if (item->kept != BYLINE_KEPT_FAILED)
    item_text (output, item, path);
  byline_output_end_record (output);
}

static void
on_progress (guint done, guint total, guint64 bytes_done, guint64 bytes_total, gpointer user_data)
{
  Run *run = user_data;

  byline_progress_draw (
      &run->progress,
      &(const BylineProgressState){ .done = done,
                                    .total = total,
                                    .bytes_done = bytes_done,
                                    .bytes_total = bytes_total,
                                    .elapsed_us = g_get_monotonic_time () - run->began_us });
}

static guint
n_lost (const BylineVerifySummary *summary)
{
  return summary->n[BYLINE_KEPT_ROTTEN] + summary->n[BYLINE_KEPT_MISSING] +
         summary->n[BYLINE_KEPT_PICTURE];
}

static void
say_summary (const BylineVerifySummary *summary)
{
  g_autofree char *size = g_format_size (summary->bytes);
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_append_printf (line, "%u files read (%s): %u fine", summary->files, size,
                          summary->n[BYLINE_KEPT_FINE]);
  for (guint i = BYLINE_KEPT_FINE + 1; i < BYLINE_N_KEPT; i++)
    if (summary->n[i] > 0)
      g_string_append_printf (line, ", %u %s", summary->n[i], byline_kept_name (i));
  if (summary->repaired > 0)
    g_string_append_printf (line, "; %u put back", summary->repaired);
  byline_say ("%s", line->str);
  if (summary->older > 0)
    byline_say ("%u of them as they came in: what was written into them since is in the catalogue "
                "and in byline log, not in the file",
                summary->older);
  if (summary->n[BYLINE_KEPT_METADATA] > 0)
    byline_say ("byline sync takes up what other programs wrote");
}

/* Loss is the worst, then what could not be looked at; what another program wrote is a "no". */
static void
decide_exit (BylineCall *call, const BylineVerifySummary *summary)
{
  if (n_lost (summary) > summary->repaired)
    call->exit = BYLINE_EXIT_INTEGRITY;
  else if (call->exit == BYLINE_EXIT_DONE &&
           (summary->n[BYLINE_KEPT_METADATA] > 0 || summary->older > 0))
    call->exit = BYLINE_EXIT_NO;
}

/* What was asked ------------------------------------------------------------------------------ */

static gboolean
names_photos (const BylineCall *call)
{
  return call->n_args > 0 || options.photos.query != NULL || options.photos.files0_from != NULL;
}

/* Returns: (transfer full): the photos named, as the catalogue names them; NULL with an error */
static char **
named_paths (BylineCall *call, BylineCatalogue *catalogue, GError **error)
{
  g_autoptr (GPtrArray) photos =
      byline_photos_resolve (call, &options.photos, call->args, TRUE, error);
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (guint i = 0; photos != NULL && i < photos->len; i++) {
    const BylinePhotoArg *photo = g_ptr_array_index (photos, i);
    g_autoptr (GError) problem = NULL;
    g_autoptr (BylineEntry) entry = byline_catalogue_resolve (catalogue, photo->path, &problem);

    if (entry != NULL)
      g_strv_builder_add (paths, entry->path);
    else
      byline_call_failed (call, problem);
  }
  return photos != NULL ? g_strv_builder_end (paths) : NULL;
}

static gboolean
parse_sample (double *share, GError **error)
{
  const char *text = options.sample;
  char *end = NULL;
  double percent;

  *share = 1;
  if (text == NULL)
    return TRUE;
  percent = g_ascii_strtod (text, &end);
  if (end != text && *end == '%')
    end++;
  if (end == text || *end != '\0' || !(percent > 0 && percent <= 100))
    return byline_usage (error, "--sample is a percentage above 0 and up to 100, as in 5%%");
  *share = percent / 100;
  return TRUE;
}

static gboolean
parse_request (BylineCall *call, BylineVerifyRequest *request, GError **error)
{
  request->before_us = G_MAXINT64;
  request->repair_from = options.repair_from;
  if (names_photos (call) && (options.sample != NULL || options.older_than != NULL))
    return byline_usage (error, "--sample and --older-than choose among all photos; name none");
  return parse_sample (&request->share, error) &&
         (options.older_than == NULL ||
          byline_since_parse (options.older_than, &request->before_us, error));
}

static gboolean
run (BylineCall *call, GError **error)
{
  Run state = { .call = call, .began_us = g_get_monotonic_time () };
  BylineVerifyRequest request = { .item = on_item, .progress = on_progress, .user_data = &state };
  g_autoptr (BylineCancellable) cancellable = NULL;
  g_auto (GStrv) paths = NULL;
  BylineVerifySummary summary;
  BylineCatalogue *catalogue;
  gboolean ok;

  if (!parse_request (call, &request, error))
    return FALSE;
  catalogue = byline_call_catalogue (call, BYLINE_CATALOGUE_WRITE, error);
  if (catalogue == NULL)
    return FALSE;
  if (names_photos (call)) {
    paths = named_paths (call, catalogue, error);
    if (paths == NULL)
      return FALSE;
    request.paths = (const char *const *) paths;
  }
  cancellable = byline_interrupt_new ();
  byline_progress_init (&state.progress);
  ok = byline_verify_run (catalogue, &request, cancellable, &summary, error);
  byline_progress_clear (&state.progress);
  if (!ok)
    return FALSE;
  say_summary (&summary);
  decide_exit (call, &summary);
  return TRUE;
}

const BylineCommand byline_cmd_verify = {
  .name = "verify",
  .arguments = "[PHOTO…]",
  .summary = "Read the library's files again and compare: rot, loss, change",
  .description =
      "Prints the files that are not what they were. Without PHOTO all are read, those first that\n"
      "were verified the longest ago, so that --sample 5% every night goes round.",
  .options = entries,
  .run = run,
};
