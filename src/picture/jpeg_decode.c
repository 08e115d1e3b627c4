#include "picture/jpeg_decode.h"

#include "picture/exif_colour.h"
#include "picture/jpeg_dc.h"
#include "picture/jpeg_scans.h"
#include "picture/shrink.h"

#include <byline/error.h>

#include <math.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h> /* after <stdio.h>: it names FILE without declaring it */

#include <jerror.h>

/* A picture in several scans is held as coefficients until its last scan: two bytes for each
 * sample, 3 bytes a pixel for most.  Cameras write none; a 24 MP one from the web has 72 MB. */
#define MAX_COEFFICIENT_BYTES (G_GUINT64_CONSTANT (400) * 1024 * 1024)
/* Each scan costs a walk over the whole picture, however few bytes it has.  Usual are 10. */
#define MAX_SCANS 100

struct _BylineJpeg {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  GError *error; /* set before escape is taken */
  GBytes *bytes;
  BylineJpegHeader header;
  unsigned char *icc; /* malloc'd by libjpeg */

  BylineYcc *out; /* while decoding */
  BylineShrink *shrink[BYLINE_N_PLANES];
};

static BylineError
code_of (int message)
{
  static const struct {
    int message;
    BylineError code;
  } codes[] = {
    { JERR_SOF_UNSUPPORTED, BYLINE_ERROR_UNSUPPORTED }, /* lossless, hierarchical */
    { JERR_BAD_PRECISION, BYLINE_ERROR_UNSUPPORTED },   /* 12 bits */
    { JERR_ARITH_NOTIMPL, BYLINE_ERROR_UNSUPPORTED },
    { JERR_IMAGE_TOO_BIG, BYLINE_ERROR_REFUSED },
    { JERR_OUT_OF_MEMORY, BYLINE_ERROR_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    if (codes[i].message == message)
      return codes[i].code;
  return BYLINE_ERROR_MALFORMED;
}

static void
fail (j_common_ptr common)
{
  BylineJpeg *self = common->client_data;
  char message[JMSG_LENGTH_MAX];

  common->err->format_message (common, message);
  if (self->error == NULL)
    self->error =
        g_error_new_literal (BYLINE_ERROR, (gint) code_of (common->err->msg_code), message);
  longjmp (self->escape, 1);
}

/* libjpeg goes on with grey where data is missing, and calls that a warning.  Others are harmless:
 * phones write stray bytes and odd scan parameters all the time. */
static void
judge_warning (j_common_ptr common, int level)
{
  static const int damage[] = { JWRN_JPEG_EOF, JWRN_HIT_MARKER, JWRN_HUFF_BAD_CODE,
                                JWRN_ARITH_BAD_CODE, JWRN_MUST_RESYNC };

  for (guint i = 0; level < 0 && i < G_N_ELEMENTS (damage); i++)
    if (common->err->msg_code == damage[i])
      fail (common);
}

static gboolean
read_header (BylineJpeg *self)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &size);
  unsigned icc_size = 0;

  if (setjmp (self->escape) != 0)
    return FALSE;

  jpeg_create_decompress (&self->jpeg);
  jpeg_mem_src (&self->jpeg, bytes, (unsigned long) size);
  jpeg_save_markers (&self->jpeg, JPEG_APP0 + 1, 0xFFFF); /* Exif */
  jpeg_save_markers (&self->jpeg, JPEG_APP0 + 2, 0xFFFF); /* the ICC profile */
  jpeg_read_header (&self->jpeg, TRUE);
  if (jpeg_read_icc_profile (&self->jpeg, &self->icc, &icc_size))
    self->header.icc = g_bytes_new_with_free_func (self->icc, icc_size, free, self->icc);
  return TRUE;
}

static gboolean
is_planar (const struct jpeg_decompress_struct *jpeg)
{
  const jpeg_component_info *part = jpeg->comp_info;

  return jpeg->num_components == BYLINE_N_PLANES && jpeg->jpeg_color_space == JCS_YCbCr &&
         jpeg->data_precision == 8 && !jpeg->arith_code && part[0].h_samp_factor <= 2 &&
         part[0].v_samp_factor <= 2 && part[1].h_samp_factor == 1 && part[1].v_samp_factor == 1 &&
         part[2].h_samp_factor == 1 && part[2].v_samp_factor == 1;
}

