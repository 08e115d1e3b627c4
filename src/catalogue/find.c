#include "catalogue/find.h"

#include "catalogue/match.h"
#include "catalogue/place.h"

#include <string.h>

/* A condition being written: SQL with places, and the values for the places.  No text from a query
 * ever becomes SQL. */
typedef struct {
  BylineCatalogue *catalogue;
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
    g_string_append (condition->sql, "p.place IN (SELECT rowid FROM words WHERE words MATCH ?)");
    return place_match (condition, filter, error);
  }
  switch (filter->kind) {
  case BYLINE_FILTER_TAKEN:
    write_span (condition, "+p.taken_us", filter->span);
    return TRUE;
  case BYLINE_FILTER_INGESTED:
    write_span (condition, "+p.ingested_us", filter->span);
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
  BylineFilter *match; /* an ALL; its parts are borrowed */
  GPtrArray *rest;     /* borrowed */
  gint64 from, until;  /* places */
} Search;

static void
search_clear (Search *search)
{
  byline_filter_free (search->match);
  g_ptr_array_unref (search->rest);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Search, search_clear)

static gboolean
is_whole_second (gint64 us)
{
  return us == G_MININT64 || us == G_MAXINT64 || us % G_USEC_PER_SEC == 0;
}

static void
add_taken (Search *search, BylineFilter *filter)
{
  const BylineSpan span = filter->span;

  search->from = MAX (search->from, span.from_us == G_MININT64 ? BYLINE_PLACE_FIRST
                                                               : byline_place_of (span.from_us));
  if (span.until_us != G_MAXINT64)
    search->until = MIN (search->until, byline_place_of (span.until_us + G_USEC_PER_SEC - 1));
  if (!is_whole_second (span.from_us) || !is_whole_second (span.until_us))
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

/* A moment of arrival that few photos have is where to begin; one that many have is better asked of
 * each photo in their order. */
static gboolean
begin_with_ingested (BylineCatalogue *catalogue, const BylineFilter *filter, gboolean *few,
                     GError **error)
{
  enum { FEW = 20000 };
  static const char sql[] = "SELECT count (*) FROM (SELECT 1 FROM photo WHERE ingested_us >= :from"
                            " AND ingested_us < :until LIMIT 20000)";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

  *few = FALSE;
  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":from", filter->span.from_us);
  byline_bind_int (query, ":until", filter->span.until_us);
  if (byline_statement_next (query, error) != BYLINE_ROW)
    return FALSE;
  *few = sqlite3_column_int64 (query, 0) < FEW;
  return TRUE;
}

static gboolean
write_rest (Condition *condition, const Search *search, GError **error)
{
  for (guint i = 0; i < search->rest->len; i++) {
    const BylineFilter *part = search->rest->pdata[i];
    gboolean few = FALSE;

    if (part->kind == BYLINE_FILTER_INGESTED && search->match->parts->len == 0 &&
        !begin_with_ingested (condition->catalogue, part, &few, error))
      return FALSE;
    g_string_append (condition->sql, " AND ");
    if (few)
      write_span (condition, "p.ingested_us", part->span);
    else if (!write_filter (condition, part, error))
      return FALSE;
  }
  return TRUE;
}

/* What a search is for. */
typedef enum { COUNT, NEWEST, OLDEST, BY_ARRIVAL, BY_NAME, BY_PATH } Purpose;

static const struct {
  const char *columns;
  gboolean photo; /* is more of the photo needed than its place? */
  const char *order;
} purposes[] = {
  [COUNT] = { "count (*)", FALSE, "" },
  [NEWEST] = { "p.photo, p.place, p.taken_us", TRUE, " ORDER BY place DESC" },
  [OLDEST] = { "p.photo, p.place, p.taken_us", TRUE, " ORDER BY place" },
  /* The photo's number last, so that the order is the same every time. */
  [BY_ARRIVAL] = { "p.photo", TRUE, " ORDER BY p.ingested_us DESC, p.photo DESC" },
  [BY_NAME] = { "p.photo", TRUE, " ORDER BY p.name, f.path" },
  [BY_PATH] = { "p.photo", TRUE, " ORDER BY f.path" },
};

