#include "search/ranges.h"

#include "catalogue/facts.h"

#include <string.h>

/* A range as it was typed: where its ends stand in the text.  A single value is both of its ends;
 * an open end has no length. */
typedef struct {
  const char *first, *last;
  gsize first_length, last_length;
  gboolean single;
  gint first_step, last_step; /* of numbers: ">3" begins one after 3 */
} Range;

static const struct {
  const char *sign;
  gboolean is_first;
  gint step;
} comparisons[] = {
  { ">=", TRUE, 0 },
  { "<=", FALSE, 0 },
  { ">", TRUE, 1 },
  { "<", FALSE, -1 },
};

static gboolean
split_comparison (const char *text, Range *range)
{
  for (guint i = 0; i < G_N_ELEMENTS (comparisons); i++) {
    const char *value = text + strlen (comparisons[i].sign);

    if (!g_str_has_prefix (text, comparisons[i].sign))
      continue;
    *range = (Range){ .first = value, .last = value };
    *(comparisons[i].is_first ? &range->first_length : &range->last_length) = strlen (value);
    *(comparisons[i].is_first ? &range->first_step : &range->last_step) = comparisons[i].step;
    return TRUE;
  }
  return FALSE;
}

static Range
split (const char *text)
{
  const char *dots = strstr (text, "..");
  const gsize length = strlen (text);

  if (dots == NULL)
    return (Range){
      .first = text, .last = text, .first_length = length, .last_length = length, .single = TRUE
    };
  return (Range){ .first = text,
                  .first_length = (gsize) (dots - text),
                  .last = dots + 2,
                  .last_length = strlen (dots + 2) };
}

static gboolean
is_empty (const Range *range)
{
  return range->first_length + range->last_length == 0;
}

static gboolean
ends_first (const BylineToken *token, GError **error)
{
  return byline_token_mistake (token, token->text, error, "\"%s\" ends before it begins",
                               token->text);
}

/* The naive clock: what a clock on the wall shows, as if it were UTC's. */
static gint64
naive_us (GDateTime *local)
{
  return (g_date_time_to_unix (local) * G_USEC_PER_SEC) + g_date_time_get_utc_offset (local);
}

