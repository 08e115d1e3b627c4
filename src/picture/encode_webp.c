#include "picture/encode.h"

#include "picture/simd.h"

#include <byline/error.h>

#include <webp/encode.h>

/* JPEG uses all of 0–255; WebP keeps luma in 16–235 and chroma in 16–240, around 128 in both:
 * sample × span + offset, in 255ths. */
typedef struct {
  int span, offset;
} Range;

static const Range luma = { 235 - 16, 16 * 255 };
static const Range chroma = { 240 - 16, 128 * 255 - 128 * (240 - 16) };

BYLINE_SIMD
static void
limit_range (guint8 *restrict out, const guint8 *restrict in, gsize n, int span, int offset)
{
  /* × 257 / 65536 divides by 255, exactly for all 256 samples once rounded */
  for (gsize i = 0; i < n; i++)
    out[i] = (guint8) (((in[i] * span + offset + 128) * 257) >> 16);
}

static guint8 *
limited (const BylinePlane *plane, Range range)
{
  gsize size = plane->stride * (gsize) plane->height;
  guint8 *out = g_try_malloc (size);

  if (out != NULL)
    limit_range (out, plane->data, size, range.span, range.offset);
  return out;
}

static gboolean
encode (WebPPicture *picture, const WebPConfig *config, const BylineYcc *ycc, GError **error)
{
  g_autofree guint8 *y = limited (&ycc->plane[BYLINE_Y], luma);
  g_autofree guint8 *u = limited (&ycc->plane[BYLINE_CB], chroma);
  g_autofree guint8 *v = limited (&ycc->plane[BYLINE_CR], chroma);

  picture->y = y;
  picture->u = u;
  picture->v = v;
  picture->y_stride = (int) ycc->plane[BYLINE_Y].stride;
  picture->uv_stride = (int) ycc->plane[BYLINE_CB].stride;
  if (y != NULL && u != NULL && v != NULL && WebPEncode (config, picture))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
               "cannot be written as WebP (libwebp's error %d)", (int) picture->error_code);
  return FALSE;
}

GBytes *
byline_encode_webp (const BylineYcc *ycc, int quality, int effort, GError **error)
{
  WebPConfig config;
  WebPPicture picture;
  WebPMemoryWriter writer;
  gboolean ok;

  if (ycc->width > WEBP_MAX_DIMENSION || ycc->height > WEBP_MAX_DIMENSION) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%d×%d pixels are more than WebP can hold", ycc->width, ycc->height);
    return NULL;
  }
  if (!WebPConfigInit (&config) || !WebPPictureInit (&picture)) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                         "the installed libwebp is older than the one byline was built with");
    return NULL;
  }
  config.quality = (float) quality;
  config.method = effort;
  picture.width = ycc->width;
  picture.height = ycc->height;
  picture.writer = WebPMemoryWrite;
  picture.custom_ptr = &writer;
  WebPMemoryWriterInit (&writer);
  ok = encode (&picture, &config, ycc, error);
  WebPPictureFree (&picture);
  if (!ok) {
    WebPMemoryWriterClear (&writer);
    return NULL;
  }
  return g_bytes_new_with_free_func (writer.mem, writer.size, WebPFree, writer.mem);
}
