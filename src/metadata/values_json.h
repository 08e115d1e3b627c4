#pragma once

#include "base/json.h"

#include <byline/metadata.h>

/** Appends values as one member: a list is an array, "name@kk" is a language. */
void byline_values_json (BylineJson *json, BylineField field, const BylineText *values, guint n);
