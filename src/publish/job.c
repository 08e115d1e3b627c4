#include "publish/job.h"

#include "metadata/rewrite.h"
#include "publish/file.h"
#include "publish/focus.h"
#include "publish/names.h"

#include <byline/rights.h>

#include <string.h>

void
byline_publish_job_clear (BylinePublishJob *job)
{
  g_clear_pointer (&job->name, g_free);
  g_clear_pointer (&job->read, byline_metadata_free);
  job->metadata = NULL;
  g_clear_pointer (&job->renditions, g_ptr_array_unref);
  g_clear_pointer (&job->known, g_hash_table_unref);
}

guint64
byline_publish_fields (void)
{
  static const BylineField fields[] = {
    BYLINE_FIELD_CREATOR,      BYLINE_FIELD_CREDIT,       BYLINE_FIELD_SOURCE,
    BYLINE_FIELD_COPYRIGHT,    BYLINE_FIELD_USAGE_TERMS,  BYLINE_FIELD_RIGHTS_URL,
    BYLINE_FIELD_LICENSOR_URL, BYLINE_FIELD_HEADLINE,     BYLINE_FIELD_DESCRIPTION,
    BYLINE_FIELD_ALT_TEXT,     BYLINE_FIELD_DATE_CREATED, BYLINE_FIELD_DIGITAL_SOURCE_TYPE,
    BYLINE_FIELD_DATA_MINING,
  };
  guint64 mask = 0;

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    mask |= G_GUINT64_CONSTANT (1) << fields[i];
  return mask;
}

/* Nothing leaves before its time, or without a credit, by accident. */
static gboolean
may_leave (const BylinePublishJob *job, GError **error)
{
  const char *path = job->photo->path;

  if (!job->force && !byline_rights_allow (job->metadata, path, error))
    return FALSE;
  if (job->allow_uncredited || byline_metadata_text (job->metadata, BYLINE_FIELD_CREDIT) != NULL)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "%s: has no credit; not published", path);
  return FALSE;
}

/* A catalogue may know what to credit and not how large the picture is; the file knows. */
static gboolean
learn (BylinePublishJob *job, GError **error)
{
  const BylinePublishPhoto *photo = job->photo;

  job->metadata = photo->metadata;
  if (job->metadata == NULL || byline_metadata_get_facts (job->metadata)->width <= 0) {
    job->read = byline_photo_read_as (photo->path, job->legacy_charset, error);
    if (job->read == NULL)
      return FALSE;
  }
  if (job->metadata == NULL)
    job->metadata = job->read;
  job->refused = !may_leave (job, error);
  if (job->refused)
    return FALSE;
  if (photo->id == NULL)
    return byline_photo_id (photo->path, &job->id, error);
  job->id = *photo->id;
  return TRUE;
}

static void
find_twin (BylinePublishJob *job)
{
  for (guint i = 0; i < job->group->len; i++) {
    const BylinePublishJob *other = g_ptr_array_index (job->group, i);

    if (other == job)
      return; /* those behind are not worked on yet */
    if (other->error == NULL && memcmp (&other->id, &job->id, sizeof job->id) == 0)
      job->twin = other;
  }
}

/* The size is the file's own word for it, checked by whoever decodes it. */
static const BylineFacts *
facts_of (const BylinePublishJob *job)
{
  return byline_metadata_get_facts (job->read != NULL ? job->read : job->metadata);
}

/* Of the upright picture.  @width, @height: (out) */
static gboolean
find_size (const BylinePublishJob *job, const BylineFacts *facts, int *width, int *height,
           GError **error)
{
  if (byline_format_is_raw (facts->format)) /* its preview */
    return byline_rendition_size (job->photo->path, facts->orientation, job->spec, width, height,
                                  error);
  *width = facts->orientation >= 5 ? facts->height : facts->width; /* 5 to 8 lie on their side */
  *height = facts->orientation >= 5 ? facts->width : facts->height;
  return TRUE;
}

static GPtrArray *
plan_files (const BylinePublishJob *job, const BylineFacts *facts, int width, int height)
{
  const BylineRenditionSpec *spec = job->spec;
  g_autoptr (GArray) sizes = byline_rendition_sizes (spec, width, height);
  GPtrArray *files = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_published_free);

  for (guint i = 0; i < sizes->len; i++) {
    for (guint f = 0; f < spec->n_formats; f++) {
      const BylineSize *size = &g_array_index (sizes, BylineSize, i);
      char *name = byline_publish_size_name (job->name, &job->id, facts->orientation, size,
                                             &job->focus, spec->formats[f], spec, job->fields);

      g_ptr_array_add (files, byline_published_new (job->folder, name, spec->formats[f], size));
    }
  }
  return files;
}

/* New fields into a file that is there, unless two photos of one picture and two credits want it.
 * What cannot be rewritten, but for a failing disk, can still be made anew. */
