#pragma once

#include <glib.h>

/** Most bytes in a file's or folder's name that byline makes; leaves room for "-2.jpeg". */
#define BYLINE_FILENAME_MAX 200

/**
 * byline_filename_append:
 * @text: any bytes; what is not UTF-8 is replaced
 *
 * Appends what of @text may stand inside a name on every file system: no "/", no control
 * characters, none of \ : * ? " < > |; each is replaced, so that different texts mostly stay
 * different.
 */
void byline_filename_append (GString *name, const char *text);

/**
 * byline_filename_finish:
 *
 * Returns: (transfer full): @name as a name that every file system takes and keeps: NFC, no leading
 *   dot, no trailing dot or space, no reserved device name, at most BYLINE_FILENAME_MAX bytes; ""
 *   where nothing is left
 */
char *byline_filename_finish (const char *name);
