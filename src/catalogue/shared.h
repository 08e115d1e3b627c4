#pragma once

#include "catalogue/filter.h"
#include "catalogue/store.h"

/* The table shared: texts that many photos have alike (creators, credit lines, cities, cameras …),
 * each written once, so that a photo is found by a number and a text by going through few rows.
 * Private to src/catalogue/. */

/** Is @field, a BylineField or one of those in filter.h, kept there? */
gboolean byline_field_is_shared (guint field);

/** A text's row. */
typedef struct {
  gint64 key;
  gint64 change; /* how many photos more have it than the row says, in this transaction */
  char fact[24]; /* its fact with a space behind it: "s17 " */
} BylineShared;

/**
 * byline_shared_get:
 * @field: for which byline_field_is_shared()
 *
 * Returns: (transfer none) (nullable): the text's row, valid until the next call; made if the text
 *   is new, so only in a transaction
 */
BylineShared *byline_shared_get (BylineCatalogue *catalogue, guint field, const char *text,
                                 GError **error);

/** The same of a text that a photo in the catalogue has: that it is not there is damage. */
BylineShared *byline_shared_find (BylineCatalogue *catalogue, guint field, const char *text,
                                  GError **error);

/** Returns: (transfer full): room for the text of each field that was asked for last, to be freed
 *  with g_free(): photos that come one after another have most of them alike */
struct _BylineSharedLast *byline_shared_last_new (void);

/** Returns: (transfer none) (nullable): the text of row @key, valid until the next call; a number
 *  that the table lacks is damage */
const char *byline_shared_text (BylineCatalogue *catalogue, gint64 key, GError **error);

/** Writes the changes of how many photos have each. */
gboolean byline_shared_flush (BylineCatalogue *catalogue, GError **error);

/** The number of photos that can be found: each has exactly one text of BYLINE_FILTER_HAS. */
gboolean byline_shared_total (BylineCatalogue *catalogue, gint64 *n, GError **error);

/** Adds the words of all of them to the vocabulary (vocabulary.h). */
gboolean byline_shared_add_words (BylineCatalogue *catalogue, GError **error);

/** A transaction was rolled back: numbers made in it are gone. */
void byline_shared_forget (BylineCatalogue *catalogue);
