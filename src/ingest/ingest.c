#include <byline/ingest.h>

#include <byline/error.h>

#include "base/workers.h"
#include "ingest/job.h"
#include "ingest/manifest.h"

#include <glib/gstdio.h>
#include <string.h>

/* A transaction costs a sync: worth it for so many photos, or for so long a wait. */
#define BATCH_COUNT 64
#define BATCH_US (200 * G_TIME_SPAN_MILLISECOND)

#define FOLDER_PATTERN "{taken:%Y}/{taken:%m-%d}"
#define FOLDER_PATTERN_JOB FOLDER_PATTERN "_{job}"
#define NAME_PATTERN "{filename}"

/* Workers wait for disks more than they compute; more of them would only cost memory. */
#define THREADS_MAX 4

typedef struct {
  BylineIngestRun shared;
  BylineCatalogue *catalogue;
  const BylineIngestRequest *request;
  BylineIngestSummary *summary;

  GPtrArray *jobs;    /* by index in the plan; NULL until finished */
  guint next, told;   /* how many were started, and reported */
  GPtrArray *waiting; /* of BylineIngestJob, borrowed: companions copied before their photo */
  GPtrArray *batch;   /* of BylineIngestJob, borrowed: copied, not yet catalogued */
  gint64 batch_began_us;
  BylineIngestProgress progress;
  gint *shifts_used;        /* of the request's clock shifts */
  BylineManifest *manifest; /* nullable: where one is wanted */
  gint64 began_us;
  GError *fatal;        /* why the run cannot go on */
  GError *uncatalogued; /* nullable: it goes on, but this was not written down */
} Run;

static void
clear_run (Run *run)
{
  g_clear_pointer (&run->shared.ledger, byline_ledger_free);
  g_clear_pointer (&run->shared.destinations, g_ptr_array_unref);
  g_clear_pointer (&run->manifest, byline_manifest_free);
  g_clear_pointer (&run->batch, g_ptr_array_unref);
  g_clear_pointer (&run->waiting, g_ptr_array_unref);
  g_clear_pointer (&run->jobs, g_ptr_array_unref);
  g_clear_pointer (&run->shared.known, byline_known_free);
  g_clear_pointer (&run->shared.plan, byline_plan_free);
  g_free (run->shifts_used);
  g_clear_error (&run->fatal);
  g_clear_error (&run->uncatalogued);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Run, clear_run)

const char *
byline_outcome_name (BylineOutcome outcome)
{
  static const char *const names[] = {
    [BYLINE_OUTCOME_PLANNED] = "planned",
    [BYLINE_OUTCOME_COPIED] = "copied",
    [BYLINE_OUTCOME_PRESENT] = "present",
    [BYLINE_OUTCOME_FAILED] = "failed",
  };

  return names[outcome];
}

/* Telling ------------------------------------------------------------------------------------- */

/* A twin is in the library exactly if the photo is that came first. */
static void
follow_twin (const Run *run, BylineIngestJob *job)
{
  const BylineIngestJob *first = g_ptr_array_index (run->jobs, job->twin);

  if (first->outcome != BYLINE_OUTCOME_FAILED) {
    job->entry.path = g_strdup (first->entry.path);
    return;
  }
  job->outcome = BYLINE_OUTCOME_FAILED;
  g_set_error (&job->error, first->error->domain, first->error->code,
               "%s: is the same as %s, which failed", job->file->card->path,
               first->file->card->path);
}

static void
count (BylineIngestSummary *summary, const BylineIngestJob *job)
{
  switch (job->outcome) {
  case BYLINE_OUTCOME_PLANNED:
  case BYLINE_OUTCOME_COPIED:
    summary->copied++;
    summary->bytes += job->size;
    break;
  case BYLINE_OUTCOME_PRESENT:
    summary->present++;
    break;
  case BYLINE_OUTCOME_FAILED:
    summary->failed++;
    break;
  }
}

