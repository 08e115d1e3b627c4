#pragma once

#include <byline/publish.h>
#include <byline/renditions.h>

/**
 * BylineSite:
 *
 * What the catalogue knows of the renditions that a run is about.  Outside of libraries there is
 * one, too, and it knows nothing.  Used on the thread that has the catalogue.
 */
typedef struct _BylineSite BylineSite;

/** @catalogue: (nullable): borrowed */
BylineSite *byline_site_new (BylineCatalogue *catalogue, const char *folder, const char *profile);
void byline_site_free (BylineSite *site); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineSite, byline_site_free)

/** Is there a catalogue that will be told? */
gboolean byline_site_is_kept (const BylineSite *site);

/** Returns: (transfer full) (nullable) (element-type utf8 BylineRenditionRecord): by file name */
GHashTable *byline_site_known (const BylineSite *site, const BylineId *id);

/**
 * byline_site_note:
 * @renditions: (element-type BylinePublished): of one photo
 *
 * Remembers those that the catalogue does not have so.  Written some photos at a time, so that
 * others who write to the catalogue wait for moments only.
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY or _CATALOGUE
 */
gboolean byline_site_note (BylineSite *site, const BylineId *id, const GPtrArray *renditions,
                           GError **error);

/** Writes what was noted and not written yet. */
gboolean byline_site_flush (BylineSite *site, GError **error);

/** Adds to the set @kept the files that other profiles have made in the folder. */
gboolean byline_site_keep_others (const BylineSite *site, GHashTable *kept, GError **error);

/** Forgets what is not in the set @kept of file names. */
gboolean byline_site_prune (BylineSite *site, GHashTable *kept, GError **error);
