#include "catalogue/plan.h"

#include "catalogue/match.h"
#include "catalogue/place.h"

#include <string.h>

/* A condition being written: SQL with places, and the values for the places.  No text from a query
 * ever becomes SQL. */
typedef struct {
  BylineCatalogue *catalogue;
  const char *index; /* of words: a table */
  GString *sql;
  GArray *values; /* of Value */
} Condition;

typedef struct {
  char *text; /* NULL: number */
  gint64 number;
} Value;

static void
clear_value (gpointer data)
{
  g_free (((Value *) data)->text);
}

/* @text: (transfer full) */
static void
place_text (Condition *condition, char *text)
{
  g_array_append_val (condition->values, ((Value){ .text = text }));
}

static void
place_number (Condition *condition, gint64 number)
{
  g_array_append_val (condition->values, ((Value){ .number = number }));
}

static gboolean write_filter (Condition *condition, const BylineFilter *filter, GError **error);

static gboolean
place_match (Condition *condition, const BylineFilter *filter, GError **error)
{
  GString *match = g_string_new (NULL);
  const gboolean written = byline_match_write (condition->catalogue, match, filter, error);

  place_text (condition, g_string_free (match, FALSE));
  return written;
}

static void
write_span (Condition *condition, const char *column, BylineSpan span)
{
  g_string_append_printf (condition->sql, "(%s IS NOT NULL AND %s >= ? AND %s < ?)", column, column,
                          column);
  place_number (condition, span.from_us);
  place_number (condition, span.until_us);
}

static gboolean
write_group (Condition *condition, const BylineFilter *group, GError **error)
{
  const char *joint = group->kind == BYLINE_FILTER_ALL ? " AND " : " OR ";

  g_string_append (condition->sql, group->kind == BYLINE_FILTER_ALL ? "(TRUE" : "(FALSE");
  for (guint i = 0; i < group->parts->len; i++) {
    g_string_append (condition->sql, joint);
    if (!write_filter (condition, group->parts->pdata[i], error))
      return FALSE;
  }
  g_string_append_c (condition->sql, ')');
  return TRUE;
}

/* A filter within others; those at the top have better ways.  The plus keeps SQLite from starting
 * with an index of its own choice, which would lose the order. */
static gboolean
write_filter (Condition *condition, const BylineFilter *filter, GError **error)
{
  if (byline_match_can (filter)) {
    g_string_append_printf (condition->sql, "p.place IN (SELECT rowid FROM %s WHERE %s MATCH ?)",
                            condition->index, condition->index);
    return place_match (condition, filter, error);
  }
  switch (filter->kind) {
  case BYLINE_FILTER_TAKEN:
    write_span (condition, "+p.taken_us", filter->span);
    return TRUE;
  case BYLINE_FILTER_INGESTED:
    write_span (condition, "+p.ingested_us", filter->span);
    return TRUE;
  case BYLINE_FILTER_EMBARGO:
    write_span (condition, "p.embargo_us", filter->span);
    return TRUE;
  case BYLINE_FILTER_EXPIRES:
    write_span (condition, "p.expires_us", filter->span);
    return TRUE;
  case BYLINE_FILTER_PUBLISHED:
    g_string_append (condition->sql, "EXISTS (SELECT 1 FROM rendition WHERE photo = p.photo)");
    return TRUE;
  case BYLINE_FILTER_NOT:
    g_string_append (condition->sql, "NOT ");
    return write_filter (condition, filter->parts->pdata[0], error);
  default:
    return write_group (condition, filter, error);
  }
}

/* A search, taken apart: what the index of words answers, the range of places, and the rest. */
typedef struct {
  BylineFilter *match;         /* an ALL; its parts are borrowed */
  GPtrArray *rest;             /* borrowed */
  gint64 from, until;          /* places */
  const BylineFilter *arrival; /* of @rest: what to begin with; NULL if none */
} Search;

