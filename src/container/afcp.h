#pragma once

#include "base/input.h"
#include "container/link.h"

/**
 * byline_afcp_links:
 * @links: (element-type BylineLink): gains every number of the trailer
 *
 * An AXS File Concatenation Protocol trailer, in which FotoStation and others keep IIM and previews
 * behind the picture, knows its own place and those of its contents from the file's beginning.
 */
void byline_afcp_links (BylineInput *input, GArray *links);
