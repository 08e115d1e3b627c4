#pragma once

#include "ingest/job.h"

/* What is written on the way in: into the copy, or where a kind of photo is never written into,
 * into the sidecar beside it. */

/** Returns: (transfer full): all that is to be written of the photo that says @metadata; NULL with
 *   an error of byline_preset_apply() */
BylineEdit *byline_ingest_job_edit (BylineIngestJob *job, const BylineMetadata *metadata,
                                    GError **error);

/** Has the photo an XMP sidecar on the card, which comes in as a file of its own? */
gboolean byline_ingest_has_sidecar (const BylineIngestJob *job);

/**
 * byline_ingest_plan_sidecar:
 * @input: the file of @job, a companion
 * @splice: (out) (transfer full) (nullable): NULL where it comes in as it is: it is no XMP sidecar
 *   of a photo, or there is nothing to write
 *
 * Returns: FALSE if the photo or the sidecar cannot be read
 */
gboolean byline_ingest_plan_sidecar (BylineIngestJob *job, BylineInput *input,
                                     BylineSplice **splice, GError **error);

/** Writes @job's edit beside every copy that was made, and takes what the photo then says. */
gboolean byline_ingest_write_beside (BylineIngestJob *job, GError **error);