static void
search_clear (Search *search)
{
  byline_filter_free (search->match);
  g_ptr_array_unref (search->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static void
add_taken (Search *search, BylineFilter *filter)
{
  const BylineSpan places = byline_place_span (filter->span);

  search->from = MAX (search->from, places.from_us);
  search->until = MIN (search->until, places.until_us);
  if (!byline_place_is_whole (filter->span))
    g_ptr_array_add (search->rest, filter);
}

static void
add_part (Search *search, BylineFilter *part)
{
  if (byline_match_can (part))
    g_ptr_array_add (search->match->parts, part);
  else if (part->kind == BYLINE_FILTER_TAKEN)
    add_taken (search, part);
  else
    g_ptr_array_add (search->rest, part);
}

static void
search_init (Search *search, const BylineFilter *filter)
{
  search->match = byline_filter_new_group (BYLINE_FILTER_ALL);
  g_ptr_array_set_free_func (search->match->parts, NULL);
  search->rest = g_ptr_array_new ();
  search->from = G_MININT64;
  search->until = G_MAXINT64;
  if (filter->kind != BYLINE_FILTER_ALL) {
    add_part (search, (BylineFilter *) filter);
    return;
  }
  for (guint i = 0; i < filter->parts->len; i++)
    add_part (search, filter->parts->pdata[i]);
}

BylineSpan
byline_plan_places (const BylineFilter *filter)
{
  g_auto (Search) search = { 0 };

  search_init (&search, filter);
  return (BylineSpan){ search.from, search.until };
}

static gboolean
is_few (BylineCatalogue *catalogue, const BylineFilter *filter, gboolean *few, GError **error)
{
  enum { FEW = 20000 };
  static const char sql[] = "SELECT count (*) FROM (SELECT 1 FROM photo WHERE place IS NOT NULL"
                            " AND ingested_us >= :from AND ingested_us < :until LIMIT 20000)";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":from", filter->span.from_us);
  byline_bind_int (query, ":until", filter->span.until_us);
  if (byline_statement_next (query, error) != BYLINE_ROW)
    return FALSE;
  *few = sqlite3_column_int64 (query, 0) < FEW;
  return TRUE;
}

/* A time of arrival that few photos have is where to begin, and so is any that is counted; one that
 * many have is better asked of each photo in their order. */
static gboolean
choose_arrival (BylineCatalogue *catalogue, Search *search, BylinePurpose purpose, GError **error)
{
  for (guint i = 0; search->match->parts->len == 0 && i < search->rest->len; i++) {
    const BylineFilter *part = search->rest->pdata[i];
    gboolean begin = purpose == BYLINE_PLAN_COUNT;

    if (part->kind != BYLINE_FILTER_INGESTED)
      continue;
    if (!begin && !is_few (catalogue, part, &begin, error))
      return FALSE;
    if (begin) {
      search->arrival = part;
      return TRUE;
    }
  }
  return TRUE;
}

static gboolean
write_rest (Condition *condition, const Search *search, GError **error)
{
  for (guint i = 0; i < search->rest->len; i++) {
    const BylineFilter *part = search->rest->pdata[i];

    g_string_append (condition->sql, " AND ");
    if (search->arrival != NULL && part == search->arrival)
      write_span (condition, "p.ingested_us", part->span);
    else if (!write_filter (condition, part, error))
      return FALSE;
  }
  return TRUE;
}

static const struct {
  const char *columns;
  gboolean photo; /* is more of the photo needed than its place? */
  const char *order;
} purposes[] = {
  [BYLINE_PLAN_COUNT] = { "count (*)", FALSE, "" },
  [BYLINE_PLAN_PLACES] = { "place", FALSE, " ORDER BY place" },
  [BYLINE_PLAN_PLACES_BACK] = { "place", FALSE, " ORDER BY place DESC" },
  [BYLINE_PLAN_NEWEST] = { "p.photo, p.place, p.taken_us", TRUE, " ORDER BY place DESC" },
  [BYLINE_PLAN_OLDEST] = { "p.photo, p.place, p.taken_us", TRUE, " ORDER BY place" },
  /* Last what each photo has of its own, so that the order is the same every time. */
  [BYLINE_PLAN_BY_ARRIVAL] = { "p.photo", TRUE, " ORDER BY p.ingested_us DESC, p.place DESC" },
  [BYLINE_PLAN_BY_NAME] = { "p.photo", TRUE, " ORDER BY p.name, p.photo" },
  [BYLINE_PLAN_BY_PATH] = { "p.photo", TRUE, " ORDER BY f.path" },
};

/* Only photos with a file have a place, and only those are in the index. */
static gboolean
write_from (Condition *condition, const Search *search, BylinePurpose purpose, GError **error)
{
  const gboolean match = search->match->parts->len > 0;
  const gboolean photo = !match || purposes[purpose].photo || search->rest->len > 0;

  if (purpose == BYLINE_PLAN_PLACES || purpose == BYLINE_PLAN_PLACES_BACK)
    g_string_append_printf (condition->sql, "SELECT %s FROM ", match ? "w.rowid" : "p.place");
  else
    g_string_append_printf (condition->sql, "SELECT %s FROM ", purposes[purpose].columns);
  if (match)
    g_string_append_printf (condition->sql, "%s AS w", condition->index);
  else
    g_string_append (condition->sql, search->arrival != NULL
                                         ? "photo AS p INDEXED BY photo_by_ingested"
                                         : "photo AS p");
  if (match && photo)
    g_string_append (condition->sql, " CROSS JOIN photo AS p ON p.place = w.rowid");
  if (purpose == BYLINE_PLAN_BY_PATH)
    g_string_append (condition->sql, " CROSS JOIN file AS f ON f.photo = p.photo");
  if (!match) {
    g_string_append (condition->sql, " WHERE p.place");
    return TRUE;
  }
  g_string_append_printf (condition->sql, " WHERE w.%s MATCH ? AND w.rowid", condition->index);
  return place_match (condition, search->match, error);
}

static void
write_order (Condition *condition, const Search *search, BylinePurpose purpose)
{
  const char *order = purposes[purpose].order;
  const char *place = strstr (order, " place"); /* not p.place */

  if (place == NULL) {
    g_string_append (condition->sql, order);
    return;
  }
  g_string_append_printf (condition->sql, "%.*s %s%s", (int) (place - order), order,
                          search->match->parts->len > 0 ? "w.rowid" : "p.place",
                          place + strlen (" place"));
}

/* The index of arrivals knows that there is a place, and not which. */
static void
write_places (Condition *condition, const Search *search, BylineSpan places)
{
  const gint64 from = MAX (search->from, places.from_us);
  const gint64 until = MIN (search->until, places.until_us);

  if (search->arrival != NULL && from == G_MININT64 && until == G_MAXINT64) {
    g_string_append (condition->sql, " IS NOT NULL");
    return;
  }
  g_string_append (condition->sql, " BETWEEN ? AND ? - 1");
  place_number (condition, from);
  place_number (condition, until);
}

static gboolean
write_search (Condition *condition, const Search *search, BylinePurpose purpose, BylineSpan places,
              GError **error)
{
  if (!write_from (condition, search, purpose, error))
    return FALSE;
  write_places (condition, search, places);
  if (!write_rest (condition, search, error))
    return FALSE;
  write_order (condition, search, purpose);
  return TRUE;
}

static sqlite3_stmt *
prepare (const Condition *condition, GError **error)
{
  g_autoptr (sqlite3_stmt) stmt =
      byline_sqlite_prepare (condition->catalogue->db, condition->sql->str, error);

  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < condition->values->len; i++) {
    const Value *value = &g_array_index (condition->values, Value, i);

    if (value->text == NULL)
      byline_bind_int_at (stmt, (int) i + 1, value->number);
    else /* outlives the value */
      byline_bind_copy_at (stmt, (int) i + 1, value->text);
  }
  return g_steal_pointer (&stmt);
}

