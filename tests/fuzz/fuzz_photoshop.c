#include "metadata/photoshop.h"

/* The first octet is the size of an IIM block to set, the rest is resources: they come back as they
 * were, and with the new block, whose digest is right. */

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
check (const guint8 *bytes, size_t size, guint8 what)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) resources = g_bytes_new (bytes, size);
  g_autoptr (GBytes) iim = g_bytes_new (bytes, MIN (what, size));
  g_autoptr (BylinePhotoshop) photoshop = byline_photoshop_parse (resources, &error);
  g_autoptr (GBytes) same = NULL, written = NULL;
  g_autoptr (BylinePhotoshop) again = NULL;

  g_assert_true ((photoshop == NULL) == (error != NULL));
  if (photoshop == NULL)
    return;
  same = byline_photoshop_serialise (photoshop);
  g_assert_true (same == NULL || g_bytes_equal (same, resources));
  byline_photoshop_digest_matches (photoshop, NULL);
  byline_photoshop_set_iim (photoshop, iim);
  written = byline_photoshop_serialise (photoshop);
  again = byline_photoshop_parse (written, NULL);
  if (again == NULL) /* it had as many resources as it may have */
    return;
  g_assert_true (g_bytes_equal (byline_photoshop_iim (again), iim));
  g_assert_true (byline_photoshop_digest_matches (again, NULL));
  byline_photoshop_set_iim (again, NULL);
  g_assert_null (byline_photoshop_iim (again));
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  if (size > 0)
    check (bytes + 1, size - 1, bytes[0]);
  return 0;
}
