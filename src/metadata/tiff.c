#include "metadata/tiff.h"

#include <string.h>

gboolean
byline_tiff_open (BylineTiff *tiff, const guint8 *bytes, gsize size)
{
  if (size < BYLINE_TIFF_HEADER)
    return FALSE;
  if (memcmp (bytes, "II*\0", 4) != 0 && memcmp (bytes, "MM\0*", 4) != 0)
    return FALSE;
  *tiff = (BylineTiff){ .bytes = bytes, .size = size, .little = bytes[0] == 'I' };
  return TRUE;
}

guint16
byline_tiff_u16 (const BylineTiff *tiff, gsize at)
{
  guint16 number;

  memcpy (&number, tiff->bytes + at, sizeof number);
  return (guint16) (tiff->little ? GUINT16_FROM_LE (number) : GUINT16_FROM_BE (number));
}

guint32
byline_tiff_u32 (const BylineTiff *tiff, gsize at)
{
  guint32 number;

  memcpy (&number, tiff->bytes + at, sizeof number);
  return tiff->little ? GUINT32_FROM_LE (number) : GUINT32_FROM_BE (number);
}

void
byline_tiff_put_u16 (const BylineTiff *tiff, guint8 *to, guint16 number)
{
  guint16 stored = (guint16) (tiff->little ? GUINT16_TO_LE (number) : GUINT16_TO_BE (number));

  memcpy (to, &stored, sizeof stored);
}

void
byline_tiff_put_u32 (const BylineTiff *tiff, guint8 *to, guint32 number)
{
  guint32 stored = tiff->little ? GUINT32_TO_LE (number) : GUINT32_TO_BE (number);

  memcpy (to, &stored, sizeof stored);
}

guint32
byline_tiff_first (const BylineTiff *tiff)
{
  return byline_tiff_u32 (tiff, 4);
}

gboolean
byline_tiff_dir (const BylineTiff *tiff, guint64 offset, BylineTiffDir *dir)
{
  gsize end;

  if (offset < BYLINE_TIFF_HEADER || offset > tiff->size - 2)
    return FALSE;
  dir->offset = (gsize) offset;
  dir->n_entries = byline_tiff_u16 (tiff, dir->offset);
  end = dir->offset + 2 + (gsize) dir->n_entries * BYLINE_TIFF_ENTRY;
  if (end > tiff->size)
    return FALSE;
  /* Some cameras leave the last directory's pointer out at the very end of the block. */
  dir->next = end + 4 <= tiff->size ? byline_tiff_u32 (tiff, end) : 0;
  return TRUE;
}

gsize
byline_tiff_dir_size (const BylineTiffDir *dir)
{
  return 2 + (gsize) dir->n_entries * BYLINE_TIFF_ENTRY + 4;
}

BylineTiffEntry
byline_tiff_entry (const BylineTiff *tiff, const BylineTiffDir *dir, guint index)
{
  gsize at = dir->offset + 2 + (gsize) index * BYLINE_TIFF_ENTRY;

  return (BylineTiffEntry){ .at = at,
                            .tag = byline_tiff_u16 (tiff, at),
                            .type = byline_tiff_u16 (tiff, at + 2),
                            .count = byline_tiff_u32 (tiff, at + 4) };
}

gboolean
byline_tiff_find (const BylineTiff *tiff, const BylineTiffDir *dir, guint16 tag,
                  BylineTiffEntry *entry)
{
  for (guint i = 0; i < dir->n_entries; i++) {
    *entry = byline_tiff_entry (tiff, dir, i);
    if (entry->tag == tag)
      return TRUE;
  }
  return FALSE;
}

guint
byline_tiff_type_size (guint16 type)
{
  /* BYTE ASCII SHORT LONG RATIONAL SBYTE UNDEFINED SSHORT SLONG SRATIONAL FLOAT DOUBLE IFD */
  static const guint8 sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4 };

  if (type == 129) /* UTF-8, Exif 3.0 */
    return 1;
  return type < G_N_ELEMENTS (sizes) ? sizes[type] : 0;
}

guint64
byline_tiff_value_size (const BylineTiffEntry *entry)
{
  return (guint64) entry->count * byline_tiff_type_size (entry->type);
}

guint64
byline_tiff_value_at (const BylineTiff *tiff, const BylineTiffEntry *entry)
{
  if (byline_tiff_value_size (entry) <= 4)
    return entry->at + 8;
  return byline_tiff_u32 (tiff, entry->at + 8);
}

guint32
byline_tiff_number (const BylineTiff *tiff, const BylineTiffEntry *entry, guint index)
{
  guint size = byline_tiff_type_size (entry->type);
  guint64 at = byline_tiff_value_at (tiff, entry) + (guint64) index * size;

  if (index >= entry->count || (size != 2 && size != 4) || at + size > tiff->size)
    return 0;
  return size == 2 ? byline_tiff_u16 (tiff, (gsize) at) : byline_tiff_u32 (tiff, (gsize) at);
}