static void
fill_header (BylineJpeg *self)
{
  self->header.width = (int) self->jpeg.image_width;
  self->header.height = (int) self->jpeg.image_height;
  self->header.planar = is_planar (&self->jpeg);
  for (jpeg_saved_marker_ptr at = self->jpeg.marker_list; at != NULL; at = at->next)
    if (at->marker == JPEG_APP0 + 1)
      self->header.r03 |= byline_exif_is_r03 (at->data, at->data_length);
}

static guint64
coefficient_bytes (const struct jpeg_decompress_struct *jpeg)
{
  guint64 n_blocks = 0;

  for (int i = 0; i < jpeg->num_components; i++)
    n_blocks += (guint64) jpeg->comp_info[i].width_in_blocks * jpeg->comp_info[i].height_in_blocks;
  return n_blocks * DCTSIZE2 * sizeof (JCOEF);
}

static gboolean
check_cost (BylineJpeg *self, guint64 max_pixels, GError **error)
{
  gsize size;
  const guint8 *bytes = g_bytes_get_data (self->bytes, &size);
  int width = self->header.width;
  int height = self->header.height;

  if ((guint64) width * (guint64) height > max_pixels) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%d×%d pixels are more than the %" G_GUINT64_FORMAT " allowed", width, height,
                 max_pixels);
    return FALSE;
  }
  if (!jpeg_has_multiple_scans (&self->jpeg))
    return TRUE;
  if (coefficient_bytes (&self->jpeg) > MAX_COEFFICIENT_BYTES) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%d×%d pixels are too many for a progressive picture", width, height);
    return FALSE;
  }
  if (byline_jpeg_scans (bytes, size) > MAX_SCANS) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "more than %d scans", MAX_SCANS);
    return FALSE;
  }
  return TRUE;
}

BylineJpeg *
byline_jpeg_open (GBytes *bytes, guint64 max_pixels, GError **error)
{
  g_autoptr (BylineJpeg) self = g_new0 (BylineJpeg, 1);

  self->bytes = g_bytes_ref (bytes);
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->jpeg.client_data = self;
  self->errors.error_exit = fail;
  self->errors.emit_message = judge_warning;
  if (!read_header (self)) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return NULL;
  }
  fill_header (self);
  return check_cost (self, max_pixels, error) ? g_steal_pointer (&self) : NULL;
}

static void
free_shrinks (BylineJpeg *self)
{
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    g_clear_pointer (&self->shrink[i], byline_shrink_free);
}

void
byline_jpeg_free (BylineJpeg *self)
{
  if (self == NULL)
    return;
  free_shrinks (self);
  byline_ycc_free (self->out);
  jpeg_destroy_decompress (&self->jpeg);
  g_clear_pointer (&self->header.icc, g_bytes_unref);
  g_bytes_unref (self->bytes);
  g_clear_error (&self->error);
  g_free (self);
}

const BylineJpegHeader *
byline_jpeg_header (const BylineJpeg *self)
{
  return &self->header;
}

/* Only these four scales are fast: the others have no vector code and cost more than decoding in
 * full.  Lanczos should be left with a factor of two.  An eighth, which is the means of blocks and
 * no transform at all, is so much cheaper and so free of ringing that it serves below that. */
static unsigned
pick_scale (const BylineJpegHeader *header, int width, int height)
{
  double shrink = MIN ((double) header->width / width, (double) header->height / height);

  if (shrink >= 12)
    return 1;
  if (shrink >= 8)
    return 2;
  return shrink >= 4 ? 4 : 8;
}

/* @extent: the whole picture in samples of the plane, fractions and all */
static BylineAxis
axis_of (int n_in, double extent, int n_out, int pixels_out, gboolean chroma, gboolean mirrored)
{
  double pixel = extent / pixels_out;
  BylineAxis axis = { n_in, n_out, chroma ? 2 * pixel : pixel, 0 };

  /* The last chroma sample of an odd width stands for one pixel and a missing one.  Turned round
   * it will be the first, and must then stand for two. */
  if (chroma && mirrored && pixels_out % 2 == 1)
    axis.start = -pixel;
  return axis;
}

