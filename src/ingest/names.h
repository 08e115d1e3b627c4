#pragma once

#include "ingest/capture.h"

/** How a run names its photos.  Borrowed. */
typedef struct {
  const BylineTemplate *folder, *name;
  const BylineEdit *edit;     /* nullable: templates speak of the fields as they will be */
  const BylinePreset *preset; /* nullable: instead, what depends on the photo */
  const char *job;            /* nullable */
  BylineClocks clocks;
  /* Nullable: called as the captures are looked at, on the calling thread. */
  void (*looked) (guint done, guint total, gpointer user_data);
  gpointer looked_data;
} BylineNaming;

/** A capture's own patterns, in which all but {seq} is in place. */
typedef struct {
  BylineTemplate *folder, *stem;
} BylineBound;

void byline_bound_clear (BylineBound *bound);

/**
 * byline_names_bind:
 * @metadata: (nullable): what the first of the capture's files that could be read says
 * @bound: (out): to be cleared
 *
 * Fills in when the capture was taken, and its patterns, so that nothing of @metadata is needed
 * any more.
 */
void byline_names_bind (BylineCapture *capture, const BylineNaming *naming,
                        const BylineMetadata *metadata, BylineBound *bound);

/** Where texts about captures are kept. */
typedef struct {
  BylineSpill *spill; /* borrowed */
  const char *folder; /* nullable: the last one: many captures have the same */
} BylineNameTexts;

/** Fills in folder and stem, as far as they do not depend on seq. */
void byline_names_settle (BylineCapture *capture, const BylineBound *bound, BylineNameTexts *texts);

/** Fills in folder and stem for good, and seq. */
void byline_names_number (BylineCapture *capture, guint seq, BylineNameTexts *texts);

/** Returns: (transfer full): what follows the stem in @file's name: ".JPG", ".CR2.xmp" */
char *byline_names_ending (const BylineCardFile *file);

/**
 * byline_names_fold:
 *
 * Returns: (transfer full): the same for all paths that some file system takes for one, be it for
 *   case or for Unicode form
 */
char *byline_names_fold (const char *path);
