#include "container/tiff_exif.h"

#include "container/tiff.h"

#include <string.h>

#define HEADER 8
#define ENTRY 12
#define VALUE_MAX 16000

/* What a TIFF file's first directory says that is about the photo, not about its pixels. */
static const guint16 main_tags[] = {
  0x010e, /* ImageDescription */
  0x010f, /* Make */
  0x0110, /* Model */
  0x0112, /* Orientation */
  0x0131, /* Software */
  0x0132, /* DateTime */
  0x013b, /* Artist */
  0x013c, /* HostComputer */
  0x4746, /* Rating */
  0x4749, /* RatingPercent */
  0x8298, /* Copyright */
  0x9c9b, 0x9c9c, 0x9c9d,
  0x9c9e, 0x9c9f, /* Microsoft's title, comment, author, keywords, subject */
};

/* Tags of the first directory that Exif has in its own. */
static const struct {
  guint16 main, exif;
} strays[] = {
  { 0x829a, 0x829a }, /* ExposureTime; this and the next from TIFF/EP */
  { 0x829d, 0x829d }, /* FNumber */
  { 0x9003, 0x9003 }, /* DateTimeOriginal */
  { 0x920a, 0x920a }, /* FocalLength */
  { 0xc62f, 0xa431 }, /* DNG's CameraSerialNumber */
};

typedef struct {
  guint16 tag, type;
  guint32 count;
  GBytes *value; /* in the block's order */
} Entry;

typedef struct {
  GArray *dirs[BYLINE_EXIF_DIRS]; /* of Entry */
  gboolean little;
  gboolean left_out;
  gsize size; /* of all there is so far */
} Block;

static void
clear_entry (gpointer entry)
{
  g_clear_pointer (&((Entry *) entry)->value, g_bytes_unref);
}

static void
block_clear (Block *block)
{
  for (guint i = 0; i < BYLINE_EXIF_DIRS; i++)
    g_clear_pointer (&block->dirs[i], g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Block, block_clear)

static gboolean
belongs (BylineExifDirKind kind, guint16 tag)
{
  if (kind == BYLINE_EXIF_DIR_EXIF)
    return tag != BYLINE_TAG_MAKER_NOTE && tag != BYLINE_TAG_INTEROP_IFD;
  if (kind == BYLINE_EXIF_DIR_GPS)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (main_tags); i++)
    if (main_tags[i] == tag)
      return TRUE;
  return FALSE;
}

gboolean
byline_exif_covers (const BylineIfdFile *file, BylineExifDirKind kind, const BylineIfdEntry *entry,
                    gboolean *left_out)
{
  gboolean eight = entry->type >= BYLINE_IFD_LONG8 && entry->type <= BYLINE_IFD_IFD8;

  if (eight || entry->value_size == 0 || !byline_ifd_holds (file, entry) ||
      !belongs (kind, entry->tag))
    return FALSE;
  if (entry->value_size <= VALUE_MAX)
    return TRUE;
  if (left_out != NULL)
    *left_out = TRUE;
  return FALSE;
}

/* Octets that change places together when the byte order does. */
static guint
swap_unit (guint16 type)
{
  guint size = byline_ifd_type_size (type);

  return type == 5 || type == 10 ? 4 : size; /* rationals are two numbers */
}

static GBytes *
read_value (const Block *block, const BylineIfdFile *file, const BylineIfdEntry *entry,
            GError **error)
{
  g_autoptr (GBytes) value = byline_ifd_value (file, entry, VALUE_MAX, error);
  guint unit = swap_unit (entry->type);
  gsize size;
  guint8 *swapped;

  if (value == NULL || unit < 2 || file->little == block->little)
    return g_steal_pointer (&value);
  swapped = g_bytes_unref_to_data (g_steal_pointer (&value), &size);
  for (gsize at = 0; at + unit <= size; at += unit)
    byline_ifd_put (block->little, swapped + at, byline_ifd_get (file->little, swapped + at, unit),
                    unit);
  return g_bytes_new_take (swapped, size);
}

static gsize
outside (GBytes *value)
{
  gsize size = g_bytes_get_size (value);

  return size > 4 ? size + size % 2 : 0;
}

static gboolean
add (Block *block, BylineExifDirKind kind, const BylineIfdFile *file, const BylineIfdEntry *entry,
     guint16 tag, GError **error)
{
  Entry new = { .tag = tag, .type = entry->type, .count = (guint32) entry->count };

  new.value = read_value (block, file, entry, error);
  if (new.value == NULL)
    return FALSE;
  if (block->size + ENTRY + outside (new.value) > BYLINE_EXIF_GATHERED_MAX) {
    g_bytes_unref (new.value);
    block->left_out = TRUE;
    return TRUE;
  }
  block->size += ENTRY + outside (new.value);
  g_array_append_val (block->dirs[kind], new);
  return TRUE;
}

