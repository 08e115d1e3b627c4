#include "container/heif_items.h"

#include <string.h>

/* A 48-megapixel grid has some hundred items; extents and references are bounded alike. */
#define MAX_ITEMS 65535
#define MAX_LINKS 200000
#define META_MAX ((guint64) 16 * 1024 * 1024)

/* Bytes being read; once they end, numbers are 0 and @bad stays. */
typedef struct {
  const guint8 *bytes;
  gsize left;
  gboolean bad;
} Cursor;

typedef struct {
  BylineInput *input;
  BylineHeif *heif;
  guint64 data, data_end; /* of "idat", which construction method 1 counts from; 0: none */
  guint n_links;
} Parse;

static guint64
take (Cursor *cursor, guint octets)
{
  guint64 number = 0;

  if (cursor->left < octets) {
    cursor->bad = TRUE;
    cursor->left = 0;
    return 0;
  }
  for (guint i = 0; i < octets; i++)
    number = number << 8 | cursor->bytes[i];
  cursor->bytes += octets;
  cursor->left -= octets;
  return number;
}

/* Returns: (transfer none) (nullable): text up to a NUL; NULL if there is none */
static const char *
take_text (Cursor *cursor)
{
  const char *text = (const char *) cursor->bytes;
  gsize length = cursor->left > 0 ? strnlen (text, cursor->left) : 0;

  if (length == cursor->left) {
    cursor->bad = TRUE;
    cursor->left = 0;
    return NULL;
  }
  cursor->bytes += length + 1;
  cursor->left -= length + 1;
  return text;
}

static gboolean
malformed (const Parse *parse, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: its items cannot be followed",
               byline_input_name (parse->input));
  return FALSE;
}

static void
clear_item (gpointer data)
{
  BylineHeifItem *item = data;

  g_clear_pointer (&item->extents, g_array_unref);
  g_clear_pointer (&item->derived, g_array_unref);
  g_clear_pointer (&item->properties, g_array_unref);
}

void
byline_heif_free (BylineHeif *heif)
{
  if (heif == NULL)
    return;
  g_array_unref (heif->items);
  g_hash_table_unref (heif->by_id);
  g_array_unref (heif->properties);
  g_free (heif);
}

static BylineHeifItem *
find (const BylineHeif *heif, guint32 id)
{
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (heif->by_id, GUINT_TO_POINTER (id)));

  return at > 0 ? &g_array_index (heif->items, BylineHeifItem, at - 1) : NULL;
}

const BylineHeifItem *
byline_heif_item (const BylineHeif *heif, guint32 id)
{
  return find (heif, id);
}

const BylineBox *
byline_heif_property (const BylineHeif *heif, const BylineHeifItem *item, guint index)
{
  guint16 at;

  if (item->properties == NULL || index >= item->properties->len)
    return NULL;
  at = g_array_index (item->properties, guint16, index);
  return at > 0 && at <= heif->properties->len
             ? &g_array_index (heif->properties, BylineBox, at - 1)
             : NULL;
}

/* The boxes of "meta" ------------------------------------------------------------------------- */

/* An entry: id, protection, type, name; of type 'mime' what it holds. */
static gboolean
read_entry (Parse *parse, const BylineBox *box, GError **error)
{
  gsize length = (gsize) MIN (box->end - box->data, 1024);
  const guint8 *bytes = byline_input_peek (parse->input, box->data, length, error);
  Cursor cursor = { bytes, length, FALSE };
  BylineHeifItem item = { 0 };
  guint8 version;

  if (bytes == NULL)
    return FALSE;
  version = (guint8) (take (&cursor, 4) >> 24);
  if (version < 2) /* has no types: image files never are of it */
    return TRUE;
  item.id = (guint32) take (&cursor, version == 2 ? 2 : 4);
  take (&cursor, 2);
  item.type = (guint32) take (&cursor, 4);
  take_text (&cursor);
  if (item.type == BYLINE_FOURCC ('m', 'i', 'm', 'e'))
    item.is_xmp = g_strcmp0 (take_text (&cursor), "application/rdf+xml") == 0;
  if (item.id == 0 || find (parse->heif, item.id) != NULL)
    return TRUE;
  if (parse->heif->items->len >= MAX_ITEMS)
    return malformed (parse, error);
  g_array_append_val (parse->heif->items, item);
  g_hash_table_insert (parse->heif->by_id, GUINT_TO_POINTER (item.id),
                       GUINT_TO_POINTER (parse->heif->items->len));
  return TRUE;
}

