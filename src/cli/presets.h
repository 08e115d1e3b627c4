#pragma once

#include "cli/command.h"

#include <byline/edit.h>

/**
 * byline_preset_load:
 * @name: a file, where it has a "/" or an ending; else looked for in the library's
 *   .byline/presets/ and in $XDG_CONFIG_HOME/byline/presets/, as NAME and NAME.preset
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_NOT_FOUND, or _USAGE naming a wrong line
 */
BylineEdit *byline_preset_load (BylineCall *call, const char *name, GError **error);

/**
 * byline_edit_collect:
 * @presets: (nullable): names, in order
 * @assignments: (nullable): "FIELD=VALUE", which stand over the presets
 *
 * Returns: (transfer full)
 */
BylineEdit *byline_edit_collect (BylineCall *call, char **presets, char **assignments,
                                 GError **error);
