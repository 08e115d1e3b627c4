#pragma once

#include <byline/catalogue.h>

/*
 * A catalogue that is lost or damaged: what can still be read of it goes into a new one.  Photos
 * come without their files, which are then looked for (keep/sync.c).
 */

/**
 * byline_catalogue_set_aside:
 *
 * Moves @library's catalogue, whatever state it is in, to .byline/backup/.
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY where somebody works with it, or _WRITE; TRUE also where
 *   there is none
 */
gboolean byline_catalogue_set_aside (const char *library, GError **error);

/**
 * byline_catalogue_rescue:
 * @n_photos: (out): photos of which something is known again
 *
 * Takes over what can be read of the catalogue that was set aside last, or, where nothing can, of
 * the one before: photos with their jobs, edits with their way back, everything else that was
 * typed.  Rows that are damaged are left out.
 *
 * Returns: FALSE with an error of writing; an old catalogue that cannot be read is none
 */
gboolean byline_catalogue_rescue (BylineCatalogue *catalogue, guint *n_photos, GError **error);

/** The same of what was known of the files, now that they are found again: how they looked on the
 *  card, and when they were verified. */
gboolean byline_catalogue_rescue_files (BylineCatalogue *catalogue, GError **error);
