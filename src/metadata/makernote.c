#include "metadata/claims.h"

#include <string.h>

#define FROM_TIFF (-1)
#define FROM_FILE (-2)
#define MAX_NOTE_ENTRIES 512
#define TAG_MAKE 0x010f
#define MAX_GAP 64 /* between a directory and the first of its values */

/* How makers lay out their notes (exiftool's MakerNotes.pm), and where those keep a preview: as
 * plain numbers that say its place and size, or as the value of a tag.  Several rows of one maker
 * are all looked at. */
/* clang-format off */
typedef struct {
  const char *prefix;     /* the note begins with it */
  guint8      length;     /* octets of it */
  guint8      dir_at;     /* the note's directory, from its start */
  gint8       base;       /* what offsets count from: an octet of the note, or FROM_TIFF */
  guint16     sub;        /* the preview's numbers are in this sub-directory; 0: in the note's own */
  guint16     start_tag;  /* 0: no preview */
  guint8      start_n;
  guint16     size_tag;   /* 0: its size is not said */
  guint8      size_n;
  gint8       from;       /* what the preview's place counts from; like base, or FROM_FILE */
  guint16     value_tag;  /* whose value is a preview; 0: none */
} Layout;

static const Layout layouts[] = {
  { "Nikon\0\2",    7, 18, 10,        0x0011, 0x0201, 0, 0x0202, 0, 10,        0 },
  { "Nikon\0\1",    7,  8, FROM_TIFF, 0,      0,      0, 0,      0, 0,         0 },
  { "OLYMPUS\0",    8, 12, 0,         0x2020, 0x0101, 0, 0x0102, 0, 0,         0 },
  { "OM SYSTEM\0", 10, 16, 0,         0x2020, 0x0101, 0, 0x0102, 0, 0,         0 },
  { "OLYMP\0",      6,  8, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0, FROM_TIFF, 0 },
  { "OLYMP\0",      6,  8, FROM_TIFF, 0x2020, 0x0101, 0, 0x0102, 0, FROM_TIFF, 0 },
  { "EPSON\0",      6,  8, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0, FROM_TIFF, 0 },
  { "MINOL\0",      6,  8, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0, FROM_TIFF, 0x0081 },
  { "CAMER\0",      6,  8, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0, FROM_TIFF, 0x0081 },
  { "FUJIFILM",     8, 12, 0,         0,      0,      0, 0,      0, 0,         0 },
  { "Panasonic\0", 10, 12, FROM_TIFF, 0,      0,      0, 0,      0, 0,         0 },
  { "SONY ",        5, 12, FROM_TIFF, 0,      0,      0, 0,      0, 0,         0x2001 },
  { "VHAB ",        5, 12, FROM_TIFF, 0,      0,      0, 0,      0, 0,         0x2001 },
  { "SEMC MS\0",    8, 20, 12,        0,      0x0201, 0, 0x0202, 0, 12,        0 },
  { "QVC\0",        4,  6, FROM_TIFF, 0,      0x0004, 0, 0x0003, 0, FROM_TIFF, 0x2000 },
  { "DCI\0",        4,  6, FROM_TIFF, 0,      0x0004, 0, 0x0003, 0, FROM_TIFF, 0x2000 },
  { "AOC\0",        4,  6, FROM_TIFF, 0,      0x0004, 0, 0x0003, 0, FROM_TIFF, 0x2000 },
  { "PENTAX \0",    8, 10, 0,         0,      0x0004, 0, 0x0003, 0, FROM_TIFF, 0 },
  { "Apple iOS\0", 10, 14, 0,         0,      0,      0, 0,      0, 0,         0 },
  { "SIGMA\0",      6, 10, FROM_TIFF, 0,      0x001c, 0, 0x001d, 0, FROM_TIFF, 0 },
  { "FOVEON\0",     7, 10, FROM_TIFF, 0,      0,      0, 0,      0, 0,         0 },
  { "Ricoh\0",      6,  8, FROM_TIFF, 0,      0,      0, 0,      0, 0,         0 },
  { "RICOH\0",      6,  8, FROM_TIFF, 0,      0,      0, 0,      0, 0,         0 },
};

