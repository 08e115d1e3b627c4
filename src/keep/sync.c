#include <byline/copies.h>
#include <byline/sync.h>

#include "base/workers.h"
#include "catalogue/holding.h"
#include "edit/changes.h"
#include "edit/look.h"
#include "keep/found.h"
#include "keep/survey.h"

#include <string.h>
#include <sys/stat.h>

/* Photos taken up in one transaction: long enough for its cost, short enough for others to wait. */
#define BATCH 200
/* Fewer photos than these may all be gone without anybody wondering whether the disk is there. */
#define FEW 10

typedef struct {
  BylineCatalogue *catalogue;
  const BylineSyncRequest *request;
  BylineSyncSummary *summary;
  BylineSurvey survey;
  GHashTable *seen;   /* of the keys whose files are there, as gint64 */
  GPtrArray *pending; /* of BylineSurveyFile, borrowed: to be looked into */
  guint next, done;
  GHashTable *waiting; /* of BylineFound by index: looked at before their turn */
  guint in_batch;
  GError *error; /* why the run cannot go on */
  BylineCancellable *stop;
} Run;

const char *
byline_sync_name (BylineSyncKind kind)
{
  static const char *const names[] = {
    [BYLINE_SYNC_CHANGED] = "changed",     [BYLINE_SYNC_MOVED] = "moved",
    [BYLINE_SYNC_ADDED] = "added",         [BYLINE_SYNC_REPLACED] = "replaced",
    [BYLINE_SYNC_DUPLICATE] = "duplicate", [BYLINE_SYNC_REMOVED] = "removed",
    [BYLINE_SYNC_FAILED] = "failed",
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (names) == BYLINE_N_SYNCS);

  return names[kind];
}

