#pragma once

#include <glib.h>

/**
 * byline_exif_is_r03:
 * @segment: what a JPEG's APP1 holds
 *
 * Cameras that shoot Adobe RGB often attach no profile and say it only in Exif's
 * interoperability index (DCF 2.0, 3.2.4): "R03".
 */
gboolean byline_exif_is_r03 (const guint8 *segment, gsize size);
