#pragma once

#include "ingest/plan.h"

/**
 * BylinePlaces:
 *
 * Which names of a library are free, and which are a file's own already.  One thread.
 */
typedef struct _BylinePlaces BylinePlaces;

/** @captures: in their order, which stays; borrowed */
BylinePlaces *byline_places_new (const char *library, const BylineIngestRequest *request,
                                 const BylineCaptures *captures, GError **error);
void byline_places_free (BylinePlaces *places); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylinePlaces, byline_places_free)

/** Returns: (transfer full): the file's path with the @number-th name of its capture */
char *byline_places_path (const BylinePlanFile *file, guint number);

/**
 * byline_places_choose:
 * @index: of a capture
 *
 * Chooses the capture's number: the first under which every one of its names is free or has that
 * very file, and under which no other capture is.  Fills in the files' states.
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY, _CATALOGUE or _EXISTS (no name is left)
 */
gboolean byline_places_choose (BylinePlaces *places, guint index, GError **error);

/** The next number under which nothing is, unless it has the name of @file itself.  Errors as
 * above.
 */
gboolean byline_places_choose_next (BylinePlaces *places, const BylinePlanFile *file,
                                    GError **error);
