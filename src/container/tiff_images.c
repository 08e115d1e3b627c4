/* The images of a TIFF file: where they are described, and what kind of file they make. */
#include "container/tiff.h"

#include <string.h>

#define MAX_DEPTH 4 /* of SubIFDs; cameras have one level */
#define MAX_SUBS 64 /* of one directory */
#define MAX_ENTRIES                                                                                \
  (1U << 20) /* of all directories, which may overlap: memory is bounded by this */

typedef struct {
  const BylineIfdFile *file;
  GPtrArray *images;
  GHashTable *seen; /* of guint64: where directories lie */
  guint max;
  guint entries; /* how many more */
} Walk;

static gboolean
refuse (const Walk *walk, const char *why, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: %s",
               byline_input_name (walk->file->input), why);
  return FALSE;
}

/* Returns: (transfer none) (nullable) */
static BylineIfd *
add (Walk *walk, guint64 offset, GError **error)
{
  BylineIfd *ifd;

  if (walk->images->len >= walk->max) {
    refuse (walk, "it has too many TIFF directories", error);
    return NULL;
  }
  if (!g_hash_table_add (walk->seen, g_memdup2 (&offset, sizeof offset))) {
    refuse (walk, "its TIFF directories form a loop", error);
    return NULL;
  }
  ifd = byline_ifd_read (walk->file, offset, error);
  if (ifd == NULL)
    return NULL;
  g_ptr_array_add (walk->images, ifd);
  if (byline_ifd_n_entries (ifd) > walk->entries) {
    refuse (walk, "its TIFF directories have too many entries", error);
    return NULL;
  }
  walk->entries -= byline_ifd_n_entries (ifd);
  return ifd;
}

