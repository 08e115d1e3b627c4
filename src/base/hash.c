#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

struct _BylineHash {
  EVP_MD_CTX *context;
};

/* These fail only where memory has run out, and GLib does not go on then either. */
#define MUST(call)                                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    if ((call) != 1)                                                                               \
      g_error ("SHA-256 is not to be had");                                                        \
  }                                                                                                \
  G_STMT_END

BylineHash *
byline_hash_new (void)
{
  BylineHash *hash = g_new0 (BylineHash, 1);

  /* OpenSSL's clean-up at exit may run while a worker ends, and then loses that thread's part.
   * Its configuration has nothing to say about a hash, and takes long to read. */
  OPENSSL_init_crypto (OPENSSL_INIT_NO_ATEXIT | OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
  hash->context = EVP_MD_CTX_new ();
  MUST (EVP_DigestInit_ex (hash->context, EVP_sha256 (), NULL));
  return hash;
}

void
byline_hash_free (BylineHash *hash)
{
  if (hash == NULL)
    return;
  EVP_MD_CTX_free (hash->context);
  g_free (hash);
}

void
byline_hash_update (BylineHash *hash, const void *bytes, gsize length)
{
  MUST (EVP_DigestUpdate (hash->context, bytes, length));
}

void
byline_hash_finish (BylineHash *hash, guint8 sha256[BYLINE_SHA256_SIZE])
{
  unsigned int length = BYLINE_SHA256_SIZE;

  MUST (EVP_DigestFinal_ex (hash->context, sha256, &length));
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
