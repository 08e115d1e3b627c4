#pragma once

#include <gio/gio.h>

/* Both keyword and the NUL behind it. */
#define BYLINE_PNG_XMP_KEYWORD "XML:com.adobe.xmp"

/** The checksum of a chunk's name and data (ISO 3309, as in PNG's annex D). */
guint32 byline_png_crc (const guint8 *bytes, gsize length);

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
