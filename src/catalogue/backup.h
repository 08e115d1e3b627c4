#pragma once

#include "catalogue/schema.h"

/* Copies of a catalogue, in .byline/backup/: "catalogue-WHY-20251124T093000Z.sqlite". */

/** Returns: (transfer full): where @library's catalogue is */
char *byline_catalogue_file (const char *library);

/** Returns: (transfer full): a name that is free beside @file, in a folder that is there; NULL with
 *  BYLINE_ERROR_WRITE */
char *byline_backup_name (const char *file, const char *why, GError **error);

/** Returns: (transfer full) (element-type filename): @file's, those for that reason, newest first
 */
GPtrArray *byline_backup_list (const char *file, const char *why);

/** Copies the database, which others may be writing to, and has the copy on the disk. */
gboolean byline_backup_make (sqlite3 *db, const char *why, GError **error);
