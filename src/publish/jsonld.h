#pragma once

#include <byline/publish.h>

/**
 * byline_jsonld_image:
 *
 * The photo as a schema.org ImageObject, with the properties that search engines read for the
 * credit and the "Licensable" badge.
 *
 * Returns: (transfer full): JSON-LD that is safe inside <script>, whatever the photo says
 */
char *byline_jsonld_image (const BylinePublishItem *item);
