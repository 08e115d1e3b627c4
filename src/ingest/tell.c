#include "ingest/places.h"
#include "ingest/run.h"

/* What became of each file, as outsiders are told. */

/* Returns: (transfer full): where the picture is that came first, as it is catalogued */
static char *
find_first (const BylineIngestState *run, const BylineIngestJob *job)
{
  g_autoptr (BylineCompanion) companion = NULL;
  g_autoptr (BylineEntry) entry = NULL;
  BylinePlanFile planned;

  if (job->named)
    entry = byline_catalogue_get (run->catalogue, &job->entry.id, NULL);
  else
    companion = byline_catalogue_get_companion (run->catalogue, byline_ingest_photo_of (run, job),
                                                job->entry.shot, NULL);
  if (entry != NULL)
    return g_steal_pointer (&entry->path);
  if (companion != NULL)
    return g_steal_pointer (&companion->path);
  planned = byline_plan_file (run->shared.plan, job->twin); /* a dry run */
  return byline_plan_path (run->shared.plan, &planned);
}

/* A twin is in the library exactly if the photo is that came first. */
static void
follow_twin (const BylineIngestState *run, BylineIngestJob *job)
{
  const GError *failure = g_hash_table_lookup (run->failures, GUINT_TO_POINTER (job->twin));
  const BylinePlanFile first = byline_plan_file (run->shared.plan, job->twin);
  g_autofree char *source = NULL;
  g_autofree char *path = NULL;

  if (failure == NULL) {
    job->entry.path = find_first (run, job);
    return;
  }
  source = byline_card_file_path (first.card);
  path = byline_card_file_path (job->file.card);
  job->outcome = BYLINE_OUTCOME_FAILED;
  g_set_error (&job->error, failure->domain, failure->code, "%s: is the same as %s, which failed",
               path, source);
}

static void
count (BylineIngestSummary *summary, const BylineIngestJob *job)
{
  switch (job->outcome) {
  case BYLINE_OUTCOME_PLANNED:
  case BYLINE_OUTCOME_COPIED:
    summary->copied++;
    summary->bytes += job->size;
    summary->damaged += byline_ingest_job_damage (job) != NULL ? 1 : 0;
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

/* Of what was told, all goes but what a later file may ask: a run may be of a million. */
static void
end (BylineIngestState *run, BylineIngestJob *job)
{
  if (job->file.capture->first == job->index) {
    run->capture = job->index;
    run->has_photo = job->named;
    run->photo = job->entry.id;
  }
  if (job->outcome == BYLINE_OUTCOME_FAILED && job->read)
    g_hash_table_insert (run->failures, GUINT_TO_POINTER (job->index),
                         g_steal_pointer (&job->error));
  g_hash_table_remove (run->jobs, GUINT_TO_POINTER (job->index));
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
show_plan (const BylineIngestJob *job, const char *taken)
{
  const BylineCapture *capture = job->file.capture;

  return (BylineIngestPlanned){
    .capture = capture->seq,
    .companion = !byline_ingest_job_is_photo (job),
    .taken = taken,
    .zone = capture->taken.zone,
    .shift_s = capture->taken.shift_s,
    .name_number = capture->number,
  };
}

static void
tell_one (BylineIngestState *run, BylineIngestJob *job)
{
  /* What was not even decided upon, in a run that ended early or dry, is not worth a word. */
  const gboolean tried = !run->request->dry_run && byline_ingest_job_own (job) != NULL &&
                         byline_ingest_job_own (job)->outcome != BYLINE_OUTCOME_PLANNED;
  g_autofree char *source = byline_card_file_path (job->file.card);
  g_autofree char *taken = byline_taken_iso (&job->file.capture->taken);
  g_autofree BylineIngestCopy *copies = NULL;

  count (run->summary, job);
  run->summary->incomplete += is_incomplete (job) ? 1 : 0;
  copies = tried ? show_copies (&job->copies) : NULL;
  if (run->manifest != NULL)
    note_copies (run->manifest, &job->copies);
  if (run->request->item != NULL)
    run->request->item (
        &(const BylineIngestItem){
            .source = source,
            .outcome = job->outcome,
            .path = job->outcome != BYLINE_OUTCOME_FAILED ? job->entry.path : NULL,
            .id = job->named ? &job->entry.id : NULL,
            .shot = job->read ? job->entry.shot : NULL,
            .size = job->size,
            .copies = copies,
            .n_copies = tried ? job->copies.n : 0,
            .cut = job->cut,
            .notes = job->notes,
            .damage = job->outcome != BYLINE_OUTCOME_FAILED ? byline_ingest_job_damage (job) : NULL,
            .error = job->error,
            .planned = show_plan (job, taken),
        },
        run->request->user_data);
}

/* Tells what is settled, in the plan's order. */
void
byline_ingest_tell (BylineIngestState *run)
{
  while (run->told < byline_plan_n_files (run->shared.plan)) {
    BylineIngestJob *job = byline_ingest_finished (run, run->told);

    if (job == NULL || !job->settled)
      return;
    if (job->twin != BYLINE_NO_TWIN)
      follow_twin (run, job);
    if (!g_error_matches (job->error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED))
      tell_one (run, job);
    end (run, job);
    run->told++;
  }
}

void
byline_ingest_tell_progress (BylineIngestState *run,
                             void (*listener) (const BylineIngestProgress *progress,
                                               gpointer user_data))
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

void
byline_ingest_tick (gpointer user_data)
{
  BylineIngestState *run = user_data;
  const guint64 done = run->progress.bytes_done;

  for (guint i = 0; i < run->going->len; i++) {
    BylineIngestJob *job = g_ptr_array_index (run->going, i);

    run->progress.bytes_done += MIN (atomic_load (&job->copies.moved), job->file.card->size);
  }
  byline_ingest_tell_progress (run, run->request->progress);
  run->progress.bytes_done = done;
}
