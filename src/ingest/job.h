#pragma once

#include "ingest/copies.h"
#include "ingest/known.h"
#include "ingest/plan.h"

/** What all jobs of a run share; read only but for what sees to itself. */
typedef struct {
  const BylineIngestRequest *request;
  const char *library;
  const char *job; /* nullable */
  BylinePlan *plan;
  BylineKnown *known;
  BylineLedger *ledger;
  GPtrArray *destinations;        /* of BylineDestination, the library's first */
  BylineCancellable *cancellable; /* nullable */
  gint *room_mib;                 /* atomic: memory that large files may still take; see shot.h */
} BylineIngestRun;

/** No other file of the run is the same. */
#define BYLINE_NO_TWIN G_MAXUINT

/**
 * BylineIngestJob:
 *
 * One file's way from the card into the library.  Fields are filled from top to bottom; when
 * @error is set, what the step that failed would have filled is still empty.
 */
typedef struct {
  const BylineIngestRun *run; /* in */
  BylinePlanFile file;        /* in */
  guint index;                /* in: its place in the plan */

  guint64 size;          /* bytes read from the card */
  gboolean read, named;  /* whether entry.shot, entry.id are filled */
  GError *damage;        /* what its head did not show: it is no photo, and copied as it is */
  BylineEntry entry;     /* what the catalogue is to have; of a companion without id, metadata */
  gboolean asked;        /* whether it had its turn to ask what is known */
  gboolean further;      /* the catalogue has the picture at another path: this is one more copy */
  BylineCopies copies;   /* none for a second of a picture */
  BylineEdit *beside;    /* nullable: to be written into a sidecar beside each copy */
  gboolean only_beside;  /* although the format could be written into */
  GPtrArray *cut;        /* of char *: what IIM's limits cut; nullable */
  GPtrArray *notes;      /* of char *: what else there is to tell; nullable */
  guint twin;            /* the file of this run that is the same, or BYLINE_NO_TWIN */
  BylineOutcome outcome; /* COPIED: durable under its name; the catalogue is still to follow */
  GError *error;         /* why the file is not going in; names it */
  gboolean settled;      /* outcome and catalogue agree: may be told */
} BylineIngestJob;

BylineIngestJob *byline_ingest_job_new (const BylineIngestRun *run, guint index);
void byline_ingest_job_free (BylineIngestJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineIngestJob, byline_ingest_job_free)

/** The copy in the library; NULL where none was thought of. */
BylineCopyJob *byline_ingest_job_own (const BylineIngestJob *job);

/** Is it a photo, with id and fields?  Everything else is copied as it is. */
gboolean byline_ingest_job_is_photo (const BylineIngestJob *job);

/** Returns: (transfer none) (nullable): why what should be a photo is none */
const GError *byline_ingest_job_damage (const BylineIngestJob *job);

/** Is @error no fault of the photo, so that whatever comes next would fail as well? */
gboolean byline_ingest_is_fatal (const GError *error);

/** The whole story of @data, a BylineIngestJob; for a worker.  Fails by filling in its error and
 * outcome. */
void byline_ingest_job_work (gpointer data);
