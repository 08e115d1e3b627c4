#pragma once

#include <glib.h>

/**
 * byline_folder_lacks:
 * @path: of a file that need not be there
 * @ending: of names, ".xmp"; in any letter case (ASCII)
 *
 * Whether it is known, without asking for them one by one, that @path's folder has no file of such
 * an ending.  To know it a folder is read once when many files of it were asked about in a row, and
 * believed while its modification time stays; not at all while that is too young to tell what came
 * after the reading, and a few seconds at most.  May be called from any thread: each knows its own.
 *
 * Returns: FALSE also where it is not known
 */
gboolean byline_folder_lacks (const char *path, const char *ending);
