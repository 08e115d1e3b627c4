#include "base/splice.h"

#include <string.h>

struct _BylineSplice {
  GArray *pieces; /* of BylinePiece */
  guint64 size;
};

static void
clear_piece (gpointer piece)
{
  g_clear_pointer (&((BylinePiece *) piece)->fresh, g_bytes_unref);
}

BylineSplice *
byline_splice_new (void)
{
  BylineSplice *splice = g_new0 (BylineSplice, 1);

  splice->pieces = g_array_new (FALSE, FALSE, sizeof (BylinePiece));
  g_array_set_clear_func (splice->pieces, clear_piece);
  return splice;
}

void
byline_splice_free (BylineSplice *splice)
{
  if (splice == NULL)
    return;
  g_array_unref (splice->pieces);
  g_free (splice);
}

void
byline_splice_keep (BylineSplice *splice, guint64 offset, guint64 length)
{
  BylinePiece piece = { .offset = offset, .length = length };
  BylinePiece *last = NULL;

  g_return_if_fail (length <= G_MAXUINT64 - offset && length <= G_MAXUINT64 - splice->size);

  if (length == 0)
    return;
  if (splice->pieces->len > 0)
    last = &g_array_index (splice->pieces, BylinePiece, splice->pieces->len - 1);
  if (last != NULL && last->fresh == NULL && last->offset + last->length == offset)
    last->length += length;
  else
    g_array_append_val (splice->pieces, piece);
  splice->size += length;
}

void
byline_splice_insert (BylineSplice *splice, GBytes *fresh)
{
  BylinePiece piece = { .length = g_bytes_get_size (fresh), .fresh = fresh };

  g_return_if_fail (piece.length <= G_MAXUINT64 - splice->size);

  if (piece.length == 0)
    return;
  g_bytes_ref (fresh);
  g_array_append_val (splice->pieces, piece);
  splice->size += piece.length;
}

BylineSplice *
byline_splice_copy (const BylineSplice *splice)
{
  BylineSplice *copy = byline_splice_new ();

  for (guint i = 0; i < splice->pieces->len; i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);

    if (piece->fresh != NULL)
      byline_splice_insert (copy, piece->fresh);
    else
      byline_splice_keep (copy, piece->offset, piece->length);
  }
  return copy;
}

guint
byline_splice_n_pieces (const BylineSplice *splice)
{
  return splice->pieces->len;
}

const BylinePiece *
byline_splice_piece (const BylineSplice *splice, guint index)
{
  g_return_val_if_fail (index < splice->pieces->len, NULL);
  return &g_array_index (splice->pieces, BylinePiece, index);
}

guint64
byline_splice_size (const BylineSplice *splice)
{
  return splice->size;
}

/* Asks before anything is allocated or written, so that a plan for another file costs nothing. */
static gboolean
check_fits (const BylineSplice *splice, BylineInput *old, GError **error)
{
  for (guint i = 0; i < splice->pieces->len; i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);

    if (piece->fresh == NULL && piece->offset + piece->length > byline_input_size (old)) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: the file ends too early",
                   byline_input_name (old));
      return FALSE;
    }
  }
  return TRUE;
}

GBytes *
byline_splice_apply (const BylineSplice *splice, BylineInput *old, GError **error)
{
  g_autofree guint8 *buffer = NULL;
  gsize at = 0;

  if (!check_fits (splice, old, error))
    return NULL;
  if (splice->size <= G_MAXSSIZE)
    buffer = g_try_malloc (MAX ((gsize) splice->size, 1));
  if (buffer == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE,
                 "%s: too large for this machine's memory", byline_input_name (old));
    return NULL;
  }
  for (guint i = 0; i < splice->pieces->len; i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);
    gsize length = (gsize) piece->length;

    if (piece->fresh != NULL)
      memcpy (buffer + at, g_bytes_get_data (piece->fresh, NULL), length);
    else if (!byline_input_read (old, piece->offset, buffer + at, length, error))
      return NULL;
    at += length;
  }
  return g_bytes_new_take (g_steal_pointer (&buffer), at);
}

gboolean
byline_splice_write (const BylineSplice *splice, BylineInput *old, BylineNewFile *file,
                     GError **error)
{
  if (!check_fits (splice, old, error))
    return FALSE;
  for (guint i = 0; i < splice->pieces->len; i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);
    gsize size;
    const void *fresh = piece->fresh != NULL ? g_bytes_get_data (piece->fresh, &size) : NULL;

    if (fresh != NULL ? !byline_new_file_write (file, fresh, size, error)
                      : !byline_new_file_copy (file, old, piece->offset, piece->length, error))
      return FALSE;
  }
  return TRUE;
}

/* Has @inverse give back what @splice leaves out of @old between two kept ranges. */
static gboolean
restore_gap (BylineSplice *inverse, BylineInput *old, guint64 from, guint64 to, GError **error)
{
  g_autoptr (GBytes) lost = NULL;

  if (from == to)
    return TRUE;
  lost = byline_input_copy (old, from, (gsize) (to - from), error);
  if (lost == NULL)
    return FALSE;
  byline_splice_insert (inverse, lost);
  return TRUE;
}

static gboolean
invert (const BylineSplice *splice, BylineInput *old, BylineSplice *inverse, GError **error)
{
  guint64 old_at = 0, new_at = 0;

  for (guint i = 0; i < splice->pieces->len; i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);

    if (piece->fresh == NULL) {
      if (piece->offset < old_at) {
        g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                     "%s: the change moves things about and could not be undone",
                     byline_input_name (old));
        return FALSE;
      }
      if (!restore_gap (inverse, old, old_at, piece->offset, error))
        return FALSE;
      byline_splice_keep (inverse, new_at, piece->length);
      old_at = piece->offset + piece->length;
    }
    new_at += piece->length;
  }
  return restore_gap (inverse, old, old_at, byline_input_size (old), error);
}

BylineSplice *
byline_splice_invert (const BylineSplice *splice, BylineInput *old, GError **error)
{
  BylineSplice *inverse = byline_splice_new ();

  if (check_fits (splice, old, error) && invert (splice, old, inverse, error))
    return inverse;
  byline_splice_free (inverse);
  return NULL;
}
