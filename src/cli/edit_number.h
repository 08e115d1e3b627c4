#pragma once

#include <glib.h>

/** Returns: (transfer full): an edit's number for people; "u12" of the journal outside of
 *  libraries */
char *byline_edit_number (gint64 number, gboolean outside);

/** Reads what byline_edit_number() gives. */
gboolean byline_edit_number_parse (const char *text, gint64 *number, gboolean *outside,
                                   GError **error);

/** @text: ISO 8601 as far as a day, local where it names no zone; or how long ago: 90s 5m 2h 7d 3w
 *  @us: (out): microseconds since 1970, UTC */
gboolean byline_since_parse (const char *text, gint64 *us, GError **error);
