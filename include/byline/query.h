#pragma once

#include <byline/catalogue.h>

G_BEGIN_DECLS

/**
 * BylineQuery:
 *
 * What to look for, parsed: free words over headline, description, keywords, person, event, city
 * and credit; "phrases"; field:value; taken:2025-07, ingested:7d, rating:3..5; missing:FIELD,
 * conflict:FIELD, is:uncredited; AND implied; "-" in front for not (byline-find(1) has all of it).
 * Made once, run on any catalogue; a query that was saved there is looked up ("query:NAME") when
 * it is run, so mistakes in that are found then.
 */
typedef struct _BylineQuery BylineQuery;

/** Returns: (transfer full): NULL with BYLINE_ERROR_USAGE, naming the column of the mistake; an
 * empty query matches every photo */
BylineQuery *byline_query_parse (const char *text, GError **error);
void byline_query_free (BylineQuery *query); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineQuery, byline_query_free)

typedef enum {
  BYLINE_SORT_TAKEN_NEWEST, /* the default; photos without a time last */
  BYLINE_SORT_TAKEN_OLDEST,
  BYLINE_SORT_INGESTED_NEWEST,
  BYLINE_SORT_NAME,
  BYLINE_SORT_PATH,
} BylineSort;

/** @name: "taken" or "-taken" (newest first), "ingested", "name", "path"; FALSE with _USAGE */
gboolean byline_sort_parse (const char *name, BylineSort *sort, GError **error);

/** Called for each photo found, in order.  Returns: FALSE to stop. */
typedef gboolean (*BylineFound) (const BylineEntry *entry, gpointer user_data);

/**
 * byline_query_run:
 * @offset: so many are left out first
 * @limit: at most so many; 0: all
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY or _CATALOGUE
 */
gboolean byline_query_run (const BylineQuery *query, BylineCatalogue *catalogue, BylineSort sort,
                           guint offset, guint limit, BylineFound found, gpointer user_data,
                           GError **error);

/** Returns: how many match; -1 with an error */
gint64 byline_query_count (const BylineQuery *query, BylineCatalogue *catalogue, GError **error);

/** Returns: (transfer full): how @catalogue will look for it, some lines for people; NULL with an
 * error */
char *byline_query_explain (const BylineQuery *query, BylineCatalogue *catalogue, BylineSort sort,
                            GError **error);

/**
 * byline_query_save:
 * @name: "query:NAME" in other queries then stands for @text; replaces what had that name
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE for a name that could not be typed, or a text that is no
 *   query or asks for itself; _BUSY or _CATALOGUE
 */
gboolean byline_query_save (BylineCatalogue *catalogue, const char *name, const char *text,
                            GError **error);

/** Returns: FALSE with BYLINE_ERROR_NOT_FOUND, or an error of the catalogue */
gboolean byline_query_forget (BylineCatalogue *catalogue, const char *name, GError **error);

/** Called for each saved query, by name. */
typedef void (*BylineSavedQuery) (const char *name, const char *text, gpointer user_data);

gboolean byline_query_list (BylineCatalogue *catalogue, BylineSavedQuery saved, gpointer user_data,
                            GError **error);

G_END_DECLS
