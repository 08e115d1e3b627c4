#pragma once

#include <byline/error.h>

/**
 * byline_text_file_read:
 * @max: bytes; a picture named by mistake is not read whole
 * @what: what the file should be, for messages: "preset"
 *
 * Reads what a person wrote with an editor.  A byte order mark is left out.
 *
 * Returns: (transfer full): UTF-8; NULL with BYLINE_ERROR_NOT_FOUND if there is no such file,
 *   or _USAGE if it cannot be read, is too large or no text; the message names @path
 */
char *byline_text_file_read (const char *path, gsize max, const char *what, GError **error);

/** Returns: (transfer none): @text behind its byte order mark, if it has one */
const char *byline_text_begin (const char *text);
