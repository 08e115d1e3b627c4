#pragma once

#include <glib.h>

/* Both keyword and the NUL behind it. */
#define BYLINE_PNG_XMP_KEYWORD "XML:com.adobe.xmp"

/** Whether the chunk @name, whose data begin with @head, is for text and holds XMP. */
gboolean byline_png_is_xmp (const guint8 name[4], const guint8 *head, gsize length);

/**
 * byline_png_xmp:
 * @name: of a chunk that byline_png_is_xmp()
 * @data: all of the chunk's
 *
 * Returns: (transfer full): the packet; NULL if the chunk is not as it should be, or the packet
 *   has more than BYLINE_PART_LIMIT bytes
 */
GBytes *byline_png_xmp (const guint8 name[4], GBytes *data);