/* Returns: (transfer container) (nullable): the copies as outsiders see them */
static BylineIngestCopy *
show_copies (const BylineCopies *copies)
{
  BylineIngestCopy *shown = g_new0 (BylineIngestCopy, copies->n);

  for (guint i = 0; i < copies->n; i++) {
    const BylineCopyJob *copy = &copies->copies[i];
    const gboolean failed = copy->outcome == BYLINE_OUTCOME_FAILED;

    shown[i] = (BylineIngestCopy){
      .folder = byline_destination_folder (copy->destination),
      .backup = byline_destination_is_backup (copy->destination),
      .outcome = copy->outcome,
      .path = failed ? NULL : copy->path,
      .sha256 = failed ? NULL : copy->sha256,
      .verify = copies->verify,
      .error = copy->error,
      .given_up = copy->given_up,
    };
  }
  return shown;
}

static gboolean
is_incomplete (const BylineIngestJob *job)
{
  for (guint i = 0; i < job->copies.n; i++)
    if (job->copies.copies[i].outcome == BYLINE_OUTCOME_FAILED)
      return job->outcome != BYLINE_OUTCOME_FAILED;
  return FALSE;
}

/* All that was told is not needed any more, but for what a twin may still ask. */
static void
forget (BylineIngestJob *job)
{
  byline_copies_clear (&job->copies);
  g_clear_pointer (&job->entry.name, g_free);
  g_clear_pointer (&job->entry.job, g_free);
  g_clear_pointer (&job->entry.metadata, byline_metadata_free);
  g_clear_pointer (&job->cut, g_ptr_array_unref);
}

static void
note_copies (BylineManifest *manifest, const BylineCopies *copies)
{
  for (guint i = 0; i < copies->n; i++) {
    const BylineCopyJob *copy = &copies->copies[i];

    if (copy->outcome == BYLINE_OUTCOME_COPIED || copy->outcome == BYLINE_OUTCOME_PRESENT)
      byline_manifest_add (manifest, byline_destination_folder (copy->destination), copy->path,
                           copy->sha256);
  }
}

static BylineIngestPlanned
show_plan (const BylineIngestJob *job)
{
  const BylineCapture *capture = job->file->capture;

  return (BylineIngestPlanned){
    .capture = capture->seq,
    .companion = job->file->card->companion,
    .taken = capture->taken.iso,
    .zone = capture->taken.zone,
    .shift_s = capture->taken.clock.shift_s,
    .name_number = capture->number,
  };
}

static void
tell_one (Run *run, BylineIngestJob *job)
{
  /* What was not even decided upon, in a run that ended early or dry, is not worth a word. */
  const gboolean tried = !run->request->dry_run && byline_ingest_job_own (job) != NULL &&
                         byline_ingest_job_own (job)->outcome != BYLINE_OUTCOME_PLANNED;
  g_autofree BylineIngestCopy *copies = NULL;

  if (job->twin != BYLINE_NO_TWIN)
    follow_twin (run, job);
  count (run->summary, job);
  run->summary->incomplete += is_incomplete (job) ? 1 : 0;
  copies = tried ? show_copies (&job->copies) : NULL;
  if (run->manifest != NULL)
    note_copies (run->manifest, &job->copies);
  if (run->request->item != NULL)
    run->request->item (
        &(const BylineIngestItem){
            .source = job->file->card->path,
            .outcome = job->outcome,
            .path = job->outcome != BYLINE_OUTCOME_FAILED ? job->entry.path : NULL,
            .id = job->named ? &job->entry.id : NULL,
            .shot = job->read ? job->entry.shot : NULL,
            .size = job->size,
            .copies = copies,
            .n_copies = tried ? job->copies.n : 0,
            .cut = job->cut,
            .notes = job->notes,
            .error = job->error,
            .planned = show_plan (job),
        },
        run->request->user_data);
  forget (job);
}

