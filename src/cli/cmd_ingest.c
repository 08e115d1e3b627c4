#include "cli/clocks.h"
#include "cli/command.h"
#include "cli/cuts.h"
#include "cli/ingest_text.h"
#include "cli/ingest_thumbs.h"
#include "cli/interrupt.h"
#include "cli/presets.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include <byline/ingest.h>
#include <byline/watch.h>

#include <malloc.h>
#include <string.h>

static struct {
  gboolean json, dry_run, watch;
  gboolean break_c2pa, write_clock;
  char *job, *folder, *name, *report, *manifest, *iim, *charset;
  char *thumbs, *thumbs_out;
  char *verify, *only, *dups;
  int threads;
  BylinePresetOptions presets;
  BylineClockOptions clocks;
  char **assignments, **backups;
} options;

static const GOptionEntry entries[] = {
  { "job", 'j', 0, G_OPTION_ARG_FILENAME, &options.job, "The assignment or event", "NAME" },
  BYLINE_PRESET_OPTIONS (options.presets),
  { "set", 's', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.assignments,
    "Write this field too, over the preset", "FIELD=VALUE" },
  { "folder", 0, 0, G_OPTION_ARG_FILENAME, &options.folder,
    "Pattern for folders, as in {taken:%Y}/{job}", "PATTERN" },
  { "name", 0, 0, G_OPTION_ARG_FILENAME, &options.name,
    "Pattern for file names, as in {job}_{seq:4}", "PATTERN" },
  { "backup", 'b', 0, G_OPTION_ARG_FILENAME_ARRAY, &options.backups,
    "Copy into this folder too, from the same reading of the card", "DIR" },
  { "verify", 0, 0, G_OPTION_ARG_STRING, &options.verify,
    "readback (default), source: read the card again too, or none", "HOW" },
  { "only", 0, 0, G_OPTION_ARG_STRING, &options.only,
    "new (default): leave out what the library has, or all", "WHAT" },
  { "dups", 0, 0, G_OPTION_ARG_STRING, &options.dups,
    "Of several files with one picture skip all but one (default), or keep", "WHAT" },
  BYLINE_CLOCK_OPTIONS (options.clocks),
  { "write-clock", 0, 0, G_OPTION_ARG_NONE, &options.write_clock,
    "Write the zone and the shifted time into the copies", NULL },
  BYLINE_IIM_OPTION (options.iim),
  BYLINE_CHARSET_OPTION (options.charset),
  BYLINE_C2PA_OPTION (options.break_c2pa),
  { "dry-run", 'n', 0, G_OPTION_ARG_NONE, &options.dry_run, "Only print the plan", NULL },
  { "report", 0, 0, G_OPTION_ARG_FILENAME, &options.report,
    "Append to FILE what became of each photo, as JSON Lines", "FILE" },
  { "watch", 'w', 0, G_OPTION_ARG_NONE, &options.watch,
    "Take what lands in the SOURCE folders until told to stop", NULL },
  { "threads", 0, 0, G_OPTION_ARG_INT, &options.threads, "Files at once; 1 suits disks that turn",
    "N" },
  { "manifest", 0, 0, G_OPTION_ARG_FILENAME, &options.manifest,
    "Keep a list of hashes for sha256sum -c in every destination", "NAME" },
  { "thumbs", 0, 0, G_OPTION_ARG_STRING, &options.thumbs,
    "Make renditions meanwhile, by [profile NAME] of the configuration", "NAME" },
  { "thumbs-out", 0, 0, G_OPTION_ARG_FILENAME, &options.thumbs_out,
    "Into this folder; without it .byline/thumbs/NAME in the library", "DIR" },
  { "json", 0, 0, G_OPTION_ARG_NONE, &options.json, "Print that report", NULL },
  G_OPTION_ENTRY_NULL,
};

/* What the callbacks of one run share. */
typedef struct {
  BylineCall *call;
  BylineReport *report; /* nullable */
  BylineProgress progress;
  BylineCuts cuts;
  GError *problem; /* the report cannot be written */
  BylineCancellable *cancellable;
  BylineWatch *watch;         /* nullable */
  guint captures;             /* of the batches that a watch has had, planned */
  BylineIngestThumbs *thumbs; /* nullable */
} Run;

/* Broken, but not lost: not all that was asked for could be done with it, whichever run copied it.
 */
