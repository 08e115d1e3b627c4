#pragma once

#include <byline/error.h>

G_BEGIN_DECLS

/**
 * BylineWatch:
 *
 * Hot folders, into which a camera sends photos by FTP or cable.  Asked now and then, it says which
 * have landed: those that nobody has open for writing any more and that stay as they are from one
 * look to the next.  It looks instead of listening, so that disks on the network are no exception;
 * and since what was taken in is known by its content, nothing is lost or taken twice where it is
 * stopped and started again.  Used by one thread.
 */
typedef struct _BylineWatch BylineWatch;

/** @folders: NULL-terminated */
BylineWatch *byline_watch_new (const char *const *folders);
void byline_watch_free (BylineWatch *watch); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineWatch, byline_watch_free)

/**
 * byline_watch_look:
 *
 * Looks into the folders; to be called about every second.
 *
 * Returns: (transfer full): paths of the photos that have landed and were not given out as they
 *   are now, NULL-terminated, empty if there are none; NULL with BYLINE_ERROR_UNREADABLE if a
 *   folder cannot be read (any more)
 */
char **byline_watch_look (BylineWatch *watch, GError **error);

/** Gives @path out once more, in a while: it could not be brought to its place. */
void byline_watch_again (BylineWatch *watch, const char *path);

/** Microseconds to wait before the next look: longer where looking takes long. */
gint64 byline_watch_interval_us (const BylineWatch *watch);

G_END_DECLS
