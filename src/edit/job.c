#include "edit/job.h"

#include "container/container.h"
#include "edit/changes.h"
#include "edit/look.h"

#include <string.h>

void
byline_edit_job_free (BylineEditJob *job)
{
  if (job == NULL)
    return;
  byline_prepared_clear (&job->prepared);
  byline_journal_edit_free (job->record);
  byline_journal_edit_free (job->back);
  byline_entry_free (job->entry);
  byline_write_report_clear (&job->report);
  byline_edit_unref (job->made);
  g_clear_error (&job->error);
  g_free (job->real);
  g_free (job->path);
  g_free (job);
}

static guint
n_writes (const BylineEditJob *job)
{
  return job->prepared.replacements != NULL ? job->prepared.replacements->len : 0;
}

static BylineReplacement *
write_at (const BylineEditJob *job, guint index)
{
  return g_ptr_array_index (job->prepared.replacements, index);
}

gboolean
byline_edit_job_has_work (const BylineEditJob *job)
{
  return n_writes (job) > 0;
}

/* Is @written the photo itself?  It is beside it otherwise. */
static gboolean
is_photo (const BylineEditJob *job, const char *written)
{
  return g_str_equal (written, job->path) || g_str_equal (written, job->real);
}

/* The catalogue's entry ----------------------------------------------------------------------- */

/* Is the file the one that the catalogue knows? */
static void
look_before (BylineEditJob *job, const struct stat *now)
{
  BylineFileStamp stamp = byline_look_stamp (now);

  job->known = job->entry != NULL && byline_look_same (&stamp, &job->entry->stamp);
}

/* Another program may have put another picture under the name: that one is not this entry's, and
 * for sync to take up. */
static gboolean
forget_other (BylineEditJob *job, BylineContainer *container, GError **error)
{
  BylineId id;

  if (job->known)
    return TRUE;
  if (!byline_container_id (container, &id, error))
    return FALSE;
  if (memcmp (&id, &job->entry->id, sizeof id) != 0)
    g_clear_pointer (&job->entry, byline_entry_free);
  return TRUE;
}

/* The photo itself is to change, or was changed: the entry follows. */
static gboolean
refresh_entry (BylineEditJob *job, BylineInput *photo, const guint8 *sha256, GError **error)
{
  g_autoptr (BylineContainer) container = NULL;

  if (job->entry == NULL)
    return TRUE;
  container = byline_container_open (photo, error);
  if (container == NULL || !forget_other (job, container, error))
    return FALSE;
  if (job->entry == NULL)
    return TRUE;
  memcpy (job->entry->credited, sha256, sizeof job->entry->credited);
  job->refreshed = TRUE;
  return TRUE;
}

/* What the files say now, sidecar and all.  If they cannot be read any more it is for sync. */
static void
read_entry (BylineEditJob *job)
{
  BylineMetadata *metadata =
      job->refreshed ? byline_photo_read_as (job->real, job->options.legacy_charset, NULL) : NULL;

  job->refreshed = metadata != NULL;
  if (metadata == NULL)
    return;
  byline_entry_take_metadata (job->entry, metadata);
}

/* A run that was killed may have written the file and not told the catalogue: so an unchanged file
 * is looked at too, if it is not the one that the catalogue knows. */
static gboolean
look_again (BylineEditJob *job, GError **error)
{
  g_autoptr (BylineInput) input = NULL;
  guint8 sha256[BYLINE_SHA256_SIZE];

  if (job->entry == NULL)
    return TRUE;
  input = byline_input_open (job->path, error);
  if (input == NULL)
    return FALSE;
  look_before (job, byline_input_stat (input));
  if (job->known)
    return TRUE;
  if (!byline_look_hash (input, sha256, error) || !refresh_entry (job, input, sha256, error))
    return FALSE;
  if (job->entry != NULL)
    job->entry->stamp = byline_look_stamp (byline_input_stat (input));
  read_entry (job);
  return TRUE;
}

/* What the journal keeps ---------------------------------------------------------------------- */

/* The photo stays as it is; what is believed of it changes all the same. */
static gboolean
follow_sidecar (BylineEditJob *job)
{
  struct stat now;

  if (job->entry == NULL || job->refreshed)
    return TRUE;
  if (stat (job->real, &now) == 0)
    look_before (job, &now);
  if (!job->known)
    g_clear_pointer (&job->entry, byline_entry_free); /* another file: for sync */
  job->refreshed = job->known;
  return TRUE;
}

/* The entry of the catalogue goes with the file that was written. */
static gboolean
follow (BylineEditJob *job, const BylineReplacement *write, const BylineJournalFile *record,
        GError **error)
{
  g_autoptr (BylineInput) result = NULL;

  if (job->entry == NULL)
    return TRUE;
  if (record->sidecar != NULL)
    return follow_sidecar (job);
  result = byline_replacement_result (write, error);
  return result != NULL && refresh_entry (job, result, record->after, error);
}

