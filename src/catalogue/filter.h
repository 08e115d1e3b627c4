#pragma once

#include "base/span.h"

#include <byline/field.h>

/** What can be looked at besides the fields of the table; numbers go on where BylineField ends. */
enum {
  BYLINE_FILTER_JOB = BYLINE_N_FIELDS,
  BYLINE_FILTER_NAME, /* on the card */
  BYLINE_FILTER_PATH, /* in the library */
  BYLINE_FILTER_CAMERA,
  BYLINE_FILTER_LENS,
  BYLINE_FILTER_SERIAL,
  BYLINE_FILTER_FORMAT,     /* byline_format_name() */
  BYLINE_FILTER_MEGAPIXELS, /* rounded down */
  BYLINE_FILTER_TIME,       /* when it was taken */
  BYLINE_FILTER_HAS, /* which fields have values, and what is odd about them: catalogue/facts.h */
  BYLINE_N_FILTER_FIELDS
};

/** A set of fields: bit n is BylineField n, or one of the above. */
#define BYLINE_FILTER_BIT(field) (G_GUINT64_CONSTANT (1) << (guint) (field))
G_STATIC_ASSERT (BYLINE_N_FILTER_FIELDS <= 64);

/** Returns: its name in the catalogue, "credit" or "camera" */
const char *byline_filter_field_name (guint field);

typedef enum {
  BYLINE_FILTER_ALL,       /* of @parts; none: every photo */
  BYLINE_FILTER_ANY,       /* of @parts; none: no photo */
  BYLINE_FILTER_NOT,       /* the one of @parts */
  BYLINE_FILTER_WORDS,     /* @text is a phrase, folded, in one of @fields */
  BYLINE_FILTER_NUMBERS,   /* one of @fields is a number from @first to @last; of a date that of
                              byline_date_number() */
  BYLINE_FILTER_TAKEN,     /* in @span; a photo without a time never is */
  BYLINE_FILTER_INGESTED,  /* in @span, which is in UTC */
  BYLINE_FILTER_EMBARGO,   /* ends in @span, which is in UTC */
  BYLINE_FILTER_EXPIRES,   /* in @span, which is in UTC */
  BYLINE_FILTER_PUBLISHED, /* a rendition of it is known */
} BylineFilterKind;

/** Which other words are as good as the one that was typed. */
typedef enum {
  BYLINE_WIDEN_NOT,     /* none: "in quotes", and names of ours */
  BYLINE_WIDEN_SCRIPTS, /* the same in another script */
  BYLINE_WIDEN_PARTS,   /* and those that it is a part of */
  BYLINE_WIDEN_LOOSE,   /* and those that are spelt nearly so */
} BylineWiden;

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
  BylineWiden widen;     /* WORDS */
  gint64 first, last;    /* NUMBERS */
  BylineSpan span;
} BylineFilter;

/** @kind: ALL, ANY or NOT */
BylineFilter *byline_filter_new_group (BylineFilterKind kind);
/** @words: from byline_fold() */
BylineFilter *byline_filter_new_words (guint64 fields, const char *words, gboolean word_goes_on);
/** @field: RATING, one that is a date, or MEGAPIXELS; both ends are in it */
BylineFilter *byline_filter_new_numbers (guint field, gint64 first, gint64 last);
/** @kind: TAKEN, INGESTED, EMBARGO or EXPIRES */
BylineFilter *byline_filter_new_span (BylineFilterKind kind, BylineSpan span);
BylineFilter *byline_filter_new_published (void);
void byline_filter_free (BylineFilter *filter); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineFilter, byline_filter_free)

/** @part: (transfer full) */
void byline_filter_add (BylineFilter *group, BylineFilter *part);
