/* A write into one photo up to the moment that cannot be taken back: which files it concerns, how
 * they will read, and the proof that nothing else changes. */
#include "metadata/rewrite.h"
#include "metadata/sidecar.h"

#include <byline/error.h>

#include <string.h>

/* One file on its way from the old to the new. */
typedef struct {
  char *path;
  BylineInput *input;         /* NULL where there is no file yet, and once the replacement has it */
  BylineContainer *container; /* NULL where there is no file yet */
  BylineSplice *splice;       /* NULL where the file stays as it is */
  BylineNewParts parts;
  BylineInput *result; /* the new file */
  BylineContainer *after;
} Change;

static void
change_clear (Change *change)
{
  g_clear_pointer (&change->after, byline_container_free);
  g_clear_pointer (&change->result, byline_input_free);
  g_clear_pointer (&change->splice, byline_splice_free);
  g_clear_pointer (&change->container, byline_container_free);
  g_clear_pointer (&change->input, byline_input_free);
  byline_new_parts_clear (&change->parts);
  g_free (change->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

/* A photo and the sidecar that it has, or gets; @sidecar has no path if it has none and gets none.
 */
typedef struct {
  const BylineEdit *edit;
  const BylineWriteOptions *options;
  Change photo, sidecar;
  gboolean into_photo, into_sidecar;
} Write;

static void
write_clear (Write *write)
{
  change_clear (&write->sidecar);
  change_clear (&write->photo);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Write, write_clear)

void
byline_prepared_clear (BylinePrepared *prepared)
{
  g_clear_pointer (&prepared->after, byline_metadata_free);
  g_clear_pointer (&prepared->before, byline_metadata_free);
  g_clear_pointer (&prepared->replacements, g_ptr_array_unref);
}

/* Opening ------------------------------------------------------------------------------------- */

static gboolean
refuse (const Change *change, const char *why, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "%s: %s", change->path, why);
  return FALSE;
}

static gboolean
check_links (const Change *change, const BylineWriteOptions *options, GError **error)
{
  const struct stat *what = byline_input_stat (change->input);

  return what->st_nlink < 2 || options->break_hard_links ||
         refuse (change,
                 "other names (hard links) share this file, and would keep the old one; "
                 "--break-hard-links writes it all the same",
                 error);
}

static gboolean
open_photo (Write *write, const char *path, GError **error)
{
  Change *photo = &write->photo;

  photo->path = g_strdup (path);
  photo->input = byline_input_open (path, error);
  photo->container = photo->input != NULL ? byline_container_open (photo->input, error) : NULL;
  if (photo->container == NULL)
    return FALSE;
  byline_container_set_legacy_charset (photo->container, write->options->legacy_charset);
  return TRUE;
}

/* The journal knows a sidecar by its name beside the photo: a link would lead it astray. */
static gboolean
open_sidecar (Write *write, GError **error)
{
  Change *sidecar = &write->sidecar;

  sidecar->path =
      byline_sidecar_find (write->photo.path, byline_container_format (write->photo.container));
  if (sidecar->path == NULL)
    return TRUE;
  if (g_file_test (sidecar->path, G_FILE_TEST_IS_SYMLINK))
    return refuse (sidecar, "a symbolic link; byline writes into sidecars themselves", error);
  sidecar->input = byline_input_open (sidecar->path, error);
  if (sidecar->input == NULL || !check_links (sidecar, write->options, error))
    return FALSE;
  sidecar->container = byline_sidecar_open (sidecar->input, error);
  return sidecar->container != NULL;
}

/* Where a sidecar says something already, photo and sidecar are both written, so that they agree.
 */
static void
decide (Write *write)
{
  const BylineFormat format = byline_container_format (write->photo.container);
  const gboolean only_sidecar =
      byline_sidecar_is_needed (format) || (write->options->sidecar && format != BYLINE_FORMAT_XMP);

  write->into_photo = !only_sidecar;
  write->into_sidecar = only_sidecar || write->sidecar.path != NULL;
  if (only_sidecar && write->sidecar.path == NULL)
    write->sidecar.path = byline_sidecar_new_path (write->photo.path, format);
}

/* Planning ------------------------------------------------------------------------------------ */

/* What cannot be done inside a file can be done beside it. */
static void
say_way_out (GError **error)
{
  g_autofree char *message = NULL;

  if (error == NULL || !g_error_matches (*error, BYLINE_ERROR, BYLINE_ERROR_REFUSED) ||
      strstr ((*error)->message, "--sidecar") != NULL)
    return;
  message = (*error)->message;
  (*error)->message = g_strconcat (message, "; --sidecar writes beside it", NULL);
}

static gboolean
plan_photo (Write *write, const BylineMetadata *before, BylineWriteReport *report, GError **error)
{
  Change *photo = &write->photo;

  if (!check_links (photo, write->options, error))
    return FALSE;
  photo->splice = byline_metadata_plan (photo->container, before, write->edit, write->options,
                                        &photo->parts, report, error);
  if (photo->splice == NULL) {
    say_way_out (error);
    return FALSE;
  }
  if (!report->changed)
    g_clear_pointer (&photo->splice, byline_splice_free);
  return TRUE;
}

static BylineSplice *
splice_of (Change *sidecar, GBytes *bytes, GError **error)
{
  BylineSplice *splice = NULL;

  byline_new_parts_take (&sidecar->parts, BYLINE_PART_XMP, g_bytes_ref (bytes));
  if (sidecar->container != NULL)
    return byline_container_plan (sidecar->container, &sidecar->parts, error);
  splice = byline_splice_new ();
  byline_splice_insert (splice, bytes);
  return splice;
}

static gboolean
plan_sidecar (Write *write, const BylineMetadata *before, BylineWriteReport *report, GError **error)
{
  Change *sidecar = &write->sidecar;
  GBytes *old = sidecar->container != NULL
                    ? byline_container_part (sidecar->container, BYLINE_PART_XMP)
                    : NULL;
  g_autoptr (GBytes) bytes =
      byline_sidecar_rewrite (old, before, write->edit, write->into_photo, error);

  if (bytes == NULL) {
    g_prefix_error (error, "%s: ", sidecar->path);
    return FALSE;
  }
  if (bytes == old || g_bytes_get_size (bytes) == 0)
    return TRUE;
  sidecar->splice = splice_of (sidecar, bytes, error);
  report->changed = sidecar->splice != NULL;
  report->sidecar = g_strdup (sidecar->path);
  return report->changed;
}

static gboolean
plan (Write *write, BylineMetadata *before, BylineWriteReport *report, GError **error)
{
  return (!write->into_photo || plan_photo (write, before, report, error)) &&
         (!write->into_sidecar || plan_sidecar (write, before, report, error));
}

/* Making and proving -------------------------------------------------------------------------- */

static gboolean
prove (Change *change, const BylineReplacement *replacement, GError **error)
{
  change->result = byline_replacement_result (replacement, error);
  if (change->result == NULL || (change->container != NULL &&
                                 !byline_container_prove (change->container, change->splice,
                                                          &change->parts, change->result, error)))
    return FALSE;
  change->after = byline_container_open (change->result, error);
  if (change->after == NULL)
    return FALSE;
  if (change->container != NULL)
    byline_container_set_legacy_charset (change->after,
                                         byline_container_legacy_charset (change->container));
  return change->container != NULL ||
         g_bytes_equal (byline_container_part (change->after, BYLINE_PART_XMP),
                        change->parts.part[BYLINE_PART_XMP].bytes) ||
         refuse (change, "the new file did not come out right", error);
}

static void
free_replacement (gpointer replacement)
{
  byline_replacement_free (replacement);
}

static gboolean
make (Change *change, BylineReplacementFlags flags, BylinePrepared *prepared, GError **error)
{
  BylineReplacement *replacement = NULL;

  if (change->splice == NULL)
    return TRUE;
  /* The container looks at the old file through the replacement's input from here on. */
  replacement = byline_replacement_new (change->path, g_steal_pointer (&change->input),
                                        change->splice, flags, error);
  if (replacement == NULL)
    return FALSE;
  if (prepared->replacements == NULL)
    prepared->replacements = g_ptr_array_new_with_free_func (free_replacement);
  g_ptr_array_add (prepared->replacements, replacement);
  return prove (change, replacement, error);
}

static BylineMetadata *
read_after (const Write *write)
{
  const Change *photo = &write->photo, *sidecar = &write->sidecar;

  return byline_metadata_read_both (photo->after != NULL ? photo->after : photo->container,
                                    sidecar->after != NULL ? sidecar->after : sidecar->container);
}

static gboolean
prepare (const char *path, const BylineEdit *edit, const BylineWriteOptions *options,
         BylineWriteReport *report, BylinePrepared *prepared, GError **error)
{
  const BylineReplacementFlags times = options->keep_mtime ? BYLINE_REPLACEMENT_KEEP_MTIME : 0;
  const BylineReplacementFlags known =
      prepared->photo_is_known ? BYLINE_REPLACEMENT_OLD_IS_KNOWN : 0;
  g_auto (Write) write = { .edit = edit, .options = options };

  if (!open_photo (&write, path, error) || !open_sidecar (&write, error))
    return FALSE;
  decide (&write);
  prepared->before = byline_metadata_read_both (write.photo.container, write.sidecar.container);
  if (!plan (&write, prepared->before, report, error) ||
      !make (&write.photo, times | known, prepared, error) ||
      !make (&write.sidecar, times, prepared, error))
    return FALSE;
  if (prepared->replacements != NULL)
    prepared->after = read_after (&write);
  else
    g_clear_pointer (&prepared->before, byline_metadata_free);
  return TRUE;
}

gboolean
byline_photo_prepare (const char *path, const BylineEdit *edit, const BylineWriteOptions *options,
                      BylineWriteReport *report, BylinePrepared *prepared, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *real = byline_follow_link (path, error);

  if (real == NULL)
    return FALSE;
  if (prepare (real, edit, options, report, prepared, &failure))
    return TRUE;
  byline_prepared_clear (prepared);
  byline_write_report_clear (report);
  byline_name_file (real, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
