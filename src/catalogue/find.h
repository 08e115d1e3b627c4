#pragma once

#include "catalogue/filter.h"

#include <byline/catalogue.h>

typedef enum {
  BYLINE_ORDER_TAKEN_NEWEST, /* photos without a time last */
  BYLINE_ORDER_TAKEN_OLDEST, /* there too */
  BYLINE_ORDER_INGESTED_NEWEST,
  BYLINE_ORDER_NAME,
  BYLINE_ORDER_PATH,
  BYLINE_N_ORDERS
} BylineOrder;

/** Called for each photo, in order.  Returns: FALSE to stop. */
typedef gboolean (*BylineVisit) (const BylineEntry *entry, gpointer user_data);

/**
 * byline_catalogue_find:
 * @offset: so many are left out first
 * @limit: at most so many; 0: all
 *
 * What is visited is the catalogue as it was when the search began, whatever is written meanwhile.
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY or _CATALOGUE
 */
gboolean byline_catalogue_find (BylineCatalogue *catalogue, const BylineFilter *filter,
                                BylineOrder order, guint offset, guint limit, BylineVisit visit,
                                gpointer user_data, GError **error);

/** Returns: (transfer full): how it would be found, some lines for people */
char *byline_catalogue_explain (BylineCatalogue *catalogue, const BylineFilter *filter,
                                BylineOrder order, GError **error);

/** Returns: how many match; -1 with an error */
gint64 byline_catalogue_count (BylineCatalogue *catalogue, const BylineFilter *filter,
                               GError **error);
