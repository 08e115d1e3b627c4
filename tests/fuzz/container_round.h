#pragma once

#include "container/container.h"

#include <string.h>

/* Asks @container for parts that the last byte of the file chooses; its bits are: set Exif, set
 * Photoshop, set XMP, the same three to take out instead, long ones instead of short. */
static void
choose_parts (BylineContainer *container G_GNUC_UNUSED, guint8 choice, BylineNewParts *parts)
{
  for (guint i = 0; i < BYLINE_PART_XMP_EXTENSION; i++) {
    gsize size = (choice & 0x40) != 0 ? 65000 + 300 * i : 5;

    if ((choice & 1U << i) != 0)
      byline_new_parts_take (
          parts, (BylinePart) i,
          (choice & 8U << i) != 0 ? NULL : g_bytes_new_take (g_strnfill (size, 'n'), size));
  }
}

/* Whatever a plan promises must come out: proved, the same picture, undone byte for byte. */
static void
try_change (BylineContainer *container, const BylineNewParts *parts, const BylineId *id)
{
  BylineInput *old = byline_container_input (container);
  g_autoptr (BylineSplice) splice = byline_container_plan (container, parts, NULL);
  g_autoptr (BylineSplice) inverse = NULL;
  g_autoptr (BylineInput) result = NULL;
  g_autoptr (BylineContainer) changed = NULL;
  g_autoptr (GBytes) made = NULL, back = NULL;
  BylineId new_id;

  if (splice == NULL)
    return;
  made = byline_splice_apply (splice, old, NULL);
  result = byline_input_new (made, "new");
  g_assert_true (byline_container_prove (container, splice, parts, result, NULL));
  inverse = byline_splice_invert (splice, old, NULL);
  back = byline_splice_apply (inverse, result, NULL);
  g_assert_true (g_bytes_equal (back, byline_input_bytes (old)));

  changed = byline_container_open (result, NULL);
  g_assert_true (byline_container_id (changed, &new_id, NULL) == (id != NULL));
  g_assert_true (id == NULL || memcmp (id, &new_id, sizeof new_id) == 0);
}

typedef void (*ChooseParts) (BylineContainer *container, guint8 choice, BylineNewParts *parts);

static int
fuzz_container (const guint8 *bytes, size_t size, ChooseParts choose)
{
  g_autoptr (GBytes) all = g_bytes_new (bytes, size);
  g_autoptr (BylineInput) input = byline_input_new (all, "old");
  g_autoptr (BylineContainer) container = byline_container_open (input, NULL);
  g_auto (BylineNewParts) parts = { 0 };
  BylineId id;
  gboolean has_id;

  if (container == NULL)
    return 0;
  has_id = byline_container_id (container, &id, NULL);
  choose (container, bytes[size - 1], &parts);
  try_change (container, &parts, has_id ? &id : NULL);
  return 0;
}
