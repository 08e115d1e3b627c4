#include "base/slots.h"

#define FIRST_BITS 10u
/* Full by so much: beyond it, looking takes longer than it need. */
#define MAX_LOAD(capacity) ((capacity) / 4 * 3)

typedef struct {
  guint hash;
  guint number; /* + 1; 0: empty */
} Slot;

struct _BylineSlots {
  BylineSpill *spill;
  Slot *slots;
  guint bits; /* the capacity is a power of two */
  guint n;
};

BylineSlots *
byline_slots_new (BylineSpill *spill)
{
  BylineSlots *slots = g_new0 (BylineSlots, 1);

  slots->spill = spill;
  slots->bits = FIRST_BITS;
  slots->slots = byline_spill_take (spill, sizeof (Slot) << slots->bits);
  return slots;
}

void
byline_slots_free (BylineSlots *slots)
{
  g_free (slots);
}

static guint
capacity (const BylineSlots *slots)
{
  return 1u << slots->bits;
}

/* Where looking for @hash begins: hashes of names are alike in their upper bits (Knuth's
 * multiplicative hashing). */
static guint
home (const BylineSlots *slots, guint hash)
{
  return hash * 2654435769u >> (32 - slots->bits);
}

static void
put (BylineSlots *slots, Slot slot)
{
  guint at = home (slots, slot.hash);

  while (slots->slots[at].number != 0)
    at = (at + 1) & (capacity (slots) - 1);
  slots->slots[at] = slot;
}

/* From behind an empty slot on, so that what has one hash stays in the order it was added in. */
static void
grow (BylineSlots *slots)
{
  const Slot *old = slots->slots;
  const guint n = capacity (slots);
  guint first = 0;

  while (old[first].number != 0)
    first++;
  slots->bits++;
  slots->slots = byline_spill_take (slots->spill, sizeof (Slot) << slots->bits);
  for (guint i = 0; i < n; i++) {
    if (old[(first + i) & (n - 1)].number != 0)
      put (slots, old[(first + i) & (n - 1)]);
    byline_spill_tend (slots->spill);
  }
}

void
byline_slots_add (BylineSlots *slots, guint hash, guint number)
{
  if (slots->n >= MAX_LOAD (capacity (slots)))
    grow (slots);
  put (slots, (Slot){ hash, number + 1 });
  slots->n++;
}

gboolean
byline_slots_next (const BylineSlots *slots, guint hash, guint *cursor, guint *number)
{
  const guint mask = capacity (slots) - 1;
  const guint begin = home (slots, hash);

  for (;;) {
    const Slot slot = slots->slots[(begin + *cursor) & mask];

    if (slot.number == 0)
      return FALSE;
    (*cursor)++;
    if (slot.hash != hash)
      continue;
    *number = slot.number - 1;
    return TRUE;
  }
}
