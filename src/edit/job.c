#include "edit/job.h"

#include "container/container.h"
#include "edit/look.h"
#include "metadata/rewrite.h"

#include <string.h>

void
byline_set_job_free (BylineSetJob *job)
{
  if (job == NULL)
    return;
  byline_entry_free (job->entry);
  byline_write_report_clear (&job->report);
  g_clear_error (&job->error);
  g_free (job);
}

/* Is the file the one that the catalogue knows?  Where it is not, takes what it is now, for undo to
 * come back to. */
static gboolean
look_before (BylineSetJob *job, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (job->path, error);
  BylineFileStamp now;

  if (input == NULL)
    return FALSE;
  now = byline_look_stamp (byline_input_stat (input));
  job->known = byline_look_same (&now, &job->entry->stamp);
  if (!job->known)
    return byline_look_hash (input, job->before, error);
  memcpy (job->before, job->entry->credited, sizeof job->before);
  return TRUE;
}

/* Another program may have put another picture under the name: that one is not this entry's, and
 * for sync to take up. */
static gboolean
forget_other (BylineSetJob *job, BylineContainer *container, GError **error)
{
  BylineId id;

  if (!byline_container_id (container, &id, error))
    return FALSE;
  if (memcmp (&id, &job->entry->id, sizeof id) != 0)
    g_clear_pointer (&job->entry, byline_entry_free);
  return TRUE;
}

/* A run that was killed may have written the file and not told the catalogue: so an unchanged file
 * is looked at too, if it is not the one that the catalogue knows. */
static gboolean
look_after (BylineSetJob *job, GError **error)
{
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;

  if (job->known && !job->report.changed)
    return TRUE;
  input = byline_input_open (job->path, error);
  container = input != NULL ? byline_container_open (input, error) : NULL;
  if (container == NULL || (!job->known && !forget_other (job, container, error)))
    return FALSE;
  if (job->entry == NULL)
    return TRUE;
  if (!byline_look_hash (input, job->entry->credited, error))
    return FALSE;
  byline_metadata_free (job->entry->metadata);
  job->entry->metadata = byline_metadata_read_parts (container);
  job->entry->stamp = byline_look_stamp (byline_input_stat (input));
  job->refreshed = TRUE;
  return TRUE;
}

static gboolean
write_photo (BylineSetJob *job, GError **error)
{
  return byline_photo_write (job->path, job->request->edit, &job->request->write, &job->report,
                             error);
}

void
byline_set_job_work (gpointer data)
{
  BylineSetJob *job = data;

  if (job->entry == NULL)
    write_photo (job, &job->error);
  else if (look_before (job, &job->error) && write_photo (job, &job->error))
    look_after (job, &job->error);
}