static void
say_damage (Run *run, const BylineIngestItem *item)
{
  const char *why = item->damage->message;
  const gsize length = strlen (item->source);
  g_autoptr (GError) problem = NULL;

  if (strncmp (why, item->source, length) == 0 && g_str_has_prefix (why + length, ": "))
    why += length + 2;
  problem =
      g_error_new (BYLINE_ERROR, BYLINE_ERROR_MALFORMED,
                   "%s: taken as it is, neither credited nor catalogued: %s", item->source, why);
  byline_progress_clear (&run->progress);
  byline_call_failed (run->call, problem);
}

/* A destination that was given up is told of once, at the end. */
static void
say_item (Run *run, const BylineIngestItem *item)
{
  const gboolean own = item->n_copies == 0 || !item->copies[0].given_up;

  byline_cuts_add (&run->cuts, item->source, item->cut);
  byline_cuts_add (&run->cuts, item->source, item->notes);
  if (item->error != NULL || item->n_copies > 1)
    byline_progress_clear (&run->progress);
  if (item->error != NULL && own)
    byline_call_failed (run->call, item->error);
  if (item->damage != NULL)
    say_damage (run, item);
  /* What is wrong with the card was said already, once for all copies. */
  for (guint i = 1; i < item->n_copies; i++)
    if (item->copies[i].error != NULL && !item->copies[i].given_up &&
        (item->error == NULL || strcmp (item->error->message, item->copies[i].error->message) != 0))
      byline_call_failed (run->call, item->copies[i].error);
}

/* A hot folder outlasts a full disk: what was wrong with a destination may be better later. */
static void
try_again (const Run *run, const BylineIngestItem *item)
{
  for (guint i = 0; i < item->n_copies; i++)
    if (item->copies[i].outcome == BYLINE_OUTCOME_FAILED)
      byline_watch_again (run->watch, item->source);
}

/* A photo that an earlier run brought may still lack its own: what is there is not made again. */
static void
add_thumbs (Run *run, const BylineIngestItem *item)
{
  g_autofree char *path = NULL;

  if (item->outcome == BYLINE_OUTCOME_FAILED || item->planned.companion || item->path == NULL ||
      item->id == NULL)
    return;
  path = g_build_filename (byline_catalogue_library (run->call->catalogue), item->path, NULL);
  byline_ingest_thumbs_add (run->thumbs, item->id, path);
}

static void
on_item (const BylineIngestItem *item, gpointer user_data)
{
  Run *run = user_data;
  BylineOutput *output = run->call->output;

  say_item (run, item);
  if (run->thumbs != NULL)
    add_thumbs (run, item);
  if (run->watch != NULL)
    try_again (run, item);
  if (output->terminal)
    byline_progress_clear (&run->progress);
  if (options.json) {
    byline_ingest_item_json (output->text, item);
    byline_output_flush (output);
  } else if (options.dry_run && item->error == NULL) {
    byline_ingest_plan_text (output->text, item);
    byline_output_end_record (output);
  }
  /* Without its report the run is not what was asked for; what is copied stays. */
  if (run->report != NULL && run->problem == NULL &&
      !byline_report_append (run->report, item, &run->problem))
    byline_cancellable_cancel (run->cancellable);
}

static void
on_progress (const BylineIngestProgress *progress, gpointer user_data)
{
  Run *run = user_data;
  g_autofree char *destinations = byline_ingest_destinations_text (progress);
  const BylineProgressState state = { .done = progress->done,
                                      .total = progress->total,
                                      .bytes_done = progress->bytes_done,
                                      .bytes_total = progress->bytes_total,
                                      .elapsed_us = progress->elapsed_us,
                                      .more = *destinations != '\0' ? destinations : NULL,
                                      .what = progress->planning ? "captures looked at" : NULL };

  byline_progress_draw (&run->progress, &state);
}

static void
on_ended (const BylineIngestProgress *progress, gpointer user_data)
{
  Run *run = user_data;

  byline_progress_clear (&run->progress);
  for (guint i = 0; i < progress->n_destinations; i++)
    if (progress->n_destinations > 1 || progress->destinations[i].gone != NULL)
      byline_ingest_say_destination (run->call, &progress->destinations[i]);
}

