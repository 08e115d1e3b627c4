#pragma once

#include <byline/catalogue.h>

/* The table query: searches by name. */

/** @text: (out) (transfer full): NULL if none has that name.  Returns: FALSE with _BUSY or
 *  _CATALOGUE */
gboolean byline_query_table_get (BylineCatalogue *catalogue, const char *name, char **text,
                                 GError **error);

/** Adds it, or gives @name another text. */
gboolean byline_query_table_put (BylineCatalogue *catalogue, const char *name, const char *text,
                                 GError **error);

/** @found: (out): whether there was one */
gboolean byline_query_table_delete (BylineCatalogue *catalogue, const char *name, gboolean *found,
                                    GError **error);

/** Called for each, by name. */
typedef void (*BylineQueryVisit) (const char *name, const char *text, gpointer user_data);

gboolean byline_query_table_list (BylineCatalogue *catalogue, BylineQueryVisit visit,
                                  gpointer user_data, GError **error);
