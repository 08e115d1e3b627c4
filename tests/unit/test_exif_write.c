#include "metadata/exif.h"

#include "exif_blocks.h"

#include <byline/error.h>

#include <glib/gstdio.h>

#define LARGEST 65527 /* of a block in a JPEG's APP1 */

static const guint8 *
data (GBytes *bytes)
{
  return g_bytes_get_data (bytes, NULL);
}

static void
assert_sorted (const BylineTiff *tiff, const BylineTiffDir *dir)
{
  for (guint i = 1; i < dir->n_entries; i++)
    g_assert_cmpuint (byline_tiff_entry (tiff, dir, i - 1).tag, <,
                      byline_tiff_entry (tiff, dir, i).tag);
}

/* Returns: FALSE if the block has no such directory */
static gboolean
find_dir (GBytes *block, int ifd, BylineTiff *tiff, BylineTiffDir *dir)
{
  BylineTiffEntry pointer;

  g_assert_true (byline_tiff_open (tiff, data (block), g_bytes_get_size (block)));
  g_assert_true (byline_tiff_dir (tiff, byline_tiff_first (tiff), dir));
  if (ifd == IFD0)
    return TRUE;
  return byline_tiff_find (tiff, dir, BYLINE_TIFF_TAG_EXIF_IFD, &pointer) &&
         byline_tiff_dir (tiff, byline_tiff_number (tiff, &pointer, 0), dir);
}

/* What a block says, looked up by hand. Returns: (transfer full) (nullable) */
static char *
text_in (GBytes *block, int ifd, guint16 tag)
{
  BylineTiff tiff;
  BylineTiffDir dir;
  BylineTiffEntry entry;

  if (!find_dir (block, ifd, &tiff, &dir))
    return NULL;
  assert_sorted (&tiff, &dir);
  if (!byline_tiff_find (&tiff, &dir, tag, &entry))
    return NULL;
  g_assert_cmpuint (entry.type, ==, ASCII);
  g_assert_cmpuint (byline_tiff_value_at (&tiff, &entry) + entry.count, <=, tiff.size);
  return g_strndup ((const char *) tiff.bytes + byline_tiff_value_at (&tiff, &entry), entry.count);
}

static void
assert_says (GBytes *block, int ifd, guint16 tag, const char *expected)
{
  g_autofree char *text = text_in (block, ifd, tag);

  g_assert_cmpstr (text, ==, expected);
}

static GBytes *
write_tags (GBytes *block, const BylineExifTag *tags, guint n_tags)
{
  g_autoptr (GError) error = NULL;
  GBytes *written = byline_exif_write (block, tags, n_tags, LARGEST, &error);

  g_assert_no_error (error);
  g_assert_nonnull (written);
  return written;
}

static GBytes *
write_one (GBytes *block, guint16 tag, const char *text)
{
  BylineExifTag one = { 0, tag, text };

  return write_tags (block, &one, 1);
}

static void
assert_refused (GBytes *block, const BylineExifTag *tags, guint n_tags, gsize max)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) written = byline_exif_write (block, tags, n_tags, max, &error);

  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  g_assert_null (written);
}

static BylineMetadata *
read_block (GBytes *block)
{
  BylineMetadata *metadata = byline_metadata_new ();

  byline_exif_read (block, NULL, metadata);
  return metadata;
}

static const char *
first (const BylineMetadata *metadata, BylineField field)
{
  guint n;
  const BylineText *values = byline_metadata_layer (metadata, field, BYLINE_LAYER_EXIF, &n);

  return n > 0 ? values[0].text : NULL;
}

static void
test_cut_blocks (void)
{
  g_autoptr (GBytes) block = MAKE (TRUE, camera);
  const BylineExifTag tags[] = { { 0, ARTIST, "J" }, { 1, ZONE, "+05:00" } };

  for (gsize size = 0; size < g_bytes_get_size (block); size++) {
    g_autoptr (GBytes) cut = g_bytes_new (data (block), size);
    g_autoptr (BylineMetadata) metadata = read_block (cut);
    g_autoptr (GBytes) written = byline_exif_write (cut, tags, 2, LARGEST, NULL);

    if (written != NULL)
      assert_says (written, IFD0, ARTIST, "J");
    g_assert_cmpint (byline_metadata_get_facts (metadata)->orientation, ==, 1);
  }
}

