#pragma once

#include "catalogue/filter.h"

#include <byline/catalogue.h>

/* What is not a word of a text but true of a photo, as words of a column of their own in the index
 * of words, so that one index answers whole questions: letters and digits, never shown to anybody.
 */

typedef enum {
  BYLINE_FACT_HAS,       /* the field has a value */
  BYLINE_FACT_CONFLICT,  /* its layers differed */
  BYLINE_FACT_TRUNCATED, /* IIM had it cut */
  BYLINE_FACT_CHARSET,   /* IIM's charset was guessed */
} BylineFact;

/** @field: a BylineField, or BYLINE_FILTER_JOB or _TIME.
 *  Returns: (transfer full): a word of BYLINE_FILTER_HAS, folded */
char *byline_fact_of_field (BylineFact fact, guint field);

/** All of those of a photo: few combinations exist, and each is one shared text. */
void byline_facts_append_has (GString *words, const BylineEntry *entry);

/** @text: of a rating, "-1" to "5", or another number.  Returns: (transfer full), as the others */
char *byline_fact_of_rating (const char *text);
/** @iso: "2025-07-14", or the beginning of it */
char *byline_fact_of_date (const char *iso);
char *byline_fact_of_format (BylineFormat format);
/** @megapixels: rounded down; all from BYLINE_FACT_MOST_MEGAPIXELS on are one */
char *byline_fact_of_megapixels (guint megapixels);
char *byline_fact_of_shared (gint64 key);

#define BYLINE_FACT_MOST_MEGAPIXELS 400

/** True of every photo, and of none. */
#define BYLINE_FACT_EVERY "a"
#define BYLINE_FACT_NOBODY "n"

/** Appends the photo's facts but for the shared ones, a space behind each. */
void byline_facts_append (GString *words, const BylineEntry *entry);