static gboolean
add_dir (Block *block, BylineExifDirKind kind, const BylineExifSource *source, GError **error)
{
  for (guint i = 0; source->ifd != NULL && i < byline_ifd_n_entries (source->ifd); i++) {
    const BylineIfdEntry *entry = byline_ifd_entry (source->ifd, i);

    if (byline_exif_covers (source->file, kind, entry, &block->left_out) &&
        !add (block, kind, source->file, entry, entry->tag, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
has (const Block *block, BylineExifDirKind kind, guint16 tag)
{
  for (guint i = 0; i < block->dirs[kind]->len; i++)
    if (g_array_index (block->dirs[kind], Entry, i).tag == tag)
      return TRUE;
  return FALSE;
}

static gboolean
add_strays (Block *block, const BylineExifSource *source, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (strays); i++) {
    const BylineIfdEntry *entry = byline_ifd_find (source->ifd, strays[i].main);

    if (entry != NULL && !has (block, BYLINE_EXIF_DIR_EXIF, strays[i].exif) &&
        byline_exif_covers (source->file, BYLINE_EXIF_DIR_EXIF, entry, NULL) &&
        !add (block, BYLINE_EXIF_DIR_EXIF, source->file, entry, strays[i].exif, error))
      return FALSE;
  }
  return TRUE;
}

/* Writing ------------------------------------------------------------------------------------- */

static void
put (const Block *block, GByteArray *out, guint32 number, guint octets)
{
  guint8 bytes[4];

  byline_ifd_put (block->little, bytes, number, octets);
  g_byte_array_append (out, bytes, octets);
}

static int
by_tag (gconstpointer a, gconstpointer b)
{
  return (int) ((const Entry *) a)->tag - (int) ((const Entry *) b)->tag;
}

static gsize
dir_size (const Block *block, BylineExifDirKind kind)
{
  return 2 + (gsize) block->dirs[kind]->len * ENTRY + 4;
}

/* Appends a directory; @values: where the next value goes, counted on */
static void
put_dir (const Block *block, GByteArray *out, BylineExifDirKind kind, gsize *values)
{
  static const guint8 zeros[4] = { 0 };

  put (block, out, block->dirs[kind]->len, 2);
  for (guint i = 0; i < block->dirs[kind]->len; i++) {
    const Entry *entry = &g_array_index (block->dirs[kind], Entry, i);
    gsize size;
    const guint8 *bytes = g_bytes_get_data (entry->value, &size);

    put (block, out, entry->tag, 2);
    put (block, out, entry->type, 2);
    put (block, out, entry->count, 4);
    if (size > 4) {
      put (block, out, (guint32) *values, 4);
    } else {
      g_byte_array_append (out, bytes, (guint) size);
      g_byte_array_append (out, zeros, (guint) (4 - size));
    }
    *values += outside (entry->value);
  }
  put (block, out, 0, 4);
}

static void
put_values (const Block *block, GByteArray *out)
{
  for (guint kind = 0; kind < BYLINE_EXIF_DIRS; kind++) {
    for (guint i = 0; i < block->dirs[kind]->len; i++) {
      GBytes *value = g_array_index (block->dirs[kind], Entry, i).value;
      gsize size;
      const guint8 *bytes = g_bytes_get_data (value, &size);

      if (size <= 4)
        continue;
      g_byte_array_append (out, bytes, (guint) size);
      if (size % 2 != 0)
        g_byte_array_append (out, (const guint8 *) "", 1);
    }
  }
}

static void
add_pointer (Block *block, guint16 tag, gsize offset)
{
  Entry pointer = { .tag = tag, .type = BYLINE_IFD_LONG, .count = 1 };
  guint8 bytes[4];

  byline_ifd_put (block->little, bytes, offset, sizeof bytes);
  pointer.value = g_bytes_new (bytes, sizeof bytes);
  g_array_append_val (block->dirs[BYLINE_EXIF_DIR_MAIN], pointer);
}

static GBytes *
write_block (Block *block)
{
  GByteArray *out = g_byte_array_new ();
  gboolean has_exif = block->dirs[BYLINE_EXIF_DIR_EXIF]->len > 0;
  gboolean has_gps = block->dirs[BYLINE_EXIF_DIR_GPS]->len > 0;
  gsize at = HEADER + dir_size (block, BYLINE_EXIF_DIR_MAIN) + (has_exif ? ENTRY : 0) +
             (has_gps ? ENTRY : 0);

  if (has_exif)
    add_pointer (block, BYLINE_TAG_EXIF_IFD, at);
  at += has_exif ? dir_size (block, BYLINE_EXIF_DIR_EXIF) : 0;
  if (has_gps)
    add_pointer (block, BYLINE_TAG_GPS_IFD, at);
  at += has_gps ? dir_size (block, BYLINE_EXIF_DIR_GPS) : 0;

  g_byte_array_append (out, (const guint8 *) (block->little ? "II" : "MM"), 2);
  put (block, out, 42, 2);
  put (block, out, HEADER, 4);
  for (guint kind = 0; kind < BYLINE_EXIF_DIRS; kind++) {
    g_array_sort (block->dirs[kind], by_tag); /* stable */
    if (kind == BYLINE_EXIF_DIR_MAIN || block->dirs[kind]->len > 0)
      put_dir (block, out, (BylineExifDirKind) kind, &at);
  }
  put_values (block, out);
  return g_byte_array_free_to_bytes (out);
}

static gboolean
is_empty (const Block *block)
{
  for (guint kind = 0; kind < BYLINE_EXIF_DIRS; kind++)
    if (block->dirs[kind]->len > 0)
      return FALSE;
  return TRUE;
}

gboolean
byline_exif_gather (const BylineExifSource sources[BYLINE_EXIF_DIRS], const BylineExifForm *form,
                    BylineExifGathered *gathered, GError **error)
{
  g_auto (Block)
      block = { .little = form->little,
                .size = HEADER + (gsize) BYLINE_EXIF_DIRS * (2 + 4) + (gsize) 2 * ENTRY };

  *gathered = (BylineExifGathered){ 0 };
  for (guint kind = 0; kind < BYLINE_EXIF_DIRS; kind++) {
    block.dirs[kind] = g_array_new (FALSE, FALSE, sizeof (Entry));
    g_array_set_clear_func (block.dirs[kind], clear_entry);
  }
  for (guint kind = 0; kind < BYLINE_EXIF_DIRS; kind++)
    if (!add_dir (&block, (BylineExifDirKind) kind, &sources[kind], error))
      return FALSE;
  if (form->loose && !add_strays (&block, &sources[BYLINE_EXIF_DIR_MAIN], error))
    return FALSE;
  gathered->left_out = block.left_out;
  if (!is_empty (&block))
    gathered->block = write_block (&block);
  return TRUE;
}

/* Blocks ------------------------------------------------------------------------------------- */

gboolean
byline_exif_dirs_open (BylineExifDirs *dirs, GBytes *block, GError **error)
{
  static const guint16 pointers[] = {
    [BYLINE_EXIF_DIR_EXIF] = BYLINE_TAG_EXIF_IFD, [BYLINE_EXIF_DIR_GPS] = BYLINE_TAG_GPS_IFD
  };

  *dirs = (BylineExifDirs){ .input = byline_input_new (block, "Exif block") };
  if (!byline_ifd_file_open (&dirs->file, dirs->input, 0, g_bytes_get_size (block), error))
    return FALSE;
  dirs->ifd[BYLINE_EXIF_DIR_MAIN] = byline_ifd_read (&dirs->file, dirs->file.first, error);
  if (dirs->ifd[BYLINE_EXIF_DIR_MAIN] == NULL)
    return FALSE;
  for (guint kind = BYLINE_EXIF_DIR_EXIF; kind < BYLINE_EXIF_DIRS; kind++) {
    guint64 at =
        byline_ifd_find_number (&dirs->file, dirs->ifd[BYLINE_EXIF_DIR_MAIN], pointers[kind], 0);

    if (at != 0 && (dirs->ifd[kind] = byline_ifd_read (&dirs->file, at, error)) == NULL)
      return FALSE;
  }
  return TRUE;
}

void
byline_exif_dirs_clear (BylineExifDirs *dirs)
{
  for (guint kind = 0; kind < BYLINE_EXIF_DIRS; kind++)
    g_clear_pointer (&dirs->ifd[kind], byline_ifd_free);
  g_clear_pointer (&dirs->input, byline_input_free);
}

gboolean
byline_exif_gather_block (GBytes *block, gboolean little, BylineExifGathered *gathered,
                          GError **error)
{
  const BylineExifForm form = { .little = little };
  g_auto (BylineExifDirs) dirs = { 0 };
  BylineExifSource sources[BYLINE_EXIF_DIRS];

  *gathered = (BylineExifGathered){ 0 };
  if (block == NULL || g_bytes_get_size (block) == 0)
    return TRUE;
  if (!byline_exif_dirs_open (&dirs, block, error))
    return FALSE;
  for (guint kind = 0; kind < BYLINE_EXIF_DIRS; kind++)
    sources[kind] = (BylineExifSource){ &dirs.file, dirs.ifd[kind] };
  return byline_exif_gather (sources, &form, gathered, error);
}