/* No name in front, so the camera's says whose it is; a row without one is anybody's. */
static const struct {
  const char *make; /* Make begins with it */
  Layout      layout;
} nameless[] = {
  { "",      { "", 0, 0, FROM_TIFF, 0, 0x0088, 0, 0x0089, 0, FROM_TIFF, 0x0081 } }, /* Minolta */
  { "Canon", { "", 0, 0, FROM_TIFF, 0, 0x00b6, 5, 0x00b6, 2, FROM_TIFF, 0 } },      /* PreviewImageInfo */
  { "Canon", { "", 0, 0, FROM_TIFF, 0, 0x0083, 0, 0,      0, FROM_FILE, 0 } },      /* OriginalDecisionData */
};
/* clang-format on */

typedef struct {
  BylineTiff tiff; /* in the note's own byte order */
  GArray *claims;
  guint64 start; /* of the note */
  guint64 base;
} Note;

/* @new: all but what every claim of a note has */
static void
claim (const Note *note, BylineClaim new, guint64 size)
{
  new.kind = BYLINE_CLAIM_DATA;
  new.end = new.start + size;
  new.little = note->tiff.little;
  if (size > 0 && new.end <= BYLINE_CLAIM_PLAUSIBLE)
    g_array_append_val (note->claims, new);
}

/* Is what lies at @at a directory, in the order @tiff says? */
static gboolean
plausible (const BylineTiff *tiff, guint64 at, BylineTiffDir *dir)
{
  if (!byline_tiff_dir (tiff, at, dir) || dir->n_entries == 0 || dir->n_entries > MAX_NOTE_ENTRIES)
    return FALSE;
  for (guint i = 0; i < dir->n_entries; i++) {
    BylineTiffEntry entry = byline_tiff_entry (tiff, dir, i);

    if (byline_tiff_type_size (entry.type) == 0 && entry.count != 0)
      return FALSE;
  }
  return TRUE;
}

/* Notes need not be in the order of the file they are in. */
static gboolean
find_dir (Note *note, guint64 at, BylineTiffDir *dir)
{
  if (plausible (&note->tiff, at, dir))
    return TRUE;
  note->tiff.little = !note->tiff.little;
  return plausible (&note->tiff, at, dir);
}

/* Returns: where number @index of an entry lies; 0 if it has none, or not in the block */
static gsize
number_at (const Note *note, const BylineTiffEntry *entry, guint index)
{
  guint64 at = byline_tiff_value_at (&note->tiff, entry);

  if (byline_tiff_value_size (entry) > 4)
    at += note->base;
  at += (guint64) index * 4;
  if (byline_tiff_type_size (entry->type) != 4 || index >= entry->count || at + 4 > note->tiff.size)
    return 0;
  return (gsize) at;
}

static guint32
number (const Note *note, const BylineTiffEntry *entry, guint index)
{
  gsize at = number_at (note, entry, index);

  return at != 0 ? byline_tiff_u32 (&note->tiff, at) : 0;
}

static void
claim_preview (const Note *note, const Layout *layout, const BylineTiffDir *own)
{
  guint64 base = layout->from < 0 ? 0 : note->start + (guint64) layout->from;
  BylineTiffDir dir = *own;
  BylineTiffEntry start, size, sub;

  if (layout->sub != 0 && (!byline_tiff_find (&note->tiff, own, layout->sub, &sub) ||
                           !plausible (&note->tiff, note->base + number (note, &sub, 0), &dir)))
    return;
  if (layout->start_tag == 0 || !byline_tiff_find (&note->tiff, &dir, layout->start_tag, &start) ||
      number (note, &start, layout->start_n) == 0 ||
      (layout->size_tag != 0 && !byline_tiff_find (&note->tiff, &dir, layout->size_tag, &size)))
    return;
  claim (note,
         (BylineClaim){ .start = base + number (note, &start, layout->start_n),
                        .dir = dir.offset,
                        .tag = start.tag,
                        .number = number_at (note, &start, layout->start_n),
                        .from_file = layout->from == FROM_FILE },
         layout->size_tag != 0 ? number (note, &size, layout->size_n) : 1);
}

/* Do the values begin right behind the directory, as makers lay them out?  Many a program has moved
 * notes and left their numbers as they were. */
