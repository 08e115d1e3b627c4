#include "metadata/exif_block.h"

#include <byline/error.h>

#include <string.h>

/* Zeros this close behind something may be the end of it. */
#define ZERO_MARGIN 512

/* The only tags whose values byline puts behind a directory it has appended. */
static const guint16 own_tags[] = { 0x010e, 0x013b, 0x8298, 0x9003, 0x9011, 0x9291 };

static gsize
even (gsize number)
{
  return number + (number & 1); /* TIFF 6.0: directories and values begin on a word boundary */
}

static gsize
dir_size (const BylineExifDir *dir)
{
  return 2 + (gsize) dir->entries->len * BYLINE_TIFF_ENTRY + 4;
}

/* Octets of a directory and the values behind it. */
static gsize
full_size (const BylineExifDir *dir)
{
  gsize size = dir_size (dir);

  for (guint i = 0; i < dir->entries->len; i++) {
    const BylineExifEntry *entry = &g_array_index (dir->entries, BylineExifEntry, i);

    if (entry->fresh != NULL)
      size += even (g_bytes_get_size (entry->fresh));
  }
  return size;
}

static void
put_entry (const BylineExifBlock *block, guint8 *to, const BylineExifEntry *entry)
{
  byline_tiff_put_u16 (&block->old, to, entry->tag);
  byline_tiff_put_u16 (&block->old, to + 2, entry->type);
  byline_tiff_put_u32 (&block->old, to + 4, entry->count);
  memcpy (to + 8, entry->value, sizeof entry->value);
}

/* Writes a directory at @at, its fresh values behind it; the place is there and is zero. */
static void
put_dir (BylineExifBlock *block, const BylineExifDir *dir, gsize at)
{
  guint8 *to = block->bytes->data + at;
  gsize value_at = at + dir_size (dir);

  byline_tiff_put_u16 (&block->old, to, (guint16) dir->entries->len);
  to += 2;
  for (guint i = 0; i < dir->entries->len; i++) {
    BylineExifEntry *entry = &g_array_index (dir->entries, BylineExifEntry, i);

    if (entry->fresh != NULL) {
      gsize size;
      const guint8 *bytes = g_bytes_get_data (entry->fresh, &size);

      memcpy (block->bytes->data + value_at, bytes, size);
      byline_tiff_put_u32 (&block->old, entry->value, (guint32) value_at);
      value_at += even (size);
    }
    put_entry (block, to, entry);
    to += BYLINE_TIFF_ENTRY;
  }
  byline_tiff_put_u32 (&block->old, to, dir->next);
}

/* Writes changed entries back into a directory that stays. */
static void
put_back (BylineExifBlock *block, const BylineExifDir *dir)
{
  for (guint i = 0; i < dir->entries->len; i++)
    put_entry (block, block->bytes->data + dir->offset + 2 + (gsize) i * BYLINE_TIFF_ENTRY,
               &g_array_index (dir->entries, BylineExifEntry, i));
}

static gboolean
all_zero (const BylineTiff *tiff, guint64 start, guint64 end)
{
  for (guint64 i = start; i < MIN (end, tiff->size); i++)
    if (tiff->bytes[i] != 0)
      return FALSE;
  return TRUE;
}

static int
by_start (gconstpointer a, gconstpointer b)
{
  const BylineClaim *first = a, *second = b;

  return (first->start > second->start) - (first->start < second->start);
}

/* Is it one of the two directories, or a value of theirs that byline writes? */
static gboolean
is_own (const BylineExifBlock *block, const BylineClaim *claim)
{
  gboolean ours = FALSE;

  for (guint i = 0; i < BYLINE_EXIF_N_DIRS; i++)
    ours |= block->dirs[i].offset != 0 && claim->dir == block->dirs[i].offset;
  if (!ours || claim->kind == BYLINE_CLAIM_DIR)
    return ours;
  for (guint i = 0; i < G_N_ELEMENTS (own_tags); i++)
    if (claim->kind == BYLINE_CLAIM_VALUE && claim->tag == own_tags[i])
      return TRUE;
  return FALSE;
}

/* Is everything from IFD0 to the block's end what an earlier edit appended, and nothing else's?
 * Then the space serves again, and editing a photo a hundred times does not fill its block. */
static gboolean
appended_before (const BylineExifBlock *block)
{
  guint64 start = block->dirs[BYLINE_EXIF_IFD0].offset;
  guint64 seen = start;

  if (start == 0)
    return FALSE;
  g_array_sort (block->claims, by_start);
  for (guint i = 0; i < block->claims->len; i++) {
    const BylineClaim *claim = &g_array_index (block->claims, BylineClaim, i);

    if (claim->end <= start || claim->start >= block->old.size)
      continue;
    if (claim->start < start || claim->end > block->old.size || !is_own (block, claim))
      return FALSE;
    if (!all_zero (&block->old, seen, claim->start))
      return FALSE;
    seen = MAX (seen, claim->end);
  }
  return all_zero (&block->old, seen, block->old.size);
}

