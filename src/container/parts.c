#include "container/parts.h"

#include "container/format.h"
#include "container/wrap.h"

void
byline_new_parts_clear (BylineNewParts *parts)
{
  for (guint i = 0; i < BYLINE_N_PARTS; i++) {
    g_clear_pointer (&parts->part[i].bytes, g_bytes_unref);
    parts->part[i].set = FALSE;
  }
}

void
byline_new_parts_take (BylineNewParts *parts, BylinePart part, GBytes *bytes)
{
  g_clear_pointer (&parts->part[part].bytes, g_bytes_unref);
  parts->part[part].bytes = bytes;
  parts->part[part].set = TRUE;
}

static gsize
part_size (GBytes *bytes)
{
  return bytes != NULL ? g_bytes_get_size (bytes) : 0;
}

gboolean
byline_part_same (GBytes *a, GBytes *b)
{
  if (part_size (a) == 0 || part_size (b) == 0)
    return part_size (a) == part_size (b);
  return g_bytes_equal (a, b);
}

/* What of @parts is really new, in the shape that a format's plan() asks for. */
static BylineNewParts
only_new (const BylineContainer *container, const BylineNewParts *parts)
{
  BylineNewParts fresh = { 0 };

  for (guint i = 0; i < BYLINE_N_PARTS; i++) {
    GBytes *bytes = parts->part[i].bytes;

    if (parts->part[i].set && !byline_part_same (bytes, container->part[i]))
      byline_new_parts_take (&fresh, (BylinePart) i,
                             part_size (bytes) > 0 ? g_bytes_ref (bytes) : NULL);
  }
  return fresh;
}

static gboolean
check_sizes (const BylineContainer *container, const BylineNewParts *parts, GError **error)
{
  static const char *const names[] = {
    [BYLINE_PART_EXIF] = "Exif",
    [BYLINE_PART_PHOTOSHOP] = "Photoshop (IPTC-IIM)",
    [BYLINE_PART_XMP] = "XMP",
    [BYLINE_PART_XMP_EXTENSION] = "extended XMP",
    [BYLINE_PART_XMP_SECOND] = "second XMP",
    [BYLINE_PART_IIM] = "IPTC-IIM",
  };
  G_STATIC_ASSERT (G_N_ELEMENTS (names) == BYLINE_N_PARTS);

  for (guint i = 0; i < BYLINE_N_PARTS; i++) {
    gsize max = byline_container_part_max (container, (BylinePart) i);

    if (part_size (parts->part[i].bytes) <= max)
      continue;
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 max == 0 ? "%s: this kind of file has no place for %s data"
                          : "%s: its %s data would be larger than this kind of file can hold",
                 byline_input_name (container->input), names[i]);
    return FALSE;
  }
  return TRUE;
}

BylineSplice *
byline_container_plan (BylineContainer *container, const BylineNewParts *parts, GError **error)
{
  g_auto (BylineNewParts) fresh = only_new (container, parts);
  g_autoptr (BylineEdits) edits = byline_edits_new ();

  if (!byline_format_is_written (container->kind)) {
    byline_container_fail (container, BYLINE_ERROR_REFUSED,
                           "byline never writes into this kind of file", error);
    return NULL;
  }
  if (container->trouble != NULL) {
    byline_container_fail (container, BYLINE_ERROR_REFUSED, container->trouble, error);
    return NULL;
  }
  if (!check_sizes (container, &fresh, error) ||
      !container->format->plan (container, &fresh, edits, error))
    return NULL;
  return byline_edits_splice (edits, byline_input_size (container->input));
}

BylineSplice *
byline_container_wrap (BylineContainer *container, const BylineNewParts *parts, GError **error)
{
  if (container->format->wrap != NULL)
    return container->format->wrap (container, parts, error);
  return byline_container_plan (container, parts, error);
}
