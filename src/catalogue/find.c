#include "catalogue/find.h"

#include "catalogue/match.h"
#include "catalogue/place.h"
#include "catalogue/plan.h"
#include "catalogue/recent.h"
#include "catalogue/shared.h"

#include <stdlib.h>

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

static gint64
second_of (gint64 place)
{
  return place >> BYLINE_PLACE_SHIFT;
}

/* Undated photos are all in one second: theirs is the order in which they came. */
static gboolean
is_other_second (const Run *run, const Found *found)
{
  const Found *first = NULL;

  if (run->second->len == 0)
    return FALSE;
  first = &g_array_index (run->second, Found, 0);
  return found->place < BYLINE_PLACE_FIRST || second_of (first->place) != second_of (found->place);
}

/* Leaves out of @places whole seconds of photos that are passed over, by their places alone: for
 * their order within a second each would have to be looked at.  What is left to pass over is less
 * than one second's. */
static gboolean
pass_over (Run *run, const BylineFilter *filter, BylineSpan *places, GError **error)
{
  g_autoptr (sqlite3_stmt) query = byline_plan_prepare (
      run->catalogue, filter, run->newest ? BYLINE_PLAN_PLACES_BACK : BYLINE_PLAN_PLACES,
      (BylineScope){ *places, FALSE }, error);
  gint64 second = 0;
  guint n = 0;    /* passed over, up to this second */
  guint n_in = 0; /* of this second */
  BylineRow row = BYLINE_ROW_FAILED;

  while (query != NULL && n + n_in <= run->skip &&
         (row = byline_statement_next (query, error)) == BYLINE_ROW) {
    const gint64 place = sqlite3_column_int64 (query, 0);

    if (n_in == 0 || second_of (place) != second) {
      n += n_in;
      n_in = 0;
      second = second_of (place);
    }
    n_in++;
  }
  if (row != BYLINE_ROW) /* there are no more than those */
    n += n_in;
  else if (run->newest)
    places->until_us = MIN (places->until_us, (second + 1) * (1 << BYLINE_PLACE_SHIFT));
  else
    places->from_us = MAX (places->from_us, second * (1 << BYLINE_PLACE_SHIFT));
  run->skip -= n;
  if (row == BYLINE_NO_MORE_ROWS)
    *places = (BylineSpan){ 0, 0 };
  return row != BYLINE_ROW_FAILED;
}

/* All photos of the scope, until enough are visited. */
static gboolean
visit_scope (Run *run, const BylineFilter *filter, BylineScope scope, GError **error)
{
  g_autoptr (sqlite3_stmt) query = byline_plan_prepare (
      run->catalogue, filter, run->newest ? BYLINE_PLAN_NEWEST : BYLINE_PLAN_OLDEST, scope, error);
  BylineRow row = BYLINE_ROW_FAILED;

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

/* Of more photos making an index takes longer than most questions. */
#define MOST_WANTED 100
#define RECENT_FOR_EACH 4

static gboolean
is_for_recent (const Run *run, const BylineFilter *filter, gboolean *is, GError **error)
{
  *is = FALSE;
  if (!run->newest || run->limit == 0 || (guint64) run->skip + run->limit > MOST_WANTED ||
      run->catalogue->in_transaction)
    return TRUE;
  return byline_match_is_broad (run->catalogue, filter, is, error);
}

/* The newest photos, where it is worth it (see recent.h); they are taken off @places. */
static gboolean
visit_recent (Run *run, const BylineFilter *filter, BylineSpan *places, GError **error)
{
  const BylineSpan asked = byline_plan_places (filter);
  BylineScope scope = {
    { MAX (places->from_us, asked.from_us), MIN (places->until_us, asked.until_us) }, TRUE
  };
  gboolean worth = FALSE;

  if (!is_for_recent (run, filter, &worth, error))
    return FALSE;
  /* Without it the search only takes longer, and says what is wrong. */
  if (!worth || !byline_recent_fill (run->catalogue, &scope.places,
                                     RECENT_FOR_EACH * (run->skip + run->limit), NULL))
    return TRUE;
  places->until_us = scope.places.from_us;
  return visit_scope (run, filter, scope, error);
}

/* So few are as quickly looked at. */
#define FEW_PASSED 200

static gboolean
visit_by_place (Run *run, const BylineFilter *filter, BylineSpan places, GError **error)
{
  if (!visit_recent (run, filter, &places, error))
    return FALSE;
  if (run->done)
    return TRUE;
  if (run->skip > FEW_PASSED && !pass_over (run, filter, &places, error))
    return FALSE;
  return visit_scope (run, filter, (BylineScope){ places, FALSE }, error);
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
      byline_plan_prepare (run->catalogue, filter, purpose, BYLINE_SCOPE_ALL, error);
  BylineRow row = BYLINE_NO_MORE_ROWS;

  if (query == NULL)
    return FALSE;
  while (!run->done && (row = byline_statement_next (query, error)) == BYLINE_ROW)
    if (!visit (run, sqlite3_column_int64 (query, 0), error))
      return FALSE;
  return run->done || row == BYLINE_NO_MORE_ROWS;
}

/* Orders that an index has.  All photos in it, each looked for among those that were found. */
static const char *const walks[] = {
  [BYLINE_PLAN_BY_ARRIVAL] = "SELECT photo, place FROM photo INDEXED BY photo_by_ingested"
                             " WHERE place IS NOT NULL ORDER BY ingested_us DESC, place DESC",
  [BYLINE_PLAN_BY_NAME] = "SELECT photo, place FROM photo INDEXED BY photo_by_name"
                          " WHERE place IS NOT NULL ORDER BY name, photo",
  [BYLINE_PLAN_BY_PATH] = "SELECT p.photo, p.place FROM file AS f CROSS JOIN photo AS p"
                          " ON p.photo = f.photo WHERE p.place IS NOT NULL ORDER BY f.path",
};

static gint
compare_places (gconstpointer a, gconstpointer b)
{
  const gint64 first = *(const gint64 *) a;
  const gint64 second = *(const gint64 *) b;

  return first < second ? -1 : first > second;
}

/* Returns: (transfer full) (nullable): all places that @filter finds, in order */
static GArray *
find_places (BylineCatalogue *catalogue, const BylineFilter *filter, GError **error)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (sqlite3_stmt) query =
      byline_plan_prepare (catalogue, filter, BYLINE_PLAN_PLACES, BYLINE_SCOPE_ALL, error);
  BylineRow row = BYLINE_ROW_FAILED;

  while (query != NULL && (row = byline_statement_next (query, error)) == BYLINE_ROW) {
    const gint64 place = sqlite3_column_int64 (query, 0);

    g_array_append_val (places, place);
  }
  return row == BYLINE_NO_MORE_ROWS ? g_steal_pointer (&places) : NULL;
}

