#pragma once

#include <byline/credit.h>

/**
 * byline_codes_value:
 * @codes: (nullable)
 * @for_template: whether the value will be parsed as a template: "{" of a replacement is doubled
 *
 * Returns: (transfer full): a value typed for @field with its codes expanded; fields that hold URLs
 *   are left alone.  NULL with an error of byline_codes_expand(), naming the field
 */
char *byline_codes_value (const BylineCodes *codes, BylineField field, const char *value,
                          gboolean for_template, GError **error);
