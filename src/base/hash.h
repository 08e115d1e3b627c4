#pragma once

#include <byline/photo.h>

/**
 * BylineHash:
 *
 * A running SHA-256 (FIPS 180-4).  Nettle's, because it uses the processor's SHA instructions: six
 * times cheaper here than GChecksum.  OpenSSL's is as fast, but costs each start of the program
 * more than the hash of a small photo.
 */
typedef struct _BylineHash BylineHash;

BylineHash *byline_hash_new (void);
void byline_hash_free (BylineHash *hash); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineHash, byline_hash_free)

void byline_hash_update (BylineHash *hash, const void *bytes, gsize length);

/** Ends the hash; @hash is only to be freed afterwards. */
void byline_hash_finish (BylineHash *hash, guint8 sha256[BYLINE_SHA256_SIZE]);

/** Returns: (transfer full): lower-case hexadecimal digits, two an octet */
char *byline_hex (const guint8 *bytes, gsize length);

/** Reads what byline_hex() writes. Returns: FALSE unless @hex is exactly @length octets. */
gboolean byline_unhex (const char *hex, guint8 *bytes, gsize length);