static void
clear_run (Run *run)
{
  byline_survey_clear (&run->survey);
  g_clear_pointer (&run->seen, g_hash_table_unref);
  g_clear_pointer (&run->pending, g_ptr_array_unref);
  g_clear_pointer (&run->waiting, g_hash_table_unref);
  g_clear_error (&run->error);
  g_clear_pointer (&run->stop, byline_cancellable_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* Telling ------------------------------------------------------------------------------------- */

static void
add_typed (GHashTable *typed, const GPtrArray *changes)
{
  for (guint i = 0; i < changes->len; i++)
    g_hash_table_add (
        typed, g_strdup (((const BylineJournalChange *) g_ptr_array_index (changes, i))->field));
}

/* Returns: (transfer full): the fields that a person set in the photo that lay at @path */
static GHashTable *
typed_fields (Run *run, const char *path)
{
  GHashTable *typed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) edits = byline_journal_list (run->catalogue, path, G_MININT64, 0, NULL);

  for (guint i = 0; edits != NULL && i < edits->len; i++)
    add_typed (typed, ((const BylineJournalEdit *) g_ptr_array_index (edits, i))->changes);
  return typed;
}

static void
tell (Run *run, const BylineSyncItem *item)
{
  run->summary->n[item->kind]++;
  run->request->item (item, run->request->user_data);
}

/* What another program wrote into a photo that the catalogue knew as @before. */
static void
tell_changes (Run *run, BylineSyncKind kind, const BylineFound *found, const BylineEntry *before)
{
  g_autoptr (BylineJournalEdit) record = byline_journal_edit_new ();
  g_autoptr (GHashTable) typed = typed_fields (run, before->path);

  byline_changes_record (record, before->metadata, found->metadata);
  /* A file that was only touched, or whose blocks were put differently, tells nobody anything. */
  if (kind == BYLINE_SYNC_CHANGED && record->changes->len == 0 &&
      memcmp (before->credited, found->sha256, sizeof found->sha256) == 0)
    return;
  tell (run, &(const BylineSyncItem){ .kind = kind,
                                      .path = found->path,
                                      .from = kind == BYLINE_SYNC_MOVED ? before->path : NULL,
                                      .id = &found->id,
                                      .changes = record->changes,
                                      .typed = typed });
}

/* The file that the catalogue has at @path is accounted for. */
static void
mark_seen (Run *run, const char *path)
{
  BylineHoldingKey key;

  if (byline_catalogue_holding_at (run->catalogue, path, &key, NULL, NULL))
    g_hash_table_add (run->seen, g_memdup2 (&key.key, sizeof key.key));
}

/* Taking up ----------------------------------------------------------------------------------- */

static gboolean
end_batch (Run *run, GError **error)
{
  if (run->in_batch == 0)
    return TRUE;
  run->in_batch = 0;
  return byline_catalogue_commit (run->catalogue, error);
}

static gboolean
begin_change (Run *run, GError **error)
{
  if (run->in_batch == BATCH && !end_batch (run, error))
    return FALSE;
  if (run->in_batch++ > 0)
    return TRUE;
  if (byline_catalogue_begin_hasty (run->catalogue, error))
    return TRUE;
  run->in_batch = 0;
  return FALSE;
}

/* @entry: (nullable): what the catalogue knew of this picture */
static gboolean
put (Run *run, BylineFound *found, const BylineEntry *known, GError **error)
{
  g_autoptr (BylineEntry) entry = byline_entry_new ();
  const gboolean same =
      known != NULL && memcmp (known->credited, found->sha256, sizeof found->sha256) == 0;

  if (run->request->dry_run)
    return TRUE;
  entry->id = found->id;
  entry->path = g_strdup (found->path);
  entry->name = g_path_get_basename (found->path);
  entry->ingested_us = g_get_real_time ();
  memcpy (entry->shot, known != NULL ? known->shot : found->sha256, sizeof entry->shot);
  memcpy (entry->credited, found->sha256, sizeof entry->credited);
  entry->stamp = found->stamp;
  entry->verify = same ? known->verify : BYLINE_VERIFY_NONE;
  entry->verified_us = same ? known->verified_us : 0;
  if (!begin_change (run, error) || !byline_catalogue_recall (run->catalogue, entry, error))
    return FALSE;
  byline_entry_take_metadata (entry, g_steal_pointer (&found->metadata));
  return byline_catalogue_put (run->catalogue, entry, error);
}

static gboolean
put_duplicate (Run *run, const BylineFound *found, GError **error)
{
  g_auto (BylineCopy) copy = { .path = g_strdup (found->path),
                               .size = found->stamp.size,
                               .verify = BYLINE_VERIFY_NONE };

  if (run->request->dry_run)
    return TRUE;
  memcpy (copy.shot, found->sha256, sizeof copy.shot);
  memcpy (copy.sha256, found->sha256, sizeof copy.sha256);
  return begin_change (run, error) && byline_catalogue_put_copy (run->catalogue, &copy, error);
}

/* The picture is known from another place: it was brought here, or copied. */
static gboolean
take_known (Run *run, BylineFound *found, const BylineEntry *known, GError **error)
{
  g_autofree char *whole =
      g_build_filename (byline_catalogue_library (run->catalogue), known->path, NULL);
  BylineId there;

  if (byline_photo_id (whole, &there, NULL) && memcmp (&there, &known->id, sizeof there) == 0) {
    tell (run, &(const BylineSyncItem){ .kind = BYLINE_SYNC_DUPLICATE,
                                        .path = found->path,
                                        .from = known->path,
                                        .id = &found->id });
    return put_duplicate (run, found, error);
  }
  mark_seen (run, known->path);
  tell_changes (run, BYLINE_SYNC_MOVED, found, known);
  return put (run, found, known, error);
}

static gboolean
take_new (Run *run, BylineFound *found, BylineSyncKind kind, GError **error)
{
  g_autoptr (BylineEntry) known = byline_catalogue_get (run->catalogue, &found->id, NULL);

  if (known != NULL)
    return take_known (run, found, known, error);
  tell (run, &(const BylineSyncItem){ .kind = kind, .path = found->path, .id = &found->id });
  return put (run, found, NULL, error);
}

static gboolean
take_up (Run *run, BylineFound *found, GError **error)
{
  g_autoptr (BylineEntry) known = byline_catalogue_get_by_path (run->catalogue, found->path, NULL);

  if (known == NULL)
    return take_new (run, found, BYLINE_SYNC_ADDED, error);
  if (memcmp (&known->id, &found->id, sizeof found->id) != 0)
    return take_new (run, found, BYLINE_SYNC_REPLACED, error);
  tell_changes (run, BYLINE_SYNC_CHANGED, found, known);
  return put (run, found, known, error);
}

/* Looking ------------------------------------------------------------------------------------- */

static gpointer
next (gpointer user_data)
{
  Run *run = user_data;
  const BylineSurveyFile *file;
  BylineFound *found;

  if (run->next == run->pending->len)
    return NULL;
  file = g_ptr_array_index (run->pending, run->next);
  found = g_new0 (BylineFound, 1);
  found->index = run->next++;
  found->path = g_strdup (file->path);
  found->whole = g_build_filename (byline_catalogue_library (run->catalogue), file->path, NULL);
  found->charset = run->request->charset;
  return found;
}

static void
take_turn (Run *run, BylineFound *found)
{
  run->summary->looked_at++;
  if (found->error != NULL)
    tell (run, &(const BylineSyncItem){
                   .kind = BYLINE_SYNC_FAILED, .path = found->path, .error = found->error });
  else if (found->is_photo && run->error == NULL && !take_up (run, found, &run->error))
    byline_cancellable_cancel (run->stop);
  if (run->request->progress != NULL)
    run->request->progress (run->done + 1, run->pending->len, run->request->user_data);
}

/* In the order of names, whoever was ready first: the same files always give the same answer. */
static void
done (gpointer data, gpointer user_data)
{
  Run *run = user_data;
  BylineFound *found = data;

  g_hash_table_insert (run->waiting, GUINT_TO_POINTER (found->index), found);
  while ((found = g_hash_table_lookup (run->waiting, GUINT_TO_POINTER (run->done))) != NULL) {
    take_turn (run, found);
    g_hash_table_remove (run->waiting, GUINT_TO_POINTER (run->done++));
  }
}

/* What is to be looked into: all that is not as it was, and what has a sidecar, of which nobody
 * keeps what it was. */
static gboolean
is_pending (Run *run, const BylineSurveyFile *file)
{
  BylineHoldingKey key;
  BylineFileStamp stamp;

  if (!byline_catalogue_holding_at (run->catalogue, file->path, &key, &stamp, NULL))
    return TRUE;
  g_hash_table_add (run->seen, g_memdup2 (&key.key, sizeof key.key));
  if (key.key < 0)
    return stamp.size != file->stamp.size;
  return run->request->reread || file->has_sidecar || !byline_look_same (&stamp, &file->stamp);
}

static void
free_found (gpointer found)
{
  byline_found_free (found);
}

static void
list_pending (Run *run)
{
  run->seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  run->pending = g_ptr_array_new ();
  run->waiting = g_hash_table_new_full (NULL, NULL, NULL, free_found);
  run->summary->files = run->survey.files->len;
  for (guint i = 0; i < run->survey.files->len; i++)
    if (is_pending (run, g_ptr_array_index (run->survey.files, i)))
      g_ptr_array_add (run->pending, g_ptr_array_index (run->survey.files, i));
}

/* Removed ------------------------------------------------------------------------------------- */

/* Returns: (transfer full): the keys of files that are not there; NULL with an error */
static GArray *
list_gone (Run *run, guint *n_all, GError **error)
{
  g_autoptr (GArray) all = byline_catalogue_holdings (run->catalogue, G_MAXINT64, error);
  g_autoptr (GArray) gone = g_array_new (FALSE, FALSE, sizeof (BylineHoldingKey));

  if (all == NULL)
    return NULL;
  *n_all = all->len;
  for (guint i = 0; i < all->len; i++) {
    const BylineHoldingKey *key = &g_array_index (all, BylineHoldingKey, i);

    if (!g_hash_table_contains (run->seen, &key->key))
      g_array_append_val (gone, *key);
  }
  return g_steal_pointer (&gone);
}

/* Looked at once more: the survey is some time ago, and what is no regular file any more, or lies
 * behind a link, is not gone either. */
static gboolean
is_gone (const Run *run, const char *path)
{
  g_autofree char *whole = g_build_filename (byline_catalogue_library (run->catalogue), path, NULL);
  struct stat now;

  return lstat (whole, &now) < 0;
}

static gboolean
remove_one (Run *run, gint64 key, GError **error)
{
  g_autoptr (BylineHolding) holding = byline_catalogue_holding (run->catalogue, key, error);

  if (holding == NULL)
    return FALSE;
  if (!is_gone (run, holding->path))
    return TRUE;
  tell (run, &(const BylineSyncItem){ .kind = BYLINE_SYNC_REMOVED,
                                      .path = holding->path,
                                      .id = holding->has_id ? &holding->id : NULL });
  return run->request->dry_run ||
         (begin_change (run, error) &&
          byline_catalogue_lose_file (run->catalogue, holding->path, error));
}

static gboolean
remove_gone (Run *run, GError **error)
{
  guint n_all = 0;
  g_autoptr (GArray) gone = list_gone (run, &n_all, error);

  if (gone == NULL)
    return FALSE;
  if (gone->len >= FEW && gone->len > n_all / 2 && !run->request->removed) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%s: %u of %u photos are not there; if that is so and not a disk that is "
                 "missing, --removed takes it up",
                 byline_catalogue_library (run->catalogue), gone->len, n_all);
    return FALSE;
  }
  for (guint i = 0; i < gone->len; i++)
    if (!remove_one (run, g_array_index (gone, BylineHoldingKey, i).key, error))
      return FALSE;
  return TRUE;
}