/* Sorting takes a look at each photo that was found; walking one at so many as it takes to come
 * across those that are wanted, which are the fewer the more were found. */
static gboolean
is_walk_shorter (const Run *run, guint n_found, gint64 n_all)
{
  const gint64 wanted = (gint64) run->skip + run->limit;

  return (double) n_found * n_found > (double) wanted * (double) n_all;
}

/* Returns: (transfer full) (nullable): the numbers of as many as are wanted.  @walk, @row: at its
 * first row.  @places: (nullable): of the photos that were found; NULL: all of them were */
static GArray *
walk_along (const Run *run, BylineStatement *walk, BylineRow row, const GArray *places,
            GError **error)
{
  g_autoptr (GArray) keys = g_array_new (FALSE, FALSE, sizeof (BylinePhotoKey));
  const guint64 wanted = (guint64) run->skip + run->limit;

  for (; row == BYLINE_ROW && keys->len < wanted; row = byline_statement_next (walk, error)) {
    const BylinePhotoKey key = sqlite3_column_int64 (walk, 0);
    const gint64 place = sqlite3_column_int64 (walk, 1);

    if (places == NULL ||
        bsearch (&place, places->data, places->len, sizeof place, compare_places) != NULL)
      g_array_append_val (keys, key);
  }
  return row != BYLINE_ROW_FAILED ? g_steal_pointer (&keys) : NULL;
}

/* Who is called may write, even what is walked along: so not before all are known. */
static gboolean
visit_walking (Run *run, BylineStatement *walk, BylineRow row, const GArray *places, GError **error)
{
  g_autoptr (GArray) keys = walk_along (run, walk, row, places, error);

  for (guint i = 0; keys != NULL && i < keys->len && !run->done; i++)
    if (!visit (run, g_array_index (keys, BylinePhotoKey, i), error))
      return FALSE;
  return keys != NULL;
}

static gboolean
is_every (const BylineFilter *filter)
{
  return filter->kind == BYLINE_FILTER_ALL && filter->parts->len == 0;
}

/* Only so many are wanted.  The walk begins before it is known whether it is the shorter way: as
 * long as it is under way, the catalogue stays as it is for all questions. */
static gboolean
visit_first (Run *run, const BylineFilter *filter, BylinePurpose purpose, GError **error)
{
  g_autoptr (BylineStatement) walk =
      byline_statement (run->catalogue->statements, walks[purpose], error);
  const BylineRow row = walk != NULL ? byline_statement_next (walk, error) : BYLINE_ROW_FAILED;
  g_autoptr (GArray) places = NULL;
  gint64 n_all = 0;

  if (row != BYLINE_ROW)
    return row == BYLINE_NO_MORE_ROWS;
  if (is_every (filter))
    return visit_walking (run, walk, row, NULL, error);
  places = find_places (run->catalogue, filter, error);
  if (places == NULL || !byline_shared_total (run->catalogue, &n_all, error))
    return FALSE;
  return is_walk_shorter (run, places->len, n_all) ? visit_walking (run, walk, row, places, error)
                                                   : visit_sorted (run, filter, purpose, error);
}

static gboolean
visit_in_order (Run *run, const BylineFilter *filter, BylinePurpose purpose, GError **error)
{
  const gboolean can_walk = purpose < G_N_ELEMENTS (walks) && walks[purpose] != NULL;

  return can_walk && run->limit > 0 ? visit_first (run, filter, purpose, error)
                                    : visit_sorted (run, filter, purpose, error);
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
             : visit_in_order (&run, filter, purposes[order], error);
}

char *
byline_catalogue_explain (BylineCatalogue *catalogue, const BylineFilter *filter, BylineOrder order,
                          GError **error)
{
  return byline_plan_explain (catalogue, filter, purposes[order], error);
}
