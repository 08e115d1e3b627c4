#pragma once

#include <glib.h>

/** Returns: (transfer full) (nullable): @bytes in the zlib format (RFC 1950); NULL where that would
 *   be more than @max */
GBytes *byline_deflate (const void *bytes, gsize size, gsize max);
/** Returns: (transfer full) (nullable): what @packed, of the zlib format, was made of; NULL where
 * it is damaged, ends too early or gives more than @max.  What stands behind it is passed over. */
GBytes *byline_inflate (const void *packed, gsize size, gsize max);

/** Returns: the checksum of PNG's chunks (ISO 3309, as in PNG's annex D) */
guint32 byline_crc32 (const void *bytes, gsize size);
