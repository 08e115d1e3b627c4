#pragma once

#include "catalogue/holding.h"

#include <byline/verify.h>

/**
 * BylineRepair:
 *
 * A folder with copies, to look for lost files in: a backup that ingest wrote, or any folder that
 * files were copied to.  It is only read, and only when something was lost.
 */
typedef struct _BylineRepair BylineRepair;

/** Returns: (transfer full): NULL with BYLINE_ERROR_UNREADABLE */
BylineRepair *byline_repair_new (BylineCatalogue *catalogue, const char *folder, GError **error);
void byline_repair_free (BylineRepair *repair); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineRepair, byline_repair_free)

/** What a repair did; clear with byline_repaired_clear(). */
typedef struct {
  BylineRepairOutcome outcome;
  char *from;            /* the copy */
  char *kept_aside;      /* nullable: where the damaged file is now, relative to the library */
  BylineFileStamp stamp; /* of the file put in place */
} BylineRepaired;

void byline_repaired_clear (BylineRepaired *repaired);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineRepaired, byline_repaired_clear)

/**
 * byline_repair_file:
 *
 * Puts a copy whose hash is right in the place of @holding's file: the same file; else the one
 * that came in, from which it was made.  What lies there now is kept in .byline/damaged/.
 *
 * Returns: FALSE with BYLINE_ERROR_NOT_FOUND where no copy is right, or an error of writing
 */
gboolean byline_repair_file (BylineRepair *repair, const BylineHolding *holding,
                             BylineRepaired *repaired, GError **error);
