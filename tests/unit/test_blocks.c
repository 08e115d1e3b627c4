#include "base/blocks.h"
#include "base/slots.h"

/* What very many items are kept in, beside GLib's own containers. */

#define MANY 100000u

static void
test_blocks (void)
{
  g_autoptr (BylineBlocks) blocks = byline_blocks_new (sizeof (guint64));
  guint64 *first = byline_blocks_add (blocks);

  *first = 7;
  for (guint i = 1; i < MANY; i++) {
    guint64 *item = byline_blocks_add (blocks);

    g_assert_cmpuint (*item, ==, 0);
    *item = (guint64) i * 3;
  }
  g_assert_cmpuint (byline_blocks_length (blocks), ==, MANY);
  g_assert_true (byline_blocks_at (blocks, 0) == first);
  g_assert_cmpuint (*first, ==, 7);
  for (guint i = 1; i < MANY; i++)
    g_assert_cmpuint (*(guint64 *) byline_blocks_at (blocks, i), ==, (guint64) i * 3);
}

/* Every number is found under its hash, in the order they were added, and under no other: against
 * a table of GLib's. */
static void
check_slots (guint n_hashes)
{
  g_autoptr (BylineSlots) slots = byline_slots_new ();
  g_autoptr (GHashTable) expected =
      g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < MANY; i++) {
    const guint hash = i % n_hashes * 0x10001u;
    GArray *numbers = g_hash_table_lookup (expected, GUINT_TO_POINTER (hash));

    if (numbers == NULL) {
      numbers = g_array_new (FALSE, FALSE, sizeof (guint));
      g_hash_table_insert (expected, GUINT_TO_POINTER (hash), numbers);
    }
    g_array_append_val (numbers, i);
    byline_slots_add (slots, hash, i);
  }
  for (guint i = 0; i < n_hashes + 10; i++) {
    const guint hash = i * 0x10001u;
    const GArray *numbers = g_hash_table_lookup (expected, GUINT_TO_POINTER (hash));
    guint cursor = 0, number, n = 0;

    while (byline_slots_next (slots, hash, &cursor, &number)) {
      g_assert_nonnull (numbers);
      g_assert_cmpuint (number, ==, g_array_index (numbers, guint, n));
      n++;
    }
    g_assert_cmpuint (n, ==, numbers != NULL ? numbers->len : 0);
  }
}

static void
test_slots (void)
{
  check_slots (MANY); /* each its own */
  check_slots (MANY / 10);
  check_slots (100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blocks/blocks", test_blocks);
  g_test_add_func ("/blocks/slots", test_slots);
  return g_test_run ();
}
