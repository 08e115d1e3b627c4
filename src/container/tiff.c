/* TIFF 6.0, BigTIFF, and the makers' raw files that have its form: DNG, CR2, NEF, ARW, ORF, RW2,
 * PEF, SRW.  The file is itself what Exif calls a TIFF block. */
#include "container/tiff.h"
#include "container/tiff_exif.h"

#include <string.h>

/* Directories looked at to tell what the file is; cameras have at most nine. */
#define LOOK_MAX 16
#define IIM_MARK 0x1c /* every dataset begins with it */

static gboolean
tiff_probe (const guint8 *head, gsize length)
{
  static const char marks[][5] = { "II*\0", "MM\0*", "II+\0", "MM\0+",
                                   "IIRO",  "IIRS",  "MMOR",  "IIU\0" };

  for (guint i = 0; length >= 8 && i < G_N_ELEMENTS (marks); i++)
    if (memcmp (head, marks[i], 4) == 0)
      return TRUE;
  return FALSE;
}

const BylineIfd *
byline_tiff_ifd0 (const BylineTiffFile *tiff)
{
  return g_ptr_array_index (tiff->images, 0);
}

static gboolean
is_io (const GError *error)
{
  return !g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
}

/* Returns: FALSE on an error of reading alone; a directory that is not there is trouble, no more */
static gboolean
read_sub (BylineContainer *container, guint16 tag, BylineIfd **sub, GError **error)
{
  const BylineTiffFile *tiff = container->detail;
  const BylineIfdEntry *entry = byline_ifd_find (byline_tiff_ifd0 (tiff), tag);
  g_autoptr (GError) failure = NULL;

  if (entry == NULL)
    return TRUE;
  *sub = byline_ifd_read (&tiff->file, byline_ifd_number (&tiff->file, entry, 0, 0), &failure);
  if (*sub != NULL)
    return TRUE;
  container->trouble = "its Exif directory cannot be followed";
  if (!is_io (failure))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
take_exif (BylineContainer *container, GError **error)
{
  BylineTiffFile *tiff = container->detail;
  const BylineExifForm form = { .little = tiff->file.little,
                                .loose = byline_format_is_raw (container->kind) };
  BylineExifGathered gathered;
  BylineExifSource sources[BYLINE_EXIF_DIRS] = { { &tiff->file, byline_tiff_ifd0 (tiff) } };

  if (!read_sub (container, BYLINE_TAG_EXIF_IFD, &tiff->exif, error) ||
      !read_sub (container, BYLINE_TAG_GPS_IFD, &tiff->gps, error))
    return FALSE;
  sources[BYLINE_EXIF_DIR_EXIF] = (BylineExifSource){ &tiff->file, tiff->exif };
  sources[BYLINE_EXIF_DIR_GPS] = (BylineExifSource){ &tiff->file, tiff->gps };
  if (!byline_exif_gather (sources, &form, &gathered, error))
    return FALSE;
  container->part[BYLINE_PART_EXIF] = gathered.block;
  tiff->left_out = gathered.left_out;
  return TRUE;
}

static gboolean
take_block (BylineContainer *container, BylinePart part, guint16 tag, GError **error)
{
  const BylineTiffFile *tiff = container->detail;
  const BylineIfdEntry *entry = byline_ifd_find (byline_tiff_ifd0 (tiff), tag);

  if (entry == NULL || entry->value_size == 0)
    return TRUE;
  if (!byline_ifd_holds (&tiff->file, entry) || entry->value_size > BYLINE_PART_LIMIT) {
    container->trouble = "its metadata is larger than any photo's";
    return TRUE;
  }
  container->part[part] = byline_ifd_value (&tiff->file, entry, BYLINE_PART_LIMIT, error);
  return container->part[part] != NULL;
}

/* IIM is octets, but for long said to be numbers: some programs turned them round, by fours, when
 * they wrote them in an order that is not their own. */
static void
turn_iim (BylineContainer *container)
{
  gsize size = 0;
  const guint8 *bytes = container->part[BYLINE_PART_IIM] != NULL
                            ? g_bytes_get_data (container->part[BYLINE_PART_IIM], &size)
                            : NULL;
  g_autofree guint8 *turned = NULL;

  if (size < 4 || size % 4 != 0 || bytes[0] == IIM_MARK || bytes[3] != IIM_MARK)
    return;
  turned = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    turned[i] = bytes[i / 4 * 4 + 3 - i % 4];
  g_bytes_unref (container->part[BYLINE_PART_IIM]);
  container->part[BYLINE_PART_IIM] = g_bytes_new_take (g_steal_pointer (&turned), size);
}

static gboolean
take_blocks (BylineContainer *container, GError **error)
{
  if (!take_block (container, BYLINE_PART_XMP, BYLINE_TAG_XMP, error))
    return FALSE;
  if (byline_format_is_raw (container->kind))
    return TRUE;
  if (!take_block (container, BYLINE_PART_PHOTOSHOP, BYLINE_TAG_PHOTOSHOP, error) ||
      !take_block (container, BYLINE_PART_IIM, BYLINE_TAG_IIM, error))
    return FALSE;
  turn_iim (container);
  return TRUE;
}

static int
pixels (guint64 number)
{
  return number <= G_MAXINT ? (int) number : 0;
}

/* Panasonic says where the sensor's border is, Canon what came out of it; others the size. */
static void
set_size (BylineContainer *container)
{
  const BylineTiffFile *tiff = container->detail;
  const BylineIfdFile *file = &tiff->file;
  const BylineIfd *ifd = byline_tiff_main (file, tiff->images);
  guint64 width = byline_ifd_find_number (file, ifd, BYLINE_TAG_WIDTH, 0);
  guint64 height = byline_ifd_find_number (file, ifd, BYLINE_TAG_HEIGHT, 0);

  if (container->kind == BYLINE_FORMAT_CR2 && tiff->exif != NULL) {
    width = byline_ifd_find_number (file, tiff->exif, BYLINE_TAG_PIXEL_WIDTH, width);
    height = byline_ifd_find_number (file, tiff->exif, BYLINE_TAG_PIXEL_HEIGHT, height);
  } else if (container->kind == BYLINE_FORMAT_RW2) {
    width = byline_ifd_find_number (file, ifd, BYLINE_TAG_RW2_RIGHT, 0) -
            byline_ifd_find_number (file, ifd, BYLINE_TAG_RW2_LEFT, 0);
    height = byline_ifd_find_number (file, ifd, BYLINE_TAG_RW2_BOTTOM, 0) -
             byline_ifd_find_number (file, ifd, BYLINE_TAG_RW2_TOP, 0);
  }
  container->width = pixels (width);
  container->height = pixels (height);
}

/* Tells the kind by the first images.  More than are looked at is nothing unusual. */
static gboolean
look_at_images (BylineContainer *container, GError **error)
{
  BylineTiffFile *tiff = container->detail;
  g_autoptr (GError) failure = NULL;
  gboolean followed = byline_tiff_images (&tiff->file, LOOK_MAX, tiff->images, &failure);

  if (tiff->images->len == 0 && failure == NULL)
    return byline_container_fail (container, BYLINE_ERROR_MALFORMED, "there is no directory in it",
                                  error);
  if (tiff->images->len == 0 || (!followed && is_io (failure))) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  container->kind = byline_tiff_kind (&tiff->file, tiff->images);
  return TRUE;
}

static gboolean
tiff_open (BylineContainer *container, GError **error)
{
  BylineTiffFile *tiff = g_new0 (BylineTiffFile, 1);

  container->detail = tiff;
  tiff->images = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_ifd_free);
  if (!byline_ifd_file_open (&tiff->file, container->input, 0, byline_input_size (container->input),
                             error) ||
      !look_at_images (container, error) || !take_exif (container, error) ||
      !take_blocks (container, error))
    return FALSE;
  set_size (container);
  if (byline_ifd_find (byline_tiff_ifd0 (tiff), BYLINE_TAG_C2PA) != NULL)
    container->cautions |= BYLINE_CAUTION_C2PA;
  return TRUE;
}

static void
tiff_close (gpointer detail)
{
  BylineTiffFile *tiff = detail;

  g_ptr_array_unref (tiff->images);
  byline_ifd_free (tiff->exif);
  byline_ifd_free (tiff->gps);
  g_free (tiff);
}

const BylineContainerFormat byline_tiff_format = {
  .kind = BYLINE_FORMAT_TIFF,
  .part_max = { [BYLINE_PART_EXIF] = BYLINE_EXIF_GATHERED_MAX,
                [BYLINE_PART_PHOTOSHOP] = BYLINE_PART_LIMIT,
                [BYLINE_PART_XMP] = BYLINE_PART_LIMIT,
                [BYLINE_PART_IIM] = BYLINE_PART_LIMIT },
  .probe = tiff_probe,
  .open = tiff_open,
  .close = tiff_close,
  .picture = byline_tiff_picture,
  .shape = byline_tiff_shape,
  .reads_as = byline_tiff_reads_as,
  .plan = byline_tiff_plan,
  .prove = byline_tiff_prove,
};