static void
test_new (void)
{
  const BylineExifTag tags[] = { { 0, ARTIST, "Айгерім Нұрланова" },
                                 { 0, DESCRIPTION, "Two people shake hands" },
                                 { 0, COPYRIGHT, "©" },
                                 { 1, TAKEN, "2025:07:14 10:11:12" },
                                 { 1, SUB_SECONDS, "345" },
                                 { 1, ZONE, "+05:00" } };
  g_autoptr (GBytes) block = write_tags (NULL, tags, G_N_ELEMENTS (tags));
  g_autoptr (BylineMetadata) metadata = read_block (block);

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    assert_says (block, tags[i].ifd == 0 ? IFD0 : EXIF, tags[i].tag, tags[i].text);
  g_assert_cmpstr (first (metadata, BYLINE_FIELD_CREATOR), ==, "Айгерім Нұрланова");
  g_assert_cmpstr (byline_metadata_get_facts (metadata)->taken, ==,
                   "2025-07-14T10:11:12.345+05:00");
}

/* All octets but the header's pointer, the directories' new ones and what @may names are old. */
static void
test_nothing_moves (void)
{
  const BylineExifTag tags[] = { { 0, COPYRIGHT, "© a notice that was not there" },
                                 { 1, ZONE, "+05:00" } };

  for (int little = 0; little < 2; little++) {
    g_autoptr (GBytes) before = MAKE (little, camera);
    g_autoptr (GBytes) after = write_tags (before, tags, G_N_ELEMENTS (tags));
    gsize size = g_bytes_get_size (before);

    g_assert_cmpuint (g_bytes_get_size (after), >, size);
    g_assert_true (memcmp (data (before), data (after), 4) == 0);
    g_assert_true (memcmp (data (before) + 8, data (after) + 8, size - 8) == 0);
    assert_says (after, IFD0, ARTIST, "Somebody Else, Long");
    assert_says (after, IFD0, COPYRIGHT, tags[0].text);
    assert_says (after, EXIF, ZONE, "+05:00");
    assert_says (after, EXIF, TAKEN, "2025:07:14 10:11:12");
  }
}

static BylineTiffEntry
entry_of (GBytes *block, BylineTiff *tiff, BylineTiffDir *dir, guint16 tag)
{
  BylineTiffEntry entry;

  g_assert_true (find_dir (block, tag == BYLINE_TIFF_TAG_MAKER_NOTE ? EXIF : IFD0, tiff, dir));
  g_assert_true (byline_tiff_find (tiff, dir, tag, &entry));
  return entry;
}

static void
test_note_and_thumbnail (void)
{
  const BylineExifTag tags[] = { { 0, DESCRIPTION, "What is to be seen" }, { 1, ZONE, "+05:00" } };
  g_autoptr (GBytes) before = MAKE (TRUE, camera);
  g_autoptr (GBytes) after = write_tags (before, tags, G_N_ELEMENTS (tags));
  BylineTiff old, new;
  BylineTiffDir old_dir, new_dir;
  BylineTiffEntry old_note = entry_of (before, &old, &old_dir, BYLINE_TIFF_TAG_MAKER_NOTE);
  BylineTiffEntry new_note = entry_of (after, &new, &new_dir, BYLINE_TIFF_TAG_MAKER_NOTE);

  g_assert_cmpuint (old_note.at, !=, new_note.at);
  g_assert_cmpuint (byline_tiff_value_at (&old, &old_note), ==,
                    byline_tiff_value_at (&new, &new_note));
  entry_of (before, &old, &old_dir, ARTIST);
  entry_of (after, &new, &new_dir, ARTIST);
  g_assert_cmpuint (new_dir.next, ==, old_dir.next);
  g_assert_cmpuint (new_dir.next, !=, 0);
}

static void
test_in_place (void)
{
  g_autoptr (GBytes) before = MAKE (TRUE, camera);
  BylineTiff tiff;
  BylineTiffDir dir;
  BylineTiffEntry entry = entry_of (before, &tiff, &dir, ARTIST);
  guint64 at = byline_tiff_value_at (&tiff, &entry), end = at + entry.count;
  g_autoptr (GBytes) after = write_one (before, ARTIST, "Jane Roe");

  g_assert_cmpuint (g_bytes_get_size (after), ==, g_bytes_get_size (before));
  assert_says (after, IFD0, ARTIST, "Jane Roe");
  for (gsize i = 0; i < g_bytes_get_size (before); i++)
    if ((i < at || i >= end) && (i < entry.at || i >= entry.at + BYLINE_TIFF_ENTRY))
      g_assert_cmpuint (data (after)[i], ==, data (before)[i]);
  for (guint64 i = at + strlen ("Jane Roe"); i < end; i++)
    g_assert_cmpuint (data (after)[i], ==, 0);
}