/* Recursion is bounded by MAX_DEPTH. */
static gboolean
add_subs (Walk *walk, const BylineIfd *ifd, guint depth, GError **error)
{
  const BylineIfdEntry *entry = byline_ifd_find (ifd, BYLINE_TAG_SUB_IFDS);

  if (entry == NULL)
    return TRUE;
  if (depth == MAX_DEPTH || entry->count > MAX_SUBS)
    return refuse (walk, "it has too many TIFF directories", error);
  for (guint64 i = 0; i < entry->count; i++) {
    const BylineIfd *sub = add (walk, byline_ifd_number (walk->file, entry, i, G_MAXUINT64), error);

    if (sub == NULL || !add_subs (walk, sub, depth + 1, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
byline_tiff_images (const BylineIfdFile *file, guint max, GPtrArray *images, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  Walk walk = { .file = file, .images = images, .seen = seen, .max = max, .entries = MAX_ENTRIES };

  for (guint64 offset = file->first; offset != 0;) {
    const BylineIfd *ifd = add (&walk, offset, error);

    if (ifd == NULL || !add_subs (&walk, ifd, 0, error))
      return FALSE;
    offset = ifd->next;
  }
  return TRUE;
}

const BylineIfd *
byline_tiff_main (const BylineIfdFile *file, GPtrArray *images)
{
  for (guint i = 0; i < images->len; i++) {
    const BylineIfd *ifd = g_ptr_array_index (images, i);

    if (byline_ifd_find_number (file, ifd, BYLINE_TAG_SUBFILE, 1) == 0 &&
        byline_ifd_find (ifd, BYLINE_TAG_WIDTH) != NULL)
      return ifd;
  }
  return g_ptr_array_index (images, 0);
}

/* Kinds --------------------------------------------------------------------------------------- */

/* Codings and colours that are nobody's own (libtiff's tiff.h).  32803 (CFA) and 34892 (linear)
 * are a sensor's, as are the codings of Nikon, Sony, Pentax, Samsung and Kodak. */
static const guint16 plain_codings[] = { 1,     2,     3,     4,     5,     6,     7,     8,
                                         9,     10,    32771, 32773, 32809, 32946, 34661, 34676,
                                         34677, 34712, 34887, 34925, 50000, 50001, 50002 };
static const guint16 plain_colours[] = { 0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 32844, 32845 };

static gboolean
is_one_of (guint64 number, const guint16 *numbers, guint n)
{
  for (guint i = 0; i < n; i++)
    if (numbers[i] == number)
      return TRUE;
  return FALSE;
}

static gboolean
is_sensors (const BylineIfdFile *file, const BylineIfd *ifd)
{
  return !is_one_of (byline_ifd_find_number (file, ifd, BYLINE_TAG_COMPRESSION, 1), plain_codings,
                     G_N_ELEMENTS (plain_codings)) ||
         !is_one_of (byline_ifd_find_number (file, ifd, BYLINE_TAG_PHOTOMETRIC, 2), plain_colours,
                     G_N_ELEMENTS (plain_colours)) ||
         byline_ifd_find (ifd, BYLINE_TAG_CFA_REPEAT) != NULL ||
         byline_ifd_find (ifd, BYLINE_TAG_LEAF) != NULL;
}

/* Old Canons put a raw file behind a JPEG that TIFF 6.0 would call an image, and call it .tif. */
static gboolean
is_old_canon (const BylineIfdFile *file, const BylineIfd *ifd0)
{
  return byline_ifd_find (ifd0, BYLINE_TAG_MAKE) != NULL &&
         byline_ifd_find_number (file, ifd0, BYLINE_TAG_COMPRESSION, 1) == 6;
}

static BylineFormat
kind_by_make (const BylineIfdFile *file, const BylineIfd *ifd0)
{
  static const struct {
    const char *make;
    BylineFormat kind;
  } makers[] = {
    { "NIKON", BYLINE_FORMAT_NEF },   { "SONY", BYLINE_FORMAT_ARW },
    { "PENTAX", BYLINE_FORMAT_PEF },  { "RICOH", BYLINE_FORMAT_PEF },
    { "SAMSUNG", BYLINE_FORMAT_SRW },
  };
  const BylineIfdEntry *entry = byline_ifd_find (ifd0, BYLINE_TAG_MAKE);
  g_autoptr (GBytes) value = entry != NULL ? byline_ifd_value (file, entry, 256, NULL) : NULL;
  gsize size = 0;
  const char *make = value != NULL ? g_bytes_get_data (value, &size) : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (makers); i++) {
    gsize length = strlen (makers[i].make);

    if (size >= length && g_ascii_strncasecmp (make, makers[i].make, length) == 0)
      return makers[i].kind;
  }
  return BYLINE_FORMAT_RAW;
}

/* What the header alone says. */
static BylineFormat
kind_by_header (const BylineIfdFile *file)
{
  const guint8 *mark = NULL;

  if (file->magic == 0x4f52 || file->magic == 0x5352)
    return BYLINE_FORMAT_ORF;
  if (file->magic == 0x0055)
    return BYLINE_FORMAT_RW2;
  if (file->size >= 12)
    mark = byline_input_peek (file->input, file->base + 8, 4, NULL);
  if (mark == NULL || file->big)
    return BYLINE_FORMAT_UNKNOWN;
  if (memcmp (mark, "CR\2\0", 4) == 0)
    return BYLINE_FORMAT_CR2;
  if (memcmp (mark, "IIII", 4) == 0 || memcmp (mark, "MMMM", 4) == 0) /* Phase One */
    return BYLINE_FORMAT_RAW;
  return BYLINE_FORMAT_UNKNOWN;
}

BylineFormat
byline_tiff_kind (const BylineIfdFile *file, GPtrArray *images)
{
  BylineFormat kind = kind_by_header (file);
  const BylineIfd *ifd0 = g_ptr_array_index (images, 0);
  gboolean raw = is_old_canon (file, ifd0);
  BylineFormat named = byline_format_raw_from_extension (byline_input_name (file->input));

  if (kind != BYLINE_FORMAT_UNKNOWN)
    return kind;
  if (byline_ifd_find (ifd0, BYLINE_TAG_DNG_VERSION) != NULL)
    return BYLINE_FORMAT_DNG;
  for (guint i = 0; i < images->len; i++)
    raw |= is_sensors (file, g_ptr_array_index (images, i));
  if (named != BYLINE_FORMAT_UNKNOWN)
    return named;
  return raw ? kind_by_make (file, ifd0) : BYLINE_FORMAT_TIFF;
}
