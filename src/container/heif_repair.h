#pragma once

#include "container/container.h"

/**
 * byline_heif_repaired:
 *
 * libheif before 1.18 refuses a whole file when metadata describe an item that it does not know, as
 * those of phones' HDR photos do, whose tone-mapped picture ("tmap", ISO/IEC 23008-12:2022) has the
 * same Exif as the plain one.  Without those references, which nobody needs to see the picture, it
 * reads them.
 *
 * Returns: (transfer full) (nullable): the file without them; NULL without an error where there are
 *   none, or the file is too large to be held; NULL with an error where it cannot be read
 */
GBytes *byline_heif_repaired (BylineContainer *container, GError **error);