/* Called when libjpeg has settled the sizes. @block: how many samples a block has on one side. */
static void
plan_plane (BylineJpeg *self, int i, int block, BylineTurn turn)
{
  const struct jpeg_decompress_struct *jpeg = &self->jpeg;
  const jpeg_component_info *part = &jpeg->comp_info[i];
  const BylinePlane *out = &self->out->plane[i];
  double share_x = (double) part->h_samp_factor * block / (jpeg->max_h_samp_factor * DCTSIZE);
  double share_y = (double) part->v_samp_factor * block / (jpeg->max_v_samp_factor * DCTSIZE);
  double wide = jpeg->image_width * share_x;
  double high = jpeg->image_height * share_y;
  gboolean chroma = i != BYLINE_Y;
  BylineAxis x =
      axis_of ((int) ceil (wide), wide, out->width, self->out->width, chroma, turn.mirror_x);
  BylineAxis y =
      axis_of ((int) ceil (high), high, out->height, self->out->height, chroma, turn.mirror_y);

  self->shrink[i] = byline_shrink_new (&x, &y, part->v_samp_factor * block, out);
}

static void
read_bands (BylineJpeg *self)
{
  struct jpeg_decompress_struct *jpeg = &self->jpeg;
  JSAMPROW rows[BYLINE_N_PLANES][2 * DCTSIZE];
  JSAMPARRAY planes[BYLINE_N_PLANES] = { rows[0], rows[1], rows[2] };
  int n_rows[BYLINE_N_PLANES];

  for (int i = 0; i < BYLINE_N_PLANES; i++)
    n_rows[i] = jpeg->comp_info[i].v_samp_factor * jpeg->comp_info[i].DCT_scaled_size;
  while (jpeg->output_scanline < jpeg->output_height) {
    for (int i = 0; i < BYLINE_N_PLANES; i++)
      for (int row = 0; row < n_rows[i]; row++)
        rows[i][row] = byline_shrink_slot (self->shrink[i], row);
    jpeg_read_raw_data (jpeg, planes,
                        (JDIMENSION) (jpeg->max_v_samp_factor * jpeg->min_DCT_scaled_size));
    for (int i = 0; i < BYLINE_N_PLANES; i++)
      byline_shrink_push (self->shrink[i], n_rows[i]);
  }
}

static gboolean
decode_scaled (BylineJpeg *self, unsigned eighths, BylineTurn turn)
{
  if (setjmp (self->escape) != 0)
    return FALSE;

  self->jpeg.scale_num = eighths;
  self->jpeg.scale_denom = DCTSIZE;
  self->jpeg.out_color_space = JCS_YCbCr;
  self->jpeg.raw_data_out = TRUE;
  self->jpeg.do_fancy_upsampling = FALSE;
  self->jpeg.do_block_smoothing = FALSE;
  jpeg_start_decompress (&self->jpeg);
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    plan_plane (self, i, self->jpeg.comp_info[i].DCT_scaled_size, turn);
  read_bands (self);
  jpeg_abort_decompress (&self->jpeg);
  return TRUE;
}

/* An eighth of the picture is the first coefficient of every block: no need to work out the rest.
 * Where the data is not as clean as it should be, libjpeg is the judge of how bad it is. */
static gboolean
decode_eighth (BylineJpeg *self, BylineTurn turn)
{
  if (byline_jpeg_dc_can (&self->jpeg)) {
    for (int i = 0; i < BYLINE_N_PLANES; i++)
      plan_plane (self, i, 1, turn);
    if (byline_jpeg_dc_read (&self->jpeg, self->shrink))
      return TRUE;
    free_shrinks (self);
  }
  return decode_scaled (self, 1, turn);
}

BylineYcc *
byline_jpeg_decode (BylineJpeg *self, int width, int height, BylineTurn turn, GError **error)
{
  unsigned eighths = pick_scale (&self->header, width, height);
  gboolean ok;

  self->out = byline_ycc_new (width, height);
  if (self->out == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "not enough memory");
    return NULL;
  }
  ok = eighths == 1 ? decode_eighth (self, turn) : decode_scaled (self, eighths, turn);
  free_shrinks (self);
  if (!ok) {
    g_clear_pointer (&self->out, byline_ycc_free);
    g_propagate_error (error, g_steal_pointer (&self->error));
    return NULL;
  }
  return g_steal_pointer (&self->out);
}
