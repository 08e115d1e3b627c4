#pragma once

#include "base/newfile.h"
#include "base/splice.h"

/** The SHA-256 of the file that @splice makes of @input. */
gboolean byline_copy_hash_splice (const BylineSplice *splice, BylineInput *input,
                                  guint8 sha256[BYLINE_SHA256_SIZE], GError **error);

/** Writes the file that @splice makes of @input, hashing what goes out on its way. */
gboolean byline_copy_write (const BylineSplice *splice, BylineInput *input, BylineNewFile *file,
                            guint8 sha256[BYLINE_SHA256_SIZE], GError **error);

/**
 * byline_copy_read_back:
 *
 * Puts @fd on the medium, drops it from the page cache and reads it again: a hash of what the
 * cache still holds would prove nothing about the disk.
 *
 * Returns: (transfer full): the file as it was read back; NULL with BYLINE_ERROR_INTEGRITY if it
 *   is not @sha256, or an error of reading or writing
 */
BylineInput *byline_copy_read_back (int fd, const char *path,
                                    const guint8 sha256[BYLINE_SHA256_SIZE], GError **error);
