#include "picture/jpeg_decode.h"

#include "picture/exif_colour.h"
#include "picture/jpeg_dc.h"
#include "picture/jpeg_entropy.h"
#include "picture/jpeg_half.h"
#include "picture/jpeg_scans.h"
#include "picture/jpeg_source.h"
#include "picture/shrink.h"

#include <byline/error.h>

#include <math.h>
#include <setjmp.h>
#include <stdlib.h>

#include <jerror.h>

/* A picture in several scans is held as coefficients until its last scan: two bytes for each
 * sample, 3 bytes a pixel for most.  Cameras write none; a 24 MP one from the web has 72 MB. */
#define MAX_COEFFICIENT_BYTES (G_GUINT64_CONSTANT (400) * 1024 * 1024)
/* Each scan costs a walk over the whole picture, however few bytes it has.  Usual are 10. */
#define MAX_SCANS 100
/* Such a file is looked at as a whole once. */
#define MAX_PROGRESSIVE_BYTES (G_GUINT64_CONSTANT (256) * 1024 * 1024)

struct _BylineJpeg {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  GError *error; /* set before escape is taken */
  BylineJpegSource source;
  BylineJpegHeader header;

  BylineYcc *out; /* while decoding */
  BylineShrink *shrink[BYLINE_N_PLANES];
  BylineJpegScan *scan; /* NULL: libjpeg reads it */
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
  if (self->error == NULL && self->source.error != NULL)
    self->error = g_steal_pointer (&self->source.error);
  else if (self->error == NULL)
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
  if (setjmp (self->escape) != 0)
    return FALSE;

  jpeg_read_header (&self->jpeg, TRUE);
  return TRUE;
}

static gboolean
read_profile (BylineJpeg *self)
{
  unsigned char *icc = NULL; /* malloc'd by libjpeg */
  unsigned size = 0;

  if (setjmp (self->escape) != 0)
    return FALSE;

  if (jpeg_read_icc_profile (&self->jpeg, &icc, &size))
    self->header.icc = g_bytes_new_with_free_func (icc, size, free, icc);
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

/* Only this looks at the file as a whole. Returns: FALSE where it cannot be read */
static gboolean
count_scans (const BylineJpegSource *source, guint *n_scans, GError **error)
{
  gsize size = (gsize) (source->end - source->start);
  g_autoptr (GBytes) bytes = byline_input_copy (source->input, source->start, size, error);

  if (bytes == NULL)
    return FALSE;
  *n_scans = byline_jpeg_scans (g_bytes_get_data (bytes, NULL), size);
  return TRUE;
}

static gboolean
check_scans (BylineJpeg *self, GError **error)
{
  guint n_scans;

  if (coefficient_bytes (&self->jpeg) > MAX_COEFFICIENT_BYTES) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%d×%d pixels are too many for a progressive picture", self->header.width,
                 self->header.height);
    return FALSE;
  }
  if (self->source.end - self->source.start > MAX_PROGRESSIVE_BYTES) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                         "too large a file for a progressive picture");
    return FALSE;
  }
  if (!count_scans (&self->source, &n_scans, error))
    return FALSE;
  if (n_scans <= MAX_SCANS)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "more than %d scans", MAX_SCANS);
  return FALSE;
}

static gboolean
check_cost (BylineJpeg *self, guint64 max_pixels, GError **error)
{
  int width = self->header.width;
  int height = self->header.height;

  if ((guint64) width * (guint64) height > max_pixels) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                 "%d×%d pixels are more than the %" G_GUINT64_FORMAT " allowed", width, height,
                 max_pixels);
    return FALSE;
  }
  return !jpeg_has_multiple_scans (&self->jpeg) || check_scans (self, error);
}

static gboolean
set_up (BylineJpeg *self, BylineInput *input, guint64 offset, guint64 length)
{
  byline_jpeg_source_init (&self->source, input, offset, length);
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->jpeg.client_data = self;
  self->errors.error_exit = fail;
  self->errors.emit_message = judge_warning;
  if (setjmp (self->escape) != 0)
    return FALSE;

  jpeg_create_decompress (&self->jpeg);
  self->jpeg.src = &self->source.manager;
  jpeg_save_markers (&self->jpeg, JPEG_APP0 + 1, 0xFFFF); /* Exif */
  jpeg_save_markers (&self->jpeg, JPEG_APP0 + 2, 0xFFFF); /* the ICC profile */
  return TRUE;
}

