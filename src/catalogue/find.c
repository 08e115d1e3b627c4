#include "catalogue/find.h"
#include "catalogue/store.h"

#include <string.h>

/* A condition being written: SQL with places, and the values for the places.  No text from a query
 * ever becomes SQL. */
typedef struct {
  GString *sql;
  GPtrArray *values; /* of Value */
} Condition;

typedef struct {
  char *text; /* NULL: number */
  gint64 number;
} Value;

static void
free_value (gpointer data)
{
  Value *value = data;

  g_free (value->text);
  g_free (value);
}

static void
place_text (Condition *condition, char *text)
{
  Value *value = g_new0 (Value, 1);

  value->text = text;
  g_ptr_array_add (condition->values, value);
}

static void
place_number (Condition *condition, gint64 number)
{
  Value *value = g_new0 (Value, 1);

  value->number = number;
  g_ptr_array_add (condition->values, value);
}

static void write_filter (Condition *condition, const BylineFilter *filter);

/* "{headline description} : "astana summit"": FTS5's language.  Column names are ours and the words
 * are letters and digits, so nothing in it needs escaping. */
static void
append_match (GString *match, const BylineFilter *filter)
{
  const gsize length = strlen (filter->text);

  g_string_append (match, "({");
  for (guint field = 0; field < BYLINE_N_FILTER_FIELDS; field++)
    if ((filter->fields & BYLINE_FILTER_BIT (field)) != 0 && byline_words_column (field) != NULL)
      g_string_append_printf (match, "\"%s\" ", byline_words_column (field));
  g_string_append (match, "} : \"");
  g_string_append_len (match, filter->text, (gssize) length);
  g_string_append (match, filter->word_goes_on ? "\" *)" : "\")");
}

static void
write_match (Condition *condition, GString *match)
{
  g_string_append (condition->sql, "p.photo IN (SELECT rowid FROM words WHERE words MATCH ?)");
  place_text (condition, g_string_free (match, FALSE));
}

/* The phrase between spaces, as it stands in a column of words: " mfa gov kz ". */
static char *
phrase (const BylineFilter *filter)
{
  g_autofree char *spaced = g_strconcat (" ", filter->text, NULL);

  if (filter->word_goes_on)
    g_strchomp (spaced);
  return g_steal_pointer (&spaced);
}

/* There are few distinct credits, creators and jobs, however many photos: going through their words
 * is quick, and the photos of the ones found are next to each other in an index. */
static void
write_attribution (Condition *condition, const BylineFilter *filter, BylineField field)
{
  g_string_append (condition->sql,
                   "p.photo IN (SELECT photo FROM value WHERE attribution IN"
                   " (SELECT attribution FROM attribution WHERE field = ? AND instr (words, ?)))");
  place_text (condition, g_strdup (byline_fields[field].name));
  place_text (condition, phrase (filter));
}

static void
write_job (Condition *condition, const BylineFilter *filter)
{
  /* Without the first half, a photo without a job would be neither in it nor not in it. */
  g_string_append (condition->sql, "(p.job IS NOT NULL AND p.job IN"
                                   " (SELECT job FROM job WHERE instr (words, ?)))");
  place_text (condition, phrase (filter));
}

static BylineField
only_field (const BylineFilter *filter)
{
  guint field = 0;

  while (field + 1 < BYLINE_N_FIELDS && (filter->fields & BYLINE_FILTER_BIT (field)) == 0)
    field++;
  return (BylineField) field;
}

/* Is it a question to the index of words? */
static gboolean
is_match (const BylineFilter *filter)
{
  return filter->kind == BYLINE_FILTER_WORDS &&
         filter->fields != BYLINE_FILTER_BIT (BYLINE_FILTER_JOB) &&
         filter->fields != BYLINE_FILTER_BIT (BYLINE_FIELD_CREDIT) &&
         filter->fields != BYLINE_FILTER_BIT (BYLINE_FIELD_CREATOR);
}

static void
write_words (Condition *condition, const BylineFilter *filter)
{
  if (is_match (filter)) {
    GString *match = g_string_new (NULL);

    append_match (match, filter);
    write_match (condition, match);
  } else if (filter->fields == BYLINE_FILTER_BIT (BYLINE_FILTER_JOB)) {
    write_job (condition, filter);
  } else {
    write_attribution (condition, filter, only_field (filter));
  }
}

static void
write_value (Condition *condition, const BylineFilter *filter)
{
  static const char *const tests[] = {
    [BYLINE_FILTER_IS] = " AND text = ?)",
    [BYLINE_FILTER_BEGINS] = " AND substr (text, 1, length (?)) = ?)",
    [BYLINE_FILTER_HAS] = ")",
  };

  g_string_append (condition->sql,
                   "EXISTS (SELECT 1 FROM value WHERE value.photo = p.photo AND field = ?");
  place_text (condition, g_strdup (byline_fields[only_field (filter)].name));
  g_string_append (condition->sql, tests[filter->kind]);
  if (filter->kind == BYLINE_FILTER_BEGINS)
    place_text (condition, g_strdup (filter->text));
  if (filter->kind != BYLINE_FILTER_HAS)
    place_text (condition, g_strdup (filter->text));
}

static void
write_has (Condition *condition, const BylineFilter *filter)
{
  if (filter->fields == BYLINE_FILTER_BIT (BYLINE_FILTER_JOB))
    g_string_append (condition->sql, "p.job IS NOT NULL");
  else if (filter->fields == BYLINE_FILTER_BIT (BYLINE_FILTER_TIME))
    g_string_append (condition->sql, "p.taken_us IS NOT NULL");
  else
    write_value (condition, filter);
}

