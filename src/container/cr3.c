/* Canon's CR3: its own box in "moov" has the directories of an Exif block, each a TIFF structure,
 * and the smallest preview; the largest is a track (exiftool's Canon.pm, QuickTime.pm). */
#include "container/bmff.h"
#include "container/tiff.h"
#include "container/tiff_exif.h"

#include <string.h>

static const guint8 canon_uuid[16] = { 0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0,
                                       0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48 };
static const guint8 preview_uuid[16] = { 0xea, 0xf4, 0x2b, 0x5e, 0x1c, 0x98, 0x4b, 0x88,
                                         0xb9, 0xfb, 0xb7, 0xdc, 0x40, 0x6e, 0x4d, 0x16 };

typedef struct {
  BylineIfdFile file;
  BylineIfd *ifd; /* NULL: there is none */
} Block;

typedef struct {
  Block blocks[BYLINE_EXIF_DIRS];
} Blocks;

static void
blocks_clear (Blocks *blocks)
{
  for (guint i = 0; i < BYLINE_EXIF_DIRS; i++)
    g_clear_pointer (&blocks->blocks[i].ifd, byline_ifd_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Blocks, blocks_clear)

/* A block that cannot be followed is left out. */
static void
read_block (BylineContainer *container, const BylineBox *box, Block *block)
{
  if (block->ifd == NULL &&
      byline_ifd_file_open (&block->file, container->input, box->data, box->end - box->data, NULL))
    block->ifd = byline_ifd_read (&block->file, block->file.first, NULL);
}

static gboolean
read_blocks (BylineContainer *container, const BylineBox *canon, Blocks *blocks, GError **error)
{
  static const struct {
    guint32 type;
    BylineExifDirKind kind;
  } types[] = {
    { BYLINE_FOURCC ('C', 'M', 'T', '1'), BYLINE_EXIF_DIR_MAIN },
    { BYLINE_FOURCC ('C', 'M', 'T', '2'), BYLINE_EXIF_DIR_EXIF },
    { BYLINE_FOURCC ('C', 'M', 'T', '4'), BYLINE_EXIF_DIR_GPS },
  };
  BylineBoxes boxes = byline_boxes (container->input, canon->data, canon->end);
  g_autoptr (GError) failure = NULL;
  BylineBox box;

  while (byline_boxes_next (&boxes, &box, &failure))
    for (guint i = 0; i < G_N_ELEMENTS (types); i++)
      if (box.type == types[i].type)
        read_block (container, &box, &blocks->blocks[types[i].kind]);
  if (failure == NULL || g_error_matches (failure, BYLINE_ERROR, BYLINE_ERROR_MALFORMED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
take_exif (BylineContainer *container, const BylineBox *canon, GError **error)
{
  g_auto (Blocks) blocks = { 0 };
  BylineExifSource sources[BYLINE_EXIF_DIRS];
  BylineExifForm form = { 0 };
  BylineExifGathered gathered;
  const Block *main = &blocks.blocks[BYLINE_EXIF_DIR_MAIN];

  if (!read_blocks (container, canon, &blocks, error))
    return FALSE;
  if (main->ifd == NULL)
    return TRUE;
  for (guint i = 0; i < BYLINE_EXIF_DIRS; i++)
    sources[i] = (BylineExifSource){ &blocks.blocks[i].file, blocks.blocks[i].ifd };
  container->width =
      (int) byline_ifd_find_number (&main->file, main->ifd, BYLINE_TAG_WIDTH, 0) & G_MAXINT;
  container->height =
      (int) byline_ifd_find_number (&main->file, main->ifd, BYLINE_TAG_HEIGHT, 0) & G_MAXINT;
  form.little = main->file.little;
  if (!byline_exif_gather (sources, &form, &gathered, error))
    return FALSE;
  container->part[BYLINE_PART_EXIF] = gathered.block;
  return TRUE;
}

static gboolean
is_uuid (const BylineBox *box, const guint8 uuid[16])
{
  return box->type == BYLINE_FOURCC ('u', 'u', 'i', 'd') && memcmp (box->uuid, uuid, 16) == 0;
}

gboolean
byline_cr3_open (BylineContainer *container, const BylineBox *moov, GError **error)
{
  BylineBoxes boxes = byline_boxes (container->input, moov->data, moov->end);
  BylineBox box;

  while (container->part[BYLINE_PART_EXIF] == NULL && byline_boxes_next (&boxes, &box, NULL))
    if (is_uuid (&box, canon_uuid) && !take_exif (container, &box, error))
      return FALSE;
  return TRUE;
}

/* Previews ------------------------------------------------------------------------------------ */

/* Version, size of the picture, length; then the JPEG. */
#define PREVIEW_HEAD 16

static void
add_preview (BylineInput *input, guint64 at, guint64 end, guint32 type, GArray *ranges)
{
  BylineBox box;
  BylineRange range;

  if (!byline_box_find (input, at, end, type, &box, NULL) || box.end - box.data < PREVIEW_HEAD)
    return;
  range = (BylineRange){ box.data + PREVIEW_HEAD, box.end - box.data - PREVIEW_HEAD };
  g_array_append_val (ranges, range);
}

/* A table of a track has its first number behind version, flags and counts. */
static gboolean
find_table (BylineInput *input, const BylineBox *tables, guint32 type, guint64 head, guint64 length,
            BylineBox *box)
{
  return byline_box_find (input, tables->data, tables->end, type, box, NULL) &&
         box->end - box->data >= head + length;
}

/* Each track of a photo is one picture in one piece: "stsz" says how long, "co64" where. */
static void
add_track (BylineInput *input, const BylineBox *track, GArray *ranges)
{
  static const guint32 path[] = { BYLINE_FOURCC ('m', 'd', 'i', 'a'),
                                  BYLINE_FOURCC ('m', 'i', 'n', 'f'),
                                  BYLINE_FOURCC ('s', 't', 'b', 'l') };
  BylineBox box = *track, sizes, places;
  BylineRange range;

  for (guint i = 0; i < G_N_ELEMENTS (path); i++)
    if (!byline_box_find (input, box.data, box.end, path[i], &box, NULL))
      return;
  if (!find_table (input, &box, BYLINE_FOURCC ('s', 't', 's', 'z'), 12, 0, &sizes))
    return;
  range.length = byline_box_number (input, sizes.data + 4, 4);
  if (range.length == 0 && sizes.end - sizes.data >= 16)
    range.length = byline_box_number (input, sizes.data + 12, 4); /* of the first of several */
  if (find_table (input, &box, BYLINE_FOURCC ('c', 'o', '6', '4'), 8, 8, &places))
    range.offset = byline_box_number (input, places.data + 8, 8);
  else if (find_table (input, &box, BYLINE_FOURCC ('s', 't', 'c', 'o'), 8, 4, &places))
    range.offset = byline_box_number (input, places.data + 8, 4);
  else
    return;
  g_array_append_val (ranges, range);
}

static void
add_movie (BylineInput *input, const BylineBox *movie, GArray *ranges)
{
  BylineBoxes boxes = byline_boxes (input, movie->data, movie->end);
  BylineBox box;

  while (byline_boxes_next (&boxes, &box, NULL)) {
    if (box.type == BYLINE_FOURCC ('t', 'r', 'a', 'k') && ranges->len < BYLINE_PREVIEWS_MAX)
      add_track (input, &box, ranges);
    if (is_uuid (&box, canon_uuid))
      add_preview (input, box.data, box.end, BYLINE_FOURCC ('T', 'H', 'M', 'B'), ranges);
  }
}

void
byline_cr3_previews (BylineInput *input, GArray *ranges)
{
  BylineBoxes boxes = byline_boxes (input, 0, byline_input_size (input));
  BylineBox box;

  while (byline_boxes_next (&boxes, &box, NULL) && ranges->len < BYLINE_PREVIEWS_MAX) {
    if (box.type == BYLINE_FOURCC ('m', 'o', 'o', 'v'))
      add_movie (input, &box, ranges);
    if (is_uuid (&box, preview_uuid) && box.end - box.data > 8) /* two numbers come first */
      add_preview (input, box.data + 8, box.end, BYLINE_FOURCC ('P', 'R', 'V', 'W'), ranges);
  }
}
