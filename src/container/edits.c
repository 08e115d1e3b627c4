#include "container/edits.h"

typedef struct {
  guint64 offset;
  guint64 length;
  GBytes *fresh; /* NULL: nothing instead */
} Edit;

struct _BylineEdits {
  GArray *edits; /* of Edit */
};

static void
clear_edit (gpointer edit)
{
  g_clear_pointer (&((Edit *) edit)->fresh, g_bytes_unref);
}

BylineEdits *
byline_edits_new (void)
{
  BylineEdits *edits = g_new0 (BylineEdits, 1);

  edits->edits = g_array_new (FALSE, FALSE, sizeof (Edit));
  g_array_set_clear_func (edits->edits, clear_edit);
  return edits;
}

void
byline_edits_free (BylineEdits *edits)
{
  if (edits == NULL)
    return;
  g_array_unref (edits->edits);
  g_free (edits);
}

/* Kept in order while adding: there are never more than a few. */
void
byline_edits_replace (BylineEdits *edits, guint64 offset, guint64 length, GBytes *fresh)
{
  Edit edit = { offset, length, fresh };
  guint at = edits->edits->len;

  while (at > 0 && g_array_index (edits->edits, Edit, at - 1).offset > offset)
    at--;
  /* What is inserted before a byte comes before what replaces that byte. */
  if (length == 0 && at > 0 && g_array_index (edits->edits, Edit, at - 1).offset == offset &&
      g_array_index (edits->edits, Edit, at - 1).length > 0)
    at--;
  g_array_insert_val (edits->edits, at, edit);
}

static guint64
fresh_size (const Edit *edit)
{
  return edit->fresh != NULL ? g_bytes_get_size (edit->fresh) : 0;
}

gboolean
byline_edits_moved (const BylineEdits *edits, guint64 offset, guint64 *moved)
{
  guint64 to = offset;

  for (guint i = 0; i < edits->edits->len; i++) {
    const Edit *edit = &g_array_index (edits->edits, Edit, i);

    if (edit->offset > offset)
      break;
    if (offset - edit->offset < edit->length)
      return FALSE;
    to = to - edit->length + fresh_size (edit);
  }
  *moved = to;
  return TRUE;
}

gboolean
byline_edits_drop (const BylineEdits *edits, guint64 offset)
{
  for (guint i = 0; i < edits->edits->len; i++) {
    const Edit *edit = &g_array_index (edits->edits, Edit, i);

    if (edit->offset <= offset && offset - edit->offset < edit->length)
      return fresh_size (edit) == 0;
  }
  return FALSE;
}

gint64
byline_edits_growth (const BylineEdits *edits)
{
  gint64 growth = 0;

  for (guint i = 0; i < edits->edits->len; i++) {
    const Edit *edit = &g_array_index (edits->edits, Edit, i);

    growth += (gint64) fresh_size (edit) - (gint64) edit->length;
  }
  return growth;
}

BylineSplice *
byline_edits_splice (BylineEdits *edits, guint64 size)
{
  BylineSplice *splice = byline_splice_new ();
  guint64 at = 0;

  for (guint i = 0; i < edits->edits->len; i++) {
    const Edit *edit = &g_array_index (edits->edits, Edit, i);

    byline_splice_keep (splice, at, edit->offset - at);
    if (edit->fresh != NULL)
      byline_splice_insert (splice, edit->fresh);
    at = edit->offset + edit->length;
  }
  byline_splice_keep (splice, at, size - at);
  return splice;
}
