#pragma once

#include "check/html.h"

/**
 * byline_page_owner:
 *
 * The photo that a picture on a page was made of: by the file name of a rendition, whose hash
 * tells photos of one name apart, else by its name alone, where all photos of that name have one
 * credit.
 *
 * @owner: (out) (transfer full) (nullable): NULL where the catalogue has none
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY or _CATALOGUE
 */
gboolean byline_page_owner (const BylineCheck *check, BylineCatalogue *catalogue,
                            const GPtrArray *names, BylineEntry **owner, GError **error);
