#include "metadata/claims.h"

#include <string.h>

#define FROM_TIFF (-1)
#define MAX_NOTE_ENTRIES 512

/* How makers lay out their notes (exiftool's MakerNotes.pm), and where those keep a preview whose
 * place and size are plain numbers.  Several rows of one maker are all looked at. */
/* clang-format off */
typedef struct {
  const char *prefix;     /* the note begins with it */
  guint8      length;     /* octets of it */
  guint8      dir_at;     /* the note's directory, from its start */
  gint8       base;       /* what offsets count from: an octet of the note, or FROM_TIFF */
  guint16     sub;        /* the preview's numbers are in this sub-directory; 0: in the note's own */
  guint16     start_tag;  /* 0: no preview */
  guint8      start_n;
  guint16     size_tag;
  guint8      size_n;
} Layout;

static const Layout layouts[] = {
  { "Nikon\0\2",    7, 18, 10,        0x0011, 0x0201, 0, 0x0202, 0 },
  { "Nikon\0\1",    7,  8, FROM_TIFF, 0,      0,      0, 0,      0 },
  { "OLYMPUS\0",    8, 12, 0,         0x2020, 0x0101, 0, 0x0102, 0 },
  { "OM SYSTEM\0", 10, 16, 0,         0x2020, 0x0101, 0, 0x0102, 0 },
  { "OLYMP\0",      6,  8, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0 },
  { "OLYMP\0",      6,  8, FROM_TIFF, 0x2020, 0x0101, 0, 0x0102, 0 },
  { "EPSON\0",      6,  8, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0 },
  { "MINOL\0",      6,  8, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0 },
  { "CAMER\0",      6,  8, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0 },
  { "FUJIFILM",     8, 12, 0,         0,      0,      0, 0,      0 },
  { "Panasonic\0", 10, 12, FROM_TIFF, 0,      0,      0, 0,      0 },
  { "SONY ",        5, 12, FROM_TIFF, 0,      0,      0, 0,      0 },
  { "QVC\0",        4,  6, FROM_TIFF, 0,      0x0004, 0, 0x0003, 0 },
  { "DCI\0",        4,  6, FROM_TIFF, 0,      0x0004, 0, 0x0003, 0 },
  { "AOC\0",        4,  6, FROM_TIFF, 0,      0x0004, 0, 0x0003, 0 },
  { "PENTAX \0",    8, 10, 0,         0,      0x0004, 0, 0x0003, 0 },
  { "Apple iOS\0", 10, 14, 0,         0,      0,      0, 0,      0 },
  { "SIGMA\0",      6, 10, FROM_TIFF, 0,      0,      0, 0,      0 },
  { "FOVEON\0",     7, 10, FROM_TIFF, 0,      0,      0, 0,      0 },
  { "Ricoh\0",      6,  8, FROM_TIFF, 0,      0,      0, 0,      0 },
  { "RICOH\0",      6,  8, FROM_TIFF, 0,      0,      0, 0,      0 },
};

/* No name in front: Canon, Minolta, Casio, old Nikon, Samsung. */
static const Layout nameless[] = {
  { "",             0,  0, FROM_TIFF, 0,      0x0088, 0, 0x0089, 0 }, /* Minolta */
  { "",             0,  0, FROM_TIFF, 0,      0x00b6, 5, 0x00b6, 2 }, /* Canon: PreviewImageInfo */
};
/* clang-format on */

typedef struct {
  BylineTiff tiff; /* in the note's own byte order */
  GArray *claims;
  guint64 base;
} Note;

static void
claim (const Note *note, gsize dir, guint16 tag, guint64 start, guint64 size)
{
  BylineClaim new = {
    .kind = BYLINE_CLAIM_DATA, .start = start, .end = start + size, .dir = dir, .tag = tag
  };

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

static guint32
number (const Note *note, const BylineTiffEntry *entry, guint index)
{
  guint64 at = byline_tiff_value_at (&note->tiff, entry);

  if (byline_tiff_value_size (entry) > 4)
    at += note->base;
  at += (guint64) index * 4;
  if (byline_tiff_type_size (entry->type) != 4 || index >= entry->count || at + 4 > note->tiff.size)
    return 0;
  return byline_tiff_u32 (&note->tiff, (gsize) at);
}

static void
claim_preview (const Note *note, const Layout *layout, const BylineTiffDir *own)
{
  BylineTiffDir dir = *own;
  BylineTiffEntry start, size, sub;

  if (layout->sub != 0 && (!byline_tiff_find (&note->tiff, own, layout->sub, &sub) ||
                           !plausible (&note->tiff, note->base + number (note, &sub, 0), &dir)))
    return;
  if (layout->start_tag != 0 && byline_tiff_find (&note->tiff, &dir, layout->start_tag, &start) &&
      byline_tiff_find (&note->tiff, &dir, layout->size_tag, &size))
    claim (note, dir.offset, start.tag, note->base + number (note, &start, layout->start_n),
           number (note, &size, layout->size_n));
}

static void
claim_values (const Note *note, const BylineTiffDir *dir)
{
  for (guint i = 0; i < dir->n_entries; i++) {
    BylineTiffEntry entry = byline_tiff_entry (&note->tiff, dir, i);
    guint64 size = byline_tiff_value_size (&entry);

    if (size > 4)
      claim (note, dir->offset, entry.tag, note->base + byline_tiff_value_at (&note->tiff, &entry),
             size);
  }
}

static void
follow (GArray *claims, const BylineTiff *tiff, guint64 start, const Layout *layout)
{
  Note note = { .tiff = *tiff, .claims = claims };
  BylineTiffDir dir;

  note.base = layout->base == FROM_TIFF ? 0 : start + (guint64) layout->base;
  if (!find_dir (&note, start + layout->dir_at, &dir))
    return;
  claim (&note, dir.offset, 0, dir.offset, byline_tiff_dir_size (&dir));
  claim_values (&note, &dir);
  claim_preview (&note, layout, &dir);
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
  for (guint i = 0; !named && i < G_N_ELEMENTS (nameless); i++)
    follow (claims, tiff, start, &nameless[i]);
}
