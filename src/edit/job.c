#include "edit/job.h"

#include "base/hash.h"
#include "base/input.h"
#include "container/container.h"
#include "metadata/rewrite.h"

#include <string.h>

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)

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

static BylineFileStamp
stamp_of (BylineInput *input)
{
  const struct stat *now = byline_input_stat (input);

  return (BylineFileStamp){
    .size = (guint64) now->st_size,
    .mtime_ns = now->st_mtim.tv_sec * NS_PER_SECOND + now->st_mtim.tv_nsec,
    .ctime_ns = now->st_ctim.tv_sec * NS_PER_SECOND + now->st_ctim.tv_nsec,
    .inode = now->st_ino,
  };
}

static gboolean
same_stamp (const BylineFileStamp *a, const BylineFileStamp *b)
{
  return a->size == b->size && a->mtime_ns == b->mtime_ns && a->ctime_ns == b->ctime_ns &&
         a->inode == b->inode;
}

static gboolean
hash_file (BylineInput *input, guint8 sha256[BYLINE_SHA256_SIZE], GError **error)
{
  g_autoptr (BylineHash) hash = byline_hash_new ();
  guint64 size = byline_input_size (input);

  for (guint64 offset = 0; offset < size; offset += BYLINE_PEEK_MAX) {
    gsize step = (gsize) MIN (size - offset, BYLINE_PEEK_MAX);
    const guint8 *bytes = byline_input_peek (input, offset, step, error);

    if (bytes == NULL)
      return FALSE;
    byline_hash_update (hash, bytes, step);
  }
  byline_hash_finish (hash, sha256);
  return TRUE;
}

/* Is the file the one that the catalogue knows? */
static gboolean
is_known (const BylineSetJob *job)
{
  g_autoptr (BylineInput) input = byline_input_open (job->path, NULL);
  BylineFileStamp now;

  if (input == NULL)
    return FALSE;
  now = stamp_of (input);
  return same_stamp (&now, &job->entry->stamp);
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
look_again (BylineSetJob *job, gboolean known, GError **error)
{
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;

  if (known && !job->report.changed)
    return TRUE;
  input = byline_input_open (job->path, error);
  container = input != NULL ? byline_container_open (input, error) : NULL;
  if (container == NULL || (!known && !forget_other (job, container, error)))
    return FALSE;
  if (job->entry == NULL)
    return TRUE;
  if (!hash_file (input, job->entry->credited, error))
    return FALSE;
  byline_metadata_free (job->entry->metadata);
  job->entry->metadata = byline_metadata_read_parts (container);
  job->entry->stamp = stamp_of (input);
  job->refreshed = TRUE;
  return TRUE;
}

void
byline_set_job_work (gpointer data)
{
  BylineSetJob *job = data;
  gboolean known = job->entry != NULL && is_known (job);

  if (byline_photo_write (job->path, job->request->edit, &job->request->write, &job->report,
                          &job->error) &&
      job->entry != NULL)
    look_again (job, known, &job->error);
}