static gboolean
read_entries (Parse *parse, const BylineBox *box, GBytes *content, GError **error)
{
  Cursor cursor = { g_bytes_get_data (content, NULL), g_bytes_get_size (content), FALSE };
  guint8 version = (guint8) (take (&cursor, 4) >> 24);
  BylineBoxes boxes = byline_boxes (parse->input, box->data + (version == 0 ? 6 : 8), box->end);
  GError *failure = NULL;
  BylineBox entry;

  while (byline_boxes_next (&boxes, &entry, &failure))
    if (entry.type == BYLINE_FOURCC ('i', 'n', 'f', 'e') && !read_entry (parse, &entry, error))
      return FALSE;
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

/* An extent as a range of the file.  Returns: FALSE if it is nowhere in it */
static gboolean
place (const Parse *parse, guint method, guint64 at, guint64 length, BylineRange *range)
{
  guint64 start = method == 1 ? parse->data : 0;
  guint64 end = method == 1 ? parse->data_end : byline_input_size (parse->input);

  if (method > 1 || at > end - start)
    return FALSE;
  range->offset = start + at;
  range->length = length != 0 ? length : end - range->offset; /* 0: all there is */
  return range->length <= end - range->offset;
}

typedef struct {
  guint offset, length, base, index; /* octets that numbers have */
  guint8 version;
} Widths;

static gboolean
read_location (Parse *parse, Cursor *cursor, const Widths *widths, GError **error)
{
  BylineHeifItem *item = find (parse->heif, (guint32) take (cursor, widths->version < 2 ? 2 : 4));
  guint method = widths->version > 0 ? (guint) take (cursor, 2) & 15 : 0;
  guint64 reference = take (cursor, 2); /* another file's */
  guint64 base = take (cursor, widths->base);
  guint64 n = take (cursor, 2);
  g_autoptr (GArray) extents = g_array_new (FALSE, FALSE, sizeof (BylineRange));
  gboolean told = reference == 0;

  for (guint64 i = 0; i < n; i++) {
    BylineRange range;
    guint64 offset, length;

    take (cursor, widths->index);
    offset = take (cursor, widths->offset);
    length = take (cursor, widths->length);
    if (cursor->bad || parse->n_links++ >= MAX_LINKS)
      return malformed (parse, error);
    if (offset > G_MAXUINT64 - base || !place (parse, method, base + offset, length, &range))
      told = FALSE;
    else
      g_array_append_val (extents, range);
  }
  if (item != NULL && item->extents == NULL && told)
    item->extents = g_steal_pointer (&extents);
  return TRUE;
}

static gboolean
read_locations (Parse *parse, const BylineBox *box G_GNUC_UNUSED, GBytes *content, GError **error)
{
  Cursor cursor = { g_bytes_get_data (content, NULL), g_bytes_get_size (content), FALSE };
  Widths widths = { .version = (guint8) (take (&cursor, 4) >> 24) };
  guint64 packed = take (&cursor, 2), n;

  widths.offset = packed >> 12 & 15;
  widths.length = packed >> 8 & 15;
  widths.base = packed >> 4 & 15;
  widths.index = widths.version > 0 ? packed & 15 : 0;
  if (widths.version > 2 ||
      MAX (MAX (widths.offset, widths.length), MAX (widths.base, widths.index)) > 8)
    return malformed (parse, error);
  n = take (&cursor, widths.version < 2 ? 2 : 4);
  for (guint64 i = 0; i < n && !cursor.bad; i++)
    if (!read_location (parse, &cursor, &widths, error))
      return FALSE;
  return TRUE;
}

static gboolean
add_reference (Parse *parse, guint32 type, guint32 from, guint32 to, GError **error)
{
  BylineHeifItem *item = find (parse->heif, from);

  if (parse->n_links++ >= MAX_LINKS)
    return malformed (parse, error);
  if (item == NULL)
    return TRUE;
  if (type == BYLINE_FOURCC ('c', 'd', 's', 'c') && item->describes == 0)
    item->describes = to;
  if (type == BYLINE_FOURCC ('d', 'i', 'm', 'g')) {
    if (item->derived == NULL)
      item->derived = g_array_new (FALSE, FALSE, sizeof (guint32));
    g_array_append_val (item->derived, to);
  }
  return TRUE;
}

static gboolean
read_references (Parse *parse, const BylineBox *box G_GNUC_UNUSED, GBytes *content, GError **error)
{
  Cursor cursor = { g_bytes_get_data (content, NULL), g_bytes_get_size (content), FALSE };
  guint wide = take (&cursor, 4) >> 24 == 0 ? 2 : 4;

  while (cursor.left >= 8) {
    guint64 size = take (&cursor, 4);
    guint32 type = (guint32) take (&cursor, 4);
    Cursor inner = { cursor.bytes, (gsize) MIN (size - 8, cursor.left), FALSE };
    guint32 from;
    guint64 n;

    if (size < 8 || size - 8 > cursor.left)
      return malformed (parse, error);
    cursor.bytes += size - 8;
    cursor.left -= (gsize) size - 8;
    from = (guint32) take (&inner, wide);
    n = take (&inner, 2);
    for (guint64 i = 0; i < n && inner.left >= wide; i++)
      if (!add_reference (parse, type, from, (guint32) take (&inner, wide), error))
        return FALSE;
  }
  return TRUE;
}

static gboolean
read_associations (Parse *parse, const BylineBox *box, GError **error)
{
  g_autoptr (GBytes) content = NULL;
  Cursor cursor;
  guint32 head;
  guint64 n;

  content = byline_input_copy (parse->input, box->data, (gsize) (box->end - box->data), error);
  if (content == NULL)
    return FALSE;
  cursor = (Cursor){ g_bytes_get_data (content, NULL), g_bytes_get_size (content), FALSE };
  head = (guint32) take (&cursor, 4);
  n = take (&cursor, 4);
  for (guint64 i = 0; i < n && !cursor.bad; i++) {
    BylineHeifItem *item = find (parse->heif, (guint32) take (&cursor, head >> 24 == 0 ? 2 : 4));
    guint64 n_properties = take (&cursor, 1);

    for (guint64 k = 0; k < n_properties && !cursor.bad; k++) {
      guint64 number = take (&cursor, (head & 1) != 0 ? 2 : 1);
      guint16 index = (guint16) (number & ((head & 1) != 0 ? 0x7fff : 0x7f));

      if (parse->n_links++ >= MAX_LINKS)
        return malformed (parse, error);
      if (item == NULL)
        continue;
      if (item->properties == NULL)
        item->properties = g_array_new (FALSE, FALSE, sizeof (guint16));
      g_array_append_val (item->properties, index);
    }
  }
  return TRUE;
}

static gboolean
read_properties (Parse *parse, const BylineBox *box, GBytes *content G_GNUC_UNUSED, GError **error)
{
  BylineBoxes boxes = byline_boxes (parse->input, box->data, box->end);
  GError *failure = NULL;
  BylineBox inner, property;

  while (byline_boxes_next (&boxes, &inner, &failure)) {
    if (inner.type == BYLINE_FOURCC ('i', 'p', 'm', 'a') &&
        !read_associations (parse, &inner, error))
      return FALSE;
    if (inner.type == BYLINE_FOURCC ('i', 'p', 'c', 'o')) {
      BylineBoxes properties = byline_boxes (parse->input, inner.data, inner.end);

      while (parse->heif->properties->len < G_MAXINT16 &&
             byline_boxes_next (&properties, &property, &failure))
        g_array_append_val (parse->heif->properties, property);
    }
    if (failure != NULL)
      break;
  }
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, failure);
  return FALSE;
}

