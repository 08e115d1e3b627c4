#include "picture/encode.h"

#include "container/wrap.h"
#include "picture/aom_api.h"

#include <byline/error.h>

#include <string.h>

/* Blocks that are not square are most of the work from libaom's speed 5 down, and save 2% of the
 * octets: a speed slower without them is the better bargain. */
enum { RECTANGLES_EFFORT = 5 };

/* AV1's own measure, 0 (best) to 63, of what people are used to. */
static int
level_of (int quality)
{
  return ((100 - quality) * 63 + 50) / 100;
}

/* What a still picture of BylineYcc is, and that the same planes always give the same bytes: one
 * thread, and no choice that hangs on time. */
static gboolean
set_controls (const BylineAom *aom, aom_codec_ctx_t *encoder, int quality, int effort)
{
  const struct {
    int id, value;
  } controls[] = {
    { AOME_SET_CPUUSED, BYLINE_AVIF_EFFORT_MAX - effort },
    { AV1E_SET_ENABLE_RECT_PARTITIONS, effort >= RECTANGLES_EFFORT },
    { AOME_SET_CQ_LEVEL, level_of (quality) },
    { AOME_SET_TUNING, AOM_TUNE_SSIM },
    /* Of what it takes for a screen it would search all of for the like of each block: 165 MiB and
     * three times the CPU at 1280 px, and some photos look so to it. */
    { AV1E_SET_ENABLE_INTRABC, 0 },
    { AV1E_SET_COLOR_RANGE, AOM_CR_FULL_RANGE },
    { AV1E_SET_COLOR_PRIMARIES, AOM_CICP_CP_BT_709 },
    { AV1E_SET_TRANSFER_CHARACTERISTICS, AOM_CICP_TC_SRGB },
    { AV1E_SET_MATRIX_COEFFICIENTS, AOM_CICP_MC_BT_601 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (controls); i++)
    if (aom->control (encoder, controls[i].id, controls[i].value) != AOM_CODEC_OK)
      return FALSE;
  return TRUE;
}

static gboolean
start (const BylineAom *aom, aom_codec_ctx_t *encoder, const BylineYcc *ycc)
{
  aom_codec_enc_cfg_t config;

  if (aom->enc_config_default (aom->av1_cx (), &config, AOM_USAGE_ALL_INTRA) != AOM_CODEC_OK)
    return FALSE;
  config.g_w = (unsigned) ycc->width;
  config.g_h = (unsigned) ycc->height;
  config.g_threads = 1;
  config.g_limit = 1; /* a still picture, says its header then */
  config.g_lag_in_frames = 0;
  config.rc_end_usage = AOM_Q;
  return aom->enc_init_ver (encoder, aom->av1_cx (), &config, 0, AOM_ENCODER_ABI_VERSION) ==
         AOM_CODEC_OK;
}

/* The planes, borrowed. */
static aom_image_t
image_of (const BylineYcc *ycc)
{
  aom_image_t image = { .fmt = AOM_IMG_FMT_I420,
                        .cp = AOM_CICP_CP_BT_709,
                        .tc = AOM_CICP_TC_SRGB,
                        .mc = AOM_CICP_MC_BT_601,
                        .range = AOM_CR_FULL_RANGE,
                        .w = (unsigned) ycc->width,
                        .h = (unsigned) ycc->height,
                        .d_w = (unsigned) ycc->width,
                        .d_h = (unsigned) ycc->height,
                        .bit_depth = 8,
                        .x_chroma_shift = 1,
                        .y_chroma_shift = 1,
                        .bps = 12 };

  for (int i = 0; i < BYLINE_N_PLANES; i++) {
    image.planes[i] = ycc->plane[i].data;
    image.stride[i] = (int) ycc->plane[i].stride;
  }
  return image;
}

/* Returns: (transfer full): all that comes out; NULL where the encoder fails */
static GByteArray *
encode (const BylineAom *aom, aom_codec_ctx_t *encoder, const BylineYcc *ycc)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  aom_image_t image = image_of (ycc);
  const aom_image_t *frames[] = { &image, NULL /* no more */ };

  for (guint i = 0; i < G_N_ELEMENTS (frames); i++) {
    aom_codec_iter_t place = NULL;
    const aom_codec_cx_pkt_t *packet;

    if (aom->encode (encoder, frames[i], 0, 1, 0) != AOM_CODEC_OK)
      return NULL;
    while ((packet = aom->get_cx_data (encoder, &place)) != NULL)
      if (packet->kind == AOM_CODEC_CX_FRAME_PKT)
        g_byte_array_append (all, packet->data.frame.buf, (guint) packet->data.frame.sz);
  }
  return g_steal_pointer (&all);
}

/* AV1 as a still picture: an item has no temporal delimiter (AV1 specification, 7.5: two octets),
 * and begins with the sequence header, which says profile and level (5.5.1). */
static GBytes *
wrap (const BylineYcc *ycc, GByteArray *all)
{
  static const guint8 delimiter[] = { 0x12, 0x00 };
  BylineAvifPicture picture = { ycc->width, ycc->height, { 0x81, 0, 0x0c, 0 } };
  g_autoptr (GBytes) av1 = NULL;
  guint16 sequence;

  if (all->len > 4 && memcmp (all->data, delimiter, sizeof delimiter) == 0)
    g_byte_array_remove_range (all, 0, sizeof delimiter);
  if (all->len < 4 || (all->data[0] & 0x78) != 0x08)
    return NULL;
  /* profile: 3 bits, still picture: 1, reduced header: 1, level: 5 */
  sequence = (guint16) (all->data[2] << 8 | all->data[3]);
  if ((sequence & 0x1800) != 0x1800)
    return NULL;
  picture.config[1] = (guint8) (sequence >> 13 << 5 | (sequence >> 6 & 0x1f));
  av1 = g_bytes_new (all->data, all->len);
  return byline_avif_new (&picture, av1);
}

GBytes *
byline_encode_avif (const BylineYcc *ycc, int quality, int effort, GError **error)
{
  const BylineAom *aom = byline_aom ();
  aom_codec_ctx_t encoder;
  g_autoptr (GByteArray) all = NULL;
  GBytes *file;

  if (aom == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED,
                         "AVIF needs libaom, which is not installed");
    return NULL;
  }
  if (start (aom, &encoder, ycc)) {
    if (set_controls (aom, &encoder, quality, effort))
      all = encode (aom, &encoder, ycc);
    aom->destroy (&encoder);
  }
  file = all != NULL ? wrap (ycc, all) : NULL;
  if (file == NULL)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%d×%d pixels cannot be written as AVIF", ycc->width, ycc->height);
  return file;
}
