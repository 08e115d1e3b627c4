#include "catalogue/day.h"

#include "catalogue/place.h"

#define DAY_S G_GINT64_CONSTANT (86400)
#define DAY_US (DAY_S * G_USEC_PER_SEC)

static gint64
floor_to (gint64 moment, gint64 day)
{
  return moment / day - (moment % day < 0 ? 1 : 0);
}

static void
add (BylineCatalogue *catalogue, gint64 day, gint64 taken, gint64 ingested)
{
  BylineDay *known = g_hash_table_lookup (catalogue->days, &day);

  if (known == NULL) {
    known = g_new0 (BylineDay, 1);
    known->day = day;
    g_hash_table_insert (catalogue->days, &known->day, known);
  }
  known->taken += taken;
  known->ingested += ingested;
}

void
byline_day_add (BylineCatalogue *catalogue, gint64 place, gint64 ingested_us, gint64 change)
{
  if (place >= BYLINE_PLACE_FIRST)
    add (catalogue, floor_to (place >> BYLINE_PLACE_SHIFT, DAY_S), change, 0);
  add (catalogue, floor_to (ingested_us, DAY_US), 0, change);
}

/* Not an upsert, for which SQLite would open a savepoint: see put_file(). */
static gboolean
write_day (BylineCatalogue *catalogue, const BylineDay *day, GError **error)
{
  static const char update[] = "UPDATE day SET taken = taken + :taken,"
                               " ingested = ingested + :ingested WHERE day = :day";
  static const char insert[] =
      "INSERT INTO day (day, taken, ingested) VALUES (:day, :taken, :ingested)";
  static const char *const ways[] = { update, insert };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++) {
    g_autoptr (BylineStatement) stmt = byline_statement (catalogue->statements, ways[i], error);

    if (stmt == NULL)
      return FALSE;
    byline_bind_int (stmt, ":day", day->day);
    byline_bind_int (stmt, ":taken", day->taken);
    byline_bind_int (stmt, ":ingested", day->ingested);
    if (!byline_statement_run (stmt, error))
      return FALSE;
    if (sqlite3_changes (catalogue->db) > 0)
      break;
  }
  return TRUE;
}

gboolean
byline_day_flush (BylineCatalogue *catalogue, GError **error)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, catalogue->days);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const BylineDay *day = value;

    if ((day->taken != 0 || day->ingested != 0) && !write_day (catalogue, day, error))
      return FALSE;
  }
  byline_day_forget (catalogue);
  return TRUE;
}

void
byline_day_forget (BylineCatalogue *catalogue)
{
  g_hash_table_remove_all (catalogue->days);
}

gboolean
byline_day_inside (BylineSpan span, BylineSpan *days)
{
  *days = span; /* open ends stay so */
  if (span.from_us != G_MININT64)
    days->from_us = (floor_to (span.from_us - 1, DAY_US) + 1) * DAY_US;
  if (span.until_us != G_MAXINT64)
    days->until_us = floor_to (span.until_us, DAY_US) * DAY_US;
  return days->from_us < days->until_us;
}

gboolean
byline_day_count (BylineCatalogue *catalogue, BylineFilterKind kind, BylineSpan days, gint64 *n,
                  GError **error)
{
  static const char taken[] = "SELECT total (taken) FROM day WHERE day >= :from AND day < :until";
  static const char ingested[] =
      "SELECT total (ingested) FROM day WHERE day >= :from AND day < :until";
  g_autoptr (BylineStatement) query = byline_statement (
      catalogue->statements, kind == BYLINE_FILTER_TAKEN ? taken : ingested, error);

  if (query == NULL)
    return FALSE;
  byline_bind_int (query, ":from", days.from_us / DAY_US);
  byline_bind_int (query, ":until", days.until_us / DAY_US);
  if (byline_statement_next (query, error) != BYLINE_ROW)
    return FALSE;
  *n = sqlite3_column_int64 (query, 0);
  return TRUE;
}
