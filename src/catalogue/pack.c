#include "catalogue/pack.h"

#include <gio/gio.h>

#define PIECE ((gsize) 64 * 1024)

/* Runs all of @bytes through @converter.  Returns: NULL if it fails or gives more than @max. */
static GBytes *
convert (GConverter *converter, const guint8 *bytes, gsize size, gsize max)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autofree guint8 *piece = g_malloc (PIECE);
  GConverterResult result = G_CONVERTER_CONVERTED;

  while (result != G_CONVERTER_FINISHED) {
    gsize eaten = 0, made = 0;

    result = g_converter_convert (converter, bytes, size, piece, PIECE, G_CONVERTER_INPUT_AT_END,
                                  &eaten, &made, NULL);
    if (result == G_CONVERTER_ERROR || made > max - out->len)
      return NULL;
    g_byte_array_append (out, piece, (guint) made);
    bytes += eaten;
    size -= eaten;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

GBytes *
byline_pack (GBytes *bytes)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1);
  gsize size = 0;
  const guint8 *start = g_bytes_get_data (bytes, &size);

  return size == 0 ? NULL : convert (G_CONVERTER (zlib), start, size, size - 1);
}

GBytes *
byline_unpack (const void *packed, gsize size, gsize max)
{
  g_autoptr (GZlibDecompressor) zlib = g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB);

  return convert (G_CONVERTER (zlib), packed, size, max);
}
