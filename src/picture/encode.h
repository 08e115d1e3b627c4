#pragma once

#include "picture/plane.h"

/**
 * byline_encode_jpeg, byline_encode_webp:
 * @quality: 1–100
 * @effort: 1–6
 *
 * Encode without any metadata; the same planes always give the same bytes.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_REFUSED where the format cannot hold the
 *   picture or memory is short; the message does not name the file
 */
GBytes *byline_encode_jpeg (const BylineYcc *ycc, int quality, GError **error);
GBytes *byline_encode_webp (const BylineYcc *ycc, int quality, int effort, GError **error);
