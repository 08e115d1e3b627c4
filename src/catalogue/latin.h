#pragma once

#include <glib.h>

/**
 * BylineLatin:
 *
 * Words of other scripts as English-language texts write them: ICU's transliterations after the US
 * Board on Geographic Names (BGN) for Russian, Kazakh and Ukrainian, the usual ones for all other
 * scripts.  Which language a Cyrillic word is in is told by its letters.  Opening one takes ICU
 * some milliseconds, so that happens when the first word needs it.  The only home of ICU.
 */
typedef struct _BylineLatin BylineLatin;

BylineLatin *byline_latin_new (void);
void byline_latin_free (BylineLatin *latin); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineLatin, byline_latin_free)

/** @word: from byline_fold().  Returns: (transfer full): letters a to z and digits as far as there
 *  are any for it */
char *byline_latin_of (BylineLatin *latin, const char *word);

/**
 * byline_latin_loose:
 * @latin: from byline_latin_of()
 *
 * Takes out what the ways to write one name in Latin letters differ in: Kazakhstan and Qazaqstan,
 * Tokayev and Tokaev, Sergey and Sergei are the same then.
 *
 * Returns: (transfer full): never empty for a word that is not
 */
char *byline_latin_loose (const char *latin);
