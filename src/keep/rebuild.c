#include <byline/rebuild.h>

#include "catalogue/rescue.h"

BylineCatalogue *
byline_rebuild_run (const char *library, const BylineSyncRequest *request,
                    BylineCancellable *cancellable, BylineRebuildSummary *summary, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (library, NULL);
  g_autoptr (BylineCatalogue) catalogue = NULL;
  BylineSyncRequest sync = *request;

  *summary = (BylineRebuildSummary){ 0 };
  sync.dry_run = FALSE;
  sync.removed = TRUE;
  if (!byline_catalogue_set_aside (absolute, error))
    return NULL;
  catalogue = byline_catalogue_open (absolute, BYLINE_CATALOGUE_CREATE, error);
  if (catalogue == NULL || !byline_catalogue_rescue (catalogue, &summary->rescued, error) ||
      !byline_sync_run (catalogue, &sync, cancellable, &summary->sync, error) ||
      !byline_catalogue_rescue_files (catalogue, error))
    return NULL;
  return g_steal_pointer (&catalogue);
}
