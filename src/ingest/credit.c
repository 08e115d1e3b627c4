#include "ingest/credit.h"

#include "metadata/rewrite.h"
#include "metadata/sidecar.h"

#include <string.h>

#define XMP ".xmp"

/* @made: (out): what the preset is for this photo; NULL where there is none */
static gboolean
make_edit (BylineIngestJob *job, const BylineMetadata *metadata, BylineEdit **made, GError **error)
{
  const BylineIngestRequest *request = job->run->request;
  g_autofree char *path = byline_card_file_path (job->file.card);
  const BylinePresetPhoto photo = {
    .metadata = metadata, .path = path, .job = job->run->job, .seq = job->file.capture->seq
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

/* The time of day as it was, with its zone where one is known: the file says so itself from now on.
 */
static gboolean
add_clock (BylineIngestJob *job, BylineEdit *edit, GError **error)
{
  const BylineTaken *taken = &job->file.capture->taken;
  const BylineClock clock = byline_taken_clock (taken);
  g_autofree char *iso = byline_taken_iso (taken);

  if (!job->run->request->write_clock || iso == NULL || (clock.shift_s == 0 && !clock.has_zone))
    return TRUE;
  job->entry.clock = (BylineClock){ 0 };
  return byline_edit_add (edit, BYLINE_FIELD_DATE_CREATED, BYLINE_CHANGE_REPLACE, NULL, iso, error);
}

BylineEdit *
byline_ingest_job_edit (BylineIngestJob *job, const BylineMetadata *metadata, GError **error)
{
  const BylineIngestRequest *request = job->run->request;
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  g_autoptr (BylineEdit) made = NULL;

  if (!make_edit (job, metadata, &made, error) || !add_clock (job, edit, error))
    return NULL;
  if (made != NULL || request->edit != NULL) /* what was asked for stands over it */
    byline_edit_append (edit, made != NULL ? made : request->edit);
  return g_steal_pointer (&edit);
}

/* Sidecars ------------------------------------------------------------------------------------ */

static gboolean
is_xmp (const BylineCardFile *file)
{
  const char *name = file->name;
  const gsize length = strlen (name);

  return file->companion && file->kind == BYLINE_CARD_SIDECAR && length > strlen (XMP) &&
         g_ascii_strcasecmp (name + length - strlen (XMP), XMP) == 0;
}

/* "IMG_1.CR2.xmp" of "IMG_1.CR2". */
static gboolean
is_named_after (const BylineCardFile *sidecar, const BylineCardFile *photo)
{
  const char *name = sidecar->name;
  const char *other = photo->name;

  return strlen (name) == strlen (other) + strlen (XMP) &&
         g_ascii_strncasecmp (name, other, strlen (other)) == 0;
}

/* The photo of the capture that @sidecar is about: see metadata/sidecar.h; NULL if there is none */
static const BylineCardFile *
photo_of (const BylineCapture *capture, const BylineCardFile *sidecar)
{
  const BylineCardFile *first = NULL, *raw = NULL;

  for (guint i = 0; i < capture->n_files; i++) {
    const BylineCardFile *file = capture->files[i];

    if (file->companion || file->problem != NULL)
      continue;
    if (is_named_after (sidecar, file))
      return file;
    first = first != NULL ? first : file;
    if (raw == NULL && file->kind == BYLINE_CARD_RAW)
      raw = file;
  }
  return raw != NULL ? raw : first;
}

gboolean
byline_ingest_has_sidecar (const BylineIngestJob *job)
{
  const BylineCapture *capture = job->file.capture;

  for (guint i = 0; i < capture->n_files; i++) {
    const BylineCardFile *file = capture->files[i];

    if (is_xmp (file) && photo_of (capture, file) == job->file.card)
      return TRUE;
  }
  return FALSE;
}

/* @metadata: (out): what the photo says with its sidecar; @follows: (out): it is written into, too
 */
static gboolean
read_photo (const char *path, BylineContainer *sidecar, BylineMetadata **metadata,
            gboolean *follows, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (path, error);
  g_autoptr (BylineContainer) container =
      input != NULL ? byline_container_open (input, error) : NULL;

  if (container == NULL)
    return FALSE;
  *metadata = byline_metadata_read_both (container, sidecar);
  *follows = !byline_sidecar_is_needed (byline_container_format (container));
  return TRUE;
}

gboolean
byline_ingest_plan_sidecar (BylineIngestJob *job, BylineInput *input, BylineSplice **splice,
                            GError **error)
{
  const BylineCardFile *photo =
      is_xmp (job->file.card) ? photo_of (job->file.capture, job->file.card) : NULL;
  g_autofree char *path = NULL;
  g_autoptr (BylineContainer) sidecar = NULL;
  g_autoptr (BylineMetadata) metadata = NULL;
  g_autoptr (BylineEdit) edit = NULL;
  g_autoptr (GBytes) fresh = NULL;
  GBytes *old = NULL;
  gboolean follows = FALSE;

  *splice = NULL;
  if (photo == NULL || !byline_ingest_writes (job->run->request))
    return TRUE;
  path = byline_card_file_path (photo);
  sidecar = byline_sidecar_open (input, error);
  if (sidecar == NULL || !read_photo (path, sidecar, &metadata, &follows, error))
    return FALSE;
  edit = byline_ingest_job_edit (job, metadata, error);
  if (edit == NULL)
    return FALSE;
  old = byline_container_part (sidecar, BYLINE_PART_XMP);
  fresh = byline_sidecar_rewrite (old, metadata, edit, follows, error);
  if (fresh == NULL)
    return FALSE;
  if (fresh == old || g_bytes_get_size (fresh) == 0)
    return TRUE;
  *splice = byline_splice_new ();
  byline_splice_insert (*splice, fresh);
  return TRUE;
}

static gboolean
write_beside (BylineIngestJob *job, const BylineCopyJob *copy, GError **error)
{
  BylineWriteOptions options = job->run->request->write;
  g_autofree char *path =
      g_build_filename (byline_destination_folder (copy->destination), copy->path, NULL);
  g_auto (BylineWriteReport) report = { 0 };
  BylineMetadata *metadata = NULL;

  options.sidecar = job->only_beside;
  if (!byline_photo_write (path, job->beside, &options, &report, error))
    return FALSE;
  if (byline_destination_is_backup (copy->destination))
    return TRUE;
  metadata = byline_photo_read_as (path, options.legacy_charset, error);
  if (metadata == NULL)
    return FALSE;
  byline_entry_take_metadata (&job->entry, metadata);
  return TRUE;
}

gboolean
byline_ingest_write_beside (BylineIngestJob *job, GError **error)
{
  for (guint i = 0; job->beside != NULL && i < job->copies.n; i++)
    if (job->copies.copies[i].outcome == BYLINE_OUTCOME_COPIED &&
        !write_beside (job, &job->copies.copies[i], error))
      return FALSE;
  return TRUE;
}
