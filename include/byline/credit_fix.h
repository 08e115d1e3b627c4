#pragma once

#include <byline/credits.h>
#include <byline/set.h>

G_BEGIN_DECLS

/** How to write.  Borrowed during the run. */
typedef struct {
  gboolean dry_run; /* change nothing; an item is "changed" where something would be */
  BylineWriteOptions write;
  guint n_threads;                                              /* 0: one a core */
  void (*item) (const BylineSetItem *item, gpointer user_data); /* a photo that is changed */
  gpointer user_data; /* callbacks come on the calling thread */
} BylineCreditFixRequest;

/**
 * byline_credit_fix_run:
 * @catalogue: open for writing, or for reading if nothing is to be written
 *
 * Gives every photo of the library whose credit stands for a known credit line its canonical form,
 * and the creator, copyright, usage terms and URLs that the line knows where the photo says
 * nothing; as byline_set_run() does, so that it can be undone.
 *
 * Returns: FALSE if the run as a whole could not go on: BYLINE_ERROR_BUSY, _CATALOGUE, _CANCELLED
 */
gboolean byline_credit_fix_run (BylineCatalogue *catalogue, const BylineCreditFixRequest *request,
                                BylineCancellable *cancellable, GError **error);

G_END_DECLS
