#pragma once

#include "container/container.h"
#include "container/wrap.h"
#include "metadata/rewrite.h"

/* A picture's ranges lie in the file: who hashes or copies them trusts that. */
static void
check_picture (BylineContainer *container)
{
  guint64 size = byline_input_size (byline_container_input (container));
  g_autoptr (GArray) ranges = byline_container_picture (container, NULL);

  for (guint i = 0; ranges != NULL && i < ranges->len; i++) {
    BylineRange range = g_array_index (ranges, BylineRange, i);

    g_assert_cmpuint (range.offset, <=, size);
    g_assert_cmpuint (range.length, <=, size - range.offset);
  }
}

/* What a rendition is wrapped in anew must read as one without metadata. */
static void
check_wrap (BylineContainer *container)
{
  const BylineNewParts none = { 0 };
  g_autoptr (BylineSplice) splice = byline_container_wrap (container, &none, NULL);
  g_autoptr (GBytes) fresh = NULL;
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) again = NULL;

  if (splice == NULL)
    return;
  fresh = byline_splice_apply (splice, byline_container_input (container), NULL);
  input = byline_input_new (fresh, "new");
  again = byline_container_open (input, NULL);
  g_assert_nonnull (again);
  for (guint i = 0; i < BYLINE_N_PARTS; i++)
    g_assert_null (byline_container_part (again, (BylinePart) i));
  g_assert_cmpint (byline_container_width (again), ==, byline_container_width (container));
}

/* Formats that are read and never written: what is found can be read, and no plan is made. */
static int
fuzz_reading (const guint8 *bytes, size_t size)
{
  g_autoptr (GBytes) all = g_bytes_new (bytes, size);
  g_autoptr (BylineInput) input = byline_input_new (all, "old");
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineContainer) container = byline_container_open (input, &error);
  g_autoptr (BylineMetadata) metadata = NULL;
  g_autoptr (BylineSplice) splice = NULL;
  g_auto (BylineNewParts) parts = { 0 };
  BylineId id;

  g_assert_true ((container == NULL) == (error != NULL));
  if (container == NULL || byline_format_is_written (byline_container_format (container)))
    return 0;
  g_assert_cmpint (byline_container_width (container), >=, 0);
  g_assert_cmpint (byline_container_height (container), >=, 0);
  metadata = byline_metadata_read_parts (container);
  check_picture (container);
  check_wrap (container);
  (void) byline_container_id (container, &id, NULL);
  byline_new_parts_take (&parts, BYLINE_PART_XMP, g_bytes_new_static ("<x/>", 4));
  splice = byline_container_plan (container, &parts, NULL);
  g_assert_null (splice);
  return 0;
}
