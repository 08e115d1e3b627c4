#include "edit/history.h"

#include <string.h>

static gboolean
same (const guint8 *a, const guint8 *b)
{
  return memcmp (a, b, BYLINE_SHA256_SIZE) == 0;
}

/* Goes back from what the file is, edit by edit: one that starts from what it was then, but did
 * not end there, did not happen. */
static GPtrArray *
that_happened (const GPtrArray *edits, const guint8 *now)
{
  GPtrArray *happened = g_ptr_array_new ();

  for (guint i = 0; i < edits->len; i++) {
    BylineJournalEdit *edit = g_ptr_array_index (edits, i);

    if (edit->has_after && !same (edit->after, now) && same (edit->before, now))
      continue;
    g_ptr_array_add (happened, edit);
    now = edit->before;
  }
  return happened;
}

/* Numbers of edits that one which stands has undone.  An undo is later than what it undoes, so
 * that it is settled before. */
static GHashTable *
undone_of (const GPtrArray *edits)
{
  GHashTable *undone = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < edits->len; i++) {
    BylineJournalEdit *edit = g_ptr_array_index (edits, i);

    if (edit->undoes != 0 && !g_hash_table_contains (undone, &edit->number))
      g_hash_table_add (undone, &edit->undoes);
  }
  return undone;
}

static gint64
time_of (const GPtrArray *edits, gint64 number)
{
  for (guint i = 0; i < edits->len; i++) {
    const BylineJournalEdit *edit = g_ptr_array_index (edits, i);

    if (edit->number == number)
      return edit->at_us;
  }
  return G_MININT64;
}

/* An undo is itself taken back only where what it undid stood at that time. */
static gboolean
is_wanted (const GPtrArray *edits, const BylineJournalEdit *edit, const gint64 *since_us)
{
  if (since_us == NULL)
    return edit->undoes == 0;
  return edit->at_us >= *since_us &&
         (edit->undoes == 0 || time_of (edits, edit->undoes) < *since_us);
}

GPtrArray *
byline_history_undoable (const GPtrArray *edits, const guint8 now[BYLINE_SHA256_SIZE],
                         const gint64 *since_us)
{
  g_autoptr (GPtrArray) happened = that_happened (edits, now);
  g_autoptr (GHashTable) undone = undone_of (happened);
  GPtrArray *wanted = g_ptr_array_new ();

  for (guint i = 0; i < happened->len; i++) {
    BylineJournalEdit *edit = g_ptr_array_index (happened, i);

    if (g_hash_table_contains (undone, &edit->number) || !is_wanted (happened, edit, since_us))
      continue;
    g_ptr_array_add (wanted, edit);
    if (since_us == NULL)
      break;
  }
  return wanted;
}
