#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BylineCancellable:
 *
 * How one thread asks a long run on others to stop.  Once asked it stays so.  Counted references;
 * every call may come from any thread, but none from a signal handler.
 *
 * It stands in for GIO's of that name, with which half of every start went into loading GIO and the
 * libraries behind it.
 */
typedef struct _BylineCancellable BylineCancellable;

BylineCancellable *byline_cancellable_new (void);
/** Is also cancelled when @parent (nullable) is; the other way round it is not. */
BylineCancellable *byline_cancellable_new_under (BylineCancellable *parent);
BylineCancellable *byline_cancellable_ref (BylineCancellable *cancellable);
void byline_cancellable_unref (BylineCancellable *cancellable); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineCancellable, byline_cancellable_unref)

void byline_cancellable_cancel (BylineCancellable *cancellable);
/** @cancellable: (nullable): FALSE for NULL */
gboolean byline_cancellable_is_cancelled (BylineCancellable *cancellable);

/** Waits @us microseconds at most.  That its parent was cancelled is seen only afterwards.
 *
 * Returns: whether it is cancelled */
gboolean byline_cancellable_wait (BylineCancellable *cancellable, gint64 us);

G_END_DECLS
