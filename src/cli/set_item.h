#pragma once

#include "cli/output.h"

#include <byline/set.h>

/** Appends what became of a write, as a line of JSON. */
void byline_set_item_json (BylineOutput *output, const BylineSetItem *item);

/** Says each of @lines (nullable), with the photo in front. */
void byline_set_say_lines (const char *path, const GPtrArray *lines);
