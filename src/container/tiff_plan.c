/* Writing into a TIFF file: IFD0 is written anew at the end of the file, with the values that
 * change behind it, and the header points there.  No other octet changes, so that offsets, those
 * that nobody knows among them, stay right (XMP Part 3, 3.1.1 recommends update by append).  What
 * an earlier edit appended, and nobody else needs, is written over. */
#include "container/ifd_draft.h"
#include "container/tiff.h"
#include "container/tiff_claims.h"
#include "container/tiff_exif.h"

#include <string.h>

typedef struct {
  BylineContainer *container;
  const BylineTiffFile *tiff;
  BylineIfdDraft main, exif;
} Plan;

static void
plan_clear (Plan *plan)
{
  byline_ifd_draft_clear (&plan->main);
  byline_ifd_draft_clear (&plan->exif);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plan, plan_clear)

static gboolean
refuse (const Plan *plan, const char *why, GError **error)
{
  return byline_container_fail (plan->container, BYLINE_ERROR_REFUSED, why, error);
}

/* Blocks ------------------------------------------------------------------------------------- */

/* The type that a tag has stays, if octets can be stored so.  libtiff takes IIM for LONG, as
 * Photoshop writes it; elsewhere octets are BYTE. */
static guint16
block_type (const BylineIfdSlot *old, guint16 tag, gsize size)
{
  if (old != NULL && byline_ifd_type_size (old->type) == 1)
    return old->type;
  if (tag != BYLINE_TAG_IIM)
    return BYLINE_IFD_BYTE;
  return size % 4 == 0 ? BYLINE_IFD_LONG : BYLINE_IFD_UNDEFINED;
}

static void
change_blocks (Plan *plan, const BylineNewParts *parts)
{
  static const struct {
    BylinePart part;
    guint16 tag;
  } blocks[] = {
    { BYLINE_PART_XMP, BYLINE_TAG_XMP },
    { BYLINE_PART_PHOTOSHOP, BYLINE_TAG_PHOTOSHOP },
    { BYLINE_PART_IIM, BYLINE_TAG_IIM },
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    GBytes *bytes = parts->part[blocks[i].part].bytes;
    const BylineIfdSlot *old = byline_ifd_draft_find (&plan->main, blocks[i].tag);
    guint16 type = 0;

    if (!parts->part[blocks[i].part].set)
      continue;
    if (bytes != NULL)
      type = block_type (old, blocks[i].tag, g_bytes_get_size (bytes));
    byline_ifd_draft_remove (&plan->main, blocks[i].tag);
    if (bytes != NULL)
      byline_ifd_draft_add (&plan->main, blocks[i].tag, type, bytes);
  }
}

/* Exif --------------------------------------------------------------------------------------- */

/* Returns: (transfer full): all that the directory says by @tag */
static GBytes *
says (const BylineExifDirs *dirs, BylineExifDirKind kind, guint16 tag)
{
  const BylineIfd *ifd = dirs->ifd[kind];
  GByteArray *all = g_byte_array_new ();

  for (guint i = 0; ifd != NULL && i < byline_ifd_n_entries (ifd); i++) {
    const BylineIfdEntry *entry = byline_ifd_entry (ifd, i);
    g_autoptr (GBytes) value = NULL;
    gsize size = 0;
    const guint8 *bytes = NULL;

    if (entry->tag == tag)
      value = byline_ifd_value (&dirs->file, entry, BYLINE_EXIF_GATHERED_MAX, NULL);
    if (value == NULL)
      continue;
    bytes = g_bytes_get_data (value, &size);
    g_byte_array_append (all, (const guint8 *) &entry->type, sizeof entry->type);
    g_byte_array_append (all, (const guint8 *) &entry->count, sizeof entry->count);
    g_byte_array_append (all, bytes, (guint) size);
  }
  return g_byte_array_free_to_bytes (all);
}

static gboolean
same_entries (const BylineExifDirs *old, const BylineExifDirs *new, BylineExifDirKind kind,
              guint16 tag)
{
  g_autoptr (GBytes) before = says (old, kind, tag);
  g_autoptr (GBytes) after = says (new, kind, tag);

  return g_bytes_equal (before, after);
}

