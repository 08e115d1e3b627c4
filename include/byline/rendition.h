#pragma once

#include <byline/metadata.h>

G_BEGIN_DECLS

/** What to make of a photo. */
typedef struct {
  const int *widths; /* pixels, of the upright picture */
  guint n_widths;
  const BylineFormat *formats; /* BYLINE_FORMAT_JPEG, BYLINE_FORMAT_WEBP */
  guint n_formats;
  int jpeg_quality;   /* 1–100; 0: the default, 80 */
  int webp_quality;   /* 1–100; 0: the default, 80 */
  int webp_effort;    /* 1–6, as libwebp's method; 0: the default, 2 */
  guint64 max_pixels; /* refuse larger pictures; 0: the default, 300 million */
} BylineRenditionSpec;

/** One web copy's pixels: upright, sRGB, encoded, without any metadata yet. */
typedef struct {
  BylineFormat format;
  int width, height;
  GBytes *bytes;
} BylineRendition;

void byline_rendition_free (BylineRendition *rendition); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineRendition, byline_rendition_free)

/**
 * byline_rendition_widths:
 * @width: of the upright picture
 *
 * The widths that will really be made: ascending, none wider than the picture; where a wider one
 * was asked for, the picture's own width is the last.  Never empty.
 *
 * Returns: (transfer full) (element-type int)
 */
GArray *byline_rendition_widths (const BylineRenditionSpec *spec, int width);

/**
 * byline_renditions_make:
 * @path: a photo
 * @orientation: Exif 1–8, applied
 * @only: (nullable): n_widths × n_formats of byline_rendition_widths() order, FALSE where that
 *   one is not wanted; NULL makes all
 *
 * @path is JPEG, PNG, WebP, TIFF (its first page), HEIC, AVIF, or a raw file, of which the largest
 * JPEG inside is taken.  Decodes it once, at the smallest scale that serves the largest width, and
 * makes every width and format from that.  May be called from many threads at once; each uses one
 * core and memory that does not grow with the number of sizes.
 *
 * Returns: (transfer full) (element-type BylineRendition): by width, then format; NULL with
 *   BYLINE_ERROR_UNREADABLE, _UNSUPPORTED, _MALFORMED (a truncated picture too), or _REFUSED for
 * one that is larger than allowed; the message names @path
 */
GPtrArray *byline_renditions_make (const char *path, int orientation,
                                   const BylineRenditionSpec *spec, const gboolean *only,
                                   GError **error);

/**
 * byline_rendition_size:
 *
 * How large the upright picture is that byline_renditions_make() would begin with: of a raw file,
 * the preview in it, which may be smaller than what the file says of itself.
 *
 * Returns: FALSE with errors as byline_renditions_make()
 */
gboolean byline_rendition_size (const char *path, int orientation, const BylineRenditionSpec *spec,
                                int *width, int *height, GError **error);

/** Changes whenever the same input would give other pixels; part of rendition file names. */
#define BYLINE_RENDITION_VERSION 2

G_END_DECLS
