/* Previews that cameras keep in their MakerNotes (exiftool's MakerNotes.pm, Olympus.pm, Pentax.pm).
 */
#include "container/tiff.h"

#include <string.h>

/* Where a maker's note has the place and the size of its preview, as two numbers. */
/* clang-format off */
typedef struct {
  const char *prefix;   /* the note begins with it */
  guint8      length;   /* octets of it */
  guint8      order_at; /* of "II" or "MM" in the note; 0: the file's order goes */
  guint8      dir_at;   /* of the note's directory */
  gboolean    own;      /* what its offsets count from is its beginning, not the file's */
  gboolean    own_preview; /* so does the preview's place */
  guint16     sub;      /* the numbers are in this sub-directory; 0: in the note's own */
  guint16     start, size;
} Layout;

static const Layout layouts[] = {
  { "OLYMPUS\0",   8,  8,  12, TRUE,  TRUE,  0x2020, 0x0101, 0x0102 },
  { "OM SYSTEM\0", 10, 12, 16, TRUE,  TRUE,  0x2020, 0x0101, 0x0102 },
  { "OLYMP\0",     6,  0,  8,  FALSE, FALSE, 0x2020, 0x0101, 0x0102 },
  { "OLYMP\0",     6,  0,  8,  FALSE, FALSE, 0,      0x0088, 0x0089 },
  { "EPSON\0",     6,  0,  8,  FALSE, FALSE, 0,      0x0088, 0x0089 },
  { "AOC\0",       4,  4,  6,  FALSE, FALSE, 0,      0x0004, 0x0003 },
  { "PENTAX \0",   8,  8,  10, TRUE,  FALSE, 0,      0x0004, 0x0003 },
};
/* clang-format on */

#define HEAD_MAX 16

/* The note as a TIFF structure of its own. */
static BylineIfdFile
note_file (const BylineIfdFile *file, const Layout *layout, guint64 start, const guint8 *head)
{
  BylineIfdFile note = *file;

  if (layout->order_at != 0)
    note.little = head[layout->order_at] == 'I';
  if (layout->own) {
    note.base += start;
    note.size -= start;
  }
  return note;
}

/* A sub-directory's place is a number, or where the value lies. */
static guint64
sub_offset (const BylineIfdFile *note, const BylineIfd *dir, guint16 tag)
{
  const BylineIfdEntry *entry = byline_ifd_find (dir, tag);

  return entry != NULL ? byline_ifd_number (note, entry, 0, entry->value_at) : 0;
}

static void
follow (const BylineIfdFile *file, const Layout *layout, guint64 start, const guint8 *head,
        GArray *ranges)
{
  BylineIfdFile note = note_file (file, layout, start, head);
  guint64 base = file->base + (layout->own_preview ? start : 0);
  g_autoptr (BylineIfd) dir =
      byline_ifd_read (&note, layout->dir_at + (layout->own ? 0 : start), NULL);
  BylineRange range;

  if (dir != NULL && layout->sub != 0) {
    BylineIfd *sub = byline_ifd_read (&note, sub_offset (&note, dir, layout->sub), NULL);

    byline_ifd_free (dir);
    dir = sub;
  }
  if (dir == NULL)
    return;
  range.offset = byline_ifd_find_number (&note, dir, layout->start, 0);
  range.length = byline_ifd_find_number (&note, dir, layout->size, 0);
  if (range.offset == 0 || range.offset > G_MAXUINT64 - base)
    return;
  range.offset += base;
  g_array_append_val (ranges, range);
}

void
byline_tiff_note_previews (const BylineTiffFile *tiff, GArray *ranges)
{
  const BylineIfdEntry *entry =
      tiff->exif != NULL ? byline_ifd_find (tiff->exif, BYLINE_TAG_MAKER_NOTE) : NULL;
  guint8 head[HEAD_MAX];
  const guint8 *bytes;

  if (entry == NULL || entry->value_size < HEAD_MAX || !byline_ifd_holds (&tiff->file, entry))
    return;
  bytes = byline_input_peek (tiff->file.input, tiff->file.base + entry->value_at, HEAD_MAX, NULL);
  if (bytes == NULL)
    return;
  memcpy (head, bytes, HEAD_MAX); /* what is peeked at goes with the next look */
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    if (memcmp (head, layouts[i].prefix, layouts[i].length) == 0)
      follow (&tiff->file, &layouts[i], entry->value_at, head, ranges);
}
