#pragma once

#include "base/input.h"

/**
 * BylineNewFile:
 *
 * A file being made: written under a temporary name (".byline-XXXXXX.part") in its final
 * folder, then put under its name in one step.  Until byline_new_file_commit() has
 * returned nothing but the temporary file exists; freeing an uncommitted one removes it.
 *
 * A temporary file is locked (flock) as long as its maker lives, so that leftovers of a
 * dead run can be told from a live one's.
 */
typedef struct _BylineNewFile BylineNewFile;

/** Returns: (transfer full): NULL with BYLINE_ERROR_WRITE, naming @path */
BylineNewFile *byline_new_file_create (const char *path, GError **error);
void byline_new_file_free (BylineNewFile *file); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineNewFile, byline_new_file_free)

gboolean byline_new_file_write (BylineNewFile *file, const void *bytes, gsize length,
                                GError **error);

/**
 * byline_new_file_copy:
 *
 * Appends a range of @input without looking at it: shared blocks where the file system
 * can, else copied in the kernel, else read and written.
 */
gboolean byline_new_file_copy (BylineNewFile *file, BylineInput *input, guint64 offset,
                               guint64 length, GError **error);

/**
 * byline_new_file_copy_attributes:
 *
 * Gives the new file @input's mode, owner and extended attributes (ACLs among them).  Where
 * a person who is not root edits another's file the owner cannot stay, and the mode then gives
 * nobody more than it did.  Nothing to do for an input in memory.
 *
 * Returns: FALSE with BYLINE_ERROR_WRITE if something cannot be kept
 */
gboolean byline_new_file_copy_attributes (BylineNewFile *file, BylineInput *input, GError **error);
/** Gives the new file @input's access and modification times; call when all is written. */
gboolean byline_new_file_copy_times (BylineNewFile *file, BylineInput *input, GError **error);

/** Bytes written so far. */
guint64 byline_new_file_size (const BylineNewFile *file);
/** The temporary file's path; valid until committed. */
const char *byline_new_file_temporary (const BylineNewFile *file);
/** The descriptor, open for reading and writing. Borrowed. */
int byline_new_file_fd (const BylineNewFile *file);

/** Commits under another name in the same folder: the one it was made for is taken. */
void byline_new_file_rename (BylineNewFile *file, const char *name);

typedef enum {
  BYLINE_COMMIT_NEW,     /* fails with BYLINE_ERROR_EXISTS where the name is taken */
  BYLINE_COMMIT_REPLACE, /* in place of what has the name */
} BylineCommit;

/**
 * byline_new_file_finish:
 *
 * All is written: gives it its mode, and fsync.  Done by the next two where it was not before, so
 * that the disk may be waited for while something else is still to do.
 */
gboolean byline_new_file_finish (BylineNewFile *file, GError **error);

/**
 * byline_new_file_finish_soon:
 *
 * Begins to, in a thread of its own.  Nothing more may be written; byline_new_file_finish() or who
 * calls it waits for the disk, and says what went wrong.
 */
void byline_new_file_finish_soon (BylineNewFile *file);

/**
 * byline_new_file_put:
 *
 * Rename (RENAME_NOREPLACE for _NEW; link and unlink where the file system does not know that).
 * The name is durable once the folder is synced, which many files of one may share.
 *
 * Returns: FALSE with BYLINE_ERROR_EXISTS or _WRITE, and nothing has changed
 */
gboolean byline_new_file_put (BylineNewFile *file, BylineCommit how, GError **error);

/**
 * byline_new_file_commit:
 *
 * byline_new_file_put() and fsync of the folder.
 *
 * Returns: FALSE with BYLINE_ERROR_EXISTS or _WRITE and no file under the final name
 *   that was not there before
 */
gboolean byline_new_file_commit (BylineNewFile *file, BylineCommit how, GError **error);

/** Removes the temporary files in @folder that dead runs have left; live ones stay. */
void byline_new_file_sweep (const char *folder);

/** Makes @folder and its parents, each fsynced into its own. */
gboolean byline_make_folders (const char *folder, GError **error);
