/* The formats that are only made when asked for: libvips has their encoders. */
#include "picture/encode.h"
#include "picture/rgb.h"
#include "picture/vips_api.h"

#include <byline/error.h>

typedef struct {
  int quality, effort;
} Settings;

typedef int (*Save) (const BylineVips *vips, VipsImage *image, const Settings *settings,
                     void **bytes, size_t *size);

static int
save_png (const BylineVips *vips, VipsImage *image, const Settings *settings, void **bytes,
          size_t *size)
{
  return vips->pngsave_buffer (image, bytes, size, "compression", settings->effort, "filter",
                               VIPS_FOREIGN_PNG_FILTER_ALL, NULL);
}

static int
save_jxl (const BylineVips *vips, VipsImage *image, const Settings *settings, void **bytes,
          size_t *size)
{
  return vips->jxlsave_buffer (image, bytes, size, "Q", settings->quality, "effort",
                               settings->effort, NULL);
}

static GBytes *
save (const BylineVips *vips, const guint8 *pixels, const BylineYcc *ycc, Save call,
      const Settings *settings)
{
  gsize size = (gsize) ycc->width * (gsize) ycc->height * 3;
  g_autoptr (VipsImage) image =
      vips->image_new_from_memory (pixels, size, ycc->width, ycc->height, 3, VIPS_FORMAT_UCHAR);
  g_autoptr (VipsImage) srgb = NULL;
  void *bytes = NULL;
  size_t length = 0;

  if (image == NULL ||
      vips->copy (image, &srgb, "interpretation", VIPS_INTERPRETATION_sRGB, NULL) != 0 ||
      call (vips, srgb, settings, &bytes, &length) != 0) {
    vips->error_clear ();
    return NULL;
  }
  return g_bytes_new_take (bytes, length);
}

static GBytes *
encode (const BylineYcc *ycc, const char *name, Save call, const Settings *settings, GError **error)
{
  const BylineVips *vips = byline_vips ();
  g_autofree guint8 *pixels = NULL;
  GBytes *file;

  if (vips == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED,
                 "%s needs libvips, which is not installed", name);
    return NULL;
  }
  pixels = byline_ycc_to_rgb (ycc);
  file = pixels != NULL ? save (vips, pixels, ycc, call, settings) : NULL;
  vips->thread_shutdown ();
  if (file == NULL)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "%d×%d pixels cannot be written as %s",
                 ycc->width, ycc->height, name);
  return file;
}

GBytes *
byline_encode_png (const BylineYcc *ycc, int effort, GError **error)
{
  const Settings settings = { .effort = effort };

  return encode (ycc, "PNG", save_png, &settings, error);
}

GBytes *
byline_encode_jxl (const BylineYcc *ycc, int quality, int effort, GError **error)
{
  const Settings settings = { quality, effort };

  return encode (ycc, "JPEG XL", save_jxl, &settings, error);
}
