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
  g_clear_pointer (&report->undo, g_bytes_unref);
  report->changed = FALSE;
}

/* The file itself, where @path is a link to it: the link is to stay one.
 * Returns: (transfer full) */
static char *
follow_link (const char *path, GError **error)
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
  g_autofree char *real = follow_link (path, NULL);
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
  g_autoptr (BylineInput) input = byline_input_open (path, error);
  g_autoptr (BylineContainer) container = NULL;

  if (input != NULL)
    container = byline_container_open (input, error);
  return container != NULL ? byline_metadata_read_photo (container, path) : NULL;
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

/* What lower stages say does not always name the file; once is enough. */
static gboolean
name_file (const char *path, GError **error)
{
  if (error != NULL && *error != NULL && strstr ((*error)->message, path) == NULL)
    g_prefix_error (error, "%s: ", path);
  return FALSE;
}

static gboolean
check_links (BylineInput *input, const BylineWriteOptions *options, GError **error)
{
  const struct stat *what = byline_input_stat (input);

  if (what->st_nlink < 2 || options->break_hard_links)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
               "%s: other names (hard links) share this file, and would keep the old one",
               byline_input_name (input));
  return FALSE;
}

/* A change on its way from the old file to the new one. */
typedef struct {
  BylineInput *input;
  BylineContainer *container;
  BylineSplice *splice;
  BylineNewParts parts;
} Change;

static void
change_clear (Change *change)
{
  g_clear_pointer (&change->splice, byline_splice_free);
  g_clear_pointer (&change->container, byline_container_free);
  g_clear_pointer (&change->input, byline_input_free);
  byline_new_parts_clear (&change->parts);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Change, change_clear)

void
byline_prepared_clear (BylinePrepared *prepared)
{
  g_clear_pointer (&prepared->after, byline_metadata_free);
  g_clear_pointer (&prepared->before, byline_metadata_free);
  g_clear_pointer (&prepared->replacements, g_ptr_array_unref);
}

static gboolean
plan (Change *change, const char *path, const BylineEdit *edit, const BylineWriteOptions *options,
      BylineWriteReport *report, BylineMetadata **before, GError **error)
{
  change->input = byline_input_open (path, error);
  if (change->input == NULL || !check_links (change->input, options, error))
    return FALSE;
  change->container = byline_container_open (change->input, error);
  if (change->container == NULL)
    return FALSE;
  *before = byline_metadata_read_parts (change->container);
  change->splice = byline_metadata_plan (change->container, *before, edit, options, &change->parts,
                                         report, error);
  return change->splice != NULL;
}

/* Returns: (transfer full): what the new file says, once it is proved to be right */
static BylineMetadata *
prove (const Change *change, const BylineReplacement *replacement, GError **error)
{
  g_autoptr (BylineInput) result = byline_replacement_result (replacement, error);
  g_autoptr (BylineContainer) container = NULL;

  if (result == NULL ||
      !byline_container_prove (change->container, change->splice, &change->parts, result, error))
    return NULL;
  container = byline_container_open (result, error);
  return container != NULL ? byline_metadata_read_parts (container) : NULL;
}

static void
free_replacement (gpointer replacement)
{
  byline_replacement_free (replacement);
}

static gboolean
make_replacement (Change *change, const char *path, const BylineWriteOptions *options,
                  BylinePrepared *prepared, GError **error)
{
  BylineReplacement *replacement = NULL;

  /* @change's container looks at the old file through the replacement's input from here on. */
  replacement = byline_replacement_new (path, g_steal_pointer (&change->input), change->splice,
                                        options->keep_mtime, error);
  if (replacement == NULL)
    return FALSE;
  prepared->replacements = g_ptr_array_new_with_free_func (free_replacement);
  g_ptr_array_add (prepared->replacements, replacement);
  prepared->after = prove (change, replacement, error);
  return prepared->after != NULL;
}

static gboolean
prepare (const char *path, const BylineEdit *edit, const BylineWriteOptions *options,
         BylineWriteReport *report, BylinePrepared *prepared, GError **error)
{
  g_auto (Change) change = { 0 };

  if (!plan (&change, path, edit, options, report, &prepared->before, error))
    return FALSE;
  if (report->changed)
    return make_replacement (&change, path, options, prepared, error);
  g_clear_pointer (&prepared->before, byline_metadata_free);
  return TRUE;
}

gboolean
byline_photo_prepare (const char *path, const BylineEdit *edit, const BylineWriteOptions *options,
                      BylineWriteReport *report, BylinePrepared *prepared, GError **error)
{
  g_autoptr (GError) failure = NULL;
  g_autofree char *real = follow_link (path, error);

  *prepared = (BylinePrepared){ 0 };
  if (real == NULL)
    return FALSE;
  if (prepare (real, edit, options, report, prepared, &failure))
    return TRUE;
  byline_prepared_clear (prepared);
  byline_write_report_clear (report);
  name_file (real, &failure);
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
commit (const BylinePrepared *prepared, GError **error)
{
  for (guint i = 0; prepared->replacements != NULL && i < prepared->replacements->len; i++) {
    struct stat now;

    if (!byline_replacement_commit (g_ptr_array_index (prepared->replacements, i), &now, error))
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
  return name_file (path, error);
}
