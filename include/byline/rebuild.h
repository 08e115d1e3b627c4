#pragma once

#include <byline/sync.h>

G_BEGIN_DECLS

/** What became of a catalogue that was made anew. */
typedef struct {
  guint rescued;          /* photos of which something was known in the old one */
  BylineSyncSummary sync; /* the files that were found */
} BylineRebuildSummary;

/**
 * byline_rebuild_run:
 * @library: its folder
 * @request: as for byline_sync_run(); @dry_run and @removed do not matter
 *
 * Makes a library's catalogue anew from its files, for one that is lost or damaged.  The old one is
 * kept in .byline/backup/; what can be read of it, the jobs and the edits with their way back among
 * it, is taken over.  Run again, an interrupted one goes on.
 *
 * Returns: (transfer full): the catalogue, open for writing; NULL with BYLINE_ERROR_BUSY, _WRITE,
 *   _CATALOGUE, _UNREADABLE or _CANCELLED
 */
BylineCatalogue *byline_rebuild_run (const char *library, const BylineSyncRequest *request,
                                     BylineCancellable *cancellable, BylineRebuildSummary *summary,
                                     GError **error);

G_END_DECLS
