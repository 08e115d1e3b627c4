#pragma once

#include "cli/output.h"

#include <byline/publish.h>

/** What thumbs answers of one photo: an object of JSON Lines. */
void byline_thumbs_item_json (BylineOutput *output, const BylinePublishItem *item);

/** The paths of its renditions, one a line. @made_only: of those alone that were made now */
void byline_thumbs_item_text (BylineOutput *output, const BylinePublishItem *item,
                              gboolean made_only);
