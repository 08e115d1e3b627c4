/* Which of a TIFF file's bytes make its picture. */
#include "container/tiff.h"

static const struct {
  guint16 start, size;
} pixel_tags[] = {
  { BYLINE_TAG_STRIPS, BYLINE_TAG_STRIP_SIZES },
  { BYLINE_TAG_TILES, BYLINE_TAG_TILE_SIZES },
};

static const guint16 table_tags[] = { BYLINE_TAG_COLOUR_MAP, BYLINE_TAG_JPEG_TABLES };

static gboolean
malformed (const BylineIfdFile *file, const char *what, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: %s",
               byline_input_name (file->input), what);
  return FALSE;
}

static gboolean
add_range (const BylineIfdFile *file, GArray *ranges, guint64 at, guint64 length, GError **error)
{
  if (at > file->size || length > file->size - at)
    return malformed (file, "it ends before its picture does", error);
  return byline_ranges_add (ranges, file->base + at, length) ||
         malformed (file, "its picture is in too many pieces", error);
}

static guint64
number_at (const BylineIfdFile *file, const BylineIfdEntry *entry, GBytes *value, guint64 index)
{
  guint unit = byline_ifd_type_size (entry->type);
  const guint8 *bytes = g_bytes_get_data (value, NULL);

  return byline_ifd_get (file->little, bytes + index * unit, unit);
}

static gboolean
add_pixels (const BylineIfdFile *file, const BylineIfdEntry *starts, const BylineIfdEntry *sizes,
            GArray *ranges, guint64 *left, GError **error)
{
  g_autoptr (GBytes) start = NULL, size = NULL;

  if (starts->count != sizes->count || starts->count > *left)
    return malformed (file, "its strips or tiles cannot be told", error);
  *left -= starts->count;
  start = byline_ifd_value (file, starts, BYLINE_TIFF_MAX_PIECES * 8, error);
  size = start != NULL ? byline_ifd_value (file, sizes, BYLINE_TIFF_MAX_PIECES * 8, error) : NULL;
  if (size == NULL)
    return FALSE;
  for (guint64 i = 0; i < starts->count; i++)
    if (!add_range (file, ranges, number_at (file, starts, start, i),
                    number_at (file, sizes, size, i), error))
      return FALSE;
  return TRUE;
}

