#pragma once

#include <byline/photo.h>

/**
 * BylineManifest:
 *
 * The hashes of the copies of a run, for others to check: a file in each destination that
 * "sha256sum -c" reads there, with paths relative to the destination.
 */
typedef struct _BylineManifest BylineManifest;

/**
 * byline_manifest_new:
 * @name: of the file in every destination: without "/", no hidden one
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE
 */
BylineManifest *byline_manifest_new (const char *name, GError **error);
void byline_manifest_free (BylineManifest *manifest); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineManifest, byline_manifest_free)

/** @folder: the destination; @path: relative to it */
void byline_manifest_add (BylineManifest *manifest, const char *folder, const char *path,
                          const guint8 sha256[BYLINE_SHA256_SIZE]);

/**
 * byline_manifest_write:
 *
 * Writes the files, durably and in one step each.  Lines that are there from earlier runs stay,
 * but for paths that this run brought anew.
 *
 * Returns: FALSE with BYLINE_ERROR_REFUSED for a file that is no such list, or _WRITE; the others
 *   are written all the same
 */
gboolean byline_manifest_write (BylineManifest *manifest, GError **error);
