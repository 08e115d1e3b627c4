#include "credit/lines_private.h"

#include <string.h>

/* What a credit line is in IIM, whose credit takes 32 octets: the ministry's name in Kazakh has 90.
 */

static gboolean
is_too_long (const char *text)
{
  return strlen (text) > (gsize) byline_fields[BYLINE_FIELD_CREDIT].iim_max;
}

GHashTable *
byline_credit_lines_iim (const BylineCreditLines *lines)
{
  g_autoptr (GHashTable) short_forms =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < byline_credit_lines_n (lines); i++) {
    const BylineCreditLine *line = byline_credit_lines_at (lines, i);

    if (line->iim == NULL)
      continue;
    if (is_too_long (line->name))
      g_hash_table_insert (short_forms, g_strdup (line->name), g_strdup (line->iim));
    for (guint k = 0; k < line->aliases->len; k++)
      if (is_too_long (line->aliases->pdata[k]))
        g_hash_table_insert (short_forms, g_strdup (line->aliases->pdata[k]), g_strdup (line->iim));
  }
  return g_hash_table_size (short_forms) > 0 ? g_steal_pointer (&short_forms) : NULL;
}

/* Returns: (nullable): what the layer says, if it says one thing */
static const char *
said (const BylineMetadata *metadata, BylineLayer layer)
{
  guint n = 0;
  const BylineText *texts = byline_metadata_layer (metadata, BYLINE_FIELD_CREDIT, layer, &n);

  return n == 1 ? texts[0].text : NULL;
}

void
byline_credit_lines_settle (const BylineCreditLines *lines, BylineMetadata *metadata)
{
  const guint odd = byline_metadata_odd (metadata, BYLINE_FIELD_CREDIT);
  const char *iim = said (metadata, BYLINE_LAYER_IIM);
  const char *xmp = said (metadata, BYLINE_LAYER_XMP);
  const char *sidecar = said (metadata, BYLINE_LAYER_SIDECAR);
  const BylineCreditLine *line = NULL;

  if (lines == NULL || (odd & (BYLINE_ODD_CONFLICT | BYLINE_ODD_TRUNCATED)) == 0 || iim == NULL ||
      xmp == NULL || (sidecar != NULL && strcmp (sidecar, xmp) != 0) || !is_too_long (xmp))
    return;
  line = byline_credit_lines_find (lines, xmp);
  if (line == NULL || g_strcmp0 (line->iim, iim) != 0)
    return;
  byline_metadata_unmark (metadata, BYLINE_FIELD_CREDIT, BYLINE_ODD_CONFLICT);
  byline_metadata_unmark (metadata, BYLINE_FIELD_CREDIT, BYLINE_ODD_TRUNCATED);
  byline_metadata_mark (metadata, BYLINE_FIELD_CREDIT, BYLINE_ODD_SHORT);
}
