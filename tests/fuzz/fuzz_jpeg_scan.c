/* The data of a sequential JPEG, by our entropy decoder and by libjpeg's: where ours takes it, and
 * libjpeg has no warning, every sample is the same. */
#include "picture/jpeg_entropy.h"

#include <setjmp.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

typedef struct {
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr errors;
  jmp_buf escape;
  BylineJpegSource source;
  BylineJpegScan *scan; /* NULL: libjpeg's own decoder */
  GByteArray *samples;
} Reading;

static void
fail (j_common_ptr jpeg)
{
  longjmp (((Reading *) jpeg->client_data)->escape, 1);
}

static void
warn (j_common_ptr jpeg, int level)
{
  if (level < 0)
    fail (jpeg);
}

static gboolean
is_small (const struct jpeg_decompress_struct *jpeg)
{
  return (guint64) jpeg->image_width * jpeg->image_height <= 250000 && byline_jpeg_scan_can (jpeg);
}

static void
read_samples (Reading *self)
{
  gsize stride = (gsize) self->jpeg.output_width * (gsize) self->jpeg.output_components;

  g_byte_array_set_size (self->samples, (guint) (stride * self->jpeg.output_height));
  memset (self->samples->data, 0, self->samples->len);
  while (self->jpeg.output_scanline < self->jpeg.output_height) {
    JSAMPROW rows[] = { self->samples->data + stride * self->jpeg.output_scanline };

    jpeg_read_scanlines (&self->jpeg, rows, 1);
  }
}

/* Returns: FALSE where the data is not clean, or not for us */
static gboolean
decode (Reading *self, gboolean ours)
{
  if (setjmp (self->escape) != 0)
    return FALSE;
  jpeg_create_decompress (&self->jpeg);
  self->jpeg.src = &self->source.manager;
  jpeg_read_header (&self->jpeg, TRUE);
  if (!is_small (&self->jpeg))
    return FALSE;
  if (ours && (self->scan = byline_jpeg_scan_new (&self->jpeg, BYLINE_HUFFMAN_VALUES)) == NULL)
    return FALSE;
  self->jpeg.do_block_smoothing = FALSE;
  jpeg_start_decompress (&self->jpeg);
  if (ours)
    byline_jpeg_entropy_replace (&self->jpeg, self->scan);
  read_samples (self);
  return TRUE;
}

/* Returns: (transfer full): NULL where the data is not clean, or not for us */
static GByteArray *
samples_of (BylineInput *input, gboolean ours)
{
  Reading *self = g_new0 (Reading, 1);
  GByteArray *samples = self->samples = g_byte_array_new ();

  byline_jpeg_source_init (&self->source, input, 0, byline_input_size (input));
  self->jpeg.err = jpeg_std_error (&self->errors);
  self->jpeg.client_data = self;
  self->errors.error_exit = fail;
  self->errors.emit_message = warn;
  if (!decode (self, ours))
    g_clear_pointer (&samples, g_byte_array_unref);
  jpeg_destroy_decompress (&self->jpeg);
  byline_jpeg_source_clear (&self->source);
  g_free (self->scan);
  g_free (self);
  return samples;
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GBytes) held = g_bytes_new (bytes, size);
  g_autoptr (BylineInput) input = byline_input_new (held, "input");
  g_autoptr (GByteArray) ours = samples_of (input, TRUE);
  g_autoptr (GByteArray) theirs = ours != NULL ? samples_of (input, FALSE) : NULL;

  if (theirs != NULL)
    g_assert_true (ours->len == theirs->len && memcmp (ours->data, theirs->data, ours->len) == 0);
  return 0;
}
