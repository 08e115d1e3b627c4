#pragma once

#include <byline/set.h>

/**
 * BylineSetJob:
 *
 * One photo's edit.  @entry is the photo as the catalogue has it, brought up to date by the work;
 * NULL for photos outside the library.
 */
typedef struct {
  const BylineSetRequest *request; /* in */
  const char *path;                /* in: as the caller names it */
  guint index;                     /* in: its place in the request */
  BylineEntry *entry;              /* in and out; nullable */

  gboolean known;                    /* whether the file was the one that the catalogue has */
  guint8 before[BYLINE_SHA256_SIZE]; /* SHA-256 of the file before the edit; of entries */
  BylineWriteReport report;
  gboolean refreshed; /* whether @entry is no longer what the catalogue has */
  gboolean settled;   /* whether file and catalogue agree: may be told */
  GError *error;      /* why nothing was written; names the photo */
} BylineSetJob;

void byline_set_job_free (BylineSetJob *job); /* NULL is a no-op */

/** Writes the photo of @data, a BylineSetJob, then looks at what is there now; for a worker. */
void byline_set_job_work (gpointer data);