static gboolean
read_primary (Parse *parse, const BylineBox *box G_GNUC_UNUSED, GBytes *content,
              GError **error G_GNUC_UNUSED)
{
  Cursor cursor = { g_bytes_get_data (content, NULL), g_bytes_get_size (content), FALSE };

  parse->heif->primary = (guint32) take (&cursor, take (&cursor, 4) >> 24 == 0 ? 2 : 4);
  return TRUE;
}

static gboolean
read_data (Parse *parse, const BylineBox *box, GBytes *content G_GNUC_UNUSED,
           GError **error G_GNUC_UNUSED)
{
  parse->data = box->data;
  parse->data_end = box->end;
  return TRUE;
}

/* Reads the first box of a type, if there is one. */
typedef struct {
  guint32 type;
  gboolean (*read) (Parse *parse, const BylineBox *box, GBytes *content, GError **error);
} Reader;

static gboolean
read_box (Parse *parse, const BylineBox *meta, const Reader *reader, GError **error)
{
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) failure = NULL;
  BylineBox box;

  if (!byline_box_find (parse->input, meta->data + 4, meta->end, reader->type, &box, &failure)) {
    if (failure == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  if (reader->type != BYLINE_FOURCC ('i', 'd', 'a', 't')) {
    content = byline_input_copy (parse->input, box.data, (gsize) (box.end - box.data), error);
    if (content == NULL)
      return FALSE;
  }
  return reader->read (parse, &box, content, error);
}

static gboolean
read_boxes (Parse *parse, const BylineBox *meta, GError **error)
{
  /* In this order: items first, since the others speak of them; "idat" before places. */
  static const Reader readers[] = {
    { BYLINE_FOURCC ('p', 'i', 't', 'm'), read_primary },
    { BYLINE_FOURCC ('i', 'i', 'n', 'f'), read_entries },
    { BYLINE_FOURCC ('i', 'd', 'a', 't'), read_data },
    { BYLINE_FOURCC ('i', 'l', 'o', 'c'), read_locations },
    { BYLINE_FOURCC ('i', 'r', 'e', 'f'), read_references },
    { BYLINE_FOURCC ('i', 'p', 'r', 'p'), read_properties },
  };

  if (meta->end - meta->data < 4 || meta->end - meta->data > META_MAX)
    return malformed (parse, error);
  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    if (!read_box (parse, meta, &readers[i], error))
      return FALSE;
  return TRUE;
}

BylineHeif *
byline_heif_items (BylineInput *input, const BylineBox *meta, GError **error)
{
  BylineHeif *heif = g_new0 (BylineHeif, 1);
  Parse parse = { .input = input, .heif = heif };

  heif->items = g_array_new (FALSE, FALSE, sizeof (BylineHeifItem));
  g_array_set_clear_func (heif->items, clear_item);
  heif->by_id = g_hash_table_new (NULL, NULL);
  heif->properties = g_array_new (FALSE, FALSE, sizeof (BylineBox));
  if (read_boxes (&parse, meta, error))
    return heif;
  byline_heif_free (heif);
  return NULL;
}
