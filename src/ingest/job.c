#include "ingest/job.h"

#include "edit/look.h"
#include "ingest/bring.h"
#include "ingest/credit.h"

#include <string.h>

BylineIngestJob *
byline_ingest_job_new (const BylineIngestRun *run, guint index)
{
  BylineIngestJob *job = g_new0 (BylineIngestJob, 1);

  job->run = run;
  job->file = byline_plan_file (run->plan, index);
  job->index = index;
  job->size = job->file.card->size;
  job->twin = BYLINE_NO_TWIN;
  return job;
}

void
byline_ingest_job_free (BylineIngestJob *job)
{
  byline_entry_clear (&job->entry);
  byline_copies_clear (&job->copies);
  byline_edit_unref (job->beside);
  g_clear_pointer (&job->cut, g_ptr_array_unref);
  g_clear_pointer (&job->notes, g_ptr_array_unref);
  g_clear_error (&job->damage);
  g_clear_error (&job->error);
  g_free (job);
}

gboolean
byline_ingest_job_is_photo (const BylineIngestJob *job)
{
  return !job->file.card->companion && job->damage == NULL;
}

const GError *
byline_ingest_job_damage (const BylineIngestJob *job)
{
  return job->damage != NULL ? job->damage : byline_card_file_damage (job->file.card);
}

BylineCopyJob *
byline_ingest_job_own (const BylineIngestJob *job)
{
  return job->copies.n > 0 ? &job->copies.copies[0] : NULL;
}

/* The story ----------------------------------------------------------------------------------- */

/* A further copy that an earlier run made is there already. */
static gboolean
is_recorded (const BylineIngestJob *job, const char *path)
{
  g_auto (BylineCopy) known = { 0 };

  return byline_ledger_find (job->run->ledger, job->entry.shot, NULL, path, TRUE, &known);
}

static BylineAsker
asker (const BylineIngestJob *job)
{
  return (BylineAsker){ .index = job->index,
                        .group = job->file.capture,
                        .id = job->named ? &job->entry.id : NULL,
                        .shot = job->entry.shot };
}

static void
pass (const BylineIngestJob *job)
{
  const BylineAsker passing = asker (job);

  byline_known_pass (job->run->known, &passing);
}

/* What lies under the planned name is this very copy, or else somebody's: then the next name is
 * tried.  @left: (out): whether the copy is there. */
static gboolean
find_place (BylineIngestJob *job, const BylineShot *shot, gboolean *left, GError **error)
{
  g_autofree char *path = byline_plan_path (job->run->plan, &job->file);

  *left = FALSE;
  while (job->file.card->state != BYLINE_PLAN_NEW) {
    g_autofree char *absolute = g_build_filename (job->run->library, path, NULL);
    char *next;

    if (!g_file_test (absolute, G_FILE_TEST_EXISTS))
      break;
    *left = byline_bring_is_ours (job, shot, absolute);
    if (*left)
      break;
    next = byline_plan_rename (job->run->plan, &job->file, path, error);
    if (next == NULL)
      return FALSE;
    g_free (path);
    path = next;
  }
  job->entry.path = g_steal_pointer (&path);
  return TRUE;
}

/* Where the library's copy is or goes, and what is to be done about it. */
static gboolean
settle_own (BylineIngestJob *job, const BylineShot *shot, BylineVerdict *verdict, GError **error)
{
  gboolean left = FALSE;

  if (verdict->kind != BYLINE_VERDICT_NEW) {
    job->outcome = BYLINE_OUTCOME_PRESENT;
    job->entry.path = g_steal_pointer (&verdict->path);
    return TRUE;
  }
  job->further = verdict->further;
  if (!find_place (job, shot, &left, error))
    return FALSE;
  if (!left)
    job->outcome = BYLINE_OUTCOME_PLANNED;
  else
    job->outcome = job->further && is_recorded (job, job->entry.path) ? BYLINE_OUTCOME_PRESENT
                                                                      : BYLINE_OUTCOME_COPIED;
  return TRUE;
}