/* Is what the file has by @tag all in the Exif part?  What is not has not been read, and is not
 * replaced. */
static gboolean
has_been_read (const Plan *plan, BylineExifDirKind kind, guint16 tag)
{
  const BylineIfd *ifd =
      kind == BYLINE_EXIF_DIR_MAIN ? byline_tiff_ifd0 (plan->tiff) : plan->tiff->exif;

  for (guint i = 0; ifd != NULL && i < byline_ifd_n_entries (ifd); i++) {
    const BylineIfdEntry *entry = byline_ifd_entry (ifd, i);

    if (entry->tag == tag && entry->value_size > 0 &&
        !byline_exif_covers (&plan->tiff->file, kind, entry, NULL))
      return FALSE;
  }
  return TRUE;
}

static gboolean
change_tag (Plan *plan, const BylineExifDirs *new, BylineExifDirKind kind, guint16 tag,
            GError **error)
{
  BylineIfdDraft *dir = kind == BYLINE_EXIF_DIR_MAIN ? &plan->main : &plan->exif;
  const BylineIfd *ifd = new->ifd[kind];

  if (!has_been_read (plan, kind, tag))
    return refuse (plan, "it has a longer text in the place of a field than byline reads", error);
  byline_ifd_draft_remove (dir, tag);
  for (guint i = 0; ifd != NULL && i < byline_ifd_n_entries (ifd); i++) {
    const BylineIfdEntry *entry = byline_ifd_entry (ifd, i);
    g_autoptr (GBytes) value = NULL;

    if (entry->tag != tag)
      continue;
    value = byline_ifd_value (&new->file, entry, BYLINE_EXIF_GATHERED_MAX, error);
    if (value == NULL)
      return FALSE;
    byline_ifd_draft_add (dir, tag, entry->type, value);
  }
  return TRUE;
}

