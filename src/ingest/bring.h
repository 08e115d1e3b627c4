#pragma once

#include "ingest/shot.h"

/* From the card to every destination. */

/** Every destination, in the order of the run; nothing is decided yet. */
void byline_bring_list (BylineIngestJob *job);

/** Says what every copy is to be, as far as that is known before it is written. */
void byline_bring_expect (BylineIngestJob *job, const BylineShot *shot);

/** Takes over @path if it is, byte for byte and on the medium, the copy that this job would make.
 */
gboolean byline_bring_is_ours (BylineIngestJob *job, const BylineShot *shot, const char *path);

/**
 * byline_bring_ahead:
 *
 * Writes and checks all copies under temporary names before anybody knows whether they are wanted:
 * so that a large file, which is copied as it is, is read once.  Fills in what
 * byline_shot_hash() does.
 *
 * Returns: FALSE if the card cannot be read, or no copy could be made
 */
gboolean byline_bring_ahead (BylineIngestJob *job, BylineShot *shot, GError **error);

/** Brings the file wherever it is not.  The job knows its place in the library. */
gboolean byline_bring (BylineIngestJob *job, BylineShot *shot, GError **error);
