#pragma once

#include "catalogue/filter.h"
#include "search/lexer.h"

/**
 * byline_term_filter:
 * @filter: (out) (transfer full) (nullable): NULL for a word without a letter or digit, such as
 *   "&" or "–": it stands for nothing that could be looked for
 *
 * What one term means: which field, and how a value of it is compared.
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE, naming the column
 */
gboolean byline_term_filter (const BylineToken *token, BylineFilter **filter, GError **error);
