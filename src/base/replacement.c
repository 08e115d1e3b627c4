#include "base/replacement.h"

#include "base/splice_hash.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

struct _BylineReplacement {
  BylineReplacementKind kind;
  char *path;
  BylineInput *old;
  BylineNewFile *file; /* NULL of a removal */
  GBytes *undo;
  BylineSpliceHash *hash;
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

static gboolean
begin_hash (BylineReplacement *replacement, const BylineSplice *splice, gboolean with_old,
            GError **error)
{
  replacement->hash = byline_splice_hash_begin (splice, replacement->old, with_old, error);
  return replacement->hash != NULL;
}

static gboolean
write_file (BylineReplacement *replacement, const BylineSplice *splice,
            BylineReplacementFlags flags, GError **error)
{
  BylineInput *old = replacement->old;

  replacement->file = byline_new_file_create (replacement->path, error);
  if (replacement->file == NULL || !byline_splice_write (splice, old, replacement->file, error) ||
      !byline_new_file_copy_attributes (replacement->file, old, error) ||
      ((flags & BYLINE_REPLACEMENT_KEEP_MTIME) != 0 &&
       !byline_new_file_copy_times (replacement->file, old, error)))
    return FALSE;
  byline_new_file_finish_soon (replacement->file);
  return TRUE;
}

BylineReplacement *
byline_replacement_new (const char *path, BylineInput *old, const BylineSplice *splice,
                        BylineReplacementFlags flags, GError **error)
{
  g_autoptr (BylineReplacement) replacement = NULL;

  replacement = new_of_kind (old != NULL ? BYLINE_REPLACEMENT_REPLACES : BYLINE_REPLACEMENT_CREATES,
                             path, old != NULL ? old : no_file (path));
  /* The way back first: it finds out whether the splice fits and can be hashed. */
  if (!keep_way_back (replacement, splice, error) ||
      !begin_hash (replacement, splice, (flags & BYLINE_REPLACEMENT_OLD_IS_KNOWN) == 0, error) ||
      !write_file (replacement, splice, flags, error))
    return NULL;
  return g_steal_pointer (&replacement);
}

BylineReplacement *
byline_replacement_new_removal (const char *path, BylineInput *old, GError **error)
{
  g_autoptr (BylineReplacement) replacement = new_of_kind (BYLINE_REPLACEMENT_REMOVES, path, old);
  g_autoptr (BylineSplice) nothing = byline_splice_new ();

  if (!keep_way_back (replacement, nothing, error) ||
      !begin_hash (replacement, nothing, TRUE, error))
    return NULL;
  return g_steal_pointer (&replacement);
}

void
byline_replacement_free (BylineReplacement *replacement)
{
  if (replacement == NULL)
    return;
  g_clear_pointer (&replacement->hash, byline_splice_hash_free);
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

gboolean
byline_replacement_hashes (BylineReplacement *replacement, guint8 *before, guint8 *after,
                           GError **error)
{
  if (!byline_splice_hash_end (replacement->hash, before, after, error))
    return FALSE;
  if (replacement->kind == BYLINE_REPLACEMENT_CREATES)
    memset (before, 0, BYLINE_SHA256_SIZE);
  if (replacement->kind == BYLINE_REPLACEMENT_REMOVES)
    memset (after, 0, BYLINE_SHA256_SIZE);
  return TRUE;
}

static gboolean
fail (const BylineReplacement *replacement, const char *what, GError **error)
{
  const int errnum = errno;

  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "%s: %s: %s", replacement->path, what,
               g_strerror (errnum));
  return FALSE;
}

gboolean
byline_replacement_finish (BylineReplacement *replacement, GError **error)
{
  return replacement->file == NULL || byline_new_file_finish (replacement->file, error);
}

static gboolean
put_in_place (BylineReplacement *replacement, struct stat *now, GError **error)
{
  const BylineCommit how =
      replacement->kind == BYLINE_REPLACEMENT_CREATES ? BYLINE_COMMIT_NEW : BYLINE_COMMIT_REPLACE;

  if (!byline_new_file_put (replacement->file, how, error))
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
  if (replacement->kind != BYLINE_REPLACEMENT_REMOVES)
    return put_in_place (replacement, now, error);
  return unlink (replacement->path) == 0 || fail (replacement, "cannot be removed", error);
}
