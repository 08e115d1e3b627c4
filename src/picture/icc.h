#pragma once

#include <glib.h>

/** Samples of a curve, from 0 to 1. */
#define BYLINE_CURVE_STEPS 1021

/**
 * BylineShaper:
 *
 * An RGB colour space of the simplest kind, which nearly all cameras and editors use: a curve for
 * each channel, then a matrix.
 */
typedef struct {
  double curve[3][BYLINE_CURVE_STEPS]; /* what is stored → light, both 0–1 */
  double to_xyz[3][3];                 /* light → XYZ of the profile connection space (D50) */
} BylineShaper;

/**
 * byline_shaper_from_icc:
 *
 * Returns: FALSE where the profile is damaged or not of that kind
 */
gboolean byline_shaper_from_icc (BylineShaper *shaper, GBytes *profile);

/** Adobe RGB (1998). */
void byline_shaper_adobe_rgb (BylineShaper *shaper);
