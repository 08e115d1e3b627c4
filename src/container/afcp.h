#pragma once

#include "base/input.h"
#include "container/link.h"

/**
 * byline_afcp_links:
 * @from: where the picture's data begin
 * @links: (element-type BylineLink): gains every number of such trailers
 *
 * An AXS File Concatenation Protocol trailer, in which FotoStation and others keep IIM and previews
 * behind the picture, knows its own place and those of its contents from the file's beginning.
 * Others may have put theirs behind it: it is looked for in the file's last BYLINE_PEEK_MAX octets.
 */
void byline_afcp_links (BylineInput *input, guint64 from, GArray *links);
