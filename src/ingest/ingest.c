#include <byline/ingest.h>

#include <byline/error.h>

#include "base/workers.h"
#include "ingest/run.h"
#include "ingest/shot.h"

#include <string.h>

/* A transaction costs a sync, and each photo in it is the cheaper the more there are: worth it for
 * so long a wait, in which hardly as many photos come. */
#define BATCH_COUNT 8192
#define BATCH_US (500 * G_TIME_SPAN_MILLISECOND)

#define FOLDER_PATTERN "{taken:%Y}/{taken:%m-%d}"
#define FOLDER_PATTERN_JOB FOLDER_PATTERN "_{job}"
#define NAME_PATTERN "{filename}"

/* Workers wait for disks more than they compute; more of them would only cost memory.  Of small
 * files each waits for little but its fsync, and what many wait for the disk does at once. */
#define THREADS 4
#define THREADS_SMALL 16
#define SMALL ((guint64) 1024 * 1024)
/* No more files are begun while those under way take so much. */
#define ROOM_MAX ((guint64) 96 * 1024 * 1024)

static void
clear_run (BylineIngestState *run)
{
  g_clear_pointer (&run->shared.ledger, byline_ledger_free);
  g_clear_pointer (&run->shared.destinations, g_ptr_array_unref);
  g_clear_pointer (&run->manifest, byline_manifest_free);
  g_clear_pointer (&run->later, g_ptr_array_unref);
  g_clear_pointer (&run->batch, g_ptr_array_unref);
  g_clear_pointer (&run->waiting, g_ptr_array_unref);
  g_clear_pointer (&run->going, g_ptr_array_unref);
  g_clear_pointer (&run->jobs, g_hash_table_unref);
  g_clear_pointer (&run->failures, g_hash_table_unref);
  g_clear_pointer (&run->shared.known, byline_known_free);
  g_clear_pointer (&run->shared.plan, byline_plan_free);
  g_free (run->shifts_used);
  g_clear_error (&run->fatal);
  g_clear_error (&run->uncatalogued);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineIngestState, clear_run)

const char *
byline_outcome_name (BylineOutcome outcome)
{
  static const char *const names[] = {
    [BYLINE_OUTCOME_PLANNED] = "planned",
    [BYLINE_OUTCOME_COPIED] = "copied",
    [BYLINE_OUTCOME_PRESENT] = "present",
    [BYLINE_OUTCOME_FAILED] = "failed",
  };

  return names[outcome];
}

/* Running ------------------------------------------------------------------------------------- */

static gboolean
has_news (const BylineIngestJob *job)
{
  for (guint i = 0; i < job->copies.n; i++)
    if (job->copies.copies[i].outcome == BYLINE_OUTCOME_COPIED)
      return TRUE;
  return FALSE;
}

static gboolean
was_interrupted (const BylineIngestJob *job)
{
  return g_error_matches (job->error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED);
}

static guint64
room_of (const BylineIngestJob *job)
{
  return MIN (job->file.card->size, BYLINE_SHOT_KEEP_MAX);
}

static gboolean
is_full (gpointer user_data)
{
  const BylineIngestState *run = user_data;

  return run->going_room >= ROOM_MAX;
}

static gpointer
next (gpointer user_data)
{
  BylineIngestState *run = user_data;
  BylineIngestJob *job;
  guint index = run->next;

  if (run->fatal != NULL || index == byline_plan_n_files (run->shared.plan))
    return NULL;
  run->next++;
  job = byline_ingest_job_new (&run->shared, index);
  g_ptr_array_add (run->going, job);
  run->going_room += room_of (job);
  return job;
}

BylineIngestJob *
byline_ingest_finished (const BylineIngestState *run, guint index)
{
  return g_hash_table_lookup (run->jobs, GUINT_TO_POINTER (index));
}

/* A companion is written down with its photo, or behind it. */
static gboolean
must_wait (const BylineIngestState *run, const BylineIngestJob *job)
{
  return job->file.card->companion && job->file.capture->first >= run->told &&
         byline_ingest_finished (run, job->file.capture->first) == NULL;
}

static void
wait_no_longer (BylineIngestState *run, const BylineIngestJob *photo)
{
  for (guint i = run->waiting->len; i-- > 0;) {
    BylineIngestJob *job = g_ptr_array_index (run->waiting, i);

    if (job->file.capture->first != photo->index)
      continue;
    byline_ingest_add_to_batch (run, job);
    g_ptr_array_remove_index_fast (run->waiting, i);
  }
}

