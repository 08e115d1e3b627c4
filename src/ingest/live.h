#pragma once

#include "ingest/capture.h"

/**
 * BylineLive:
 *
 * Photos and films that say they are of one press of the shutter ("Live Photos"), whatever their
 * names.  One thread.
 */
typedef struct _BylineLive BylineLive;

/** @spill: borrowed */
BylineLive *byline_live_new (BylineSpill *spill);
void byline_live_free (BylineLive *live); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineLive, byline_live_free)

/** @id: what the capture's photo or, if it has none, its film says */
void byline_live_note (BylineLive *live, BylineCapture *capture, const char *id);

/** Makes of each photo and its film one capture, if they come from one source and no two of its
 *  files would get one name. */
void byline_live_join (BylineLive *live, BylineCaptures *captures);