/* Only photos with a file have a place, and only those are in the index. */
static gboolean
write_from (Condition *condition, const Search *search, Purpose purpose, GError **error)
{
  const gboolean match = search->match->parts->len > 0;
  const gboolean photo = !match || purposes[purpose].photo || search->rest->len > 0;

  g_string_append_printf (condition->sql, "SELECT %s FROM %s", purposes[purpose].columns,
                          match ? "words AS w" : "photo AS p");
  if (match && photo)
    g_string_append (condition->sql, " CROSS JOIN photo AS p ON p.place = w.rowid");
  if (purpose == BY_NAME || purpose == BY_PATH)
    g_string_append (condition->sql, " CROSS JOIN file AS f ON f.photo = p.photo");
  if (!match) {
    g_string_append (condition->sql, " WHERE p.place");
    return TRUE;
  }
  g_string_append (condition->sql, " WHERE w.words MATCH ? AND w.rowid");
  return place_match (condition, search->match, error);
}

static void
write_order (Condition *condition, const Search *search, Purpose purpose)
{
  const char *order = purposes[purpose].order;
  const char *place = strstr (order, " place");

  if (place == NULL) {
    g_string_append (condition->sql, order);
    return;
  }
  g_string_append_printf (condition->sql, "%.*s %s%s", (int) (place - order), order,
                          search->match->parts->len > 0 ? "w.rowid" : "p.place",
                          place + strlen (" place"));
}

static gboolean
write_search (Condition *condition, const Search *search, Purpose purpose, BylineSpan places,
              GError **error)
{
  if (!write_from (condition, search, purpose, error))
    return FALSE;
  g_string_append (condition->sql, " BETWEEN ? AND ? - 1");
  place_number (condition, MAX (search->from, places.from_us));
  place_number (condition, MIN (search->until, places.until_us));
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

static sqlite3_stmt *
prepare_search (BylineCatalogue *catalogue, const BylineFilter *filter, Purpose purpose,
                BylineSpan places, GError **error)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (Value));
  Condition condition = { catalogue, sql, values };
  g_auto (Search) search = { 0 };

  g_array_set_clear_func (values, clear_value);
  search_init (&search, filter);
  return write_search (&condition, &search, purpose, places, error) ? prepare (&condition, error)
                                                                    : NULL;
}

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
  g_autoptr (sqlite3_stmt) query =
      prepare_search (run->catalogue, filter, run->newest ? NEWEST : OLDEST, places, error);
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
visit_sorted (Run *run, const BylineFilter *filter, Purpose purpose, GError **error)
{
  g_autoptr (sqlite3_stmt) query =
      prepare_search (run->catalogue, filter, purpose, BYLINE_SPAN_ALL, error);
  BylineRow row = BYLINE_NO_MORE_ROWS;

  if (query == NULL)
    return FALSE;
  while (!run->done && (row = byline_statement_next (query, error)) == BYLINE_ROW)
    if (!visit (run, sqlite3_column_int64 (query, 0), error))
      return FALSE;
  return run->done || row == BYLINE_NO_MORE_ROWS;
}

gboolean
byline_catalogue_find (BylineCatalogue *catalogue, const BylineFilter *filter, BylineOrder order,
                       guint offset, guint limit, BylineVisit visitor, gpointer user_data,
                       GError **error)
{
  static const Purpose by[] = {
    [BYLINE_ORDER_TAKEN_NEWEST] = NEWEST,
    [BYLINE_ORDER_TAKEN_OLDEST] = OLDEST,
    [BYLINE_ORDER_INGESTED_NEWEST] = BY_ARRIVAL,
    [BYLINE_ORDER_NAME] = BY_NAME,
    [BYLINE_ORDER_PATH] = BY_PATH,
  };
  g_autoptr (GArray) second = g_array_new (FALSE, FALSE, sizeof (Found));
  Run run = { .catalogue = catalogue,
              .second = second,
              .skip = offset,
              .limit = limit, /* 0: goes round to as many as there are */
              .newest = order == BYLINE_ORDER_TAKEN_NEWEST,
              .visit = visitor,
              .user_data = user_data };

  return by[order] == NEWEST || by[order] == OLDEST ? visit_by_time (&run, filter, error)
                                                    : visit_sorted (&run, filter, by[order], error);
}

gint64
byline_catalogue_count (BylineCatalogue *catalogue, const BylineFilter *filter, GError **error)
{
  g_autoptr (sqlite3_stmt) query =
      prepare_search (catalogue, filter, COUNT, BYLINE_SPAN_ALL, error);

  if (query == NULL || byline_statement_next (query, error) != BYLINE_ROW)
    return -1;
  return sqlite3_column_int64 (query, 0);
}