/* @sql, @values: empty; what the search is written into */
static gboolean
write_plan (Condition *condition, const BylineFilter *filter, BylinePurpose purpose,
            BylineSpan places, GError **error)
{
  g_auto (Search) search = { 0 };

  search_init (&search, filter);
  return choose_arrival (condition->catalogue, &search, purpose, error) &&
         write_search (condition, &search, purpose, places, error);
}

sqlite3_stmt *
byline_plan_prepare (BylineCatalogue *catalogue, const BylineFilter *filter, BylinePurpose purpose,
                     BylineScope scope, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Value));
  Condition condition = { catalogue, scope.recent ? "recent" : "words", sql, values };

  g_array_set_clear_func (values, clear_value);
  return write_plan (&condition, filter, purpose, scope.places, error) ? prepare (&condition, error)
                                                                       : NULL;
}

static void
append_values (GString *text, const GArray *values)
{
  for (guint i = 0; i < values->len; i++) {
    const Value *value = &g_array_index (values, Value, i);

    if (value->text != NULL)
      g_string_append_printf (text, "  %u: %s\n", i + 1, value->text);
    else
      g_string_append_printf (text, "  %u: %" G_GINT64_FORMAT "\n", i + 1, value->number);
  }
}

/* What SQLite makes of it. */
static gboolean
append_steps (GString *text, BylineCatalogue *catalogue, const char *sql, GError **error)
{
  g_autofree char *question = g_strconcat ("EXPLAIN QUERY PLAN ", sql, NULL);
  g_autoptr (sqlite3_stmt) query = byline_sqlite_prepare (catalogue->db, question, error);
  BylineRow row = BYLINE_ROW_FAILED;

  while (query != NULL && (row = byline_statement_next (query, error)) == BYLINE_ROW)
    g_string_append_printf (text, "  %s\n", (const char *) sqlite3_column_text (query, 3));
  return row == BYLINE_NO_MORE_ROWS;
}

char *
byline_plan_explain (BylineCatalogue *catalogue, const BylineFilter *filter, BylinePurpose purpose,
                     GError **error)
{
  g_autoptr (GString) text = g_string_new ("question:\n  ");
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Value));
  Condition condition = { catalogue, "words", sql, values };

  g_array_set_clear_func (values, clear_value);
  if (!write_plan (&condition, filter, purpose, BYLINE_SPAN_ALL, error))
    return NULL;
  g_string_append_printf (text, "%s\nvalues:\n", sql->str);
  append_values (text, values);
  g_string_append (text, "steps:\n");
  if (!append_steps (text, catalogue, sql->str, error))
    return NULL;
  return g_strdup (text->str);
}
