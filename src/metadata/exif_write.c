#include "metadata/exif.h"

#include "metadata/exif_block.h"

#include <byline/error.h>

#include <string.h>

#define TAG_RATING 0x4746
#define TAG_EXIF_VERSION 0x9000
#define TAG_ZONE 0x9011
#define TYPE_UNDEFINED 7

/* Returns: (nullable): the value's octets; NULL where the tag is to go */
static GBytes *
encode (const BylineExifBlock *block, const BylineExifTag *tag, guint16 *type)
{
  guint64 number;
  guint8 stored[2];

  *type = tag->tag == TAG_RATING ? BYLINE_TIFF_SHORT : BYLINE_TIFF_ASCII;
  if (tag->text == NULL)
    return NULL;
  if (*type == BYLINE_TIFF_ASCII)
    return g_bytes_new (tag->text, strlen (tag->text) + 1);
  if (!g_ascii_string_to_unsigned (tag->text, 10, 0, G_MAXUINT16, &number, NULL))
    return NULL;
  byline_tiff_put_u16 (&block->old, stored, (guint16) number);
  return g_bytes_new (stored, sizeof stored);
}

/* Returns: (nullable): the first entry of @tag; @n: how many there are */
static BylineExifEntry *
find (const BylineExifDir *dir, guint16 tag, guint *n)
{
  BylineExifEntry *found = NULL;

  *n = 0;
  for (guint i = dir->entries->len; i-- > 0;) {
    BylineExifEntry *entry = &g_array_index (dir->entries, BylineExifEntry, i);

    if (entry->tag != tag)
      continue;
    found = entry;
    (*n)++;
  }
  return found;
}

static void
take_out (BylineExifDir *dir, guint16 tag)
{
  for (guint i = dir->entries->len; i-- > 0;)
    if (g_array_index (dir->entries, BylineExifEntry, i).tag == tag)
      g_array_remove_index (dir->entries, i);
  dir->moves = TRUE;
}

/* TIFF 6.0 wants ascending tags; where a maker did not care, the order of the others stays. */
static guint
place_of (const BylineExifDir *dir, guint16 tag)
{
  guint at = 0;

  while (at < dir->entries->len && g_array_index (dir->entries, BylineExifEntry, at).tag < tag)
    at++;
  return at;
}

/* @value: the octets, in the block's order */
static void
put_in (BylineExifDir *dir, guint16 tag, guint16 type, GBytes *value)
{
  gsize size;
  const void *bytes = g_bytes_get_data (value, &size);
  BylineExifEntry entry = { .tag = tag,
                            .type = type,
                            .count = (guint32) (size / byline_tiff_type_size (type)) };

  if (size <= sizeof entry.value)
    memcpy (entry.value, bytes, size);
  else
    entry.fresh = g_bytes_ref (value);
  g_array_insert_val (dir->entries, place_of (dir, tag), entry);
  dir->moves = TRUE;
}

/* Zeros behind a text's end say nothing. */
static gboolean
says_already (const guint8 *old, gsize old_size, GBytes *value)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (value, &size);

  if (old_size < size || memcmp (old, bytes, size) != 0)
    return FALSE;
  for (gsize i = size; i < old_size; i++)
    if (old[i] != 0)
      return FALSE;
  return TRUE;
}

/* May the entry, and its value, be changed where they are? */
static gboolean
may_change (const BylineExifBlock *block, const BylineExifDir *dir, const guint8 *old, gsize size)
{
  guint64 end = dir->offset + 2 + (guint64) dir->entries->len * BYLINE_TIFF_ENTRY;
  guint64 at = (guint64) (old - block->bytes->data);

  if (!byline_exif_block_alone (block, dir->offset, end))
    return FALSE;
  return size <= 4 || byline_exif_block_alone (block, at, at + size);
}

/* Puts a value where the old one was. Returns: FALSE if that cannot be */
static gboolean
change_in_place (BylineExifBlock *block, BylineExifDir *dir, BylineExifEntry *entry, GBytes *value)
{
  gsize size, old_size;
  const guint8 *bytes = g_bytes_get_data (value, &size);
  guint8 *old = byline_exif_block_value (block, entry, &old_size);

  if (entry->fresh != NULL || old == NULL || dir->offset == 0)
    return FALSE;
  if (says_already (old, old_size, value))
    return TRUE;
  if (dir->moves || size > old_size || !may_change (block, dir, old, old_size))
    return FALSE;
  memset (old, 0, old_size);
  entry->count = (guint32) (size / byline_tiff_type_size (entry->type));
  if (size > sizeof entry->value) {
    memcpy (old, bytes, size);
  } else {
    memset (entry->value, 0, sizeof entry->value);
    memcpy (entry->value, bytes, size);
  }
  return TRUE;
}

