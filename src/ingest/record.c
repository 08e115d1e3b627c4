#include "ingest/run.h"

#include <byline/error.h>

#include <glib/gstdio.h>
#include <string.h>

/* What was copied, into the catalogue. */

/* Another process may have taken in the same picture meanwhile; then its copy is the one, and ours,
 * which nobody has heard of yet, goes again. */
static gboolean
lost_race (BylineIngestState *run, BylineIngestJob *job)
{
  g_autoptr (BylineEntry) other = byline_catalogue_get (run->catalogue, &job->entry.id, NULL);
  BylineCopyJob *own = byline_ingest_job_own (job);
  g_autofree char *theirs = NULL;
  g_autofree char *ours = NULL;

  if (other == NULL || g_str_equal (other->path, job->entry.path))
    return FALSE;
  theirs = g_build_filename (run->shared.library, other->path, NULL);
  if (!g_file_test (theirs, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  ours = g_build_filename (run->shared.library, job->entry.path, NULL);
  if (own->made)
    g_unlink (ours);
  g_free (job->entry.path);
  g_free (own->path);
  job->entry.path = g_strdup (other->path);
  own->path = g_strdup (other->path);
  job->outcome = own->outcome = BYLINE_OUTCOME_PRESENT;
  return TRUE;
}

/* Of captures that were told in part there is one at a time. */
const BylineId *
byline_ingest_photo_of (const BylineIngestState *run, const BylineIngestJob *job)
{
  const guint index = job->file.capture->first;
  const BylineIngestJob *first;

  if (index < run->told)
    return run->capture == index && run->has_photo ? &run->photo : NULL;
  first = byline_ingest_finished (run, index);
  return first != NULL && first->named ? &first->entry.id : NULL;
}

/* The photo says more now that its sidecar is there. */
static gboolean
read_again (BylineIngestState *run, const BylineId *photo, GError **error)
{
  g_autoptr (BylineEntry) entry = byline_catalogue_get (run->catalogue, photo, NULL);
  g_autofree char *path =
      entry != NULL ? g_build_filename (run->shared.library, entry->path, NULL) : NULL;
  BylineMetadata *metadata =
      path != NULL ? byline_photo_read_as (path, run->request->write.legacy_charset, NULL) : NULL;

  if (metadata == NULL)
    return TRUE; /* the next sync says so */
  byline_entry_take_metadata (entry, metadata);
  return byline_catalogue_put (run->catalogue, entry, error);
}

static gboolean
put_companion (BylineIngestState *run, const BylineIngestJob *job, GError **error)
{
  const BylineId *photo = byline_ingest_photo_of (run, job);
  BylineCompanion row = { .path = job->entry.path,
                          .name = job->entry.name,
                          .ingested_us = job->entry.ingested_us,
                          .stamp = job->entry.stamp };

  memcpy (row.shot, job->entry.shot, sizeof row.shot);
  row.has_photo = photo != NULL && byline_catalogue_has (run->catalogue, photo);
  if (row.has_photo)
    row.photo = *photo;
  return byline_catalogue_put_companion (run->catalogue, &row, error) &&
         (!row.has_photo || job->file.card->kind != BYLINE_CARD_SIDECAR ||
          read_again (run, photo, error));
}

static gboolean
put_file (BylineIngestState *run, BylineIngestJob *job, GError **error)
{
  if (job->outcome != BYLINE_OUTCOME_COPIED || job->further)
    return TRUE;
  job->entry.ingested_us = g_get_real_time ();
  if (!byline_ingest_job_is_photo (job))
    return put_companion (run, job, error);
  return lost_race (run, job) || byline_catalogue_put (run->catalogue, &job->entry, error);
}

/* Is @copy one that the photo's own row does not tell about? */
static gboolean
has_row (const BylineIngestJob *job, const BylineCopyJob *copy)
{
  return copy->outcome == BYLINE_OUTCOME_COPIED &&
         (job->further || !byline_ingest_job_is_photo (job) ||
          byline_destination_is_backup (copy->destination));
}

static gboolean
put_copies (BylineIngestState *run, const BylineIngestJob *job, GError **error)
{
  for (guint i = 0; i < job->copies.n; i++) {
    const BylineCopyJob *copy = &job->copies.copies[i];
    BylineCopy row = { .path = copy->path,
                       .size = job->copies.size,
                       .verify = job->copies.verify,
                       .verified_us = job->copies.verified_us };

    if (!has_row (job, copy))
      continue;
    if (byline_destination_is_backup (copy->destination))
      row.folder = (char *) byline_destination_folder (copy->destination); /* borrowed */
    memcpy (row.shot, job->entry.shot, sizeof row.shot);
    memcpy (row.sha256, job->copies.sha256, sizeof row.sha256);
    if (!byline_catalogue_put_copy (run->catalogue, &row, error))
      return FALSE;
  }
  return TRUE;
}

/* The photo of its capture may be a second of one that another thread is still bringing in. */
static gboolean
is_for_later (const BylineIngestState *run, const BylineIngestJob *job)
{
  const BylineId *photo = byline_ingest_photo_of (run, job);

  return photo != NULL && run->going->len > 0 && !byline_catalogue_has (run->catalogue, photo);
}

/* Photos, or what is none. */
static gboolean
put_some (BylineIngestState *run, gboolean photos, GError **error)
{
  for (guint i = 0; i < run->batch->len; i++) {
    BylineIngestJob *job = g_ptr_array_index (run->batch, i);

    if (byline_ingest_job_is_photo (job) != photos)
      continue;
    if (!photos && is_for_later (run, job))
      g_ptr_array_add (run->later, job);
    else if (!put_file (run, job, error) || !put_copies (run, job, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
put_batch (BylineIngestState *run, GError **error)
{
  g_ptr_array_set_size (run->later, 0);
  if (!byline_catalogue_begin (run->catalogue, error))
    return FALSE;
  if (put_some (run, TRUE, error) && put_some (run, FALSE, error) &&
      byline_catalogue_commit (run->catalogue, error))
    return TRUE;
  byline_catalogue_rollback (run->catalogue);
  g_ptr_array_set_size (run->later, 0);
  return FALSE;
}

/* The catalogue lies in the library: where that is full there is no room for it either, but the
 * backups still want their copies.  What was not written down is recognised by the next run. */
static gboolean
may_go_on (BylineIngestState *run)
{
  if (!g_error_matches (run->fatal, BYLINE_ERROR, BYLINE_ERROR_CATALOGUE) ||
      run->shared.destinations->len == 1 ||
      byline_destination_usable (g_ptr_array_index (run->shared.destinations, 0), NULL))
    return FALSE;
  g_clear_error (&run->uncatalogued);
  run->uncatalogued = g_steal_pointer (&run->fatal);
  return TRUE;
}

/* One sync of a folder for all that went into it. */
static void
settle_names (BylineIngestState *run)
{
  g_autoptr (GHashTable) synced = byline_synced_new ();

  for (guint i = 0; i < run->batch->len; i++) {
    BylineIngestJob *job = g_ptr_array_index (run->batch, i);
    const BylineCopyJob *own = byline_ingest_job_own (job);
    g_autofree char *source = NULL;

    byline_copies_settle (&job->copies, synced);
    if (job->error != NULL || own->outcome != BYLINE_OUTCOME_FAILED)
      continue;
    source = byline_card_file_path (job->file.card);
    job->outcome = BYLINE_OUTCOME_FAILED;
    g_set_error (&job->error, own->error->domain, own->error->code, "%s: %s", source,
                 own->error->message);
  }
}

/* What cannot be catalogued now lies in the library under its name: the next run takes it over. */
void
byline_ingest_flush (BylineIngestState *run)
{
  if (run->batch->len == 0 || run->fatal != NULL)
    return;
  settle_names (run);
  if (!put_batch (run, &run->fatal) && !may_go_on (run))
    return;
  for (guint i = 0; i < run->batch->len; i++) {
    BylineIngestJob *job = g_ptr_array_index (run->batch, i);

    job->settled = !g_ptr_array_find (run->later, job, NULL);
  }
  g_ptr_array_set_size (run->batch, 0);
  for (guint i = 0; i < run->later->len; i++)
    byline_ingest_add_to_batch (run, g_ptr_array_index (run->later, i));
  g_ptr_array_set_size (run->later, 0);
}

void
byline_ingest_add_to_batch (BylineIngestState *run, BylineIngestJob *job)
{
  gint64 now_us = g_get_monotonic_time ();

  if (run->batch->len == 0)
    run->batch_began_us = now_us;
  g_ptr_array_add (run->batch, job);
}
