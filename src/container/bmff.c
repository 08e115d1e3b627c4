/* Files made of boxes (ISO/IEC 14496-12): HEIF and AVIF keep items in a "meta" box (ISO/IEC
 * 23008-12), Canon's CR3 has tracks and boxes of its own. */
#include "container/bmff.h"

#include <string.h>

/* The most boxes of one level: a long burst has some thousands. */
#define MAX_BOXES 100000
/* Brands that are looked at. */
#define MAX_BRANDS 64

/* Brands (ISO/IEC 23008-12 annex B and 10, AV1 Image File Format, Canon's), the more telling first:
 * a file has several. */
static const struct {
  char brand[5];
  BylineFormat kind;
} brands[] = {
  { "crx ", BYLINE_FORMAT_CR3 },  { "avif", BYLINE_FORMAT_AVIF }, { "avis", BYLINE_FORMAT_AVIF },
  { "heic", BYLINE_FORMAT_HEIC }, { "heix", BYLINE_FORMAT_HEIC }, { "heim", BYLINE_FORMAT_HEIC },
  { "heis", BYLINE_FORMAT_HEIC }, { "hevc", BYLINE_FORMAT_HEIC }, { "hevx", BYLINE_FORMAT_HEIC },
  { "hevm", BYLINE_FORMAT_HEIC }, { "hevs", BYLINE_FORMAT_HEIC }, { "mif1", BYLINE_FORMAT_HEIF },
  { "mif2", BYLINE_FORMAT_HEIF }, { "msf1", BYLINE_FORMAT_HEIF }, { "miaf", BYLINE_FORMAT_HEIF },
};

static const guint8 xmp_uuid[16] = { 0xbe, 0x7a, 0xcf, 0xcb, 0x97, 0xa9, 0x42, 0xe8,
                                     0x9c, 0x71, 0x99, 0x94, 0x91, 0xe3, 0xaf, 0xac };
static const guint8 c2pa_uuid[16] = { 0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
                                      0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81 };

static guint64
number (const guint8 *bytes, guint octets)
{
  guint64 value = 0;

  for (guint i = 0; i < octets; i++)
    value = value << 8 | bytes[i];
  return value;
}

static gboolean
malformed (BylineInput *input, const char *what, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: %s", byline_input_name (input),
               what);
  return FALSE;
}

BylineBoxes
byline_boxes (BylineInput *input, guint64 at, guint64 end)
{
  return (BylineBoxes){ .input = input, .at = at, .end = end, .left = MAX_BOXES };
}

/* Reads a further stretch of a box's header. */
static const guint8 *
more (BylineBoxes *boxes, BylineBox *box, gsize length, GError **error)
{
  const guint8 *bytes;

  if (length > boxes->end - box->data) {
    malformed (boxes->input, "its boxes cannot be followed", error);
    return NULL;
  }
  bytes = byline_input_peek (boxes->input, box->data, length, error);
  box->data += length;
  return bytes;
}

gboolean
byline_boxes_next (BylineBoxes *boxes, BylineBox *box, GError **error)
{
  const guint8 *bytes;
  guint64 size;

  if (boxes->at >= boxes->end)
    return FALSE;
  if (boxes->left-- == 0)
    return malformed (boxes->input, "it has too many boxes", error);
  *box = (BylineBox){ .offset = boxes->at, .data = boxes->at };
  bytes = more (boxes, box, 8, error);
  if (bytes == NULL)
    return FALSE;
  size = number (bytes, 4);
  box->type = (guint32) number (bytes + 4, 4);
  if (size == 1) {
    bytes = more (boxes, box, 8, error);
    size = bytes != NULL ? number (bytes, 8) : 1;
  } else if (size == 0) { /* to the end */
    size = boxes->end - box->offset;
  }
  if (bytes == NULL || size < box->data - box->offset)
    return bytes != NULL && malformed (boxes->input, "its boxes cannot be followed", error);
  boxes->cut = size > boxes->end - box->offset;
  box->end = boxes->cut ? boxes->end : box->offset + size;
  if (box->type == BYLINE_FOURCC ('u', 'u', 'i', 'd')) {
    bytes = more (boxes, box, sizeof box->uuid, error);
    if (bytes == NULL)
      return FALSE;
    memcpy (box->uuid, bytes, sizeof box->uuid);
    if (box->data > box->end)
      return malformed (boxes->input, "its boxes cannot be followed", error);
  }
  boxes->at = box->end;
  return TRUE;
}

gboolean
byline_box_find (BylineInput *input, guint64 at, guint64 end, guint32 type, BylineBox *box,
                 GError **error)
{
  BylineBoxes boxes = byline_boxes (input, at, end);

  while (byline_boxes_next (&boxes, box, error))
    if (box->type == type)
      return TRUE;
  return FALSE;
}

guint64
byline_box_number (BylineInput *input, guint64 at, guint n)
{
  const guint8 *bytes = byline_input_peek (input, at, n, NULL);
  guint64 number = 0;

  for (guint i = 0; bytes != NULL && i < n; i++)
    number = number << 8 | bytes[i];
  return number;
}

