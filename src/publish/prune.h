#pragma once

#include <glib.h>

/**
 * byline_publish_prune:
 * @kept: a set of the file names that stay
 * @pruned: (nullable): called for each file that was removed
 *
 * Removes from @folder the renditions (by their names) and the photos' pages (by byline's mark in
 * them) that are not kept.  index.html, and whatever others have put there, stays.
 *
 * Returns: FALSE with BYLINE_ERROR_WRITE
 */
gboolean byline_publish_prune (const char *folder, GHashTable *kept,
                               void (*pruned) (const char *path, gpointer user_data),
                               gpointer user_data, GError **error);
