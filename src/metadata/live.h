#pragma once

#include <glib.h>

/**
 * byline_live_photo_id:
 * @exif: a block
 *
 * What a photo and the film of the same press of the shutter have in common ("Live Photo"): tag
 * 0x0011 of Apple's MakerNote (exiftool's Apple.pm).
 *
 * Returns: (transfer full) (nullable): a short printable text
 */
char *byline_live_photo_id (GBytes *exif);
