#pragma once

#include "base/input.h"

/**
 * byline_quicktime_content_id:
 * @film: of any kind
 *
 * What a film and the photo of the same press of the shutter have in common ("Live Photo"): the
 * key com.apple.quicktime.content.identifier of its metadata (QuickTime File Format, "Metadata").
 *
 * Returns: (transfer full) (nullable): a short printable text
 */
char *byline_quicktime_content_id (BylineInput *film);