/* The run ------------------------------------------------------------------------------------- */

static void
tell_problems (Run *run)
{
  for (guint i = 0; i < run->survey.problems->len; i++)
    tell (run, &(const BylineSyncItem){ .kind = BYLINE_SYNC_FAILED,
                                        .path = "",
                                        .error = g_ptr_array_index (run->survey.problems, i) });
}

static gboolean
finish (Run *run, GError **error)
{
  const gboolean cancelled = run->error == NULL && byline_cancellable_is_cancelled (run->stop);

  /* Where a folder could not be looked into nobody knows what is gone. */
  if (run->error == NULL && !cancelled && run->survey.problems->len == 0)
    remove_gone (run, &run->error);
  if (run->error != NULL && run->in_batch > 0 && run->error->code != BYLINE_ERROR_REFUSED) {
    byline_catalogue_rollback (run->catalogue);
    run->in_batch = 0;
  }
  if (!end_batch (run, run->error == NULL ? &run->error : NULL) || run->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->error));
    return FALSE;
  }
  if (!cancelled)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED,
               "interrupted with %u of %u files looked at; run it again for the others", run->done,
               run->pending->len);
  return FALSE;
}

gboolean
byline_sync_run (BylineCatalogue *catalogue, const BylineSyncRequest *request,
                 BylineCancellable *cancellable, BylineSyncSummary *summary, GError **error)
{
  static const BylineWorkers workers = { next, byline_found_look, done };
  const guint n_threads = request->n_threads != 0 ? request->n_threads : g_get_num_processors ();
  g_auto (Run) run = { .catalogue = catalogue, .request = request, .summary = summary };

  *summary = (BylineSyncSummary){ 0 };
  run.stop = byline_cancellable_new_under (cancellable);
  if (!byline_survey (byline_catalogue_library (catalogue), &run.survey, error))
    return FALSE;
  tell_problems (&run);
  list_pending (&run);
  byline_workers_run (&workers, n_threads, &run, run.stop);
  return finish (&run, error);
}
