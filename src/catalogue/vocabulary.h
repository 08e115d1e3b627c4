#pragma once

#include "catalogue/filter.h"
#include "catalogue/store.h"

/* The table word: every word that photos have said, so that a word that is typed can be widened to
 * those that it is a part of, that are the same in another script, or that are spelt nearly so.
 * Private to src/catalogue/. */

/** No word is widened to more than so many: each keeps some pages of the index in memory. */
#define BYLINE_VOCABULARY_MOST 1000

/** @words: from byline_fold(); those with digits, and scripts of one word a character, are left
 *  out: they are found whole.  Only in a transaction. */
gboolean byline_vocabulary_add (BylineCatalogue *catalogue, const char *words, GError **error);

/** A transaction was rolled back. */
void byline_vocabulary_forget (BylineCatalogue *catalogue);

/** Empties the table, in the transaction there is. */
gboolean byline_vocabulary_clear (BylineCatalogue *catalogue, GError **error);

/**
 * byline_vocabulary_widen:
 * @word: from byline_fold(), without the space behind it
 * @begins: only words that begin so, where it would be any that have it as a part; the caller
 * looks itself for those that begin with @word as it stands, and they are not added
 * @words: (inout): of char *, a set: words are added
 * @too_many: (out): it is a part of so many that only words that are the same in another script
 * were added; the caller looks for those that begin so
 */
gboolean byline_vocabulary_widen (BylineCatalogue *catalogue, const char *word, BylineWiden widen,
                                  gboolean begins, GHashTable *words, gboolean *too_many,
                                  GError **error);

/** @broad: (out): so many words begin with @word that looking for each takes long */
gboolean byline_vocabulary_is_broad (BylineCatalogue *catalogue, const char *word, gboolean *broad,
                                     GError **error);
