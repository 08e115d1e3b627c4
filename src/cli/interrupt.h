#pragma once

#include <byline/cancellable.h>

/**
 * byline_interrupt_new:
 *
 * From here on SIGINT, SIGTERM and SIGHUP cancel the returned object, so that what is in hand is
 * finished or put away; a second one ends the process at once, which is safe too: what is half
 * made has a temporary name.  Called once, before any thread is started.
 *
 * Returns: (transfer full)
 */
BylineCancellable *byline_interrupt_new (void);

/** Sleeps, but not on once @cancellable is cancelled.  Returns: FALSE if it is */
gboolean byline_interrupt_sleep (BylineCancellable *cancellable, gint64 us);
