#include "ingest/job.h"

#include "container/container.h"
#include "edit/look.h"
#include "ingest/copy.h"
#include "ingest/names.h"
#include "metadata/rewrite.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* A photo of at most this many bytes is read once and kept until it is copied; a larger one is
 * read again.  As many as there are threads may be in memory. */
#define KEEP_MAX ((guint64) 48 * 1024 * 1024)

/* A photo as the card has it, and what is to become of it. */
typedef struct {
  BylineInput *input;
  BylineContainer *container;
  BylineNewParts parts;
  BylineSplice *splice;
  gboolean changed; /* whether the copy differs from the file on the card */
} Card;

static void
clear_card (Card *card)
{
  g_clear_pointer (&card->splice, byline_splice_free);
  byline_new_parts_clear (&card->parts);
  g_clear_pointer (&card->container, byline_container_free);
  g_clear_pointer (&card->input, byline_input_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Card, clear_card)

/* The job and its card, for a question that the plan asks back. */
typedef struct {
  BylineIngestJob *job;
  Card *card;
} Story;

/* Who to ask for another name, and for whom. */
typedef struct {
  BylinePlan *plan;
  const BylineNewcomer *newcomer;
} Asking;

BylineIngestJob *
byline_ingest_job_new (const BylineIngestRun *run, const BylineCardFile *file, guint index)
{
  BylineIngestJob *job = g_new0 (BylineIngestJob, 1);

  job->run = run;
  job->file = file;
  job->index = index;
  job->size = file->size;
  job->twin = BYLINE_NO_TWIN;
  return job;
}

void
byline_ingest_job_free (BylineIngestJob *job)
{
  byline_entry_clear (&job->entry);
  byline_copies_clear (&job->copies);
  g_clear_pointer (&job->cut, g_ptr_array_unref);
  g_clear_pointer (&job->notes, g_ptr_array_unref);
  g_clear_error (&job->error);
  g_free (job);
}

/* Reading ------------------------------------------------------------------------------------- */

static gboolean
read_card (BylineIngestJob *job, Card *card, GError **error)
{
  BylineEntry *entry = &job->entry;

  card->input = byline_input_open (job->file->path, error);
  if (card->input == NULL || !byline_input_load (card->input, KEEP_MAX, error))
    return FALSE;
  job->size = byline_input_size (card->input);
  if (!byline_look_hash (card->input, entry->shot, error))
    return FALSE;
  job->read = TRUE;
  card->container = byline_container_open (card->input, error);
  if (card->container == NULL || !byline_container_id (card->container, &entry->id, error))
    return FALSE;
  byline_container_set_legacy_charset (card->container, job->run->request->write.legacy_charset);
  job->named = TRUE;
  entry->name = g_path_get_basename (job->file->path);
  entry->job = g_strdup (job->run->job);
  return byline_input_unchanged (card->input, error);
}

/* @made: (out): what the preset is for this photo; NULL where there is none */
static gboolean
make_edit (BylineIngestJob *job, const BylineMetadata *metadata, BylineEdit **made, GError **error)
{
  const BylineIngestRequest *request = job->run->request;
  const BylinePresetPhoto photo = {
    .metadata = metadata, .path = job->file->path, .job = job->run->job, .seq = job->index + 1
  };
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);

  *made = NULL;
  if (request->preset == NULL)
    return TRUE;
  *made = byline_preset_apply (request->preset, &photo, skipped, error);
  if (skipped->len > 0)
    job->notes = g_steal_pointer (&skipped);
  return *made != NULL;
}

static gboolean
plan_edit (BylineIngestJob *job, Card *card, const BylineMetadata *metadata, const BylineEdit *edit,
           GError **error)
{
  const BylineIngestRequest *request = job->run->request;
  g_auto (BylineWriteReport) report = { .notes = g_steal_pointer (&job->notes) };

  if (edit == NULL) {
    card->splice = byline_splice_new ();
    byline_splice_keep (card->splice, 0, job->size);
    return TRUE;
  }
  card->splice = byline_metadata_plan (card->container, metadata, edit, &request->write,
                                       &card->parts, &report, error);
  if (card->splice == NULL)
    return FALSE;
  card->changed = report.changed;
  job->cut = g_steal_pointer (&report.cut);
  job->notes = g_steal_pointer (&report.notes);
  return TRUE;
}

/* Copying ------------------------------------------------------------------------------------- */

static gboolean
take_stamp (BylineIngestJob *job, const char *path, GError **error)
{
  struct stat now;

  if (stat (path, &now) < 0) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: %s", path, g_strerror (errno));
    return FALSE;
  }
  job->entry.stamp = byline_look_stamp (&now);
  return TRUE;
}

