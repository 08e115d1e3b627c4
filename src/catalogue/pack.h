#pragma once

#include <glib.h>

/** Returns: (transfer full) (nullable): @bytes compressed (zlib); NULL where that saves nothing */
GBytes *byline_pack (GBytes *bytes);

/** Returns: (transfer full) (nullable): what byline_pack() was given; NULL for damaged bytes, or
 *  for more than @max of them */
GBytes *byline_unpack (const void *packed, gsize size, gsize max);
