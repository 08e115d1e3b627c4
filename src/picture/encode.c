#include "picture/encode.h"

#include <byline/error.h>

/* Pixels on the longer side up to which a picture is a small one. */
enum { SMALL = 480 };

typedef struct {
  BylineRenditionFormat format;
  int more; /* on the scale of quality, for small ones: each of their few pixels counts */
  GBytes *(*encode) (const BylineYcc *ycc, int quality, int effort, GError **error);
} Encoder;

static GBytes *
encode_jpeg (const BylineYcc *ycc, int quality, int effort G_GNUC_UNUSED, GError **error)
{
  return byline_encode_jpeg (ycc, quality, error);
}

static GBytes *
encode_png (const BylineYcc *ycc, int quality G_GNUC_UNUSED, int effort, GError **error)
{
  return byline_encode_png (ycc, effort, error);
}

/* What the defaults cost and how the results look: docs/benchmarks.md. */
static const Encoder *
find_encoder (BylineFormat format)
{
  static const Encoder encoders[BYLINE_N_FORMATS] = {
    [BYLINE_FORMAT_JPEG] = { { 81, 0, 0 }, 0, encode_jpeg },
    [BYLINE_FORMAT_WEBP] = { { 80, 2, 6 }, 1, byline_encode_webp },
    [BYLINE_FORMAT_PNG] = { { 0, 6, 9 }, 0, encode_png },
    [BYLINE_FORMAT_AVIF] = { { 52, 3, BYLINE_AVIF_EFFORT_MAX }, 2, byline_encode_avif },
    [BYLINE_FORMAT_JXL] = { { 80, 3, 9 }, 0, byline_encode_jxl },
  };

  return format < BYLINE_N_FORMATS && encoders[format].encode != NULL ? &encoders[format] : NULL;
}

const BylineRenditionFormat *
byline_rendition_format (BylineFormat format)
{
  const Encoder *encoder = find_encoder (format);

  return encoder != NULL ? &encoder->format : NULL;
}

int
byline_rendition_quality (const BylineRenditionSpec *spec, BylineFormat format)
{
  const BylineRenditionFormat *known = byline_rendition_format (format);

  if (known == NULL || known->quality == 0)
    return 0;
  return spec->quality[format] > 0 ? MIN (spec->quality[format], 100) : known->quality;
}

int
byline_rendition_effort (const BylineRenditionSpec *spec, BylineFormat format)
{
  const BylineRenditionFormat *known = byline_rendition_format (format);

  if (known == NULL || known->effort == 0)
    return 0;
  return spec->effort[format] > 0 ? MIN (spec->effort[format], known->effort_max) : known->effort;
}

GBytes *
byline_encode (const BylineYcc *ycc, BylineFormat format, const BylineRenditionSpec *spec,
               GError **error)
{
  const Encoder *encoder = find_encoder (format);
  int quality;

  if (encoder == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "renditions are not made as %s",
                 byline_format_name (format));
    return NULL;
  }
  quality = byline_rendition_quality (spec, format);
  if (MAX (ycc->width, ycc->height) <= SMALL)
    quality = MIN (quality + encoder->more, 100);
  return encoder->encode (ycc, quality, byline_rendition_effort (spec, format), error);
}
