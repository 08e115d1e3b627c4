#pragma once

#include <glib.h>

/** Returns: (transfer none): @text behind words like "Photo credit:" and white space in front; may
 *   be empty */
const char *byline_credit_bare (const char *text);

/** Returns: (transfer none) (nullable): in one line of text, what stands behind the first words
 * like "Photo credit:"; NULL where there are none */
const char *byline_credit_stated (const char *text);

/** Returns: (transfer full): what all texts have in common that are written alike but for case,
 *   width, white space, full stops at the end and words in front; "" for text that says nothing */
char *byline_credit_key (const char *text);
