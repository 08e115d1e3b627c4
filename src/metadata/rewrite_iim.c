/* IIM: among Photoshop's image resources, and in TIFF alone as well. */
#include "metadata/iim.h"

#include "metadata/photoshop.h"
#include "metadata/rewrite_layers.h"
#include "metadata/values.h"

#include <byline/error.h>

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

/* Does @now say what would be written?  That is read, too, so that the block's own limits are in
 * it.
 */
static gboolean
iim_says (const BylineRewrite *rewrite, const BylineMetadata *now)
{
  g_autoptr (BylineMetadata) after = byline_metadata_new ();
  g_autoptr (BylineIim) iim = byline_iim_new ();

  if (!byline_iim_make_utf8 (iim, NULL, NULL))
    return FALSE;
  set_fields (rewrite, iim, NULL);
  byline_iim_read (iim, NULL, after);
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (wants_iim (rewrite, (BylineField) i) &&
        !byline_rewrite_says_already (now, after, (BylineField) i, BYLINE_LAYER_IIM))
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

/* What @old, or nothing, becomes.  @cut: (nullable); @new: (out) (nullable): NULL: nothing is left
 */
static gboolean
change_block (BylineRewrite *rewrite, GBytes *old, GPtrArray *cut, GBytes **new, GError **error)
{
  g_autoptr (BylineIim) iim = old != NULL ? byline_iim_parse (old, error) : byline_iim_new ();

  *new = NULL;
  if (iim == NULL)
    return byline_rewrite_refuse_unread (error);
  if (!byline_iim_make_utf8 (iim, byline_container_legacy_charset (rewrite->container), error))
    return refuse_charset (error);
  byline_iim_make_plain (iim);
  set_fields (rewrite, iim, cut);
  if (byline_container_part_max (rewrite->container, BYLINE_PART_IIM) > 0)
    byline_iim_fill (iim);
  else
    byline_iim_pad (iim);
  if (!byline_iim_is_empty (iim))
    *new = byline_iim_serialise (iim);
  return TRUE;
}

/* In JPEG: the resources hold it. */
static void
take_inside (const BylineRewrite *rewrite, BylinePhotoshop *photoshop, GBytes *block)
{
  if (byline_photoshop_digest_matches (photoshop, NULL) || !leaves_conflict (rewrite))
    byline_photoshop_set_iim (photoshop, block);
  else
    byline_photoshop_swap_iim (photoshop, block);
}

/* In TIFF: it stands alone, and the resources know its digest.  Where they have a block as well, as
 * Photoshop leaves it, that one says the same, and keeps what only it has. */
static gboolean
take_alone (BylineRewrite *rewrite, BylinePhotoshop *photoshop, GBytes *block, GError **error)
{
  GBytes *old = byline_container_part (rewrite->container, BYLINE_PART_IIM);
  GBytes *inside = byline_photoshop_iim (photoshop);
  const gboolean in_step =
      byline_photoshop_digest_matches (photoshop, old) || !leaves_conflict (rewrite);

  if (inside != NULL) {
    g_autoptr (GBytes) follows = NULL;

    if (!change_block (rewrite, inside, NULL, &follows, error))
      return FALSE;
    byline_photoshop_swap_iim (photoshop, follows);
  }
  if (in_step)
    byline_photoshop_set_digest (photoshop, block);
  byline_rewrite_take_part (rewrite, BYLINE_PART_IIM, block != NULL ? g_bytes_ref (block) : NULL);
  return TRUE;
}

static gboolean
change_iim (BylineRewrite *rewrite, BylinePhotoshop *photoshop, GBytes *old, GError **error)
{
  g_autoptr (GPtrArray) cut = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GBytes) block = NULL;

  if (!change_block (rewrite, old, cut, &block, error))
    return FALSE;
  note_charset (rewrite);
  if (cut->len > 0)
    rewrite->report->cut = g_steal_pointer (&cut);
  if (byline_container_part_max (rewrite->container, BYLINE_PART_IIM) == 0)
    take_inside (rewrite, photoshop, block);
  else if (!take_alone (rewrite, photoshop, block, error))
    return FALSE;
  byline_rewrite_take_part (rewrite, BYLINE_PART_PHOTOSHOP, byline_photoshop_serialise (photoshop));
  return TRUE;
}

/* Where a TIFF file has two blocks, @inside is the one that is not read. */
static gboolean
inside_says (const BylineRewrite *rewrite, GBytes *alone, GBytes *inside)
{
  g_autoptr (BylineIim) iim = NULL;
  g_autoptr (BylineMetadata) now = byline_metadata_new ();

  if (alone == NULL || inside == NULL)
    return TRUE;
  iim = byline_iim_parse (inside, NULL);
  if (iim == NULL)
    return FALSE;
  byline_iim_read (iim, byline_container_legacy_charset (rewrite->container), now);
  return iim_says (rewrite, now);
}

gboolean
byline_rewrite_iim (BylineRewrite *rewrite, GError **error)
{
  GBytes *resources = byline_container_part (rewrite->container, BYLINE_PART_PHOTOSHOP);
  GBytes *alone = byline_container_part (rewrite->container, BYLINE_PART_IIM);
  g_autoptr (BylinePhotoshop) photoshop = NULL;
  g_autoptr (BylineIim) readable = NULL;
  GBytes *inside = NULL, *old = NULL;

  if (!any_wants_iim (rewrite) ||
      byline_container_part_max (rewrite->container, BYLINE_PART_PHOTOSHOP) == 0)
    return TRUE;
  photoshop =
      resources != NULL ? byline_photoshop_parse (resources, error) : byline_photoshop_new ();
  if (photoshop == NULL)
    return byline_rewrite_refuse_unread (error);
  inside = byline_photoshop_iim (photoshop);
  old = alone != NULL ? alone : inside;
  if (old == NULL && rewrite->options->iim == BYLINE_IIM_IF_PRESENT)
    return TRUE;
  readable = old != NULL ? byline_iim_parse (old, error) : byline_iim_new ();
  if (readable == NULL)
    return byline_rewrite_refuse_unread (error);
  if (iim_says (rewrite, rewrite->metadata) && inside_says (rewrite, alone, inside))
    return TRUE;
  return change_iim (rewrite, photoshop, old, error);
}
