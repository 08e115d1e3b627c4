#include "catalogue/find.h"

#include "catalogue/day.h"
#include "catalogue/match.h"
#include "catalogue/plan.h"
#include "catalogue/shared.h"

/* How many photos: where it can be, by what the catalogue keeps count of, since a list of a million
 * takes a tenth of a second to go through. */

static gboolean
count_keys (BylineCatalogue *catalogue, const GArray *keys, gint64 *n, GError **error)
{
  static const char sql[] = "SELECT photos FROM shared WHERE shared = :shared";

  *n = 0;
  for (guint i = 0; i < keys->len; i++) {
    g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

    if (query == NULL)
      return FALSE;
    byline_bind_int (query, ":shared", g_array_index (keys, gint64, i));
    if (byline_statement_next (query, error) != BYLINE_ROW)
      return FALSE;
    *n += sqlite3_column_int64 (query, 0);
  }
  return TRUE;
}

static gboolean
count_found (BylineCatalogue *catalogue, const BylineFilter *filter, gint64 *n, GError **error)
{
  g_autoptr (sqlite3_stmt) query =
      byline_plan_prepare (catalogue, filter, BYLINE_PLAN_COUNT, BYLINE_SPAN_ALL, error);

  if (query == NULL || byline_statement_next (query, error) != BYLINE_ROW)
    return FALSE;
  *n = sqlite3_column_int64 (query, 0);
  return TRUE;
}

/* What of a stretch of time is left before and behind whole days. */
static gboolean
count_edge (BylineCatalogue *catalogue, BylineFilterKind kind, gint64 from_us, gint64 until_us,
            gint64 *n, GError **error)
{
  g_autoptr (BylineFilter) edge = NULL;
  gint64 more = 0;

  if (from_us >= until_us)
    return TRUE;
  edge = byline_filter_new_span (kind, (BylineSpan){ from_us, until_us });
  if (!count_found (catalogue, edge, &more, error))
    return FALSE;
  *n += more;
  return TRUE;
}

static gboolean
count_days (BylineCatalogue *catalogue, const BylineFilter *filter, BylineSpan days, gint64 *n,
            GError **error)
{
  return byline_day_count (catalogue, filter->kind, days, n, error) &&
         count_edge (catalogue, filter->kind, filter->span.from_us, days.from_us, n, error) &&
         count_edge (catalogue, filter->kind, days.until_us, filter->span.until_us, n, error);
}

static gboolean count (BylineCatalogue *catalogue, const BylineFilter *filter, gint64 *n,
                       GError **error);

/* None of these: all but those that are one of them. */
static gboolean
count_others (BylineCatalogue *catalogue, const BylineFilter *any, gint64 *n, GError **error)
{
  gint64 total = 0;

  if (!byline_shared_total (catalogue, &total, error) || !count (catalogue, any, n, error))
    return FALSE;
  *n = total - *n;
  return TRUE;
}

/* Returns: (transfer full) (nullable): if @filter is nothing but NOTs, what they deny; parts are
 * borrowed */
static BylineFilter *
denied (const BylineFilter *filter)
{
  g_autoptr (BylineFilter) any = byline_filter_new_group (BYLINE_FILTER_ANY);

  g_ptr_array_set_free_func (any->parts, NULL);
  if (filter->kind == BYLINE_FILTER_NOT)
    g_ptr_array_add (any->parts, filter->parts->pdata[0]);
  for (guint i = 0; filter->kind == BYLINE_FILTER_ALL && i < filter->parts->len; i++) {
    const BylineFilter *part = filter->parts->pdata[i];

    if (part->kind != BYLINE_FILTER_NOT)
      return NULL;
    g_ptr_array_add (any->parts, part->parts->pdata[0]);
  }
  return filter->kind == BYLINE_FILTER_NOT || filter->kind == BYLINE_FILTER_ALL
             ? g_steal_pointer (&any)
             : NULL;
}

static gboolean
count (BylineCatalogue *catalogue, const BylineFilter *filter, gint64 *n, GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (BylineFilter) any = denied (filter);
  gboolean single = FALSE;
  BylineSpan days;

  if ((filter->kind == BYLINE_FILTER_TAKEN || filter->kind == BYLINE_FILTER_INGESTED) &&
      byline_day_inside (filter->span, &days))
    return count_days (catalogue, filter, days, n, error);
  if (filter->kind == BYLINE_FILTER_ANY && filter->parts->len < 2) {
    *n = 0;
    return filter->parts->len == 0 || count (catalogue, filter->parts->pdata[0], n, error);
  }
  if (!byline_match_single (catalogue, filter, &single, keys, error))
    return FALSE;
  if (single)
    return count_keys (catalogue, keys, n, error);
  return any != NULL ? count_others (catalogue, any, n, error)
                     : count_found (catalogue, filter, n, error);
}

gint64
byline_catalogue_count (BylineCatalogue *catalogue, const BylineFilter *filter, GError **error)
{
  gint64 n = 0;

  return count (catalogue, filter, &n, error) ? n : -1;
}