/* Tells what is settled, in the plan's order. */
static void
tell (Run *run)
{
  while (run->told < run->jobs->len) {
    BylineIngestJob *job = g_ptr_array_index (run->jobs, run->told);

    if (job == NULL || !job->settled)
      return;
    tell_one (run, job);
    run->told++;
  }
}

static void
tell_progress (Run *run,
               void (*listener) (const BylineIngestProgress *progress, gpointer user_data))
{
  const GPtrArray *destinations = run->shared.destinations;
  g_autofree BylineDestinationState *states = NULL;

  if (listener == NULL)
    return;
  states = g_new0 (BylineDestinationState, destinations->len);
  for (guint i = 0; i < destinations->len; i++)
    byline_destination_look (g_ptr_array_index (destinations, i), &states[i]);
  run->progress.destinations = states;
  run->progress.n_destinations = destinations->len;
  run->progress.elapsed_us = g_get_monotonic_time () - run->began_us;
  listener (&run->progress, run->request->user_data);
}

/* Cataloguing --------------------------------------------------------------------------------- */

/* Another process may have taken in the same picture meanwhile; then its copy is the one, and ours,
 * which nobody has heard of yet, goes again. */
static gboolean
lost_race (Run *run, BylineIngestJob *job)
{
  g_autoptr (BylineEntry) other = byline_catalogue_get (run->catalogue, &job->entry.id, NULL);
  BylineCopyJob *own = byline_ingest_job_own (job);
  g_autofree char *theirs = NULL;
  g_autofree char *ours = NULL;

  if (other == NULL || g_str_equal (other->path, job->entry.path))
    return FALSE;
  theirs = g_build_filename (run->shared.library, other->path, NULL);
  if (!g_file_test (theirs, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  ours = g_build_filename (run->shared.library, job->entry.path, NULL);
  if (own->made)
    g_unlink (ours);
  g_free (job->entry.path);
  g_free (own->path);
  job->entry.path = g_strdup (other->path);
  own->path = g_strdup (other->path);
  job->outcome = own->outcome = BYLINE_OUTCOME_PRESENT;
  return TRUE;
}

/* The job of the capture's first photo; NULL if it has none, or that is not done yet. */
static const BylineIngestJob *
photo_of (const Run *run, const BylineIngestJob *companion)
{
  const BylineIngestJob *first = g_ptr_array_index (run->jobs, companion->file->first);

  return first != NULL && first->named ? first : NULL;
}

/* The photo says more now that its sidecar is there. */
static gboolean
read_again (Run *run, const BylineIngestJob *photo, GError **error)
{
  g_autoptr (BylineEntry) entry = byline_catalogue_get (run->catalogue, &photo->entry.id, NULL);
  g_autofree char *path =
      entry != NULL ? g_build_filename (run->shared.library, entry->path, NULL) : NULL;
  BylineMetadata *metadata =
      path != NULL ? byline_photo_read_as (path, run->request->write.legacy_charset, NULL) : NULL;

  if (metadata == NULL)
    return TRUE; /* the next sync says so */
  byline_entry_take_metadata (entry, metadata);
  return byline_catalogue_put (run->catalogue, entry, error);
}

static gboolean
put_companion (Run *run, const BylineIngestJob *job, GError **error)
{
  const BylineIngestJob *photo = photo_of (run, job);
  BylineCompanion row = { .path = job->entry.path,
                          .name = job->entry.name,
                          .ingested_us = job->entry.ingested_us,
                          .stamp = job->entry.stamp };

  memcpy (row.shot, job->entry.shot, sizeof row.shot);
  row.has_photo = photo != NULL && byline_catalogue_has (run->catalogue, &photo->entry.id);
  if (row.has_photo)
    row.photo = photo->entry.id;
  return byline_catalogue_put_companion (run->catalogue, &row, error) &&
         (!row.has_photo || job->file->card->name.kind != BYLINE_CARD_SIDECAR ||
          read_again (run, photo, error));
}

static gboolean
put_file (Run *run, BylineIngestJob *job, GError **error)
{
  if (job->outcome != BYLINE_OUTCOME_COPIED || job->further)
    return TRUE;
  job->entry.ingested_us = g_get_real_time ();
  if (job->file->card->companion)
    return put_companion (run, job, error);
  return lost_race (run, job) || byline_catalogue_put (run->catalogue, &job->entry, error);
}

/* Is @copy one that the photo's own row does not tell about? */
static gboolean
has_row (const BylineIngestJob *job, const BylineCopyJob *copy)
{
  return copy->outcome == BYLINE_OUTCOME_COPIED &&
         (job->further || job->file->card->companion ||
          byline_destination_is_backup (copy->destination));
}

static gboolean
put_copies (Run *run, const BylineIngestJob *job, GError **error)
{
  for (guint i = 0; i < job->copies.n; i++) {
    const BylineCopyJob *copy = &job->copies.copies[i];
    BylineCopy row = { .path = copy->path,
                       .size = job->copies.size,
                       .verify = job->copies.verify,
                       .verified_us = job->copies.verified_us };

    if (!has_row (job, copy))
      continue;
    if (byline_destination_is_backup (copy->destination))
      row.folder = (char *) byline_destination_folder (copy->destination); /* borrowed */
    memcpy (row.shot, job->entry.shot, sizeof row.shot);
    memcpy (row.sha256, job->copies.sha256, sizeof row.sha256);
    if (!byline_catalogue_put_copy (run->catalogue, &row, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_news (const BylineIngestJob *job)
{
  for (guint i = 0; i < job->copies.n; i++)
    if (job->copies.copies[i].outcome == BYLINE_OUTCOME_COPIED)
      return TRUE;
  return FALSE;
}

static gboolean
put_batch (Run *run, GError **error)
{
  if (!byline_catalogue_begin (run->catalogue, error))
    return FALSE;
  for (guint i = 0; i < run->batch->len; i++) {
    BylineIngestJob *job = g_ptr_array_index (run->batch, i);

    if (!put_file (run, job, error) || !put_copies (run, job, error)) {
      byline_catalogue_rollback (run->catalogue);
      return FALSE;
    }
  }
  if (byline_catalogue_commit (run->catalogue, error))
    return TRUE;
  byline_catalogue_rollback (run->catalogue);
  return FALSE;
}

/* The catalogue lies in the library: where that is full there is no room for it either, but the
 * backups still want their copies.  What was not written down is recognised by the next run. */
static gboolean
may_go_on (Run *run)
{
  if (!g_error_matches (run->fatal, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE) ||
      run->shared.destinations->len == 1 ||
      byline_destination_usable (g_ptr_array_index (run->shared.destinations, 0), NULL))
    return FALSE;
  g_clear_error (&run->uncatalogued);
  run->uncatalogued = g_steal_pointer (&run->fatal);
  return TRUE;
}

/* What cannot be catalogued now lies in the library under its name: the next run takes it over. */
static void
flush (Run *run)
{
  if (run->batch->len == 0 || run->fatal != NULL)
    return;
  if (!put_batch (run, &run->fatal) && !may_go_on (run))
    return;
  for (guint i = 0; i < run->batch->len; i++) {
    BylineIngestJob *job = g_ptr_array_index (run->batch, i);

    job->settled = TRUE;
  }
  g_ptr_array_set_size (run->batch, 0);
}

static void
add_to_batch (Run *run, BylineIngestJob *job)
{
  gint64 now_us = g_get_monotonic_time ();

  if (run->batch->len == 0)
    run->batch_began_us = now_us;
  g_ptr_array_add (run->batch, job);
}

/* Running ------------------------------------------------------------------------------------- */

static gpointer
next (gpointer user_data)
{
  Run *run = user_data;
  guint index = run->next;

  if (run->fatal != NULL || index == byline_plan_n_files (run->shared.plan))
    return NULL;
  run->next++;
  return byline_ingest_job_new (&run->shared, index);
}

/* A companion is written down with its photo, or behind it. */
static gboolean
must_wait (const Run *run, const BylineIngestJob *job)
{
  return job->file->card->companion && g_ptr_array_index (run->jobs, job->file->first) == NULL;
}

static void
wait_no_longer (Run *run, const BylineIngestJob *photo)
{
  for (guint i = run->waiting->len; i-- > 0;) {
    BylineIngestJob *job = g_ptr_array_index (run->waiting, i);

    if (job->file->first != photo->index)
      continue;
    add_to_batch (run, job);
    g_ptr_array_remove_index_fast (run->waiting, i);
  }
}

static void
done (gpointer data, gpointer user_data)
{
  BylineIngestJob *job = data;
  Run *run = user_data;

  run->jobs->pdata[job->index] = job;
  if (job->error != NULL && byline_ingest_is_fatal (job->error)) {
    if (run->fatal == NULL)
      run->fatal = g_error_copy (job->error);
  } else if (!has_news (job)) {
    job->settled = TRUE;
  } else if (must_wait (run, job)) {
    g_ptr_array_add (run->waiting, job);
  } else {
    add_to_batch (run, job);
  }
  wait_no_longer (run, job);
  if (run->batch->len >= BATCH_COUNT ||
      (run->batch->len > 0 && g_get_monotonic_time () - run->batch_began_us >= BATCH_US))
    flush (run);
  run->progress.done++;
  run->progress.bytes_done += job->file->card->size;
  tell (run);
  tell_progress (run, run->request->progress);
}

static void
free_job (gpointer job)
{
  if (job != NULL)
    byline_ingest_job_free (job);
}

static void
begin (Run *run)
{
  const guint n = byline_plan_n_files (run->shared.plan);

  run->jobs = g_ptr_array_new_full (n, free_job);
  g_ptr_array_set_size (run->jobs, (int) n);
  run->waiting = g_ptr_array_new ();
  run->batch = g_ptr_array_new ();
  run->began_us = g_get_monotonic_time ();
  run->progress.total = n;
  for (guint i = 0; i < n; i++)
    run->progress.bytes_total += byline_plan_file (run->shared.plan, i)->card->size;
  tell_progress (run, run->request->progress);
}

static guint
n_threads (const BylineIngestRequest *request)
{
  return request->n_threads != 0 ? request->n_threads
                                 : MIN (2 * g_get_num_processors (), THREADS_MAX);
}

static gboolean
work_all (Run *run, GCancellable *cancellable, GError **error)
{
  static const BylineWorkers workers = { next, byline_ingest_job_work, done };

  begin (run);
  byline_workers_run (&workers, n_threads (run->request), run, cancellable);
  flush (run);
  tell (run);
  tell_progress (run, run->request->ended);
  if (run->manifest != NULL && !byline_manifest_write (run->manifest, error))
    return FALSE;
  if (run->fatal == NULL)
    run->fatal = g_steal_pointer (&run->uncatalogued);
  if (run->fatal != NULL) {
    g_propagate_error (error, g_steal_pointer (&run->fatal));
    return FALSE;
  }
  if (run->next == byline_plan_n_files (run->shared.plan))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED,
               "interrupted with %u of %u files done; the same command goes on from there",
               run->next, byline_plan_n_files (run->shared.plan));
  return FALSE;
}

/* A backup in a source would write onto the card; one in the library, or twice, is none. */
static gboolean
check_backup (const Run *run, const BylineDestination *backup, GError **error)
{
  const char *folder = byline_destination_folder (backup);

  for (guint i = 0; run->request->sources[i] != NULL; i++) {
    g_autoptr (BylineDestination) source =
        byline_destination_new (run->request->sources[i], TRUE, NULL); /* a folder, or none */

    if (source != NULL && byline_destination_holds (source, folder)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                   "%s: a backup inside a source, which is only read", folder);
      return FALSE;
    }
  }
  for (guint i = 0; i < run->shared.destinations->len; i++)
    if (byline_destination_holds (g_ptr_array_index (run->shared.destinations, i), folder)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                   "%s: a backup inside %s is no second place", folder,
                   byline_destination_folder (g_ptr_array_index (run->shared.destinations, i)));
      return FALSE;
    }
  return TRUE;
}

static gboolean
find_destinations (Run *run, GError **error)
{
  const char *const none[] = { NULL };
  const char *const *backups = run->request->backups != NULL ? run->request->backups : none;
  BylineDestination *destination = byline_destination_new (run->shared.library, FALSE, error);

  if (destination == NULL)
    return FALSE;
  run->shared.destinations =
      g_ptr_array_new_with_free_func ((GDestroyNotify) byline_destination_free);
  g_ptr_array_add (run->shared.destinations, destination);
  for (guint i = 0; backups[i] != NULL; i++) {
    g_autoptr (BylineDestination) backup = byline_destination_new (backups[i], TRUE, error);

    if (backup == NULL || !check_backup (run, backup, error))
      return FALSE;
    g_ptr_array_add (run->shared.destinations, g_steal_pointer (&backup));
  }
  return TRUE;
}

static guint
known_flags (const BylineIngestRequest *request)
{
  return (request->again ? (guint) BYLINE_KNOWN_AGAIN : 0) |
         (request->keep_twins ? (guint) BYLINE_KNOWN_TWINS : 0);
}

/* The whole plan, before the first byte is copied. */
static gboolean
make_plan (Run *run, GCancellable *cancellable, GError **error)
{
  const BylineIngestRequest *request = run->request;
  g_autoptr (BylineTemplate) folder =
      byline_template_parse (run->shared.job != NULL ? FOLDER_PATTERN_JOB : FOLDER_PATTERN, NULL);
  g_autoptr (BylineTemplate) name = byline_template_parse (NAME_PATTERN, NULL);
  BylineNaming naming = {
    .folder = request->folder != NULL ? request->folder : folder,
    .name = request->name != NULL ? request->name : name,
    .edit = request->edit,
    .preset = request->preset,
    .job = run->shared.job,
    .clocks = { request->timezone, request->shifts, request->n_shifts, NULL },
  };

  run->shifts_used = g_new0 (gint, MAX (request->n_shifts, 1));
  naming.clocks.used = run->shifts_used;
  run->shared.plan = byline_plan_new (run->shared.library, request, &naming, n_threads (request),
                                      cancellable, error);
  if (run->shared.plan == NULL)
    return FALSE;
  run->summary->captures = byline_plan_n_captures (run->shared.plan);
  run->summary->undated = byline_plan_n_undated (run->shared.plan);
  run->summary->left_out = byline_plan_left_out (run->shared.plan);
  return TRUE;
}

static gboolean
prepare (Run *run, GCancellable *cancellable, GError **error)
{
  if (!find_destinations (run, error))
    return FALSE;
  if (run->request->manifest != NULL && !run->request->dry_run) {
    run->manifest = byline_manifest_new (run->request->manifest, error);
    if (run->manifest == NULL)
      return FALSE;
  }
  run->shared.ledger = byline_ledger_new (run->shared.library, error);
  if (run->shared.ledger == NULL)
    return FALSE;
  run->shared.known = byline_known_new (run->shared.library, known_flags (run->request), error);
  return run->shared.known != NULL && make_plan (run, cancellable, error);
}

gboolean
byline_ingest_run (BylineCatalogue *catalogue, const BylineIngestRequest *request,
                   GCancellable *cancellable, BylineIngestSummary *summary, GError **error)
{
  BylineIngestSummary unused;
  g_auto (Run) run = {
    .catalogue = catalogue,
    .request = request,
    .summary = summary != NULL ? summary : &unused,
    .shared = {
      .request = request,
      .library = byline_catalogue_library (catalogue),
      .job = request->job != NULL && *request->job != '\0' ? request->job : NULL,
    },
  };

  *run.summary = (BylineIngestSummary){ 0 };
  return prepare (&run, cancellable, error) && work_all (&run, cancellable, error);
}