/* Returns: (transfer none): what the journal is to keep of @write, but for its hashes */
static BylineJournalFile *
describe (BylineEditJob *job, const BylineReplacement *write)
{
  const char *path = byline_replacement_path (write);
  BylineJournalFile *file = byline_journal_edit_add_file (
      job->record, is_photo (job, path) ? NULL : g_path_get_basename (path));

  file->undo = g_bytes_ref (byline_replacement_undo (write));
  file->has_after = TRUE;
  return file;
}

static void
finish_record (BylineEditJob *job)
{
  job->record->at_us = g_get_real_time ();
  if (job->entry == NULL)
    return;
  job->record->has_id = TRUE;
  job->record->id = job->entry->id;
}

/* An edit ------------------------------------------------------------------------------------- */

/* Whether the catalogue knows the photo is asked before, so that it need not be hashed, and once
 * more of the file that was opened. */
static gboolean
hash_photo (BylineEditJob *job, BylineReplacement *write, BylineJournalFile *file, GError **error)
{
  BylineInput *old = byline_replacement_old (write);

  if (!byline_replacement_hashes (write, file->before, file->after, error))
    return FALSE;
  if (file->sidecar != NULL || byline_input_stat (old) == NULL)
    return TRUE;
  look_before (job, byline_input_stat (old));
  if (job->known)
    memcpy (file->before, job->entry->credited, sizeof file->before);
  return job->known || !job->prepared.photo_is_known || byline_look_hash (old, file->before, error);
}

static gboolean
describe_edit (BylineEditJob *job, BylineReplacement *write, GError **error)
{
  BylineJournalFile *file = describe (job, write);

  return hash_photo (job, write, file, error) && follow (job, write, file, error);
}

static void
look_ahead (BylineEditJob *job)
{
  struct stat now;

  if (job->entry != NULL && stat (job->real, &now) == 0)
    look_before (job, &now);
  job->prepared.photo_is_known = job->known;
}

/* What the preset is for this photo. */
static gboolean
make_edit (BylineEditJob *job, GError **error)
{
  g_autoptr (BylineMetadata) metadata =
      byline_photo_read_as (job->path, job->options.legacy_charset, error);
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);

  if (metadata == NULL)
    return FALSE;
  job->made = byline_preset_apply (
      job->preset,
      &(const BylinePresetPhoto){
          .metadata = metadata, .path = job->path, .job = job->job, .seq = job->seq },
      skipped, error);
  job->edit = job->made;
  if (skipped->len > 0)
    job->report.notes = g_steal_pointer (&skipped);
  return job->made != NULL;
}

static gboolean
prepare_edit (BylineEditJob *job, GError **error)
{
  if (job->preset != NULL && !make_edit (job, error))
    return FALSE;
  look_ahead (job);
  if (!byline_photo_prepare (job->path, job->edit, &job->options, &job->report, &job->prepared,
                             error))
    return FALSE;
  if (!byline_edit_job_has_work (job))
    return look_again (job, error);
  for (guint i = 0; i < n_writes (job); i++)
    if (!describe_edit (job, write_at (job, i), error))
      return FALSE;
  byline_changes_record (job->record, job->prepared.before, job->prepared.after);
  finish_record (job);
  return TRUE;
}

/* An edit taken back -------------------------------------------------------------------------- */

static gboolean
check_links (BylineInput *input, GError **error)
{
  if (byline_input_stat (input)->st_nlink < 2)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
               "%s: other names (hard links) share this file, and would keep the new one",
               byline_input_name (input));
  return FALSE;
}

/* The file must be what the edit left, by the hash of all of it. */
static gboolean
check_is_after (const BylineEditJob *job, const char *path, const BylineJournalFile *back,
                const guint8 *now, GError **error)
{
  if (memcmp (now, back->before, BYLINE_SHA256_SIZE) == 0) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CHANGED,
                 "%s: is what it was before edit %" G_GINT64_FORMAT " already", path,
                 job->back->number);
    return FALSE;
  }
  if (!back->has_after || memcmp (now, back->after, BYLINE_SHA256_SIZE) == 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CHANGED,
               "%s: changed since edit %" G_GINT64_FORMAT "; left as it is", path,
               job->back->number);
  return FALSE;
}

/* And the new one what it was before. */
static gboolean
check_is_before (const BylineEditJob *job, const char *path, const BylineJournalFile *back,
                 const guint8 *then, GError **error)
{
  if (memcmp (then, back->before, BYLINE_SHA256_SIZE) == 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_INTEGRITY,
               "%s: edit %" G_GINT64_FORMAT " taken back would not give the file as it was; "
               "left as it is",
               path, job->back->number);
  return FALSE;
}

/* @old: (transfer full) (nullable) */
static BylineReplacement *
make_back (const BylineEditJob *job, const char *path, BylineInput *old,
           const BylineJournalFile *back, GError **error)
{
  g_autoptr (BylineInput) held = old;
  g_autoptr (BylineSplice) splice = NULL;

  if (old != NULL && byline_journal_is_no_file (back->before))
    return byline_replacement_new_removal (path, g_steal_pointer (&held), error);
  splice = byline_splice_decode (back->undo, error);
  return splice != NULL
             ? byline_replacement_new (path, g_steal_pointer (&held), splice,
                                       job->options.keep_mtime ? BYLINE_REPLACEMENT_KEEP_MTIME : 0,
                                       error)
             : NULL;
}

