#pragma once

#include <glib.h>

/** Text of unknown origin made UTF-8, and never silently wrong: who calls says what was assumed. */

/**
 * byline_charset_western:
 *
 * Windows-1252, which is Latin-1 with letters where that has control characters; any octet
 * means something, so this always works.
 *
 * Returns: (transfer full)
 */
char *byline_charset_western (const char *text, gsize length);

/** How many charsets byline_charset_guess() names, at most. */
#define BYLINE_CHARSET_GUESSES 3

/**
 * byline_charset_guess:
 * @text: all there is: the more, the better
 * @guesses: (out): static iconv names, the likeliest first, ended by NULL; at least one
 */
void byline_charset_guess (const char *text, gsize length,
                           const char *guesses[BYLINE_CHARSET_GUESSES + 1]);

/**
 * byline_charset_choose:
 * @texts: (element-type utf8): not UTF-8, each ended by NUL
 *
 * Guesses from all of them together: one name alone says little.
 *
 * Returns: a static iconv name, of a charset that all could be in if there is one
 */
const char *byline_charset_choose (const GPtrArray *texts);

/**
 * byline_charset_decode:
 * @charset: an iconv name
 *
 * Half a character at the end, where a program has counted octets, is left out.
 *
 * Returns: (transfer full): UTF-8; NULL with BYLINE_ERROR_MALFORMED if @text is not in @charset,
 *   or _USAGE if there is no such charset
 */
char *byline_charset_decode (const char *text, gsize length, const char *charset, GError **error);

/**
 * byline_charset_whole:
 *
 * How much of @text is valid UTF-8, if all that is wrong with it is that its last character was cut
 * in half, as programs that count octets do.
 *
 * Returns: octets; @length if nothing is wrong; 0 if it is not UTF-8
 */
gsize byline_charset_whole (const char *text, gsize length);
