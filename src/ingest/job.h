#pragma once

#include "ingest/copies.h"
#include "ingest/plan.h"
#include "ingest/walk.h"

/** What all jobs of a run share; read only but for what sees to itself. */
typedef struct {
  const BylineIngestRequest *request;
  const char *library;
  const char *job; /* nullable */
  BylinePlan *plan;
  BylineLedger *ledger;
  GPtrArray *destinations; /* of BylineDestination, the library's first */
  const BylineTemplate *folder, *name;
} BylineIngestRun;

/** No other photo of the run has the same picture. */
#define BYLINE_NO_TWIN G_MAXUINT

/**
 * BylineIngestJob:
 *
 * One photo's way from the card into the library.  Fields are filled from top to bottom; when
 * @error is set, what the step that failed would have filled is still empty.
 */
typedef struct {
  const BylineIngestRun *run; /* in */
  const BylineCardFile *file; /* in */
  guint index;                /* in: its place in the card's order */

  guint64 size;          /* bytes read from the card */
  gboolean read, named;  /* whether entry.shot, entry.id are filled */
  BylineEntry entry;     /* what the catalogue is to have */
  gboolean further;      /* the catalogue has the picture at another path: this is one more copy */
  BylineCopies copies;   /* none for a second of a picture */
  GPtrArray *cut;        /* of char *: what IIM's limits cut; nullable */
  GPtrArray *notes;      /* of char *: what else there is to tell; nullable */
  guint twin;            /* the photo of this run that has the same picture, or BYLINE_NO_TWIN */
  BylineOutcome outcome; /* COPIED: durable under its name; the catalogue is still to follow */
  GError *error;         /* why the photo is not going in; names it */
  gboolean settled;      /* outcome and catalogue agree: may be told */
} BylineIngestJob;

BylineIngestJob *byline_ingest_job_new (const BylineIngestRun *run, const BylineCardFile *file,
                                        guint index);
void byline_ingest_job_free (BylineIngestJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineIngestJob, byline_ingest_job_free)

/** The copy in the library; NULL where none was thought of. */
BylineCopyJob *byline_ingest_job_own (const BylineIngestJob *job);

/** Is @error no fault of the photo, so that whatever comes next would fail as well? */
gboolean byline_ingest_is_fatal (const GError *error);

/** The whole story of @data, a BylineIngestJob; for a worker.  Fails by filling in its error and
 * outcome. */
void byline_ingest_job_work (gpointer data);
