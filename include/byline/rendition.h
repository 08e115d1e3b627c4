#pragma once

#include <byline/metadata.h>

G_BEGIN_DECLS

/** A shape that pictures are cut to, 16:9; 0:0 is the picture as a whole. */
typedef struct {
  int width, height;
} BylineRatio;

/** The most that a side of a ratio may be. */
#define BYLINE_RATIO_MAX 10000

/** Where the eye is to rest, as fractions of the upright picture from its top left corner. */
typedef struct {
  gboolean known; /* FALSE: nobody has said; what draws the eye is looked for */
  double x, y;
} BylineFocus;

/** A size to make. */
typedef struct {
  BylineRatio crop;
  int width, height;
} BylineSize;

/** What to make of a photo. */
typedef struct {
  const int *widths; /* pixels, of the upright picture */
  guint n_widths;
  const BylineFormat *formats; /* those of which byline_rendition_format() knows something */
  guint n_formats;
  const BylineRatio *crops; /* cut to these shapes too, each in every width */
  guint n_crops;
  int quality[BYLINE_N_FORMATS]; /* 1–100; 0: the format's default */
  int effort[BYLINE_N_FORMATS];  /* higher is slower and smaller; 0: the format's default */
  guint64 max_pixels;            /* refuse larger pictures; 0: BYLINE_MAX_PIXELS */
} BylineRenditionSpec;

#define BYLINE_MAX_PIXELS G_GUINT64_CONSTANT (300000000)
/** The most that may be allowed: 65,535 × 65,535, all that JPEG can say. */
#define BYLINE_MAX_PIXELS_MAX G_GUINT64_CONSTANT (4294836225)

/** How pictures of one format are made. */
typedef struct {
  int quality;    /* the default; 0: the format has no such choice */
  int effort;     /* likewise */
  int effort_max; /* 1 is the least */
} BylineRenditionFormat;

/** Returns: (transfer none) (nullable): NULL for formats that renditions are not made in */
const BylineRenditionFormat *byline_rendition_format (BylineFormat format);

/** What @spec says, or the default; 0 where the format has no such choice. */
int byline_rendition_quality (const BylineRenditionSpec *spec, BylineFormat format);
int byline_rendition_effort (const BylineRenditionSpec *spec, BylineFormat format);

/** One web copy's pixels: upright, sRGB, encoded, without any metadata yet. */
typedef struct {
  BylineFormat format;
  BylineRatio crop;
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
 * byline_rendition_sizes:
 * @width: of the upright picture
 * @height: likewise
 *
 * All sizes that will really be made: of the whole picture, then of each crop, each by width.  A
 * crop is the largest part of its shape, so it may be narrower than the picture.
 *
 * Returns: (transfer full) (element-type BylineSize)
 */
GArray *byline_rendition_sizes (const BylineRenditionSpec *spec, int width, int height);

/**
 * byline_renditions_make_cropped:
 * @focus: (nullable): what crops are to have in their middle; NULL: not known
 * @only: (nullable): sizes × formats of byline_rendition_sizes() order
 *
 * As byline_renditions_make(), crops too, all from one decode.
 *
 * Returns: (transfer full) (element-type BylineRendition): in byline_rendition_sizes() order, then
 * by format
 */
GPtrArray *byline_renditions_make_cropped (const char *path, int orientation,
                                           const BylineFocus *focus,
                                           const BylineRenditionSpec *spec, const gboolean *only,
                                           GError **error);

/**
 * byline_renditions_make:
 * @path: a photo
 * @orientation: Exif 1–8, applied
 * @only: (nullable): sizes × formats of byline_rendition_sizes() order, FALSE where that
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
#define BYLINE_RENDITION_VERSION 4

G_END_DECLS
