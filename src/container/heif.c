/* HEIF and AVIF (ISO/IEC 23008-12, MIAF, AV1 Image File Format): read, never written. */
#include "container/heif_items.h"

#include <string.h>

/* How deep pictures are made of pictures: a grid of tiles, maybe with an overlay on top. */
#define MAX_DEPTH 4

static gboolean
is_type (const BylineBox *box, const char type[5])
{
  return box->type ==
         BYLINE_FOURCC ((guint8) type[0], (guint8) type[1], (guint8) type[2], (guint8) type[3]);
}

/* Metadata ------------------------------------------------------------------------------------ */

static GBytes *
read_item (BylineContainer *container, const BylineHeifItem *item, GError **error)
{
  GByteArray *all = g_byte_array_new ();

  for (guint i = 0; item->extents != NULL && i < item->extents->len; i++) {
    BylineRange range = g_array_index (item->extents, BylineRange, i);
    g_autoptr (GBytes) bytes = NULL;

    if (range.length > BYLINE_PART_LIMIT - all->len) {
      container->cautions |= BYLINE_CAUTION_TRUNCATED;
      break;
    }
    bytes = byline_input_copy (container->input, range.offset, (gsize) range.length, error);
    if (bytes == NULL) {
      g_byte_array_unref (all);
      return NULL;
    }
    g_byte_array_append (all, g_bytes_get_data (bytes, NULL), (guint) range.length);
  }
  return g_byte_array_free_to_bytes (all);
}

/* The item: how far behind the next four octets the TIFF block begins; "Exif\0\0" is usual there.
 * Returns: (transfer full) */
static GBytes *
exif_block (GBytes *item)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (item, &size);
  guint64 skip = 4;

  if (size < 4)
    return g_bytes_new (NULL, 0);
  for (guint i = 0; i < 4; i++)
    skip += (guint64) bytes[i] << 8 * (3 - i);
  return skip <= size ? g_bytes_new_from_bytes (item, (gsize) skip, size - (gsize) skip)
                      : g_bytes_new (NULL, 0);
}

/* Of several items the one that describes the primary picture counts, else the first. */
static gboolean
take_part (BylineContainer *container, const BylineHeif *heif, BylinePart part, GError **error)
{
  const BylineHeifItem *chosen = NULL;
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < heif->items->len; i++) {
    const BylineHeifItem *item = &g_array_index (heif->items, BylineHeifItem, i);
    gboolean ours =
        part == BYLINE_PART_XMP ? item->is_xmp : item->type == BYLINE_FOURCC ('E', 'x', 'i', 'f');
    gboolean primary = item->describes == heif->primary;

    if (!ours || item->extents == NULL)
      continue;
    if (chosen == NULL || (primary && chosen->describes != heif->primary))
      chosen = item;
  }
  if (chosen == NULL)
    return TRUE;
  bytes = read_item (container, chosen, error);
  if (bytes == NULL)
    return FALSE;
  g_clear_pointer (&container->part[part], g_bytes_unref);
  container->part[part] = part == BYLINE_PART_EXIF ? exif_block (bytes) : g_steal_pointer (&bytes);
  return TRUE;
}

/* Size and orientation ------------------------------------------------------------------------ */

/* Rotations and mirrors, one after another, as one: a mirror from left to right or none, then
 * quarter turns clockwise. */
typedef struct {
  guint mirrored, turns;
} Pose;

static int
exif_orientation (Pose pose)
{
  static const int orientations[2][4] = { { 1, 6, 3, 8 }, { 2, 7, 4, 5 } };

  return orientations[pose.mirrored][pose.turns % 4];
}

