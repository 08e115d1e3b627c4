#pragma once

#include <glib.h>

/**
 * BylineSpill:
 *
 * Memory for what grows with the number of files and is read again much later.  The first of it is
 * memory like any other; what comes beyond lies in a file that has no name (in $TMPDIR or
 * /var/tmp), of which only so much is kept mapped in as a few thousand files need: the system may
 * write the rest to the disk and take the pages for others.  Where there is no room for such a file
 * it is memory all the same.  Everything stays where it is, until all goes together.  Many threads
 * may use it.
 */
typedef struct _BylineSpill BylineSpill;

BylineSpill *byline_spill_new (void);
void byline_spill_free (BylineSpill *spill); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineSpill, byline_spill_free)

/** Returns: (transfer none): @size octets, all zeros, aligned for any type */
gpointer byline_spill_take (BylineSpill *spill, gsize size);

/** Returns: (transfer none): a copy of the @length octets of @text, and a NUL behind it */
char *byline_spill_text (BylineSpill *spill, const char *text, gsize length);

/** To be called once for each item that was touched, by who goes through many: lets go of what is
 *  mapped in, now and then, where that has become too much. */
void byline_spill_tend (BylineSpill *spill);
