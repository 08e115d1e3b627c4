#pragma once

#include "metadata/rewrite.h"

#include <byline/credit.h>
#include <byline/journal.h>

/**
 * BylineEditJob:
 *
 * One write into one photo, its sidecar, or both: an edit, or an edit taken back.  It is prepared,
 * written into the journal, then committed.  @entry is the photo as the catalogue has it, brought
 * up to date by the work; NULL for photos that are not catalogued.
 */
typedef struct {
  char *path;                 /* in: as the caller names it */
  char *real;                 /* in: without symbolic links */
  BylineCatalogue *journal;   /* in; nullable: where the write is kept */
  BylineEntry *entry;         /* in and out; nullable */
  const BylineEdit *edit;     /* in: what to write; nullable */
  const BylinePreset *preset; /* in: or, what depends on the photo; nullable */
  const char *job;            /* in: its {job}; nullable */
  guint seq;                  /* in: the photo's place in the run, from 1 */
  BylineJournalEdit *back;    /* in: or, the edit to take back; nullable */
  BylineWriteOptions options; /* in */

  BylineEdit *made; /* of the preset */
  gboolean known;   /* whether the file was the one that the catalogue has */
  BylineWriteReport report;
  BylinePrepared prepared;   /* nothing in it if nothing changes */
  BylineJournalEdit *record; /* prepared: the write for the journal */
  gboolean unfinished;       /* whether a new file could not be had on the disk */
  guint n_written;           /* how many of its files are in their places */
  gboolean refreshed;        /* whether @entry is no longer what the catalogue has */
  GError *error;             /* why nothing was written; names the photo */
} BylineEditJob;

/** Is there anything to be written? */
gboolean byline_edit_job_has_work (const BylineEditJob *job);

void byline_edit_job_free (BylineEditJob *job); /* NULL is a no-op */

/** Makes the new files of @data, a BylineEditJob, beside the old ones; for a worker. */
void byline_edit_job_prepare (gpointer data);
/** Puts them in their places; for a worker. */
void byline_edit_job_commit (gpointer data);
/** Closes the old files and removes new ones that did not get to their places. */
void byline_edit_job_close (BylineEditJob *job);