/* Takes what the copy says from the copy itself, and looks once more whether it is right. */
static gboolean
take_metadata (BylineIngestJob *job, Card *card, BylineInput *copy, GError **error)
{
  g_autoptr (BylineContainer) container = NULL;

  if (card->changed &&
      !byline_container_prove (card->container, card->splice, &card->parts, copy, error))
    return FALSE;
  container = byline_container_open (copy, error);
  if (container == NULL)
    return FALSE;
  byline_container_set_legacy_charset (container, job->run->request->write.legacy_charset);
  byline_metadata_free (job->entry.metadata);
  job->entry.metadata = byline_metadata_read_parts (container);
  return TRUE;
}

/* Copies -------------------------------------------------------------------------------------- */

BylineCopyJob *
byline_ingest_job_own (const BylineIngestJob *job)
{
  return job->copies.n > 0 ? &job->copies.copies[0] : NULL;
}

static BylineCopySource
source_of (const Card *card)
{
  return (BylineCopySource){ .input = card->input, .splice = card->splice };
}

/* Takes over @path if it is, byte for byte and on the medium, the copy that this job would make. */
static gboolean
is_ours (const char *path, gpointer user_data)
{
  Story *story = user_data;
  const BylineCopySource source = source_of (story->card);
  BylineCopies *copies = &story->job->copies;

  return byline_copies_hash (copies, &source, NULL) && byline_copies_are_like (copies, path);
}

/* Every destination, in the order of the run.  Nothing is decided yet. */
static void
list_copies (BylineIngestJob *job)
{
  const GPtrArray *destinations = job->run->destinations;

  job->copies.verify = job->run->request->verify;
  job->copies.n = destinations->len;
  job->copies.copies = g_new0 (BylineCopyJob, destinations->len);
  for (guint i = 0; i < destinations->len; i++)
    job->copies.copies[i] = (BylineCopyJob){ .destination = g_ptr_array_index (destinations, i) };
}

/* What every copy is to be, as far as that is known before it is written. */
static void
expect (BylineIngestJob *job, const Card *card)
{
  job->copies.size = byline_splice_size (card->splice);
  if (card->changed)
    return;
  memcpy (job->copies.sha256, job->entry.shot, sizeof job->copies.sha256);
  job->copies.hashed = TRUE;
}

/* The second look at the card, and the last at what was made. */
static gboolean
may_commit (BylineIngestJob *job, Card *card, GError **error)
{
  g_autoptr (BylineInput) copy = byline_copies_check (&job->copies);

  if (copy == NULL)
    return TRUE; /* each destination has its own error */
  if (job->copies.verify == BYLINE_VERIFY_SOURCE &&
      !byline_copy_read_again (job->file->path, job->entry.shot, error))
    return FALSE;
  return take_metadata (job, card, copy, error);
}

static char *
other_name (gpointer user_data, GError **error)
{
  const Asking *asking = user_data;

  return byline_plan_rename (asking->plan, asking->newcomer, error);
}

