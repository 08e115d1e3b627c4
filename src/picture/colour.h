#pragma once

#include "picture/icc.h"
#include "picture/plane.h"

/** The way from a picture's colours to sRGB. */
typedef struct _BylineColour BylineColour;

/**
 * byline_colour_new:
 *
 * Returns: (transfer full) (nullable): NULL where the colours are sRGB's as they are, give or take
 *   what 8 bits cannot show
 */
BylineColour *byline_colour_new (const BylineShaper *shaper);
void byline_colour_free (BylineColour *colour); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineColour, byline_colour_free)

/** Changes the picture's colours to sRGB, in place. */
void byline_colour_apply (const BylineColour *colour, BylineYcc *ycc);