static gboolean
read_property (BylineContainer *container, const BylineBox *box, Pose *pose, GError **error)
{
  gsize length = (gsize) MIN (box->end - box->data, 12);
  const guint8 *bytes = byline_input_peek (container->input, box->data, length, error);

  if (bytes == NULL)
    return FALSE;
  if (is_type (box, "ispe") && length == 12) {
    container->width = (int) ((guint32) (bytes[4] & 0x7f) << 24 | (guint32) bytes[5] << 16 |
                              (guint32) bytes[6] << 8 | bytes[7]);
    container->height = (int) ((guint32) (bytes[8] & 0x7f) << 24 | (guint32) bytes[9] << 16 |
                               (guint32) bytes[10] << 8 | bytes[11]);
  } else if (is_type (box, "irot") && length >= 1) {
    pose->turns += 4 - (bytes[0] & 3U); /* it counts the other way round */
  } else if (is_type (box, "imir") && length >= 1) {
    pose->mirrored ^= 1U;
    pose->turns = 4 - pose->turns % 4 + ((bytes[0] & 1) != 0 ? 0 : 2); /* 0: top to bottom */
  }
  return TRUE;
}

static gboolean
read_primary (BylineContainer *container, const BylineHeif *heif, GError **error)
{
  const BylineHeifItem *item = byline_heif_item (heif, heif->primary);
  const BylineBox *box;
  Pose pose = { 0 };

  if (item == NULL)
    return TRUE;
  for (guint i = 0; (box = byline_heif_property (heif, item, i)) != NULL; i++)
    if (!read_property (container, box, &pose, error))
      return FALSE;
  container->orientation = exif_orientation (pose);
  return TRUE;
}

gboolean
byline_heif_open (BylineContainer *container, const BylineBox *meta, GError **error)
{
  BylineHeif *heif = byline_heif_items (container->input, meta, error);

  if (heif == NULL)
    return FALSE;
  container->detail = heif;
  return read_primary (container, heif, error) &&
         take_part (container, heif, BYLINE_PART_EXIF, error) &&
         take_part (container, heif, BYLINE_PART_XMP, error);
}

void
byline_heif_close (gpointer detail)
{
  byline_heif_free (detail);
}

/* Picture ------------------------------------------------------------------------------------- */

/* Decoders' settings, without which an item's bytes say nothing. */
static gboolean
is_setting (const BylineBox *box)
{
  static const char types[][5] = { "hvcC", "av1C", "avcC", "vvcC", "jpgC", "j2kH", "uncC", "cmpC" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (is_type (box, types[i]))
      return TRUE;
  return FALSE;
}

static gboolean
too_many (const BylineContainer *container, GError **error)
{
  return byline_container_fail (container, BYLINE_ERROR_MALFORMED,
                                "its picture is in too many pieces", error);
}

/* Recursion is bounded by MAX_DEPTH, and every item is added once. */
static gboolean
add_item (const BylineContainer *container, guint32 id, guint depth, GHashTable *seen,
          GArray *ranges, GError **error)
{
  const BylineHeif *heif = container->detail;
  const BylineHeifItem *item = byline_heif_item (heif, id);
  const BylineBox *box;

  if (item == NULL || depth > MAX_DEPTH || !g_hash_table_add (seen, GUINT_TO_POINTER (id)))
    return TRUE;
  for (guint i = 0; (box = byline_heif_property (heif, item, i)) != NULL; i++)
    if (is_setting (box) && !byline_ranges_add (ranges, box->data, box->end - box->data))
      return too_many (container, error);
  for (guint i = 0; item->extents != NULL && i < item->extents->len; i++) {
    BylineRange range = g_array_index (item->extents, BylineRange, i);

    if (!byline_ranges_add (ranges, range.offset, range.length))
      return too_many (container, error);
  }
  for (guint i = 0; item->derived != NULL && i < item->derived->len; i++)
    if (!add_item (container, g_array_index (item->derived, guint32, i), depth + 1, seen, ranges,
                   error))
      return FALSE;
  return TRUE;
}

gboolean
byline_heif_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  const BylineHeif *heif = container->detail;
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  if (!add_item (container, heif->primary, 0, seen, ranges, error))
    return FALSE;
  return ranges->len > 0 || byline_container_fail (container, BYLINE_ERROR_MALFORMED,
                                                   "there is no picture in it", error);
}
