#include "metadata/exif.h"
#include "metadata/live.h"
#include "metadata/tiff.h"

#include <string.h>

/* The first octets say what to write, the rest is a block.  What was written reads back, keeps to
 * its bounds, and writing it again changes nothing. */

#define N_TAGS 6

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static const guint16 numbers[N_TAGS] = { 0x013b, 0x8298, 0x010e, 0x9003, 0x9011, 0x9291 };

static gboolean
find (GBytes *block, const BylineExifTag *tag, BylineTiff *tiff, BylineTiffEntry *entry)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (block, &size);
  BylineTiffDir dir;

  g_assert_true (byline_tiff_open (tiff, bytes, size));
  g_assert_true (byline_tiff_dir (tiff, byline_tiff_first (tiff), &dir));
  if (tag->ifd == 1) {
    if (!byline_tiff_find (tiff, &dir, BYLINE_TIFF_TAG_EXIF_IFD, entry))
      return FALSE;
    g_assert_true (byline_tiff_dir (tiff, byline_tiff_number (tiff, entry, 0), &dir));
  }
  return byline_tiff_find (tiff, &dir, tag->tag, entry);
}

static void
check_value (const BylineTiff *tiff, const BylineTiffEntry *entry, const char *text)
{
  guint64 at = byline_tiff_value_at (tiff, entry);
  gsize length = strlen (text) + 1;

  g_assert_cmpuint (entry->type, ==, BYLINE_TIFF_ASCII);
  g_assert_cmpuint (entry->count, >=, length);
  g_assert_cmpuint (at + entry->count, <=, tiff->size);
  g_assert_true (memcmp (tiff->bytes + at, text, length) == 0);
}

static void
check (GBytes *block, const BylineExifTag *tags, guint n_tags)
{
  for (guint i = 0; i < n_tags; i++) {
    BylineTiff tiff;
    BylineTiffEntry entry;
    gboolean found = find (block, &tags[i], &tiff, &entry);

    g_assert_true (found == (tags[i].text != NULL));
    if (found)
      check_value (&tiff, &entry, tags[i].text);
  }
}

static void
write_and_check (GBytes *block, const BylineExifTag *tags, guint n_tags, gsize max)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) written = byline_exif_write (block, tags, n_tags, max, &error);
  g_autoptr (GBytes) again = NULL;
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();

  g_assert_true ((written == NULL) == (error != NULL));
  if (written == NULL || g_bytes_get_size (written) == 0)
    return;
  g_assert_cmpuint (g_bytes_get_size (written), <=, max);
  g_assert_cmpuint (g_bytes_get_size (written), >=, g_bytes_get_size (block));
  check (written, tags, n_tags);
  byline_exif_read (written, NULL, metadata);
  again = byline_exif_write (written, tags, n_tags, max, NULL);
  g_assert_true (again == NULL || again == written);
}

/* As if the block's file grew behind it. */
static void
follow_numbers (GBytes *block)
{
  gsize size = g_bytes_get_size (block);
  g_autoptr (GBytes) fresh = g_bytes_new_static ("fresh", 5);
  g_autoptr (BylineSplice) splice = byline_splice_new ();
  g_autoptr (GBytes) followed = NULL;
  BylineExifPlace place = { 12, 1000000, splice };

  byline_splice_keep (splice, 0, 12 + size);
  byline_splice_insert (splice, fresh);
  byline_splice_keep (splice, 12 + size, 1000000);
  followed = byline_exif_follow (block, &place, NULL);
  g_assert_true (followed == NULL || g_bytes_get_size (followed) == size);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  BylineExifTag tags[N_TAGS];
  char *texts[N_TAGS] = { NULL };
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
  g_autoptr (GBytes) block = NULL;
  g_autofree char *id = NULL;
  guint n_tags = 0;

  if (size < N_TAGS + 2)
    return 0;
  for (guint i = 0; i < N_TAGS; i++) {
    if (bytes[i] == 0xff)
      continue;
    texts[i] = bytes[i] == 0xfe ? NULL : g_strnfill (bytes[i], (char) ('a' + i));
    tags[n_tags++] = (BylineExifTag){ i >= 3, numbers[i], texts[i] };
  }
  block = g_bytes_new (bytes + N_TAGS + 2, size - N_TAGS - 2);
  byline_exif_read (block, NULL, metadata);
  id = byline_live_photo_id (block);
  g_assert_true (id == NULL || g_str_is_ascii (id));
  follow_numbers (block);
  write_and_check (block, tags, n_tags,
                   size - N_TAGS - 2 + ((gsize) bytes[N_TAGS] << 8 | bytes[N_TAGS + 1]));
  for (guint i = 0; i < N_TAGS; i++)
    g_free (texts[i]);
  return 0;
}
