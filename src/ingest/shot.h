#pragma once

#include "base/splice.h"
#include "container/container.h"
#include "ingest/job.h"
#include "metadata/rewrite.h"

/** A file as the card has it, and what is to become of it. */
typedef struct {
  BylineInput *input;
  BylineContainer *container; /* of a photo, once it was looked at */
  BylineNewParts parts;
  BylineSplice *splice;
  gboolean changed; /* whether the copy differs from the file on the card */
  const BylineIngestRun *run;
  guint room_mib; /* what it has of the run's memory for large files */
} BylineShot;

void byline_shot_clear (BylineShot *shot);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineShot, byline_shot_clear)

/** A file of at most this many octets is read once and kept until it is copied. */
#define BYLINE_SHOT_KEEP_MAX ((guint64) 32 * 1024 * 1024)

/** Memory for photos too large to be kept without asking, in MiB, for a run as a whole. */
#define BYLINE_SHOT_ROOM_MIB 160

/** Opens the card's file and, unless it is large, reads it, once and for all. */
gboolean byline_shot_open (BylineShot *shot, BylineIngestJob *job, GError **error);

/** Does it have to be read in pieces, so that looking at all of it twice asks the card twice? */
gboolean byline_shot_is_large (const BylineShot *shot);

/** Fills in the job's hash as shot, and a photo's id, from the whole file. */
gboolean byline_shot_hash (BylineShot *shot, BylineIngestJob *job, GError **error);

/** Plans what is written on the way in, from what the file says of itself. */
gboolean byline_shot_plan (BylineShot *shot, BylineIngestJob *job, GError **error);

/** Takes what a copy says from the copy itself, a photo's id too where the job has none yet, and
 *  looks once more whether it is right. */
gboolean byline_shot_take_metadata (BylineShot *shot, BylineIngestJob *job, BylineInput *copy,
                                    GError **error);
