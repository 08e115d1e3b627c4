#pragma once

#include "check/html.h"

/** Adds the image objects (schema.org ImageObject) that a script says; one that is no JSON says
 *  nothing.  @data: (element-type BylinePageData) */
void byline_page_read_json_ld (GPtrArray *data, const char *text, guint line);
void byline_page_data_free (gpointer data);

/** Adds the file name that @link leads to, if it leads to one that is not there yet. */
void byline_page_add_name (GPtrArray *names, const char *link);
