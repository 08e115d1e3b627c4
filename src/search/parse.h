#pragma once

#include "catalogue/filter.h"

#include <byline/catalogue.h>

/** A query has at most this many bytes, terms, and parentheses (or NOTs) in each other.  SQLite's
 *  parser has room for about 25 of the last. */
#define BYLINE_QUERY_MAX_BYTES 16384
#define BYLINE_QUERY_MAX_TERMS 250
#define BYLINE_QUERY_MAX_DEPTH 16
/** So many saved queries may stand in each other. */
#define BYLINE_QUERY_MAX_SAVED 8

/**
 * byline_query_filter:
 * @catalogue: (nullable): where saved queries and credit lines are; without one, "query:NAME" is
 *   taken for any photo, and "credit:TEXT" for those that have it as it is written
 * @needs_catalogue: (out) (optional): there is one or the other
 *
 *     query  = any
 *     any    = all, { "OR", all }
 *     all    = one, { ["AND"], one }
 *     one    = ["-" | "NOT"], ( "(", any, ")" | term )
 *     term   = [prefix, ":"], ( word | "a phrase" )
 *
 * A "*" at the end of a word, or of a phrase, lets its last word go on.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE, naming the column
 */
BylineFilter *byline_query_filter (const char *text, BylineCatalogue *catalogue,
                                   gboolean *needs_catalogue, GError **error);
