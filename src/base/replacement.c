#include "base/replacement.h"

#include <errno.h>
#include <unistd.h>

struct _BylineReplacement {
  BylineInput *old;
  BylineNewFile *file;
};

BylineReplacement *
byline_replacement_new (const char *path, BylineInput *old, const BylineSplice *splice,
                        gboolean keep_mtime, GError **error)
{
  g_autoptr (BylineReplacement) replacement = g_new0 (BylineReplacement, 1);

  replacement->old = old;
  replacement->file = byline_new_file_create (path, error);
  if (replacement->file == NULL || !byline_splice_write (splice, old, replacement->file, error) ||
      !byline_new_file_copy_attributes (replacement->file, old, error) ||
      (keep_mtime && !byline_new_file_copy_times (replacement->file, old, error)))
    return NULL;
  return g_steal_pointer (&replacement);
}

void
byline_replacement_free (BylineReplacement *replacement)
{
  if (replacement == NULL)
    return;
  g_clear_pointer (&replacement->file, byline_new_file_free);
  g_clear_pointer (&replacement->old, byline_input_free);
  g_free (replacement);
}

BylineInput *
byline_replacement_old (const BylineReplacement *replacement)
{
  return replacement->old;
}

BylineInput *
byline_replacement_result (const BylineReplacement *replacement, GError **error)
{
  return byline_input_open (byline_new_file_temporary (replacement->file), error);
}

gboolean
byline_replacement_commit (BylineReplacement *replacement, struct stat *now, GError **error)
{
  if (!byline_input_unchanged (replacement->old, error) ||
      !byline_new_file_commit (replacement->file, BYLINE_COMMIT_REPLACE, error))
    return FALSE;
  if (fstat (byline_new_file_fd (replacement->file), now) == 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: cannot look at the new file: %s",
               byline_input_name (replacement->old), g_strerror (errno));
  return FALSE;
}
