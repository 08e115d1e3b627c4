#pragma once

#include "catalogue/sqlite-glib.h"

/* SQLite's write-ahead log.  Left to itself SQLite writes it into the database and removes it
 * whenever the last program closes, and makes it anew for the next: for one edit that is five
 * waits for the disk where one is enough.  So it stays, until it has grown.  Private to
 * src/catalogue/. */

/** Has SQLite leave it alone when @db closes. */
void byline_log_keep (sqlite3 *db);

/** @db, which was written to, is about to close: what it wrote is put on the disk, by writing the
 *  log into the database if it has grown. */
void byline_log_settle (sqlite3 *db);

/** Does the log of the database @file say what the file does not, and can it be read without
 *  writing? */
gboolean byline_log_says_more (const char *file);