/* A sidecar may not be there, a photo must. */
static gboolean
open_file (const char *path, const BylineJournalFile *back, BylineInput **file, GError **error)
{
  if (back->sidecar != NULL)
    return byline_look_open (path, file, error);
  *file = byline_input_open (path, error);
  return *file != NULL;
}

/* What would make the old file of another one may not even fit: then that is what to say. */
static gboolean
explain (const BylineEditJob *job, const char *path, const BylineJournalFile *back, GError **error)
{
  g_autoptr (BylineInput) old = NULL;
  g_autoptr (GError) reason = NULL;
  guint8 now[BYLINE_SHA256_SIZE];

  if (open_file (path, back, &old, NULL) && byline_look_hash (old, now, NULL) &&
      !check_is_after (job, path, back, now, &reason)) {
    g_clear_error (error);
    g_propagate_error (error, g_steal_pointer (&reason));
  }
  return FALSE;
}

static gboolean
check_back (BylineEditJob *job, BylineReplacement *write, const BylineJournalFile *back,
            GError **error)
{
  const char *path = byline_replacement_path (write);
  BylineJournalFile *file = describe (job, write);

  if (!byline_replacement_hashes (write, file->before, file->after, error) ||
      !check_is_after (job, path, back, file->before, error) ||
      !check_is_before (job, path, back, file->after, error))
    return FALSE;
  if (file->sidecar == NULL && job->entry != NULL)
    job->known = memcmp (file->before, job->entry->credited, sizeof file->before) == 0;
  return follow (job, write, file, error);
}

static gboolean
take_back (BylineEditJob *job, const BylineJournalFile *back, GError **error)
{
  g_autofree char *path = byline_look_beside (job->real, back->sidecar);
  g_autoptr (BylineInput) old = NULL;
  BylineReplacement *write = NULL;

  if (!open_file (path, back, &old, error) || (old != NULL && !check_links (old, error)))
    return FALSE;
  write = make_back (job, path, g_steal_pointer (&old), back, error);
  if (write == NULL)
    return explain (job, path, back, error);
  g_ptr_array_add (job->prepared.replacements, write);
  return check_back (job, write, back, error);
}

static void
free_replacement (gpointer replacement)
{
  byline_replacement_free (replacement);
}

static gboolean
prepare_back (BylineEditJob *job, GError **error)
{
  job->record->undoes = job->back->number;
  job->prepared.replacements = g_ptr_array_new_with_free_func (free_replacement);
  for (guint i = 0; i < job->back->files->len; i++)
    if (!take_back (job, g_ptr_array_index (job->back->files, i), error))
      return FALSE;
  byline_changes_reverse (job->record, job->back);
  finish_record (job);
  job->report.changed = TRUE;
  return TRUE;
}

/* For workers --------------------------------------------------------------------------------- */

static void
give_up (BylineEditJob *job)
{
  if (job->error != NULL && strstr (job->error->message, job->path) == NULL &&
      strstr (job->error->message, job->real) == NULL)
    g_prefix_error (&job->error, "%s: ", job->path);
  byline_prepared_clear (&job->prepared);
  g_clear_pointer (&job->entry, byline_entry_free);
  job->refreshed = FALSE;
  job->report.changed = FALSE;
  g_clear_pointer (&job->report.sidecar, g_free);
}

void
byline_edit_job_prepare (gpointer data)
{
  BylineEditJob *job = data;

  if (job->error != NULL)
    return;
  job->record = byline_journal_edit_new ();
  if (!(job->back == NULL ? prepare_edit (job, &job->error) : prepare_back (job, &job->error)))
    give_up (job);
}

/* Before the first is put in its place, so that a full disk leaves all as they were. */
static gboolean
finish_all (BylineEditJob *job, GError **error)
{
  for (guint i = 0; i < n_writes (job); i++)
    if (!byline_replacement_finish (write_at (job, i), error)) {
      job->unfinished = TRUE;
      return FALSE;
    }
  return TRUE;
}

static gboolean
commit_all (BylineEditJob *job, GError **error)
{
  for (; job->n_written < n_writes (job); job->n_written++) {
    const BylineReplacement *write = write_at (job, job->n_written);
    struct stat now;

    if (!byline_replacement_commit (write_at (job, job->n_written), &now, error))
      return FALSE;
    if (job->entry != NULL && is_photo (job, byline_replacement_path (write)))
      job->entry->stamp = byline_look_stamp (&now);
  }
  return TRUE;
}

void
byline_edit_job_commit (gpointer data)
{
  BylineEditJob *job = data;

  if (finish_all (job, &job->error) && commit_all (job, &job->error))
    read_entry (job);
  else
    give_up (job);
}

void
byline_edit_job_close (BylineEditJob *job)
{
  byline_prepared_clear (&job->prepared);
}