static gboolean
ingest (Run *run, const BylineIngestRequest *request, GError **error)
{
  BylineCatalogue *catalogue = byline_call_catalogue (
      run->call, options.dry_run ? BYLINE_CATALOGUE_READ : BYLINE_CATALOGUE_WRITE, error);
  const gint64 start = g_get_monotonic_time ();
  BylineIngestSummary summary = { 0 };
  g_autoptr (GError) problem = NULL;
  gboolean ok;

  if (catalogue == NULL)
    return FALSE;
  byline_progress_init (&run->progress);
  ok = byline_ingest_run (catalogue, request, run->cancellable, &summary, &problem);
  byline_progress_clear (&run->progress);
  byline_cuts_say (&run->cuts);
  run->captures += summary.captures;
  if (ok || g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_CANCELLED))
    byline_ingest_say_summary (request, &summary, g_get_monotonic_time () - start,
                               byline_catalogue_library (catalogue));
  if (run->problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->problem));
    return FALSE;
  }
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&problem));
  return ok;
}

/* Hot folders --------------------------------------------------------------------------------- */

/* A busy catalogue and a stop in the middle are no failures of a watch; what they left goes on. */
static gboolean
ingest_landed (Run *run, const BylineIngestRequest *request, char **landed, GError **error)
{
  BylineIngestRequest batch = *request;
  g_autoptr (GError) problem = NULL;

  batch.sources = (const char *const *) landed;
  batch.captures_before = run->captures;
  batch.part = TRUE;
  if (ingest (run, &batch, &problem) ||
      g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_CANCELLED))
    return TRUE;
  if (!g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_BUSY)) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  byline_say ("%s", problem->message);
  for (char **path = landed; *path != NULL; path++)
    byline_watch_again (run->watch, *path);
  return TRUE;
}

/* Returns: (transfer full): of each backup, whether it is a disk; NULL with an error */
static gboolean *
find_disks (const BylineIngestRequest *request, GError **error)
{
  const guint n = request->backups != NULL ? g_strv_length ((char **) request->backups) : 0;
  g_autofree gboolean *disks = g_new0 (gboolean, n + 1);

  for (guint i = 0; i < n; i++) {
    if (!g_file_test (request->backups[i], G_FILE_TEST_IS_DIR)) {
      byline_usage (error, "%s: no such folder; is the disk plugged in?", request->backups[i]);
      return NULL;
    }
    disks[i] = byline_ingest_is_disk (request->backups[i]);
  }
  return g_steal_pointer (&disks);
}

static gboolean
watch (Run *run, BylineIngestRequest *request, GError **error)
{
  g_autoptr (BylineWatch) watch = byline_watch_new (request->sources);
  g_autofree gboolean *disks = find_disks (request, error);
  gboolean blind = FALSE, ok = disks != NULL;

  if (!ok)
    return FALSE;
  request->disks = disks;
  run->watch = watch;
  byline_say ("watching; Ctrl-C ends it");
  do {
    g_autoptr (GError) unseen = NULL;
    g_auto (GStrv) landed = byline_watch_look (watch, &unseen);

    if (landed == NULL && !blind) /* a disk that went may come back */
      byline_say ("%s; waiting for it", unseen->message);
    blind = landed == NULL;
    if (!blind && *landed != NULL)
      ok = ingest_landed (run, request, landed, error);
  } while (ok && byline_interrupt_sleep (run->cancellable, byline_watch_interval_us (watch)));
  run->watch = NULL;
  request->disks = NULL;
  return ok;
}

static gboolean
ingest_or_watch (Run *run, BylineIngestRequest *request, GError **error)
{
  g_autoptr (GHashTable) short_forms = NULL;
  gboolean ok;

  if (byline_call_catalogue (run->call,
                             options.dry_run ? BYLINE_CATALOGUE_READ : BYLINE_CATALOGUE_WRITE,
                             error) == NULL ||
      !byline_iim_credits (run->call, &short_forms, error))
    return FALSE;
  request->write.iim_credits = short_forms;
  run->cancellable = byline_interrupt_new ();
  if (options.thumbs != NULL && !options.dry_run) {
    run->thumbs = byline_ingest_thumbs_begin (run->call, options.thumbs, options.thumbs_out,
                                              run->cancellable, error);
    if (run->thumbs == NULL) {
      g_clear_pointer (&run->cancellable, byline_cancellable_unref);
      return FALSE;
    }
  }
  ok = options.watch ? watch (run, request, error) : ingest (run, request, error);
  if (run->thumbs != NULL)
    ok = byline_ingest_thumbs_end (run->thumbs, run->call, ok ? error : NULL) && ok;
  g_clear_pointer (&run->cancellable, byline_cancellable_unref);
  return ok;
}

/* One of two words. */
static gboolean
parse_choice (const char *option, const char *text, const char *no, const char *yes,
              gboolean *chosen, GError **error)
{
  *chosen = g_strcmp0 (text, yes) == 0;
  if (text == NULL || *chosen || g_str_equal (text, no))
    return TRUE;
  return byline_usage (error, "%s is %s or %s, not “%s”", option, no, yes, text);
}

