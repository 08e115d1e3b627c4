/* The XMP layer of a file: the packet, its extension, and a second packet that should not be there.
 */
#include "metadata/rewrite_layers.h"

#include "metadata/xmp.h"

#include <byline/error.h>

#include <string.h>

/* An extension has no wrapper (XMP Part 3, 1.1.3.1). */
static const char new_extension[] =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">"
    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">"
    "<rdf:Description rdf:about=\"\"/></rdf:RDF></x:xmpmeta>";

typedef struct {
  BylineXmp *first, *extension, *second; /* the last two may be NULL */
} Packets;

static void
packets_clear (Packets *packets)
{
  g_clear_pointer (&packets->first, byline_xmp_free);
  g_clear_pointer (&packets->extension, byline_xmp_free);
  g_clear_pointer (&packets->second, byline_xmp_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Packets, packets_clear)

static GBytes *
old_part (const BylineRewrite *rewrite, BylinePart part)
{
  return byline_container_part (rewrite->container, part);
}

static gboolean
parse_part (const BylineRewrite *rewrite, BylinePart part, BylineXmp **xmp, GError **error)
{
  GBytes *old = old_part (rewrite, part);

  *xmp = old != NULL ? byline_xmp_parse (old, error) : NULL;
  if (old == NULL)
    return TRUE;
  if (*xmp == NULL)
    return byline_rewrite_refuse_unread (error);
  if (byline_xmp_is_known_wrapper (*xmp))
    return TRUE;
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                       "XMP: its rdf:RDF is in an element that readers do not know");
  return FALSE;
}

static gboolean
parse (const BylineRewrite *rewrite, Packets *packets, GError **error)
{
  if (!parse_part (rewrite, BYLINE_PART_XMP, &packets->first, error) ||
      !parse_part (rewrite, BYLINE_PART_XMP_EXTENSION, &packets->extension, error) ||
      !parse_part (rewrite, BYLINE_PART_XMP_SECOND, &packets->second, error))
    return FALSE;
  if (packets->first == NULL)
    packets->first = byline_xmp_new ();
  return TRUE;
}

/* Changing ------------------------------------------------------------------------------------ */

/* Whether any of the packets says it. */
static gboolean
xmp_says (const BylineRewrite *rewrite, BylineField field)
{
  const GPtrArray *wanted = rewrite->wanted[field];
  guint n = 0;
  const BylineText *now = byline_metadata_layer (rewrite->metadata, field, BYLINE_LAYER_XMP, &n);

  if (n != wanted->len)
    return FALSE;
  for (guint i = 0; i < n; i++) {
    const BylineText *text = g_ptr_array_index (wanted, i);

    if (!byline_rewrite_same_texts (&now[i], 1, text, 1))
      return FALSE;
  }
  return TRUE;
}

/* A field comes out of the extension, where many readers do not look, when it changes; in a second
 * packet, which some take for the first, it changes too. */
static void
set_field (const BylineRewrite *rewrite, Packets *packets, BylineField field)
{
  const GPtrArray *wanted = rewrite->wanted[field];
  const gboolean far = packets->extension != NULL && byline_xmp_has (packets->extension, field);

  if (far && !byline_xmp_has (packets->first, field) && xmp_says (rewrite, field)) {
    byline_xmp_agree (packets->first, field, wanted);
  } else {
    byline_xmp_set (packets->first, field, wanted);
    if (far)
      byline_xmp_remove (packets->extension, field);
  }
  if (packets->extension != NULL)
    byline_xmp_agree (packets->extension, field, wanted);
  if (packets->second != NULL && byline_xmp_has (packets->second, field))
    byline_xmp_set (packets->second, field, wanted);
  else if (packets->second != NULL)
    byline_xmp_agree (packets->second, field, wanted);
}

static gboolean
is_changed (const BylineXmp *xmp)
{
  return xmp != NULL && byline_xmp_is_changed (xmp);
}

static gboolean
check_parts (const BylineRewrite *rewrite, const Packets *packets, GError **error)
{
  g_autofree char *guid = byline_xmp_extended_guid (packets->first);

  if (byline_rewrite_has_caution (rewrite, BYLINE_CAUTION_SEVERAL_XMP) && packets->second == NULL)
    return byline_rewrite_refuse (
        error, "it has more than one XMP packet, and which is meant is not clear");
  if (guid != NULL && packets->extension == NULL &&
      byline_container_format (rewrite->container) != BYLINE_FORMAT_XMP)
    return byline_rewrite_refuse (error,
                                  "its XMP goes on in extension segments that are not complete");
  return TRUE;
}

/* Writing ------------------------------------------------------------------------------------- */

