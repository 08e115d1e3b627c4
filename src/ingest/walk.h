#pragma once

#include "base/blocks.h"
#include "ingest/kind.h"

#include <byline/error.h>

#include <stdbool.h>

/** No number in a name. */
#define BYLINE_NO_NUMBER G_MAXUINT

/** A folder that has files to take. */
typedef struct {
  char *path;            /* absolute: …/DCIM/100CANON */
  char *above;           /* the folder that it is in */
  guint source;          /* which of the sources it was found in; counted from 0 */
  guint number;          /* 100 of 100CANON (DCF, JEITA CP-3461), or BYLINE_NO_NUMBER */
  guint n_files, filled; /* while they are put in order */
} BylineCardFolder;

/** What lies where the plan wants a file to go. */
typedef enum {
  BYLINE_PLAN_NEW,     /* nothing is there */
  BYLINE_PLAN_LEFT,    /* what is there may be this file's copy, left by a run that died: look */
  BYLINE_PLAN_PRESENT, /* what is there is this file's copy, and catalogued */
} BylinePlanState;

/** A file of a card that is to be taken; or a folder of it that could not be looked into.  Small,
 *  for there may be a million. */
typedef struct {
  BylineCardFolder *folder;
  const char *name; /* in its folder; the card's */
  guint64 size;
  GError *problem;    /* see byline_card_file_error() and _damage() */
  guint number;       /* 1 of IMG_0001.JPG (DCF), or BYLINE_NO_NUMBER */
  guint16 stem;       /* bytes of the name's "IMG_0001" */
  guint8 kind;        /* BylineCardKind */
  bool companion : 1; /* goes with a photo, and is copied as it is; known once its head was read */
  bool damaged : 1;   /* @problem is no reason not to take it */
  bool has_key : 1;   /* its key stands behind its name: see walk.c */
  guint8 state : 2;   /* BylinePlanState; the plan fills it in */
} BylineCardFile;

/** Returns: (transfer none) (nullable): why it cannot be taken, a folder or a file */
static inline const GError *
byline_card_file_error (const BylineCardFile *file)
{
  return file->damaged ? NULL : file->problem;
}

/** Returns: (transfer none) (nullable): why it is no photo to us, though its name says so: taken as
 *  a companion */
static inline const GError *
byline_card_file_damage (const BylineCardFile *file)
{
  return file->damaged ? file->problem : NULL;
}

/** Returns: (transfer full): absolute */
char *byline_card_file_path (const BylineCardFile *file);

/** Have two files of a folder the same stem, for a file system that ignores case? */
gboolean byline_card_file_same_stem (const BylineCardFile *a, const BylineCardFile *b);

/** Was the file read, and is no photo that byline understands? */
static inline gboolean
byline_error_is_damage (const GError *error)
{
  return g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED) ||
         g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED);
}

/** What was found on the cards. */
typedef struct {
  BylineRow *files;   /* of BylineCardFile, in order */
  GPtrArray *folders; /* of BylineCardFolder */
  guint left_out;     /* files and folders that no photographer misses, and other kinds of file */
  BylineSpill *spill; /* where what grows with the files is kept; for captures, too */
  BylineBlocks *records; /* the files */
} BylineCard;

void byline_card_free (BylineCard *card); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCard, byline_card_free)

/**
 * byline_walk:
 * @sources: cards, folders and files, NULL-terminated
 *
 * Finds the photos of a shoot and what belongs to them, in the order they were taken as far as
 * names tell: source by source, by DCF folder, number and name.  Looks into folders, not through
 * symbolic links.  Left out are hidden files (among them the "._" twins that macOS puts on cards),
 * what systems and cameras keep for themselves, and kinds of file that are no part of a capture; a
 * file named in @sources is always taken, whatever its name.  Nothing is found twice, whichever way
 * leads to it.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_UNREADABLE if a source cannot be read
 */
BylineCard *byline_walk (const char *const *sources, GError **error);
