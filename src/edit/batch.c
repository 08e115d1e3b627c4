#include "edit/batch.h"

#include "base/folders.h"
#include "base/newfile.h"
#include "base/workers.h"
#include "metadata/sidecar.h"

#include <byline/error.h>

/* Two transactions, each a sync, are worth it for so many photos.  Each has three files open. */
#define CHUNK 32

typedef struct {
  const BylineBatch *batch;
  GPtrArray *jobs;        /* of BylineEditJob: the photos in hand */
  GHashTable *keys;       /* theirs: no photo or sidecar is written by two threads at once */
  GHashTable *swept;      /* folders that are clear of what dead runs left */
  BylineEditJob *waiting; /* names one of them again: for the next chunk */
  guint next;             /* in @jobs: to be put in place */
  guint n_done;
  gboolean ended; /* no more jobs */
  GError *fatal;  /* why the run cannot go on */
} Run;

static void
free_job (gpointer job)
{
  byline_edit_job_free (job);
}

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->waiting, byline_edit_job_free);
  g_clear_pointer (&run->keys, g_hash_table_unref);
  g_clear_pointer (&run->swept, g_hash_table_unref);
  g_clear_pointer (&run->jobs, g_ptr_array_unref);
  g_clear_error (&run->fatal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* Preparing ----------------------------------------------------------------------------------- */

/* Once a folder: a run that was killed has left its new files there, as large as photos. */
static void
sweep_folder_of (Run *run, const char *real)
{
  char *folder = g_path_get_dirname (real);

  if (!g_hash_table_contains (run->swept, folder))
    byline_new_file_sweep (folder);
  g_hash_table_add (run->swept, folder);
}

/* The photo's row, if it is one of the library's. */
static gboolean
place_job (Run *run, BylineEditJob *job)
{
  BylineJournals *journals = run->batch->journals;
  const char *inside = byline_journals_inside (journals, job->real);
  g_autoptr (GError) error = NULL;

  sweep_folder_of (run, job->real);
  if (inside == NULL)
    return TRUE;
  job->entry = byline_catalogue_get_by_path (journals->library, inside, &error);
  if (job->entry != NULL || g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  run->fatal = g_steal_pointer (&error);
  return FALSE;
}

/* The journal for each photo in hand.  It may have to be opened, which is done while the first
 * photo is prepared on another thread: it takes as long. */
static void
choose_journals (Run *run)
{
  for (guint i = 0; i < run->jobs->len && run->fatal == NULL; i++) {
    BylineEditJob *job = g_ptr_array_index (run->jobs, i);

    if (job->journal == NULL)
      job->journal = byline_journals_of (run->batch->journals, job->real, TRUE, &run->fatal);
  }
}

static gpointer
next_to_prepare (gpointer user_data)
{
  Run *run = user_data;
  BylineEditJob *job = NULL;
  g_autofree char *key = NULL;

  choose_journals (run);
  if (run->waiting != NULL || run->ended || run->fatal != NULL || run->jobs->len >= CHUNK)
    return NULL;
  job = run->batch->next (run->batch->user_data, &run->fatal);
  run->ended = job == NULL;
  if (job == NULL)
    return NULL;
  if (job->real == NULL)
    job->real = byline_real_path (job->path);
  key = byline_sidecar_key (job->real);
  if (g_hash_table_contains (run->keys, key)) {
    run->waiting = job;
    return NULL;
  }
  g_ptr_array_add (run->jobs, job);
  g_hash_table_add (run->keys, g_steal_pointer (&key));
  return place_job (run, job) ? job : NULL;
}

static void
begin_chunk (Run *run)
{
  g_hash_table_remove_all (run->keys);
  g_ptr_array_set_size (run->jobs, 0);
  run->next = 0;
}

/* What waited is the first of its chunk. */
static void
take_waiting (Run *run)
{
  BylineEditJob *job = g_steal_pointer (&run->waiting);

  if (job == NULL)
    return;
  g_ptr_array_add (run->jobs, job);
  g_hash_table_add (run->keys, byline_sidecar_key (job->real));
  if (place_job (run, job))
    byline_edit_job_prepare (job);
}

static void
nothing_to_do (gpointer job G_GNUC_UNUSED, gpointer user_data G_GNUC_UNUSED)
{
}

/* Keeping ------------------------------------------------------------------------------------- */

static gboolean
record (Run *run, BylineEditJob *job, GError **error)
{
  const char *inside = byline_journals_inside (run->batch->journals, job->real);

  if (!byline_edit_job_has_work (job))
    return TRUE;
  job->record->path = g_strdup (inside != NULL ? inside : job->real);
  return byline_journal_put (job->journal, job->record, error);
}

static gboolean
was_recorded (const BylineEditJob *job)
{
  return job->record != NULL && job->record->number != 0;
}

/* Was it kept in the journal and then not written?  After other errors than this one the file may
 * be the new one all the same; the journal tells by its hash. */
static gboolean
came_to_nothing (const BylineEditJob *job)
{
  return was_recorded (job) && job->n_written == 0 &&
         (job->unfinished || g_error_matches (job->error, BYLINE_ERROR, BYLINE_ERROR_CHANGED));
}

static gboolean
follow (Run *run, BylineEditJob *job, GError **error)
{
  if (came_to_nothing (job))
    return byline_journal_forget (job->journal, job->record->number, error);
  if (was_recorded (job) && job->error == NULL &&
      !byline_journal_mark_done (job->journal, job->record->number, error))
    return FALSE;
  return !job->refreshed || byline_catalogue_put (run->batch->journals->library, job->entry, error);
}

/* Does @each to the jobs of one journal, in one transaction that @begin begins. */
static gboolean
write_down (Run *run, BylineCatalogue *journal,
            gboolean (*begin) (BylineCatalogue *journal, GError **error),
            gboolean (*each) (Run *run, BylineEditJob *job, GError **error))
{
  if (run->fatal != NULL || journal == NULL)
    return run->fatal == NULL;
  if (!begin (journal, &run->fatal))
    return FALSE;
  for (guint i = 0; i < run->jobs->len; i++) {
    BylineEditJob *job = g_ptr_array_index (run->jobs, i);

    if (job->journal == journal && !each (run, job, &run->fatal)) {
      byline_catalogue_rollback (journal);
      return FALSE;
    }
  }
  return byline_catalogue_commit (journal, &run->fatal);
}

static gboolean
any_to_record (const Run *run, const BylineCatalogue *journal)
{
  for (guint i = 0; i < run->jobs->len; i++) {
    const BylineEditJob *job = g_ptr_array_index (run->jobs, i);

    if (job->journal == journal && byline_edit_job_has_work (job))
      return TRUE;
  }
  return FALSE;
}

static gboolean
any_to_follow (const Run *run, const BylineCatalogue *journal)
{
  for (guint i = 0; i < run->jobs->len; i++) {
    const BylineEditJob *job = g_ptr_array_index (run->jobs, i);

    if (job->journal == journal && (job->refreshed || was_recorded (job)))
      return TRUE;
  }
  return FALSE;
}

static void
record_all (Run *run)
{
  BylineCatalogue *const both[] = { run->batch->journals->library, run->batch->journals->outside };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    if (any_to_record (run, both[i]))
      write_down (run, both[i], byline_catalogue_begin, record);
}

static void
follow_all (Run *run)
{
  BylineCatalogue *const both[] = { run->batch->journals->library, run->batch->journals->outside };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    if (any_to_follow (run, both[i]))
      write_down (run, both[i], byline_catalogue_begin_hasty, follow);
}

/* Running ------------------------------------------------------------------------------------- */

static gpointer
next_to_commit (gpointer user_data)
{
  Run *run = user_data;

  while (run->fatal == NULL && run->next < run->jobs->len) {
    BylineEditJob *job = g_ptr_array_index (run->jobs, run->next++);

    if (byline_edit_job_has_work (job))
      return job;
  }
  return NULL;
}

/* Names are durable once their folders are: each is synced once for all its photos. */
static void
sync_folder (Run *run, const char *folder)
{
  g_autoptr (GError) error = NULL;

  if (byline_sync_folder_named (folder, &error))
    return;
  for (guint i = 0; i < run->jobs->len; i++) {
    BylineEditJob *job = g_ptr_array_index (run->jobs, i);
    g_autofree char *its = g_path_get_dirname (job->real);

    if (job->n_written > 0 && job->error == NULL && g_str_equal (its, folder))
      job->error = g_error_copy (error);
  }
}

static void
sync_folders (Run *run)
{
  g_autoptr (GHashTable) synced = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < run->jobs->len; i++) {
    const BylineEditJob *job = g_ptr_array_index (run->jobs, i);
    char *folder = job->n_written > 0 ? g_path_get_dirname (job->real) : NULL;

    if (folder != NULL && !g_hash_table_contains (synced, folder))
      sync_folder (run, folder);
    if (folder != NULL)
      g_hash_table_add (synced, folder);
  }
}

static void
tell (Run *run)
{
  for (guint i = 0; run->fatal == NULL && i < run->jobs->len; i++) {
    run->batch->tell (g_ptr_array_index (run->jobs, i), run->batch->user_data);
    run->n_done++;
  }
}

/* Closing the last way to an old file gives its space back, which takes as long as the waits for
 * the disk that are still to come.  Where there is no thread to be had they are closed with the
 * jobs. */
static gpointer
close_all (gpointer data)
{
  const Run *run = data;

  for (guint i = 0; i < run->jobs->len; i++)
    byline_edit_job_close (g_ptr_array_index (run->jobs, i));
  return NULL;
}

static void
run_chunk (Run *run, guint n_threads, BylineCancellable *cancellable)
{
  static const BylineWorkers prepare = { next_to_prepare, byline_edit_job_prepare, nothing_to_do };
  static const BylineWorkers commit = { next_to_commit, byline_edit_job_commit, nothing_to_do };
  GThread *closing;

  begin_chunk (run);
  take_waiting (run);
  byline_workers_run (&prepare, n_threads, run, cancellable);
  choose_journals (run);
  if (run->fatal != NULL)
    return;
  record_all (run);
  byline_workers_run (&commit, n_threads, run, NULL); /* what is prepared is finished */
  closing = g_thread_try_new ("close", close_all, run, NULL);
  sync_folders (run);
  follow_all (run);
  if (closing != NULL)
    g_thread_join (closing);
  tell (run);
}

gboolean
byline_batch_run (const BylineBatch *batch, BylineCancellable *cancellable, guint *n_done,
                  GError **error)
{
  const guint n_threads = batch->n_threads != 0 ? batch->n_threads : g_get_num_processors ();
  g_auto (Run) run = { .batch = batch };

  run.jobs = g_ptr_array_new_with_free_func (free_job);
  run.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run.swept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (run.fatal == NULL && (!run.ended || run.waiting != NULL) &&
         !byline_cancellable_is_cancelled (cancellable))
    run_chunk (&run, n_threads, cancellable);
  *n_done = run.n_done;
  if (run.fatal != NULL) {
    g_propagate_error (error, g_steal_pointer (&run.fatal));
    return FALSE;
  }
  if (run.ended && run.waiting == NULL)
    return TRUE;
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED, "interrupted");
  return FALSE;
}
