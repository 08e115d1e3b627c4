#pragma once

#include <glib.h>

/** fsync of a folder. Returns: FALSE with errno */
gboolean byline_sync_folder (int folder_fd);
