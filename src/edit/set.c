#include <byline/set.h>

#include <byline/error.h>

#include "edit/batch.h"

typedef struct {
  const BylineSetRequest *request;
  guint next;
} Run;

static BylineEditJob *
next (gpointer user_data, GError **error G_GNUC_UNUSED)
{
  Run *run = user_data;
  const char *path = run->request->paths[run->next];
  BylineEditJob *job = NULL;

  if (path == NULL)
    return NULL;
  run->next++;
  job = g_new0 (BylineEditJob, 1);
  job->path = g_strdup (path);
  job->edit = run->request->edit;
  job->preset = run->request->preset;
  job->job = run->request->job;
  job->seq = run->next;
  job->options = run->request->write;
  return job;
}

static void
tell (const BylineEditJob *job, gpointer user_data)
{
  const Run *run = user_data;

  if (run->request->item != NULL)
    run->request->item (&(const BylineSetItem){ .path = job->path,
                                                .changed = job->report.changed,
                                                .cut = job->report.cut,
                                                .notes = job->report.notes,
                                                .sidecar = job->report.sidecar,
                                                .error = job->error },
                        run->request->user_data);
}

gboolean
byline_set_run (BylineCatalogue *catalogue, const BylineSetRequest *request,
                BylineCancellable *cancellable, GError **error)
{
  Run run = { .request = request };
  BylineJournals journals;
  const BylineBatch batch = { .journals = &journals,
                              .n_threads = request->n_threads,
                              .next = next,
                              .tell = tell,
                              .user_data = &run };
  guint n_done = 0;
  g_autoptr (GError) problem = NULL;
  gboolean done = FALSE;

  byline_journals_init (&journals, catalogue, request->journal);
  done = byline_batch_run (&batch, cancellable, &n_done, &problem);
  byline_journals_clear (&journals);
  if (done || (request->paths[n_done] == NULL &&
               g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_CANCELLED)))
    return TRUE;
  if (g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_CANCELLED))
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED,
                 "interrupted with %u of %u photos done", n_done,
                 g_strv_length ((char **) request->paths));
  else
    g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}
