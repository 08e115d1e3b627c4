#include "base/replacement.h"

#include "base/folders.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

struct _BylineReplacement {
  BylineReplacementKind kind;
  char *path;
  BylineInput *old;
  BylineNewFile *file; /* NULL of a removal */
  GBytes *undo;
};

static BylineReplacement *
new_of_kind (BylineReplacementKind kind, const char *path, BylineInput *old)
{
  BylineReplacement *replacement = g_new0 (BylineReplacement, 1);

  replacement->kind = kind;
  replacement->path = g_strdup (path);
  replacement->old = old;
  return replacement;
}

static gboolean
keep_way_back (BylineReplacement *replacement, const BylineSplice *splice, GError **error)
{
  g_autoptr (BylineSplice) back = byline_splice_invert (splice, replacement->old, error);

  if (back == NULL)
    return FALSE;
  replacement->undo = byline_splice_encode (back);
  return TRUE;
}

static BylineInput *
no_file (const char *path)
{
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);

  return byline_input_new (nothing, path);
}

BylineReplacement *
byline_replacement_new (const char *path, BylineInput *old, const BylineSplice *splice,
                        gboolean keep_mtime, GError **error)
{
  g_autoptr (BylineReplacement) replacement = NULL;

  replacement = new_of_kind (old != NULL ? BYLINE_REPLACEMENT_REPLACES : BYLINE_REPLACEMENT_CREATES,
                             path, old != NULL ? old : no_file (path));
  replacement->file = byline_new_file_create (path, error);
  if (replacement->file == NULL ||
      !byline_splice_write (splice, replacement->old, replacement->file, error) ||
      !byline_new_file_copy_attributes (replacement->file, replacement->old, error) ||
      (keep_mtime && !byline_new_file_copy_times (replacement->file, replacement->old, error)) ||
      !keep_way_back (replacement, splice, error))
    return NULL;
  return g_steal_pointer (&replacement);
}

BylineReplacement *
byline_replacement_new_removal (const char *path, BylineInput *old, GError **error)
{
  g_autoptr (BylineReplacement) replacement = new_of_kind (BYLINE_REPLACEMENT_REMOVES, path, old);
  g_autoptr (BylineSplice) nothing = byline_splice_new ();

  return keep_way_back (replacement, nothing, error) ? g_steal_pointer (&replacement) : NULL;
}

void
byline_replacement_free (BylineReplacement *replacement)
{
  if (replacement == NULL)
    return;
  g_clear_pointer (&replacement->undo, g_bytes_unref);
  g_clear_pointer (&replacement->file, byline_new_file_free);
  g_clear_pointer (&replacement->old, byline_input_free);
  g_free (replacement->path);
  g_free (replacement);
}

BylineReplacementKind
byline_replacement_kind (const BylineReplacement *replacement)
{
  return replacement->kind;
}

const char *
byline_replacement_path (const BylineReplacement *replacement)
{
  return replacement->path;
}

BylineInput *
byline_replacement_old (const BylineReplacement *replacement)
{
  return replacement->old;
}

GBytes *
byline_replacement_undo (const BylineReplacement *replacement)
{
  return replacement->undo;
}

BylineInput *
byline_replacement_result (const BylineReplacement *replacement, GError **error)
{
  g_return_val_if_fail (replacement->file != NULL, NULL);
  return byline_input_open (byline_new_file_temporary (replacement->file), error);
}

static gboolean
fail (const BylineReplacement *replacement, const char *what, GError **error)
{
  const int errnum = errno;

  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: %s: %s", replacement->path, what,
               g_strerror (errnum));
  return FALSE;
}

static gboolean
remove_file (const BylineReplacement *replacement, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (replacement->path);
  const int folder_fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean gone = FALSE;

  if (folder_fd < 0 || unlink (replacement->path) < 0)
    fail (replacement, "cannot be removed", error);
  else if (!byline_sync_folder (folder_fd))
    fail (replacement, "cannot sync its folder", error);
  else
    gone = TRUE;
  if (folder_fd >= 0)
    close (folder_fd);
  return gone;
}

static gboolean
put_in_place (BylineReplacement *replacement, struct stat *now, GError **error)
{
  const BylineCommit how =
      replacement->kind == BYLINE_REPLACEMENT_CREATES ? BYLINE_COMMIT_NEW : BYLINE_COMMIT_REPLACE;

  if (!byline_new_file_commit (replacement->file, how, error))
    return FALSE;
  return fstat (byline_new_file_fd (replacement->file), now) == 0 ||
         fail (replacement, "cannot look at the new file", error);
}

gboolean
byline_replacement_commit (BylineReplacement *replacement, struct stat *now, GError **error)
{
  memset (now, 0, sizeof *now);
  if (!byline_input_unchanged (replacement->old, error))
    return FALSE;
  return replacement->kind == BYLINE_REPLACEMENT_REMOVES ? remove_file (replacement, error)
                                                         : put_in_place (replacement, now, error);
}