static void
done (gpointer data, gpointer user_data)
{
  BylineIngestJob *job = data;
  BylineIngestState *run = user_data;

  g_hash_table_insert (run->jobs, GUINT_TO_POINTER (job->index), job);
  g_ptr_array_remove_fast (run->going, job);
  run->going_room -= room_of (job);
  if (job->error != NULL && byline_ingest_is_fatal (job->error)) {
    if (run->fatal == NULL)
      run->fatal = g_error_copy (job->error);
  } else if (was_interrupted (job)) {
    job->settled = TRUE; /* as if it had not been begun: nothing is told */
    run->interrupted++;
  } else if (!has_news (job)) {
    job->settled = TRUE;
  } else if (must_wait (run, job)) {
    g_ptr_array_add (run->waiting, job);
  } else {
    byline_ingest_add_to_batch (run, job);
  }
  wait_no_longer (run, job);
  if (run->batch->len >= BATCH_COUNT ||
      (run->batch->len > 0 && g_get_monotonic_time () - run->batch_began_us >= BATCH_US))
    byline_ingest_flush (run);
  run->progress.done++;
  run->progress.bytes_done += job->file.card->size;
  byline_ingest_tell (run);
  byline_ingest_tell_progress (run, run->request->progress);
}

static void
begin (BylineIngestState *run)
{
  const guint n = byline_plan_n_files (run->shared.plan);

  run->jobs = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) byline_ingest_job_free);
  run->failures = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_error_free);
  run->going = g_ptr_array_new ();
  run->waiting = g_ptr_array_new ();
  run->batch = g_ptr_array_new ();
  run->later = g_ptr_array_new ();
  run->began_us = g_get_monotonic_time ();
  run->progress.total = n;
  run->progress.bytes_total = byline_plan_bytes (run->shared.plan);
  byline_ingest_tell_progress (run, run->request->progress);
}

/* To look at files only their heads are read. */
static guint
n_threads_to_look (const BylineIngestRequest *request)
{
  return request->n_threads != 0 ? request->n_threads : THREADS;
}

static guint
n_threads_to_copy (const BylineIngestRequest *request, const BylinePlan *plan)
{
  const guint64 usual = byline_plan_bytes (plan) / MAX (byline_plan_n_files (plan), 1);

  if (request->n_threads != 0)
    return request->n_threads;
  return usual < SMALL ? THREADS_SMALL : THREADS;
}

static gboolean
work_all (BylineIngestState *run, BylineCancellable *cancellable, GError **error)
{
  static const BylineWorkers workers = { next, byline_ingest_job_work, done };
  static const BylineWorkersWatch watch = { byline_ingest_tick, is_full };

  begin (run);
  byline_workers_run_watched (&workers, &watch, n_threads_to_copy (run->request, run->shared.plan),
                              run, cancellable);
  byline_ingest_flush (run);
  byline_ingest_tell (run);
  byline_ingest_tell_progress (run, run->request->ended);
  if (run->manifest != NULL && !byline_manifest_write (run->manifest, error))
    return FALSE;
  if (run->fatal == NULL)
    run->fatal = g_steal_pointer (&run->uncatalogued);
  if (run->fatal != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->fatal));
    return FALSE;
  }
  if (run->next - run->interrupted == byline_plan_n_files (run->shared.plan))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED,
               "interrupted with %u of %u files done; the same command goes on from there",
               run->next - run->interrupted, byline_plan_n_files (run->shared.plan));
  return FALSE;
}

/* A backup in a source would write onto the card; one in the library, or twice, is none. */
static gboolean
check_backup (const BylineIngestState *run, const BylineDestination *backup, GError **error)
{
  const char *folder = byline_destination_folder (backup);

  for (guint i = 0; run->request->sources[i] != NULL; i++) {
    g_autoptr (BylineDestination) source =
        byline_destination_new (run->request->sources[i], TRUE, NULL); /* a folder, or none */

    if (source != NULL && byline_destination_holds (source, folder)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                   "%s: a backup inside a source, which is only read", folder);
      return FALSE;
    }
  }
  for (guint i = 0; i < run->shared.destinations->len; i++)
    if (byline_destination_holds (g_ptr_array_index (run->shared.destinations, i), folder)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                   "%s: a backup inside %s is no second place", folder,
                   byline_destination_folder (g_ptr_array_index (run->shared.destinations, i)));
      return FALSE;
    }
  return TRUE;
}

/* A watch outlasts a disk that is unplugged, and does not fill the folder it was mounted on. */
static BylineDestination *
find_backup (const BylineIngestRequest *request, guint index, GError **error)
{
  const char *folder = request->backups[index];

  if (request->part &&
      (!g_file_test (folder, G_FILE_TEST_IS_DIR) ||
       (request->disks != NULL && request->disks[index] && !byline_ingest_is_disk (folder))))
    return byline_destination_new_gone (folder);
  return byline_destination_new (folder, TRUE, error);
}

