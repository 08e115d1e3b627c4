#pragma once

#include <byline/catalogue.h>
#include <byline/credit_lines.h>

G_BEGIN_DECLS

/** Returns: (transfer full): the credit lines that the library knows; NULL with BYLINE_ERROR_BUSY
 * or _CATALOGUE */
BylineCreditLines *byline_credits_load (BylineCatalogue *catalogue, GError **error);

/** Called with the lines to change them.  Returns: FALSE with @error to change nothing. */
typedef gboolean (*BylineCreditsChange) (BylineCreditLines *lines, gpointer user_data,
                                         GError **error);

/**
 * byline_credits_change:
 *
 * Reads the credit lines, lets @change change them and writes them, in one transaction: what
 * another process changes meanwhile is not lost.
 *
 * Returns: FALSE with @change's error, BYLINE_ERROR_BUSY or _CATALOGUE, and nothing has changed
 */
gboolean byline_credits_change (BylineCatalogue *catalogue, BylineCreditsChange change,
                                gpointer user_data, GError **error);

/** Called for each text that credit fields of the library have, and how many photos have it; by
 *  text. */
typedef void (*BylineCreditsUsed) (const char *credit, gint64 n_photos, gpointer user_data);

gboolean byline_credits_used (BylineCatalogue *catalogue, BylineCreditsUsed used,
                              gpointer user_data, GError **error);

G_END_DECLS
