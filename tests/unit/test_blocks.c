#include "base/blocks.h"
#include "base/slots.h"
#include "base/spill.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What very many items are kept in, beside GLib's own containers. */

#define MANY 100000u

static void
test_blocks (void)
{
  g_autoptr (BylineSpill) spill = byline_spill_new ();
  g_autoptr (BylineBlocks) blocks = byline_blocks_new (sizeof (guint64), spill);
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
  g_autoptr (BylineSpill) spill = byline_spill_new ();
  g_autoptr (BylineSlots) slots = byline_slots_new (spill);
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

/* Returns: octets of memory that the process has now */
static gsize
resident (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  return (gsize) g_ascii_strtoull (strchr (text, ' ') + 1, NULL, 10) *
         (gsize) sysconf (_SC_PAGESIZE);
}

static gboolean
has_nameless_files (const char *folder)
{
  const int fd = open (folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);

  if (fd >= 0)
    close (fd);
  return fd >= 0;
}

#define SPILLED 2500000u /* of 64 octets: 160 MB */

/* All is there and in its place, though but some of it is in memory at any time. */
static void
check_spill (gboolean bounded)
{
  g_autoptr (BylineSpill) spill = byline_spill_new ();
  g_autoptr (BylineBlocks) blocks = byline_blocks_new (64, spill);
  const gsize before = resident ();
  gsize most = 0;

  for (guint i = 0; i < SPILLED; i++) {
    guint *item = byline_blocks_add (blocks);

    g_assert_cmpuint (item[15], ==, 0);
    item[0] = i;
    item[15] = ~i;
    byline_spill_tend (spill);
    if (i % 4096 == 0)
      most = MAX (most, resident ());
  }
  for (guint i = 0; i < SPILLED; i++) {
    const guint *item = byline_blocks_at (blocks, i);

    g_assert_cmpuint (item[0], ==, i);
    g_assert_cmpuint (item[15], ==, ~i);
    byline_spill_tend (spill);
    if (i % 4096 == 0)
      most = MAX (most, resident ());
  }
  if (bounded)
    g_assert_cmpuint (most - before, <, (gsize) 120 * 1024 * 1024);
}

static void
test_spill (void)
{
  const char *named = g_getenv ("TMPDIR");

  check_spill ((named != NULL && has_nameless_files (named)) || has_nameless_files ("/var/tmp"));
}

/* Texts of any length, one behind the other, and what is aligned between them. */
static void
test_spilled_texts (void)
{
  g_autoptr (BylineSpill) spill = byline_spill_new ();
  g_autoptr (GPtrArray) texts = g_ptr_array_new ();

  for (guint i = 0; i < 5000; i++) {
    g_autofree char *text = g_strnfill (i, (char) ('a' + i % 26));
    guint64 *number = byline_spill_take (spill, sizeof *number);

    g_assert_cmpuint ((guintptr) number % 16, ==, 0);
    g_assert_cmpuint (*number, ==, 0);
    *number = G_MAXUINT64;
    g_ptr_array_add (texts, byline_spill_text (spill, text, i));
  }
  for (guint i = 0; i < texts->len; i++) {
    g_autofree char *text = g_strnfill (i, (char) ('a' + i % 26));

    g_assert_cmpstr (g_ptr_array_index (texts, i), ==, text);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/blocks/blocks", test_blocks);
  g_test_add_func ("/blocks/slots", test_slots);
  g_test_add_func ("/blocks/spill", test_spill);
  g_test_add_func ("/blocks/spilled-texts", test_spilled_texts);
  return g_test_run ();
}
