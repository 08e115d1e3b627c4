#include "cli/clocks.h"
#include "cli/command.h"
#include "cli/cuts.h"
#include "cli/ingest_thumbs.h"
#include "cli/interrupt.h"
#include "cli/presets.h"
#include "cli/progress.h"
#include "cli/report.h"
#include "cli/terminal.h"
#include "cli/write_options.h"

#include <byline/ingest.h>
#include <byline/watch.h>

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
  GCancellable *cancellable;
  BylineWatch *watch;         /* nullable */
  guint captures;             /* of the batches that a watch has had, planned */
  BylineIngestThumbs *thumbs; /* nullable */
} Run;

/* Why a file gets the place it gets. */
static void
why_text (GString *text, const BylineIngestPlanned *planned)
{
  static const char *const zones[] = {
    [BYLINE_ZONE_UNDATED] = "no date",          [BYLINE_ZONE_FILE] = "",
    [BYLINE_ZONE_TOLD] = ", zone as told",      [BYLINE_ZONE_GPS] = ", zone by GPS",
    [BYLINE_ZONE_ASSUMED] = ", zone not known",
  };

  g_string_append (text, "  (");
  if (planned->taken != NULL)
    byline_safe_append (text, planned->taken);
  g_string_append (text, zones[planned->zone]);
  if (planned->shift_s != 0) {
    g_string_append (text, ", clock shifted by ");
    byline_clock_shift_append (text, planned->shift_s);
  }
  if (planned->name_number > 1)
    g_string_append_printf (text, ", “-%u” as the name is taken", planned->name_number);
  if (planned->companion)
    g_string_append (text, ", goes with its photo");
  g_string_append_c (text, ')');
}

/* The plan: an arrow where a copy would be made, "=" where the library has the picture. */
static void
plan_text (BylineOutput *output, const BylineIngestItem *item)
{
  byline_safe_append (output->text, item->source);
  g_string_append (output->text, item->outcome == BYLINE_OUTCOME_PRESENT ? " = " : " → ");
  byline_safe_append (output->text, item->path != NULL ? item->path : "");
  if (item->outcome == BYLINE_OUTCOME_PLANNED)
    why_text (output->text, &item->planned);
  g_string_append_c (output->text, '\n');
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

  if (item->outcome == BYLINE_OUTCOME_FAILED || item->planned.companion || item->path == NULL)
    return;
  path = g_build_filename (byline_catalogue_library (run->call->catalogue), item->path, NULL);
  byline_ingest_thumbs_add (run->thumbs, path);
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
    plan_text (output, item);
    byline_output_end_record (output);
  }
  /* Without its report the run is not what was asked for; what is copied stays. */
  if (run->report != NULL && run->problem == NULL &&
      !byline_report_append (run->report, item, &run->problem))
    g_cancellable_cancel (run->cancellable);
}

/* "library 310, usb 298, nas gone": where there are several. */
static char *
destinations_text (const BylineIngestProgress *progress)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; progress->n_destinations > 1 && i < progress->n_destinations; i++) {
    const BylineDestinationState *state = &progress->destinations[i];
    g_autofree char *name = g_path_get_basename (state->folder);

    g_string_append (text, i > 0 ? ", " : "");
    byline_safe_append (text, state->backup ? name : "library");
    g_string_append_printf (text, " %u", state->copied);
    if (state->gone != NULL)
      g_string_append (text, " and no more");
    else if (state->lost > 0)
      g_string_append_printf (text, " (%u failed)", state->lost);
  }
  return g_string_free (text, FALSE);
}

static void
on_progress (const BylineIngestProgress *progress, gpointer user_data)
{
  Run *run = user_data;
  g_autofree char *destinations = destinations_text (progress);
  const BylineProgressState state = { .done = progress->done,
                                      .total = progress->total,
                                      .bytes_done = progress->bytes_done,
                                      .bytes_total = progress->bytes_total,
                                      .elapsed_us = progress->elapsed_us,
                                      .more = *destinations != '\0' ? destinations : NULL };

  byline_progress_draw (&run->progress, &state);
}

/* What a person wants to know of each place before they format the card. */
static void
say_destination (BylineCall *call, const BylineDestinationState *state)
{
  g_autofree char *size = g_format_size (state->bytes);

  if (state->gone != NULL) {
    byline_call_failed (call, state->gone);
    byline_say ("%s: %u files are missing there; the same command brings them", state->folder,
                state->lost);
  } else if (state->lost > 0) {
    byline_say ("%s: %u copied (%s), %u failed", state->folder, state->copied, size, state->lost);
  } else {
    byline_say ("%s: %u copied (%s)", state->folder, state->copied, size);
  }
}

static void
on_ended (const BylineIngestProgress *progress, gpointer user_data)
{
  Run *run = user_data;

  byline_progress_clear (&run->progress);
  for (guint i = 0; i < progress->n_destinations; i++)
    if (progress->n_destinations > 1 || progress->destinations[i].gone != NULL)
      say_destination (run->call, &progress->destinations[i]);
}

static void
say_summary (const BylineIngestSummary *summary, gint64 elapsed_us)
{
  g_autofree char *size = g_format_size (summary->bytes);

  byline_say ("%u %s (%s), %u in the library already, %u failed; %.1f s", summary->copied,
              options.dry_run ? "to copy" : "copied", size, summary->present, summary->failed,
              (double) elapsed_us / G_USEC_PER_SEC);
  if (summary->undated > 0)
    byline_say ("%u without a date", summary->undated);
  if (summary->incomplete > 0)
    byline_say ("%u are in the library but not in every backup", summary->incomplete);
  if (options.verify != NULL && g_str_equal (options.verify, "none") && summary->copied > 0)
    byline_say ("nothing was verified: --verify none");
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
    say_summary (&summary, g_get_monotonic_time () - start);
  if (run->problem != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->problem));
    return FALSE;
  }
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&problem));
  return ok;
}

/* Hot folders --------------------------------------------------------------------------------- */

/* Returns: FALSE once told to stop */
static gboolean
sleep_unless_told (GCancellable *cancellable, gint64 us)
{
  GPollFD told;

  if (g_cancellable_make_pollfd (cancellable, &told)) {
    g_poll (&told, 1, (int) MIN (us / 1000, G_MAXINT));
    g_cancellable_release_fd (cancellable);
  }
  return !g_cancellable_is_cancelled (cancellable);
}

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

static gboolean
watch (Run *run, const BylineIngestRequest *request, GError **error)
{
  g_autoptr (BylineWatch) watch = byline_watch_new (request->sources);
  gboolean blind = FALSE, ok = TRUE;

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
  } while (ok && sleep_unless_told (run->cancellable, byline_watch_interval_us (watch)));
  run->watch = NULL;
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
      g_clear_object (&run->cancellable);
      return FALSE;
    }
  }
  ok = options.watch ? watch (run, request, error) : ingest (run, request, error);
  if (run->thumbs != NULL)
    ok = byline_ingest_thumbs_end (run->thumbs, run->call, ok ? error : NULL) && ok;
  g_clear_object (&run->cancellable);
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
