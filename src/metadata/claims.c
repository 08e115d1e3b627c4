#include "metadata/claims.h"

#include <byline/error.h>

/* Real files stay far below: the most seen in 693 camera files is 9 directories. */
#define MAX_DIRS 64
#define MAX_ENTRIES 4096
#define MAX_POINTERS 16 /* of one tag */

typedef struct {
  const BylineTiff *tiff;
  GArray *claims;
  GArray *dirs; /* of gsize: where directories lie; grows while it is walked */
  guint n_entries;
  gboolean has_note; /* one is all a file has; a thousand would be an attack */
} Walk;

static const guint16 pointer_tags[] = { BYLINE_TIFF_TAG_EXIF_IFD, BYLINE_TIFF_TAG_GPS_IFD,
                                        BYLINE_TIFF_TAG_INTEROP_IFD, BYLINE_TIFF_TAG_SUB_IFDS };

/* A tag that says where data lies, and the one that says how much. */
static const struct {
  guint16 start, size;
} data_tags[] = {
  { BYLINE_TIFF_TAG_JPEG, BYLINE_TIFF_TAG_JPEG_SIZE },
  { BYLINE_TIFF_TAG_STRIPS, BYLINE_TIFF_TAG_STRIP_SIZES },
};

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "Exif block: %s", why);
  return FALSE;
}

/* @new: all but what every claim of the walk has */
static void
claim (Walk *walk, BylineClaim new, guint64 size)
{
  new.end = new.start + size;
  new.little = walk->tiff->little;
  if (size > 0 && new.end <= BYLINE_CLAIM_PLAUSIBLE)
    g_array_append_val (walk->claims, new);
}

/* Octets of a directory that is cut off, or not in the block at all. */
static gsize
missing_size (const BylineTiff *tiff, guint32 offset)
{
  gsize n_entries = (guint64) offset + 2 <= tiff->size ? byline_tiff_u16 (tiff, offset) : 0;

  return 2 + n_entries * BYLINE_TIFF_ENTRY + 4;
}

/* Queues a directory.  One that cannot be there is left alone: its pointer is kept as it is. */
static gboolean
queue (Walk *walk, guint32 offset, GError **error)
{
  BylineTiffDir dir;

  if (offset == 0)
    return TRUE;
  if (!byline_tiff_dir (walk->tiff, offset, &dir)) {
    claim (walk, (BylineClaim){ .kind = BYLINE_CLAIM_DATA, .start = offset },
           missing_size (walk->tiff, offset));
    return TRUE;
  }
  for (guint i = 0; i < walk->dirs->len; i++)
    if (g_array_index (walk->dirs, gsize, i) == dir.offset)
      return refuse (error, "its directories form a loop");
  if (walk->dirs->len == MAX_DIRS)
    return refuse (error, "it has too many directories");
  g_array_append_val (walk->dirs, dir.offset);
  return TRUE;
}

static gboolean
walk_entry (Walk *walk, const BylineTiffDir *dir, guint index, GError **error)
{
  BylineTiffEntry entry = byline_tiff_entry (walk->tiff, dir, index);
  guint64 at = byline_tiff_value_at (walk->tiff, &entry);
  guint64 size = byline_tiff_value_size (&entry);

  if (size > 4)
    claim (walk,
           (BylineClaim){ .kind = BYLINE_CLAIM_VALUE,
                          .start = at,
                          .dir = dir->offset,
                          .tag = entry.tag,
                          .number = entry.at + 8 },
           size);
  if (entry.tag == BYLINE_TIFF_TAG_MAKER_NOTE && !walk->has_note) {
    walk->has_note = TRUE;
    byline_claims_add_maker_note (walk->claims, walk->tiff, at, size);
  }
  for (guint i = 0; i < G_N_ELEMENTS (pointer_tags); i++) {
    if (entry.tag != pointer_tags[i])
      continue;
    for (guint n = 0; n < MIN (entry.count, MAX_POINTERS); n++)
      if (!queue (walk, byline_tiff_number (walk->tiff, &entry, n), error))
        return FALSE;
  }
  return TRUE;
}

/* What number @n of @start leads to. */
static void
claim_one (Walk *walk, const BylineTiffDir *dir, const BylineTiffEntry *start, guint n,
           guint64 size)
{
  guint64 at = byline_tiff_value_at (walk->tiff, start) + (guint64) n * 4;
  gboolean is_long = byline_tiff_type_size (start->type) == 4;

  claim (walk,
         (BylineClaim){ .kind = BYLINE_CLAIM_DATA,
                        .start = byline_tiff_number (walk->tiff, start, n),
                        .dir = dir->offset,
                        .tag = start->tag,
                        .number = is_long && at + 4 <= walk->tiff->size ? (gsize) at : 0 },
         size);
}

static void
claim_data (Walk *walk, const BylineTiffDir *dir)
{
  for (guint i = 0; i < G_N_ELEMENTS (data_tags); i++) {
    BylineTiffEntry start, size;

    if (!byline_tiff_find (walk->tiff, dir, data_tags[i].start, &start) ||
        !byline_tiff_find (walk->tiff, dir, data_tags[i].size, &size))
      continue;
    for (guint n = 0; n < MIN (MIN (start.count, size.count), MAX_ENTRIES); n++)
      claim_one (walk, dir, &start, n, byline_tiff_number (walk->tiff, &size, n));
  }
}

static gboolean
walk_dir (Walk *walk, gsize offset, GError **error)
{
  BylineTiffDir dir;

  if (!byline_tiff_dir (walk->tiff, offset, &dir))
    return TRUE;
  walk->n_entries += dir.n_entries;
  if (walk->n_entries > MAX_ENTRIES)
    return refuse (error, "it has too many entries");
  claim (walk, (BylineClaim){ .kind = BYLINE_CLAIM_DIR, .start = offset, .dir = offset },
         byline_tiff_dir_size (&dir));
  claim_data (walk, &dir);
  for (guint i = 0; i < dir.n_entries; i++)
    if (!walk_entry (walk, &dir, i, error))
      return FALSE;
  return queue (walk, dir.next, error);
}

GArray *
byline_claims_find (const BylineTiff *tiff, GError **error)
{
  g_autoptr (GArray) claims = g_array_new (FALSE, FALSE, sizeof (BylineClaim));
  g_autoptr (GArray) dirs = g_array_new (FALSE, FALSE, sizeof (gsize));
  Walk walk = { .tiff = tiff, .claims = claims, .dirs = dirs };
  BylineTiffDir first;

  if (!byline_tiff_dir (tiff, byline_tiff_first (tiff), &first)) {
    refuse (error, "its first directory is cut off");
    return NULL;
  }
  g_array_append_val (dirs, first.offset);
  for (guint i = 0; i < dirs->len; i++)
    if (!walk_dir (&walk, g_array_index (dirs, gsize, i), error))
      return NULL;
  return g_steal_pointer (&claims);
}

gboolean
byline_claim_leads_out (const BylineClaim *claim, gsize size)
{
  return claim->number != 0 && (claim->from_file || claim->start >= size) &&
         (claim->kind == BYLINE_CLAIM_DATA || claim->tag == BYLINE_TIFF_TAG_MAKER_NOTE);
}
