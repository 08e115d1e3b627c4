#pragma once

#include "ingest/kind.h"

#include <byline/error.h>

/** No number in a name. */
#define BYLINE_NO_NUMBER G_MAXUINT

/** A folder that has files to take. */
typedef struct {
  char *path;   /* absolute: …/DCIM/100CANON */
  char *above;  /* the folder that it is in */
  guint source; /* which of the sources it was found in; counted from 0 */
  guint number; /* 100 of 100CANON (DCF, JEITA CP-3461), or BYLINE_NO_NUMBER */
} BylineCardFolder;

/** A file of a card that is to be taken; or a folder of it that could not be looked into. */
typedef struct {
  const BylineCardFolder *folder;
  char *path; /* absolute */
  char *key;  /* the stem, folded: the same for all files of a capture; gone once those are found */
  BylineCardName name;
  guint number; /* 1 of IMG_0001.JPG (DCF), or BYLINE_NO_NUMBER */
  guint64 size;
  gboolean companion; /* goes with a photo, and is copied as it is; known once its head was read */
  GError *damage;     /* why it is no photo to us, though its name says so: taken as a companion */
  GError *error;      /* why it cannot be taken, a folder or a file */
} BylineCardFile;

/** The name without its folder; borrowed. */
const char *byline_card_file_name (const BylineCardFile *file);

/** Was the file read, and is no photo that byline understands? */
static inline gboolean
byline_error_is_damage (const GError *error)
{
  return g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED) ||
         g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED);
}

/** What was found on the cards. */
typedef struct {
  GPtrArray *files;   /* of BylineCardFile */
  GPtrArray *folders; /* of BylineCardFolder */
  guint left_out;     /* files and folders that no photographer misses, and other kinds of file */
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
