#include "metadata/exif_block.h"

#include <byline/error.h>

#include <string.h>

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "Exif block: %s", why);
  return FALSE;
}

static void
clear_entry (gpointer data)
{
  BylineExifEntry *entry = data;

  g_clear_pointer (&entry->fresh, g_bytes_unref);
}

void
byline_exif_block_clear (BylineExifBlock *block)
{
  g_clear_pointer (&block->bytes, g_byte_array_unref);
  g_clear_pointer (&block->claims, g_array_unref);
  for (guint i = 0; i < BYLINE_EXIF_N_DIRS; i++)
    g_clear_pointer (&block->dirs[i].entries, g_array_unref);
}

static void
load_dir (const BylineTiff *tiff, const BylineTiffDir *dir, BylineExifDir *into)
{
  into->offset = dir->offset;
  into->next = dir->next;
  for (guint i = 0; i < dir->n_entries; i++) {
    BylineTiffEntry entry = byline_tiff_entry (tiff, dir, i);
    BylineExifEntry new = { .tag = entry.tag, .type = entry.type, .count = entry.count };

    memcpy (new.value, tiff->bytes + entry.at + 8, sizeof new.value);
    g_array_append_val (into->entries, new);
  }
}

static gboolean
load (BylineExifBlock *block, GError **error)
{
  BylineTiffDir dir;
  BylineTiffEntry pointer;

  block->claims = byline_claims_find (&block->old, error);
  if (block->claims == NULL)
    return FALSE;
  if (!byline_tiff_dir (&block->old, byline_tiff_first (&block->old), &dir))
    return refuse (error, "its first directory is cut off");
  load_dir (&block->old, &dir, &block->dirs[BYLINE_EXIF_IFD0]);
  if (!byline_tiff_find (&block->old, &dir, BYLINE_TIFF_TAG_EXIF_IFD, &pointer))
    return TRUE;
  if (!byline_tiff_dir (&block->old, byline_tiff_number (&block->old, &pointer, 0), &dir))
    return refuse (error, "its Exif directory is cut off");
  load_dir (&block->old, &dir, &block->dirs[BYLINE_EXIF_SUB]);
  return TRUE;
}

gboolean
byline_exif_block_init (BylineExifBlock *block, GBytes *tiff, gsize max, GError **error)
{
  static const guint8 nothing[BYLINE_TIFF_HEADER] = { 'M', 'M', 0, '*' };
  gsize size = sizeof nothing;
  const guint8 *bytes = tiff != NULL ? g_bytes_get_data (tiff, &size) : nothing;

  *block = (BylineExifBlock){ .max = (gsize) MIN (max, BYLINE_CLAIM_PLAUSIBLE) };
  for (guint i = 0; i < BYLINE_EXIF_N_DIRS; i++) {
    block->dirs[i].entries = g_array_new (FALSE, FALSE, sizeof (BylineExifEntry));
    g_array_set_clear_func (block->dirs[i].entries, clear_entry);
  }
  if (size > block->max)
    return refuse (error, "it is larger than it may be");
  if (!byline_tiff_open (&block->old, bytes, size))
    return refuse (error, "it does not begin as one");
  if (tiff == NULL)
    block->claims = g_array_new (FALSE, FALSE, sizeof (BylineClaim));
  else if (!load (block, error))
    return FALSE;
  block->bytes = g_byte_array_sized_new ((guint) size);
  g_byte_array_append (block->bytes, bytes, (guint) size);
  return TRUE;
}

guint8 *
byline_exif_block_value (const BylineExifBlock *block, BylineExifEntry *entry, gsize *size)
{
  guint64 length = (guint64) entry->count * byline_tiff_type_size (entry->type);
  BylineTiff value = { entry->value, sizeof entry->value, block->old.little };
  guint64 at = byline_tiff_u32 (&value, 0);

  *size = (gsize) length;
  if (length <= sizeof entry->value)
    return entry->value;
  if (at < BYLINE_TIFF_HEADER || at + length > block->bytes->len)
    return NULL;
  return block->bytes->data + at;
}

gboolean
byline_exif_block_alone (const BylineExifBlock *block, guint64 start, guint64 end)
{
  guint n_claims = 0;

  for (guint i = 0; i < block->claims->len; i++) {
    const BylineClaim *claim = &g_array_index (block->claims, BylineClaim, i);

    n_claims += claim->start < end && claim->end > start;
  }
  return n_claims <= 1; /* its own */
}
