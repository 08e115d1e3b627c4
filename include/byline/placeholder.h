#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** The most octets that a ThumbHash has. */
#define BYLINE_THUMBHASH_MAX 25

/**
 * BylinePlaceholder:
 *
 * What a page shows where a photo will be until it is there: a ThumbHash
 * (https://evanw.github.io/thumbhash/), and the colour that most of the photo has.
 * Plain data; all zero where it is not known.
 */
typedef struct {
  guint8 hash[BYLINE_THUMBHASH_MAX];
  guint8 length;  /* of @hash in octets; 0: not known */
  guint32 colour; /* 0xRRGGBB, sRGB */
} BylinePlaceholder;

/**
 * byline_placeholder_read:
 * @path: an upright picture in sRGB, as byline_renditions_make() makes them
 *
 * Decodes the picture at the smallest scale that serves.  It is to be the smallest rendition, so
 * that this costs next to nothing and gives the same whether that was just made or was there.
 *
 * Returns: FALSE with errors as byline_renditions_make()
 */
gboolean byline_placeholder_read (const char *path, BylinePlaceholder *placeholder, GError **error);

/**
 * byline_placeholder_make:
 * @rgb: @width × @height × 3 octets, rows from the top without gaps; each side 1 to 100
 *
 * As the reference implementation's rgbaToThumbHash() for a picture without transparency.
 */
void byline_placeholder_make (const guint8 *rgb, int width, int height,
                              BylinePlaceholder *placeholder);

/** Returns: (transfer full) (nullable): the ThumbHash in base64; NULL where it is not known */
char *byline_placeholder_hash (const BylinePlaceholder *placeholder);
/** Returns: (transfer full) (nullable): "#c0ffee"; NULL where it is not known */
char *byline_placeholder_colour (const BylinePlaceholder *placeholder);

G_END_DECLS
