#include "metadata/traces.h"

#include "metadata/tiff.h"
#include "metadata/xmp.h"

#include <string.h>

static void
add (GPtrArray *traces, const char *trace)
{
  if (!g_ptr_array_find_with_equal_func (traces, trace, g_str_equal, NULL))
    g_ptr_array_add (traces, g_strdup (trace));
}

/* Exif ---------------------------------------------------------------------------------------- */

enum { IFD0, EXIF_IFD };

/* Exif 2.32; XP… are Microsoft's, CameraSerialNumber is DNG's. */
static const struct {
  int ifd;
  guint16 tag;
  const char *trace;
} tags[] = {
  { IFD0, BYLINE_TIFF_TAG_GPS_IFD, "GPS position" },
  { IFD0, 0x010f, "camera" },
  { IFD0, 0x0110, "camera" },
  { IFD0, 0x0131, "software" },
  { IFD0, 0x013c, "host computer" },
  { IFD0, 0x02bc, "a second XMP packet" },
  { IFD0, 0x8649, "Photoshop resources" },
  { IFD0, 0x9c9c, "comment" },
  { IFD0, 0x9c9d, "author" },
  { IFD0, 0xc62f, "serial number" },
  { EXIF_IFD, BYLINE_TIFF_TAG_MAKER_NOTE, "MakerNote" },
  { EXIF_IFD, 0x9286, "comment" },
  { EXIF_IFD, 0xa420, "unique image number" },
  { EXIF_IFD, 0xa430, "owner" },
  { EXIF_IFD, 0xa431, "serial number" },
  { EXIF_IFD, 0xa434, "lens" },
  { EXIF_IFD, 0xa435, "serial number" },
};

static void
read_directory (const BylineTiff *tiff, const BylineTiffDir *dir, int ifd, GPtrArray *traces)
{
  BylineTiffEntry entry;

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i].ifd == ifd && byline_tiff_find (tiff, dir, tags[i].tag, &entry))
      add (traces, tags[i].trace);
}

static void
read_exif (GBytes *block, GPtrArray *traces)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (block, &size);
  BylineTiff tiff;
  BylineTiffDir ifd0, exif;
  BylineTiffEntry entry;

  if (!byline_tiff_open (&tiff, bytes, size) ||
      !byline_tiff_dir (&tiff, byline_tiff_first (&tiff), &ifd0))
    return;
  read_directory (&tiff, &ifd0, IFD0, traces);
  if (ifd0.next != 0)
    add (traces, "a preview");
  if (byline_tiff_find (&tiff, &ifd0, BYLINE_TIFF_TAG_EXIF_IFD, &entry) &&
      byline_tiff_dir (&tiff, byline_tiff_number (&tiff, &entry, 0), &exif))
    read_directory (&tiff, &exif, EXIF_IFD, traces);
}

/* The file ------------------------------------------------------------------------------------ */

/* Photoshop's resources 0x0409 and 0x040C are thumbnails. */
static void
read_photoshop (GBytes *block, GPtrArray *traces)
{
  gsize size = 0;
  const void *bytes = g_bytes_get_data (block, &size);

  if (memmem (bytes, size, "8BIM\x04\x09", 6) != NULL ||
      memmem (bytes, size, "8BIM\x04\x0c", 6) != NULL)
    add (traces, "a preview");
}

static void
read_xmp (GBytes *packet, GPtrArray *traces)
{
  g_autoptr (BylineXmp) xmp = byline_xmp_parse (packet, NULL);

  if (xmp != NULL)
    byline_xmp_traces (xmp, traces);
}

GPtrArray *
byline_private_traces (const BylineContainer *container)
{
  static const struct {
    BylinePart part;
    void (*read) (GBytes *part, GPtrArray *traces);
  } readers[] = {
    { BYLINE_PART_EXIF, read_exif },      { BYLINE_PART_PHOTOSHOP, read_photoshop },
    { BYLINE_PART_XMP, read_xmp },        { BYLINE_PART_XMP_EXTENSION, read_xmp },
    { BYLINE_PART_XMP_SECOND, read_xmp },
  };
  GPtrArray *traces = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++) {
    GBytes *part = byline_container_part (container, readers[i].part);

    if (part != NULL)
      readers[i].read (part, traces);
  }
  if ((byline_container_cautions (container) & BYLINE_CAUTION_MPF) != 0)
    add (traces, "other pictures");
  return traces;
}
