/* An ICC profile, and a picture's colours through it. */
#include "picture/colour.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GBytes) profile = g_bytes_new (bytes, size);
  g_autoptr (BylineColour) colour = NULL;
  g_autoptr (BylineYcc) ycc = byline_ycc_new (21, 3);
  BylineShaper shaper;

  if (!byline_shaper_from_icc (&shaper, profile))
    return 0;
  colour = byline_colour_new (&shaper);
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    for (int row = 0; row < ycc->plane[i].height; row++)
      memset (byline_plane_row (&ycc->plane[i], row), 90 * i + row, ycc->plane[i].stride);
  if (colour != NULL)
    byline_colour_apply (colour, ycc);
  return 0;
}
