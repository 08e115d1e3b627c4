#pragma once

#include "ingest/job.h"
#include "ingest/manifest.h"

/** One run of byline_ingest_run(); only the calling thread sees it. */
typedef struct {
  BylineIngestRun shared;
  BylineCatalogue *catalogue;
  const BylineIngestRequest *request;
  BylineIngestSummary *summary;

  GHashTable *jobs;     /* index in the plan → BylineIngestJob: finished, and not told */
  GHashTable *failures; /* index in the plan → GError of those that were told and may have twins */
  guint capture;        /* the first file of the capture of which one was told last, */
  gboolean has_photo;   /* and that file's id */
  BylineId photo;
  guint next, told;   /* how many were started, and reported */
  guint interrupted;  /* how many of those were left when told to end */
  GPtrArray *going;   /* of BylineIngestJob, borrowed: started, not finished */
  guint64 going_room; /* what they may take of memory, in octets */
  GPtrArray *waiting; /* of BylineIngestJob, borrowed: companions copied before their photo */
  GPtrArray *batch;   /* of BylineIngestJob, borrowed: copied, not yet catalogued */
  GPtrArray *later; /* of BylineIngestJob, borrowed: those of the batch that are for the next one */
  gint64 batch_began_us;
  BylineIngestProgress progress;
  gint *shifts_used;        /* of the request's clock shifts */
  BylineManifest *manifest; /* nullable: where one is wanted */
  gint64 began_us;
  GError *fatal;        /* why the run cannot go on */
  GError *uncatalogued; /* nullable: it goes on, but this was not written down */
} BylineIngestState;

/** Returns: (transfer none) (nullable): the job of a file that is finished, and not told yet */
BylineIngestJob *byline_ingest_finished (const BylineIngestState *run, guint index);

/** Returns: (transfer none) (nullable): the first photo of @job's capture; NULL if it has none, or
 *  that is not done yet */
const BylineId *byline_ingest_photo_of (const BylineIngestState *run, const BylineIngestJob *job);

/** Tells how far files are that take long. */
void byline_ingest_tick (gpointer user_data);

/** Tells what is settled, in the plan's order. */
void byline_ingest_tell (BylineIngestState *run);
void byline_ingest_tell_progress (BylineIngestState *run,
                                  void (*listener) (const BylineIngestProgress *progress,
                                                    gpointer user_data));

/** @job's copies are there, and are to be catalogued with others. */
void byline_ingest_add_to_batch (BylineIngestState *run, BylineIngestJob *job);
/** Catalogues what waits, in one transaction.  What cannot be catalogued now lies in the library
 * under its name: the next run takes it over. */
void byline_ingest_flush (BylineIngestState *run);