gboolean
byline_tiff_pixels (const BylineIfdFile *file, const BylineIfd *ifd, GArray *ranges, guint64 *left,
                    GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (table_tags); i++) {
    const BylineIfdEntry *entry = byline_ifd_find (ifd, table_tags[i]);

    if (entry != NULL && entry->value_size > byline_ifd_field_size (file) &&
        !add_range (file, ranges, entry->value_at, entry->value_size, error))
      return FALSE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (pixel_tags); i++) {
    const BylineIfdEntry *start = byline_ifd_find (ifd, pixel_tags[i].start);
    const BylineIfdEntry *size = byline_ifd_find (ifd, pixel_tags[i].size);

    if (start != NULL && size != NULL && !add_pixels (file, start, size, ranges, left, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has_pixels (const BylineIfd *ifd)
{
  for (guint i = 0; i < G_N_ELEMENTS (pixel_tags); i++) {
    const BylineIfdEntry *start = byline_ifd_find (ifd, pixel_tags[i].start);

    if (start != NULL && start->count > 0 && byline_ifd_find (ifd, pixel_tags[i].size) != NULL)
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_reduced (const BylineIfdFile *file, const BylineIfd *ifd)
{
  return (byline_ifd_find_number (file, ifd, BYLINE_TAG_SUBFILE, 0) & BYLINE_SUBFILE_REDUCED) != 0;
}

GPtrArray *
byline_tiff_pictured (const BylineIfdFile *file, GError **error)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_ifd_free);
  gboolean any = FALSE;

  if (!byline_tiff_images (file, BYLINE_TIFF_MAX_DIRS, images, error))
    return NULL;
  for (guint i = 0; i < images->len; i++)
    any |= !is_reduced (file, images->pdata[i]) && has_pixels (images->pdata[i]);
  for (guint i = images->len; any && i-- > 0;)
    if (is_reduced (file, images->pdata[i]))
      g_ptr_array_remove_index (images, i);
  return g_steal_pointer (&images);
}

gboolean
byline_tiff_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  const BylineTiffFile *tiff = container->detail;
  g_autoptr (GPtrArray) images = byline_tiff_pictured (&tiff->file, error);
  guint64 left = BYLINE_TIFF_MAX_PIECES;

  for (guint i = 0; images != NULL && i < images->len; i++)
    if (!byline_tiff_pixels (&tiff->file, images->pdata[i], ranges, &left, error))
      return FALSE;
  return images != NULL &&
         (ranges->len > 0 || byline_container_fail (container, BYLINE_ERROR_MALFORMED,
                                                    "there is no picture in it", error));
}

/* Shape -------------------------------------------------------------------------------------- */

/* What says which pixels the octets make: TIFF 6.0, its JPEG supplement, and libtiff's tiff.h.  Not
 * among them is what says how to show pixels that are known: orientation, resolution, profiles. */
static const guint16 shape_tags[] = {
  BYLINE_TAG_WIDTH,
  BYLINE_TAG_HEIGHT,
  BYLINE_TAG_BITS,
  BYLINE_TAG_COMPRESSION,
  BYLINE_TAG_PHOTOMETRIC,
  0x010a, /* FillOrder */
  BYLINE_TAG_SAMPLES,
  0x0116, /* RowsPerStrip */
  BYLINE_TAG_STRIP_SIZES,
  0x011c, /* PlanarConfiguration */
  0x0124, /* T4Options */
  0x0125, /* T6Options */
  BYLINE_TAG_PREDICTOR,
  BYLINE_TAG_TILE_WIDTH,
  0x0143, /* TileLength */
  BYLINE_TAG_TILE_SIZES,
  0x014c, /* InkSet */
  0x0152, /* ExtraSamples */
  0x0153, /* SampleFormat */
  0x0200, /* JPEGProc */
  0x0203, /* JPEGRestartInterval */
  0x0211, /* YCbCrCoefficients */
  0x0212, /* YCbCrSubSampling */
  0x0213, /* YCbCrPositioning */
  0x0214, /* ReferenceBlackWhite */
};

static void
hash_number (BylineHash *hash, guint64 number)
{
  guint8 octets[8];

  byline_ifd_put (TRUE, octets, number, sizeof octets);
  byline_hash_update (hash, octets, sizeof octets);
}

/* Whole numbers count as such, in however few octets they are stored; others as they stand. */
static gboolean
hash_value (const BylineIfdFile *file, const BylineIfdEntry *entry, BylineHash *hash, gsize *left,
            GError **error)
{
  g_autoptr (GBytes) value = byline_ifd_value (file, entry, *left, error);
  gsize size = 0;
  const guint8 *bytes = value != NULL ? g_bytes_get_data (value, &size) : NULL;

  if (value == NULL)
    return FALSE;
  *left -= size;
  hash_number (hash, entry->tag);
  hash_number (hash, entry->count);
  if (entry->type != BYLINE_IFD_SHORT && entry->type != BYLINE_IFD_LONG &&
      entry->type != BYLINE_IFD_LONG8) {
    byline_hash_update (hash, bytes, size);
    return TRUE;
  }
  for (guint64 i = 0; i < entry->count; i++)
    hash_number (hash, number_at (file, entry, value, i));
  return TRUE;
}

gboolean
byline_tiff_shape (BylineContainer *container, BylineHash *hash, GError **error)
{
  const BylineTiffFile *tiff = container->detail;
  g_autoptr (GPtrArray) images = NULL;
  gsize left = BYLINE_TIFF_MAX_PIECES * sizeof (guint64);

  if (container->kind != BYLINE_FORMAT_TIFF)
    return TRUE;
  images = byline_tiff_pictured (&tiff->file, error);
  if (images == NULL)
    return FALSE;
  byline_hash_update (hash, tiff->file.little ? "TIFF II" : "TIFF MM", 7);
  hash_number (hash, images->len);
  for (guint i = 0; i < images->len; i++)
    for (guint t = 0; t < G_N_ELEMENTS (shape_tags); t++) {
      const BylineIfdEntry *entry = byline_ifd_find (images->pdata[i], shape_tags[t]);

      if (entry != NULL && !hash_value (&tiff->file, entry, hash, &left, error))
        return FALSE;
    }
  return TRUE;
}
