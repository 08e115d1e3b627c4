#include "container/heif_repair.h"

#include "container/heif_items.h"

#include <string.h>

/* Phones' photos have 1 to 10 MB. */
#define FILE_MAX ((guint64) 256 * 1024 * 1024)
#define MAX_REFERENCES 65535

/* Is it an item that libheif 1.15 has pixels for? */
static gboolean
is_picture (const BylineHeif *heif, guint32 id)
{
  static const guint32 types[] = {
    BYLINE_FOURCC ('h', 'v', 'c', '1'), BYLINE_FOURCC ('a', 'v', '0', '1'),
    BYLINE_FOURCC ('g', 'r', 'i', 'd'), BYLINE_FOURCC ('i', 'd', 'e', 'n'),
    BYLINE_FOURCC ('i', 'o', 'v', 'l'), BYLINE_FOURCC ('j', 'p', 'e', 'g'),
  };
  const BylineHeifItem *item = byline_heif_item (heif, id);

  for (guint i = 0; item != NULL && i < G_N_ELEMENTS (types); i++)
    if (item->type == types[i])
      return TRUE;
  return FALSE;
}

/* @reference: of type "cdsc": who describes, how many, whom */
static gboolean
is_stray (const BylineContainer *container, const BylineBox *reference, guint octets)
{
  guint64 at = reference->data + octets;
  guint32 n = (guint32) byline_box_number (container->input, at, 2);

  if (reference->end - reference->data < octets + 2 + (guint64) n * octets)
    return FALSE;
  for (guint32 i = 0; i < n; i++)
    if (!is_picture (
            container->detail,
            (guint32) byline_box_number (container->input, at + 2 + (guint64) i * octets, octets)))
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): of guint64: where the types of stray references lie */
static GArray *
find_stray (const BylineContainer *container, const BylineBox *references)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint64));
  guint octets = byline_box_number (container->input, references->data, 1) == 0 ? 2 : 4;
  BylineBoxes boxes = byline_boxes (container->input, references->data + 4, references->end);
  BylineBox box;

  while (found->len < MAX_REFERENCES && byline_boxes_next (&boxes, &box, NULL)) {
    guint64 at = box.offset + 4;

    if (box.type == BYLINE_FOURCC ('c', 'd', 's', 'c') && is_stray (container, &box, octets))
      g_array_append_val (found, at);
  }
  return found;
}

static gboolean
find_references (BylineInput *input, BylineBox *box)
{
  guint64 size = byline_input_size (input);

  return byline_box_find (input, 0, size, BYLINE_FOURCC ('m', 'e', 't', 'a'), box, NULL) &&
         box->end - box->data > 4 &&
         byline_box_find (input, box->data + 4, box->end, BYLINE_FOURCC ('i', 'r', 'e', 'f'), box,
                          NULL) &&
         box->end - box->data > 4;
}

GBytes *
byline_heif_repaired (BylineContainer *container, GError **error)
{
  static const guint8 skip[] = { 's', 'k', 'i', 'p' };
  guint64 size = byline_input_size (container->input);
  g_autoptr (GArray) stray = NULL;
  g_autoptr (GBytes) whole = NULL;
  guint8 *bytes;
  gsize length;
  BylineBox box;

  if (container->detail == NULL || container->format != &byline_bmff_format || size > FILE_MAX ||
      !find_references (container->input, &box))
    return NULL;
  stray = find_stray (container, &box);
  if (stray->len == 0)
    return NULL;
  whole = byline_input_copy (container->input, 0, (gsize) size, error);
  if (whole == NULL)
    return NULL;
  bytes = g_bytes_unref_to_data (g_steal_pointer (&whole), &length);
  for (guint i = 0; i < stray->len; i++)
    memcpy (bytes + g_array_index (stray, guint64, i), skip, sizeof skip);
  return g_bytes_new_take (bytes, (gsize) size);
}
