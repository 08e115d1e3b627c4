#pragma once

#include "ingest/taken.h"
#include "ingest/walk.h"

/**
 * BylineCapture:
 *
 * The files of one press of the shutter: the same folder, the same name but for its endings.  They
 * get one sequence number, one folder and one base name.  Filled from top to bottom.
 */
typedef struct {
  BylineCardFile *const *files; /* borrowed from the card's; photos first */
  guint n_files;
  BylineTaken taken; /* as the first of them that can be read says */

  BylineTemplate *folder_pattern, *stem_pattern; /* all but {seq} in place; gone once named */
  guint seq;                                     /* from 1 */
  const char *folder;                            /* borrowed: relative to the library */
  const char *stem;                              /* borrowed: "IMG_0001" */
  guint number;                                  /* 2 of "IMG_0001-2"; 1 where none is needed */
} BylineCapture;

/** Returns: (transfer full) (element-type BylineCapture): in the walk's order; @card must outlive
 * them, and its files have no keys any more */
GPtrArray *byline_captures_find (BylineCard *card);

/**
 * byline_captures_order:
 *
 * Puts them into the order that they were taken in.  Within a source that is the camera's own: DCF
 * folder and number; where the numbers of one folder start again after 9999, times tell which came
 * first.  Sources are merged by time: UTC if every capture has a zone, else the clock on the wall.
 * A capture without a date stays behind the one before it.
 */
void byline_captures_order (GPtrArray *captures);
