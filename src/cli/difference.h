#pragma once

#include "cli/output.h"

#include <byline/edit.h>

/*
 * What an edit would change in a photo, field by field: believed values before and after.  Layers
 * that disagree are made to agree by a write even where this shows no difference.
 */

void byline_difference_text (BylineOutput *output, const char *path, const BylineMetadata *metadata,
                             const BylineEdit *edit);
void byline_difference_json (BylineOutput *output, const char *path, const BylineMetadata *metadata,
                             const BylineEdit *edit);
