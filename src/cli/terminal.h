#pragma once

#include <glib.h>

/*
 * Text for people.  What a file says about itself is a stranger's text: it must not move the
 * cursor, change colours or turn the direction of what stands beside it.
 */

/**
 * byline_safe_append:
 * @text: any bytes
 *
 * Appends @text with control characters, direction marks and bytes that are not UTF-8 made
 * visible (␛, \x9b); line breaks and tabs too, so that the result is one line.
 */
void byline_safe_append (GString *out, const char *text);

/** The same, but line breaks go on under column @indent. */
void byline_safe_append_lines (GString *out, const char *text, int indent);

/** Returns: columns that @safe takes on a terminal; East Asian letters take two. */
int byline_text_columns (const char *safe);

/**
 * byline_cell_append:
 * @columns: where the next cell begins
 * @cut: TRUE to shorten longer text with "…"; else it pushes what follows
 *
 * Appends @safe and spaces up to @columns.
 */
void byline_cell_append (GString *out, const char *safe, int columns, gboolean cut);

/** The same, but of text that is too long the end is kept: a path's file name. */
void byline_cell_append_end (GString *out, const char *safe, int columns);

/** Says one line to the person: "byline: …" on standard error, made safe. */
void byline_say (const char *format, ...) G_GNUC_PRINTF (1, 2);
