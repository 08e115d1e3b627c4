#include "container/png_text.h"

#include "base/zlib.h"
#include "container/format.h"

#include <string.h>

#define KEYWORD_SIZE sizeof BYLINE_PNG_XMP_KEYWORD

/* How the data of each kind of text go on behind the keyword. */
static GBytes *plain_text (GBytes *data, gsize at);
static GBytes *compressed_text (GBytes *data, gsize at);
static GBytes *international_text (GBytes *data, gsize at);

static const struct {
  const char *name;
  GBytes *(*read) (GBytes *data, gsize at);
} kinds[] = {
  { "iTXt", international_text },
  { "zTXt", compressed_text },
  { "tEXt", plain_text },
};

gboolean
byline_png_is_xmp (const guint8 name[4], const guint8 *head, gsize length)
{
  if (length < KEYWORD_SIZE || memcmp (head, BYLINE_PNG_XMP_KEYWORD, KEYWORD_SIZE) != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (memcmp (name, kinds[i].name, 4) == 0)
      return TRUE;
  }
  return FALSE;
}

static GBytes *
inflate_text (GBytes *data, gsize at)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (data, &length);

  return byline_inflate (bytes + at, length - at, BYLINE_PART_LIMIT);
}

static GBytes *
plain_text (GBytes *data, gsize at)
{
  return g_bytes_new_from_bytes (data, at, g_bytes_get_size (data) - at);
}

/* Method 0 is the only one there is. */
static GBytes *
compressed_text (GBytes *data, gsize at)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (data, &length);

  return at < length && bytes[at] == 0 ? inflate_text (data, at + 1) : NULL;
}

/* Whether compressed, method, language, keyword in that language: then the text. */
static GBytes *
international_text (GBytes *data, gsize at)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (data, &length);
  gsize text = at + 2;

  if (length < at + 2 || bytes[at] > 1 || bytes[at + 1] != 0)
    return NULL;
  for (guint i = 0; i < 2; i++) {
    const guint8 *nul = memchr (bytes + text, 0, length - text);

    if (nul == NULL)
      return NULL;
    text = (gsize) (nul - bytes) + 1;
  }
  return bytes[at] == 1 ? inflate_text (data, text) : plain_text (data, text);
}

GBytes *
byline_png_xmp (const guint8 name[4], GBytes *data)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (memcmp (name, kinds[i].name, 4) == 0)
      return kinds[i].read (data, KEYWORD_SIZE);
  }
  return NULL;
}
