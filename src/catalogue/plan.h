#pragma once

#include "catalogue/filter.h"
#include "catalogue/store.h"

/* How a filter is asked of the database: SQL with places, and the values for the places.  Private
 * to src/catalogue/. */

/** What a search is for, and so in which order rows come. */
typedef enum {
  BYLINE_PLAN_COUNT,       /* one row: how many */
  BYLINE_PLAN_PLACES,      /* place alone, in its order */
  BYLINE_PLAN_PLACES_BACK, /* the same, the last first */
  BYLINE_PLAN_NEWEST,      /* photo, place, taken_us; of one second in any order */
  BYLINE_PLAN_OLDEST,      /* the same */
  BYLINE_PLAN_BY_ARRIVAL,  /* photo alone, as below */
  BYLINE_PLAN_BY_NAME,
  BYLINE_PLAN_BY_PATH,
} BylinePurpose;

/** Which photos are asked for at all, and which index of words knows them. */
typedef struct {
  BylineSpan places;
  gboolean recent; /* the one of recent.h, filled with these places */
} BylineScope;

#define BYLINE_SCOPE_ALL ((BylineScope){ BYLINE_SPAN_ALL, FALSE })

/** The places that photos can have which @filter finds, as far as it tells by itself. */
BylineSpan byline_plan_places (const BylineFilter *filter);

/** Returns: (transfer full): the statement, its values bound */
sqlite3_stmt *byline_plan_prepare (BylineCatalogue *catalogue, const BylineFilter *filter,
                                   BylinePurpose purpose, BylineScope scope, GError **error);

/** Returns: (transfer full): the SQL, its values, and what SQLite does for it */
char *byline_plan_explain (BylineCatalogue *catalogue, const BylineFilter *filter,
                           BylinePurpose purpose, GError **error);
