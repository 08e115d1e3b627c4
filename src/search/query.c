#include "catalogue/find.h"
#include "search/parse.h"

#include <byline/error.h>
#include <byline/query.h>

#include <string.h>

struct _BylineQuery {
  BylineFilter *filter;
};

BylineQuery *
byline_query_parse (const char *text, GError **error)
{
  BylineFilter *filter = byline_query_filter (text, error);
  BylineQuery *query = NULL;

  if (filter == NULL)
    return NULL;
  query = g_new0 (BylineQuery, 1);
  query->filter = filter;
  return query;
}

void
byline_query_free (BylineQuery *query)
{
  if (query == NULL)
    return;
  byline_filter_free (query->filter);
  g_free (query);
}

/* Photos are looked at newest first when people look for "what came in", so both ways of writing
 * that are understood. */
static const struct {
  const char *name;
  BylineSort sort;
} sorts[] = {
  { "-taken", BYLINE_SORT_TAKEN_NEWEST },
  { "taken", BYLINE_SORT_TAKEN_OLDEST },
  { "ingested", BYLINE_SORT_INGESTED_NEWEST },
  { "-ingested", BYLINE_SORT_INGESTED_NEWEST },
  { "name", BYLINE_SORT_NAME },
  { "path", BYLINE_SORT_PATH },
};

gboolean
byline_sort_parse (const char *name, BylineSort *sort, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    if (strcmp (sorts[i].name, name) == 0) {
      *sort = sorts[i].sort;
      return TRUE;
    }
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "\"%s\" is not an order: -taken (newest first), taken, ingested, name or path",
               name);
  return FALSE;
}

static const BylineOrder orders[] = {
  [BYLINE_SORT_TAKEN_NEWEST] = BYLINE_ORDER_TAKEN_NEWEST,
  [BYLINE_SORT_TAKEN_OLDEST] = BYLINE_ORDER_TAKEN_OLDEST,
  [BYLINE_SORT_INGESTED_NEWEST] = BYLINE_ORDER_INGESTED_NEWEST,
  [BYLINE_SORT_NAME] = BYLINE_ORDER_NAME,
  [BYLINE_SORT_PATH] = BYLINE_ORDER_PATH,
};
G_STATIC_ASSERT (G_N_ELEMENTS (orders) == BYLINE_N_ORDERS);

gboolean
byline_query_run (const BylineQuery *query, BylineCatalogue *catalogue, BylineSort sort,
                  guint offset, guint limit, BylineFound found, gpointer user_data, GError **error)
{
  return byline_catalogue_find (catalogue, query->filter, orders[sort], offset, limit, found,
                                user_data, error);
}

gint64
byline_query_count (const BylineQuery *query, BylineCatalogue *catalogue, GError **error)
{
  return byline_catalogue_count (catalogue, query->filter, error);
}
