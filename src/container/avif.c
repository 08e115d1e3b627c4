/* AVIF files of byline's own making (AV1 Image File Format 1.1; ISO/IEC 23008-12): one picture,
 * Exif, XMP.  What others have made is only read (heif.c). */
#include "container/bmff.h"
#include "container/box_writer.h"
#include "container/heif_items.h"
#include "container/wrap.h"

#include <string.h>

enum { ITEM_PICTURE = 1, ITEM_EXIF, ITEM_XMP };

/* The highest level of the Baseline profile, 5.1, as a sequence header counts. */
#define BASELINE_LEVEL 13

/* What the file holds.  "mdat" has the items in this order, the picture last: so it can stay where
 * it is, and all that changes lies before it. */
typedef struct {
  BylineAvifPicture picture;
  GBytes *exif, *xmp; /* nullable */
  guint64 size;       /* of the picture */
} Avif;

/* Exif of an item begins with how far behind these four octets the TIFF header is. */
static guint32
exif_size (const Avif *avif)
{
  return avif->exif != NULL ? (guint32) g_bytes_get_size (avif->exif) + 4 : 0;
}

static guint32
xmp_size (const Avif *avif)
{
  return avif->xmp != NULL ? (guint32) g_bytes_get_size (avif->xmp) : 0;
}

static guint
n_items (const Avif *avif)
{
  return 1U + (avif->exif != NULL) + (avif->xmp != NULL);
}

static void
put_brands (GByteArray *out, const Avif *avif)
{
  guint box = byline_box_begin (out, "ftyp");

  g_byte_array_append (out, (const guint8 *) "avif\0\0\0\0avifmif1miaf", 20);
  if ((avif->picture.config[1] & 0x1f) <= BASELINE_LEVEL)
    g_byte_array_append (out, (const guint8 *) "MA1B", 4);
  byline_box_end (out, box);
}

static void
put_handler (GByteArray *out)
{
  guint box = byline_full_box_begin (out, "hdlr", 0, 0);

  byline_put_number (out, 0, 4);
  g_byte_array_append (out, (const guint8 *) "pict", 4);
  byline_put_number (out, 0, 8); /* reserved */
  byline_put_number (out, 0, 5); /* … and no name */
  byline_box_end (out, box);
}

static void
put_primary (GByteArray *out)
{
  guint box = byline_full_box_begin (out, "pitm", 0, 0);

  byline_put_number (out, ITEM_PICTURE, 2);
  byline_box_end (out, box);
}

static void
put_location (GByteArray *out, guint id, guint64 offset, guint64 length)
{
  byline_put_number (out, id, 2);
  byline_put_number (out, 0, 2); /* in this file */
  byline_put_number (out, 1, 2); /* in one piece */
  byline_put_number (out, offset, 4);
  byline_put_number (out, length, 4);
}

/* @start: of what is in "mdat" */
static void
put_locations (GByteArray *out, const Avif *avif, guint64 start)
{
  guint box = byline_full_box_begin (out, "iloc", 0, 0);
  guint64 exif = exif_size (avif);
  guint64 xmp = xmp_size (avif);

  byline_put_number (out, 0x4400, 2); /* offsets and lengths of four octets */
  byline_put_number (out, n_items (avif), 2);
  put_location (out, ITEM_PICTURE, start + exif + xmp, avif->size);
  if (avif->exif != NULL)
    put_location (out, ITEM_EXIF, start, exif);
  if (avif->xmp != NULL)
    put_location (out, ITEM_XMP, start + exif, xmp);
  byline_box_end (out, box);
}

static void
put_entry (GByteArray *out, guint id, const char type[5], const char *content)
{
  guint box = byline_full_box_begin (out, "infe", 2, 0);

  byline_put_number (out, id, 2);
  byline_put_number (out, 0, 2); /* not protected */
  g_byte_array_append (out, (const guint8 *) type, 4);
  byline_put_number (out, 0, 1); /* no name */
  if (content != NULL)
    g_byte_array_append (out, (const guint8 *) content, (guint) strlen (content) + 1);
  byline_box_end (out, box);
}

