#include "container/mpf.h"

#include <string.h>

#define TAG_MP_ENTRY 0xb002
#define TYPE_UNDEFINED 7
#define IFD_ENTRY 12
#define MP_ENTRY 16 /* attributes, size, offset: 4 each; two 2-byte dependencies */

/* The MP header and what follows it in its segment. */
typedef struct {
  const guint8 *bytes;
  gsize length;
  gboolean little_endian;
} Index;

static gboolean
in_bounds (const Index *index, guint64 at, guint64 length)
{
  return at <= index->length && length <= index->length - at;
}

static guint
u16_at (const Index *index, gsize at)
{
  const guint8 *bytes = index->bytes + at;

  return index->little_endian ? (guint) (bytes[1] << 8 | bytes[0])
                              : (guint) (bytes[0] << 8 | bytes[1]);
}

static guint32
u32_at (const Index *index, gsize at)
{
  guint32 first = u16_at (index, at), second = u16_at (index, at + 2);

  return index->little_endian ? second << 16 | first : first << 16 | second;
}

static gboolean
read_header (Index *index)
{
  if (index->length < 8)
    return FALSE;
  index->little_endian = memcmp (index->bytes, "II*\0", 4) == 0;
  return index->little_endian || memcmp (index->bytes, "MM\0*", 4) == 0;
}

/* Finds the MP entries, one an image. Returns: FALSE if there are none inside the segment */
static gboolean
find_entries (const Index *index, gsize *entries, gsize *n_images)
{
  gsize ifd = u32_at (index, 4);

  if (!in_bounds (index, ifd, 2))
    return FALSE;
  for (guint i = 0; i < u16_at (index, ifd); i++) {
    gsize at = ifd + 2 + (gsize) i * IFD_ENTRY;
    gsize size;

    if (!in_bounds (index, at, IFD_ENTRY))
      return FALSE;
    if (u16_at (index, at) != TAG_MP_ENTRY)
      continue;
    size = u32_at (index, at + 4);
    *entries = u32_at (index, at + 8);
    *n_images = size / MP_ENTRY;
    return u16_at (index, at + 2) == TYPE_UNDEFINED && size % MP_ENTRY == 0 &&
           in_bounds (index, *entries, size);
  }
  return FALSE;
}

gboolean
byline_mpf_images (BylineInput *input, guint64 header, gsize length, GArray *images)
{
  Index index = { .bytes = byline_input_peek (input, header, length, NULL), .length = length };
  gsize entries, n_images;

  if (index.bytes == NULL || !read_header (&index) || !find_entries (&index, &entries, &n_images))
    return FALSE;
  for (gsize i = 0; i < n_images; i++) {
    gsize field = entries + i * MP_ENTRY + 8;
    guint32 offset = u32_at (&index, field);
    BylineLink image = { header + field, header + offset, index.little_endian };

    if (offset != 0)
      g_array_append_val (images, image);
  }
  return TRUE;
}