static void
apply (BylineExifBlock *block, const BylineExifTag *tag)
{
  BylineExifDir *dir = &block->dirs[tag->ifd == 0 ? BYLINE_EXIF_IFD0 : BYLINE_EXIF_SUB];
  guint16 type;
  g_autoptr (GBytes) value = encode (block, tag, &type);
  guint n;
  BylineExifEntry *entry = find (dir, tag->tag, &n);

  if (value == NULL) {
    if (entry != NULL)
      take_out (dir, tag->tag);
    return;
  }
  if (n == 1 && entry->type == type && change_in_place (block, dir, entry, value))
    return;
  take_out (dir, tag->tag);
  put_in (dir, tag->tag, type, value);
}

/* A directory that gets a tag of Exif 2.31 does not go on saying that it follows an older one. */
static void
settle_version (BylineExifDir *sub)
{
  static const guint8 first_with_zone[] = { '0', '2', '3', '1' };
  guint n;
  BylineExifEntry *version = find (sub, TAG_EXIF_VERSION, &n);

  if (n == 1 && find (sub, TAG_ZONE, &n) != NULL && version->type == TYPE_UNDEFINED &&
      version->count == sizeof first_with_zone && version->value[0] == '0' &&
      memcmp (version->value, first_with_zone, sizeof first_with_zone) < 0)
    memcpy (version->value, first_with_zone, sizeof first_with_zone);
}

/* An Exif directory is there, and pointed to, exactly if it has entries. */
static void
settle_sub (BylineExifBlock *block)
{
  static const guint8 version[] = { '0', '2', '3', '2' }, nowhere[4] = { 0 };
  BylineExifDir *ifd0 = &block->dirs[BYLINE_EXIF_IFD0], *sub = &block->dirs[BYLINE_EXIF_SUB];

  if (!sub->moves)
    return;
  if (sub->entries->len == 0) {
    take_out (ifd0, BYLINE_TIFF_TAG_EXIF_IFD);
    sub->moves = FALSE;
    sub->offset = 0;
  } else if (sub->offset == 0) {
    g_autoptr (GBytes) says = g_bytes_new_static (version, sizeof version);
    g_autoptr (GBytes) pointer = g_bytes_new_static (nowhere, sizeof nowhere);

    put_in (sub, TAG_EXIF_VERSION, TYPE_UNDEFINED, says); /* the one tag Exif cannot do without */
    put_in (ifd0, BYLINE_TIFF_TAG_EXIF_IFD, BYLINE_TIFF_LONG, pointer);
  }
  settle_version (sub);
}

/* Readers (exiftool among them) take a directory for broken, all of it, whose first entry is of no
 * known type: what was put behind it would never be read. */
static gboolean
begins_well (const BylineExifDir *dir)
{
  return dir->entries->len == 0 ||
         byline_tiff_type_size (g_array_index (dir->entries, BylineExifEntry, 0).type) != 0;
}

static gboolean
check_beginnings (const BylineExifBlock *block, GError **error)
{
  for (guint i = 0; i < BYLINE_EXIF_N_DIRS; i++) {
    if (!block->dirs[i].moves || begins_well (&block->dirs[i]))
      continue;
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "Exif block: its %s directory begins with an entry of no known type",
                 i == BYLINE_EXIF_IFD0 ? "first" : "Exif");
    return FALSE;
  }
  return TRUE;
}

static GBytes *
finish (BylineExifBlock *block, GBytes *tiff, GError **error)
{
  const BylineExifDir *ifd0 = &block->dirs[BYLINE_EXIF_IFD0];
  const guint8 *bytes;
  gsize size;

  if (ifd0->entries->len == 0 && ifd0->next == 0 && (ifd0->moves || tiff == NULL))
    return g_bytes_new (NULL, 0);
  if (ifd0->entries->len == 0 && ifd0->moves) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                         "Exif block: its first directory would not be a valid one");
    return NULL;
  }
  if (!check_beginnings (block, error) || !byline_exif_block_place (block, error))
    return NULL;
  bytes = tiff != NULL ? g_bytes_get_data (tiff, &size) : NULL;
  if (bytes != NULL && size == block->bytes->len && memcmp (bytes, block->bytes->data, size) == 0)
    return g_bytes_ref (tiff);
  return g_byte_array_free_to_bytes (g_steal_pointer (&block->bytes));
}

GBytes *
byline_exif_write (GBytes *tiff, const BylineExifTag *tags, guint n_tags, gsize max, GError **error)
{
  g_auto (BylineExifBlock) block = { 0 };

  if (!byline_exif_block_init (&block, tiff, max, error))
    return NULL;
  for (guint i = 0; i < n_tags; i++)
    apply (&block, &tags[i]);
  settle_sub (&block);
  return finish (&block, tiff, error);
}
