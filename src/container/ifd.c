#include "container/ifd.h"

#include <string.h>

/* No writer known comes near; what an entry costs is bounded by the file, but not the loops. */
#define MAX_ENTRIES 8192

static gboolean
malformed (const BylineInput *input, const char *what, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: %s", byline_input_name (input),
               what);
  return FALSE;
}

guint64
byline_ifd_get (gboolean little, const guint8 *bytes, guint octets)
{
  guint64 number = 0;

  for (guint i = 0; i < octets; i++)
    number = number << 8 | bytes[little ? octets - 1 - i : i];
  return number;
}

void
byline_ifd_put (gboolean little, guint8 *to, guint64 number, guint octets)
{
  for (guint i = 0; i < octets; i++)
    to[little ? i : octets - 1 - i] = (guint8) (number >> 8 * i);
}

/* 42; 43 for BigTIFF; Olympus' "RO", "RS" and Panasonic's "U\0" (exiftool's ExifTool.pm). */
static gboolean
is_magic (guint16 magic)
{
  return magic == 42 || magic == 43 || magic == 0x4f52 || magic == 0x5352 || magic == 0x0055;
}

/* Reads octets that count from the structure's beginning. */
static const guint8 *
peek (const BylineIfdFile *file, guint64 at, gsize length, GError **error)
{
  if (at > file->size || length > file->size - at) {
    malformed (file->input, "a TIFF directory goes past the end", error);
    return NULL;
  }
  return byline_input_peek (file->input, file->base + at, length, error);
}

gboolean
byline_ifd_file_open (BylineIfdFile *file, BylineInput *input, guint64 base, guint64 size,
                      GError **error)
{
  const guint8 *head;

  *file = (BylineIfdFile){ .input = input, .base = base, .size = size };
  head = peek (file, 0, 8, error);
  if (head == NULL)
    return FALSE;
  file->little = head[0] == 'I';
  file->magic = (guint16) byline_ifd_get (file->little, head + 2, 2);
  file->big = file->magic == 43;
  if (head[0] != head[1] || (head[0] != 'I' && head[0] != 'M') || !is_magic (file->magic))
    return malformed (input, "not a TIFF structure", error);
  file->first = byline_ifd_get (file->little, head + 4, 4);
  if (!file->big)
    return TRUE;
  if (file->first != (file->little ? 8 : 0x80000)) /* offsets of 8 octets, and 0 */
    return malformed (input, "not a BigTIFF structure", error);
  head = peek (file, 8, 8, error);
  if (head != NULL)
    file->first = byline_ifd_get (file->little, head, 8);
  return head != NULL;
}

guint
byline_ifd_type_size (guint16 type)
{
  /* BYTE ASCII SHORT LONG RATIONAL SBYTE UNDEFINED SSHORT SLONG SRATIONAL FLOAT DOUBLE IFD, then
   * BigTIFF's LONG8 SLONG8 IFD8 */
  static const guint8 sizes[] = { 0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8 };

  if (type == 129) /* UTF-8, Exif 3.0 */
    return 1;
  return type < G_N_ELEMENTS (sizes) ? sizes[type] : 0;
}

guint
byline_ifd_field_size (const BylineIfdFile *file)
{
  return file->big ? 8 : 4;
}

guint
byline_ifd_entry_size (const BylineIfdFile *file)
{
  return file->big ? 20 : 12;
}

static BylineIfdEntry
parse_entry (const BylineIfdFile *file, const guint8 *bytes, guint64 at)
{
  guint field = byline_ifd_field_size (file);
  BylineIfdEntry entry = {
    .at = at,
    .tag = (guint16) byline_ifd_get (file->little, bytes, 2),
    .type = (guint16) byline_ifd_get (file->little, bytes + 2, 2),
    .count = byline_ifd_get (file->little, bytes + 4, field),
  };
  guint unit = byline_ifd_type_size (entry.type);

  memcpy (entry.field, bytes + 4 + field, field);
  if (unit > 0 && entry.count > G_MAXUINT64 / unit)
    entry.value_size = G_MAXUINT64;
  else
    entry.value_size = entry.count * unit;
  entry.value_at = entry.value_size <= field ? at + 4 + field
                                             : byline_ifd_get (file->little, entry.field, field);
  return entry;
}

