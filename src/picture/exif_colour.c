#include "picture/exif_colour.h"

#include <string.h>

enum { TAG_INDEX = 0x0001, TAG_EXIF_IFD = 0x8769, TAG_INTEROPERABILITY_IFD = 0xa005 };

typedef struct {
  const guint8 *bytes;
  gsize size;
  gboolean big_endian;
} Tiff;

static guint32
read_number (const Tiff *tiff, gsize at, int n_bytes)
{
  guint32 number = 0;

  for (int i = 0; i < n_bytes; i++) {
    gsize place = at + (gsize) (tiff->big_endian ? i : n_bytes - 1 - i);

    number = number << 8 | (place < tiff->size ? tiff->bytes[place] : 0);
  }
  return number;
}

/* Returns: where the value of @tag stands in the directory at @ifd; 0 if it is not there */
static gsize
find_value (const Tiff *tiff, gsize ifd, guint32 tag)
{
  guint32 n = read_number (tiff, ifd, 2);

  for (guint32 i = 0; i < n; i++) {
    gsize entry = ifd + 2 + 12 * (gsize) i;

    if (entry + 12 > tiff->size)
      return 0;
    if (read_number (tiff, entry, 2) == tag)
      return entry + 8;
  }
  return 0;
}

gboolean
byline_exif_is_r03 (const guint8 *segment, gsize size)
{
  static const guint32 path[] = { TAG_EXIF_IFD, TAG_INTEROPERABILITY_IFD };
  Tiff tiff;
  gsize ifd;
  gsize value;

  if (size < 6 + 8 || memcmp (segment, "Exif\0\0", 6) != 0)
    return FALSE;
  tiff = (Tiff){ segment + 6, size - 6, segment[6] == 'M' };
  ifd = read_number (&tiff, 4, 4);
  for (guint i = 0; i < G_N_ELEMENTS (path); i++) {
    value = find_value (&tiff, ifd, path[i]);
    if (value == 0)
      return FALSE;
    ifd = read_number (&tiff, value, 4);
  }
  value = find_value (&tiff, ifd, TAG_INDEX);
  return value != 0 && memcmp (tiff.bytes + value, "R03", 4) == 0;
}