/* Failing with the card fails all copies; failing with one of them that one only. */
static gboolean
make_copies (BylineIngestJob *job, Card *card, const BylineNewcomer *newcomer, GError **error)
{
  const BylineCopySource source = source_of (card);
  Asking asking = { job->run->plan, newcomer };
  g_autoptr (GError) local = NULL;

  if (byline_copies_write (&job->copies, &source, &local) &&
      byline_input_unchanged (card->input, &local) && may_commit (job, card, &local)) {
    byline_copies_commit (&job->copies, other_name, &asking);
    return TRUE;
  }
  byline_copies_drop (&job->copies, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* What an earlier run left, or put there as a further copy, says what a new one would say. */
static gboolean
look_at_own (BylineIngestJob *job, Card *card, GError **error)
{
  const BylineCopyJob *own = byline_ingest_job_own (job);
  g_autofree char *path = g_build_filename (job->run->library, own->path, NULL);
  g_autoptr (BylineInput) copy = NULL;

  if (own->outcome != BYLINE_OUTCOME_COPIED)
    return TRUE;
  if (!own->made) {
    copy = byline_input_open (path, error);
    if (copy == NULL || !take_metadata (job, card, copy, error))
      return FALSE;
  }
  memcpy (job->entry.credited, job->copies.sha256, sizeof job->entry.credited);
  job->entry.verify = job->copies.verify;
  job->entry.verified_us = job->copies.verified_us;
  return take_stamp (job, path, error);
}

/* Brings the file wherever it is not. */
static gboolean
bring (BylineIngestJob *job, Card *card, const BylineNewcomer *newcomer, GError **error)
{
  const BylineCopySource source = source_of (card);
  BylineCopyJob *own = byline_ingest_job_own (job);
  BylineInput *input = card->input;

  if (own->outcome == BYLINE_OUTCOME_PLANNED)
    byline_copy_job_try (own);
  if (!byline_copies_find_backups (&job->copies, job->run->ledger, job->entry.shot, own->path,
                                   &source, error))
    return FALSE;
  if (byline_copies_wanted (&job->copies) && !make_copies (job, card, newcomer, error))
    return FALSE;
  if (!byline_input_unchanged (input, error) || !look_at_own (job, card, error))
    return FALSE;
  if (own->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (own->error));
  return FALSE;
}

/* The story ----------------------------------------------------------------------------------- */

/* A further copy that an earlier run made is there already. */
static gboolean
is_recorded (const BylineIngestJob *job, const char *path)
{
  g_auto (BylineCopy) known = { 0 };

  return byline_ledger_find (job->run->ledger, job->entry.shot, NULL, path, TRUE, &known);
}

static BylineOutcome
outcome_of (const BylineIngestJob *job, const BylineVerdict *verdict)
{
  switch (verdict->kind) {
  case BYLINE_VERDICT_LEFT:
    return verdict->further && is_recorded (job, verdict->path) ? BYLINE_OUTCOME_PRESENT
                                                                : BYLINE_OUTCOME_COPIED;
  case BYLINE_VERDICT_NEW:
    return BYLINE_OUTCOME_PLANNED;
  default:
    return BYLINE_OUTCOME_PRESENT;
  }
}

static gboolean
settle (BylineIngestJob *job, Card *card, const BylineNewcomer *newcomer, GError **error)
{
  g_auto (BylineVerdict) verdict = { 0 };
  BylineCopyJob *own = byline_ingest_job_own (job);

  if (!byline_plan_decide (job->run->plan, job->index, newcomer, &verdict, error))
    return FALSE;
  job->entry.path = g_strdup (verdict.path);
  job->further = verdict.further;
  job->outcome = outcome_of (job, &verdict);
  if (verdict.kind == BYLINE_VERDICT_TWIN) {
    job->twin = verdict.twin;
    byline_copies_clear (&job->copies);
    return TRUE;
  }
  if (job->run->request->dry_run) {
    if (verdict.kind == BYLINE_VERDICT_LEFT)
      job->outcome = BYLINE_OUTCOME_PLANNED;
    return TRUE;
  }
  own->path = g_strdup (verdict.path);
  own->outcome = job->outcome;
  memcpy (own->sha256, verdict.kind == BYLINE_VERDICT_KNOWN ? verdict.credited : job->copies.sha256,
          sizeof own->sha256);
  if (!bring (job, card, newcomer, error))
    return FALSE;
  job->outcome = own->outcome;
  g_free (job->entry.path);
  job->entry.path = g_strdup (own->path);
  return TRUE;
}

static gboolean
take_in (BylineIngestJob *job, gboolean *asked, GError **error)
{
  const BylineIngestRun *run = job->run;
  g_auto (Card) card = { 0 };
  g_auto (BylineNames) names = { 0 };
  Story story = { job, &card };
  g_autoptr (BylineMetadata) metadata = NULL;
  g_autoptr (BylineEdit) made = NULL;
  const BylineEdit *edit = NULL;

  if (!read_card (job, &card, error))
    return FALSE;
  metadata = byline_metadata_read_parts (card.container);
  if (!make_edit (job, metadata, &made, error))
    return FALSE;
  edit = made != NULL ? made : run->request->edit;
  if (!plan_edit (job, &card, metadata, edit, error))
    return FALSE;
  byline_names_make (&names, run->folder, run->name, metadata, edit, run->job, job->entry.name,
                     job->index + 1);
  *asked = TRUE;
  list_copies (job);
  expect (job, &card);
  return settle (job, &card,
                 &(const BylineNewcomer){ .id = &job->entry.id,
                                          .folder = names.folder,
                                          .stem = names.stem,
                                          .ending = names.ending,
                                          .is_ours = is_ours,
                                          .user_data = &story },
                 error);
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
  list_copies (job);
  for (guint i = 0; i < job->copies.n; i++)
    byline_copy_job_try (&job->copies.copies[i]);
  g_propagate_error (error, g_error_copy (job->copies.copies[0].error));
  return FALSE;
}

void
byline_ingest_job_work (gpointer data)
{
  BylineIngestJob *job = data;
  gboolean asked = FALSE;

  if (job->file->error != NULL)
    job->error = g_error_copy (job->file->error);
  else if (!has_somewhere_to_go (job, &job->error))
    ; /* its copies say so, too */
  else if (!take_in (job, &asked, &job->error))
    name_photo (job->error, job->file->path);
  if (!asked)
    byline_plan_pass (job->run->plan, job->index);
  if (job->error != NULL)
    job->outcome = BYLINE_OUTCOME_FAILED;
}