BylineIfd *
byline_ifd_read (const BylineIfdFile *file, guint64 offset, GError **error)
{
  guint counter = file->big ? 8 : 2;
  guint entry_size = byline_ifd_entry_size (file), field = byline_ifd_field_size (file);
  const guint8 *bytes = peek (file, offset, counter, error);
  guint64 n = bytes != NULL ? byline_ifd_get (file->little, bytes, counter) : 0;
  g_autoptr (BylineIfd) ifd = NULL;
  gsize length;

  if (bytes == NULL)
    return NULL;
  if (offset < 8 || n > MAX_ENTRIES) {
    malformed (file->input, "a TIFF directory cannot be followed", error);
    return NULL;
  }
  length = counter + (gsize) n * entry_size;
  bytes = peek (file, offset, length, error);
  if (bytes == NULL)
    return NULL;
  ifd = g_new0 (BylineIfd, 1);
  ifd->entries = g_array_sized_new (FALSE, FALSE, sizeof (BylineIfdEntry), (guint) n);
  ifd->offset = offset;
  ifd->size = length + field;
  for (guint i = 0; i < n; i++) {
    guint at = counter + i * entry_size;
    BylineIfdEntry entry = parse_entry (file, bytes + at, offset + at);

    g_array_append_val (ifd->entries, entry);
  }
  /* Some writers leave the last directory's pointer out at the very end. */
  bytes = peek (file, offset + length, field, NULL);
  ifd->next = bytes != NULL ? byline_ifd_get (file->little, bytes, field) : 0;
  return g_steal_pointer (&ifd);
}

void
byline_ifd_free (BylineIfd *ifd)
{
  if (ifd == NULL)
    return;
  g_array_unref (ifd->entries);
  g_free (ifd);
}

guint
byline_ifd_n_entries (const BylineIfd *ifd)
{
  return ifd->entries->len;
}

const BylineIfdEntry *
byline_ifd_entry (const BylineIfd *ifd, guint index)
{
  return &g_array_index (ifd->entries, BylineIfdEntry, index);
}

const BylineIfdEntry *
byline_ifd_find (const BylineIfd *ifd, guint16 tag)
{
  for (guint i = 0; i < ifd->entries->len; i++) {
    const BylineIfdEntry *entry = byline_ifd_entry (ifd, i);

    if (entry->tag == tag)
      return entry;
  }
  return NULL;
}

gboolean
byline_ifd_holds (const BylineIfdFile *file, const BylineIfdEntry *entry)
{
  return byline_ifd_type_size (entry->type) > 0 && entry->value_at <= file->size &&
         entry->value_size <= file->size - entry->value_at;
}

GBytes *
byline_ifd_value (const BylineIfdFile *file, const BylineIfdEntry *entry, gsize max, GError **error)
{
  if (!byline_ifd_holds (file, entry) || entry->value_size > max) {
    malformed (file->input, "a TIFF value is not in the file", error);
    return NULL;
  }
  return byline_input_copy (file->input, file->base + entry->value_at, (gsize) entry->value_size,
                            error);
}

guint64
byline_ifd_number (const BylineIfdFile *file, const BylineIfdEntry *entry, guint64 index,
                   guint64 fallback)
{
  guint unit = byline_ifd_type_size (entry->type);
  gboolean whole = entry->type == BYLINE_IFD_BYTE || entry->type == BYLINE_IFD_SHORT ||
                   entry->type == BYLINE_IFD_LONG || entry->type == BYLINE_IFD_IFD ||
                   entry->type == BYLINE_IFD_LONG8 || entry->type == BYLINE_IFD_IFD8;
  const guint8 *bytes;

  if (!whole || index >= entry->count || !byline_ifd_holds (file, entry))
    return fallback;
  bytes = peek (file, entry->value_at + index * unit, unit, NULL);
  return bytes != NULL ? byline_ifd_get (file->little, bytes, unit) : fallback;
}

guint64
byline_ifd_find_number (const BylineIfdFile *file, const BylineIfd *ifd, guint16 tag,
                        guint64 fallback)
{
  const BylineIfdEntry *entry = byline_ifd_find (ifd, tag);

  return entry != NULL ? byline_ifd_number (file, entry, 0, fallback) : fallback;
}
