#include "catalogue/recent.h"

#include "catalogue/place.h"
#include "catalogue/words.h"

static gboolean
put (BylineCatalogue *catalogue, BylineStatement *row, gint64 *place, GError **error)
{
  g_autoptr (BylineEntry) entry = byline_photo_entry (catalogue, row, error);

  if (entry == NULL)
    return FALSE;
  *place = byline_photo_row_place (row);
  return byline_words_put_recent (catalogue, *place, entry, error);
}

static gboolean
put_newest (BylineCatalogue *catalogue, BylineSpan *places, guint n, GError **error)
{
  static const char sql[] = BYLINE_ENTRY_SELECT
      "WHERE p.place >= :from AND p.place < :until ORDER BY p.place DESC LIMIT :n";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  guint n_put = 0;
  gint64 place = places->from_us;
  BylineRow row = BYLINE_ROW_FAILED;

  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":from", places->from_us);
  byline_bind_int (query, ":until", places->until_us);
  byline_bind_int (query, ":n", n);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW) {
    if (!put (catalogue, query, &place, error))
      return FALSE;
    n_put++;
  }
  if (n_put == n) /* of the last one's second there may be more */
    places->from_us = ((place >> BYLINE_PLACE_SHIFT) + 1) * (1 << BYLINE_PLACE_SHIFT);
  return row == BYLINE_NO_MORE_ROWS;
}

/* One transaction: of the catalogue as it is now, and none for each row. */
static gboolean
fill (BylineCatalogue *catalogue, BylineSpan *places, guint n, GError **error)
{
  g_autofree char *create = byline_recent_create_sql ();

  if (!byline_sqlite_exec (catalogue->db, "BEGIN", error))
    return FALSE;
  if (byline_sqlite_exec (catalogue->db, create, error) && put_newest (catalogue, places, n, error))
    return byline_sqlite_exec (catalogue->db, "COMMIT", error);
  byline_sqlite_exec (catalogue->db, "ROLLBACK", NULL);
  return FALSE;
}

/* SQLite takes a table in memory for something written, too. */
gboolean
byline_recent_fill (BylineCatalogue *catalogue, BylineSpan *places, guint n, GError **error)
{
  gboolean filled = FALSE;

  if (!catalogue->is_read_only)
    return fill (catalogue, places, n, error);
  if (!byline_sqlite_exec (catalogue->db, "PRAGMA query_only = OFF", error))
    return FALSE;
  filled = fill (catalogue, places, n, error);
  return byline_sqlite_exec (catalogue->db, "PRAGMA query_only = ON", filled ? error : NULL) &&
         filled;
}
