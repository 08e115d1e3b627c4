#pragma once

#include "catalogue/filter.h"
#include "catalogue/store.h"

/* The table shared: texts that many photos have alike (creators, credit lines, cities, cameras …),
 * each written once, so that a photo is found by a number and a text by going through few rows.
 * Private to src/catalogue/. */

/** Is @field, a BylineField or one of those in filter.h, kept there? */
gboolean byline_field_is_shared (guint field);

/**
 * byline_shared_key:
 * @field: for which byline_field_is_shared()
 * @key: (out): the text's number, for ever; made if the text is new, so only in a transaction
 */
gboolean byline_shared_key (BylineCatalogue *catalogue, guint field, const char *text, gint64 *key,
                            GError **error);

/** Adds the words of all of them to the vocabulary (vocabulary.h). */
gboolean byline_shared_add_words (BylineCatalogue *catalogue, GError **error);

/** A transaction was rolled back: numbers made in it are gone. */
void byline_shared_forget (BylineCatalogue *catalogue);
