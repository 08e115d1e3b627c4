#pragma once

#include "ingest/names.h"

#include <byline/catalogue.h>

/**
 * BylinePlan:
 *
 * Everything an ingest is going to do, made and checked before the first byte is copied: which
 * files go in, in which order, under which names.  No two get names that any file system takes for
 * one, and no name is given that something else on the disk has.  The same cards give the same
 * plan, whatever of it was carried out before: sequence numbers count all captures, the known ones
 * too.
 */
typedef struct _BylinePlan BylinePlan;

/** Does the run write into its copies? */
static inline gboolean
byline_ingest_writes (const BylineIngestRequest *request)
{
  return request->edit != NULL || request->preset != NULL || request->write_clock;
}

/** One file of the plan, and what it belongs to.  Borrowed from the plan. */
typedef struct {
  BylineCardFile *card; /* where it comes from; with its error if it cannot be taken */
  BylineCapture *capture;
} BylinePlanFile;

/**
 * byline_plan_new:
 *
 * Walks the sources, reads the heads of all files, and names them.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_UNREADABLE (a source), _USAGE (a clock shift for
 *   a camera that took none of these photos), _BUSY, _CATALOGUE or _CANCELLED
 */
BylinePlan *byline_plan_new (const char *library, const BylineIngestRequest *request,
                             const BylineNaming *naming, guint n_threads,
                             BylineCancellable *cancellable, GError **error);
void byline_plan_free (BylinePlan *plan); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylinePlan, byline_plan_free)

guint byline_plan_n_files (const BylinePlan *plan);
/** In the order they were taken; the files of a capture one behind the other, photos first. */
BylinePlanFile byline_plan_file (const BylinePlan *plan, guint index);
/** Octets of all files. */
guint64 byline_plan_bytes (const BylinePlan *plan);
/** Has another file than @card the size? */
gboolean byline_plan_shares_size (const BylinePlan *plan, const BylineCardFile *card, guint64 size);
guint byline_plan_n_captures (const BylinePlan *plan);
/** How many captures have no date. */
guint byline_plan_n_undated (const BylinePlan *plan);
/** Files and folders on the cards that are no part of a capture. */
guint byline_plan_left_out (const BylinePlan *plan);

/** Returns: (transfer full): where the file's copy goes, relative to the library.  From any thread.
 */
char *byline_plan_path (BylinePlan *plan, const BylinePlanFile *file);

/**
 * byline_plan_rename:
 * @taken: the path that something else has
 *
 * Gives the whole capture another name, under which only the file itself may be already.  From any
 * thread.
 *
 * Returns: (transfer full): where the file goes instead; NULL with BYLINE_ERROR_EXISTS
 */
char *byline_plan_rename (BylinePlan *plan, const BylinePlanFile *file, const char *taken,
                          GError **error);
