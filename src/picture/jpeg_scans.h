#pragma once

#include <glib.h>

/**
 * byline_jpeg_scans:
 *
 * Returns: how many scans the JPEG in @bytes has, up to its end marker or the end of the bytes
 */
guint byline_jpeg_scans (const guint8 *bytes, gsize size);
