#pragma once

#include "cli/command.h"

#include <byline/photo.h>

/* What set and ingest both ask about writing, and show about reading. */

#define BYLINE_IIM_OPTION(variable)                                                                \
  {                                                                                                \
    "iim", 0, 0, G_OPTION_ARG_FILENAME, &(variable),                                               \
        "Write the IIM layer always (the default) or if-present", "WHEN"                           \
  }

#define BYLINE_C2PA_OPTION(variable)                                                               \
  {                                                                                                \
    "break-c2pa", 0, 0, G_OPTION_ARG_NONE, &(variable),                                            \
        "Write even if it breaks a Content Credentials signature", NULL                            \
  }

#define BYLINE_CHARSET_OPTION(variable)                                                            \
  {                                                                                                \
    "legacy-charset", 0, 0, G_OPTION_ARG_STRING, &(variable),                                      \
        "What old IIM and Exif text is in, such as windows-1251", "CHARSET"                        \
  }

/**
 * byline_legacy_charset:
 * @charset: (inout): what --legacy-charset says, else (transfer full) what the config says
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE for one that there is not
 */
gboolean byline_legacy_charset (BylineCall *call, char **charset, GError **error);

/**
 * byline_iim_policy:
 * @text: (nullable): what --iim says, "always" or "if-present"; NULL asks the config
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE for anything else
 */
gboolean byline_iim_policy (BylineCall *call, const char *text, BylineIimPolicy *policy,
                            GError **error);

/**
 * byline_iim_credits:
 * @short_forms: (out) (nullable): for BylineWriteOptions, of the catalogue that is open; owned by
 *   the caller
 */
gboolean byline_iim_credits (const BylineCall *call, GHashTable **short_forms, GError **error);
