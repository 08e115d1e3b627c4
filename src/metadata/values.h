#pragma once

#include <byline/metadata.h>

/* The shapes that values can have, checked once for all layers. */

/** An ISO 8601 date as far as it is known. */
typedef struct {
  int year;                 /* 1–9999 */
  int month, day;           /* 0: not known */
  int hour, minute, second; /* −1: not known */
  char fraction[10];        /* digits of the second's fraction; "" without */
  gboolean has_zone;
  int zone_minutes; /* east of UTC is positive */
} BylineDate;

/** YYYY, YYYY-MM, YYYY-MM-DD, then "T" or a space and HH:MM[:SS[.sss]][Z|±HH:MM].
 *  Returns: FALSE if @text is none of these or no such day or time exists. */
gboolean byline_date_parse (const char *text, BylineDate *date);

/** Returns: (transfer full): ISO 8601, as precise as @date; "Z" for UTC */
char *byline_date_format (const BylineDate *date);

/** Microseconds since 1970-01-01T00:00 on the clock that was read; what is not known counts as the
 *  beginning. */
gint64 byline_date_local_us (const BylineDate *date);

/** Do two dates say the same, as far as both go? */
gboolean byline_date_agrees (const BylineDate *a, const BylineDate *b);

/**
 * byline_value_check:
 *
 * What a person typed, against what @field can hold.
 *
 * Returns: (transfer full): the value in the form to keep; NULL with BYLINE_ERROR_USAGE
 */
char *byline_value_check (BylineField field, const char *text, GError **error);

/** Is this a character that a value may hold?  Line feed and tab are the only controls; U+FFFE and
 *  U+FFFF cannot stand in XML. */
static inline gboolean
byline_value_takes (gunichar c)
{
  if (c < 0x20)
    return c == '\n' || c == '\t';
  return !(c >= 0x7F && c < 0xA0) && c != 0xFFFE && c != 0xFFFF;
}

/** What files hold is less careful than what values may be.
 *  Returns: (transfer full): a value: valid, white space at both ends gone */
char *byline_value_clean (const char *raw);

/** Appends one text with its language; arrays made by byline_texts_new() free them. */
GPtrArray *byline_texts_new (void);
void byline_texts_add (GPtrArray *texts, const char *lang, const char *text);
GPtrArray *byline_texts_copy (const BylineText *texts, guint n);

/** Returns: (transfer none) (nullable): the x-default text, else the first */
const BylineText *byline_texts_default (const BylineText *texts, guint n);

/** The same of an array.  (element-type BylineText) */
const BylineText *byline_texts_array_default (const GPtrArray *texts);