static gboolean
is_in_place (const Note *note, const BylineTiffDir *dir)
{
  guint64 end = dir->offset + byline_tiff_dir_size (dir);
  guint64 lowest = G_MAXUINT64;

  for (guint i = 0; i < dir->n_entries; i++) {
    BylineTiffEntry entry = byline_tiff_entry (&note->tiff, dir, i);

    if (byline_tiff_value_size (&entry) > 4)
      lowest = MIN (lowest, note->base + byline_tiff_value_at (&note->tiff, &entry));
  }
  return lowest + 4 >= end && lowest < end + MAX_GAP;
}

/* Of a note that was moved nobody knows what lies behind the block; else only a preview's place is
 * known well enough to be changed. */
static void
claim_values (const Note *note, const Layout *layout, const BylineTiffDir *dir)
{
  gboolean in_place = is_in_place (note, dir);

  for (guint i = 0; i < dir->n_entries; i++) {
    BylineTiffEntry entry = byline_tiff_entry (&note->tiff, dir, i);
    guint64 size = byline_tiff_value_size (&entry);
    guint64 start = note->base + byline_tiff_value_at (&note->tiff, &entry);
    gboolean is_preview = layout->value_tag != 0 && entry.tag == layout->value_tag;

    if (size > 4 && (in_place || is_preview || start + size <= note->tiff.size))
      claim (note,
             (BylineClaim){ .start = start,
                            .dir = dir->offset,
                            .tag = entry.tag,
                            .number = is_preview ? entry.at + 8 : 0 },
             size);
  }
}

static void
follow (GArray *claims, const BylineTiff *tiff, guint64 start, const Layout *layout)
{
  Note note = { .tiff = *tiff, .claims = claims, .start = start };
  BylineTiffDir dir;

  note.base = layout->base == FROM_TIFF ? 0 : start + (guint64) layout->base;
  if (!find_dir (&note, start + layout->dir_at, &dir))
    return;
  claim (&note, (BylineClaim){ .start = dir.offset, .dir = dir.offset },
         byline_tiff_dir_size (&dir));
  claim_values (&note, layout, &dir);
  claim_preview (&note, layout, &dir);
}

/* Is the camera of a make that begins with @make? */
static gboolean
is_make (const BylineTiff *tiff, const char *make)
{
  gsize length = strlen (make);
  BylineTiffDir ifd0;
  BylineTiffEntry entry;
  guint64 at;

  if (length == 0)
    return TRUE;
  if (!byline_tiff_dir (tiff, byline_tiff_first (tiff), &ifd0) ||
      !byline_tiff_find (tiff, &ifd0, TAG_MAKE, &entry))
    return FALSE;
  at = byline_tiff_value_at (tiff, &entry);
  return byline_tiff_value_size (&entry) >= length && at + length <= tiff->size &&
         memcmp (tiff->bytes + at, make, length) == 0;
}

/* Samsung's "STMN" is no directory: version, the preview's place in the file, its size. */
static void
follow_stmn (GArray *claims, const BylineTiff *tiff, guint64 start)
{
  Note note = { .tiff = *tiff, .claims = claims, .start = start };
  gsize at = (gsize) start + 8;

  if (tiff->size - start >= 16 && byline_tiff_u32 (tiff, at) != 0)
    claim (&note,
           (BylineClaim){ .start = byline_tiff_u32 (tiff, at), .number = at, .from_file = TRUE },
           byline_tiff_u32 (tiff, at + 4));
}

void
byline_claims_add_maker_note (GArray *claims, const BylineTiff *tiff, guint64 start, guint64 size)
{
  gboolean named = FALSE;

  if (size < BYLINE_TIFF_ENTRY || start >= tiff->size || tiff->size - start < BYLINE_TIFF_ENTRY)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++) {
    if (memcmp (tiff->bytes + start, layouts[i].prefix, layouts[i].length) != 0)
      continue;
    follow (claims, tiff, start, &layouts[i]);
    named = TRUE;
  }
  if (memcmp (tiff->bytes + start, "STMN", 4) == 0)
    follow_stmn (claims, tiff, start);
  for (guint i = 0; !named && i < G_N_ELEMENTS (nameless); i++)
    if (is_make (tiff, nameless[i].make))
      follow (claims, tiff, start, &nameless[i].layout);
}
