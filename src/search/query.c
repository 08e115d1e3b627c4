#include "catalogue/find.h"
#include "catalogue/query_table.h"
#include "search/parse.h"

#include <byline/error.h>
#include <byline/query.h>

#include <string.h>

/** A saved query has a name of at most so many bytes. */
#define BYLINE_SAVED_NAME_MAX 64

struct _BylineQuery {
  BylineFilter *filter; /* NULL: must be made anew for each catalogue */
  char *text;
};

BylineQuery *
byline_query_parse (const char *text, GError **error)
{
  gboolean needs_catalogue = FALSE;
  g_autoptr (BylineFilter) filter = byline_query_filter (text, NULL, &needs_catalogue, error);
  BylineQuery *query = NULL;

  if (filter == NULL)
    return NULL;
  query = g_new0 (BylineQuery, 1);
  query->text = g_strdup (text);
  if (!needs_catalogue)
    query->filter = g_steal_pointer (&filter);
  return query;
}

void
byline_query_free (BylineQuery *query)
{
  if (query == NULL)
    return;
  byline_filter_free (query->filter);
  g_free (query->text);
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

/* @made: (out) (transfer full): keeps what was made for this catalogue alone */
static const BylineFilter *
filter_for (const BylineQuery *query, BylineCatalogue *catalogue, BylineFilter **made,
            GError **error)
{
  if (query->filter != NULL)
    return query->filter;
  *made = byline_query_filter (query->text, catalogue, NULL, error);
  return *made;
}

gboolean
byline_query_run (const BylineQuery *query, BylineCatalogue *catalogue, BylineSort sort,
                  guint offset, guint limit, BylineFound found, gpointer user_data, GError **error)
{
  g_autoptr (BylineFilter) made = NULL;
  const BylineFilter *filter = filter_for (query, catalogue, &made, error);

  return filter != NULL && byline_catalogue_find (catalogue, filter, orders[sort], offset, limit,
                                                  found, user_data, error);
}

gint64
byline_query_count (const BylineQuery *query, BylineCatalogue *catalogue, GError **error)
{
  g_autoptr (BylineFilter) made = NULL;
  const BylineFilter *filter = filter_for (query, catalogue, &made, error);

  return filter != NULL ? byline_catalogue_count (catalogue, filter, error) : -1;
}

char *
byline_query_explain (const BylineQuery *query, BylineCatalogue *catalogue, BylineSort sort,
                      GError **error)
{
  g_autoptr (BylineFilter) made = NULL;
  const BylineFilter *filter = filter_for (query, catalogue, &made, error);

  return filter != NULL ? byline_catalogue_explain (catalogue, filter, orders[sort], error) : NULL;
}

/* One that stands behind "query:" without quotes. */
static gboolean
check_name (const char *name, GError **error)
{
  const char *at = name;

  while (g_utf8_validate (at, -1, NULL) && *at != '\0' &&
         (g_unichar_isalnum (g_utf8_get_char (at)) || strchr ("-_.", *at) != NULL))
    at = g_utf8_next_char (at);
  if (*at == '\0' && at > name && strlen (name) <= BYLINE_SAVED_NAME_MAX)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "\"%s\" cannot name a query: letters, digits, \"-\", \"_\" and \".\" can, %d bytes "
               "of them at most",
               name, BYLINE_SAVED_NAME_MAX);
  return FALSE;
}

/* Asked for once with itself in place, so that no circle is saved. */
static gboolean
put_and_try (BylineCatalogue *catalogue, const char *name, const char *text, GError **error)
{
  g_autofree char *asked = g_strconcat ("query:", name, NULL);
  g_autoptr (BylineFilter) plain = byline_query_filter (text, catalogue, NULL, error);
  g_autoptr (BylineFilter) filter = NULL;

  if (plain == NULL || !byline_query_table_put (catalogue, name, text, error))
    return FALSE;
  filter = byline_query_filter (asked, catalogue, NULL, error);
  return filter != NULL;
}

gboolean
byline_query_save (BylineCatalogue *catalogue, const char *name, const char *text, GError **error)
{
  if (!check_name (name, error) || !byline_catalogue_begin (catalogue, error))
    return FALSE;
  if (put_and_try (catalogue, name, text, error))
    return byline_catalogue_commit (catalogue, error);
  byline_catalogue_rollback (catalogue);
  return FALSE;
}

gboolean
byline_query_forget (BylineCatalogue *catalogue, const char *name, GError **error)
{
  gboolean found = FALSE;

  if (!byline_query_table_delete (catalogue, name, &found, error))
    return FALSE;
  if (found)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "no query is saved as \"%s\"", name);
  return FALSE;
}

gboolean
byline_query_list (BylineCatalogue *catalogue, BylineSavedQuery saved, gpointer user_data,
                   GError **error)
{
  return byline_query_table_list (catalogue, saved, user_data, error);
}
