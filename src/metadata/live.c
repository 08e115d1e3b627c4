#include "metadata/live.h"

#include "metadata/tiff.h"

#include <string.h>

#define TAG_CONTENT_ID 0x0011
/* A UUID has 36. */
#define ID_MAX 64

/* "Apple iOS", version, byte order, directory; offsets count from the note's beginning. */
static const char apple[] = "Apple iOS\0\0\1";
#define ORDER_AT (sizeof apple - 1)
#define DIR_AT (ORDER_AT + 2)

static gboolean
find_note (const BylineTiff *tiff, BylineTiff *note)
{
  BylineTiffDir dir;
  BylineTiffEntry entry;
  guint64 at, size;

  if (!byline_tiff_dir (tiff, byline_tiff_first (tiff), &dir) ||
      !byline_tiff_find (tiff, &dir, BYLINE_TIFF_TAG_EXIF_IFD, &entry) ||
      !byline_tiff_dir (tiff, byline_tiff_number (tiff, &entry, 0), &dir) ||
      !byline_tiff_find (tiff, &dir, BYLINE_TIFF_TAG_MAKER_NOTE, &entry))
    return FALSE;
  at = byline_tiff_value_at (tiff, &entry);
  size = byline_tiff_value_size (&entry);
  if (size < DIR_AT || at > tiff->size || size > tiff->size - at ||
      memcmp (tiff->bytes + at, apple, sizeof apple - 1) != 0)
    return FALSE;
  *note = (BylineTiff){ .bytes = tiff->bytes + at,
                        .size = (gsize) size,
                        .little = tiff->bytes[at + ORDER_AT] == 'I' };
  return TRUE;
}

char *
byline_live_photo_id (GBytes *exif)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (exif, &size);
  BylineTiff tiff, note;
  BylineTiffDir dir;
  BylineTiffEntry entry;
  g_autofree char *id = NULL;
  guint64 at;

  if (!byline_tiff_open (&tiff, bytes, size) || !find_note (&tiff, &note) ||
      !byline_tiff_dir (&note, DIR_AT, &dir) ||
      !byline_tiff_find (&note, &dir, TAG_CONTENT_ID, &entry) || entry.type != BYLINE_TIFF_ASCII ||
      entry.count > ID_MAX)
    return NULL;
  at = byline_tiff_value_at (&note, &entry);
  if (at > note.size || entry.count > note.size - at)
    return NULL;
  id = g_strndup ((const char *) note.bytes + at, entry.count);
  for (const char *c = id; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      return NULL;
  return *id != '\0' ? g_steal_pointer (&id) : NULL;
}
