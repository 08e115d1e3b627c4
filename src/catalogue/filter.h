#pragma once

#include "catalogue/span.h"

#include <byline/field.h>

/** What can be looked at besides the fields of the table; numbers go on where BylineField ends. */
enum {
  BYLINE_FILTER_JOB = BYLINE_N_FIELDS,
  BYLINE_FILTER_NAME, /* on the card */
  BYLINE_FILTER_PATH, /* in the library */
  BYLINE_FILTER_CAMERA,
  BYLINE_FILTER_LENS,
  BYLINE_FILTER_SERIAL,
  BYLINE_FILTER_TIME, /* the time it was taken; HAS only */
  BYLINE_N_FILTER_FIELDS
};

/** A set of fields: bit n is BylineField n, or one of the above. */
#define BYLINE_FILTER_BIT(field) (G_GUINT64_CONSTANT (1) << (guint) (field))
G_STATIC_ASSERT (BYLINE_N_FILTER_FIELDS <= 64);

typedef enum {
  BYLINE_FILTER_ALL,    /* of @parts; none: every photo */
  BYLINE_FILTER_ANY,    /* of @parts; none: no photo */
  BYLINE_FILTER_NOT,    /* the one of @parts */
  BYLINE_FILTER_WORDS,  /* @text is a phrase, folded, in one of @fields */
  BYLINE_FILTER_IS,     /* @text is one of the values of the one of @fields, to the letter */
  BYLINE_FILTER_BEGINS, /* one of those values begins with @text */
  BYLINE_FILTER_HAS,    /* the one of @fields, or JOB or TIME, has a value */
  BYLINE_FILTER_TAKEN,  /* in @span; a photo without a time never is */
} BylineFilterKind;

/**
 * BylineFilter:
 *
 * Which photos are meant, as a tree, with no word about the database that will be asked.
 * Owned from the root.
 */
typedef struct {
  BylineFilterKind kind;
  GPtrArray *parts; /* of BylineFilter; ALL, ANY, NOT */
  guint64 fields;
  char *text;
  gboolean word_goes_on; /* WORDS: the last word may be the beginning of a longer one */
  BylineSpan span;
} BylineFilter;

/** @kind: ALL, ANY or NOT */
BylineFilter *byline_filter_new_group (BylineFilterKind kind);
/** @words: from byline_fold() */
BylineFilter *byline_filter_new_words (guint64 fields, const char *words, gboolean word_goes_on);
/** @kind: IS, BEGINS or HAS; @text is NULL for HAS */
BylineFilter *byline_filter_new_value (BylineFilterKind kind, guint field, const char *text);
BylineFilter *byline_filter_new_taken (BylineSpan span);
void byline_filter_free (BylineFilter *filter); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineFilter, byline_filter_free)

/** @part: (transfer full) */
void byline_filter_add (BylineFilter *group, BylineFilter *part);
