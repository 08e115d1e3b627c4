#pragma once

#include "catalogue/filter.h"

/** A query has at most this many bytes, terms, and parentheses (or NOTs) in each other.  SQLite's
 *  parser has room for about 25 of the last. */
#define BYLINE_QUERY_MAX_BYTES 16384
#define BYLINE_QUERY_MAX_TERMS 250
#define BYLINE_QUERY_MAX_DEPTH 16

/**
 * byline_query_filter:
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
BylineFilter *byline_query_filter (const char *text, GError **error);
