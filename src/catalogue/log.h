#pragma once

#include <byline/catalogue.h>

/* SQLite's write-ahead log.  Left to itself SQLite writes it into the database and removes it
 * whenever the last program closes, and makes it anew for the next: for one edit that is five
 * waits for the disk where two are enough. */

/**
 * byline_catalogue_keep_log:
 *
 * Has the log stay where it is when @catalogue is freed, until it has grown.  For the journal of
 * edits outside of libraries; not for a library's catalogue, which people copy, and put back from a
 * copy, as the one file that it seems to be.
 */
void byline_catalogue_keep_log (BylineCatalogue *catalogue);

/** The catalogue is about to be closed: a log that stays is put on the disk, or, where it has
 *  grown, into the database. */
void byline_log_settle (BylineCatalogue *catalogue);
