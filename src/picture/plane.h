#pragma once

#include <glib.h>

/** One channel: 8-bit samples, rows @stride bytes apart. */
typedef struct {
  int width, height;
  gsize stride; /* a multiple of 16, so that an encoder may read whole blocks */
  guint8 *data;
} BylinePlane;

enum { BYLINE_Y, BYLINE_CB, BYLINE_CR, BYLINE_N_PLANES };

/**
 * BylineYcc:
 *
 * A picture as JPEG keeps it: full-range BT.601 luma and, at half its width and height (rounded
 * up), chroma that lies in the middle of the four pixels it belongs to.  Samples between width and
 * stride repeat the last of their row.
 */
typedef struct {
  int width, height; /* of luma */
  BylinePlane plane[BYLINE_N_PLANES];
} BylineYcc;

/** Returns: (transfer full): planes of unset samples; NULL where there is no memory for them */
BylineYcc *byline_ycc_new (int width, int height);
void byline_ycc_free (BylineYcc *ycc); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineYcc, byline_ycc_free)

static inline guint8 *
byline_plane_row (const BylinePlane *plane, int row)
{
  return plane->data + (gsize) row * plane->stride;
}

/** Repeats the last sample of a row up to the stride. */
void byline_plane_pad_row (const BylinePlane *plane, int row);
