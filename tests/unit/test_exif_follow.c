#include "exif_blocks.h"
#include "metadata/exif.h"

static const guint8 *
data (GBytes *bytes)
{
  return g_bytes_get_data (bytes, NULL);
}

/* What byline_exif_follow() makes of a block that lies at 12 in a file of a million octets, which
 * grows by @growth right behind it.  (transfer full) */
static GBytes *
follow (GBytes *block, gsize growth)
{
  const gsize end = 12 + g_bytes_get_size (block);
  g_autoptr (GBytes) fresh = g_bytes_new_take (g_malloc0 (growth), growth);
  g_autoptr (BylineSplice) splice = byline_splice_new ();
  g_autoptr (GError) error = NULL;
  const BylineExifPlace place = { 12, 1000000, splice };
  GBytes *followed = NULL;

  byline_splice_keep (splice, 0, end);
  byline_splice_insert (splice, fresh);
  byline_splice_keep (splice, end, 1000000 - end);
  followed = byline_exif_follow (block, &place, &error);
  g_assert_no_error (error);
  return followed;
}

/* Cameras that keep a preview behind the picture: how each says where. */
/* clang-format off */
#define NOTE(octets) { .ifd = EXIF, .tag = 0x927c, .type = UNDEFINED, .text = octets, .size = sizeof (octets) - 1 }
static const struct {
  const char *make;
  Tag note;
  gsize number; /* where in the note it lies */
} outside[] = {
  { "Olympus", NOTE ("OLYMPUS\0II\3\0"
                     "\1\0\x20\x20\x0d\0\1\0\0\0\x1e\0\0\0\0\0\0\0"           /* 0x2020: at 30 */
                     "\2\0\1\1\4\0\1\0\0\0\0\0\1\0"                           /* 0x0101: 65536 */
                     "\2\1\4\0\1\0\0\0\0\1\0\0\0\0\0\0"), 40 },               /* 0x0102: 256 */
  { "SONY", NOTE ("SONY DSC \0\0\0\1\0\1\x20\7\0\0\1\0\0\0\0\1\0\0\0\0\0"), 22 }, /* 0x2001 */
  { "Minolta", NOTE ("\2\0\x88\0\4\0\1\0\0\0\0\0\1\0"
                     "\x89\0\4\0\1\0\0\0\0\1\0\0\0\0\0\0"), 10 },
  { "PENTAX", NOTE ("PENTAX \0II\2\0\3\0\4\0\1\0\0\0\0\1\0\0"
                    "\4\0\4\0\1\0\0\0\0\0\1\0\0\0\0\0"), 32 },
  { "SAMSUNG", NOTE ("STMN100\0\0\0\1\0\0\1\0\0"), 8 },
  { "Canon", NOTE ("\1\0\x83\0\4\0\1\0\0\0\0\0\1\0\0\0\0\0"), 10 },
};
/* clang-format on */

static gsize
find_octets (GBytes *block, const Tag *note)
{
  const guint8 *found = memmem (data (block), g_bytes_get_size (block), note->text, note->size);

  g_assert_nonnull (found);
  return (gsize) (found - data (block));
}

static void
test_follow (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++) {
    const Tag tags[] = { { .ifd = IFD0, .tag = 0x010f, .type = ASCII, .text = outside[i].make },
                         outside[i].note };
    g_autoptr (GBytes) block = MAKE (TRUE, tags);
    gsize at = find_octets (block, &outside[i].note) + outside[i].number;
    g_autoptr (GBytes) followed = follow (block, 300);
    g_autofree guint8 *expected = g_memdup2 (data (block), g_bytes_get_size (block));

    g_assert_cmpuint (byline_tiff_u32 (&(BylineTiff){ expected, 99999, TRUE }, at), ==, 65536);
    byline_tiff_put_u32 (&(BylineTiff){ .little = TRUE }, expected + at, 65836);
    g_assert_cmpuint (g_bytes_get_size (followed), ==, g_bytes_get_size (block));
    g_assert_true (memcmp (data (followed), expected, g_bytes_get_size (block)) == 0);
  }
}

static void
test_follow_nothing (void)
{
  Tag far[] = { { .ifd = IFD0, .tag = 0x010f, .type = ASCII, .text = "Canon" }, outside[2].note };
  g_autofree char *note = g_memdup2 (far[1].text, far[1].size);
  g_autoptr (GBytes) harmless = MAKE (TRUE, camera);
  g_autoptr (GBytes) same = follow (harmless, 300);
  g_autoptr (GBytes) lost = NULL;
  g_autoptr (GBytes) still = NULL;

  g_assert_true (same == harmless);
  note[13] = 1; /* 16842752: behind the file's end, as in many a photo that was edited */
  far[1].text = note;
  lost = MAKE (TRUE, far);
  still = follow (lost, 300);
  g_assert_true (still == lost);
}

/* However a block is cut off, no number outside of it is looked at. */
static void
test_cut_blocks (void)
{
  const Tag tags[] = { { .ifd = IFD0, .tag = 0x010f, .type = ASCII, .text = "SONY" },
                       outside[1].note };
  g_autoptr (GBytes) block = MAKE (TRUE, tags);

  for (gsize size = 0; size < g_bytes_get_size (block); size++) {
    g_autoptr (GBytes) cut = g_bytes_new (data (block), size);
    g_autoptr (GBytes) followed = follow (cut, 100);

    g_assert_cmpuint (g_bytes_get_size (followed), ==, size);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exif-follow/number-follows-what-it-leads-to", test_follow);
  g_test_add_func ("/exif-follow/number-that-leads-nowhere-stays", test_follow_nothing);
  g_test_add_func ("/exif-follow/block-cut-anywhere-is-survived", test_cut_blocks);
  return g_test_run ();
}
