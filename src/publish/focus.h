#pragma once

#include <byline/metadata.h>
#include <byline/rendition.h>

/**
 * byline_publish_focus:
 * @metadata: what @path says
 * @orientation: Exif 1–8
 *
 * What a photo's crops are to have in their middle: its field "focus"; else the regions in its XMP.
 * These count in the picture as it is stored (MWG 2.0), the field in the upright one.
 *
 * Returns: not known where nobody has said, or the file cannot be read
 */
BylineFocus byline_publish_focus (const char *path, const BylineMetadata *metadata,
                                  int orientation);