static gboolean
parse_words (BylineIngestRequest *request, GError **error)
{
  return (options.verify == NULL ||
          byline_verify_parse (options.verify, &request->verify, error)) &&
         parse_choice ("--only", options.only, "new", "all", &request->again, error) &&
         parse_choice ("--dups", options.dups, "skip", "keep", &request->keep_twins, error);
}

static gboolean
check_arguments (BylineCall *call, BylineWriteOptions *write, GError **error)
{
  if (call->n_args == 0)
    return byline_usage (error, "no card or folder named to take photos from");
  if (options.job != NULL && !g_utf8_validate (options.job, -1, NULL))
    return byline_usage (error, "the job's name is not UTF-8");
  if (options.watch && options.dry_run)
    return byline_usage (error, "--watch and --dry-run do not go together");
  if (options.threads < 0 || options.threads > 64)
    return byline_usage (error, "--threads is a number from 1 to 64");
  if (options.thumbs_out != NULL && options.thumbs == NULL)
    return byline_usage (error, "--thumbs-out goes with --thumbs");
  write->break_c2pa = options.break_c2pa;
  if (!byline_legacy_charset (call, &options.charset, error))
    return FALSE;
  write->legacy_charset = options.charset;
  return byline_iim_policy (call, options.iim, &write->iim, error);
}

/* An absent pattern is the library's default, not an error. */
static gboolean
parse_pattern (const char *text, BylineTemplate **pattern, GError **error)
{
  *pattern = text != NULL ? byline_template_parse (text, error) : NULL;
  return text == NULL || *pattern != NULL;
}

/* The report is brought to the disk whatever came of the run. */
static gboolean
ingest_reported (Run *run, BylineIngestRequest *request, GError **error)
{
  g_autoptr (GError) unwritten = NULL;
  gboolean ok;

  if (options.report == NULL)
    return ingest_or_watch (run, request, error);
  run->report = byline_report_open (options.report, run->call->args, error);
  if (run->report == NULL)
    return FALSE;
  ok = ingest_or_watch (run, request, error);
  if (byline_report_close (run->report, &unwritten) || !ok)
    return ok;
  g_propagate_error (error, g_steal_pointer (&unwritten));
  return FALSE;
}

/* A run of many files, by many threads, is not to keep as much as a short one may: two photos in
 * each arena. */
static void
keep_less (void)
{
  (void) mallopt (M_ARENA_MAX, 8);
  (void) mallopt (M_TOP_PAD, 128 * 1024);
  (void) mallopt (M_TRIM_THRESHOLD, 64 * 1024 * 1024);
}

static gboolean
run (BylineCall *call, GError **error)
{
  g_autoptr (BylineTemplate) folder = NULL, name = NULL;
  g_autoptr (BylinePreset) preset = NULL;
  g_autoptr (GTimeZone) zone = NULL;
  g_autoptr (GArray) shifts = NULL;
  Run state = { .call = call };
  BylineIngestRequest request = { .sources = (const char *const *) call->args,
                                  .backups = (const char *const *) options.backups,
                                  .job = options.job,
                                  .manifest = options.manifest,
                                  .n_threads = (guint) options.threads,
                                  .dry_run = options.dry_run,
                                  .write_clock = options.write_clock,
                                  .item = on_item,
                                  .progress = on_progress,
                                  .ended = on_ended,
                                  .user_data = &state };

  if (!check_arguments (call, &request.write, error) || !parse_words (&request, error) ||
      !parse_pattern (options.folder, &folder, error) ||
      !parse_pattern (options.name, &name, error) ||
      !byline_clock_options_parse (&options.clocks, &zone, &shifts, error))
    return FALSE;
  preset = byline_preset_collect (call, &options.presets, options.assignments, error);
  if (preset == NULL)
    return FALSE;
  request.folder = folder;
  request.name = name;
  request.timezone = zone;
  request.shifts = (const BylineClockShift *) (const void *) shifts->data;
  request.n_shifts = shifts->len;
  request.preset = byline_preset_is_empty (preset) ? NULL : preset;
  keep_less ();
  return ingest_reported (&state, &request, error);
}

const BylineCommand byline_cmd_ingest = {
  .name = "ingest",
  .arguments = "SOURCE…",
  .summary = "Copy a shoot into the library, credited and verified",
  .description = "SOURCE is a card, a folder or a photo; it is only read.",
  .options = entries,
  .run = run,
};
