#include "ingest/job.h"

#include "container/container.h"
#include "edit/look.h"
#include "ingest/copy.h"
#include "ingest/credit.h"
#include "metadata/rewrite.h"
#include "metadata/sidecar.h"

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

BylineIngestJob *
byline_ingest_job_new (const BylineIngestRun *run, guint index)
{
  BylineIngestJob *job = g_new0 (BylineIngestJob, 1);

  job->run = run;
  job->file = byline_plan_file (run->plan, index);
  job->index = index;
  job->size = job->file->card->size;
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
  g_clear_error (&job->error);
  g_free (job);
}

/* Reading ------------------------------------------------------------------------------------- */

static gboolean
read_card (BylineIngestJob *job, Card *card, GError **error)
{
  BylineEntry *entry = &job->entry;

  card->input = byline_input_open (job->file->card->path, error);
  if (card->input == NULL || !byline_input_load (card->input, KEEP_MAX, error))
    return FALSE;
  job->size = byline_input_size (card->input);
  if (!byline_look_hash (card->input, entry->shot, error))
    return FALSE;
  job->read = TRUE;
  entry->name = g_strdup (byline_card_file_name (job->file->card));
  entry->job = g_strdup (job->run->job);
  entry->clock = job->file->capture->taken.clock;
  return TRUE;
}

static gboolean
read_picture (BylineIngestJob *job, Card *card, GError **error)
{
  card->container = byline_container_open (card->input, error);
  if (card->container == NULL || !byline_container_id (card->container, &job->entry.id, error))
    return FALSE;
  byline_container_set_legacy_charset (card->container, job->run->request->write.legacy_charset);
  job->named = TRUE;
  return TRUE;
}

/* The copy is what the card has. */
static gboolean
plan_nothing (BylineIngestJob *job, Card *card)
{
  card->splice = byline_splice_new ();
  byline_splice_keep (card->splice, 0, job->size);
  return TRUE;
}

static gboolean
plan_companion (BylineIngestJob *job, Card *card, GError **error)
{
  if (!byline_ingest_plan_sidecar (job, card->input, &card->splice, error))
    return FALSE;
  card->changed = card->splice != NULL;
  return card->changed || plan_nothing (job, card);
}

static gboolean
plan_edit (BylineIngestJob *job, Card *card, GError **error)
{
  const BylineIngestRequest *request = job->run->request;
  g_auto (BylineWriteReport) report = { 0 };
  g_autoptr (BylineMetadata) metadata = NULL;
  g_autoptr (BylineEdit) edit = NULL;

  if (job->file->card->companion)
    return plan_companion (job, card, error);
  if (!byline_ingest_writes (request))
    return plan_nothing (job, card);
  metadata = byline_metadata_read_parts (card->container);
  edit = byline_ingest_job_edit (job, metadata, error);
  if (edit == NULL)
    return FALSE;
  if (byline_sidecar_is_needed (byline_container_format (card->container))) {
    if (!byline_ingest_has_sidecar (job))
      job->beside = g_steal_pointer (&edit);
    return plan_nothing (job, card);
  }
  report.notes = g_steal_pointer (&job->notes);
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

  if (job->file->card->companion)
    return TRUE;
  if (card->changed &&
      !byline_container_prove (card->container, card->splice, &card->parts, copy, error))
    return FALSE;
  container = byline_container_open (copy, error);
  if (container == NULL)
    return FALSE;
  byline_container_set_legacy_charset (container, job->run->request->write.legacy_charset);
  byline_entry_take_metadata (&job->entry, byline_metadata_read_parts (container));
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
is_ours (BylineIngestJob *job, const Card *card, const char *path)
{
  const BylineCopySource source = source_of (card);

  return byline_copies_hash (&job->copies, &source, NULL) &&
         byline_copies_are_like (&job->copies, path);
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
      !byline_copy_read_again (job->file->card->path, job->entry.shot, error))
    return FALSE;
  return take_metadata (job, card, copy, error);
}

static char *
other_name (gpointer user_data, GError **error)
{
  const BylineIngestJob *job = user_data;

  return byline_plan_rename (job->run->plan, job->file, byline_ingest_job_own (job)->path, error);
}

