#include "container/quicktime.h"

#include "container/bmff.h"

#include <string.h>

#define CONTENT_ID "com.apple.quicktime.content.identifier"
/* A UUID has 36. */
#define ID_MAX 64
/* Cameras write about ten. */
#define KEYS_MAX 256
#define DATA_HEAD 8 /* type and locale */

/* "keys": version and flags, how many; of each its size, a namespace, and the key.
 * Returns: which it is, from 1; 0 if it is none */
static guint32
find_key (BylineInput *film, const BylineBox *keys)
{
  const guint64 n = byline_box_number (film, keys->data + 4, 4);
  guint64 at = keys->data + 8;

  for (guint32 i = 1; i <= MIN (n, KEYS_MAX) && at + 8 <= keys->end; i++) {
    const guint64 size = byline_box_number (film, at, 4);
    const guint8 *key = NULL;

    if (size < 8 || size > keys->end - at)
      return 0;
    if (size == 8 + strlen (CONTENT_ID))
      key = byline_input_peek (film, at + 8, strlen (CONTENT_ID), NULL);
    if (key != NULL && memcmp (key, CONTENT_ID, strlen (CONTENT_ID)) == 0)
      return i;
    at += size;
  }
  return 0;
}

static char *
read_value (BylineInput *film, const BylineBox *item)
{
  const guint8 *text;
  BylineBox data;
  guint64 size;

  if (!byline_box_find (film, item->data, item->end, BYLINE_FOURCC ('d', 'a', 't', 'a'), &data,
                        NULL) ||
      data.end - data.data <= DATA_HEAD)
    return NULL;
  size = data.end - data.data - DATA_HEAD;
  text =
      size <= ID_MAX ? byline_input_peek (film, data.data + DATA_HEAD, (gsize) size, NULL) : NULL;
  for (guint64 i = 0; text != NULL && i < size; i++)
    if (!g_ascii_isgraph (text[i]))
      return NULL;
  return text != NULL ? g_strndup ((const char *) text, (gsize) size) : NULL;
}

/* Items are of the type that says which key they have. */
static char *
read_meta (BylineInput *film, guint64 at, guint64 end)
{
  BylineBox keys, list, item;
  guint32 key;

  if (!byline_box_find (film, at, end, BYLINE_FOURCC ('k', 'e', 'y', 's'), &keys, NULL) ||
      !byline_box_find (film, at, end, BYLINE_FOURCC ('i', 'l', 's', 't'), &list, NULL))
    return NULL;
  key = find_key (film, &keys);
  return key != 0 && byline_box_find (film, list.data, list.end, key, &item, NULL)
             ? read_value (film, &item)
             : NULL;
}

char *
byline_quicktime_content_id (BylineInput *film)
{
  BylineBox movie, meta;

  if (!byline_box_find (film, 0, byline_input_size (film), BYLINE_FOURCC ('m', 'o', 'o', 'v'),
                        &movie, NULL) ||
      !byline_box_find (film, movie.data, movie.end, BYLINE_FOURCC ('m', 'e', 't', 'a'), &meta,
                        NULL))
    return NULL;
  /* QuickTime's has no version and flags; that of ISO/IEC 14496-12 has. */
  if (meta.end - meta.data >= 4 && byline_box_number (film, meta.data, 4) == 0)
    meta.data += 4;
  return read_meta (film, meta.data, meta.end);
}
