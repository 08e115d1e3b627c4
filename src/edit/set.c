#include <byline/set.h>

#include <byline/error.h>

#include "base/workers.h"
#include "edit/job.h"

#include <stdlib.h>
#include <string.h>

/* A transaction costs a sync: worth it for so many photos, or for so long a wait.  Both are small:
 * an edit whose file is written and whose journal is not cannot be undone. */
#define BATCH_COUNT 32
#define BATCH_US (50 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  const BylineSetRequest *request;
  BylineCatalogue *catalogue; /* nullable */
  char *library;              /* without symbolic links; NULL with no catalogue */

  guint n_paths, next, told;
  GHashTable *started; /* real paths: no file is written by two threads at once */
  GPtrArray *again;    /* of BylineSetJob: named a second time, to do when the first are done */
  guint next_again;
  GPtrArray *jobs;  /* by index; NULL until finished, and again when told */
  GPtrArray *batch; /* of BylineSetJob, borrowed: the catalogue is still to follow */
  gint64 batch_began_us;
  GError *fatal; /* why the run cannot go on */
} Run;

static void
free_job (gpointer job)
{
  byline_set_job_free (job);
}

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->batch, g_ptr_array_unref);
  g_clear_pointer (&run->jobs, g_ptr_array_unref);
  g_clear_pointer (&run->again, g_ptr_array_unref);
  g_clear_pointer (&run->started, g_hash_table_unref);
  g_clear_pointer (&run->library, g_free);
  g_clear_error (&run->fatal);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* Without symbolic links where it exists, so that one file has one name. */
static char *
real_path (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = real != NULL ? g_strdup (real) : g_canonicalize_filename (path, NULL);

  free (real);
  return copy;
}

/* Cataloguing --------------------------------------------------------------------------------- */

/* The journal notes the hash that the catalogue has as the one to come back to. */
static gboolean
journal (Run *run, BylineSetJob *job, GError **error)
{
  BylineEntry *entry = job->entry;
  guint8 after[BYLINE_SHA256_SIZE];

  if (!job->known) {
    memcpy (after, entry->credited, sizeof after);
    memcpy (entry->credited, job->before, sizeof after);
    if (!byline_catalogue_put (run->catalogue, entry, error))
      return FALSE;
    memcpy (entry->credited, after, sizeof after);
  }
  return byline_catalogue_journal (run->catalogue, &entry->id, run->request->edit, job->report.undo,
                                   error);
}

static gboolean
put_job (Run *run, BylineSetJob *job, GError **error)
{
  return (!job->report.changed || journal (run, job, error)) &&
         (!job->refreshed || byline_catalogue_put (run->catalogue, job->entry, error));
}

static gboolean
put_batch (Run *run, GError **error)
{
  if (!byline_catalogue_begin (run->catalogue, error))
    return FALSE;
  for (guint i = 0; i < run->batch->len; i++) {
    if (!put_job (run, g_ptr_array_index (run->batch, i), error)) {
      byline_catalogue_rollback (run->catalogue);
      return FALSE;
    }
  }
  if (byline_catalogue_commit (run->catalogue, error))
    return TRUE;
  byline_catalogue_rollback (run->catalogue);
  return FALSE;
}

static void
flush (Run *run)
{
  if (run->batch->len == 0 || run->fatal != NULL || !put_batch (run, &run->fatal))
    return;
  for (guint i = 0; i < run->batch->len; i++)
    ((BylineSetJob *) g_ptr_array_index (run->batch, i))->settled = TRUE;
  g_ptr_array_set_size (run->batch, 0);
}

/* Tells what is settled, in the order of the paths. */
static void
tell (Run *run)
{
  for (; run->told < run->n_paths; run->told++) {
    BylineSetJob *job = g_ptr_array_index (run->jobs, run->told);

    if (job == NULL || !job->settled)
      return;
    if (run->request->item != NULL)
      run->request->item (&(const BylineSetItem){ .path = job->path,
                                                  .changed = job->report.changed,
                                                  .cut = job->report.cut,
                                                  .error = job->error },
                          run->request->user_data);
    run->jobs->pdata[run->told] = NULL;
    byline_set_job_free (job);
  }
}

