#include "picture/plane.h"

#include <string.h>

static gsize
round_up (int n, int multiple)
{
  return ((gsize) n + (gsize) multiple - 1) / (gsize) multiple * (gsize) multiple;
}

BylineYcc *
byline_ycc_new (int width, int height)
{
  BylineYcc *ycc = g_new0 (BylineYcc, 1);

  ycc->width = width;
  ycc->height = height;
  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    BylinePlane *plane = &ycc->plane[i];

    plane->width = i == BYLINE_Y ? width : (width + 1) / 2;
    plane->height = i == BYLINE_Y ? height : (height + 1) / 2;
    plane->stride = round_up (plane->width, 16);
    plane->data = g_try_malloc_n ((gsize) plane->height, plane->stride);
    if (plane->data == NULL) {
      byline_ycc_free (ycc);
      return NULL;
    }
  }
  return ycc;
}

void
byline_ycc_free (BylineYcc *ycc)
{
  if (ycc == NULL)
    return;
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    g_free (ycc->plane[i].data);
  g_free (ycc);
}

void
byline_plane_pad_row (const BylinePlane *plane, int row)
{
  guint8 *samples = byline_plane_row (plane, row);
  gsize width = (gsize) plane->width;

  memset (samples + width, samples[width - 1], plane->stride - width);
}
