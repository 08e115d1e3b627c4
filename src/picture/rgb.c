#include "picture/rgb.h"

/* BT.601 as in JFIF, × 65536 */
static gint32
luma (const guint8 *rgb)
{
  return 19595 * rgb[0] + 38470 * rgb[1] + 7471 * rgb[2];
}

static void
luma_row (const BylinePlane *plane, int row, const guint8 *rgb)
{
  guint8 *out = byline_plane_row (plane, row);

  for (int x = 0; x < plane->width; x++, rgb += 3)
    out[x] = (guint8) ((luma (rgb) + 32768) >> 16);
  byline_plane_pad_row (plane, row);
}

/* Around 128 lies the mean difference of a channel from luma, × factor / 4096, in 16.16. */
static guint8
chroma (gint64 sum, gint64 factor)
{
  return (guint8) CLAMP (128 + ((sum * factor + (1 << 29)) >> 30), 0, 255);
}

static void
chroma_row (BylineYcc *ycc, int row, const guint8 *above, const guint8 *below)
{
  guint8 *cb = byline_plane_row (&ycc->plane[BYLINE_CB], row);
  guint8 *cr = byline_plane_row (&ycc->plane[BYLINE_CR], row);

  for (int x = 0; x < ycc->plane[BYLINE_CB].width; x++) {
    gsize left = 6 * (gsize) x;
    gsize right = 2 * x + 1 < ycc->width ? left + 3 : left;
    const guint8 *four[] = { above + left, above + right, below + left, below + right };
    gint64 blue = 0;
    gint64 red = 0;

    for (guint i = 0; i < G_N_ELEMENTS (four); i++) {
      gint32 y = luma (four[i]);

      blue += (four[i][2] << 16) - y;
      red += (four[i][0] << 16) - y;
    }
    /* 0.564334 and 0.713267, × 4096, over four pixels */
    cb[x] = chroma (blue, 2312);
    cr[x] = chroma (red, 2922);
  }
  byline_plane_pad_row (&ycc->plane[BYLINE_CB], row);
  byline_plane_pad_row (&ycc->plane[BYLINE_CR], row);
}

BylineYcc *
byline_ycc_from_rgb (const guint8 *pixels, int width, int height)
{
  BylineYcc *ycc = byline_ycc_new (width, height);
  gsize stride = 3 * (gsize) width;

  if (ycc == NULL)
    return NULL;
  for (int y = 0; y < height; y++)
    luma_row (&ycc->plane[BYLINE_Y], y, pixels + (gsize) y * stride);
  for (int row = 0; row < ycc->plane[BYLINE_CB].height; row++) {
    gsize above = 2 * (gsize) row;
    gsize below = MIN (above + 1, (gsize) height - 1);

    chroma_row (ycc, row, pixels + above * stride, pixels + below * stride);
  }
  return ycc;
}

/* Three quarters of a sample and a quarter of the next in the pixel's direction, in both: × 16. */
static gint32
spread (const guint8 *near, const guint8 *far, int width, int x)
{
  int at = x / 2;
  int beside = CLAMP (x % 2 == 0 ? at - 1 : at + 1, 0, width - 1);

  return 9 * near[at] + 3 * near[beside] + 3 * far[at] + far[beside] - 16 * 128;
}

static guint8
sample (gint32 luma_value, gint32 add)
{
  return (guint8) CLAMP (luma_value + ((add + (1 << 19)) >> 20), 0, 255);
}

static void
rgb_row (guint8 *out, const BylineYcc *ycc, int row)
{
  const BylinePlane *blue = &ycc->plane[BYLINE_CB];
  const BylinePlane *red = &ycc->plane[BYLINE_CR];
  const guint8 *y = byline_plane_row (&ycc->plane[BYLINE_Y], row);
  int near = row / 2;
  int far = CLAMP (row % 2 == 0 ? near - 1 : near + 1, 0, blue->height - 1);

  for (int x = 0; x < ycc->width; x++, out += 3) {
    gint32 cb =
        spread (byline_plane_row (blue, near), byline_plane_row (blue, far), blue->width, x);
    gint32 cr = spread (byline_plane_row (red, near), byline_plane_row (red, far), red->width, x);

    /* BT.601 as in JFIF, × 65536 */
    out[0] = sample (y[x], 91881 * cr);
    out[1] = sample (y[x], -22554 * cb - 46802 * cr);
    out[2] = sample (y[x], 116130 * cb);
  }
}

guint8 *
byline_ycc_to_rgb (const BylineYcc *ycc)
{
  gsize stride = 3 * (gsize) ycc->width;
  guint8 *pixels = g_try_malloc_n ((gsize) ycc->height, stride);

  for (int row = 0; pixels != NULL && row < ycc->height; row++)
    rgb_row (pixels + (gsize) row * stride, ycc, row);
  return pixels;
}
