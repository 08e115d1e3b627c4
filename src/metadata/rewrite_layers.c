#include "metadata/rewrite_layers.h"

#include "metadata/exif.h"
#include "metadata/values.h"

#include <byline/error.h>

#include <string.h>

gboolean
byline_rewrite_refuse (GError **error, const char *why)
{
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, why);
  return FALSE;
}

gboolean
byline_rewrite_refuse_unread (GError **error)
{
  if (error != NULL && *error != NULL)
    (*error)->code = BYLINE_ERROR_REFUSED;
  return FALSE;
}

gboolean
byline_rewrite_has_caution (const BylineRewrite *rewrite, BylineCaution caution)
{
  return (byline_container_cautions (rewrite->container) & (guint) caution) != 0;
}

void
byline_rewrite_take_part (BylineRewrite *rewrite, BylinePart part, GBytes *bytes)
{
  GBytes *old = byline_container_part (rewrite->container, part);

  if (bytes == old || (bytes != NULL && old != NULL && g_bytes_equal (bytes, old)))
    g_clear_pointer (&bytes, g_bytes_unref);
  else
    byline_new_parts_take (rewrite->parts, part, bytes);
}

gboolean
byline_rewrite_same_texts (const BylineText *a, guint n_a, const BylineText *b, guint n_b)
{
  if (n_a != n_b)
    return FALSE;
  for (guint i = 0; i < n_a; i++)
    if (strcmp (a[i].text, b[i].text) != 0 || g_strcmp0 (a[i].lang, b[i].lang) != 0)
      return FALSE;
  return TRUE;
}

gboolean
byline_rewrite_says_already (const BylineMetadata *now, const BylineMetadata *after,
                             BylineField field, BylineLayer layer)
{
  guint n_now = 0;
  guint n_after = 0;
  const BylineText *a = byline_metadata_layer (now, field, layer, &n_now);
  const BylineText *b = byline_metadata_layer (after, field, layer, &n_after);

  return byline_rewrite_same_texts (a, n_now, b, n_after);
}

/* Exif */

static gboolean
exif_says (const BylineRewrite *rewrite, BylineField field)
{
  const GPtrArray *wanted = rewrite->wanted[field];
  g_autoptr (BylineMetadata) after = byline_metadata_new ();
  const BylineText *text = byline_texts_array_default (wanted);

  if (field == BYLINE_FIELD_CREATOR)
    for (guint i = 0; i < wanted->len; i++)
      byline_metadata_add (after, field, BYLINE_LAYER_EXIF, NULL,
                           ((const BylineText *) g_ptr_array_index (wanted, i))->text);
  else if (text != NULL)
    byline_metadata_add (after, field, BYLINE_LAYER_EXIF, NULL, text->text);
  return byline_rewrite_says_already (rewrite->metadata, after, field, BYLINE_LAYER_EXIF);
}

static gboolean
wants_exif (const BylineRewrite *rewrite, BylineField field)
{
  guint n = 0;

  if (rewrite->wanted[field] == NULL || byline_fields[field].exif_tag == 0)
    return FALSE;
  /* Microsoft's tag is kept true where it is, and brought nowhere else */
  if (field == BYLINE_FIELD_RATING &&
      byline_metadata_layer (rewrite->metadata, field, BYLINE_LAYER_EXIF, &n) == NULL)
    return FALSE;
  return !exif_says (rewrite, field);
}

gboolean
byline_rewrite_exif (BylineRewrite *rewrite, GError **error)
{
  GBytes *old = rewrite->exif != NULL
                    ? rewrite->exif
                    : byline_container_part (rewrite->container, BYLINE_PART_EXIF);
  gsize max = byline_container_part_max (rewrite->container, BYLINE_PART_EXIF);
  g_autoptr (GArray) tags = byline_exif_tags_new ();
  g_autoptr (GBytes) new = NULL;

  if (max == 0)
    return TRUE;

  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (wants_exif (rewrite, (BylineField) i))
      byline_exif_tags_add (tags, (BylineField) i, rewrite->wanted[i]);
  if (tags->len == 0 && rewrite->exif == NULL)
    return TRUE;
  new =
      byline_exif_write (old, (const BylineExifTag *) (gpointer) tags->data, tags->len, max, error);
  if (new == NULL)
    return FALSE;
  if (g_bytes_get_size (new) == 0)
    g_clear_pointer (&new, g_bytes_unref);
  byline_rewrite_take_part (rewrite, BYLINE_PART_EXIF, g_steal_pointer (&new));
  if (rewrite->parts->part[BYLINE_PART_EXIF].set &&
      byline_rewrite_has_caution (rewrite, BYLINE_CAUTION_SEVERAL_EXIF))
    return byline_rewrite_refuse (
        error, "it has more than one Exif block, and which is meant is not clear");
  return TRUE;
}
