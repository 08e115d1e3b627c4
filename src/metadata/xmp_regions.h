#pragma once

#include <glib.h>

/**
 * byline_xmp_regions_focus:
 * @packet: XMP
 * @width: of the stored picture, for regions in pixels
 * @height: likewise
 * @x: (out): fraction of the width
 * @y: (out): fraction of the height
 *
 * What the regions in a packet say of where to look, the more telling first: an IPTC region that is
 * the main subject or a recommended crop (Iptc4xmpExt:ImageRegion, Photo Metadata Standard 2019.1);
 * a region of type Focus, then what is around all of type Face (mwg-rs:Regions, MWG 2.0); then any
 * IPTC region.
 *
 * Returns: FALSE where there is none
 */
gboolean byline_xmp_regions_focus (GBytes *packet, int width, int height, double *x, double *y);
