#include "ingest/shot.h"

#include "edit/look.h"
#include "ingest/credit.h"
#include "metadata/sidecar.h"

#define MIB ((guint64) 1024 * 1024)

void
byline_shot_clear (BylineShot *shot)
{
  g_clear_pointer (&shot->splice, byline_splice_free);
  byline_new_parts_clear (&shot->parts);
  g_clear_pointer (&shot->container, byline_container_free);
  g_clear_pointer (&shot->input, byline_input_free);
  if (shot->room_mib > 0)
    g_atomic_int_add (shot->run->room_mib, (gint) shot->room_mib);
  shot->room_mib = 0;
}

/* Opening ------------------------------------------------------------------------------------- */

/* A large photo that is written into is kept too, if there is room; without, it is read again. */
static gboolean
take_room (BylineShot *shot)
{
  const guint64 mib = byline_input_size (shot->input) / MIB + 1;
  gint *room_mib = shot->run->room_mib;

  if (mib > BYLINE_SHOT_ROOM_MIB)
    return FALSE;
  if (g_atomic_int_add (room_mib, -(gint) mib) < (gint) mib) {
    g_atomic_int_add (room_mib, (gint) mib);
    return FALSE;
  }
  shot->room_mib = (guint) mib;
  return TRUE;
}

/* The head says of what kind it is. */
static gboolean
is_written_into (const BylineShot *shot, const BylineCardFile *file)
{
  g_autoptr (BylineContainer) container = NULL;

  if (file->companion || !byline_ingest_writes (shot->run->request))
    return FALSE;
  container = byline_container_open (shot->input, NULL);
  return container != NULL && !byline_sidecar_is_needed (byline_container_format (container));
}

static gboolean
load (BylineShot *shot, const BylineCardFile *file, GError **error)
{
  const guint64 size = byline_input_size (shot->input);

  if (size > BYLINE_SHOT_KEEP_MAX && (!is_written_into (shot, file) || !take_room (shot)))
    return TRUE;
  return byline_input_load (shot->input, size, error);
}

gboolean
byline_shot_open (BylineShot *shot, BylineIngestJob *job, GError **error)
{
  const BylineCardFile *file = job->file.card;
  g_autofree char *path = byline_card_file_path (file);
  BylineEntry *entry = &job->entry;

  shot->run = job->run;
  shot->input = byline_input_open (path, error);
  if (shot->input == NULL || !load (shot, file, error))
    return FALSE;
  job->size = byline_input_size (shot->input);
  entry->name = g_strdup (file->name);
  entry->job = g_strdup (job->run->job);
  entry->clock = byline_taken_clock (&job->file.capture->taken);
  return TRUE;
}

gboolean
byline_shot_is_large (const BylineShot *shot)
{
  return byline_input_bytes (shot->input) == NULL;
}

/* Reading ------------------------------------------------------------------------------------- */

/* Returns: FALSE with @problem (transfer full) where it is not that the file is no photo */
static gboolean
take_damage (BylineShot *shot, BylineIngestJob *job, GError *problem, GError **error)
{
  if (!byline_error_is_damage (problem)) {
    g_propagate_error (error, problem);
    return FALSE;
  }
  g_clear_pointer (&shot->container, byline_container_free);
  job->damage = problem;
  return TRUE;
}

static gboolean
look (BylineShot *shot, BylineIngestJob *job, GError **error)
{
  GError *problem = NULL;

  if (shot->container != NULL || !byline_ingest_job_is_photo (job))
    return TRUE;
  shot->container = byline_container_open (shot->input, &problem);
  if (shot->container == NULL)
    return take_damage (shot, job, problem, error);
  byline_container_set_legacy_charset (shot->container, job->run->request->write.legacy_charset);
  return TRUE;
}

static gboolean
take_id (BylineContainer *container, BylineIngestJob *job, GError **error)
{
  if (job->named || !byline_ingest_job_is_photo (job))
    return TRUE;
  job->named = byline_container_id (container, &job->entry.id, error);
  return job->named;
}

static gboolean
take_own_id (BylineShot *shot, BylineIngestJob *job, GError **error)
{
  GError *problem = NULL;

  return take_id (shot->container, job, &problem) || take_damage (shot, job, problem, error);
}

