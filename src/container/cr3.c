/* Canon's CR3: its own box in "moov" has the directories of an Exif block, each a TIFF structure
 * (exiftool's Canon.pm). */
#include "container/bmff.h"
#include "container/tiff.h"
#include "container/tiff_exif.h"

#include <string.h>

static const guint8 canon_uuid[16] = { 0x85, 0xc0, 0xb6, 0x87, 0x82, 0x0f, 0x11, 0xe0,
                                       0x81, 0x11, 0xf4, 0xce, 0x46, 0x2b, 0x6a, 0x48 };

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

gboolean
byline_cr3_open (BylineContainer *container, const BylineBox *moov, GError **error)
{
  BylineBoxes boxes = byline_boxes (container->input, moov->data, moov->end);
  BylineBox box;

  while (container->part[BYLINE_PART_EXIF] == NULL && byline_boxes_next (&boxes, &box, NULL))
    if (box.type == BYLINE_FOURCC ('u', 'u', 'i', 'd') &&
        memcmp (box.uuid, canon_uuid, sizeof canon_uuid) == 0 &&
        !take_exif (container, &box, error))
      return FALSE;
  return TRUE;
}