/* Running ------------------------------------------------------------------------------------- */

/* The photo's row, if it is one of the library's. */
static gboolean
find_entry (Run *run, BylineSetJob *job, const char *real)
{
  g_autoptr (GError) error = NULL;
  gsize length;

  if (run->library == NULL || !g_str_has_prefix (real, run->library))
    return TRUE;
  length = strlen (run->library);
  if (real[length] != '/')
    return TRUE;
  job->entry = byline_catalogue_get_by_path (run->catalogue, real + length + 1, &error);
  if (job->entry != NULL || g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  run->fatal = g_steal_pointer (&error);
  return FALSE;
}

static BylineSetJob *
new_job (const Run *run, guint index)
{
  BylineSetJob *job = g_new0 (BylineSetJob, 1);

  job->request = run->request;
  job->path = run->request->paths[index];
  job->index = index;
  return job;
}

static gpointer
next (gpointer user_data)
{
  Run *run = user_data;

  while (run->fatal == NULL && run->next < run->n_paths) {
    BylineSetJob *job = new_job (run, run->next++);
    g_autofree char *real = real_path (job->path);

    if (g_hash_table_contains (run->started, real)) {
      g_ptr_array_add (run->again, job);
      continue;
    }
    if (find_entry (run, job, real)) {
      g_hash_table_add (run->started, g_steal_pointer (&real));
      return job;
    }
    byline_set_job_free (job);
  }
  return NULL;
}

static gpointer
next_again (gpointer user_data)
{
  Run *run = user_data;
  BylineSetJob *job;
  g_autofree char *real = NULL;

  if (run->fatal != NULL || run->next_again == run->again->len)
    return NULL;
  job = g_ptr_array_index (run->again, run->next_again);
  real = real_path (job->path);
  if (!find_entry (run, job, real))
    return NULL;
  run->again->pdata[run->next_again++] = NULL;
  return job;
}

static void
add_to_batch (Run *run, BylineSetJob *job)
{
  if (run->batch->len == 0)
    run->batch_began_us = g_get_monotonic_time ();
  g_ptr_array_add (run->batch, job);
}

static void
done (gpointer data, gpointer user_data)
{
  BylineSetJob *job = data;
  Run *run = user_data;

  run->jobs->pdata[job->index] = job;
  if (job->refreshed || (job->known && job->report.changed))
    add_to_batch (run, job);
  else
    job->settled = TRUE;
  if (run->batch->len >= BATCH_COUNT ||
      (run->batch->len > 0 && g_get_monotonic_time () - run->batch_began_us >= BATCH_US))
    flush (run);
  tell (run);
}

static gboolean
finish (Run *run, GError **error)
{
  flush (run);
  tell (run);
  if (run->fatal != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->fatal));
    return FALSE;
  }
  if (run->told == run->n_paths)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED, "interrupted with %u of %u photos done",
               run->told, run->n_paths);
  return FALSE;
}

static void
begin (Run *run)
{
  run->n_paths = g_strv_length ((char **) run->request->paths);
  run->started = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  run->again = g_ptr_array_new_with_free_func (free_job);
  run->jobs = g_ptr_array_new_with_free_func (free_job);
  g_ptr_array_set_size (run->jobs, (int) run->n_paths);
  run->batch = g_ptr_array_new ();
  if (run->catalogue != NULL)
    run->library = real_path (byline_catalogue_library (run->catalogue));
}

gboolean
byline_set_run (BylineCatalogue *catalogue, const BylineSetRequest *request,
                GCancellable *cancellable, GError **error)
{
  static const BylineWorkers workers = { next, byline_set_job_work, done };
  static const BylineWorkers once_more = { next_again, byline_set_job_work, done };
  g_auto (Run) run = { .request = request, .catalogue = catalogue };

  begin (&run);
  byline_workers_run (&workers,
                      request->n_threads != 0 ? request->n_threads : g_get_num_processors (), &run,
                      cancellable);
  byline_workers_run (&once_more, 1, &run, cancellable);
  return finish (&run, error);
}
