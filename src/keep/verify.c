#include <byline/verify.h>

#include "base/workers.h"
#include "catalogue/holding.h"
#include "container/container.h"
#include "edit/look.h"
#include "ingest/copy.h"
#include "keep/repair.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define THREADS_MAX 4
/* Results are noted together, for the writer's lock is others' too. */
#define NOTE_FILES 256
#define NOTE_US (G_GINT64_CONSTANT (5) * G_USEC_PER_SEC)

/* One file.  Filled from top to bottom. */
typedef struct {
  const char *library;
  BylineHolding *holding; /* NULL: it has left the catalogue since it was listed */
  BylineKept kept;
  gboolean has_now;               /* whether it could be read, and what it is: */
  guint8 now[BYLINE_SHA256_SIZE]; /* its hash */
  BylineFileStamp stamp;
  GError *error;
} Job;

/* What is to be noted of a file. */
typedef struct {
  BylineHolding *holding;
  gboolean right;
  gint64 at_us;
  BylineFileStamp stamp;
  gboolean has_stamp;
} Note;

typedef struct {
  BylineCatalogue *catalogue;
  const BylineVerifyRequest *request;
  BylineVerifySummary *summary;
  GArray *keys; /* of BylineHoldingKey */
  guint next;
  guint64 bytes_total;
  BylineRepair *repair; /* nullable */
  GArray *notes;        /* of Note */
  gint64 noted_us;
  GError *error; /* why the run cannot go on */
  BylineCancellable *stop;
} Run;

const char *
byline_kept_name (BylineKept kept)
{
  static const char *const names[] = {
    [BYLINE_KEPT_FINE] = "fine",
    [BYLINE_KEPT_METADATA] = "metadata-changed",
    [BYLINE_KEPT_PICTURE] = "picture-changed",
    [BYLINE_KEPT_ROTTEN] = "rotten",
    [BYLINE_KEPT_MISSING] = "missing",
    [BYLINE_KEPT_FAILED] = "failed",
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (names) == BYLINE_N_KEPT);

  return names[kept];
}

static void
free_job (Job *job)
{
  byline_holding_free (job->holding);
  g_clear_error (&job->error);
  g_free (job);
}

static void
clear_note (gpointer note)
{
  byline_holding_free (((Note *) note)->holding);
}

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->keys, g_array_unref);
  g_clear_pointer (&run->notes, g_array_unref);
  g_clear_pointer (&run->repair, byline_repair_free);
  g_clear_error (&run->error);
  g_clear_pointer (&run->stop, byline_cancellable_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

/* One file ------------------------------------------------------------------------------------ */

/* Was it written by nobody?  The inode may be another after a restore, the times are not. */
static gboolean
is_untouched (const Job *job)
{
  const BylineFileStamp *known = &job->holding->stamp;

  return job->holding->has_id && job->stamp.size == known->size &&
         job->stamp.mtime_ns == known->mtime_ns;
}

/* Programs that put another picture under a name hardly ever hit its size; a disk always does. */
static BylineKept
tell_apart (Job *job, BylineInput *input)
{
  g_autoptr (BylineContainer) container = NULL;
  BylineId id;

  if (is_untouched (job))
    return BYLINE_KEPT_ROTTEN;
  container = byline_container_open (input, &job->error);
  if (container == NULL || !byline_container_id (container, &id, &job->error))
    return BYLINE_KEPT_ROTTEN;
  if (job->holding->has_id && memcmp (&id, &job->holding->id, sizeof id) == 0)
    return BYLINE_KEPT_METADATA;
  if (job->stamp.size == job->holding->stamp.size ||
      (byline_container_cautions (container) & BYLINE_CAUTION_TRUNCATED) != 0)
    return BYLINE_KEPT_ROTTEN;
  return BYLINE_KEPT_PICTURE;
}

static BylineKept
look_closer (Job *job, const char *path)
{
  g_autoptr (BylineInput) input = byline_input_open (path, &job->error);

  if (input == NULL || !byline_look_hash (input, job->now, &job->error))
    return BYLINE_KEPT_ROTTEN;
  job->has_now = TRUE;
  job->stamp = byline_look_stamp (byline_input_stat (input));
  return tell_apart (job, input);
}

/* Nobody forbids it and still it cannot be read: that is the disk. */
static BylineKept
blame (const char *path)
{
  return g_access (path, R_OK) == 0 ? BYLINE_KEPT_ROTTEN : BYLINE_KEPT_FAILED;
}

static BylineKept
look_at (Job *job)
{
  g_autofree char *path = g_build_filename (job->library, job->holding->path, NULL);
  g_autoptr (GError) problem = NULL;
  struct stat now;

  if (lstat (path, &now) < 0 && (errno == ENOENT || errno == ENOTDIR))
    return BYLINE_KEPT_MISSING;
  if (byline_copy_read_again (path, job->holding->sha256, NULL, &problem))
    return BYLINE_KEPT_FINE;
  if (g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_INTEGRITY))
    return look_closer (job, path);
  job->error = g_steal_pointer (&problem);
  return blame (path);
}

