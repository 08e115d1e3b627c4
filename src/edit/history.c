#include "edit/history.h"

#include "edit/look.h"

#include <byline/undo.h>

#include <string.h>

struct _BylineFilesNow {
  GHashTable *by_name; /* "" for the photo → SHA-256 */
};

static const char *
key_of (const BylineJournalFile *file)
{
  return file->sidecar != NULL ? file->sidecar : "";
}

static gboolean
look (BylineFilesNow *now, const char *real, const BylineJournalFile *file, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree guint8 *sha256 = NULL;
  g_autoptr (BylineInput) input = NULL;

  if (g_hash_table_contains (now->by_name, key_of (file)))
    return TRUE;
  path = byline_look_beside (real, file->sidecar);
  sha256 = g_malloc (BYLINE_SHA256_SIZE);
  if (!byline_look_open (path, &input, error) || !byline_look_hash (input, sha256, error))
    return FALSE;
  g_hash_table_insert (now->by_name, g_strdup (key_of (file)), g_steal_pointer (&sha256));
  return TRUE;
}

BylineFilesNow *
byline_files_now (const char *real, const GPtrArray *edits, GError **error)
{
  g_autoptr (BylineFilesNow) now = g_new0 (BylineFilesNow, 1);

  now->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  for (guint i = 0; i < edits->len; i++) {
    const BylineJournalEdit *edit = g_ptr_array_index (edits, i);

    for (guint j = 0; j < edit->files->len; j++)
      if (!look (now, real, g_ptr_array_index (edit->files, j), error))
        return NULL;
  }
  return g_steal_pointer (&now);
}

void
byline_files_now_free (BylineFilesNow *now)
{
  if (now == NULL)
    return;
  g_hash_table_unref (now->by_name);
  g_free (now);
}

static gboolean
same (const guint8 *a, const guint8 *b)
{
  return memcmp (a, b, BYLINE_SHA256_SIZE) == 0;
}

/* @then: what the files were after @edit, by name; becomes what they were before it */
static gboolean
happened (const BylineJournalEdit *edit, GHashTable *then)
{
  gboolean any = FALSE;

  for (guint i = 0; i < edit->files->len; i++) {
    BylineJournalFile *file = g_ptr_array_index (edit->files, i);
    const guint8 *was = g_hash_table_lookup (then, key_of (file));

    if (file->has_after && was != NULL && !same (file->after, was) && same (file->before, was))
      continue;
    any = TRUE;
    g_hash_table_insert (then, (gpointer) key_of (file), file->before);
  }
  return any;
}

/* Goes back from what the files are, edit by edit: one that starts from what they were then, but
 * did not end there, did not happen. */
GPtrArray *
byline_history_happened (const GPtrArray *edits, const BylineFilesNow *now)
{
  g_autoptr (GHashTable) then = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *list = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer name, sha256;

  g_hash_table_iter_init (&iter, now->by_name);
  while (g_hash_table_iter_next (&iter, &name, &sha256))
    g_hash_table_insert (then, name, sha256);
  for (guint i = 0; i < edits->len; i++)
    if (happened (g_ptr_array_index (edits, i), then))
      g_ptr_array_add (list, g_ptr_array_index (edits, i));
  return list;
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
byline_history_undoable (const GPtrArray *edits, const BylineFilesNow *now, const gint64 *since_us)
{
  g_autoptr (GPtrArray) real = byline_history_happened (edits, now);
  g_autoptr (GHashTable) undone = undone_of (real);
  GPtrArray *wanted = g_ptr_array_new ();

  for (guint i = 0; i < real->len; i++) {
    BylineJournalEdit *edit = g_ptr_array_index (real, i);

    if (g_hash_table_contains (undone, &edit->number) || !is_wanted (real, edit, since_us))
      continue;
    g_ptr_array_add (wanted, edit);
    if (since_us == NULL)
      break;
  }
  return wanted;
}

static gboolean
has_number (const GPtrArray *edits, gint64 number)
{
  for (guint i = 0; i < edits->len; i++)
    if (((const BylineJournalEdit *) g_ptr_array_index (edits, i))->number == number)
      return TRUE;
  return FALSE;
}

gboolean
byline_edit_happened (BylineCatalogue *journal, gboolean outside, const BylineJournalEdit *edit)
{
  g_autofree char *real =
      outside ? g_strdup (edit->path)
              : g_build_filename (byline_catalogue_library (journal), edit->path, NULL);
  g_autoptr (GPtrArray) edits = NULL;
  g_autoptr (GPtrArray) happened = NULL;
  g_autoptr (BylineFilesNow) now = NULL;

  if (edit->done)
    return TRUE;
  edits = byline_journal_list (journal, edit->path, G_MININT64, 0, NULL);
  now = edits != NULL ? byline_files_now (real, edits, NULL) : NULL;
  if (now == NULL)
    return TRUE;
  happened = byline_history_happened (edits, now);
  return has_number (happened, edit->number);
}
