#pragma once

#include <byline/catalogue.h>

G_BEGIN_DECLS

/**
 * BylineCopy:
 *
 * One copy of a file from a card: where it lies and how far it was checked.  A photo's own file in
 * the library is one; further ones lie in backup folders, or in the library as duplicates that
 * were kept, and files that are no photos (sound, video) have nothing else.
 * Plain data; strings owned; clear with byline_copy_clear().
 */
typedef struct {
  guint8 shot[BYLINE_SHA256_SIZE];   /* of the file on the card */
  char *folder;                      /* absolute; NULL for the library */
  char *path;                        /* relative to that folder */
  guint8 sha256[BYLINE_SHA256_SIZE]; /* of the copy, with the fields that were written into it */
  guint64 size;                      /* of the copy */
  BylineVerify verify;
  gint64 verified_us; /* when it was read back and right, since 1970, UTC; 0: never */
} BylineCopy;

void byline_copy_clear (BylineCopy *copy);
void byline_copy_free (BylineCopy *copy); /* NULL is a no-op */

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineCopy, byline_copy_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCopy, byline_copy_free)

/** Remembers a copy; one that was remembered at the same place is forgotten. */
gboolean byline_catalogue_put_copy (BylineCatalogue *catalogue, const BylineCopy *copy,
                                    GError **error);

/**
 * byline_catalogue_copies:
 *
 * Returns: (transfer full) (element-type BylineCopy): all copies of the card's file @shot, the
 *   photo's own first; whether they are still there is not looked at.  NULL with _CATALOGUE
 */
GPtrArray *byline_catalogue_copies (BylineCatalogue *catalogue,
                                    const guint8 shot[BYLINE_SHA256_SIZE], GError **error);

/**
 * byline_catalogue_has_size:
 * @size: bytes
 *
 * Looks at every row: worth it only where reading the file would take longer.
 *
 * Returns: FALSE if no file in the library, photo or companion, has just that size; TRUE too where
 *   the catalogue does not answer
 */
gboolean byline_catalogue_has_size (BylineCatalogue *catalogue, guint64 size);

G_END_DECLS
