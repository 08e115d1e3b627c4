#pragma once

#include <glib.h>

/**
 * byline_distance:
 *
 * Returns: how many letters to add, take out or change to make @b of @a (Levenshtein); words longer
 *   than 40 bytes are cut, being no near miss anyway
 */
guint byline_distance (const char *a, const char *b);