/* Returns: (transfer full): the packet, without padding if it has to be */
static GBytes *
serialise (const BylineXmp *xmp, GBytes *old, gsize max)
{
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) packet = byline_xmp_serialise (xmp, old != NULL ? old : none);

  if (g_bytes_get_size (packet) <= max)
    return g_steal_pointer (&packet);
  return byline_xmp_serialise (xmp, NULL);
}

/* Makes room in the packet. Returns: FALSE if there is no more to make */
static gboolean
spill (const BylineRewrite *rewrite, Packets *packets)
{
  if (byline_container_part_max (rewrite->container, BYLINE_PART_XMP_EXTENSION) == 0)
    return FALSE;
  if (packets->extension == NULL) {
    g_autoptr (GBytes) empty = g_bytes_new_static (new_extension, strlen (new_extension));

    packets->extension = byline_xmp_parse (empty, NULL);
  }
  return byline_xmp_move_largest (packets->first, packets->extension);
}

/* Makes the packet name its extension. */
static gboolean
take_extension (BylineRewrite *rewrite, Packets *packets, GError **error)
{
  GBytes *old = old_part (rewrite, BYLINE_PART_XMP_EXTENSION);
  g_autoptr (GBytes) dress =
      old != NULL ? g_bytes_ref (old) : g_bytes_new_static (new_extension, strlen (new_extension));
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *guid = NULL;

  if (!is_changed (packets->extension))
    return TRUE;
  if (!byline_xmp_is_empty (packets->extension)) {
    bytes = byline_xmp_serialise_dressed (packets->extension, dress, error);
    if (bytes == NULL)
      return FALSE;
    guid = byline_xmp_extension_guid (bytes);
  }
  byline_xmp_set_extended_guid (packets->first, guid);
  byline_rewrite_take_part (rewrite, BYLINE_PART_XMP_EXTENSION, g_steal_pointer (&bytes));
  return TRUE;
}

/* Returns: (transfer full): NULL with BYLINE_ERROR_REFUSED */
static GBytes *
fit_first (BylineRewrite *rewrite, Packets *packets, GError **error)
{
  GBytes *old = old_part (rewrite, BYLINE_PART_XMP);
  const gsize max = byline_container_part_max (rewrite->container, BYLINE_PART_XMP);

  for (;;) {
    g_autoptr (GBytes) packet = NULL;

    if (!take_extension (rewrite, packets, error))
      return NULL;
    packet = serialise (packets->first, old, max);
    if (g_bytes_get_size (packet) <= max)
      return g_steal_pointer (&packet);
    if (spill (rewrite, packets))
      continue;
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "its XMP is full: it would have %" G_GSIZE_FORMAT
                 " bytes, and there is room for %" G_GSIZE_FORMAT,
                 g_bytes_get_size (packet), max);
    return NULL;
  }
}

static gboolean
take_second (BylineRewrite *rewrite, const Packets *packets, GError **error)
{
  GBytes *old = old_part (rewrite, BYLINE_PART_XMP_SECOND);
  const gsize max = byline_container_part_max (rewrite->container, BYLINE_PART_XMP_SECOND);
  g_autoptr (GBytes) packet = NULL;

  if (!is_changed (packets->second))
    return TRUE;
  packet = serialise (packets->second, old, max);
  if (g_bytes_get_size (packet) > max)
    return byline_rewrite_refuse (error, "its second XMP packet would be too large");
  byline_rewrite_take_part (rewrite, BYLINE_PART_XMP_SECOND, g_steal_pointer (&packet));
  return TRUE;
}

static gboolean
take_first (BylineRewrite *rewrite, Packets *packets, GError **error)
{
  GBytes *packet = NULL;

  if (!is_changed (packets->first) && !is_changed (packets->extension))
    return TRUE;
  if (byline_container_format (rewrite->container) == BYLINE_FORMAT_XMP)
    packet =
        byline_xmp_serialise_dressed (packets->first, old_part (rewrite, BYLINE_PART_XMP), error);
  else
    packet = fit_first (rewrite, packets, error);
  if (packet == NULL)
    return FALSE;
  byline_rewrite_take_part (rewrite, BYLINE_PART_XMP, packet);
  return TRUE;
}

gboolean
byline_rewrite_xmp (BylineRewrite *rewrite, GError **error)
{
  g_auto (Packets) packets = { NULL, NULL, NULL };

  if (!parse (rewrite, &packets, error))
    return FALSE;
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (rewrite->wanted[i] != NULL)
      set_field (rewrite, &packets, (BylineField) i);
  if (!is_changed (packets.first) && !is_changed (packets.extension) &&
      !is_changed (packets.second))
    return TRUE;
  return check_parts (rewrite, &packets, error) && take_first (rewrite, &packets, error) &&
         take_second (rewrite, &packets, error);
}