static void
write_taken (Condition *condition, const BylineFilter *filter)
{
  g_string_append (condition->sql,
                   "(p.taken_us IS NOT NULL AND p.taken_us >= ? AND p.taken_us < ?)");
  place_number (condition, filter->span.from_us);
  place_number (condition, filter->span.until_us);
}

/* Words of one group become one question to the index, which intersects their lists of photos
 * itself, instead of a list of photos each. */
static gboolean
write_matches (Condition *condition, const BylineFilter *group, const char *joint)
{
  GString *match = g_string_new (NULL);

  for (guint i = 0; i < group->parts->len; i++) {
    const BylineFilter *part = group->parts->pdata[i];

    if (!is_match (part))
      continue;
    if (match->len > 0)
      g_string_append (match, joint);
    append_match (match, part);
  }
  if (match->len == 0) {
    g_string_free (match, TRUE);
    return FALSE;
  }
  write_match (condition, match);
  return TRUE;
}

static void
write_group (Condition *condition, const BylineFilter *group)
{
  const char *joint = group->kind == BYLINE_FILTER_ALL ? " AND " : " OR ";
  gboolean first = TRUE;

  if (group->parts->len == 0) {
    g_string_append (condition->sql, group->kind == BYLINE_FILTER_ALL ? "TRUE" : "FALSE");
    return;
  }
  g_string_append_c (condition->sql, '(');
  first = !write_matches (condition, group, joint);
  for (guint i = 0; i < group->parts->len; i++) {
    const BylineFilter *part = group->parts->pdata[i];

    if (is_match (part))
      continue;
    if (!first)
      g_string_append (condition->sql, joint);
    first = FALSE;
    write_filter (condition, part);
  }
  g_string_append_c (condition->sql, ')');
}

static void
write_not (Condition *condition, const BylineFilter *filter)
{
  g_string_append (condition->sql, "NOT ");
  write_filter (condition, filter->parts->pdata[0]);
}

static void
write_filter (Condition *condition, const BylineFilter *filter)
{
  static void (*const writers[]) (Condition *, const BylineFilter *) = {
    [BYLINE_FILTER_ALL] = write_group, [BYLINE_FILTER_ANY] = write_group,
    [BYLINE_FILTER_NOT] = write_not,   [BYLINE_FILTER_WORDS] = write_words,
    [BYLINE_FILTER_IS] = write_value,  [BYLINE_FILTER_BEGINS] = write_value,
    [BYLINE_FILTER_HAS] = write_has,   [BYLINE_FILTER_TAKEN] = write_taken,
  };

  writers[filter->kind](condition, filter);
}

/* The photo's number last, so that the order is the same every time. */
static const char *const orders[BYLINE_N_ORDERS] = {
  [BYLINE_ORDER_TAKEN_NEWEST] = " ORDER BY p.taken_us DESC NULLS LAST, p.photo DESC",
  [BYLINE_ORDER_TAKEN_OLDEST] = " ORDER BY p.taken_us ASC NULLS LAST, p.photo ASC",
  [BYLINE_ORDER_INGESTED_NEWEST] = " ORDER BY p.ingested_us DESC, p.photo DESC",
  [BYLINE_ORDER_NAME] = " ORDER BY p.name, f.path",
  [BYLINE_ORDER_PATH] = " ORDER BY f.path",
};

/* @head, the condition and @tail as one statement, with everything bound. */
static sqlite3_stmt *
prepare (BylineCatalogue *catalogue, const char *head, const BylineFilter *filter, const char *tail,
         GError **error)
{
  g_autoptr (GString) sql = g_string_new (head);
  g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (free_value);
  Condition condition = { sql, values };
  g_autoptr (sqlite3_stmt) stmt = NULL;

  write_filter (&condition, filter);
  g_string_append (sql, tail);
  stmt = byline_sqlite_prepare (catalogue->db, sql->str, error);
  if (stmt == NULL)
    return NULL;
  for (guint i = 0; i < values->len; i++) {
    const Value *value = values->pdata[i];

    if (value->text == NULL)
      byline_bind_int_at (stmt, (int) i + 1, value->number);
    else /* outlives @values */
      byline_bind_copy_at (stmt, (int) i + 1, value->text);
  }
  return g_steal_pointer (&stmt);
}

gboolean
byline_catalogue_find (BylineCatalogue *catalogue, const BylineFilter *filter, BylineOrder order,
                       guint limit, BylineVisit visit, gpointer user_data, GError **error)
{
  g_autofree char *tail =
      limit == 0 ? g_strdup (orders[order]) : g_strdup_printf ("%s LIMIT %u", orders[order], limit);
  g_autoptr (sqlite3_stmt) query =
      prepare (catalogue, BYLINE_ENTRY_SELECT "WHERE ", filter, tail, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    g_autoptr (BylineEntry) entry = byline_photo_entry (catalogue, query, error);

    if (entry == NULL)
      return FALSE;
    if (!visit (entry, user_data))
      return TRUE;
  }
  return row == BYLINE_NO_MORE_ROWS;
}

gint64
byline_catalogue_count (BylineCatalogue *catalogue, const BylineFilter *filter, GError **error)
{
  g_autoptr (sqlite3_stmt) query = prepare (
      catalogue, "SELECT count (*) FROM photo AS p JOIN file AS f ON f.photo = p.photo WHERE ",
      filter, "", error);

  if (query == NULL || byline_statement_next (query, error) != BYLINE_ROW)
    return -1;
  return sqlite3_column_int64 (query, 0);
}
