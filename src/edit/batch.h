#pragma once

#include "edit/job.h"
#include "edit/journals.h"

/**
 * BylineBatch:
 * @next: (transfer full): the next job, its @path, @edit or @back, and @options filled in; NULL
 *   when there are no more, or with @error when the run cannot go on
 * @tell: what became of a job, in their order
 *
 * Many writes, some photos at a time: all are prepared, on all cores; what undo needs of them goes
 * to the disk in one transaction; all are put in place; the catalogue follows.
 */
typedef struct {
  BylineJournals *journals;
  guint n_threads; /* 0: one a core */
  BylineEditJob *(*next) (gpointer user_data, GError **error);
  void (*tell) (const BylineEditJob *job, gpointer user_data);
  gpointer user_data;
} BylineBatch;

/** @n_done: (out): how many jobs were told
 *  Returns: FALSE with BYLINE_ERROR_BUSY, _CATALOGUE, _CANCELLED, or an error of @next */
gboolean byline_batch_run (const BylineBatch *batch, BylineCancellable *cancellable, guint *n_done,
                           GError **error);