/* Failing with the card fails all copies; failing with one of them that one only. */
static gboolean
make_copies (BylineIngestJob *job, Card *card, GError **error)
{
  const BylineCopySource source = source_of (card);
  g_autoptr (GError) local = NULL;

  if (byline_copies_write (&job->copies, &source, &local) &&
      byline_input_unchanged (card->input, &local) && may_commit (job, card, &local)) {
    byline_copies_commit (&job->copies, other_name, job);
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
bring (BylineIngestJob *job, Card *card, GError **error)
{
  const BylineCopySource source = source_of (card);
  BylineCopyJob *own = byline_ingest_job_own (job);
  BylineInput *input = card->input;

  if (own->outcome == BYLINE_OUTCOME_PLANNED)
    byline_copy_job_try (own);
  if (!byline_copies_find_backups (&job->copies, job->run->ledger, job->entry.shot, own->path,
                                   job->file->card->companion, &source, error))
    return FALSE;
  if (byline_copies_wanted (&job->copies) && !make_copies (job, card, error))
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

static BylineAsker
asker (const BylineIngestJob *job)
{
  return (BylineAsker){ .index = job->index,
                        .group = job->file->capture,
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
find_place (BylineIngestJob *job, const Card *card, gboolean *left, GError **error)
{
  g_autofree char *path = byline_plan_path (job->run->plan, job->file);

  *left = FALSE;
  while (job->file->state != BYLINE_PLAN_NEW) {
    g_autofree char *absolute = g_build_filename (job->run->library, path, NULL);
    char *next;

    if (!g_file_test (absolute, G_FILE_TEST_EXISTS))
      break;
    *left = is_ours (job, card, absolute);
    if (*left)
      break;
    next = byline_plan_rename (job->run->plan, job->file, path, error);
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
settle_own (BylineIngestJob *job, const Card *card, BylineVerdict *verdict, GError **error)
{
  gboolean left = FALSE;

  if (verdict->kind != BYLINE_VERDICT_NEW) {
    job->outcome = BYLINE_OUTCOME_PRESENT;
    job->entry.path = g_steal_pointer (&verdict->path);
    return TRUE;
  }
  job->further = verdict->further;
  if (!find_place (job, card, &left, error))
    return FALSE;
  if (!left)
    job->outcome = BYLINE_OUTCOME_PLANNED;
  else
    job->outcome = job->further && is_recorded (job, job->entry.path) ? BYLINE_OUTCOME_PRESENT
                                                                      : BYLINE_OUTCOME_COPIED;
  return TRUE;
}

static gboolean
carry_out (BylineIngestJob *job, Card *card, const BylineVerdict *verdict, GError **error)
{
  BylineCopyJob *own = byline_ingest_job_own (job);

  own->path = g_strdup (job->entry.path);
  own->outcome = job->outcome;
  memcpy (own->sha256,
          verdict->kind == BYLINE_VERDICT_KNOWN ? verdict->credited : job->copies.sha256,
          sizeof own->sha256);
  if (!bring (job, card, error))
    return FALSE;
  job->outcome = own->outcome;
  g_free (job->entry.path);
  job->entry.path = g_strdup (own->path);
  return byline_ingest_write_beside (job, error);
}

static gboolean
settle (BylineIngestJob *job, Card *card, GError **error)
{
  const BylineAsker asking = asker (job);
  g_auto (BylineVerdict) verdict = { 0 };

  job->asked = TRUE;
  if (!byline_known_decide (job->run->known, &asking, &verdict, error) ||
      !settle_own (job, card, &verdict, error))
    return FALSE;
  if (verdict.kind == BYLINE_VERDICT_TWIN) {
    job->twin = verdict.twin;
    byline_copies_clear (&job->copies);
    return TRUE;
  }
  if (!job->run->request->dry_run)
    return carry_out (job, card, &verdict, error);
  if (job->outcome == BYLINE_OUTCOME_COPIED)
    job->outcome = BYLINE_OUTCOME_PLANNED;
  return TRUE;
}

static gboolean
take_in (BylineIngestJob *job, GError **error)
{
  g_auto (Card) card = { 0 };

  if (!read_card (job, &card, error) ||
      (!job->file->card->companion && !read_picture (job, &card, error)) ||
      !byline_input_unchanged (card.input, error) || !plan_edit (job, &card, error))
    return FALSE;
  list_copies (job);
  expect (job, &card);
  return settle (job, &card, error);
}

/* The plan has read the file and found its copy; nobody else wants one. */
static gboolean
is_done (const BylineIngestJob *job)
{
  return job->file->state == BYLINE_PLAN_PRESENT && job->run->destinations->len == 1 &&
         !job->run->request->again && !job->run->request->keep_twins;
}

static void
find_present (BylineIngestJob *job)
{
  job->outcome = BYLINE_OUTCOME_PRESENT;
  job->entry.path = byline_plan_path (job->run->plan, job->file);
  job->entry.id = job->file->id;
  job->named = !job->file->card->companion;
  memcpy (job->entry.shot, job->file->shot, sizeof job->entry.shot);
  job->read = TRUE;
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
  const BylineCardFile *card = job->file->card;

  if (card->error != NULL)
    job->error = g_error_copy (card->error);
  else if (is_done (job))
    find_present (job);
  else if (!has_somewhere_to_go (job, &job->error))
    ; /* its copies say so, too */
  else if (!take_in (job, &job->error))
    name_photo (job->error, card->path);
  if (!job->asked)
    pass (job);
  if (job->error != NULL)
    job->outcome = BYLINE_OUTCOME_FAILED;
}
