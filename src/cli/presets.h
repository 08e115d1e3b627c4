#pragma once

#include "cli/command.h"

#include <byline/credit.h>

/** What set and ingest both ask about presets. */
typedef struct {
  char **presets; /* nullable: names, in order */
  char *codes;    /* nullable */
} BylinePresetOptions;

#define BYLINE_PRESET_OPTIONS(options)                                                             \
  { "preset",                                                                                      \
    'p',                                                                                           \
    0,                                                                                             \
    G_OPTION_ARG_FILENAME_ARRAY,                                                                   \
    &(options).presets,                                                                            \
    "Write the fields of a preset, or of an XMP file",                                             \
    "NAME|FILE" },                                                                                 \
  {                                                                                                \
    "codes", 0, 0, G_OPTION_ARG_FILENAME, &(options).codes,                                        \
        "Replace =code= in values by what FILE says", "FILE"                                       \
  }

/**
 * byline_preset_collect:
 * @assignments: (nullable): "FIELD=VALUE", which stand over the presets
 *
 * A preset's name is a file, where it has a "/" or lies here; else it is looked for in the
 * library's .byline/presets/ and in $XDG_CONFIG_HOME/byline/presets/, as NAME, NAME.preset and
 * NAME.xmp.  Codes come from --codes, else from the config, else are not looked for.
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_NOT_FOUND, or _USAGE naming a wrong line
 */
BylinePreset *byline_preset_collect (BylineCall *call, const BylinePresetOptions *options,
                                     char **assignments, GError **error);
