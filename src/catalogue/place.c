#include "catalogue/place.h"

static gboolean
is_whole_second (gint64 us)
{
  return us == G_MININT64 || us == G_MAXINT64 || us % G_USEC_PER_SEC == 0;
}

gboolean
byline_place_is_whole (BylineSpan span)
{
  return is_whole_second (span.from_us) && is_whole_second (span.until_us);
}

BylineSpan
byline_place_span (BylineSpan span)
{
  return (BylineSpan){
    span.from_us == G_MININT64 ? BYLINE_PLACE_FIRST : byline_place_of (span.from_us),
    span.until_us == G_MAXINT64 ? G_MAXINT64 : byline_place_of (span.until_us + G_USEC_PER_SEC - 1),
  };
}

/* The last place that is taken in [from, until); 0 if none is. */
static gboolean
last_between (BylineCatalogue *catalogue, gint64 from, gint64 until, gint64 *last, GError **error)
{
  static const char sql[] =
      "SELECT place FROM photo WHERE place >= :from AND place < :until ORDER BY place DESC LIMIT 1";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  *last = 0;
  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":from", from);
  byline_bind_int (query, ":until", until);
  row = byline_statement_next (query, error);
  if (row == BYLINE_ROW)
    *last = sqlite3_column_int64 (query, 0);
  return row != BYLINE_ROW_FAILED;
}

static gboolean
find_undated (BylineCatalogue *catalogue, gint64 *place, GError **error)
{
  if (*place != 0 && *place < BYLINE_PLACE_FIRST)
    return TRUE;
  if (!last_between (catalogue, G_MININT64, BYLINE_PLACE_FIRST, place, error))
    return FALSE;
  *place = *place == 0 ? 2 * BYLINE_PLACE_FIRST : *place + 1;
  return TRUE;
}

/* Seconds that are full are remembered by the one where there is room: photos come in order, and a
 * thousand scans may be dated at the same midnight. */
static gint64
begin_at (const BylineCatalogue *catalogue, gint64 base)
{
  return catalogue->full_second == base ? catalogue->free_second : base;
}

static gboolean
find_dated (BylineCatalogue *catalogue, gint64 base, gint64 *place, GError **error)
{
  const gint64 width = 1 << BYLINE_PLACE_SHIFT;
  gint64 last = 0;

  for (gint64 at = begin_at (catalogue, base);; at += width) {
    if (!last_between (catalogue, at, at + width, &last, error))
      return FALSE;
    if (last != 0 && last == at + width - 1)
      continue;
    catalogue->full_second = base;
    catalogue->free_second = at;
    /* 0 means nowhere: the first moment of 1970 goes without it. */
    *place = last == 0 ? at + (at == 0 ? 1 : 0) : last + 1;
    return TRUE;
  }
}

/* Photos come in the order of time: behind the last one all is free. */
static gboolean
is_behind_last (BylineCatalogue *catalogue, gint64 base, gboolean *behind, GError **error)
{
  if (catalogue->last_place == 0 &&
      !last_between (catalogue, G_MININT64, G_MAXINT64, &catalogue->last_place, error))
    return FALSE;
  /* 0 means nowhere */
  *behind = catalogue->last_place != 0 && base > catalogue->last_place && base != 0;
  return TRUE;
}

gboolean
byline_place_find (BylineCatalogue *catalogue, const gint64 *taken_us, gint64 *place,
                   GError **error)
{
  gboolean behind = FALSE;
  gint64 base;

  if (taken_us == NULL)
    return find_undated (catalogue, place, error);
  base = byline_place_of (*taken_us);
  if (*place != 0 && *place - base >= 0 && *place - base < 1 << BYLINE_PLACE_SHIFT)
    return TRUE;
  if (!is_behind_last (catalogue, base, &behind, error))
    return FALSE;
  if (behind)
    *place = base;
  else if (!find_dated (catalogue, base, place, error))
    return FALSE;
  catalogue->last_place = MAX (catalogue->last_place, *place);
  return TRUE;
}
