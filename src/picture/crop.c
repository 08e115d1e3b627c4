#include "picture/crop.h"

#include "picture/rgb.h"
#include "picture/shrink.h"
#include "picture/vips_api.h"

#include <math.h>
#include <string.h>

/* What draws the eye is looked for in so many pixels across: details do not. */
#define LOOK_WIDTH 160
/* Rounding may leave so many pixels more than were wanted. */
#define SLACK 4

static BylineRect
largest (const BylineYcc *ycc, const BylineSize *size)
{
  double ratio = (double) size->crop.width / size->crop.height;
  BylineRect rect = { .width = MIN (ycc->width, (int) lrint (ycc->height * ratio)) };

  rect.height = MIN (ycc->height, (int) lrint (rect.width / ratio));
  rect.width = MAX (rect.width, 1);
  rect.height = MAX (rect.height, 1);
  if (rect.width - size->width <= SLACK && rect.height - size->height <= SLACK &&
      rect.width >= size->width && rect.height >= size->height) {
    rect.width = size->width;
    rect.height = size->height;
  }
  return rect;
}

/* libvips finds faces' colours, saturation and edges: where it would cut says where they are. */
static gboolean
attend (const BylineVips *vips, VipsImage *image, const BylineRect *rect, double scale,
        BylineFocus *focus)
{
  int width = CLAMP ((int) lrint (rect->width * scale), 1, vips->image_get_width (image));
  int height = CLAMP ((int) lrint (rect->height * scale), 1, vips->image_get_height (image));
  g_autoptr (VipsImage) part = NULL;

  if (vips->smartcrop (image, &part, width, height, "interesting", VIPS_INTERESTING_ATTENTION,
                       NULL) != 0) {
    vips->error_clear ();
    return FALSE;
  }
  focus->known = TRUE;
  focus->x = (-vips->image_get_xoffset (part) + width / 2.0) / vips->image_get_width (image);
  focus->y = (-vips->image_get_yoffset (part) + height / 2.0) / vips->image_get_height (image);
  return TRUE;
}

/* Returns: FALSE where nobody can tell */
static gboolean
find_attention (const BylineYcc *ycc, const BylineRect *rect, BylineFocus *focus)
{
  const BylineVips *vips = byline_vips ();
  double scale = MIN (1, (double) LOOK_WIDTH / ycc->width);
  int width = MAX ((int) lrint (ycc->width * scale), 1);
  int height = MAX ((int) lrint (ycc->height * scale), 1);
  g_autoptr (BylineYcc) small = vips != NULL ? byline_ycc_resize (ycc, width, height) : NULL;
  g_autofree guint8 *pixels = small != NULL ? byline_ycc_to_rgb (small) : NULL;
  g_autoptr (VipsImage) image = NULL;
  g_autoptr (VipsImage) srgb = NULL;
  gboolean found;

  if (pixels == NULL)
    return FALSE;
  image = vips->image_new_from_memory (pixels, (gsize) width * (gsize) height * 3, width, height, 3,
                                       VIPS_FORMAT_UCHAR);
  found = image != NULL &&
          vips->copy (image, &srgb, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) == 0 &&
          attend (vips, srgb, rect, scale, focus);
  vips->thread_shutdown ();
  return found;
}

static int
place (double middle, int all, int part)
{
  return CLAMP ((int) lrint (middle * all - part / 2.0), 0, all - part) & ~1;
}

BylineRect
byline_crop_place (const BylineYcc *ycc, const BylineSize *size, const BylineFocus *focus)
{
  BylineRect rect = largest (ycc, size);
  BylineFocus at = focus != NULL && focus->known ? *focus : (BylineFocus){ FALSE, 0.5, 0.5 };

  if (!at.known)
    find_attention (ycc, &rect, &at);
  rect.x = place (at.x, ycc->width, rect.width);
  rect.y = place (at.y, ycc->height, rect.height);
  return rect;
}

BylineYcc *
byline_crop_cut (const BylineYcc *ycc, const BylineRect *rect)
{
  BylineYcc *cut = byline_ycc_new (rect->width, rect->height);

  for (int i = 0; cut != NULL && i < BYLINE_N_PLANES; i++) {
    int left = i == BYLINE_Y ? rect->x : rect->x / 2;
    int top = i == BYLINE_Y ? rect->y : rect->y / 2;
    const BylinePlane *plane = &cut->plane[i];

    for (int row = 0; row < plane->height; row++) {
      memcpy (byline_plane_row (plane, row), byline_plane_row (&ycc->plane[i], top + row) + left,
              (gsize) plane->width);
      byline_plane_pad_row (plane, row);
    }
  }
  return cut;
}