static void
work (gpointer data)
{
  Job *job = data;

  if (job->holding != NULL)
    job->kept = look_at (job);
}

/* Noting -------------------------------------------------------------------------------------- */

static gboolean
note_all (Run *run, GError **error)
{
  if (run->notes->len == 0)
    return TRUE;
  if (!byline_catalogue_begin_hasty (run->catalogue, error))
    return FALSE;
  for (guint i = 0; i < run->notes->len; i++) {
    const Note *note = &g_array_index (run->notes, Note, i);

    if (!byline_catalogue_note_verified (run->catalogue, note->holding, note->right, note->at_us,
                                         note->has_stamp ? &note->stamp : NULL, error)) {
      byline_catalogue_rollback (run->catalogue);
      return FALSE;
    }
  }
  g_array_set_size (run->notes, 0);
  run->noted_us = g_get_monotonic_time ();
  return byline_catalogue_commit (run->catalogue, error);
}

/* What could not be looked at is neither right nor wrong; what edits left behind is for them. */
static void
note (Run *run, Job *job, const BylineRepaired *repaired)
{
  const gboolean whole = repaired->outcome == BYLINE_REPAIR_WHOLE;
  Note one = { .right = job->kept == BYLINE_KEPT_FINE || whole,
               .at_us = g_get_real_time (),
               .stamp = repaired->stamp,
               .has_stamp = whole };

  if (job->kept == BYLINE_KEPT_FAILED || run->error != NULL)
    return;
  one.holding = g_steal_pointer (&job->holding);
  g_array_append_val (run->notes, one);
  if ((run->notes->len >= NOTE_FILES || g_get_monotonic_time () - run->noted_us > NOTE_US) &&
      !note_all (run, &run->error))
    byline_cancellable_cancel (run->stop);
}

/* A crash between a write and the catalogue leaves what the journal knows. */
static void
ask_catalogue (const Run *run, Job *job)
{
  if (job->has_now && byline_journal_has_result (run->catalogue, job->holding->path, job->now))
    job->kept = BYLINE_KEPT_FINE;
  if (job->kept == BYLINE_KEPT_FINE)
    g_clear_error (&job->error);
}

static void
repair (Run *run, Job *job, BylineRepaired *repaired)
{
  const gboolean lost = job->kept == BYLINE_KEPT_ROTTEN || job->kept == BYLINE_KEPT_MISSING ||
                        job->kept == BYLINE_KEPT_PICTURE;

  if (!lost || run->repair == NULL)
    return;
  g_clear_error (&job->error);
  if (!byline_repair_file (run->repair, job->holding, repaired, &job->error))
    return;
  run->summary->repaired++;
  run->summary->older += repaired->outcome == BYLINE_REPAIR_OLDER ? 1 : 0;
}

static void
tell (const Run *run, const Job *job, const BylineRepaired *repaired)
{
  run->request->item (
      &(const BylineVerifyItem){ .path = job->holding->path,
                                 .id = job->holding->has_id ? &job->holding->id : NULL,
                                 .kept = job->kept,
                                 .repair = repaired->outcome,
                                 .repaired_from = repaired->from,
                                 .kept_aside = repaired->kept_aside,
                                 .error = job->error },
      run->request->user_data);
}

