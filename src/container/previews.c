/* The JPEGs that raw files carry beside what the sensor saw. */
#include "container/bmff.h"
#include "container/tiff.h"

#include <string.h>

#define MAX_DIRS 64 /* of a raw file; cameras write up to ten */
#define RW2_PREVIEW 0x002e
#define RAF_HEADER 108
#define RAF_JPEG_AT 84

static void
add (const BylineContainer *container, GArray *ranges, guint64 offset, guint64 length)
{
  const guint64 size = byline_input_size (container->input);
  const guint8 *head = NULL;

  if (length < 4 || offset > size || length > size - offset)
    return;
  head = byline_input_peek (container->input, offset, 3, NULL);
  if (head != NULL && memcmp (head, "\xff\xd8\xff", 3) == 0)
    g_array_append_val (ranges, ((BylineRange){ offset, length }));
}

/* An image in one JPEG: by the tags of old TIFF, or as a single strip. */
static void
add_image (const BylineContainer *container, const BylineIfdFile *file, const BylineIfd *ifd,
           GArray *ranges)
{
  static const struct {
    guint16 at, size;
  } tags[] = {
    { BYLINE_TAG_JPEG, BYLINE_TAG_JPEG_SIZE },
    { BYLINE_TAG_STRIPS, BYLINE_TAG_STRIP_SIZES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    const BylineIfdEntry *entry = byline_ifd_find (ifd, tags[i].at);

    if (entry != NULL && entry->count == 1)
      add (container, ranges,
           file->base + byline_ifd_number (file, entry, 0, G_MAXUINT64 - file->base),
           byline_ifd_find_number (file, ifd, tags[i].size, 0));
  }
}

static void
add_all (const BylineContainer *container, const GArray *candidates, GArray *ranges)
{
  for (guint i = 0; i < candidates->len; i++) {
    BylineRange range = g_array_index (candidates, BylineRange, i);

    add (container, ranges, range.offset, range.length);
  }
}

static void
add_tiff (const BylineContainer *container, GArray *ranges)
{
  const BylineTiffFile *tiff = container->detail;
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_ifd_free);
  g_autoptr (GArray) told = g_array_new (FALSE, FALSE, sizeof (BylineRange));
  const BylineIfdEntry *entry = NULL;

  byline_tiff_note_previews (tiff, told);
  add_all (container, told, ranges);
  byline_tiff_images (&tiff->file, MAX_DIRS, images, NULL); /* what was found is there */
  for (guint i = 0; i < images->len; i++)
    add_image (container, &tiff->file, images->pdata[i], ranges);
  if (container->kind == BYLINE_FORMAT_RW2 && images->len > 0)
    entry = byline_ifd_find (images->pdata[0], RW2_PREVIEW);
  if (entry != NULL)
    add (container, ranges, entry->value_at, entry->value_size);
}

static void
add_cr3 (const BylineContainer *container, GArray *ranges)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (BylineRange));

  byline_cr3_previews (container->input, found);
  add_all (container, found, ranges);
}

static guint64
u32_at (const guint8 *bytes)
{
  return byline_ifd_get (FALSE, bytes, 4);
}

static void
add_raf (const BylineContainer *container, GArray *ranges)
{
  const guint8 *head = byline_input_peek (container->input, 0, RAF_HEADER, NULL);
  const guint64 at = head != NULL ? u32_at (head + RAF_JPEG_AT) : 0;

  if (head != NULL)
    add (container, ranges, at, u32_at (head + RAF_JPEG_AT + 4));
}

static gint
longest_first (gconstpointer a, gconstpointer b)
{
  const BylineRange *left = a, *right = b;

  return (left->length < right->length) - (left->length > right->length);
}

GArray *
byline_container_previews (const BylineContainer *container)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (BylineRange));

  if (container->format == &byline_tiff_format)
    add_tiff (container, ranges);
  else if (container->format == &byline_raf_format)
    add_raf (container, ranges);
  else if (container->kind == BYLINE_FORMAT_CR3)
    add_cr3 (container, ranges);
  g_array_sort (ranges, longest_first);
  return ranges;
}