static gboolean
carry_out (BylineIngestJob *job, BylineShot *shot, const BylineVerdict *verdict, GError **error)
{
  BylineCopyJob *own = byline_ingest_job_own (job);

  g_free (own->path);
  own->path = g_strdup (job->entry.path);
  if (own->outcome != BYLINE_OUTCOME_FAILED) /* ahead of the decision */
    own->outcome = job->outcome;
  memcpy (own->sha256,
          verdict->kind == BYLINE_VERDICT_KNOWN ? verdict->credited : job->copies.sha256,
          sizeof own->sha256);
  if (!byline_bring (job, shot, error))
    return FALSE;
  job->outcome = own->outcome;
  g_free (job->entry.path);
  job->entry.path = g_strdup (own->path);
  return byline_ingest_write_beside (job, error);
}

static gboolean
decide (BylineIngestJob *job, BylineVerdict *verdict, GError **error)
{
  const BylineAsker asking = asker (job);

  if (job->asked) /* it was let pass, being new */
    return TRUE;
  job->asked = TRUE;
  return byline_known_decide (job->run->known, &asking, verdict, error);
}

/* Two files of the card, octet for octet. */
static gboolean
are_alike (const BylineCardFile *a, const BylineCardFile *b)
{
  g_autofree char *one = byline_card_file_path (a);
  g_autofree char *other = byline_card_file_path (b);
  g_autoptr (BylineInput) first = byline_input_open (one, NULL);
  g_autoptr (BylineInput) second = byline_input_open (other, NULL);
  guint8 hashes[2][BYLINE_SHA256_SIZE];

  return first != NULL && second != NULL &&
         byline_input_size (first) == byline_input_size (second) &&
         byline_look_hash (first, hashes[0], NULL) && byline_look_hash (second, hashes[1], NULL) &&
         memcmp (hashes[0], hashes[1], BYLINE_SHA256_SIZE) == 0;
}

static gboolean
has_like (const BylineCapture *capture, const BylineCardFile *companion)
{
  for (guint i = 0; i < capture->n_files; i++) {
    const BylineCardFile *file = capture->files[i];

    if (file->companion && byline_card_file_error (file) == NULL && are_alike (file, companion))
      return TRUE;
  }
  return FALSE;
}

/* A second of a picture is left out, but not its voice note or its sidecar if the first has no
 * such: then the whole capture comes in, for a sidecar alone belongs to nothing. */
static gboolean
brings_more (const BylineIngestJob *job, guint twin)
{
  const BylineCapture *first = byline_plan_file (job->run->plan, twin).capture;
  const BylineCapture *capture = job->file.capture;

  for (guint i = 0; i < capture->n_files && first != capture; i++) {
    const BylineCardFile *file = capture->files[i];

    if (file->companion && byline_card_file_error (file) == NULL && !has_like (first, file))
      return TRUE;
  }
  return FALSE;
}

static void
reconsider_twin (const BylineIngestJob *job, BylineVerdict *verdict)
{
  if (verdict->kind != BYLINE_VERDICT_TWIN || !byline_ingest_job_is_photo (job) ||
      !brings_more (job, verdict->twin))
    return;
  verdict->kind = BYLINE_VERDICT_NEW;
  verdict->further = TRUE;
}

static gboolean
settle (BylineIngestJob *job, BylineShot *shot, GError **error)
{
  g_auto (BylineVerdict) verdict = { 0 };

  if (!decide (job, &verdict, error))
    return FALSE;
  reconsider_twin (job, &verdict);
  if (!settle_own (job, shot, &verdict, error))
    return FALSE;
  if (verdict.kind == BYLINE_VERDICT_TWIN) {
    job->twin = verdict.twin;
    byline_copies_clear (&job->copies);
    return TRUE;
  }
  if (!job->run->request->dry_run)
    return carry_out (job, shot, &verdict, error);
  if (job->outcome == BYLINE_OUTCOME_COPIED)
    job->outcome = BYLINE_OUTCOME_PLANNED;
  return TRUE;
}

/* A file whose size no other has is none of those that are known, and need not be read to know. */
static gboolean
has_own_size (const BylineIngestJob *job)
{
  return !byline_plan_shares_size (job->run->plan, job->file.card, job->size) &&
         !byline_ledger_has_size (job->run->ledger, job->size);
}

