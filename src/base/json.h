#pragma once

#include <glib.h>

/**
 * BylineJson:
 *
 * Appends JSON (RFC 8259) to a string as it is described; commas and quoting are seen
 * to.  Text is escaped so that no control character, and no invalid UTF-8, goes out.
 * Lives on the stack: BylineJson json = BYLINE_JSON_INIT (string);
 */
typedef struct {
  GString *out; /* borrowed */
  gboolean comma;
} BylineJson;

#define BYLINE_JSON_INIT(string)                                                                   \
  {                                                                                                \
    .out = (string), .comma = FALSE                                                                \
  }

void byline_json_begin_object (BylineJson *json,
                               const char *name); /* @name NULL: in an array or on top */
void byline_json_end_object (BylineJson *json);
void byline_json_begin_array (BylineJson *json, const char *name);
void byline_json_end_array (BylineJson *json);
void byline_json_string (BylineJson *json, const char *name, const char *utf8); /* NULL: null */
void byline_json_int (BylineJson *json, const char *name, gint64 number);
void byline_json_double (BylineJson *json, const char *name, double number); /* not finite: null */
void byline_json_bool (BylineJson *json, const char *name, gboolean value);
