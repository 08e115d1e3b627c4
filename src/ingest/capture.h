#pragma once

#include "ingest/taken.h"
#include "ingest/walk.h"

/**
 * BylineCapture:
 *
 * The files of one press of the shutter: the same folder, the same name but for its endings.  They
 * get one sequence number, one folder and one base name.  Small, for there may be a million.
 */
typedef struct {
  BylineCardFile *const *files;        /* borrowed from the card's; photos first */
  BylineTaken taken;                   /* as the first of them that can be read says */
  const char *folder;                  /* text, borrowed: relative to the library; or, while */
  const char *stem;                    /* "IMG_0001"; these are open, templates */
  guint seq;                           /* from 1 */
  guint first;                         /* the plan's index of its first file */
  guint number;                        /* 2 of "IMG_0001-2"; 1 where none is needed */
  guint16 n_files;                     /* there are fewer endings than 100 */
  bool folder_open : 1, stem_open : 1; /* in which {seq} is open */
} BylineCapture;

/** The captures of a card. */
typedef struct {
  BylineRow *all;        /* of BylineCapture, in order */
  BylineSpill *spill;    /* borrowed from the card */
  BylineBlocks *records; /* where they are kept */
  GPtrArray *joined;     /* the lists of files that do not lie one behind the other on the card */
} BylineCaptures;

void byline_captures_free (BylineCaptures *captures); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCaptures, byline_captures_free)

/** Returns: (transfer full): in the walk's order; @card must outlive them */
BylineCaptures *byline_captures_find (BylineCard *card);

/** Would @file get the same name as one of the capture's, but for case? */
gboolean byline_capture_has_ending (const BylineCapture *capture, const BylineCardFile *file);

/** Puts the files of @more, which all go with a photo, behind those of @capture; @more is empty. */
void byline_captures_join (BylineCaptures *captures, BylineCapture *capture, BylineCapture *more);
void byline_captures_drop_empty (BylineCaptures *captures);

/**
 * byline_captures_order:
 *
 * Puts them into the order that they were taken in.  Within a source that is the camera's own: DCF
 * folder and number; where the numbers of one folder start again after 9999, times tell which came
 * first.  Sources are merged by time: UTC if every capture has a zone, else the clock on the wall.
 * A capture without a date stays behind the one before it.
 */
void byline_captures_order (BylineCaptures *captures);
