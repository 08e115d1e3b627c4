#pragma once

#include "catalogue/store.h"

/* The table words: an index of what photos say, by their places (see place.h), that keeps no text
 * itself.  Private to src/catalogue/. */

/** Has @field, a BylineField or one of those in filter.h, a column there? */
gboolean byline_field_has_words (guint field);

/** Adds the entry's words. */
gboolean byline_words_put (BylineCatalogue *catalogue, gint64 place, const BylineEntry *entry,
                           GError **error);

/** Takes them out: @entry is what was put. */
gboolean byline_words_delete (BylineCatalogue *catalogue, gint64 place, const BylineEntry *entry,
                              GError **error);

/** Makes the index anew, in the transaction there is.  @listener: (nullable) */
gboolean byline_words_rebuild (BylineCatalogue *catalogue, BylineUpgradeListener listener,
                               gpointer user_data, GError **error);

/** Returns: (transfer full): the SQL that adds a row, or takes it out */
char *byline_words_insert_sql (void);
char *byline_words_delete_sql (void);

/** The same for the table recent (recent.h): the SQL that makes it anew, empty, and that which adds
 *  a row.  @entry: as the catalogue has it, so that its shared texts are known. */
char *byline_recent_create_sql (void);
char *byline_recent_insert_sql (void);
gboolean byline_words_put_recent (BylineCatalogue *catalogue, gint64 place,
                                  const BylineEntry *entry, GError **error);
