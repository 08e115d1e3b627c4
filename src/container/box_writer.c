#include "container/box_writer.h"

#include <string.h>

void
byline_put_number (GByteArray *out, guint64 number, guint n)
{
  for (guint i = n; i-- > 0;) {
    guint8 octet = (guint8) (number >> 8 * i);

    g_byte_array_append (out, &octet, 1);
  }
}

void
byline_put_bytes (GByteArray *out, GBytes *bytes)
{
  if (bytes != NULL)
    g_byte_array_append (out, g_bytes_get_data (bytes, NULL), (guint) g_bytes_get_size (bytes));
}

guint
byline_box_begin (GByteArray *out, const char type[5])
{
  guint start = out->len;

  byline_put_number (out, 0, 4);
  g_byte_array_append (out, (const guint8 *) type, 4);
  return start;
}

guint
byline_full_box_begin (GByteArray *out, const char type[5], guint8 version, guint32 flags)
{
  guint start = byline_box_begin (out, type);

  byline_put_number (out, version, 1);
  byline_put_number (out, flags, 3);
  return start;
}

void
byline_box_end (GByteArray *out, guint start)
{
  guint32 size = GUINT32_TO_BE (out->len - start);

  memcpy (out->data + start, &size, sizeof size);
}
