#include "container/ifd_draft.h"

#include <string.h>

static void
clear_slot (gpointer data)
{
  g_clear_pointer (&((BylineIfdSlot *) data)->fresh, g_bytes_unref);
}

static BylineIfdSlot *
slot_at (const BylineIfdDraft *dir, guint index)
{
  return &g_array_index (dir->slots, BylineIfdSlot, index);
}

void
byline_ifd_draft_init (BylineIfdDraft *dir, const BylineIfdFile *file, const BylineIfd *ifd)
{
  *dir = (BylineIfdDraft){ .file = file };
  dir->slots = g_array_new (FALSE, FALSE, sizeof (BylineIfdSlot));
  g_array_set_clear_func (dir->slots, clear_slot);
  if (ifd == NULL)
    return;
  dir->at = ifd->offset;
  dir->next = ifd->next;
  for (guint i = 0; i < byline_ifd_n_entries (ifd); i++) {
    const BylineIfdEntry *entry = byline_ifd_entry (ifd, i);
    BylineIfdSlot slot = { .tag = entry->tag, .type = entry->type, .count = entry->count };

    memcpy (slot.field, entry->field, sizeof slot.field);
    g_array_append_val (dir->slots, slot);
  }
}

void
byline_ifd_draft_clear (BylineIfdDraft *dir)
{
  g_clear_pointer (&dir->slots, g_array_unref);
}

BylineIfdSlot *
byline_ifd_draft_find (const BylineIfdDraft *dir, guint16 tag)
{
  for (guint i = 0; i < dir->slots->len; i++)
    if (slot_at (dir, i)->tag == tag)
      return slot_at (dir, i);
  return NULL;
}

void
byline_ifd_draft_remove (BylineIfdDraft *dir, guint16 tag)
{
  for (guint i = dir->slots->len; i-- > 0;) {
    if (slot_at (dir, i)->tag != tag)
      continue;
    g_array_remove_index (dir->slots, i);
    dir->changed = TRUE;
  }
}

/* Where a writer did not care for the order, that of the others stays. */
void
byline_ifd_draft_add (BylineIfdDraft *dir, guint16 tag, guint16 type, GBytes *value)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (value, &size);
  BylineIfdSlot slot = { .tag = tag, .type = type };
  guint at = 0;

  slot.count = size / byline_ifd_type_size (type);
  if (size > byline_ifd_field_size (dir->file))
    slot.fresh = g_bytes_ref (value);
  else if (size > 0)
    memcpy (slot.field, bytes, size);
  while (at < dir->slots->len && slot_at (dir, at)->tag < tag)
    at++;
  g_array_insert_val (dir->slots, at, slot);
  dir->changed = TRUE;
}

gboolean
byline_ifd_draft_carry (BylineIfdDraft *dir, guint64 start, GError **error)
{
  const guint field = byline_ifd_field_size (dir->file);

  for (guint i = 0; i < dir->slots->len; i++) {
    BylineIfdSlot *slot = slot_at (dir, i);
    const guint64 size = slot->count * byline_ifd_type_size (slot->type);
    const guint64 at = byline_ifd_get (dir->file->little, slot->field, field);

    if (slot->fresh != NULL || size <= field || at < start)
      continue;
    slot->fresh = byline_input_copy (dir->file->input, dir->file->base + at, (gsize) size, error);
    if (slot->fresh == NULL)
      return FALSE;
    dir->changed = TRUE;
  }
  return TRUE;
}

guint
byline_ifd_unit (const BylineIfdFile *file)
{
  return file->big ? 8 : 2;
}

static guint64
rounded (const BylineIfdDraft *dir, guint64 size)
{
  const guint unit = byline_ifd_unit (dir->file);

  return (size + unit - 1) / unit * unit;
}

static guint64
entries_size (const BylineIfdDraft *dir)
{
  const guint counter = dir->file->big ? 8 : 2;

  return rounded (dir, counter + (guint64) dir->slots->len * byline_ifd_entry_size (dir->file) +
                           byline_ifd_field_size (dir->file));
}

guint64
byline_ifd_draft_size (const BylineIfdDraft *dir)
{
  guint64 size = entries_size (dir);

  for (guint i = 0; i < dir->slots->len; i++)
    if (slot_at (dir, i)->fresh != NULL)
      size += rounded (dir, g_bytes_get_size (slot_at (dir, i)->fresh));
  return size;
}

gboolean
byline_ifd_draft_has_values (const BylineIfdDraft *dir)
{
  for (guint i = 0; i < dir->slots->len; i++)
    if (slot_at (dir, i)->fresh != NULL)
      return TRUE;
  return FALSE;
}

static void
put (const BylineIfdDraft *dir, GByteArray *out, guint64 number, guint octets)
{
  guint8 bytes[8];

  byline_ifd_put (dir->file->little, bytes, number, octets);
  g_byte_array_append (out, bytes, octets);
}

static void
pad (GByteArray *out, guint64 octets)
{
  static const guint8 zeros[8] = { 0 };

  g_byte_array_append (out, zeros, (guint) octets);
}

static void
write_value (const BylineIfdDraft *dir, GBytes *value, GByteArray *out)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (value, &size);

  g_byte_array_append (out, bytes, (guint) size);
  pad (out, rounded (dir, size) - size);
}

void
byline_ifd_draft_write (const BylineIfdDraft *dir, GByteArray *out, guint64 at)
{
  const guint field = byline_ifd_field_size (dir->file);
  const guint end = out->len + (guint) entries_size (dir);
  guint64 value_at = at + entries_size (dir);

  put (dir, out, dir->slots->len, dir->file->big ? 8 : 2);
  for (guint i = 0; i < dir->slots->len; i++) {
    const BylineIfdSlot *slot = slot_at (dir, i);

    put (dir, out, slot->tag, 2);
    put (dir, out, slot->type, 2);
    put (dir, out, slot->count, field);
    if (slot->fresh == NULL) {
      g_byte_array_append (out, slot->field, field);
      continue;
    }
    put (dir, out, value_at, field);
    value_at += rounded (dir, g_bytes_get_size (slot->fresh));
  }
  put (dir, out, dir->next, field);
  pad (out, end - out->len);
  for (guint i = 0; i < dir->slots->len; i++)
    if (slot_at (dir, i)->fresh != NULL)
      write_value (dir, slot_at (dir, i)->fresh, out);
}
