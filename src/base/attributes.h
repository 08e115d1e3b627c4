#pragma once

#include <glib.h>
#include <sys/stat.h>

/**
 * byline_attributes_copy_owner:
 * @wanted: of the file whose place @fd is to take
 *
 * Returns: the mode to give @fd, which is narrower than @wanted's where owner or group could not
 *   be kept; (mode_t) -1 with errno if they should have been
 */
mode_t byline_attributes_copy_owner (int fd, const struct stat *wanted);

/**
 * byline_attributes_copy_extended:
 *
 * Gives @fd the extended attributes of @from, ACLs among them, and takes away an ACL that only
 * its folder gave it.
 *
 * Returns: FALSE with errno if one cannot be kept
 */
gboolean byline_attributes_copy_extended (int fd, int from);
