#pragma once

#include "picture/plane.h"

#include <byline/rendition.h>

/** In @format, as @spec wants it; errors as below, and _USAGE for a format that is none of them. */
GBytes *byline_encode (const BylineYcc *ycc, BylineFormat format, const BylineRenditionSpec *spec,
                       GError **error);

/** libaom's slowest still useful speed is 0, the fastest 9; effort counts the other way. */
#define BYLINE_AVIF_EFFORT_MAX 9

/**
 * byline_encode_jpeg, byline_encode_webp, byline_encode_avif, byline_encode_png, byline_encode_jxl:
 * @quality: 1–100
 * @effort: 1–6 for WebP, 1–9 for the others; higher is slower and smaller
 *
 * Encode without any metadata; the same planes always give the same bytes.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_REFUSED where the format cannot hold the
 *   picture or memory is short, or _UNSUPPORTED where a library is not installed; the message does
 *   not name the file
 */
GBytes *byline_encode_jpeg (const BylineYcc *ycc, int quality, GError **error);
GBytes *byline_encode_webp (const BylineYcc *ycc, int quality, int effort, GError **error);
GBytes *byline_encode_avif (const BylineYcc *ycc, int quality, int effort, GError **error);
GBytes *byline_encode_png (const BylineYcc *ycc, int effort, GError **error);
GBytes *byline_encode_jxl (const BylineYcc *ycc, int quality, int effort, GError **error);