/* Two tags may keep their values in one place. */
static void
test_shared_value (void)
{
  const Tag tags[] = { { .ifd = IFD0, .tag = 0x010f, .type = ASCII, .text = "Shared by two" },
                       { .ifd = IFD0, .tag = ARTIST, .type = ASCII, .text = "Shared by two" } };
  g_autoptr (GBytes) made = MAKE (TRUE, tags);
  BylineTiff tiff;
  BylineTiffDir dir;
  BylineTiffEntry one = entry_of (made, &tiff, &dir, 0x010f);
  BylineTiffEntry two = entry_of (made, &tiff, &dir, ARTIST);
  gsize size;
  guint8 *bytes = g_bytes_unref_to_data (g_steal_pointer (&made), &size);
  g_autoptr (GBytes) shared = g_bytes_new_take (bytes, size);
  g_autoptr (GBytes) after = NULL;

  memcpy (bytes + two.at + 8, bytes + one.at + 8, 4);
  after = write_one (shared, ARTIST, "Jane");
  assert_says (after, IFD0, ARTIST, "Jane");
  assert_says (after, IFD0, 0x010f, "Shared by two");
}

static void
test_hundred_edits (void)
{
  g_autoptr (GBytes) block = MAKE (FALSE, camera);
  gsize after_first = 0;

  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf ("Somebody with a rather long name, %02u", i);
    g_autofree char *zone = g_strdup_printf ("+%02u:00", i % 12);
    g_autofree char *notice = g_strnfill (20 + i % 7, 'c');
    const BylineExifTag tags[] = { { 0, ARTIST, name },
                                   { 0, COPYRIGHT, notice },
                                   { 1, ZONE, zone } };
    GBytes *next = write_tags (block, tags, G_N_ELEMENTS (tags));

    g_bytes_unref (block);
    block = next;
    assert_says (block, IFD0, ARTIST, name);
    assert_says (block, IFD0, COPYRIGHT, notice);
    assert_says (block, EXIF, ZONE, zone);
    if (i == 0)
      after_first = g_bytes_get_size (block);
  }
  g_assert_cmpuint (g_bytes_get_size (block), <=, after_first + 16);
}

static GBytes *
padded (GBytes *block, gsize size)
{
  GByteArray *bytes = g_byte_array_new ();
  gsize had = g_bytes_get_size (block);

  g_byte_array_append (bytes, data (block), (guint) had);
  g_byte_array_set_size (bytes, (guint) size);
  memset (bytes->data + had, 0, size - had);
  return g_byte_array_free_to_bytes (bytes);
}

/* Nikon bodies fill the segment with zeros. */
static void
test_full_block (void)
{
  g_autoptr (GBytes) block = MAKE (TRUE, camera);
  g_autoptr (GBytes) full = padded (block, LARGEST);
  g_autoptr (GBytes) after = write_one (full, COPYRIGHT, "© a notice that was not there");
  g_autoptr (GBytes) again = write_one (after, COPYRIGHT, "© a notice that is longer than it was");
  gsize size = g_bytes_get_size (block);

  g_assert_cmpuint (g_bytes_get_size (after), ==, LARGEST);
  assert_says (after, IFD0, COPYRIGHT, "© a notice that was not there");
  g_assert_true (memcmp (data (block) + 8, data (after) + 8, size - 8) == 0);
  for (gsize i = size; i < size + 480; i++)
    g_assert_cmpuint (data (after)[i], ==, 0); /* may be the end of something */
  g_assert_cmpuint (g_bytes_get_size (again), ==, LARGEST);
  assert_says (again, IFD0, COPYRIGHT, "© a notice that is longer than it was");
}