BylineJpeg *
byline_jpeg_open (BylineInput *input, guint64 offset, guint64 length, guint64 max_pixels,
                  GError **error)
{
  g_autoptr (BylineJpeg) self = g_new0 (BylineJpeg, 1);

  if (!set_up (self, input, offset, length) || !read_header (self) || !read_profile (self)) {
    g_propagate_error (error, g_steal_pointer (&self->error));
    return NULL;
  }
  fill_header (self);
  return check_cost (self, max_pixels, error) ? g_steal_pointer (&self) : NULL;
}

/* What one attempt to decode needs. */
static void
free_attempt (BylineJpeg *self)
{
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    g_clear_pointer (&self->shrink[i], byline_shrink_free);
  g_clear_pointer (&self->scan, g_free);
}

void
byline_jpeg_free (BylineJpeg *self)
{
  if (self == NULL)
    return;
  free_attempt (self);
  byline_ycc_free (self->out);
  jpeg_destroy_decompress (&self->jpeg);
  g_clear_pointer (&self->header.icc, g_bytes_unref);
  byline_jpeg_source_clear (&self->source);
  g_clear_error (&self->error);
  g_free (self);
}

const BylineJpegHeader *
byline_jpeg_header (const BylineJpeg *self)
{
  return &self->header;
}

/* Only these four scales are fast: libjpeg's others have no vector code and cost more than decoding
 * in full.  Lanczos should be left with a factor of two.  An eighth, which is the means of blocks
 * and no transform at all, is so much cheaper and so free of ringing that it serves below that; so
 * does our own half, which has lost nothing that Lanczos would keep (libjpeg's is the mean of 2×2).
 */
static unsigned
pick_scale (const BylineJpegHeader *header, int width, int height, gboolean quickly)
{
  double shrink = MIN ((double) header->width / width, (double) header->height / height);

  if (shrink >= 12)
    return 1;
  if (quickly)
    return shrink >= 2.5 ? 4 : 8;
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
  if (self->scan != NULL)
    byline_jpeg_entropy_replace (&self->jpeg, self->scan);
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    plan_plane (self, i, self->jpeg.comp_info[i].DCT_scaled_size, turn);
  read_bands (self);
  return TRUE;
}

/* An eighth of the picture is the first coefficient of every block, half of it are the lowest 16:
 * no need to work out the rest. */
static gboolean
decode_quickly (BylineJpeg *self, unsigned eighths, BylineTurn turn)
{
  if (eighths == DCTSIZE) {
    self->scan = byline_jpeg_scan_new (&self->jpeg, BYLINE_HUFFMAN_VALUES);
    return self->scan != NULL && decode_scaled (self, eighths, turn);
  }
  for (int i = 0; i < BYLINE_N_PLANES; i++)
    plan_plane (self, i, eighths == 1 ? 1 : DCTSIZE / 2, turn);
  return eighths == 1 ? byline_jpeg_dc_read (&self->jpeg, self->shrink)
                      : byline_jpeg_half_read (&self->jpeg, self->shrink);
}

/* Where the data is not as clean as it should be, libjpeg is the judge of how bad it is. */
static gboolean
decode (BylineJpeg *self, BylineTurn turn)
{
  int width = self->out->width;
  int height = self->out->height;

  if (byline_jpeg_scan_can (&self->jpeg)) {
    if (decode_quickly (self, pick_scale (&self->header, width, height, TRUE), turn))
      return TRUE;
    free_attempt (self);
    g_clear_error (&self->error);
    jpeg_abort_decompress (&self->jpeg);
    byline_jpeg_source_rewind (&self->source);
    if (!read_header (self))
      return FALSE;
  }
  return decode_scaled (self, pick_scale (&self->header, width, height, FALSE), turn);
}

BylineYcc *
byline_jpeg_decode (BylineJpeg *self, int width, int height, BylineTurn turn, GError **error)
{
  gboolean ok;

  self->out = byline_ycc_new (width, height);
  if (self->out == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "not enough memory");
    return NULL;
  }
  ok = decode (self, turn);
  jpeg_abort_decompress (&self->jpeg);
  free_attempt (self);
  if (!ok) {
    g_clear_pointer (&self->out, byline_ycc_free);
    g_propagate_error (error, g_steal_pointer (&self->error));
    return NULL;
  }
  return g_steal_pointer (&self->out);
}
