#include "container/png_text.h"

#include "container/format.h"

#include <string.h>

#define KEYWORD_SIZE sizeof BYLINE_PNG_XMP_KEYWORD
#define INFLATE_STEP ((gsize) 64 * 1024)

guint32
byline_png_crc (const guint8 *bytes, gsize length)
{
  /* of each half octet, the lower first */
  static const guint32 table[16] = {
    0x00000000, 0x1db71064, 0x3b6e20c8, 0x26d930ac, 0x76dc4190, 0x6b6b51f4, 0x4db26158, 0x5005713c,
    0xedb88320, 0xf00f9344, 0xd6d6a3e8, 0xcb61b38c, 0x9b64c2b0, 0x86d3d2d4, 0xa00ae278, 0xbdbdf21c,
  };
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++) {
    crc ^= bytes[i];
    crc = crc >> 4 ^ table[crc & 15];
    crc = crc >> 4 ^ table[crc & 15];
  }
  return ~crc;
}

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

/* @text grows a step at a time, as far as a part may; what little was compressed may be endless. */
static gboolean
inflate_into (GByteArray *text, const guint8 *bytes, gsize length)
{
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);
  g_autofree guint8 *step = g_malloc (INFLATE_STEP);
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED) {
    gsize n_read = 0;
    gsize n_written = 0;

    result = g_converter_convert (G_CONVERTER (zlib), bytes, length, step, INFLATE_STEP,
                                  G_CONVERTER_INPUT_AT_END, &n_read, &n_written, NULL);
    if (result == G_CONVERTER_ERROR || text->len + n_written > BYLINE_PART_LIMIT)
      return FALSE;
    g_byte_array_append (text, step, (guint) n_written);
    bytes += n_read;
    length -= n_read;
  }
  return TRUE;
}

static GBytes *
inflate_text (GBytes *data, gsize at)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();
  gsize length;
  const guint8 *bytes = g_bytes_get_data (data, &length);

  if (!inflate_into (text, bytes + at, length - at))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&text));
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
