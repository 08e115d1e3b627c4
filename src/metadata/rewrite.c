#include "metadata/rewrite_layers.h"

#include "metadata/exif.h"
#include "metadata/iim.h"
#include "metadata/photoshop.h"
#include "metadata/xmp.h"

#include <byline/error.h>

#include <string.h>

/* Reading */

/* What stands alone in a TIFF file stands over what is among its image resources: it is the place
 * that TIFF has for IIM (MWG 2.0).
 *
 * Returns: whether IPTCDigest matches, or there is none */
static gboolean
read_iim (BylineContainer *container, BylineMetadata *metadata)
{
  GBytes *resources = byline_container_part (container, BYLINE_PART_PHOTOSHOP);
  GBytes *alone = byline_container_part (container, BYLINE_PART_IIM);
  const char *legacy_charset = byline_container_legacy_charset (container);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylinePhotoshop) photoshop =
      resources != NULL ? byline_photoshop_parse (resources, &error) : NULL;
  g_autoptr (BylineIim) iim = NULL;
  GBytes *block = alone;

  if (block == NULL && photoshop != NULL)
    block = byline_photoshop_iim (photoshop);
  if (block != NULL)
    iim = byline_iim_parse (block, error == NULL ? &error : NULL);
  if (error != NULL)
    byline_metadata_note (metadata, "IIM left out: %s", error->message);
  if (iim != NULL)
    byline_iim_read (iim, legacy_charset, metadata);
  return photoshop == NULL || byline_photoshop_digest_matches (photoshop, alone);
}

/* @guid: (out) (transfer full) (nullable): what it says of its extension */
static void
read_packet (BylineContainer *container, BylinePart part, BylineMetadata *metadata, char **guid)
{
  GBytes *packet = byline_container_part (container, part);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineXmp) xmp = packet != NULL ? byline_xmp_parse (packet, &error) : NULL;

  if (xmp == NULL) {
    if (packet != NULL)
      byline_metadata_note (metadata, "XMP left out: %s", error->message);
    return;
  }
  byline_xmp_read (xmp, metadata);
  if (guid != NULL)
    *guid = byline_xmp_extended_guid (xmp);
}

static void
read_extension (BylineContainer *container, const char *guid, BylineMetadata *metadata)
{
  GBytes *extension = byline_container_part (container, BYLINE_PART_XMP_EXTENSION);
  g_autofree char *digest = extension != NULL ? byline_xmp_extension_guid (extension) : NULL;

  if (digest == NULL)
    byline_metadata_note (metadata, "extended XMP left out: it is not complete");
  else if (g_ascii_strcasecmp (digest, guid) != 0)
    byline_metadata_note (metadata, "extended XMP is not what its digest says");
  read_packet (container, BYLINE_PART_XMP_EXTENSION, metadata, NULL);
}

/* What a second packet says alone comes last. */
static void
read_xmp (BylineContainer *container, BylineMetadata *metadata)
{
  g_autofree char *guid = NULL;

  read_packet (container, BYLINE_PART_XMP, metadata, &guid);
  if (guid != NULL)
    read_extension (container, guid, metadata);
  read_packet (container, BYLINE_PART_XMP_SECOND, metadata, NULL);
}

static void
read_sidecar (BylineContainer *sidecar, BylineMetadata *metadata)
{
  const char *path = byline_input_name (byline_container_input (sidecar));
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineXmp) xmp =
      byline_xmp_parse (byline_container_part (sidecar, BYLINE_PART_XMP), &error);

  if (xmp == NULL) {
    byline_metadata_note (metadata, "sidecar left out: %s: %s", path, error->message);
    return;
  }
  byline_xmp_read_sidecar (xmp, metadata);
  byline_metadata_set_sidecar (metadata, path);
}

BylineMetadata *
byline_metadata_read_parts (BylineContainer *container)
{
  return byline_metadata_read_both (container, NULL);
}

BylineMetadata *
byline_metadata_read_both (BylineContainer *container, BylineContainer *sidecar)
{
  BylineMetadata *metadata = byline_metadata_new ();
  BylineFacts *facts = byline_metadata_facts (metadata);
  GBytes *exif = byline_container_part (container, BYLINE_PART_EXIF);
  gboolean digest_matches = TRUE;

  facts->format = byline_container_format (container);
  facts->width = byline_container_width (container);
  facts->height = byline_container_height (container);
  facts->has_c2pa = (byline_container_cautions (container) & BYLINE_CAUTION_C2PA) != 0;
  if (exif != NULL)
    byline_exif_read (exif, byline_container_legacy_charset (container), metadata);
  if (byline_container_orientation (container) != 0)
    facts->orientation = byline_container_orientation (container);
  digest_matches = read_iim (container, metadata);
  read_xmp (container, metadata);
  if (sidecar != NULL)
    read_sidecar (sidecar, metadata);
  byline_metadata_reconcile (metadata, digest_matches);
  if (facts->taken == NULL)
    facts->taken = g_strdup (byline_metadata_text (metadata, BYLINE_FIELD_DATE_CREATED));
  return metadata;
}

