#pragma once

#include <glib.h>

/**
 * byline_csv_append:
 * @first: TRUE for the first of a row, which no comma precedes
 *
 * Appends a value of RFC 4180, in quotes where it needs them.  A text that a spreadsheet would take
 * for a formula ("=…", "+…", "-…", "@…", a tab) gets an apostrophe in front, for it may be a
 * stranger's; a number does not.
 */
void byline_csv_append (GString *out, const char *text, gboolean first);

/** Ends a row: CRLF, as RFC 4180 wants it. */
void byline_csv_end_row (GString *out);
