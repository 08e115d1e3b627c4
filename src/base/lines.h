#pragma once

#include <byline/error.h>

/**
 * BylineLines:
 *
 * A file, or standard input, line by line; of any length, no line longer than BYLINE_LINE_MAX.
 */
typedef struct _BylineLines BylineLines;

#define BYLINE_LINE_MAX ((gsize) 1024 * 1024)

/** @path: "-" is standard input. Returns: NULL with BYLINE_ERROR_USAGE, naming @path */
BylineLines *byline_lines_open (const char *path, GError **error);
void byline_lines_free (BylineLines *lines); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineLines, byline_lines_free)

/**
 * byline_lines_next:
 * @length: (out): of the line, without its end
 *
 * Returns: (transfer none): the next line, NUL behind it, valid until the next call; NULL at the
 *   end, or with BYLINE_ERROR_UNREADABLE, or _MALFORMED for a line that is too long
 */
const char *byline_lines_next (BylineLines *lines, gsize *length, GError **error);

/** The last line's number, from 1. */
guint byline_lines_number (const BylineLines *lines);