/* Planning */

static void
want (BylineRewrite *rewrite, const BylineEdit *edit)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++) {
    guint n = 0;
    const BylineText *now = byline_metadata_best (rewrite->metadata, (BylineField) i, &n, NULL);

    rewrite->wanted[i] = byline_edit_apply (edit, (BylineField) i, now, n);
  }
}

static void
clear (BylineRewrite *rewrite)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    g_clear_pointer (&rewrite->wanted[i], g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineRewrite, clear)

static gboolean
is_changed (const BylineNewParts *parts)
{
  for (guint i = 0; i < BYLINE_N_PARTS; i++)
    if (parts->part[i].set)
      return TRUE;
  return FALSE;
}

/* Where the Exif block is, if numbers in it can lead elsewhere in the file. */
static gboolean
find_place (const BylineRewrite *rewrite, const BylineSplice *splice, BylineExifPlace *place)
{
  *place = (BylineExifPlace){
    .at = byline_container_part_at (rewrite->container, BYLINE_PART_EXIF),
    .file_size = byline_input_size (byline_container_input (rewrite->container)),
    .splice = splice,
  };
  return place->at != 0 && byline_splice_size (splice) != place->file_size;
}

/* Does the new file have @bytes at @at? */
static gboolean
lies_at (const BylineSplice *splice, GBytes *bytes, guint64 at)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint64 start = 0;

  for (guint i = 0; i < byline_splice_n_pieces (splice); i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);

    if (piece->fresh != NULL && at >= start && at + size <= start + piece->length)
      return memcmp ((const guint8 *) g_bytes_get_data (piece->fresh, NULL) + (at - start), data,
                     size) == 0;
    start += piece->length;
  }
  return FALSE;
}

/* Some cameras keep previews behind the picture, at places that count from the Exif block's
 * beginning.  Once it is known how far they move, the block's numbers can follow; that changes no
 * length, so the plan made again moves them as far. */
static BylineSplice *
follow_previews (BylineRewrite *rewrite, BylineSplice *first, GError **error)
{
  g_autoptr (BylineSplice) splice = first;
  g_autoptr (GBytes) followed = NULL;
  g_autoptr (BylineSplice) again = NULL;
  GBytes *exif = byline_container_part (rewrite->container, BYLINE_PART_EXIF);
  BylineExifPlace place;

  if (exif == NULL || !find_place (rewrite, splice, &place))
    return g_steal_pointer (&splice);
  followed = byline_exif_follow (exif, &place, error);
  if (followed == NULL)
    return NULL;
  if (followed == exif)
    return g_steal_pointer (&splice);

  rewrite->exif = followed;
  if (!byline_rewrite_exif (rewrite, error))
    return NULL;
  again = byline_container_plan (rewrite->container, rewrite->parts, error);
  if (again == NULL)
    return NULL;
  exif = rewrite->parts->part[BYLINE_PART_EXIF].bytes;
  if (byline_splice_size (again) == byline_splice_size (splice) && exif != NULL &&
      lies_at (again, exif, place.at))
    return g_steal_pointer (&again);
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                       "its camera keeps a preview behind the picture that would be lost");
  return NULL;
}

static BylineSplice *
plan_file (BylineRewrite *rewrite, GError **error)
{
  BylineSplice *splice = NULL;

  if ((byline_container_cautions (rewrite->container) & BYLINE_CAUTION_C2PA) &&
      !rewrite->options->break_c2pa) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                         "a change would break the signature of its Content Credentials; "
                         "--sidecar writes beside it, --break-c2pa writes all the same");
    return NULL;
  }
  splice = byline_container_plan (rewrite->container, rewrite->parts, error);
  return splice != NULL ? follow_previews (rewrite, splice, error) : NULL;
}

BylineSplice *
byline_metadata_plan (BylineContainer *container, const BylineMetadata *metadata,
                      const BylineEdit *edit, const BylineWriteOptions *options,
                      BylineNewParts *parts, BylineWriteReport *report, GError **error)
{
  g_auto (BylineRewrite) rewrite = { .container = container,
                                     .metadata = metadata,
                                     .options = options,
                                     .parts = parts,
                                     .report = report };
  BylineSplice *splice = NULL;

  if (!byline_format_is_written (byline_container_format (container))) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                         "byline never writes into this kind of file");
    return NULL;
  }
  want (&rewrite, edit);
  if (!byline_rewrite_exif (&rewrite, error) || !byline_rewrite_iim (&rewrite, error) ||
      !byline_rewrite_xmp (&rewrite, error))
    return NULL;
  report->changed = is_changed (parts);
  if (report->changed)
    return plan_file (&rewrite, error);
  splice = byline_splice_new ();
  byline_splice_keep (splice, 0, byline_input_size (byline_container_input (container)));
  return splice;
}