static BylineFileState
rewrite (const BylinePublishJob *job, BylinePublished *file, const BylineNewParts *parts,
         GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (job->twin != NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS,
                 "%s: the same picture as %s, with other words to it", job->photo->path,
                 job->twin->photo->path);
    return BYLINE_FILE_OTHER_FIELDS;
  }
  if (byline_publish_file_rewrite (file, parts, &reason))
    return BYLINE_FILE_RIGHT;
  if (!g_error_matches (reason, BYLINE_ERROR, BYLINE_ERROR_WRITE))
    return BYLINE_FILE_MISSING;
  g_propagate_error (error, g_steal_pointer (&reason));
  return BYLINE_FILE_OTHER_FIELDS;
}

/* Marks what has to be made.  Returns: how many, or -1 */
static int
freshen (const BylinePublishJob *job, const GPtrArray *files, const BylineNewParts *parts,
         GArray *missing, GError **error)
{
  int n_missing = 0;

  for (guint i = 0; i < files->len; i++) {
    BylinePublished *file = g_ptr_array_index (files, i);
    const BylineRenditionRecord *known =
        job->known != NULL ? g_hash_table_lookup (job->known, file->name) : NULL;
    BylineFileState state = byline_publish_file_look (file, parts, known);

    if (state == BYLINE_FILE_OTHER_FIELDS)
      state = rewrite (job, file, parts, error);
    if (state == BYLINE_FILE_OTHER_FIELDS)
      return -1;
    g_array_index (missing, gboolean, i) = state == BYLINE_FILE_MISSING;
    n_missing += state == BYLINE_FILE_MISSING;
  }
  return n_missing;
}

static gboolean
make (const BylinePublishJob *job, const GPtrArray *files, const BylineNewParts *parts,
      GArray *missing, GError **error)
{
  const char *path = job->photo->path;
  g_autoptr (GPtrArray) made =
      byline_renditions_make_cropped (path, facts_of (job)->orientation, &job->focus, job->spec,
                                      &g_array_index (missing, gboolean, 0), error);
  guint next = 0;

  if (made == NULL)
    return FALSE;
  for (guint i = 0; i < files->len; i++) {
    if (g_array_index (missing, gboolean, i) &&
        !byline_publish_file_make (g_ptr_array_index (files, i), parts,
                                   g_ptr_array_index (made, next++), path, error))
      return FALSE;
  }
  return TRUE;
}

/* The smallest file, and of those the cheapest to decode: JPEG, else the first. */
static BylinePublished *
find_smallest (const GPtrArray *files)
{
  BylinePublished *smallest = g_ptr_array_index (files, 0);

  for (guint i = 0; i < files->len; i++) {
    BylinePublished *file = g_ptr_array_index (files, i);

    if (file->width == smallest->width && file->format == BYLINE_FORMAT_JPEG)
      return file;
  }
  return smallest;
}

/* A photo without a placeholder is published all the same; a rendition that cannot be read from the
 * disk is none. */
static gboolean
find_placeholder (BylinePublishJob *job, const GPtrArray *files, GError **error)
{
  BylinePublished *smallest = find_smallest (files);
  g_autoptr (GError) failure = NULL;

  if (!job->placeholders)
    return TRUE;
  if (!smallest->known || smallest->placeholder.length == 0) {
    smallest->known = FALSE;
    byline_placeholder_read (smallest->path, &smallest->placeholder, &failure);
  }
  job->placeholder = smallest->placeholder;
  if (!g_error_matches (failure, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* For the catalogue: what it does not know already. */
static void
note_files (const BylinePublishJob *job, const GPtrArray *files, const BylineNewParts *parts)
{
  for (guint i = 0; job->recorded && i < files->len; i++) {
    BylinePublished *file = g_ptr_array_index (files, i);

    if (!file->known)
      byline_publish_file_note (file, parts);
  }
}

static gboolean
publish (BylinePublishJob *job, GError **error)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (GArray) missing = g_array_new (FALSE, TRUE, sizeof (gboolean));
  g_auto (BylineNewParts) parts = { 0 };
  int n_missing, width = 0, height = 0;

  if (!find_size (job, facts_of (job), &width, &height, error))
    return FALSE;
  if (job->spec->n_crops > 0)
    job->focus =
        byline_publish_focus (job->photo->path, job->metadata, facts_of (job)->orientation);
  files = plan_files (job, facts_of (job), width, height);
  g_array_set_size (missing, files->len);
  byline_metadata_build (job->metadata, job->fields, &parts);
  n_missing = freshen (job, files, &parts, missing, error);
  if (n_missing < 0 || (n_missing > 0 && !make (job, files, &parts, missing, error)))
    return FALSE;
  if (!find_placeholder (job, files, error))
    return FALSE;
  note_files (job, files, &parts);
  job->renditions = g_steal_pointer (&files);
  return TRUE;
}

void
byline_publish_job_work (BylinePublishJob *job)
{
  gboolean done = learn (job, &job->error);

  if (done) {
    find_twin (job);
    done = publish (job, &job->error);
  }
  if (!done && strstr (job->error->message, job->photo->path) == NULL)
    g_prefix_error (&job->error, "%s: ", job->photo->path);
}
