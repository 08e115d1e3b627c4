#pragma once

#include <byline/error.h>

/** fsync of a folder. Returns: FALSE with errno */
gboolean byline_sync_folder (int folder_fd);

/** The same by name. Returns: FALSE with BYLINE_ERROR_WRITE */
gboolean byline_sync_folder_named (const char *folder, GError **error);
