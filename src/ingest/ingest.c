#include <byline/ingest.h>

#include <byline/error.h>

#include "base/workers.h"
#include "ingest/job.h"

#include <glib/gstdio.h>

/* A transaction costs a sync: worth it for so many photos, or for so long a wait. */
#define BATCH_COUNT 64
#define BATCH_US (200 * G_TIME_SPAN_MILLISECOND)

#define FOLDER_PATTERN "{taken:%Y}/{taken:%m-%d}"
#define FOLDER_PATTERN_JOB FOLDER_PATTERN "_{job}"
#define NAME_PATTERN "{filename}"

/* Workers wait for disks more than they compute; more of them would only cost memory. */
#define THREADS_MAX 4

typedef struct {
  BylineIngestRun shared;
  BylineCatalogue *catalogue;
  const BylineIngestRequest *request;
  BylineIngestSummary *summary;

  GPtrArray *files; /* of BylineCardFile */
  GPtrArray *jobs;  /* by index; NULL until finished */
  guint next, told; /* how many were started, and reported */
  GPtrArray *batch; /* of BylineIngestJob, borrowed: copied, not yet catalogued */
  gint64 batch_began_us;
  BylineIngestProgress progress;
  gint64 began_us;
  GError *fatal; /* why the run cannot go on */
} Run;

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->shared.plan, byline_plan_free);
  g_clear_pointer (&run->batch, g_ptr_array_unref);
  g_clear_pointer (&run->jobs, g_ptr_array_unref);
  g_clear_pointer (&run->files, g_ptr_array_unref);
  g_clear_error (&run->fatal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

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

/* Telling ------------------------------------------------------------------------------------- */

/* A twin is in the library exactly if the photo is that came first. */
static void
follow_twin (const Run *run, BylineIngestJob *job)
{
  const BylineIngestJob *first = g_ptr_array_index (run->jobs, job->twin);

  if (first->outcome != BYLINE_OUTCOME_FAILED) {
    job->entry.path = g_strdup (first->entry.path);
    return;
  }
  job->outcome = BYLINE_OUTCOME_FAILED;
  g_set_error (&job->error, first->error->domain, first->error->code,
               "%s: is the same picture as %s, which failed", job->file->path, first->file->path);
}

static void
count (BylineIngestSummary *summary, const BylineIngestJob *job)
{
  switch (job->outcome) {
  case BYLINE_OUTCOME_PLANNED:
  case BYLINE_OUTCOME_COPIED:
    summary->copied++;
    summary->bytes += job->size;
    break;
  case BYLINE_OUTCOME_PRESENT:
    summary->present++;
    break;
  case BYLINE_OUTCOME_FAILED:
    summary->failed++;
    break;
  }
}

static void
tell_one (Run *run, BylineIngestJob *job)
{
  if (job->twin != BYLINE_NO_TWIN)
    follow_twin (run, job);
  count (run->summary, job);
  if (run->request->item != NULL)
    run->request->item (
        &(const BylineIngestItem){
            .source = job->file->path,
            .outcome = job->outcome,
            .path = job->outcome != BYLINE_OUTCOME_FAILED ? job->entry.path : NULL,
            .id = job->named ? &job->entry.id : NULL,
            .shot = job->read ? job->entry.shot : NULL,
            .size = job->size,
            .cut = job->cut,
            .error = job->error,
        },
        run->request->user_data);
}

/* Tells what is settled, in the card's order. */
static void
tell (Run *run)
{
  while (run->told < run->jobs->len) {
    BylineIngestJob *job = g_ptr_array_index (run->jobs, run->told);

    if (job == NULL || !job->settled)
      return;
    tell_one (run, job);
    run->told++;
  }
}

static void
tell_progress (Run *run)
{
  if (run->request->progress == NULL)
    return;
  run->progress.elapsed_us = g_get_monotonic_time () - run->began_us;
  run->request->progress (&run->progress, run->request->user_data);
}

/* Cataloguing --------------------------------------------------------------------------------- */

/* Another process may have taken in the same picture meanwhile; then its copy is the one, and ours,
 * which nobody has heard of yet, goes again. */
static gboolean
lost_race (Run *run, BylineIngestJob *job)
{
  g_autoptr (BylineEntry) other = byline_catalogue_get (run->catalogue, &job->entry.id, NULL);
  g_autofree char *theirs = NULL;
  g_autofree char *ours = NULL;

  if (other == NULL || g_str_equal (other->path, job->entry.path))
    return FALSE;
  theirs = g_build_filename (run->shared.library, other->path, NULL);
  if (!g_file_test (theirs, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  ours = g_build_filename (run->shared.library, job->entry.path, NULL);
  if (job->made)
    g_unlink (ours);
  g_free (job->entry.path);
  job->entry.path = g_strdup (other->path);
  job->outcome = BYLINE_OUTCOME_PRESENT;
  return TRUE;
}

static gboolean
put_batch (Run *run, GError **error)
{
  if (!byline_catalogue_begin (run->catalogue, error))
    return FALSE;
  for (guint i = 0; i < run->batch->len; i++) {
    BylineIngestJob *job = g_ptr_array_index (run->batch, i);

    job->entry.ingested_us = g_get_real_time ();
    if (!lost_race (run, job) && !byline_catalogue_put (run->catalogue, &job->entry, error)) {
      byline_catalogue_rollback (run->catalogue);
      return FALSE;
    }
  }
  if (byline_catalogue_commit (run->catalogue, error))
    return TRUE;
  byline_catalogue_rollback (run->catalogue);
  return FALSE;
}

/* What cannot be catalogued now lies in the library under its name: the next run takes it over. */
static void
flush (Run *run)
{
  if (run->batch->len == 0 || run->fatal != NULL)
    return;
  if (!put_batch (run, &run->fatal))
    return;
  for (guint i = 0; i < run->batch->len; i++) {
    BylineIngestJob *job = g_ptr_array_index (run->batch, i);

    job->settled = TRUE;
    g_clear_pointer (&job->entry.metadata, byline_metadata_free);
  }
  g_ptr_array_set_size (run->batch, 0);
}

static void
add_to_batch (Run *run, BylineIngestJob *job)
{
  gint64 now_us = g_get_monotonic_time ();

  if (run->batch->len == 0)
    run->batch_began_us = now_us;
  g_ptr_array_add (run->batch, job);
}

/* Running ------------------------------------------------------------------------------------- */

static gpointer
next (gpointer user_data)
{
  Run *run = user_data;
  guint index = run->next;

  if (run->fatal != NULL || index == run->files->len)
    return NULL;
  run->next++;
  return byline_ingest_job_new (&run->shared, g_ptr_array_index (run->files, index), index);
}

static void
done (gpointer data, gpointer user_data)
{
  BylineIngestJob *job = data;
  Run *run = user_data;

  run->jobs->pdata[job->index] = job;
  if (job->error != NULL && byline_ingest_is_fatal (job->error)) {
    if (run->fatal == NULL)
      run->fatal = g_error_copy (job->error);
  } else if (job->outcome == BYLINE_OUTCOME_COPIED) {
    add_to_batch (run, job);
  } else {
    job->settled = TRUE;
  }
  if (run->batch->len >= BATCH_COUNT ||
      (run->batch->len > 0 && g_get_monotonic_time () - run->batch_began_us >= BATCH_US))
    flush (run);
  run->progress.done++;
  run->progress.bytes_done += job->file->size;
  tell (run);
  tell_progress (run);
}

static void
free_job (gpointer job)
{
  if (job != NULL)
    byline_ingest_job_free (job);
}

static void
begin (Run *run)
{
  run->jobs = g_ptr_array_new_full (run->files->len, free_job);
  g_ptr_array_set_size (run->jobs, (int) run->files->len);
  run->batch = g_ptr_array_new ();
  run->began_us = g_get_monotonic_time ();
  run->progress.total = run->files->len;
  for (guint i = 0; i < run->files->len; i++)
    run->progress.bytes_total += ((const BylineCardFile *) g_ptr_array_index (run->files, i))->size;
  tell_progress (run);
}

static guint
n_threads (const BylineIngestRequest *request)
{
  return request->n_threads != 0 ? request->n_threads
                                 : MIN (2 * g_get_num_processors (), THREADS_MAX);
}

static gboolean
work_all (Run *run, GCancellable *cancellable, GError **error)
{
  static const BylineWorkers workers = { next, byline_ingest_job_work, done };

  begin (run);
  byline_workers_run (&workers, n_threads (run->request), run, cancellable);
  flush (run);
  tell (run);
  if (run->fatal != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->fatal));
    return FALSE;
  }
  if (run->next == run->files->len)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED,
               "interrupted with %u of %u photos done; the same command goes on from there",
               run->next, run->files->len);
  return FALSE;
}

gboolean
byline_ingest_run (BylineCatalogue *catalogue, const BylineIngestRequest *request,
                   GCancellable *cancellable, BylineIngestSummary *summary, GError **error)
{
  const char *job = request->job != NULL && *request->job != '\0' ? request->job : NULL;
  g_autoptr (BylineTemplate) folder =
      byline_template_parse (job != NULL ? FOLDER_PATTERN_JOB : FOLDER_PATTERN, NULL);
  g_autoptr (BylineTemplate) name = byline_template_parse (NAME_PATTERN, NULL);
  BylineIngestSummary unused;
  g_auto (Run) run = {
    .catalogue = catalogue,
    .request = request,
    .summary = summary != NULL ? summary : &unused,
    .shared = {
      .request = request,
      .library = byline_catalogue_library (catalogue),
      .job = job,
      .folder = request->folder != NULL ? request->folder : folder,
      .name = request->name != NULL ? request->name : name,
    },
  };

  *run.summary = (BylineIngestSummary){ 0 };
  run.files = byline_walk (request->sources, error);
  if (run.files == NULL)
    return FALSE;
  run.shared.plan = byline_plan_new (run.shared.library, request->dry_run, error);
  return run.shared.plan != NULL && work_all (&run, cancellable, error);
}
