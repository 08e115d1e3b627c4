#pragma once

#include <byline/copies.h>
#include <byline/ingest.h>

/**
 * BylineDestination:
 *
 * A folder that copies go to: the library's or a backup's.  Once it is full, gone or may not be
 * written, nothing more is tried there: the other destinations go on without it.  Used by many
 * threads.
 */
typedef struct _BylineDestination BylineDestination;

/**
 * byline_destination_new:
 * @folder: must be there: an unplugged disk is not to become a folder on this one
 * @backup: FALSE for the library
 *
 * Returns: (transfer full): NULL with BYLINE_ERROR_USAGE
 */
BylineDestination *byline_destination_new (const char *folder, gboolean backup, GError **error);
/** Returns: (transfer full): a backup that was there before and is not now: nothing goes there */
BylineDestination *byline_destination_new_gone (const char *folder);
void byline_destination_free (BylineDestination *destination); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineDestination, byline_destination_free)

/** Absolute, without symbolic links. */
const char *byline_destination_folder (const BylineDestination *destination);
gboolean byline_destination_is_backup (const BylineDestination *destination);

/** Does @path, absolute, lie in the destination's folder, or is it that folder? */
gboolean byline_destination_holds (const BylineDestination *destination, const char *path);

/**
 * byline_destination_usable:
 *
 * Returns: FALSE with the reason (BYLINE_ERROR_WRITE) if nothing goes there any more; a copy whose
 *   @error is asked for counts as lost
 */
gboolean byline_destination_usable (BylineDestination *destination, GError **error);

/** @bytes more are there. */
void byline_destination_took (BylineDestination *destination, guint64 bytes);

/**
 * byline_destination_failed:
 *
 * Looks whether @error, of writing @bytes there, is the file's trouble or the destination's.
 *
 * Returns: TRUE if nothing goes there any more
 */
gboolean byline_destination_failed (BylineDestination *destination, const GError *error,
                                    guint64 bytes);

/** How it stands; @state borrows its texts from @destination, whose end it must not outlive. */
void byline_destination_look (BylineDestination *destination, BylineDestinationState *state);

/** Sweeps what dead runs left in @folder, absolute, once a run. */
void byline_destination_sweep (BylineDestination *destination, const char *folder);
