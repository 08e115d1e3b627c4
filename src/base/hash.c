#include "base/hash.h"

#include <nettle/sha2.h>
#include <string.h>

struct _BylineHash {
  struct sha256_ctx context;
};

BylineHash *
byline_hash_new (void)
{
  BylineHash *hash = g_new0 (BylineHash, 1);

  sha256_init (&hash->context);
  return hash;
}

void
byline_hash_free (BylineHash *hash)
{
  g_free (hash);
}

void
byline_hash_update (BylineHash *hash, const void *bytes, gsize length)
{
  sha256_update (&hash->context, length, bytes);
}

void
byline_hash_finish (BylineHash *hash, guint8 sha256[BYLINE_SHA256_SIZE])
{
  sha256_digest (&hash->context, BYLINE_SHA256_SIZE, sha256);
}

char *
byline_hex (const guint8 *bytes, gsize length)
{
  static const char digits[] = "0123456789abcdef";
  char *hex = g_malloc_n (length + 1, 2);

  for (gsize i = 0; i < length; i++) {
    hex[2 * i] = digits[bytes[i] >> 4];
    hex[2 * i + 1] = digits[bytes[i] & 0xf];
  }
  hex[2 * length] = '\0';
  return hex;
}

gboolean
byline_unhex (const char *hex, guint8 *bytes, gsize length)
{
  if (strlen (hex) / 2 != length || strlen (hex) % 2 != 0)
    return FALSE;
  for (gsize i = 0; i < 2 * length; i++) {
    if (!g_ascii_isxdigit (hex[i]))
      return FALSE;
  }
  for (gsize i = 0; i < length; i++) {
    int high = g_ascii_xdigit_value (hex[2 * i]);
    int low = g_ascii_xdigit_value (hex[2 * i + 1]);

    bytes[i] = (guint8) (high << 4 | low);
  }
  return TRUE;
}