/* The tags by which the two differ. */
static gboolean
change_dir (Plan *plan, const BylineExifDirs *old, const BylineExifDirs *new,
            BylineExifDirKind kind, GError **error)
{
  const BylineIfd *ifds[] = { old->ifd[kind], new->ifd[kind] };
  g_autoptr (GHashTable) done = g_hash_table_new (NULL, NULL);

  for (guint s = 0; s < G_N_ELEMENTS (ifds); s++) {
    for (guint i = 0; ifds[s] != NULL && i < byline_ifd_n_entries (ifds[s]); i++) {
      const guint16 tag = byline_ifd_entry (ifds[s], i)->tag;

      if (tag == BYLINE_TAG_EXIF_IFD || tag == BYLINE_TAG_GPS_IFD ||
          !g_hash_table_add (done, GUINT_TO_POINTER ((guint) tag)))
        continue;
      if (same_entries (old, new, kind, tag))
        continue;
      if (kind == BYLINE_EXIF_DIR_GPS)
        return refuse (plan, "byline does not write positions", error);
      if (!change_tag (plan, new, kind, tag, error))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
open_dirs (BylineExifDirs *dirs, GBytes *block, GError **error)
{
  return block == NULL || byline_exif_dirs_open (dirs, block, error);
}

static gboolean
change_exif (Plan *plan, const BylineNewParts *parts, GError **error)
{
  g_autoptr (GBytes) wanted = NULL;
  g_auto (BylineExifDirs) old = { 0 }, new = { 0 };

  if (!parts->part[BYLINE_PART_EXIF].set)
    return TRUE;
  if (!byline_tiff_reads_as (plan->container, BYLINE_PART_EXIF, parts->part[BYLINE_PART_EXIF].bytes,
                             &wanted, error) ||
      !open_dirs (&old, plan->container->part[BYLINE_PART_EXIF], error) ||
      !open_dirs (&new, wanted, error))
    return FALSE;
  for (guint kind = 0; kind < BYLINE_EXIF_DIRS; kind++)
    if (!change_dir (plan, &old, &new, (BylineExifDirKind) kind, error))
      return FALSE;
  return TRUE;
}

gboolean
byline_tiff_reads_as (const BylineContainer *container, BylinePart part, GBytes *bytes,
                      GBytes **read, GError **error)
{
  const BylineTiffFile *tiff = container->detail;
  BylineExifGathered gathered;

  *read = NULL;
  if (part != BYLINE_PART_EXIF) {
    *read = bytes != NULL ? g_bytes_ref (bytes) : NULL;
    return TRUE;
  }
  if (!byline_exif_gather_block (bytes, tiff->file.little, &gathered, error))
    return FALSE;
  if (gathered.left_out) {
    g_clear_pointer (&gathered.block, g_bytes_unref);
    return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                  "a value would be longer than readers of Exif look at", error);
  }
  *read = gathered.block;
  return TRUE;
}

/* Places ------------------------------------------------------------------------------------- */

/* A directory of Exif is there, and pointed to, exactly if it has entries. */
static void
settle_exif (Plan *plan, guint64 at)
{
  const BylineIfdFile *file = &plan->tiff->file;
  const BylineIfdSlot *old = byline_ifd_draft_find (&plan->main, BYLINE_TAG_EXIF_IFD);
  guint16 type = file->big ? BYLINE_IFD_LONG8 : BYLINE_IFD_LONG;
  guint8 number[8];
  g_autoptr (GBytes) value = NULL;

  if (old != NULL && old->type == (file->big ? BYLINE_IFD_IFD8 : BYLINE_IFD_IFD))
    type = old->type;
  byline_ifd_put (file->little, number, at, byline_ifd_type_size (type));
  value = g_bytes_new (number, byline_ifd_type_size (type));
  byline_ifd_draft_remove (&plan->main, BYLINE_TAG_EXIF_IFD);
  if (plan->exif.slots->len > 0)
    byline_ifd_draft_add (&plan->main, BYLINE_TAG_EXIF_IFD, type, value);
}

/* Returns: where the new directories go; 0 with an error */
static guint64
find_place (Plan *plan, GError **error)
{
  const BylineIfdFile *file = &plan->tiff->file;
  g_autoptr (GArray) claims = byline_tiff_claims (file, plan->main.at, error);
  guint64 start = plan->main.at;
  const guint unit = byline_ifd_unit (file);

  if (claims == NULL) {
    if (error != NULL && *error != NULL && (*error)->code == BYLINE_ERROR_MALFORMED)
      (*error)->code = BYLINE_ERROR_REFUSED;
    return 0;
  }
  if (start % unit != 0 || !byline_tiff_appended (file, claims, start))
    return (file->size + unit - 1) / unit * unit;
  if (plan->exif.at > start)
    plan->exif.changed = TRUE;
  if (!byline_ifd_draft_carry (&plan->main, start, error) ||
      !byline_ifd_draft_carry (&plan->exif, start, error))
    return 0;
  return start;
}

static gboolean
writes_exif (const Plan *plan)
{
  return plan->exif.changed && plan->exif.slots->len > 0;
}

static GByteArray *
write_tail (Plan *plan, guint64 place)
{
  static const guint8 zeros[16] = { 0 };
  const BylineIfdFile *file = &plan->tiff->file;
  GByteArray *out = g_byte_array_new ();

  if (place > file->size)
    g_byte_array_append (out, zeros, (guint) (place - file->size));
  byline_ifd_draft_write (&plan->main, out, place);
  if (writes_exif (plan))
    byline_ifd_draft_write (&plan->exif, out, place + byline_ifd_draft_size (&plan->main));
  else if (!byline_ifd_draft_has_values (&plan->main))
    g_byte_array_append (out, zeros, byline_tiff_mark_size (file));
  return out;
}

static void
point_at (const Plan *plan, guint64 place, BylineEdits *edits)
{
  const BylineIfdFile *file = &plan->tiff->file;
  const guint octets = byline_ifd_field_size (file);
  guint8 number[8];

  byline_ifd_put (file->little, number, place, octets);
  if (place != file->first)
    byline_edits_replace (edits, file->big ? 8 : 4, octets, g_bytes_new (number, octets));
}

static gboolean
place_dirs (Plan *plan, BylineEdits *edits, GError **error)
{
  const BylineIfdFile *file = &plan->tiff->file;
  const guint64 place = find_place (plan, error);
  guint64 end = 0;
  GByteArray *tail = NULL;

  if (place == 0)
    return FALSE;
  if (plan->exif.changed)
    settle_exif (plan, place); /* the size is right, the number is not yet */
  end = place + byline_ifd_draft_size (&plan->main) + byline_ifd_draft_size (&plan->exif);
  if (!file->big && end > G_MAXUINT32)
    return refuse (plan, "it would be larger than a TIFF file can be (4 GiB)", error);
  if (plan->main.slots->len == 0 || plan->main.slots->len > G_MAXUINT16)
    return refuse (plan, "its first directory would not be a valid one", error);
  if (plan->exif.changed)
    settle_exif (plan, place + byline_ifd_draft_size (&plan->main));
  tail = write_tail (plan, place);
  byline_edits_replace (edits, MIN (place, file->size), file->size - MIN (place, file->size),
                        g_byte_array_free_to_bytes (tail));
  point_at (plan, place, edits);
  return TRUE;
}

gboolean
byline_tiff_plan (BylineContainer *container, const BylineNewParts *parts, BylineEdits *edits,
                  GError **error)
{
  const BylineTiffFile *tiff = container->detail;
  g_auto (Plan) plan = { .container = container, .tiff = tiff };

  byline_ifd_draft_init (&plan.main, &tiff->file, byline_tiff_ifd0 (tiff));
  byline_ifd_draft_init (&plan.exif, &tiff->file, tiff->exif);
  change_blocks (&plan, parts);
  if (!change_exif (&plan, parts, error))
    return FALSE;
  return (!plan.main.changed && !plan.exif.changed) || place_dirs (&plan, edits, error);
}

/* Proof -------------------------------------------------------------------------------------- */

/* Tags that a plan may change. */
static gboolean
may_differ (guint16 tag)
{
  static const guint16 tags[] = { 0x010e,         0x013b,
                                  0x8298,         0x4746,
                                  BYLINE_TAG_XMP, BYLINE_TAG_PHOTOSHOP,
                                  BYLINE_TAG_IIM, BYLINE_TAG_EXIF_IFD };

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    if (tags[i] == tag)
      return TRUE;
  return FALSE;
}

static const BylineIfdEntry *
next_kept (const BylineIfd *ifd, guint *at)
{
  while (*at < byline_ifd_n_entries (ifd)) {
    const BylineIfdEntry *entry = byline_ifd_entry (ifd, (*at)++);

    if (!may_differ (entry->tag))
      return entry;
  }
  return NULL;
}

/* Every other entry of IFD0 is there, in the old order, and says the same octets or place. */
static gboolean
same_rest (const BylineIfd *old, const BylineIfd *new)
{
  guint o = 0, n = 0;

  for (;;) {
    const BylineIfdEntry *a = next_kept (old, &o);
    const BylineIfdEntry *b = next_kept (new, &n);

    if (a == NULL || b == NULL)
      return a == b && old->next == new->next;
    if (a->tag != b->tag || a->type != b->type || a->count != b->count ||
        memcmp (a->field, b->field, sizeof a->field) != 0)
      return FALSE;
  }
}

static gboolean
same_ranges (const GArray *a, const GArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->data, b->data, a->len * sizeof (BylineRange)) == 0);
}

static gboolean
same_picture (BylineContainer *container, BylineContainer *result)
{
  g_autoptr (GArray) old = byline_container_picture (container, NULL);
  g_autoptr (GArray) new = byline_container_picture (result, NULL);

  return old != NULL && new != NULL ? same_ranges (old, new) : old == new;
}

gboolean
byline_tiff_prove (BylineContainer *container, BylineContainer *result, GError **error)
{
  return (same_rest (byline_tiff_ifd0 (container->detail), byline_tiff_ifd0 (result->detail)) &&
          same_picture (container, result)) ||
         byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                "the new file did not come out right; the old one is untouched",
                                error);
}
