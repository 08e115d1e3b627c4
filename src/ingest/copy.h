#pragma once

#include "base/newfile.h"
#include "base/splice.h"

#include <byline/cancellable.h>
#include <stdatomic.h>

/** Somewhere that bytes go; with @error set nothing more goes there. */
typedef struct {
  BylineNewFile *file;
  GError *error;
} BylineSink;

typedef struct {
  BylineSink *sinks;
  guint n;
  atomic_ullong *moved; /* nullable: grows by the octets that went out, for who looks on */
} BylineSinks;

/**
 * byline_copy_write:
 * @sha256: (out) (optional): of what went out
 *
 * Writes the file that @splice makes of @input into each of @sinks: one reading for all.  A sink
 * that fails does not stop the others.
 *
 * Returns: FALSE if @input cannot be read, whatever the sinks did; or with BYLINE_ERROR_CANCELLED
 */
gboolean byline_copy_write (const BylineSplice *splice, BylineInput *input,
                            const BylineSinks *sinks, guint8 *sha256,
                            BylineCancellable *cancellable, GError **error);

/**
 * byline_copy_read_back:
 * @sha256: (nullable): what it must be; NULL to take it as it is
 *
 * Puts @fd on the medium, drops it from the page cache and reads it again: a hash of what the
 * cache still holds would prove nothing about the disk.
 *
 * Returns: (transfer full): the file as it was read back; NULL with BYLINE_ERROR_INTEGRITY if it
 *   is not @sha256, or an error of reading or writing
 */
BylineInput *byline_copy_read_back (int fd, const char *path, const guint8 *sha256,
                                    BylineCancellable *cancellable, GError **error);

/** The same for what was written, of which nothing but its name is to follow: the disk is waited
 *  for once. */
BylineInput *byline_copy_read_new (BylineNewFile *file, const guint8 *sha256,
                                   BylineCancellable *cancellable, GError **error);

/** Reads the card's file @path again, past the page cache, and compares. */
gboolean byline_copy_read_again (const char *path, const guint8 sha256[BYLINE_SHA256_SIZE],
                                 BylineCancellable *cancellable, GError **error);