/* Zeros that some value says are its own are not free. */
static void
test_claimed_zeros (void)
{
  g_autofree char *zeros = g_malloc0 (3000);
  const Tag tags[] = {
    { .ifd = IFD0, .tag = 0x010f, .type = ASCII, .text = "Maker" },
    { .ifd = EXIF, .tag = 0x927c, .type = UNDEFINED, .text = zeros, .size = 3000 },
  };
  const BylineExifTag tag = { 0, COPYRIGHT, "© a notice that was not there" };
  g_autoptr (GBytes) block = MAKE (TRUE, tags);

  assert_refused (block, &tag, 1, g_bytes_get_size (block));
}

static void
test_no_room (void)
{
  g_autoptr (GBytes) block = MAKE (TRUE, camera);
  g_autofree char *much = g_strnfill (LARGEST, 'x');
  const BylineExifTag little = { 0, COPYRIGHT, "© a notice" }, large = { 0, COPYRIGHT, much };

  assert_refused (block, &little, 1, g_bytes_get_size (block));
  assert_refused (block, &large, 1, LARGEST);
  assert_refused (NULL, &large, 1, LARGEST);
  assert_refused (block, &little, 1, 10);
}

static void
test_loops (void)
{
  g_autoptr (GBytes) made = MAKE (TRUE, camera);
  BylineTiff tiff;
  BylineTiffDir dir;
  const BylineExifTag tag = { 0, ARTIST, "Jane" };
  gsize size;
  g_autofree guint8 *bytes = NULL;
  g_autoptr (GBytes) loop = NULL, nowhere = NULL;

  entry_of (made, &tiff, &dir, ARTIST);
  bytes = g_bytes_unref_to_data (g_steal_pointer (&made), &size);
  byline_tiff_put_u32 (&tiff, bytes + dir.offset + byline_tiff_dir_size (&dir) - 4,
                       (guint32) dir.offset);
  loop = g_bytes_new (bytes, size);
  assert_refused (loop, &tag, 1, LARGEST);
  byline_tiff_put_u32 (&tiff, bytes + 4, (guint32) size);
  nowhere = g_bytes_new (bytes, size);
  assert_refused (nowhere, &tag, 1, LARGEST);
}

/* exiftool reads nothing of a directory whose first entry is of no type that there is. */
static void
test_untyped_first (void)
{
  static const guint8 zeros[8 + 2 + 3 * BYLINE_TIFF_ENTRY + 4] = {
    'I', 'I', '*', 0, 8, 0, 0, 0, 3
  };
  const BylineExifTag tag = { 0, ARTIST, "Jane" };
  g_autoptr (GBytes) block = g_bytes_new_static (zeros, sizeof zeros);

  assert_refused (block, &tag, 1, LARGEST);
}

static void
test_crowd (void)
{
  static const guint8 head[] = { 'I', 'I', '*', 0, 8, 0, 0, 0, 5000 & 0xff, 5000 >> 8 };
  const BylineExifTag tag = { 0, ARTIST, "Jane" };
  g_autoptr (GBytes) start = g_bytes_new_static (head, sizeof head);
  g_autoptr (GBytes) many = padded (start, sizeof head + (gsize) 5000 * BYLINE_TIFF_ENTRY + 4);

  assert_refused (many, &tag, 1, G_MAXUINT32);
}

static void
test_clear (void)
{
  const BylineExifTag tags[] = { { 0, ARTIST, "Jane" }, { 1, ZONE, "+05:00" } };
  const BylineExifTag clear[] = { { 0, ARTIST, NULL }, { 1, ZONE, NULL }, { 1, 0x9000, NULL } };
  g_autoptr (GBytes) block = MAKE (TRUE, camera);
  g_autoptr (GBytes) without = write_one (block, ARTIST, NULL);
  g_autoptr (GBytes) small = write_tags (NULL, tags, G_N_ELEMENTS (tags));
  g_autoptr (GBytes) nothing = write_tags (small, clear, G_N_ELEMENTS (clear));
  g_autoptr (GBytes) never = write_one (NULL, ARTIST, NULL);

  assert_says (without, IFD0, ARTIST, NULL);
  assert_says (without, IFD0, 0x010f, "Maker of cameras");
  g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);
  g_assert_cmpuint (g_bytes_get_size (never), ==, 0);
}

