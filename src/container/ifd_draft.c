#include "container/ifd_draft.h"

#include <string.h>

static void
clear_slot (gpointer data)
{
  g_clear_pointer (&((BylineIfdSlot *) data)->fresh, g_bytes_unref);
}

static BylineIfdSlot *
slot_at (const BylineIfdDraft *draft, guint index)
{
  return &g_array_index (draft->slots, BylineIfdSlot, index);
}

void
byline_ifd_draft_init (BylineIfdDraft *draft, const BylineIfdFile *file, const BylineIfd *ifd)
{
  *draft = (BylineIfdDraft){ .file = file };
  draft->slots = g_array_new (FALSE, FALSE, sizeof (BylineIfdSlot));
  g_array_set_clear_func (draft->slots, clear_slot);
  if (ifd == NULL)
    return;
  draft->at = ifd->offset;
  draft->next = ifd->next;
  for (guint i = 0; i < byline_ifd_n_entries (ifd); i++) {
    const BylineIfdEntry *entry = byline_ifd_entry (ifd, i);
    BylineIfdSlot slot = { .tag = entry->tag, .type = entry->type, .count = entry->count };

    memcpy (slot.field, entry->field, sizeof slot.field);
    g_array_append_val (draft->slots, slot);
  }
}

void
byline_ifd_draft_clear (BylineIfdDraft *draft)
{
  g_clear_pointer (&draft->slots, g_array_unref);
}

BylineIfdSlot *
byline_ifd_draft_find (const BylineIfdDraft *draft, guint16 tag)
{
  for (guint i = 0; i < draft->slots->len; i++)
    if (slot_at (draft, i)->tag == tag)
      return slot_at (draft, i);
  return NULL;
}

void
byline_ifd_draft_remove (BylineIfdDraft *draft, guint16 tag)
{
  for (guint i = draft->slots->len; i-- > 0;) {
    if (slot_at (draft, i)->tag != tag)
      continue;
    g_array_remove_index (draft->slots, i);
    draft->changed = TRUE;
  }
}

/* Where a writer did not care for the order, that of the others stays. */
void
byline_ifd_draft_add (BylineIfdDraft *draft, guint16 tag, guint16 type, GBytes *value)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (value, &size);
  BylineIfdSlot slot = { .tag = tag, .type = type };
  guint at = 0;

  slot.count = size / byline_ifd_type_size (type);
  if (size > byline_ifd_field_size (draft->file))
    slot.fresh = g_bytes_ref (value);
  else if (size > 0)
    memcpy (slot.field, bytes, size);
  while (at < draft->slots->len && slot_at (draft, at)->tag < tag)
    at++;
  g_array_insert_val (draft->slots, at, slot);
  draft->changed = TRUE;
}

gboolean
byline_ifd_draft_carry (BylineIfdDraft *draft, guint64 start, GError **error)
{
  const guint field = byline_ifd_field_size (draft->file);

  for (guint i = 0; i < draft->slots->len; i++) {
    BylineIfdSlot *slot = slot_at (draft, i);
    const guint64 size = slot->count * byline_ifd_type_size (slot->type);
    const guint64 at = byline_ifd_get (draft->file->little, slot->field, field);

    if (slot->fresh != NULL || size <= field || at < start)
      continue;
    slot->fresh =
        byline_input_copy (draft->file->input, draft->file->base + at, (gsize) size, error);
    if (slot->fresh == NULL)
      return FALSE;
    draft->changed = TRUE;
  }
  return TRUE;
}

guint
byline_ifd_unit (const BylineIfdFile *file)
{
  return file->big ? 8 : 2;
}

static guint64
rounded (const BylineIfdDraft *draft, guint64 size)
{
  const guint unit = byline_ifd_unit (draft->file);

  return (size + unit - 1) / unit * unit;
}

static guint64
entries_size (const BylineIfdDraft *draft)
{
  const guint counter = draft->file->big ? 8 : 2;

  return rounded (draft, counter +
                             (guint64) draft->slots->len * byline_ifd_entry_size (draft->file) +
                             byline_ifd_field_size (draft->file));
}

guint64
byline_ifd_draft_size (const BylineIfdDraft *draft)
{
  guint64 size = entries_size (draft);

  for (guint i = 0; i < draft->slots->len; i++)
    if (slot_at (draft, i)->fresh != NULL)
      size += rounded (draft, g_bytes_get_size (slot_at (draft, i)->fresh));
  return size;
}

gboolean
byline_ifd_draft_has_values (const BylineIfdDraft *draft)
{
  for (guint i = 0; i < draft->slots->len; i++)
    if (slot_at (draft, i)->fresh != NULL)
      return TRUE;
  return FALSE;
}

static void
put (const BylineIfdDraft *draft, GByteArray *out, guint64 number, guint octets)
{
  guint8 bytes[8];

  byline_ifd_put (draft->file->little, bytes, number, octets);
  g_byte_array_append (out, bytes, octets);
}

static void
pad (GByteArray *out, guint64 octets)
{
  static const guint8 zeros[8] = { 0 };

  g_byte_array_append (out, zeros, (guint) octets);
}

static void
write_value (const BylineIfdDraft *draft, GBytes *value, GByteArray *out)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (value, &size);

  g_byte_array_append (out, bytes, (guint) size);
  pad (out, rounded (draft, size) - size);
}

void
byline_ifd_draft_write (const BylineIfdDraft *draft, GByteArray *out, guint64 at)
{
  const guint field = byline_ifd_field_size (draft->file);
  const guint end = out->len + (guint) entries_size (draft);
  guint64 value_at = at + entries_size (draft);

  put (draft, out, draft->slots->len, draft->file->big ? 8 : 2);
  for (guint i = 0; i < draft->slots->len; i++) {
    const BylineIfdSlot *slot = slot_at (draft, i);

    put (draft, out, slot->tag, 2);
    put (draft, out, slot->type, 2);
    put (draft, out, slot->count, field);
    if (slot->fresh == NULL) {
      g_byte_array_append (out, slot->field, field);
      continue;
    }
    put (draft, out, value_at, field);
    value_at += rounded (draft, g_bytes_get_size (slot->fresh));
  }
  put (draft, out, draft->next, field);
  pad (out, end - out->len);
  for (guint i = 0; i < draft->slots->len; i++)
    if (slot_at (draft, i)->fresh != NULL)
      write_value (draft, slot_at (draft, i)->fresh, out);
}
