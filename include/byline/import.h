#pragma once

#include <byline/set.h>

G_BEGIN_DECLS

/** Where to read what.  Borrowed during the run. */
typedef struct {
  const char *file; /* JSON Lines as byline export writes them; "-" is standard input */
  gboolean exact;   /* fields that a line does not name are cleared */
  gboolean dry_run; /* change nothing; an item is "changed" where something would be */
  BylineWriteOptions write;
  guint n_threads;                                              /* 0: one a core */
  void (*item) (const BylineSetItem *item, gpointer user_data); /* a photo, or a line with @error */
  gpointer user_data; /* callbacks come on the calling thread */
} BylineImportRequest;

/**
 * byline_import_run:
 * @catalogue: open for writing
 *
 * Writes fields that were exported back into the photos with the same pictures, whatever their
 * paths are now, as byline_set_run() does, so that it can be undone; and gives them their jobs
 * again.  A line that is not understood, or whose photo the library does not have, fails alone.
 *
 * Returns: FALSE if the run as a whole could not go on: BYLINE_ERROR_USAGE (no such file), _BUSY,
 *   _CATALOGUE, _CANCELLED
 */
gboolean byline_import_run (BylineCatalogue *catalogue, const BylineImportRequest *request,
                            BylineCancellable *cancellable, GError **error);

G_END_DECLS