/* Takes what lies at @start or behind it along, since the space is written anew. */
static void
carry (BylineExifBlock *block, gsize start)
{
  for (guint d = 0; d < BYLINE_EXIF_N_DIRS; d++) {
    BylineExifDir *dir = &block->dirs[d];

    dir->moves |= dir->offset >= start;
    for (guint i = 0; i < dir->entries->len; i++) {
      BylineExifEntry *entry = &g_array_index (dir->entries, BylineExifEntry, i);
      gsize size;
      const guint8 *value = byline_exif_block_value (block, entry, &size);

      if (entry->fresh == NULL && size > sizeof entry->value && value != NULL &&
          value >= block->bytes->data + start) {
        entry->fresh = g_bytes_new (value, size);
        dir->moves = TRUE;
      }
    }
  }
}

static gsize
needed (const BylineExifBlock *block)
{
  gsize size = 0;

  for (guint i = 0; i < BYLINE_EXIF_N_DIRS; i++)
    if (block->dirs[i].moves)
      size += full_size (&block->dirs[i]);
  return size;
}

/* Where the block's trailing zeros are free: behind every claim, and not close to anything. */
static gsize
free_zeros (const BylineExifBlock *block)
{
  gsize start = block->old.size;

  while (start > BYLINE_TIFF_HEADER && block->old.bytes[start - 1] == 0)
    start--;
  start = MIN (start + ZERO_MARGIN, block->old.size);
  for (guint i = 0; i < block->claims->len; i++) {
    const BylineClaim *claim = &g_array_index (block->claims, BylineClaim, i);

    if (claim->start < block->old.size)
      start = MAX (start, (gsize) MIN (claim->end, block->old.size));
  }
  return even (start);
}

/* May the block grow to @end?  What is said to lie behind it, and was never there, would be found
 * there then.  A number that can be changed is put right later, see byline_exif_follow(). */
static gboolean
may_grow (const BylineExifBlock *block, gsize end)
{
  gsize size = block->old.size;

  if (end > block->max)
    return FALSE;
  for (guint i = 0; i < block->claims->len; i++) {
    const BylineClaim *claim = &g_array_index (block->claims, BylineClaim, i);
    gboolean follows = claim->from_file || byline_claim_leads_out (claim, size);

    if (!follows && claim->end > size && claim->start < end)
      return FALSE;
  }
  return TRUE;
}

/* Returns: where @needed octets can go; 0 with an error */
static gsize
find_place (BylineExifBlock *block, GError **error)
{
  gsize size = block->old.size;
  gsize again = block->dirs[BYLINE_EXIF_IFD0].offset;
  gsize zeros = free_zeros (block);

  if (appended_before (block)) {
    carry (block, again);
    if (may_grow (block, again + needed (block))) {
      memset (block->bytes->data + again, 0, size - again);
      return again;
    }
  }
  if (may_grow (block, even (size) + needed (block)))
    return even (size);
  if (zeros + needed (block) <= size)
    return zeros;
  if (even (size) + needed (block) <= block->max)
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                         "its Exif block says that something lies behind its end, where the new "
                         "values would go");
  else
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "its Exif block is full: there is no room for %" G_GSIZE_FORMAT
                 " bytes of creator, copyright and description",
                 needed (block));
  return 0;
}

/* Points IFD0 at the Exif directory's new place. */
static void
point_at_sub (BylineExifBlock *block, gsize at)
{
  GArray *entries = block->dirs[BYLINE_EXIF_IFD0].entries;

  for (guint i = 0; i < entries->len; i++) {
    BylineExifEntry *entry = &g_array_index (entries, BylineExifEntry, i);

    if (entry->tag != BYLINE_TIFF_TAG_EXIF_IFD)
      continue;
    entry->type = BYLINE_TIFF_LONG; /* whatever strange form it had */
    entry->count = 1;
    byline_tiff_put_u32 (&block->old, entry->value, (guint32) at);
  }
}

gboolean
byline_exif_block_place (BylineExifBlock *block, GError **error)
{
  BylineExifDir *ifd0 = &block->dirs[BYLINE_EXIF_IFD0], *sub = &block->dirs[BYLINE_EXIF_SUB];
  gsize place, end, had = block->old.size;

  ifd0->moves |= sub->moves; /* it has to point there */
  for (guint i = 0; i < BYLINE_EXIF_N_DIRS; i++)
    if (!block->dirs[i].moves && block->dirs[i].offset != 0)
      put_back (block, &block->dirs[i]);
  if (!ifd0->moves)
    return TRUE;

  place = find_place (block, error);
  if (place == 0)
    return FALSE;
  end = place + needed (block);
  if (end > had) {
    g_byte_array_set_size (block->bytes, (guint) end);
    memset (block->bytes->data + had, 0, end - had);
  }
  if (sub->moves) {
    point_at_sub (block, place + full_size (ifd0));
    put_dir (block, sub, place + full_size (ifd0));
  }
  put_dir (block, ifd0, place);
  byline_tiff_put_u32 (&block->old, block->bytes->data + 4, (guint32) place);
  return TRUE;
}