static void
put_entries (GByteArray *out, const Avif *avif)
{
  guint box = byline_full_box_begin (out, "iinf", 0, 0);

  byline_put_number (out, n_items (avif), 2);
  put_entry (out, ITEM_PICTURE, "av01", NULL);
  if (avif->exif != NULL)
    put_entry (out, ITEM_EXIF, "Exif", NULL);
  if (avif->xmp != NULL)
    put_entry (out, ITEM_XMP, "mime", "application/rdf+xml");
  byline_box_end (out, box);
}

static void
put_describes (GByteArray *out, guint id)
{
  guint box = byline_box_begin (out, "cdsc");

  byline_put_number (out, id, 2);
  byline_put_number (out, 1, 2); /* one item: */
  byline_put_number (out, ITEM_PICTURE, 2);
  byline_box_end (out, box);
}

static void
put_references (GByteArray *out, const Avif *avif)
{
  guint box;

  if (n_items (avif) == 1)
    return;
  box = byline_full_box_begin (out, "iref", 0, 0);
  if (avif->exif != NULL)
    put_describes (out, ITEM_EXIF);
  if (avif->xmp != NULL)
    put_describes (out, ITEM_XMP);
  byline_box_end (out, box);
}

/* The colours are those of JFIF: BT.601 over all of 0–255, of sRGB (ISO/IEC 23091-2). */
static void
put_colours (GByteArray *out)
{
  guint box = byline_box_begin (out, "colr");

  g_byte_array_append (out, (const guint8 *) "nclx", 4);
  byline_put_number (out, 1, 2);  /* BT.709's primaries */
  byline_put_number (out, 13, 2); /* sRGB's curve */
  byline_put_number (out, 6, 2);  /* BT.601's matrix */
  byline_put_number (out, 0x80, 1);
  byline_box_end (out, box);
}

static void
put_size (GByteArray *out, const BylineAvifPicture *picture)
{
  guint box = byline_full_box_begin (out, "ispe", 0, 0);

  byline_put_number (out, (guint64) picture->width, 4);
  byline_put_number (out, (guint64) picture->height, 4);
  byline_box_end (out, box);
}

static void
put_depth (GByteArray *out)
{
  guint box = byline_full_box_begin (out, "pixi", 0, 0);

  byline_put_number (out, 0x03080808, 4); /* three channels of eight bits */
  byline_box_end (out, box);
}

static void
put_config (GByteArray *out, const BylineAvifPicture *picture)
{
  guint box = byline_box_begin (out, "av1C");

  g_byte_array_append (out, picture->config, sizeof picture->config);
  byline_box_end (out, box);
}

static void
put_associations (GByteArray *out)
{
  guint box = byline_full_box_begin (out, "ipma", 0, 0);

  byline_put_number (out, 1, 4); /* one item */
  byline_put_number (out, ITEM_PICTURE, 2);
  byline_put_number (out, 4, 1);          /* has four properties: */
  byline_put_number (out, 0x01028304, 4); /* size, depth, config (essential), colours */
  byline_box_end (out, box);
}

static void
put_properties (GByteArray *out, const Avif *avif)
{
  guint box = byline_box_begin (out, "iprp");
  guint inner = byline_box_begin (out, "ipco");

  put_size (out, &avif->picture);
  put_depth (out);
  put_config (out, &avif->picture);
  put_colours (out);
  byline_box_end (out, inner);
  put_associations (out);
  byline_box_end (out, box);
}

/* @start: as if "mdat" had its content there */
static void
put_meta (GByteArray *out, const Avif *avif, guint64 start)
{
  guint box = byline_full_box_begin (out, "meta", 0, 0);

  put_handler (out);
  put_primary (out);
  put_locations (out, avif, start);
  put_entries (out, avif);
  put_references (out, avif);
  put_properties (out, avif);
  byline_box_end (out, box);
}

/* Everything before the picture.  No number's length depends on its value, so a first try says how
 * long it is.  Returns: (transfer full): NULL if the file would be too large for its numbers */
