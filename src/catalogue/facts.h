#pragma once

#include "catalogue/filter.h"

#include <byline/catalogue.h>

/* What is not a word of a text but true of a photo, as words: letters and digits, never shown to
 * anybody.  Those of BYLINE_FILTER_HAS are words of a shared text; all the others stand in a column
 * of their own in the index of words, so that one index answers whole questions. */

typedef enum {
  BYLINE_FACT_HAS,       /* the field has a value */
  BYLINE_FACT_CONFLICT,  /* its layers differed */
  BYLINE_FACT_TRUNCATED, /* IIM had it cut */
  BYLINE_FACT_CHARSET,   /* IIM's charset was guessed */
} BylineFact;

/** @field: a BylineField, or BYLINE_FILTER_JOB or _TIME.
 *  Returns: (transfer full): a word of BYLINE_FILTER_HAS, folded */
char *byline_fact_of_field (BylineFact of, guint field);

/** A word of BYLINE_FILTER_HAS, too: the file carries Content Credentials. */
#define BYLINE_FACT_C2PA "g"

/** All of those of a photo, and EVERY: few combinations exist, and each is one shared text. */
void byline_facts_append_has (GString *words, const BylineEntry *entry);

/**
 * byline_date_number:
 * @iso: "2025-07-14", or the beginning of it; what follows is left aside
 * @missing: the digit that stands for those that @iso lacks: '0' for the first day that is meant,
 *   '9' for the last
 *
 * Returns: 20250714, or 0 where @iso is no date
 */
gint64 byline_date_number (const char *iso, char missing);

char *byline_fact_of_shared (gint64 key);

/** True of every photo, and of none. */
#define BYLINE_FACT_EVERY "a"
#define BYLINE_FACT_NOBODY "n"