/* Copies a large file while it is hashed; then others need not wait until it is decided upon.
 * @done: (out): FALSE where it must be read first to know what to do. */
static gboolean
go_ahead (BylineIngestJob *job, BylineShot *shot, gboolean *done, GError **error)
{
  *done = FALSE;
  if (!byline_shot_plan (shot, job, error))
    return FALSE;
  if (shot->changed || job->file.card->state != BYLINE_PLAN_NEW || job->run->request->again ||
      !has_own_size (job))
    return TRUE;
  *done = TRUE;
  if (!byline_ingest_job_is_photo (job)) {
    pass (job);
    job->asked = TRUE;
  }
  byline_bring_expect (job, shot);
  return job->run->request->dry_run || byline_bring_ahead (job, shot, error);
}

static gboolean
take_in (BylineIngestJob *job, GError **error)
{
  g_auto (BylineShot) shot = { 0 };
  gboolean ahead = FALSE;

  if (!byline_shot_open (&shot, job, error))
    return FALSE;
  byline_bring_list (job);
  if (byline_shot_is_large (&shot) &&
      (!byline_ingest_job_is_photo (job) || !job->run->request->dry_run) &&
      !go_ahead (job, &shot, &ahead, error))
    return FALSE;
  if (!ahead) {
    if (!byline_shot_hash (&shot, job, error) || !byline_shot_plan (&shot, job, error))
      return FALSE;
    byline_bring_expect (job, &shot);
  }
  return settle (job, &shot, error);
}

/* The plan has read the file and found its copy; nobody else wants one. */
static gboolean
is_done (const BylineIngestJob *job)
{
  return job->file.card->state == BYLINE_PLAN_PRESENT && job->run->destinations->len == 1 &&
         !job->run->request->again && !job->run->request->keep_twins;
}

static gboolean
find_present (BylineIngestJob *job, GError **error)
{
  job->outcome = BYLINE_OUTCOME_PRESENT;
  job->entry.path = byline_plan_path (job->run->plan, &job->file);
  job->named = byline_ingest_job_is_photo (job);
  job->read = byline_ledger_present (job->run->ledger, job->entry.path,
                                     job->named ? &job->entry.id : NULL, job->entry.shot, error);
  return job->read;
}

gboolean
byline_ingest_is_fatal (const GError *error)
{
  return g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_BUSY) ||
         g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE);
}

/* Whichever step failed, its message is to say for which photo. */
static void
name_photo (GError *error, const char *path)
{
  char *named;

  if (byline_ingest_is_fatal (error) || strstr (error->message, path) != NULL)
    return;
  named = g_strdup_printf ("%s: %s", path, error->message);
  g_free (error->message);
  error->message = named;
}

/* Where nothing can be written any more the card need not be read. */
static gboolean
has_somewhere_to_go (BylineIngestJob *job, GError **error)
{
  const GPtrArray *destinations = job->run->destinations;

  for (guint i = 0; i < destinations->len; i++)
    if (byline_destination_usable (g_ptr_array_index (destinations, i), NULL))
      return TRUE;
  byline_bring_list (job);
  for (guint i = 0; i < job->copies.n; i++)
    byline_copy_job_try (&job->copies.copies[i]);
  g_propagate_error (error, g_error_copy (job->copies.copies[0].error));
  return FALSE;
}

/* Returns: FALSE with the job's error */
static gboolean
do_job (BylineIngestJob *job)
{
  const BylineCardFile *card = job->file.card;
  g_autofree char *path = NULL;

  if (byline_card_file_error (card) != NULL) {
    job->error = g_error_copy (byline_card_file_error (card));
    return FALSE;
  }
  if (is_done (job))
    return find_present (job, &job->error);
  if (!has_somewhere_to_go (job, &job->error))
    return FALSE; /* its copies say so, too */
  if (take_in (job, &job->error))
    return TRUE;
  path = byline_card_file_path (card);
  name_photo (job->error, path);
  return FALSE;
}

void
byline_ingest_job_work (gpointer data)
{
  BylineIngestJob *job = data;
  const gboolean ok = do_job (job);

  if (!job->asked)
    pass (job);
  if (!ok)
    job->outcome = BYLINE_OUTCOME_FAILED;
}