static GBytes *
head_new (const Avif *avif)
{
  GByteArray *out = g_byte_array_new ();
  guint64 content = (guint64) exif_size (avif) + xmp_size (avif) + avif->size;
  guint brands, start;

  if (content > G_MAXUINT32 / 2) {
    g_byte_array_unref (out);
    return NULL;
  }
  put_brands (out, avif);
  brands = out->len;
  put_meta (out, avif, 0);
  start = out->len + 8;
  g_byte_array_set_size (out, brands);
  put_meta (out, avif, start);
  byline_put_number (out, 8 + content, 4);
  g_byte_array_append (out, (const guint8 *) "mdat", 4);
  if (avif->exif != NULL)
    byline_put_number (out, 0, 4);
  byline_put_bytes (out, avif->exif);
  byline_put_bytes (out, avif->xmp);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
byline_avif_new (const BylineAvifPicture *picture, GBytes *av1)
{
  Avif avif = { .picture = *picture, .size = g_bytes_get_size (av1) };
  g_autoptr (GBytes) head = head_new (&avif);
  GByteArray *file;

  if (head == NULL)
    return NULL;
  file = g_byte_array_sized_new ((guint) (g_bytes_get_size (head) + avif.size));
  byline_put_bytes (file, head);
  byline_put_bytes (file, av1);
  return g_byte_array_free_to_bytes (file);
}

/* Wrapping anew ------------------------------------------------------------------------------- */

/* The only place of the picture, as long as it is the last thing in the file. */
static gboolean
find_picture (const BylineContainer *container, const BylineHeifItem *item, BylineRange *range)
{
  if (item == NULL || item->type != BYLINE_FOURCC ('a', 'v', '0', '1') || item->extents == NULL ||
      item->extents->len != 1)
    return FALSE;
  *range = g_array_index (item->extents, BylineRange, 0);
  return range->offset + range->length == byline_input_size (container->input);
}

static gboolean
find_config (const BylineContainer *container, const BylineHeifItem *item, guint8 config[4])
{
  const BylineBox *box;

  for (guint i = 0; (box = byline_heif_property (container->detail, item, i)) != NULL; i++) {
    const guint8 *bytes;

    if (box->type != BYLINE_FOURCC ('a', 'v', '1', 'C') || box->end - box->data != 4)
      continue;
    bytes = byline_input_peek (container->input, box->data, 4, NULL);
    if (bytes != NULL)
      memcpy (config, bytes, 4);
    return bytes != NULL;
  }
  return FALSE;
}

/* Is what stands before the picture what byline would write?  @head: with the parts it has */
static gboolean
is_ours (const BylineContainer *container, const BylineRange *range, GBytes *head)
{
  gsize size = 0;
  const guint8 *wanted = head != NULL ? g_bytes_get_data (head, &size) : NULL;
  g_autoptr (GBytes) has = NULL;

  if (wanted == NULL || size != range->offset)
    return FALSE;
  has = byline_input_copy (container->input, 0, size, NULL);
  return has != NULL && g_bytes_equal (has, head);
}

BylineSplice *
byline_avif_wrap (BylineContainer *container, const BylineNewParts *parts, GError **error)
{
  const BylineHeif *heif = container->detail;
  const BylineHeifItem *item = heif != NULL ? byline_heif_item (heif, heif->primary) : NULL;
  Avif avif = { .picture = { container->width, container->height, { 0 } },
                .exif = container->part[BYLINE_PART_EXIF],
                .xmp = container->part[BYLINE_PART_XMP] };
  g_autoptr (GBytes) old = NULL;
  g_autoptr (GBytes) head = NULL;
  BylineSplice *splice;
  BylineRange range;

  if (find_picture (container, item, &range) &&
      find_config (container, item, avif.picture.config)) {
    avif.size = range.length;
    old = head_new (&avif);
  }
  if (old == NULL || !is_ours (container, &range, old)) {
    byline_container_fail (container, BYLINE_ERROR_REFUSED, "is not of byline's making", error);
    return NULL;
  }
  avif.exif = parts->part[BYLINE_PART_EXIF].bytes;
  avif.xmp = parts->part[BYLINE_PART_XMP].bytes;
  head = head_new (&avif);
  if (head == NULL) {
    byline_container_fail (container, BYLINE_ERROR_REFUSED, "its metadata are too large", error);
    return NULL;
  }
  splice = byline_splice_new ();
  byline_splice_insert (splice, head);
  byline_splice_keep (splice, range.offset, range.length);
  return splice;
}
