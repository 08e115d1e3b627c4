#include "catalogue/word_set.h"

#include <string.h>

#define FIRST_SLOTS 1024
#define MOST_WORDS 262144

struct _BylineWordSet {
  guint64 *slots; /* 0: free */
  gsize n_slots;  /* a power of two, never more than half of them taken */
  gsize n;
  guint64 seed;
};

BylineWordSet *
byline_word_set_new (void)
{
  BylineWordSet *set = g_new0 (BylineWordSet, 1);

  set->seed = (guint64) g_random_int () << 32 | g_random_int ();
  byline_word_set_clear (set);
  return set;
}

void
byline_word_set_free (BylineWordSet *set)
{
  if (set == NULL)
    return;
  g_free (set->slots);
  g_free (set);
}

void
byline_word_set_clear (BylineWordSet *set)
{
  g_free (set->slots);
  set->slots = g_new0 (guint64, FIRST_SLOTS);
  set->n_slots = FIRST_SLOTS;
  set->n = 0;
}

static guint64
mix (guint64 print, guint64 piece)
{
  print = (print ^ piece) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);
  return print ^ print >> 29;
}

guint64
byline_word_set_print (const BylineWordSet *set, const char *word, gsize length)
{
  guint64 print = mix (set->seed, length);
  guint64 piece = 0;

  for (; length >= sizeof piece; length -= sizeof piece, word += sizeof piece) {
    memcpy (&piece, word, sizeof piece);
    print = mix (print, piece);
  }
  piece = 0;
  memcpy (&piece, word, length);
  print = mix (mix (print, piece), set->seed >> 7);
  return print != 0 ? print : 1;
}

/* Where it is, or where it would be. */
static gsize
slot_of (const BylineWordSet *set, guint64 print)
{
  gsize at = print & (set->n_slots - 1);

  while (set->slots[at] != 0 && set->slots[at] != print)
    at = (at + 1) & (set->n_slots - 1);
  return at;
}

gboolean
byline_word_set_has (const BylineWordSet *set, guint64 print)
{
  return set->slots[slot_of (set, print)] == print;
}

static void
grow (BylineWordSet *set)
{
  g_autofree guint64 *old = set->slots;
  const gsize n_old = set->n_slots;

  set->n_slots *= 2;
  set->slots = g_new0 (guint64, set->n_slots);
  for (gsize i = 0; i < n_old; i++)
    if (old[i] != 0)
      set->slots[slot_of (set, old[i])] = old[i];
}

void
byline_word_set_add (BylineWordSet *set, guint64 print)
{
  if (set->n >= MOST_WORDS)
    byline_word_set_clear (set);
  if (2 * (set->n + 1) > set->n_slots)
    grow (set);
  set->slots[slot_of (set, print)] = print;
  set->n++;
}
