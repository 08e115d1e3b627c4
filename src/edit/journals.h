#pragma once

#include <byline/undo.h>

/** The journals that edits are kept in: the library's, and one for all photos outside of it. */
typedef struct {
  BylineCatalogue *library; /* nullable; borrowed */
  char *root;               /* its folder without symbolic links */
  const char *folder;       /* nullable; borrowed: of the other */
  BylineCatalogue *outside; /* opened when first asked for */
} BylineJournals;

void byline_journals_init (BylineJournals *journals, BylineCatalogue *library, const char *folder);
void byline_journals_clear (BylineJournals *journals);

/** Returns: (transfer none) (nullable): @real as the library names it; NULL if it lies outside */
const char *byline_journals_inside (const BylineJournals *journals, const char *real);

/**
 * byline_journals_of:
 * @real: a path without symbolic links
 * @create: whether to make the journal where it is not
 *
 * Returns: (transfer none) (nullable): the journal for @real; NULL without an error if there is
 *   none
 */
BylineCatalogue *byline_journals_of (BylineJournals *journals, const char *real, gboolean create,
                                     GError **error);

/** Returns: (transfer full): @path without symbolic links where it exists, so that one file has
 *  one name */
char *byline_real_path (const char *path);
