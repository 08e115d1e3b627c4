#include "catalogue/find.h"

#include "catalogue/place.h"
#include "catalogue/plan.h"

/* Who is visited, and how far the search has come. */
typedef struct {
  BylineCatalogue *catalogue;
  GArray *second; /* of Found: of one second, to be put in order */
  guint skip, limit;
  gboolean newest;
  BylineVisit visit;
  gpointer user_data;
  gboolean done;
} Run;

typedef struct {
  BylinePhotoKey key;
  gint64 place, taken_us;
} Found;

static gboolean
visit (Run *run, BylinePhotoKey key, GError **error)
{
  static const char sql[] = BYLINE_ENTRY_SELECT "WHERE p.photo = :photo";
  g_autoptr (BylineStatement) query = NULL;
  g_autoptr (BylineEntry) entry = NULL;

  if (run->skip > 0) {
    run->skip--;
    return TRUE;
  }
  query = byline_statement (run->catalogue->statements, sql, error);
  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":photo", key);
  if (byline_statement_next (query, error) != BYLINE_ROW)
    return FALSE;
  entry = byline_photo_entry (run->catalogue, query, error);
  if (entry == NULL)
    return FALSE;
  run->done = !run->visit (entry, run->user_data) || --run->limit == 0;
  return TRUE;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  const Found *first = a;
  const Found *second = b;

  if (first->taken_us != second->taken_us)
    return first->taken_us < second->taken_us ? -1 : 1;
  return first->place < second->place ? -1 : 1;
}

static gboolean
visit_second (Run *run, GError **error)
{
  const guint n = run->second->len;

  g_array_sort (run->second, compare);
  for (guint i = 0; i < n && !run->done; i++)
    if (!visit (run, g_array_index (run->second, Found, run->newest ? n - 1 - i : i).key, error))
      return FALSE;
  g_array_set_size (run->second, 0);
  return TRUE;
}

/* Undated photos are all in one second: theirs is the order in which they came. */
static gboolean
is_other_second (const Run *run, const Found *found)
{
  const Found *first = NULL;

  if (run->second->len == 0)
    return FALSE;
  first = &g_array_index (run->second, Found, 0);
  return found->place < BYLINE_PLACE_FIRST ||
         first->place >> BYLINE_PLACE_SHIFT != found->place >> BYLINE_PLACE_SHIFT;
}

static gboolean
visit_by_place (Run *run, const BylineFilter *filter, BylineSpan places, GError **error)
{
  g_autoptr (sqlite3_stmt) query = byline_plan_prepare (
      run->catalogue, filter, run->newest ? BYLINE_PLAN_NEWEST : BYLINE_PLAN_OLDEST, places, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  while (!run->done && (row = byline_statement_next (query, error)) == BYLINE_ROW) {
    const Found found = { sqlite3_column_int64 (query, 0), sqlite3_column_int64 (query, 1),
                          sqlite3_column_int64 (query, 2) };

    if (is_other_second (run, &found) && !visit_second (run, error))
      return FALSE;
    g_array_append_val (run->second, found);
  }
  return run->done || (row == BYLINE_NO_MORE_ROWS && visit_second (run, error));
}

/* Photos without a time last, whichever comes first among the others. */
static gboolean
visit_by_time (Run *run, const BylineFilter *filter, GError **error)
{
  return visit_by_place (run, filter, (BylineSpan){ BYLINE_PLACE_FIRST, G_MAXINT64 }, error) &&
         (run->done ||
          visit_by_place (run, filter, (BylineSpan){ G_MININT64, BYLINE_PLACE_FIRST }, error));
}

static gboolean
visit_sorted (Run *run, const BylineFilter *filter, BylinePurpose purpose, GError **error)
{
  g_autoptr (sqlite3_stmt) query =
      byline_plan_prepare (run->catalogue, filter, purpose, BYLINE_SPAN_ALL, error);
  BylineRow row = BYLINE_NO_MORE_ROWS;

  if (query == NULL)
    return FALSE;
  while (!run->done && (row = byline_statement_next (query, error)) == BYLINE_ROW)
    if (!visit (run, sqlite3_column_int64 (query, 0), error))
      return FALSE;
  return run->done || row == BYLINE_NO_MORE_ROWS;
}

static const BylinePurpose purposes[] = {
  [BYLINE_ORDER_TAKEN_NEWEST] = BYLINE_PLAN_NEWEST,
  [BYLINE_ORDER_TAKEN_OLDEST] = BYLINE_PLAN_OLDEST,
  [BYLINE_ORDER_INGESTED_NEWEST] = BYLINE_PLAN_BY_ARRIVAL,
  [BYLINE_ORDER_NAME] = BYLINE_PLAN_BY_NAME,
  [BYLINE_ORDER_PATH] = BYLINE_PLAN_BY_PATH,
};

gboolean
byline_catalogue_find (BylineCatalogue *catalogue, const BylineFilter *filter, BylineOrder order,
                       guint offset, guint limit, BylineVisit visitor, gpointer user_data,
                       GError **error)
{
  g_autoptr (GArray) second = g_array_new (FALSE, FALSE, sizeof (Found));
  Run run = { .catalogue = catalogue,
              .second = second,
              .skip = offset,
              .limit = limit, /* 0: goes round to as many as there are */
              .newest = order == BYLINE_ORDER_TAKEN_NEWEST,
              .visit = visitor,
              .user_data = user_data };

  return order == BYLINE_ORDER_TAKEN_NEWEST || order == BYLINE_ORDER_TAKEN_OLDEST
             ? visit_by_time (&run, filter, error)
             : visit_sorted (&run, filter, purposes[order], error);
}

char *
byline_catalogue_explain (BylineCatalogue *catalogue, const BylineFilter *filter, BylineOrder order,
                          GError **error)
{
  return byline_plan_explain (catalogue, filter, purposes[order], error);
}
