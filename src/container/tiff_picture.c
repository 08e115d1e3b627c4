/* Which of a TIFF file's bytes make its picture. */
#include "container/tiff.h"

/* Strips and tiles of one image: a gigapixel scan in strips of a row has a hundred thousand. */
#define MAX_PIECES ((guint64) 1 << 22)

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
            GArray *ranges, GError **error)
{
  g_autoptr (GBytes) start = NULL, size = NULL;

  if (starts->count != sizes->count || starts->count > MAX_PIECES)
    return malformed (file, "its strips or tiles cannot be told", error);
  start = byline_ifd_value (file, starts, MAX_PIECES * 8, error);
  size = start != NULL ? byline_ifd_value (file, sizes, MAX_PIECES * 8, error) : NULL;
  if (size == NULL)
    return FALSE;
  for (guint64 i = 0; i < starts->count; i++)
    if (!add_range (file, ranges, number_at (file, starts, start, i),
                    number_at (file, sizes, size, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
add_image (const BylineIfdFile *file, const BylineIfd *ifd, GArray *ranges, GError **error)
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

    if (start != NULL && size != NULL && !add_pixels (file, start, size, ranges, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_reduced (const BylineIfdFile *file, const BylineIfd *ifd)
{
  return (byline_ifd_find_number (file, ifd, BYLINE_TAG_SUBFILE, 0) & BYLINE_SUBFILE_REDUCED) != 0;
}

static gboolean
add_images (const BylineIfdFile *file, GPtrArray *images, gboolean reduced, GArray *ranges,
            GError **error)
{
  for (guint i = 0; i < images->len; i++) {
    const BylineIfd *ifd = g_ptr_array_index (images, i);

    if (is_reduced (file, ifd) == reduced && !add_image (file, ifd, ranges, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
byline_tiff_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  const BylineTiffFile *tiff = container->detail;
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_ifd_free);

  if (!byline_tiff_images (&tiff->file, BYLINE_TIFF_MAX_DIRS, images, error) ||
      !add_images (&tiff->file, images, FALSE, ranges, error))
    return FALSE;
  if (ranges->len == 0 && !add_images (&tiff->file, images, TRUE, ranges, error))
    return FALSE;
  return ranges->len > 0 || byline_container_fail (container, BYLINE_ERROR_MALFORMED,
                                                   "there is no picture in it", error);
}
