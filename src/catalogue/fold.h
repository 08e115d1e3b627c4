#pragma once

#include <glib.h>

/**
 * byline_fold:
 * @words: appended to
 * @text: UTF-8
 *
 * Appends what people mean to be the same when they search: words of letters and digits, each with
 * one space behind it, without case (Unicode's full folding), width or Latin accents.  So
 * "Photo: MFA.gov.kz" and "photo mfa gov kz" are one, "Ё" is "е", "é" is "e".  "Й" stays "й" and
 * "Қ" stays "қ": they are letters of their own.  Scripts that put no space between words (Chinese,
 * Japanese, Korean, Thai …) become one word a character, so that any part of a text is a phrase in
 * it.
 *
 * Catalogue and queries both go through here and nowhere else: the database only ever splits at
 * spaces.
 *
 * Returns: how many words were appended
 */
guint byline_fold (GString *words, const char *text);

/** Changes whenever the index of words would be made otherwise: with every byline that folds the
 *  same text to something else or puts other facts there, and never with GLib's tables alone, which
 *  only learn new letters. */
#define BYLINE_FOLD_VERSION "6"

/** Stands between two values of one field, so that no phrase runs from one into the next.  A letter
 * of Unicode's private use, which no folded text has. */
#define BYLINE_FOLD_BREAK "\xEE\x80\x80 "
