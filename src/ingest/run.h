#pragma once

#include "ingest/job.h"
#include "ingest/manifest.h"

/** What later files of the run may ask of one that was told. */
typedef struct {
  char *path;    /* in the library; NULL: */
  guint number;  /* as planned, with this number: the capture may be given another since */
  GError *error; /* nullable */
  BylineId id;   /* if @named */
  gboolean named, failed;
} BylineIngestEnd;

/** One run of byline_ingest_run(); only the calling thread sees it. */
typedef struct {
  BylineIngestRun shared;
  BylineCatalogue *catalogue;
  const BylineIngestRequest *request;
  BylineIngestSummary *summary;

  GPtrArray *jobs;    /* by index in the plan; NULL until finished, and when told */
  GArray *ends;       /* of BylineIngestEnd, of those that were told */
  guint next, told;   /* how many were started, and reported */
  guint interrupted;  /* how many of those were left when told to end */
  GPtrArray *going;   /* of BylineIngestJob, borrowed: started, not finished */
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