static gboolean
read_day (const char *text, gsize length, BylineSpan *span)
{
  static const struct {
    const char *name;
    gint days;
  } days[] = { { "today", 0 }, { "yesterday", -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    if (strlen (days[i].name) == length && memcmp (days[i].name, text, length) == 0) {
      g_autoptr (GDateTime) now = g_date_time_new_now_local ();
      g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
      const gint64 day = G_GINT64_CONSTANT (86400) * G_USEC_PER_SEC;

      byline_span_parse (today, -1, FALSE, span);
      span->from_us += days[i].days * day;
      span->until_us += days[i].days * day;
      return TRUE;
    }
  return FALSE;
}

static GDateTime *
ago (GDateTime *now, char unit, gint n)
{
  switch (unit) {
  case 'h':
    return g_date_time_add_hours (now, -n);
  case 'd':
    return g_date_time_add_days (now, -n);
  case 'w':
    return g_date_time_add_weeks (now, -n);
  case 'm':
    return g_date_time_add_months (now, -n);
  case 'y':
    return g_date_time_add_years (now, -n);
  default:
    return NULL;
  }
}

/* "7d": a moment.  Before the year 1 there is none. */
static gboolean
read_ago (const char *text, gsize length, BylineSpan *span)
{
  g_autoptr (GDateTime) now = NULL;
  g_autoptr (GDateTime) then = NULL;
  gint n = 0;

  if (length < 2 || length > 6)
    return FALSE;
  for (gsize i = 0; i < length - 1; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    n = 10 * n + (text[i] - '0');
  }
  now = g_date_time_new_now_local ();
  then = ago (now, text[length - 1], n);
  if (then == NULL)
    return FALSE;
  *span = (BylineSpan){ naive_us (then), naive_us (then) };
  return TRUE;
}

static gboolean
read_moment (const BylineToken *token, const char *text, gsize length, BylineSpan *span,
             GError **error)
{
  g_autofree char *shown = NULL;

  if (byline_span_parse (text, (gssize) length, FALSE, span) || read_day (text, length, span) ||
      read_ago (text, length, span))
    return TRUE;
  shown = g_strndup (text, length);
  return byline_token_mistake (token, text, error,
                               "\"%s\" is not a day, month, year or time such as 2025-07-14, "
                               "2025-07, 2025, 2025-07-14T10:30, today or 7d",
                               shown);
}

static gboolean
read_span (const BylineToken *token, BylineSpan *span, GError **error)
{
  const Range range = split (token->text);
  BylineSpan first = BYLINE_SPAN_ALL;
  BylineSpan last = BYLINE_SPAN_ALL;

  if (is_empty (&range))
    return read_moment (token, token->text, strlen (token->text), span, error);
  if (range.first_length > 0 &&
      !read_moment (token, range.first, range.first_length, &first, error))
    return FALSE;
  if (range.last_length > 0 && !read_moment (token, range.last, range.last_length, &last, error))
    return FALSE;
  if (range.single && last.until_us == last.from_us) /* since then */
    last.until_us = G_MAXINT64;
  *span = (BylineSpan){ first.from_us, last.until_us };
  return first.from_us < last.until_us || ends_first (token, error);
}

BylineFilter *
byline_range_taken (const BylineToken *token, GError **error)
{
  BylineSpan span;

  return read_span (token, &span, error) ? byline_filter_new_span (BYLINE_FILTER_TAKEN, span)
                                         : NULL;
}

/* Open ends stay open; beyond GLib's calendar nobody ingests. */
static gint64
to_utc (gint64 naive)
{
  g_autoptr (GDateTime) wall = NULL;
  g_autoptr (GDateTime) local = NULL;

  if (naive == G_MININT64 || naive == G_MAXINT64)
    return naive;
  wall = g_date_time_new_from_unix_utc (naive / G_USEC_PER_SEC);
  if (wall == NULL)
    return naive;
  local = g_date_time_new_local (g_date_time_get_year (wall), g_date_time_get_month (wall),
                                 g_date_time_get_day_of_month (wall), g_date_time_get_hour (wall),
                                 g_date_time_get_minute (wall), g_date_time_get_seconds (wall));
  return local == NULL ? naive
                       : g_date_time_to_unix (local) * G_USEC_PER_SEC + naive % G_USEC_PER_SEC;
}

BylineFilter *
byline_range_ingested (const BylineToken *token, GError **error)
{
  BylineSpan span;

  if (!read_span (token, &span, error))
    return NULL;
  span = (BylineSpan){ to_utc (span.from_us), to_utc (span.until_us) };
  return byline_filter_new_span (BYLINE_FILTER_INGESTED, span);
}

/* The day that a span begins or ends with, as a number. */
static gint64
day_number (gint64 us)
{
  g_autoptr (GDateTime) day = NULL;
  g_autofree char *iso = NULL;

  if (us == G_MAXINT64 || us == G_MININT64)
    return us;
  day = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  iso = day != NULL ? g_date_time_format (day, "%Y-%m-%d") : NULL;
  return iso != NULL ? byline_date_number (iso, '0') : 0;
}

/* Dates know no more than the day, and perhaps only the month or the year: those are in a range
 * that holds the whole of them. */
BylineFilter *
byline_range_date (const BylineToken *token, guint field, GError **error)
{
  const Range range = split (token->text);
  g_autofree char *first = g_strndup (range.first, range.first_length);
  BylineSpan span;
  gint64 from;
  gint64 last;

  if (!read_span (token, &span, error))
    return NULL;
  from = g_ascii_isdigit (*first) && byline_date_number (first, '0') > 0
             ? byline_date_number (first, '0')
             : day_number (span.from_us);
  last = g_ascii_isdigit (*range.last) && byline_date_number (range.last, '9') > 0
             ? byline_date_number (range.last, '9')
             : day_number (span.until_us == G_MAXINT64 ? span.until_us : span.until_us - 1);
  return byline_filter_new_numbers (field, from, last);
}

static gboolean
read_number (const BylineToken *token, const char *text, gsize length, gint step, gint64 *number,
             GError **error)
{
  g_autofree char *plain = g_strndup (text, length);

  if (length == 0) /* an open end */
    return TRUE;
  if (!g_ascii_string_to_signed (plain, 10, G_MININT32, G_MAXINT32, number, NULL))
    return byline_token_mistake (token, text, error, "\"%s\" is not a number", plain);
  *number += step;
  return TRUE;
}

BylineFilter *
byline_range_number (const BylineToken *token, guint field, GError **error)
{
  gint64 first = G_MININT64;
  gint64 last = G_MAXINT64;
  Range range;

  if (!split_comparison (token->text, &range))
    range = split (token->text);
  if (is_empty (&range)) {
    byline_token_mistake (token, token->text, error, "\"%s\" is not a number", token->text);
    return NULL;
  }
  if (!read_number (token, range.first, range.first_length, range.first_step, &first, error) ||
      !read_number (token, range.last, range.last_length, range.last_step, &last, error))
    return NULL;
  if (first <= last)
    return byline_filter_new_numbers (field, first, last);
  ends_first (token, error);
  return NULL;
}
