#pragma once

#include <byline/error.h>

#include <sys/stat.h>

/**
 * BylineInput:
 *
 * A file to read in pieces: one open, one read of its head, then only what is asked
 * for.  Never mapped: a file cut short while we look must give an error, not a signal.
 * Used by one thread at a time.
 */
typedef struct _BylineInput BylineInput;

/**
 * byline_input_open:
 *
 * Opens a regular file (a symbolic link is followed; a folder, pipe or device is refused).
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_UNREADABLE, naming @path
 */
BylineInput *byline_input_open (const char *path, GError **error);

/** Bytes already in memory, under @name for messages. */
BylineInput *byline_input_new (GBytes *bytes, const char *name);
void byline_input_free (BylineInput *input); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineInput, byline_input_free)

/** Returns: (transfer full): the same open file, to be read by another thread; NULL with
 *  BYLINE_ERROR_UNREADABLE */
BylineInput *byline_input_again (const BylineInput *input, GError **error);

/** How far byline_input_peek() looks in one call, at most, in bytes. */
#define BYLINE_PEEK_MAX ((gsize) 1024 * 1024)

/** The path or name, for messages. */
const char *byline_input_name (const BylineInput *input);
/** Bytes in the file when it was opened. */
guint64 byline_input_size (const BylineInput *input);
/** The file's descriptor, or -1 for bytes in memory. Borrowed. */
int byline_input_fd (const BylineInput *input);
/** What fstat said on opening; NULL for bytes in memory. */
const struct stat *byline_input_stat (const BylineInput *input);

/**
 * byline_input_peek:
 * @length: bytes wanted, at most BYLINE_PEEK_MAX
 *
 * Returns: (transfer none): @length bytes at @offset, valid until the next call; NULL with
 *   BYLINE_ERROR_MALFORMED if the file ends before, _UNREADABLE if the disk fails, or
 *   _CHANGED if the file has become shorter than it was
 */
const guint8 *byline_input_peek (BylineInput *input, guint64 offset, gsize length, GError **error);

/** Reads into @buffer, any length; errors as byline_input_peek(). */
gboolean byline_input_read (BylineInput *input, guint64 offset, void *buffer, gsize length,
                            GError **error);

/** Returns: (transfer full): a copy of any length; errors as byline_input_peek() */
GBytes *byline_input_copy (BylineInput *input, guint64 offset, gsize length, GError **error);

/**
 * byline_input_load:
 * @max: bytes
 *
 * Reads the whole file into memory, once and in order, if it has at most @max bytes; later
 * peeks then cost nothing and the disk is not asked again.  A larger file is left as it is.
 */
gboolean byline_input_load (BylineInput *input, guint64 max, GError **error);

/** Returns: (transfer none) (nullable): the whole file, once it is in memory */
GBytes *byline_input_bytes (const BylineInput *input);

/**
 * byline_input_unchanged:
 *
 * Returns: FALSE with BYLINE_ERROR_CHANGED if size, mtime, ctime or inode of the open file differ
 *   from those on opening, or @path now names another file
 */
gboolean byline_input_unchanged (BylineInput *input, GError **error);
