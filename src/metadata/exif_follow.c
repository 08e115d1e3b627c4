#include "metadata/exif.h"

#include "metadata/claims.h"

#include <byline/error.h>

/* Where the byte at @offset of the old file is in the new one. Returns: FALSE if it does not stay
 */
static gboolean
moved (const BylineSplice *splice, guint64 offset, guint64 *to)
{
  guint64 at = 0;

  for (guint i = 0; i < byline_splice_n_pieces (splice); i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);

    if (piece->fresh == NULL && offset >= piece->offset && offset - piece->offset < piece->length) {
      *to = at + (offset - piece->offset);
      return TRUE;
    }
    at += piece->length;
  }
  return FALSE;
}

/* Changes the number if what it leads to moves.  What lies in a part that is written anew was no
 * preview.  Returns: FALSE if the number would be too large */
static gboolean
follow (const BylineClaim *claim, const BylineExifPlace *place, GBytes *old, GByteArray *bytes)
{
  BylineTiff block = { g_bytes_get_data (old, NULL), bytes->len, claim->little };
  guint64 target = claim->start + (claim->from_file ? 0 : place->at);
  guint64 to, number;

  if (target < place->at + bytes->len || target >= place->file_size ||
      !moved (place->splice, target, &to))
    return TRUE;
  number = byline_tiff_u32 (&block, claim->number) + (to - target);
  if (number > G_MAXUINT32)
    return FALSE;
  byline_tiff_put_u32 (&block, bytes->data + claim->number, (guint32) number);
  return TRUE;
}

GBytes *
byline_exif_follow (GBytes *tiff, const BylineExifPlace *place, GError **error)
{
  gsize size;
  const guint8 *old = g_bytes_get_data (tiff, &size);
  g_autoptr (GByteArray) bytes = NULL;
  g_autoptr (GArray) claims = NULL;
  g_autoptr (GBytes) new = NULL;
  BylineTiff block;

  if (byline_tiff_open (&block, old, size))
    claims = byline_claims_find (&block, NULL);
  if (claims == NULL)
    return g_bytes_ref (tiff);
  bytes = g_byte_array_append (g_byte_array_sized_new ((guint) size), old, (guint) size);
  for (guint i = 0; i < claims->len; i++) {
    const BylineClaim *claim = &g_array_index (claims, BylineClaim, i);

    if (byline_claim_leads_out (claim, size) && !follow (claim, place, tiff, bytes)) {
      g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                           "its camera keeps a preview behind the picture that would be lost");
      return NULL;
    }
  }
  new = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
  return g_bytes_ref (g_bytes_equal (new, tiff) ? tiff : new);
}
