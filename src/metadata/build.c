#include "metadata/rewrite_layers.h"

#include "metadata/exif.h"
#include "metadata/iim.h"
#include "metadata/photoshop.h"
#include "metadata/values.h"
#include "metadata/xmp.h"

/* A JPEG segment's room: what no rendition may need more of. */
#define MAX_EXIF 65527

/* The values of @field that go out; NULL if there are none. */
static GPtrArray *
outgoing (const BylineMetadata *metadata, guint64 fields, BylineField field)
{
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n, NULL);

  if (n == 0 || (fields & (G_GUINT64_CONSTANT (1) << field)) == 0)
    return NULL;
  return byline_texts_copy (values, n);
}

static GBytes *
build_exif (GPtrArray *const values[BYLINE_N_FIELDS])
{
  static const BylineField carried[] = { BYLINE_FIELD_CREATOR, BYLINE_FIELD_COPYRIGHT,
                                         BYLINE_FIELD_DESCRIPTION };
  g_autoptr (GArray) tags = byline_exif_tags_new ();

  for (guint i = 0; i < G_N_ELEMENTS (carried); i++)
    if (values[carried[i]] != NULL)
      byline_exif_tags_add (tags, carried[i], values[carried[i]]);
  if (tags->len == 0)
    return NULL;
  /* a caption that is too long for it is still in XMP */
  return byline_exif_write (NULL, (const BylineExifTag *) (gpointer) tags->data, tags->len,
                            MAX_EXIF, NULL);
}

static GBytes *
build_iim (GPtrArray *const values[BYLINE_N_FIELDS])
{
  g_autoptr (BylineIim) iim = byline_iim_new ();
  g_autoptr (BylinePhotoshop) photoshop = byline_photoshop_new ();
  g_autoptr (GBytes) block = NULL;

  if (!byline_iim_make_utf8 (iim, NULL, NULL))
    return NULL;
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (values[i] != NULL)
      byline_iim_set (iim, (BylineField) i, values[i], NULL);
  if (byline_iim_is_empty (iim))
    return NULL;
  block = byline_iim_serialise (iim);
  byline_photoshop_set_iim (photoshop, block);
  return byline_photoshop_serialise (photoshop);
}

static GBytes *
build_xmp (GPtrArray *const values[BYLINE_N_FIELDS])
{
  g_autoptr (BylineXmp) xmp = byline_xmp_new ();

  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (values[i] != NULL)
      byline_xmp_set (xmp, (BylineField) i, values[i]);
  return byline_xmp_is_changed (xmp) ? byline_xmp_serialise (xmp, NULL) : NULL;
}

void
byline_metadata_build (const BylineMetadata *metadata, guint64 fields, BylineNewParts *parts)
{
  GPtrArray *values[BYLINE_N_FIELDS];

  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    values[i] = outgoing (metadata, fields, (BylineField) i);
  byline_new_parts_take (parts, BYLINE_PART_EXIF, build_exif (values));
  byline_new_parts_take (parts, BYLINE_PART_PHOTOSHOP, build_iim (values));
  byline_new_parts_take (parts, BYLINE_PART_XMP, build_xmp (values));
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    g_clear_pointer (&values[i], g_ptr_array_unref);
}
