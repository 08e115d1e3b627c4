#include "catalogue/find.h"

#include "catalogue/day.h"
#include "catalogue/match.h"
#include "catalogue/place.h"
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
      byline_plan_prepare (catalogue, filter, BYLINE_PLAN_COUNT, BYLINE_SCOPE_ALL, error);

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

/* Taken in one stretch of time and come in in another, which is in both indexes of it: whole
 * seconds alone are. */
static gboolean
is_both (const BylineFilter *filter, const BylineFilter **taken, const BylineFilter **ingested)
{
  *taken = *ingested = NULL;
  if (filter->kind != BYLINE_FILTER_ALL || filter->parts->len != 2)
    return FALSE;
  for (guint i = 0; i < filter->parts->len; i++) {
    const BylineFilter *part = filter->parts->pdata[i];

    if (part->kind == BYLINE_FILTER_TAKEN && byline_place_is_whole (part->span))
      *taken = part;
    else if (part->kind == BYLINE_FILTER_INGESTED)
      *ingested = part;
  }
  return *taken != NULL && *ingested != NULL;
}

#define OF_PLACES "SELECT count (*) FROM photo INDEXED BY photo_by_place WHERE place "
#define OF_ARRIVALS                                                                                \
  "SELECT count (*) FROM photo INDEXED BY photo_by_ingested WHERE place IS NOT NULL"               \
  " AND ingested_us "
#define CAME " AND ingested_us >= :came AND ingested_us < :went"
#define LIES " AND place >= :first AND place < :behind"

static gboolean
run_both (BylineCatalogue *catalogue, const char *sql, const BylineFilter *taken,
          const BylineFilter *ingested, gint64 *n, GError **error)
{
  const BylineSpan places = byline_place_span (taken->span);
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":first", places.from_us);
  byline_bind_int (query, ":behind", places.until_us);
  byline_bind_int (query, ":came", ingested->span.from_us);
  byline_bind_int (query, ":went", ingested->span.until_us);
  if (byline_statement_next (query, error) != BYLINE_ROW)
    return FALSE;
  *n = sqlite3_column_int64 (query, 0);
  return TRUE;
}

static gboolean count (BylineCatalogue *catalogue, const BylineFilter *filter, gint64 *n,
                       GError **error);

/* Each alone is counted by days.  Of both, the shortest way is gone: through those that one of them
 * asks for, or through those that it does not, which are taken off those that the other asks for.
 */
static gboolean
count_both (BylineCatalogue *catalogue, const BylineFilter *taken, const BylineFilter *ingested,
            gint64 *n, GError **error)
{
  enum { TAKEN, OTHERWISE_TAKEN, CAME_IN, OTHERWISE_CAME_IN, N_WAYS };
  static const char *const sql[N_WAYS] = {
    [TAKEN] = OF_PLACES ">= :first AND place < :behind" CAME,
    [OTHERWISE_TAKEN] =
        "SELECT (" OF_PLACES "< :first" CAME ") + (" OF_PLACES ">= :behind" CAME ")",
    [CAME_IN] = OF_ARRIVALS ">= :came AND ingested_us < :went" LIES,
    [OTHERWISE_CAME_IN] =
        "SELECT (" OF_ARRIVALS "< :came" LIES ") + (" OF_ARRIVALS ">= :went" LIES ")",
  };
  gint64 n_on[N_WAYS]; /* how many photos are on each way */
  gint64 total = 0;
  guint way = 0;

  if (!byline_shared_total (catalogue, &total, error) ||
      !count (catalogue, taken, &n_on[TAKEN], error) ||
      !count (catalogue, ingested, &n_on[CAME_IN], error))
    return FALSE;
  n_on[OTHERWISE_TAKEN] = total - n_on[TAKEN];
  n_on[OTHERWISE_CAME_IN] = total - n_on[CAME_IN];
  for (guint i = 1; i < N_WAYS; i++)
    if (n_on[i] < n_on[way])
      way = i;
  if (!run_both (catalogue, sql[way], taken, ingested, n, error))
    return FALSE;
  if (way == OTHERWISE_TAKEN)
    *n = n_on[CAME_IN] - *n;
  else if (way == OTHERWISE_CAME_IN)
    *n = n_on[TAKEN] - *n;
  return TRUE;
}

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
  const BylineFilter *taken = NULL;
  const BylineFilter *ingested = NULL;
  gboolean single = FALSE;
  BylineSpan days;

  if ((filter->kind == BYLINE_FILTER_TAKEN || filter->kind == BYLINE_FILTER_INGESTED) &&
      byline_day_inside (filter->span, &days))
    return count_days (catalogue, filter, days, n, error);
  if (is_both (filter, &taken, &ingested))
    return count_both (catalogue, taken, ingested, n, error);
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
