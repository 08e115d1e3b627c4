/* Who needs which octets of a TIFF file: whether it can be appended to, and whether what an earlier
 * edit appended can be written over. */
#include "container/tiff_claims.h"

#include "container/ifd_draft.h"

/* The only tags whose values byline lays behind a directory. */
static const guint16 main_tags[] = { 0x010e,         0x013b,         0x8298,
                                     BYLINE_TAG_XMP, BYLINE_TAG_IIM, BYLINE_TAG_PHOTOSHOP };
static const guint16 exif_tags[] = { 0x9000, 0x9003, 0x9011, 0x9291 };

/* Directories that hang on tags, apart from those that describe images. */
static const guint16 pointers[] = { BYLINE_TAG_EXIF_IFD, BYLINE_TAG_GPS_IFD,
                                    BYLINE_TAG_INTEROP_IFD };

typedef struct {
  const BylineIfdFile *file;
  guint64 from;
  GArray *claims;
  guint64 pieces; /* how many more strips and tiles there may be */
} Walk;

/* The tags of a directory that are byline's; none where @tags is NULL and @n is 0. */
typedef struct {
  const guint16 *tags;
  guint n;
} Own;

static gboolean
fail (const Walk *walk, const char *why, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: %s",
               byline_input_name (walk->file->input), why);
  return FALSE;
}

static gboolean
claim (Walk *walk, guint64 start, guint64 length, gboolean own, GError **error)
{
  const BylineTiffClaim new = { start, start + length, own };

  if (start > walk->file->size || length > walk->file->size - start)
    return fail (walk, "it says that something lies behind its end, where new values would go",
                 error);
  if (length > 0 && start < (walk->file->big ? 16 : 8))
    return fail (walk, "something lies over its header", error);
  if (new.end > walk->from)
    g_array_append_val (walk->claims, new);
  return TRUE;
}

static gboolean
is_own (const Own *own, guint16 tag)
{
  for (guint i = 0; i < own->n; i++)
    if (own->tags[i] == tag)
      return TRUE;
  return FALSE;
}

/* A directory, and the values outside of its entries. */
static gboolean
claim_dir (Walk *walk, const BylineIfd *ifd, const Own *own, GError **error)
{
  const guint field = byline_ifd_field_size (walk->file);
  const guint64 size = MIN (ifd->size, walk->file->size - ifd->offset); /* no next one's offset */

  if (!claim (walk, ifd->offset, size, own->n > 0, error))
    return FALSE;
  for (guint i = 0; i < byline_ifd_n_entries (ifd); i++) {
    const BylineIfdEntry *entry = byline_ifd_entry (ifd, i);

    if (entry->value_size > field &&
        !claim (walk, entry->value_at, entry->value_size, is_own (own, entry->tag), error))
      return FALSE;
  }
  return TRUE;
}

/* The directories that hang on @ifd by the pointers; one of them has another, and that none. */
static gboolean
claim_hanging (Walk *walk, const BylineIfd *ifd, gboolean first, guint depth, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (pointers); i++) {
    const BylineIfdEntry *entry = byline_ifd_find (ifd, pointers[i]);
    const gboolean ours = first && pointers[i] == BYLINE_TAG_EXIF_IFD;
    const Own own = { exif_tags, ours ? G_N_ELEMENTS (exif_tags) : 0 };
    g_autoptr (BylineIfd) sub = NULL;

    if (entry == NULL)
      continue;
    sub =
        byline_ifd_read (walk->file, byline_ifd_number (walk->file, entry, 0, G_MAXUINT64), error);
    if (sub == NULL || !claim_dir (walk, sub, &own, error) ||
        (depth == 0 && !claim_hanging (walk, sub, FALSE, 1, error)))
      return FALSE;
  }
  return TRUE;
}

/* Strips, tiles, and the JPEG of old. */
static gboolean
claim_pixels (Walk *walk, const BylineIfd *ifd, GError **error)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (BylineRange));
  const guint64 jpeg = byline_ifd_find_number (walk->file, ifd, BYLINE_TAG_JPEG, 0);

  if (!byline_tiff_pixels (walk->file, ifd, ranges, &walk->pieces, error))
    return FALSE;
  for (guint i = 0; i < ranges->len; i++) {
    const BylineRange *range = &g_array_index (ranges, BylineRange, i);

    if (!claim (walk, range->offset - walk->file->base, range->length, FALSE, error))
      return FALSE;
  }
  return jpeg == 0 ||
         claim (walk, jpeg, byline_ifd_find_number (walk->file, ifd, BYLINE_TAG_JPEG_SIZE, 0),
                FALSE, error);
}

GArray *
byline_tiff_claims (const BylineIfdFile *file, guint64 from, GError **error)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func ((GDestroyNotify) byline_ifd_free);
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (BylineTiffClaim));
  Walk walk = { file, from, claims, BYLINE_TIFF_MAX_PIECES };

  if (!byline_tiff_images (file, BYLINE_TIFF_MAX_DIRS, images, error))
    return NULL;
  for (guint i = 0; i < images->len; i++) {
    const BylineIfd *ifd = images->pdata[i];
    const Own own = { main_tags, i == 0 ? G_N_ELEMENTS (main_tags) : 0 };

    if (!claim_dir (&walk, ifd, &own, error) || !claim_pixels (&walk, ifd, error) ||
        !claim_hanging (&walk, ifd, i == 0, 0, error))
      return NULL;
  }
  return g_steal_pointer (&claims);
}

static int
by_start (gconstpointer a, gconstpointer b)
{
  const BylineTiffClaim *first = a, *second = b;

  return (first->start > second->start) - (first->start < second->start);
}

/* Are there up to @most zeros, and nothing else? */
static gboolean
is_zeros (const BylineIfdFile *file, guint64 start, guint64 end, guint most)
{
  const guint8 *bytes = NULL;

  if (end <= start)
    return end == start;
  if (end - start <= most)
    bytes = byline_input_peek (file->input, file->base + start, (gsize) (end - start), NULL);
  for (guint64 i = 0; bytes != NULL && i < end - start; i++)
    if (bytes[i] != 0)
      return FALSE;
  return bytes != NULL;
}

/* What pads a value: fewer zeros than a unit has. */
static gboolean
is_padding (const BylineIfdFile *file, guint64 start, guint64 end)
{
  return is_zeros (file, start, end, byline_ifd_unit (file) - 1);
}

/* Many writers put IFD0 at the end, its values before it: with nothing behind it, it is not known
 * for byline's but by the mark. */
static gboolean
ends_as_ours (const BylineIfdFile *file, guint n_own, guint64 seen)
{
  const guint mark = byline_tiff_mark_size (file);

  if (n_own > 1)
    return is_padding (file, seen, file->size);
  return file->size - seen == mark && is_zeros (file, seen, file->size, mark);
}

guint
byline_tiff_mark_size (const BylineIfdFile *file)
{
  return 2 * byline_ifd_unit (file);
}

gboolean
byline_tiff_appended (const BylineIfdFile *file, GArray *claims, guint64 start)
{
  guint64 seen = start;
  guint n_own = 0;

  g_array_sort (claims, by_start);
  for (guint i = 0; i < claims->len; i++) {
    const BylineTiffClaim *claim = &g_array_index (claims, BylineTiffClaim, i);

    if (claim->end <= start)
      continue;
    if (!claim->own || claim->start < start || !is_padding (file, seen, claim->start))
      return FALSE;
    seen = claim->end;
    n_own++;
  }
  return ends_as_ours (file, n_own, seen);
}