gboolean
byline_shot_hash (BylineShot *shot, BylineIngestJob *job, GError **error)
{
  if (!byline_look_hash (shot->input, job->entry.shot, error))
    return FALSE;
  job->read = TRUE;
  return look (shot, job, error) && take_own_id (shot, job, error) &&
         byline_input_unchanged (shot->input, error);
}

gboolean
byline_shot_take_metadata (BylineShot *shot, BylineIngestJob *job, BylineInput *copy,
                           GError **error)
{
  g_autoptr (BylineContainer) container = NULL;

  if (!byline_ingest_job_is_photo (job))
    return TRUE;
  if (shot->changed &&
      !byline_container_prove (shot->container, shot->splice, &shot->parts, copy, error))
    return FALSE;
  container = byline_container_open (copy, error);
  if (container == NULL || !take_id (container, job, error))
    return FALSE;
  byline_container_set_legacy_charset (container, job->run->request->write.legacy_charset);
  byline_entry_take_metadata (&job->entry, byline_metadata_read_parts (container));
  return TRUE;
}

/* Planning ------------------------------------------------------------------------------------ */

/* The copy is what the card has. */
static gboolean
plan_nothing (BylineShot *shot)
{
  shot->splice = byline_splice_new ();
  byline_splice_keep (shot->splice, 0, byline_input_size (shot->input));
  return TRUE;
}

static gboolean
plan_companion (BylineShot *shot, BylineIngestJob *job, GError **error)
{
  if (!byline_ingest_plan_sidecar (job, shot->input, &shot->splice, error))
    return FALSE;
  shot->changed = shot->splice != NULL;
  return shot->changed || plan_nothing (shot);
}

static gboolean
plan_edit (BylineShot *shot, BylineIngestJob *job, const BylineMetadata *metadata,
           const BylineEdit *edit, GError **error)
{
  g_auto (BylineWriteReport) report = { .notes = g_steal_pointer (&job->notes) };

  shot->splice = byline_metadata_plan (shot->container, metadata, edit, &job->run->request->write,
                                       &shot->parts, &report, error);
  if (shot->splice == NULL)
    return FALSE;
  shot->changed = report.changed;
  job->cut = g_steal_pointer (&report.cut);
  job->notes = g_steal_pointer (&report.notes);
  return TRUE;
}

/* What cannot be done inside a file is done beside it: the photo comes in all the same. */
static gboolean
plan_beside (BylineShot *shot, BylineIngestJob *job, BylineEdit *edit, GError *problem,
             GError **error)
{
  g_auto (GStrv) why = NULL;

  if (!g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_REFUSED) ||
      byline_ingest_has_sidecar (job)) {
    g_propagate_error (error, problem);
    return FALSE;
  }
  if (job->notes == NULL)
    job->notes = g_ptr_array_new_with_free_func (g_free);
  why = g_strsplit (problem->message, "; --", 2); /* without the ways out: this is one */
  g_ptr_array_add (job->notes, g_strdup_printf ("credited in a sidecar: %s", why[0]));
  g_error_free (problem);
  job->beside = byline_edit_ref (edit);
  job->only_beside = TRUE;
  return plan_nothing (shot);
}

gboolean
byline_shot_plan (BylineShot *shot, BylineIngestJob *job, GError **error)
{
  GError *problem = NULL;
  g_autoptr (BylineMetadata) metadata = NULL;
  g_autoptr (BylineEdit) edit = NULL;

  if (shot->splice != NULL)
    return TRUE;
  if (!byline_ingest_job_is_photo (job))
    return plan_companion (shot, job, error);
  if (!byline_ingest_writes (job->run->request))
    return plan_nothing (shot);
  if (!look (shot, job, error))
    return FALSE;
  if (!byline_ingest_job_is_photo (job))
    return plan_nothing (shot);
  metadata = byline_metadata_read_parts (shot->container);
  edit = byline_ingest_job_edit (job, metadata, error);
  if (edit == NULL)
    return FALSE;
  if (!byline_sidecar_is_needed (byline_container_format (shot->container)))
    return plan_edit (shot, job, metadata, edit, &problem) ||
           plan_beside (shot, job, edit, problem, error);
  if (!byline_ingest_has_sidecar (job))
    job->beside = g_steal_pointer (&edit);
  return plan_nothing (shot);
}
