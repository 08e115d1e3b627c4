#pragma once

#include "base/spill.h"

/**
 * BylineSlots:
 *
 * An index of very many things by a hash of what they are known by: of each only the hash and a
 * number are kept, some 12 bytes, so that whoever asks must see whether what was found is what was
 * looked for.  Nothing is ever taken out.
 */
typedef struct _BylineSlots BylineSlots;

/** @spill: borrowed: where they lie */
BylineSlots *byline_slots_new (BylineSpill *spill);
void byline_slots_free (BylineSlots *slots); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineSlots, byline_slots_free)

/** @number: less than G_MAXUINT */
void byline_slots_add (BylineSlots *slots, guint hash, guint number);

/**
 * byline_slots_next:
 * @cursor: (inout): 0 to begin with
 * @number: (out): of one that was added with @hash, in the order they were added
 *
 * Returns: FALSE when there are no more
 */
gboolean byline_slots_next (const BylineSlots *slots, guint hash, guint *cursor, guint *number);
