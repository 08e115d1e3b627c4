#pragma once

#include <byline/error.h>

/** A photo on a card, by its name; or a folder of the card that could not be looked into. */
typedef struct {
  char *path; /* absolute */
  guint64 size;
  GError *error; /* of a folder; NULL for photos */
} BylineCardFile;

/**
 * byline_walk:
 * @sources: files or folders, NULL-terminated
 *
 * Finds the photos of a card in the order they were taken: by DCF folder, number and name, as far
 * as names follow DCF (JEITA CP-3461).  Looks into folders, not through symbolic links, and leaves
 * out hidden files, among them the "._" twins that macOS puts on cards.  A file named in @sources
 * is always taken, whatever its name.  Nothing is found twice.
 *
 * Returns: (transfer full) (element-type BylineCardFile): NULL with BYLINE_ERROR_UNREADABLE if a
 *   source cannot be read
 */
GPtrArray *byline_walk (const char *const *sources, GError **error);