static void
test_says_already (void)
{
  const BylineExifTag tags[] = { { 0, ARTIST, "Somebody Else, Long" }, { 0, COPYRIGHT, NULL } };
  g_autoptr (GBytes) block = MAKE (TRUE, camera);
  g_autoptr (GBytes) same = write_tags (block, tags, G_N_ELEMENTS (tags));

  g_assert_true (same == block);
}

static void
test_rating (void)
{
  const struct {
    const char *text, *expected;
  } cases[] = { { "5", "5" }, { "0", "0" }, { "-1", NULL }, { NULL, NULL } };
  g_autoptr (GBytes) block = MAKE (FALSE, camera);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) after = write_one (block, RATING, cases[i].text);
    g_autoptr (BylineMetadata) metadata = read_block (after);

    g_assert_cmpstr (first (metadata, BYLINE_FIELD_RATING), ==, cases[i].expected);
  }
}

/* An outside judge: exiftool reads what was written, from the smallest of JPEGs. */
static void
test_exiftool (void)
{
  const BylineExifTag tags[] = { { 0, ARTIST, "Айгерім Нұрланова" },
                                 { 0, COPYRIGHT, "© 2025 МИД" },
                                 { 0, RATING, "3" },
                                 { 1, ZONE, "+05:00" } };
  g_autofree char *exiftool = g_find_program_in_path ("exiftool");
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "photo.jpg", NULL);
  g_autofree char *out = NULL, *talk = NULL;
  g_autoptr (GByteArray) jpeg = g_byte_array_new ();
  g_autoptr (GBytes) block = MAKE (TRUE, camera);
  g_autoptr (GBytes) after = write_tags (block, tags, G_N_ELEMENTS (tags));
  guint size = (guint) g_bytes_get_size (after);
  const guint8 head[] = { 0xff, 0xd8, 0xff, 0xe1, (guint8) ((size + 8) >> 8), (guint8) (size + 8) };
  const char *wanted = "$IFD0:Artist|$IFD0:Copyright|$IFD0:Rating|"
                       "$ExifIFD:OffsetTimeOriginal|$ExifIFD:DateTimeOriginal";
  const char *argv[] = { exiftool, "-b", "-p", wanted, path, NULL };

  if (exiftool == NULL) {
    g_test_skip ("no exiftool");
    return;
  }
  g_byte_array_append (jpeg, head, sizeof head);
  g_byte_array_append (jpeg, (const guint8 *) "Exif\0\0", 6);
  g_byte_array_append (jpeg, data (after), size);
  g_byte_array_append (jpeg, (const guint8 *) "\xff\xd9", 2);
  g_assert_true (g_file_set_contents (path, (const char *) jpeg->data, jpeg->len, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &talk,
                               NULL, NULL));
  g_assert_cmpstr (g_strchomp (out), ==,
                   "Айгерім Нұрланова|© 2025 МИД|3|+05:00|2025:07:14 10:11:12");
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exif-write/block-cut-anywhere-is-survived", test_cut_blocks);
  g_test_add_func ("/exif-write/new-block-reads-back", test_new);
  g_test_add_func ("/exif-write/nothing-moves", test_nothing_moves);
  g_test_add_func ("/exif-write/maker-note-and-thumbnail-stay", test_note_and_thumbnail);
  g_test_add_func ("/exif-write/value-that-fits-goes-into-its-old-place", test_in_place);
  g_test_add_func ("/exif-write/shared-value-is-not-written-over", test_shared_value);
  g_test_add_func ("/exif-write/hundred-edits-do-not-fill-the-block", test_hundred_edits);
  g_test_add_func ("/exif-write/full-block-gives-its-zeros", test_full_block);
  g_test_add_func ("/exif-write/claimed-zeros-are-not-free", test_claimed_zeros);
  g_test_add_func ("/exif-write/no-room-is-refused", test_no_room);
  g_test_add_func ("/exif-write/loops-are-refused", test_loops);
  g_test_add_func ("/exif-write/directory-of-nothing-is-refused", test_untyped_first);
  g_test_add_func ("/exif-write/crowds-are-refused", test_crowd);
  g_test_add_func ("/exif-write/cleared-tags-are-gone", test_clear);
  g_test_add_func ("/exif-write/what-it-says-already-changes-nothing", test_says_already);
  g_test_add_func ("/exif-write/rating-is-a-number", test_rating);
  g_test_add_func ("/exif-write/exiftool-agrees", test_exiftool);
  return g_test_run ();
}
