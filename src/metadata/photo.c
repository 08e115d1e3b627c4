#include "base/folders.h"
#include "base/hash.h"
#include "container/container.h"
#include "metadata/rewrite.h"
#include "metadata/sidecar.h"

#include <byline/error.h>
#include <byline/photo.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>

char *
byline_id_to_string (const BylineId *id)
{
  return byline_hex (id->bytes, sizeof id->bytes);
}

void
byline_write_report_clear (BylineWriteReport *report)
{
  g_clear_pointer (&report->cut, g_ptr_array_unref);
  g_clear_pointer (&report->notes, g_ptr_array_unref);
  g_clear_pointer (&report->undo, g_bytes_unref);
  g_clear_pointer (&report->sidecar, g_free);
  report->changed = FALSE;
}

char *
byline_follow_link (const char *path, GError **error)
{
  char *real = NULL;
  char *copy = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return g_strdup (path);
  real = realpath (path, NULL);
  if (real == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: %s", path, g_strerror (errno));
    return NULL;
  }
  copy = g_strdup (real);
  free (real); /* NOLINT(cppcoreguidelines-no-malloc): it is the C library's */
  return copy;
}

BylineMetadata *
byline_metadata_read_photo (BylineContainer *container, const char *path)
{
  g_autofree char *real = byline_follow_link (path, NULL);
  g_autofree char *where =
      byline_sidecar_find (real != NULL ? real : path, byline_container_format (container));
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineInput) input = where != NULL ? byline_input_open (where, &error) : NULL;
  g_autoptr (BylineContainer) sidecar = input != NULL ? byline_sidecar_open (input, &error) : NULL;
  BylineMetadata *metadata = byline_metadata_read_both (container, sidecar);

  if (error != NULL)
    byline_metadata_note (metadata, "sidecar left out: %s", error->message);
  return metadata;
}

BylineMetadata *
byline_photo_read (const char *path, GError **error)
{
  return byline_photo_read_as (path, NULL, error);
}

BylineMetadata *
byline_photo_read_as (const char *path, const char *legacy_charset, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (path, error);
  g_autoptr (BylineContainer) container = NULL;

  if (input != NULL)
    container = byline_container_open (input, error);
  if (container == NULL)
    return NULL;
  byline_container_set_legacy_charset (container, legacy_charset);
  return byline_metadata_read_photo (container, path);
}

gboolean
byline_photo_id (const char *path, BylineId *id, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (path, error);
  g_autoptr (BylineContainer) container = NULL;

  if (input != NULL)
    container = byline_container_open (input, error);
  return container != NULL && byline_container_id (container, id, error);
}

gboolean
byline_name_file (const char *path, GError **error)
{
  if (error != NULL && *error != NULL && strstr ((*error)->message, path) == NULL)
    g_prefix_error (error, "%s: ", path);
  return FALSE;
}

static gboolean
commit (const BylinePrepared *prepared, GError **error)
{
  for (guint i = 0; prepared->replacements != NULL && i < prepared->replacements->len; i++) {
    BylineReplacement *replacement = g_ptr_array_index (prepared->replacements, i);
    g_autofree char *folder = g_path_get_dirname (byline_replacement_path (replacement));
    struct stat now;

    if (!byline_replacement_commit (replacement, &now, error) ||
        !byline_sync_folder_named (folder, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
byline_photo_write (const char *path, const BylineEdit *edit, const BylineWriteOptions *options,
                    BylineWriteReport *report, GError **error)
{
  g_auto (BylinePrepared) prepared = { 0 };

  if (!byline_photo_prepare (path, edit, options, report, &prepared, error))
    return FALSE;
  if (prepared.replacements != NULL)
    report->undo =
        g_bytes_ref (byline_replacement_undo (g_ptr_array_index (prepared.replacements, 0)));
  if (commit (&prepared, error))
    return TRUE;
  byline_write_report_clear (report);
  return byline_name_file (path, error);
}