static BylineFormat
kind_of_brand (const guint8 *brand, guint *rank)
{
  for (guint i = 0; i < G_N_ELEMENTS (brands); i++) {
    if (memcmp (brand, brands[i].brand, 4) == 0) {
      *rank = i;
      return brands[i].kind;
    }
  }
  return BYLINE_FORMAT_UNKNOWN;
}

static gboolean
bmff_probe (const guint8 *head, gsize length)
{
  guint rank;

  return length >= 12 && memcmp (head + 4, "ftyp", 4) == 0 &&
         kind_of_brand (head + 8, &rank) != BYLINE_FORMAT_UNKNOWN;
}

/* The major brand may be one that says little ("mif1"): the others say more. */
static gboolean
read_brands (BylineContainer *container, const BylineBox *box, GError **error)
{
  gsize length = (gsize) MIN (box->end - box->data, (guint64) 4 * MAX_BRANDS);
  const guint8 *bytes = byline_input_peek (container->input, box->data, length, error);
  guint best = G_MAXUINT;

  if (bytes == NULL)
    return FALSE;
  for (gsize at = 0; at + 4 <= length; at += 4) {
    guint rank = G_MAXUINT;
    BylineFormat kind = at == 4 ? BYLINE_FORMAT_UNKNOWN /* a version */
                                : kind_of_brand (bytes + at, &rank);

    if (kind == BYLINE_FORMAT_UNKNOWN || rank >= best)
      continue;
    best = rank;
    container->kind = kind;
    if (at == 0 && kind != BYLINE_FORMAT_HEIF)
      break;
  }
  return TRUE;
}

static gboolean
take_xmp (BylineContainer *container, const BylineBox *box, GError **error)
{
  if (container->part[BYLINE_PART_XMP] != NULL || box->end - box->data > BYLINE_PART_LIMIT) {
    container->cautions |= BYLINE_CAUTION_SEVERAL_XMP;
    return TRUE;
  }
  container->part[BYLINE_PART_XMP] =
      byline_input_copy (container->input, box->data, (gsize) (box->end - box->data), error);
  return container->part[BYLINE_PART_XMP] != NULL;
}

static gboolean
note_box (BylineContainer *container, const BylineBox *box, GError **error)
{
  gboolean canon = container->kind == BYLINE_FORMAT_CR3;

  switch (box->type) {
  case BYLINE_FOURCC ('f', 't', 'y', 'p'):
    return read_brands (container, box, error);
  case BYLINE_FOURCC ('m', 'e', 't', 'a'):
    return canon || container->detail != NULL || byline_heif_open (container, box, error);
  case BYLINE_FOURCC ('m', 'o', 'o', 'v'):
    return !canon || byline_cr3_open (container, box, error);
  case BYLINE_FOURCC ('u', 'u', 'i', 'd'):
    if (memcmp (box->uuid, c2pa_uuid, sizeof c2pa_uuid) == 0)
      container->cautions |= BYLINE_CAUTION_C2PA;
    if (memcmp (box->uuid, xmp_uuid, sizeof xmp_uuid) == 0)
      return take_xmp (container, box, error);
    return TRUE;
  default:
    return TRUE;
  }
}

/* A tail that is no box, such as a phone's trailer, is nobody's. */
static gboolean
bmff_open (BylineContainer *container, GError **error)
{
  BylineBoxes boxes = byline_boxes (container->input, 0, byline_input_size (container->input));
  g_autoptr (GError) failure = NULL;
  BylineBox box;
  guint n = 0;

  while (byline_boxes_next (&boxes, &box, &failure)) {
    if (!note_box (container, &box, error))
      return FALSE;
    if (boxes.cut)
      container->cautions |= BYLINE_CAUTION_TRUNCATED;
    n++;
  }
  if (failure == NULL || (n > 1 && g_error_matches (failure, BYLINE_ERROR, BYLINE_ERROR_MALFORMED)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

/* Where no item says what the picture is (CR3, image sequences), all media data are. */
static gboolean
bmff_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  BylineBoxes boxes = byline_boxes (container->input, 0, byline_input_size (container->input));
  BylineBox box;

  if (container->detail != NULL)
    return byline_heif_picture (container, ranges, error);
  while (byline_boxes_next (&boxes, &box, NULL))
    if (box.type == BYLINE_FOURCC ('m', 'd', 'a', 't') &&
        !byline_ranges_add (ranges, box.data, box.end - box.data))
      break;
  return (ranges->len > 0 && ranges->len <= BYLINE_PIECES_LIMIT) ||
         byline_container_fail (container, BYLINE_ERROR_MALFORMED, "there is no picture in it",
                                error);
}

const BylineContainerFormat byline_bmff_format = {
  .kind = BYLINE_FORMAT_HEIF,
  .probe = bmff_probe,
  .open = bmff_open,
  .close = byline_heif_close,
  .picture = bmff_picture,
  .wrap = byline_avif_wrap,
};
