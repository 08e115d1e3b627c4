#pragma once

#include "cli/command.h"

#include <byline/cancellable.h>

/**
 * BylineIngestThumbs:
 *
 * Renditions of photos that are being taken in, made beside the copying by a thread of its own:
 * disks and cards are waited for there, and pictures are decoded here.
 */
typedef struct _BylineIngestThumbs BylineIngestThumbs;

/**
 * byline_ingest_thumbs_begin:
 * @profile: [profile NAME] of the configuration
 * @folder: (nullable): where to, a site's: the catalogue is told of each; NULL:
 *   .byline/thumbs/PROFILE in the library, for the desk
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE for a profile that there is not, or _BUSY,
 * _CATALOGUE
 */
BylineIngestThumbs *byline_ingest_thumbs_begin (BylineCall *call, const char *profile,
                                                const char *folder, BylineCancellable *cancellable,
                                                GError **error);

/** Makes those of the photo @id at @path (absolute), some time soon.  It is catalogued. */
void byline_ingest_thumbs_add (BylineIngestThumbs *thumbs, const BylineId *id, const char *path);

/**
 * byline_ingest_thumbs_end:
 *
 * Waits until all are made, says which photos failed and how many were made, and frees @thumbs.
 *
 * Returns: FALSE with BYLINE_ERROR_WRITE, _BUSY, _CATALOGUE or _CANCELLED if not all could be tried
 */
gboolean byline_ingest_thumbs_end (BylineIngestThumbs *thumbs, BylineCall *call, GError **error);