static void
done (gpointer data, gpointer user_data)
{
  Job *job = data;
  Run *run = user_data;
  g_auto (BylineRepaired) repaired = { 0 };

  if (job->holding != NULL) {
    ask_catalogue (run, job);
    run->summary->files++;
    run->summary->n[job->kept]++;
    run->summary->bytes += job->holding->stamp.size;
    repair (run, job, &repaired);
    tell (run, job, &repaired);
    note (run, job, &repaired);
  }
  if (run->request->progress != NULL)
    run->request->progress (run->summary->files, run->keys->len, run->summary->bytes,
                            run->bytes_total, run->request->user_data);
  free_job (job);
}

static gpointer
next (gpointer user_data)
{
  Run *run = user_data;
  Job *job;

  if (run->next == run->keys->len || run->error != NULL)
    return NULL;
  job = g_new0 (Job, 1);
  job->library = byline_catalogue_library (run->catalogue);
  job->holding = byline_catalogue_holding (
      run->catalogue, g_array_index (run->keys, BylineHoldingKey, run->next++).key, &run->error);
  if (g_error_matches (run->error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    g_clear_error (&run->error);
  return job;
}

/* The run ------------------------------------------------------------------------------------- */

static gboolean
list_named (Run *run, GError **error)
{
  run->keys = g_array_new (FALSE, FALSE, sizeof (BylineHoldingKey));
  for (const char *const *path = run->request->paths; *path != NULL; path++) {
    BylineHoldingKey key;

    if (!byline_catalogue_holding_at (run->catalogue, *path, &key, NULL, error))
      return FALSE;
    g_array_append_val (run->keys, key);
  }
  return TRUE;
}

/* A share of files, rounded up: of a few a small one is one at least. */
static gboolean
list_all (Run *run, GError **error)
{
  double wanted;

  run->keys = byline_catalogue_holdings (run->catalogue, run->request->before_us, error);
  if (run->keys == NULL)
    return FALSE;
  wanted = (double) run->keys->len * run->request->share;
  if (wanted < (double) run->keys->len)
    g_array_set_size (run->keys, (guint) wanted + ((double) (guint) wanted < wanted ? 1 : 0));
  return TRUE;
}

static gboolean
start (Run *run, GError **error)
{
  run->notes = g_array_new (FALSE, FALSE, sizeof (Note));
  g_array_set_clear_func (run->notes, clear_note);
  run->noted_us = g_get_monotonic_time ();
  if (!(run->request->paths != NULL ? list_named (run, error) : list_all (run, error)))
    return FALSE;
  for (guint i = 0; i < run->keys->len; i++)
    run->bytes_total += g_array_index (run->keys, BylineHoldingKey, i).size;
  if (run->request->repair_from != NULL)
    run->repair = byline_repair_new (run->catalogue, run->request->repair_from, error);
  return run->request->repair_from == NULL || run->repair != NULL;
}

static gboolean
finish (Run *run, GError **error)
{
  if (run->error == NULL && !note_all (run, &run->error))
    byline_cancellable_cancel (run->stop);
  if (run->error != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->error));
    return FALSE;
  }
  if (!byline_cancellable_is_cancelled (run->stop))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED,
               "interrupted with %u of %u files read; the next run begins with the others",
               run->summary->files, run->keys->len);
  return FALSE;
}

gboolean
byline_verify_run (BylineCatalogue *catalogue, const BylineVerifyRequest *request,
                   BylineCancellable *cancellable, BylineVerifySummary *summary, GError **error)
{
  static const BylineWorkers workers = { next, work, done };
  const guint n_threads =
      request->n_threads != 0 ? request->n_threads : MIN (2 * g_get_num_processors (), THREADS_MAX);
  g_auto (Run) run = { .catalogue = catalogue, .request = request, .summary = summary };

  *summary = (BylineVerifySummary){ 0 };
  run.stop = byline_cancellable_new_under (cancellable);
  if (!start (&run, error))
    return FALSE;
  byline_workers_run (&workers, n_threads, &run, run.stop);
  return finish (&run, error);
}
