#include "ingest/job.h"

#include "base/folders.h"
#include "container/container.h"
#include "edit/look.h"
#include "ingest/copy.h"
#include "ingest/names.h"
#include "metadata/rewrite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A photo of at most this many bytes is read once and kept until it is copied; a larger one is
 * read again. */
#define KEEP_MAX ((guint64) 64 * 1024 * 1024)

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
  g_clear_pointer (&job->cut, g_ptr_array_unref);
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
  job->named = TRUE;
  entry->name = g_path_get_basename (job->file->path);
  entry->job = g_strdup (job->run->job);
  return byline_input_unchanged (card->input, error);
}

static gboolean
plan_edit (BylineIngestJob *job, Card *card, const BylineMetadata *metadata, GError **error)
{
  const BylineIngestRequest *request = job->run->request;
  g_auto (BylineWriteReport) report = { 0 };

  if (request->edit == NULL) {
    card->splice = byline_splice_new ();
    byline_splice_keep (card->splice, 0, job->size);
    return TRUE;
  }
  card->splice = byline_metadata_plan (card->container, metadata, request->edit, &request->write,
                                       &card->parts, &report, error);
  if (card->splice == NULL)
    return FALSE;
  card->changed = report.changed;
  job->cut = g_steal_pointer (&report.cut);
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
  byline_metadata_free (job->entry.metadata);
  job->entry.metadata = byline_metadata_read_parts (container);
  return TRUE;
}

static BylineNewFile *
write_copy (BylineIngestJob *job, Card *card, const char *path, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (BylineNewFile) file = NULL;
  g_autoptr (BylineInput) copy = NULL;

  if (!byline_make_folders (folder, error))
    return NULL;
  file = byline_new_file_create (path, error);
  if (file == NULL ||
      !byline_copy_write (card->splice, card->input, file, job->entry.credited, error) ||
      !byline_new_file_copy_times (file, card->input, error) ||
      !byline_input_unchanged (card->input, error))
    return NULL;
  copy = byline_copy_read_back (byline_new_file_fd (file), byline_new_file_temporary (file),
                                job->entry.credited, error);
  if (copy == NULL || !take_metadata (job, card, copy, error))
    return NULL;
  return g_steal_pointer (&file);
}

/* Puts the copy under the name the plan gave, or under another if somebody took that one since. */
static gboolean
copy_new (BylineIngestJob *job, Card *card, const BylineNewcomer *newcomer, GError **error)
{
  for (;;) {
    g_autofree char *path = g_build_filename (job->run->library, job->entry.path, NULL);
    g_autoptr (BylineNewFile) file = write_copy (job, card, path, error);
    g_autoptr (GError) local = NULL;

    if (file == NULL)
      return FALSE;
    if (byline_new_file_commit (file, BYLINE_COMMIT_NEW, &local)) {
      job->made = TRUE;
      return take_stamp (job, path, error);
    }
    if (!g_error_matches (local, BYLINE_ERROR, BYLINE_ERROR_EXISTS)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    g_free (job->entry.path);
    job->entry.path = byline_plan_rename (job->run->plan, newcomer, error);
    if (job->entry.path == NULL)
      return FALSE;
  }
}

/* A run that died may have renamed the file and not synced the folder. */
static gboolean
sync_folder_of (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced = fd >= 0 && byline_sync_folder (fd);

  if (fd >= 0)
    close (fd);
  return synced;
}

/* Takes over @path if it is, byte for byte and on the medium, the copy that this job would make. */
static gboolean
adopt (BylineIngestJob *job, Card *card, const char *path)
{
  g_autoptr (BylineInput) there = byline_input_open (path, NULL);
  g_autoptr (BylineInput) copy = NULL;

  if (there == NULL || byline_input_size (there) != byline_splice_size (card->splice) ||
      !byline_copy_hash_splice (card->splice, card->input, job->entry.credited, NULL))
    return FALSE;
  copy = byline_copy_read_back (byline_input_fd (there), path, job->entry.credited, NULL);
  return copy != NULL && sync_folder_of (path) && take_metadata (job, card, copy, NULL) &&
         take_stamp (job, path, NULL);
}

static gboolean
is_ours (const char *path, gpointer user_data)
{
  Story *story = user_data;

  return adopt (story->job, story->card, path);
}

/* The story ----------------------------------------------------------------------------------- */

static gboolean
settle (BylineIngestJob *job, Card *card, const BylineNewcomer *newcomer, GError **error)
{
  g_auto (BylineVerdict) verdict = { 0 };

  if (!byline_plan_decide (job->run->plan, job->index, newcomer, &verdict, error))
    return FALSE;
  job->entry.path = g_steal_pointer (&verdict.path);
  switch (verdict.kind) {
  case BYLINE_VERDICT_TWIN:
    job->twin = verdict.twin;
    G_GNUC_FALLTHROUGH;
  case BYLINE_VERDICT_KNOWN:
    job->outcome = BYLINE_OUTCOME_PRESENT;
    return TRUE;
  case BYLINE_VERDICT_LEFT:
  case BYLINE_VERDICT_NEW:
    break;
  }
  if (job->run->request->dry_run) {
    job->outcome = BYLINE_OUTCOME_PLANNED;
    return TRUE;
  }
  job->outcome = BYLINE_OUTCOME_COPIED;
  return verdict.kind == BYLINE_VERDICT_LEFT || copy_new (job, card, newcomer, error);
}

static gboolean
take_in (BylineIngestJob *job, gboolean *asked, GError **error)
{
  const BylineIngestRun *run = job->run;
  g_auto (Card) card = { 0 };
  g_auto (BylineNames) names = { 0 };
  Story story = { job, &card };
  g_autoptr (BylineMetadata) metadata = NULL;

  if (!read_card (job, &card, error))
    return FALSE;
  metadata = byline_metadata_read_parts (card.container);
  if (!plan_edit (job, &card, metadata, error))
    return FALSE;
  byline_names_make (&names, run->folder, run->name, metadata, run->request->edit, run->job,
                     job->entry.name, job->index + 1);
  *asked = TRUE;
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

void
byline_ingest_job_work (gpointer data)
{
  BylineIngestJob *job = data;
  gboolean asked = FALSE;

  if (job->file->error != NULL)
    job->error = g_error_copy (job->file->error);
  else if (!take_in (job, &asked, &job->error))
    name_photo (job->error, job->file->path);
  if (!asked)
    byline_plan_pass (job->run->plan, job->index);
  if (job->error != NULL)
    job->outcome = BYLINE_OUTCOME_FAILED;
}
