#pragma once

#include <glib.h>

/**
 * BylineWordSet:
 *
 * Words that were seen, by fingerprints of 64 bits alone: every word of every photo is looked for
 * here, and comparing texts that lie all over memory takes most of the time of that.  With a
 * quarter of a million words, one in 10^14 new ones is taken for one that was seen; the seed is
 * another one in every process, so that nobody can choose which.
 */
typedef struct _BylineWordSet BylineWordSet;

BylineWordSet *byline_word_set_new (void);
void byline_word_set_free (BylineWordSet *set); /* NULL is a no-op */

/** Returns: what stands for the word in calls on this set; never 0 */
guint64 byline_word_set_print (const BylineWordSet *set, const char *word, gsize length);

gboolean byline_word_set_has (const BylineWordSet *set, guint64 print);

/** A set that is full forgets all it had first. */
void byline_word_set_add (BylineWordSet *set, guint64 print);

void byline_word_set_clear (BylineWordSet *set);