static gboolean
find_destinations (BylineIngestState *run, GError **error)
{
  const char *const none[] = { NULL };
  const char *const *backups = run->request->backups != NULL ? run->request->backups : none;
  BylineDestination *destination = byline_destination_new (run->shared.library, FALSE, error);

  if (destination == NULL)
    return FALSE;
  run->shared.destinations =
      g_ptr_array_new_with_free_func ((GDestroyNotify) byline_destination_free);
  g_ptr_array_add (run->shared.destinations, destination);
  for (guint i = 0; backups[i] != NULL; i++) {
    g_autoptr (BylineDestination) backup = find_backup (run->request, i, error);

    if (backup == NULL || !check_backup (run, backup, error))
      return FALSE;
    g_ptr_array_add (run->shared.destinations, g_steal_pointer (&backup));
  }
  return TRUE;
}

static guint
known_flags (const BylineIngestRequest *request)
{
  return (request->again ? (guint) BYLINE_KNOWN_AGAIN : 0) |
         (request->keep_twins ? (guint) BYLINE_KNOWN_TWINS : 0);
}

static void
looked_at (guint done, guint total, gpointer user_data)
{
  BylineIngestState *run = user_data;

  run->progress.done = done;
  run->progress.total = total;
  byline_ingest_tell_progress (run, run->request->progress);
}

/* The whole plan, before the first byte is copied. */
static gboolean
make_plan (BylineIngestState *run, BylineCancellable *cancellable, GError **error)
{
  const BylineIngestRequest *request = run->request;
  g_autoptr (BylineTemplate) folder =
      byline_template_parse (run->shared.job != NULL ? FOLDER_PATTERN_JOB : FOLDER_PATTERN, NULL);
  g_autoptr (BylineTemplate) name = byline_template_parse (NAME_PATTERN, NULL);
  BylineNaming naming = {
    .folder = request->folder != NULL ? request->folder : folder,
    .name = request->name != NULL ? request->name : name,
    .edit = request->edit,
    .preset = request->preset,
    .job = run->shared.job,
    .clocks = { request->timezone, request->shifts, request->n_shifts, NULL },
  };

  run->shifts_used = g_new0 (gint, MAX (request->n_shifts, 1));
  naming.clocks.used = run->shifts_used;
  run->began_us = g_get_monotonic_time ();
  run->progress.planning = TRUE;
  naming.looked = looked_at;
  naming.looked_data = run;
  run->shared.plan = byline_plan_new (run->shared.library, request, &naming,
                                      n_threads_to_look (request), cancellable, error);
  run->progress = (BylineIngestProgress){ .planning = FALSE };
  if (run->shared.plan == NULL)
    return FALSE;
  run->summary->captures = byline_plan_n_captures (run->shared.plan);
  run->summary->undated = byline_plan_n_undated (run->shared.plan);
  run->summary->left_out = byline_plan_left_out (run->shared.plan);
  return TRUE;
}

static gboolean
prepare (BylineIngestState *run, BylineCancellable *cancellable, GError **error)
{
  if (!find_destinations (run, error))
    return FALSE;
  if (run->request->manifest != NULL && !run->request->dry_run) {
    run->manifest = byline_manifest_new (run->request->manifest, error);
    if (run->manifest == NULL)
      return FALSE;
  }
  run->shared.ledger = byline_ledger_new (run->shared.library, error);
  if (run->shared.ledger == NULL)
    return FALSE;
  run->shared.known = byline_known_new (run->shared.library, known_flags (run->request), error);
  return run->shared.known != NULL && make_plan (run, cancellable, error);
}

gboolean
byline_ingest_run (BylineCatalogue *catalogue, const BylineIngestRequest *request,
                   BylineCancellable *cancellable, BylineIngestSummary *summary, GError **error)
{
  gint room_mib = BYLINE_SHOT_ROOM_MIB;
  BylineIngestSummary unused;
  g_auto (BylineIngestState) run = {
    .catalogue = catalogue,
    .request = request,
    .summary = summary != NULL ? summary : &unused,
    .shared = {
      .request = request,
      .library = byline_catalogue_library (catalogue),
      .job = request->job != NULL && *request->job != '\0' ? request->job : NULL,
      .cancellable = cancellable,
      .room_mib = &room_mib,
    },
  };

  *run.summary = (BylineIngestSummary){ 0 };
  return prepare (&run, cancellable, error) && work_all (&run, cancellable, error);
}
