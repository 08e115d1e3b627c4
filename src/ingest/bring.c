#include "ingest/bring.h"

#include "edit/look.h"
#include "ingest/copy.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

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

static BylineCopySource
source_of (const BylineShot *shot)
{
  return (BylineCopySource){ .input = shot->input, .splice = shot->splice };
}

gboolean
byline_bring_is_ours (BylineIngestJob *job, const BylineShot *shot, const char *path)
{
  const BylineCopySource source = source_of (shot);

  return byline_copies_hash (&job->copies, &source, NULL) &&
         byline_copies_are_like (&job->copies, path);
}

void
byline_bring_list (BylineIngestJob *job)
{
  const GPtrArray *destinations = job->run->destinations;

  job->copies.cancellable = job->run->cancellable;
  job->copies.verify = job->run->request->verify;
  job->copies.n = destinations->len;
  job->copies.copies = g_new0 (BylineCopyJob, destinations->len);
  for (guint i = 0; i < destinations->len; i++)
    job->copies.copies[i] = (BylineCopyJob){ .destination = g_ptr_array_index (destinations, i) };
}

void
byline_bring_expect (BylineIngestJob *job, const BylineShot *shot)
{
  job->copies.size = byline_splice_size (shot->splice);
  if (shot->changed || !job->read)
    return;
  memcpy (job->copies.sha256, job->entry.shot, sizeof job->copies.sha256);
  job->copies.hashed = TRUE;
}

/* The second look at the card, and the last at what was made. */
static gboolean
may_commit (BylineIngestJob *job, BylineShot *shot, GError **error)
{
  g_autoptr (BylineInput) copy = byline_copies_check (&job->copies);
  g_autofree char *source = NULL;

  if (copy == NULL)
    return TRUE; /* each destination has its own error */
  source = byline_card_file_path (job->file.card);
  if (job->copies.verify == BYLINE_VERIFY_SOURCE &&
      !byline_copy_read_again (source, job->entry.shot, job->run->cancellable, error))
    return FALSE;
  return byline_shot_take_metadata (shot, job, copy, error);
}

static char *
other_name (gpointer user_data, GError **error)
{
  const BylineIngestJob *job = user_data;

  return byline_plan_rename (job->run->plan, &job->file, byline_ingest_job_own (job)->path, error);
}

/* What fails with the card fails all copies; what fails with one of them, that one only. */
static gboolean
write_copies (BylineIngestJob *job, BylineShot *shot, GError **error)
{
  const BylineCopySource source = source_of (shot);

  if (!byline_copies_write (&job->copies, &source, error) ||
      !byline_input_unchanged (shot->input, error))
    return FALSE;
  if (!job->read) { /* ahead of everything: a copy of all that the card has */
    memcpy (job->entry.shot, job->copies.sha256, sizeof job->entry.shot);
    job->read = job->copies.hashed;
  }
  return may_commit (job, shot, error);
}

static gboolean
make_copies (BylineIngestJob *job, BylineShot *shot, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (write_copies (job, shot, &local)) {
    byline_copies_commit (&job->copies, other_name, job);
    return TRUE;
  }
  byline_copies_drop (&job->copies, local);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

gboolean
byline_bring_ahead (BylineIngestJob *job, BylineShot *shot, GError **error)
{
  g_autofree char *path = byline_plan_path (job->run->plan, &job->file);
  g_autoptr (GError) local = NULL;

  byline_copies_begin (&job->copies, path);
  if (!write_copies (job, shot, &local)) {
    byline_copies_drop (&job->copies, local);
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  if (byline_copies_wanted (&job->copies))
    return TRUE;
  g_propagate_error (error, g_error_copy (byline_ingest_job_own (job)->error));
  return FALSE;
}

/* What an earlier run left, or put there as a further copy, says what a new one would say. */
static gboolean
look_at_own (BylineIngestJob *job, BylineShot *shot, GError **error)
{
  const BylineCopyJob *own = byline_ingest_job_own (job);
  g_autofree char *path = g_build_filename (job->run->library, own->path, NULL);
  g_autoptr (BylineInput) copy = NULL;

  if (own->outcome != BYLINE_OUTCOME_COPIED)
    return TRUE;
  if (!own->made) {
    copy = byline_input_open (path, error);
    if (copy == NULL || !byline_shot_take_metadata (shot, job, copy, error))
      return FALSE;
  }
  memcpy (job->entry.credited, job->copies.sha256, sizeof job->entry.credited);
  job->entry.verify = job->copies.verify;
  job->entry.verified_us = job->copies.verified_us;
  return take_stamp (job, path, error);
}

gboolean
byline_bring (BylineIngestJob *job, BylineShot *shot, GError **error)
{
  const BylineCopySource source = source_of (shot);
  BylineCopyJob *own = byline_ingest_job_own (job);

  if (own->outcome == BYLINE_OUTCOME_PLANNED)
    byline_copy_job_try (own);
  if (!byline_copies_find_backups (&job->copies, job->run->ledger, job->entry.shot, own->path,
                                   !byline_ingest_job_is_photo (job), &source, error))
    return FALSE;
  byline_copies_settle_names (&job->copies);
  if (byline_copies_wanted (&job->copies) && !make_copies (job, shot, error))
    return FALSE;
  if (!byline_input_unchanged (shot->input, error) || !look_at_own (job, shot, error))
    return FALSE;
  if (own->error == NULL)
    return TRUE;
  g_propagate_error (error, g_error_copy (own->error));
  return FALSE;
}
