#pragma once

#include <byline/edit.h>

/**
 * byline_preset_xmp:
 * @text: an XMP packet, as other programs keep their metadata templates
 * @note: (out) (transfer full) (nullable): a line that names what is in it and byline has no field
 *   for
 *
 * Returns: (transfer full): its fields, each to be replaced; NULL with BYLINE_ERROR_USAGE, naming
 *   the file
 */
BylineEdit *byline_preset_xmp (const char *text, const char *name, char **note, GError **error);
