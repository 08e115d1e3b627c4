#include "edit/job.h"

#include "container/container.h"
#include "edit/changes.h"
#include "edit/look.h"
#include "metadata/rewrite.h"

#include <string.h>

void
byline_edit_job_free (BylineEditJob *job)
{
  if (job == NULL)
    return;
  byline_replacement_free (job->replacement);
  byline_journal_edit_free (job->record);
  byline_journal_edit_free (job->back);
  byline_entry_free (job->entry);
  byline_write_report_clear (&job->report);
  g_clear_error (&job->error);
  g_free (job->real);
  g_free (job->path);
  g_free (job);
}

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

static gboolean
refresh_entry (BylineEditJob *job, BylineContainer *container, const guint8 *sha256, GError **error)
{
  if (job->entry == NULL)
    return TRUE;
  if (!forget_other (job, container, error))
    return FALSE;
  if (job->entry == NULL)
    return TRUE;
  memcpy (job->entry->credited, sha256, sizeof job->entry->credited);
  byline_metadata_free (job->entry->metadata);
  job->entry->metadata = byline_metadata_read_parts (container);
  job->refreshed = TRUE;
  return TRUE;
}

/* A run that was killed may have written the file and not told the catalogue: so an unchanged file
 * is looked at too, if it is not the one that the catalogue knows. */
static gboolean
look_again (BylineEditJob *job, GError **error)
{
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;
  guint8 sha256[BYLINE_SHA256_SIZE];

  if (job->entry == NULL)
    return TRUE;
  input = byline_input_open (job->path, error);
  if (input == NULL)
    return FALSE;
  look_before (job, byline_input_stat (input));
  if (job->known)
    return TRUE;
  container = byline_container_open (input, error);
  if (container == NULL || !byline_look_hash (input, sha256, error) ||
      !refresh_entry (job, container, sha256, error))
    return FALSE;
  if (job->entry != NULL)
    job->entry->stamp = byline_look_stamp (byline_input_stat (input));
  return TRUE;
}

/* The write as the journal keeps it: what the file was, what it is to be, what takes it back. */
static gboolean
record_hashes (BylineEditJob *job, BylineInput *old, BylineInput *result, GError **error)
{
  BylineJournalEdit *record = job->record;

  record->at_us = g_get_real_time ();
  record->undo = g_bytes_ref (job->report.undo);
  record->has_after = TRUE;
  if (job->known)
    memcpy (record->before, job->entry->credited, sizeof record->before);
  else if (job->edit != NULL && !byline_look_hash (old, record->before, error))
    return FALSE;
  return byline_look_hash (result, record->after, error);
}

static void
record_changes (BylineJournalEdit *record, BylineInput *old, BylineContainer *result)
{
  g_autoptr (BylineContainer) container = byline_container_open (old, NULL);
  g_autoptr (BylineMetadata) before =
      container != NULL ? byline_metadata_read_parts (container) : NULL;
  g_autoptr (BylineMetadata) after = byline_metadata_read_parts (result);

  if (before != NULL)
    byline_changes_record (record, before, after);
}

static gboolean
describe (BylineEditJob *job, GError **error)
{
  BylineInput *old = byline_replacement_old (job->replacement);
  g_autoptr (BylineInput) result = byline_replacement_result (job->replacement, error);
  g_autoptr (BylineContainer) container = NULL;

  if (job->edit != NULL) /* undo asks the file itself: it is hashed, not believed */
    look_before (job, byline_input_stat (old));
  if (result == NULL || !record_hashes (job, old, result, error))
    return FALSE;
  container = byline_container_open (result, error);
  if (container == NULL || !refresh_entry (job, container, job->record->after, error))
    return FALSE;
  record_changes (job->record, old, container);
  if (job->entry != NULL) {
    job->record->has_id = TRUE;
    job->record->id = job->entry->id;
  }
  return TRUE;
}

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
check_is_after (BylineEditJob *job, BylineInput *old, GError **error)
{
  const BylineJournalEdit *back = job->back;
  guint8 *before = job->record->before;

  if (!byline_look_hash (old, before, error))
    return FALSE;
  if (memcmp (before, back->before, BYLINE_SHA256_SIZE) == 0) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CHANGED,
                 "%s: is what it was before edit %" G_GINT64_FORMAT " already", job->path,
                 back->number);
    return FALSE;
  }
  if (!back->has_after || memcmp (before, back->after, BYLINE_SHA256_SIZE) == 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_CHANGED,
               "%s: changed since edit %" G_GINT64_FORMAT "; left as it is", job->path,
               back->number);
  return FALSE;
}

/* And the new one what it was before. */
static gboolean
check_is_before (BylineEditJob *job, GError **error)
{
  if (memcmp (job->record->after, job->back->before, BYLINE_SHA256_SIZE) == 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_INTEGRITY,
               "%s: edit %" G_GINT64_FORMAT " taken back would not give the file as it was; "
               "left as it is",
               job->path, job->back->number);
  return FALSE;
}

static gboolean
make_back (BylineEditJob *job, const BylineSplice *splice, GError **error)
{
  g_autoptr (BylineInput) old = byline_input_open (job->real, error);
  g_autoptr (BylineSplice) again = NULL;

  if (old == NULL || !check_links (old, error) || !check_is_after (job, old, error))
    return FALSE;
  again = byline_splice_invert (splice, old, error);
  if (again == NULL)
    return FALSE;
  job->report.undo = byline_splice_encode (again);
  job->replacement = byline_replacement_new (job->real, g_steal_pointer (&old), splice,
                                             job->options.keep_mtime, error);
  job->report.changed = job->replacement != NULL;
  return job->report.changed;
}

static gboolean
prepare_back (BylineEditJob *job, GError **error)
{
  g_autoptr (BylineSplice) splice = byline_splice_decode (job->back->undo, error);

  job->record->undoes = job->back->number;
  return splice != NULL && make_back (job, splice, error) && describe (job, error) &&
         check_is_before (job, error);
}

static gboolean
prepare_edit (BylineEditJob *job, GError **error)
{
  if (!byline_photo_prepare (job->path, job->edit, &job->options, &job->report, &job->replacement,
                             error))
    return FALSE;
  return job->replacement != NULL ? describe (job, error) : look_again (job, error);
}

static void
give_up (BylineEditJob *job)
{
  if (strstr (job->error->message, job->path) == NULL &&
      strstr (job->error->message, job->real) == NULL)
    g_prefix_error (&job->error, "%s: ", job->path);
  g_clear_pointer (&job->replacement, byline_replacement_free);
  g_clear_pointer (&job->entry, byline_entry_free);
  job->refreshed = FALSE;
  job->report.changed = FALSE;
}

void
byline_edit_job_prepare (gpointer data)
{
  BylineEditJob *job = data;

  if (job->error != NULL)
    return;
  job->record = byline_journal_edit_new ();
  if (!(job->edit != NULL ? prepare_edit (job, &job->error) : prepare_back (job, &job->error)))
    give_up (job);
}

void
byline_edit_job_commit (gpointer data)
{
  BylineEditJob *job = data;
  struct stat now;

  if (!byline_replacement_commit (job->replacement, &now, &job->error))
    give_up (job);
  else if (job->entry != NULL)
    job->entry->stamp = byline_look_stamp (&now);
  g_clear_pointer (&job->replacement, byline_replacement_free);
}
