#include "metadata/rewrite_layers.h"

#include "metadata/exif.h"
#include "metadata/iim.h"
#include "metadata/photoshop.h"
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

/* Would @layer read as @after does? */
static gboolean
says_already (const BylineMetadata *now, const BylineMetadata *after, BylineField field,
              BylineLayer layer)
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
  return says_already (rewrite->metadata, after, field, BYLINE_LAYER_EXIF);
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

/* IIM */

static gboolean
wants_iim (const BylineRewrite *rewrite, BylineField field)
{
  return rewrite->wanted[field] != NULL && byline_fields[field].iim_dataset != 0;
}

static gboolean
any_wants_iim (const BylineRewrite *rewrite)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (wants_iim (rewrite, (BylineField) i))
      return TRUE;
  return FALSE;
}

/* Returns: (nullable): the short form of the credit that is wanted, where the library knows one */
static const char *
short_credit (const BylineRewrite *rewrite)
{
  const GPtrArray *wanted = rewrite->wanted[BYLINE_FIELD_CREDIT];

  return rewrite->options->iim_credits != NULL && wanted != NULL && wanted->len == 1
             ? g_hash_table_lookup (rewrite->options->iim_credits,
                                    ((const BylineText *) g_ptr_array_index (wanted, 0))->text)
             : NULL;
}

static void
set_short_credit (BylineIim *iim, const char *text, GPtrArray *cut)
{
  g_autoptr (GPtrArray) values = g_ptr_array_new ();
  BylineText value = { .text = (char *) text };

  g_ptr_array_add (values, &value);
  byline_iim_set (iim, BYLINE_FIELD_CREDIT, values, NULL);
  if (cut != NULL)
    g_ptr_array_add (cut, g_strdup_printf ("credit is “%s” in IIM, its short form", text));
}

static void
set_fields (const BylineRewrite *rewrite, BylineIim *iim, GPtrArray *cut)
{
  const char *credit = short_credit (rewrite);

  for (guint i = 0; i < BYLINE_N_FIELDS; i++) {
    if (!wants_iim (rewrite, (BylineField) i))
      continue;
    if (i == BYLINE_FIELD_CREDIT && credit != NULL)
      set_short_credit (iim, credit, cut);
    else
      byline_iim_set (iim, (BylineField) i, rewrite->wanted[i], cut);
  }
}

/* Reads what would be written, so that the block's own limits are in it. */
static gboolean
iim_says (const BylineRewrite *rewrite)
{
  g_autoptr (BylineMetadata) after = byline_metadata_new ();
  g_autoptr (BylineIim) iim = byline_iim_new ();

  if (!byline_iim_make_utf8 (iim, NULL, NULL))
    return FALSE;
  set_fields (rewrite, iim, NULL);
  byline_iim_read (iim, NULL, after);
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (wants_iim (rewrite, (BylineField) i) &&
        !says_already (rewrite->metadata, after, (BylineField) i, BYLINE_LAYER_IIM))
      return FALSE;
  return TRUE;
}

/* Does a field that the edit leaves alone live by a digest that does not match? */
static gboolean
leaves_conflict (const BylineRewrite *rewrite)
{
  guint n = 0;

  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (!wants_iim (rewrite, (BylineField) i) &&
        byline_metadata_layer (rewrite->metadata, (BylineField) i, BYLINE_LAYER_IIM, &n) != NULL &&
        (byline_metadata_odd (rewrite->metadata, (BylineField) i) & BYLINE_ODD_CONFLICT))
      return TRUE;
  return FALSE;
}

static void
take_iim (const BylineRewrite *rewrite, BylinePhotoshop *photoshop, const BylineIim *iim)
{
  g_autoptr (GBytes) block = byline_iim_is_empty (iim) ? NULL : byline_iim_serialise (iim);

  if (byline_photoshop_digest_matches (photoshop) || !leaves_conflict (rewrite))
    byline_photoshop_set_iim (photoshop, block);
  else
    byline_photoshop_swap_iim (photoshop, block);
}

static gboolean
refuse_charset (GError **error)
{
  g_prefix_error (error, "its old text cannot be brought into UTF-8 (--legacy-charset says what it "
                         "is in): ");
  return byline_rewrite_refuse_unread (error);
}

static void
note_charset (const BylineRewrite *rewrite)
{
  gboolean guessed = FALSE;
  const char *charset = byline_metadata_charset (rewrite->metadata, &guessed);

  if (charset == NULL)
    return;
  if (rewrite->report->notes == NULL)
    rewrite->report->notes = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (
      rewrite->report->notes,
      g_strdup_printf ("IIM text brought from %s into UTF-8%s", charset,
                       guessed ? "; that was a guess, --legacy-charset says otherwise" : ""));
}

static gboolean
change_iim (BylineRewrite *rewrite, BylinePhotoshop *photoshop, BylineIim *iim, GError **error)
{
  g_autoptr (GPtrArray) cut = g_ptr_array_new_with_free_func (g_free);

  if (!byline_iim_make_utf8 (iim, byline_container_legacy_charset (rewrite->container), error))
    return refuse_charset (error);
  note_charset (rewrite);
  byline_iim_make_plain (iim);
  set_fields (rewrite, iim, cut);
  if (cut->len > 0)
    rewrite->report->cut = g_steal_pointer (&cut);
  byline_iim_pad (iim);
  take_iim (rewrite, photoshop, iim);
  byline_rewrite_take_part (rewrite, BYLINE_PART_PHOTOSHOP, byline_photoshop_serialise (photoshop));
  return TRUE;
}

gboolean
byline_rewrite_iim (BylineRewrite *rewrite, GError **error)
{
  GBytes *old = byline_container_part (rewrite->container, BYLINE_PART_PHOTOSHOP);
  g_autoptr (BylinePhotoshop) photoshop = NULL;
  g_autoptr (BylineIim) iim = NULL;
  GBytes *block = NULL;

  if (!any_wants_iim (rewrite) ||
      byline_container_part_max (rewrite->container, BYLINE_PART_PHOTOSHOP) == 0)
    return TRUE;
  photoshop = old != NULL ? byline_photoshop_parse (old, error) : byline_photoshop_new ();
  if (photoshop == NULL)
    return byline_rewrite_refuse_unread (error);
  block = byline_photoshop_iim (photoshop);
  if (block == NULL && rewrite->options->iim == BYLINE_IIM_IF_PRESENT)
    return TRUE;
  iim = block != NULL ? byline_iim_parse (block, error) : byline_iim_new ();
  if (iim == NULL)
    return byline_rewrite_refuse_unread (error);
  return iim_says (rewrite) || change_iim (rewrite, photoshop, iim, error);
}
