#include <byline/placeholder.h>

#include <byline/error.h>

#include "picture/jpeg_decode.h"
#include "picture/vips_lane.h"

#include <math.h>
#include <string.h>
#include <webp/decode.h>

/* Of the picture that the hash is made of: enough for its seven waves, and one eighth of a
 * rendition of 320 pixels, which a JPEG decodes to at the least cost. */
#define SIDE 40
/* A rendition is of a size that byline makes. */
#define MAX_PIXELS G_GUINT64_CONSTANT (300000000)

/* ThumbHash ----------------------------------------------------------------------------------- */

enum { L, P, Q, N_CHANNELS }; /* luminance, yellow to blue, red to green */

/* A channel's waves: its mean, the greatest amplitude, and each amplitude as a part of that. */
typedef struct {
  double mean, scale;
  double ac[28]; /* 7 × 7 of them, less than half */
  guint n;
} Waves;

/* Multiplied and added in the reference's order: where a wave is missing, what rounding leaves of
 * it decides the digit. */
static double
amplitude (const double *channel, int width, int height, int cx, int cy)
{
  double fx[100];
  double sum = 0;

  for (int x = 0; x < width; x++)
    fx[x] = cos (G_PI / width * cx * (x + 0.5));
  for (int y = 0; y < height; y++) {
    const double fy = cos (G_PI / height * cy * (y + 0.5));

    for (int x = 0; x < width; x++)
      sum += channel[x + y * width] * fx[x] * fy;
  }
  return sum / (width * height);
}

static void
take_waves (const double *channel, int width, int height, int nx, int ny, Waves *waves)
{
  *waves = (Waves){ 0 };
  for (int cy = 0; cy < ny; cy++) {
    for (int cx = 0; cx * ny < nx * (ny - cy); cx++) {
      const double f = amplitude (channel, width, height, cx, cy);

      if (cx == 0 && cy == 0) {
        waves->mean = f;
      } else {
        waves->ac[waves->n++] = f;
        waves->scale = fmax (waves->scale, fabs (f));
      }
    }
  }
  for (guint i = 0; waves->scale > 0 && i < waves->n; i++)
    waves->ac[i] = 0.5 + 0.5 / waves->scale * waves->ac[i];
}

static void
split (const guint8 *rgb, gsize n, double *channels[N_CHANNELS])
{
  for (gsize i = 0; i < n; i++) {
    const double r = 1.0 / 255 * rgb[3 * i];
    const double g = 1.0 / 255 * rgb[3 * i + 1];
    const double b = 1.0 / 255 * rgb[3 * i + 2];

    channels[L][i] = (r + g + b) / 3;
    channels[P][i] = (r + g) / 2 - b;
    channels[Q][i] = r - g;
  }
}

/* As JavaScript rounds, for the reference is written in it. */
static guint
rounded (double value)
{
  return (guint) floor (value + 0.5);
}

static void
put_waves (BylinePlaceholder *placeholder, const Waves waves[N_CHANNELS])
{
  guint n = 0;

  for (guint c = 0; c < N_CHANNELS; c++) {
    for (guint i = 0; i < waves[c].n; i++, n++) {
      const guint value = rounded (15 * waves[c].ac[i]);

      placeholder->hash[5 + n / 2] |= (guint8) (value << (n % 2 * 4));
    }
  }
  placeholder->length = (guint8) (5 + (n + 1) / 2);
}

static void
make_hash (const guint8 *rgb, int width, int height, BylinePlaceholder *placeholder)
{
  const gsize n = (gsize) width * (gsize) height;
  g_autofree double *samples = g_new (double, N_CHANNELS *n);
  double *channels[N_CHANNELS] = { samples, samples + n, samples + 2 * n };
  const int longest = MAX (width, height);
  const int lx = MAX (1, (int) rounded (7.0 * width / longest));
  const int ly = MAX (1, (int) rounded (7.0 * height / longest));
  const gboolean landscape = width > height;
  Waves waves[N_CHANNELS];
  guint head, tail;

  split (rgb, n, channels);
  for (guint c = 0; c < N_CHANNELS; c++)
    take_waves (channels[c], width, height, c == L ? MAX (3, lx) : 3, c == L ? MAX (3, ly) : 3,
                &waves[c]);
  head = rounded (63 * waves[L].mean) | rounded (31.5 + 31.5 * waves[P].mean) << 6 |
         rounded (31.5 + 31.5 * waves[Q].mean) << 12 | rounded (31 * waves[L].scale) << 18;
  tail = (guint) (landscape ? ly : lx) | rounded (63 * waves[P].scale) << 3 |
         rounded (63 * waves[Q].scale) << 9 | (landscape ? 1U << 15 : 0);
  for (guint i = 0; i < 3; i++)
    placeholder->hash[i] = (guint8) (head >> (8 * i));
  for (guint i = 0; i < 2; i++)
    placeholder->hash[3 + i] = (guint8) (tail >> (8 * i));
  put_waves (placeholder, waves);
}

/* The colour ---------------------------------------------------------------------------------- */

/* The mean of the fullest of 8 × 8 × 8 boxes. */
static guint32
find_colour (const guint8 *rgb, gsize n)
{
  struct {
    guint n, sum[3];
  } boxes[512] = { { 0 } };
  guint32 colour = 0;
  guint fullest = 0;

  for (gsize i = 0; i < n; i++) {
    const guint8 *at = rgb + 3 * i;
    const guint box = (guint) (at[0] >> 5) << 6 | (guint) (at[1] >> 5) << 3 | at[2] >> 5;

    boxes[box].n++;
    for (guint c = 0; c < 3; c++)
      boxes[box].sum[c] += at[c];
    if (boxes[box].n > boxes[fullest].n)
      fullest = box;
  }
  for (guint c = 0; c < 3; c++)
    colour = colour << 8 | boxes[fullest].sum[c] / MAX (boxes[fullest].n, 1);
  return colour;
}

void
byline_placeholder_make (const guint8 *rgb, int width, int height, BylinePlaceholder *placeholder)
{
  g_return_if_fail (width >= 1 && height >= 1 && width <= 100 && height <= 100);
  *placeholder = (BylinePlaceholder){ 0 };
  make_hash (rgb, width, height, placeholder);
  placeholder->colour = find_colour (rgb, (gsize) width * (gsize) height);
}

char *
byline_placeholder_hash (const BylinePlaceholder *placeholder)
{
  return placeholder->length > 0 ? g_base64_encode (placeholder->hash, placeholder->length) : NULL;
}

char *
byline_placeholder_colour (const BylinePlaceholder *placeholder)
{
  return placeholder->length > 0 ? g_strdup_printf ("#%06x", placeholder->colour) : NULL;
}

/* A rendition --------------------------------------------------------------------------------- */

static guint8
clamped (double value)
{
  return (guint8) CLAMP (lrint (value), 0, 255);
}

/* Full-range BT.601, chroma of the nearest sample: the waves are far longer than a pixel. */
static void
from_ycc (const BylineYcc *ycc, BylinePlaceholder *placeholder)
{
  g_autofree guint8 *rgb = g_malloc ((gsize) ycc->width * (gsize) ycc->height * 3);
  guint8 *out = rgb;

  for (int y = 0; y < ycc->height; y++) {
    const guint8 *luma_row = byline_plane_row (&ycc->plane[BYLINE_Y], y);
    const guint8 *cb_row = byline_plane_row (&ycc->plane[BYLINE_CB], y / 2);
    const guint8 *cr_row = byline_plane_row (&ycc->plane[BYLINE_CR], y / 2);

    for (int x = 0; x < ycc->width; x++, out += 3) {
      const int pair = x / 2;
      const double luma = luma_row[x];
      const double cb = cb_row[pair] - 128.0;
      const double cr = cr_row[pair] - 128.0;

      out[0] = clamped (luma + 1.402 * cr);
      out[1] = clamped (luma - 0.344136 * cb - 0.714136 * cr);
      out[2] = clamped (luma + 1.772 * cb);
    }
  }
  byline_placeholder_make (rgb, ycc->width, ycc->height, placeholder);
}

static void
fit (int width, int height, int *small_width, int *small_height)
{
  const int longest = MAX (width, height);

  *small_width = longest <= SIDE ? width : MAX (1, (width * SIDE + longest / 2) / longest);
  *small_height = longest <= SIDE ? height : MAX (1, (height * SIDE + longest / 2) / longest);
}

static gboolean
read_jpeg (BylineInput *input, BylinePlaceholder *placeholder, GError **error)
{
  g_autoptr (BylineJpeg) jpeg =
      byline_jpeg_open (input, 0, byline_input_size (input), MAX_PIXELS, error);
  const BylineJpegHeader *header = jpeg != NULL ? byline_jpeg_header (jpeg) : NULL;
  g_autoptr (BylineYcc) ycc = NULL;
  int width, height;

  if (header == NULL)
    return FALSE;
  if (!header->planar) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED, "not a web picture");
    return FALSE;
  }
  fit (header->width, header->height, &width, &height);
  ycc = byline_jpeg_decode (jpeg, width, height, byline_turn_of (1), error);
  if (ycc != NULL)
    from_ycc (ycc, placeholder);
  return ycc != NULL;
}

static gboolean
read_webp (BylineInput *input, BylinePlaceholder *placeholder, GError **error)
{
  const guint64 size = byline_input_size (input);
  g_autoptr (GBytes) bytes = byline_input_copy (input, 0, size, error);
  guint8 rgb[SIDE * SIDE * 3];
  WebPDecoderConfig config;
  int width, height;

  if (bytes == NULL)
    return FALSE;
  if (WebPInitDecoderConfig (&config) == 0 ||
      WebPGetFeatures (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &config.input) !=
          VP8_STATUS_OK) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "not a WebP");
    return FALSE;
  }
  fit (config.input.width, config.input.height, &width, &height);
  config.options.use_scaling = 1;
  config.options.scaled_width = width;
  config.options.scaled_height = height;
  config.output.colorspace = MODE_RGB;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = rgb;
  config.output.u.RGBA.stride = width * 3;
  config.output.u.RGBA.size = sizeof rgb;
  if (WebPDecode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), &config) !=
      VP8_STATUS_OK) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "a broken WebP");
    return FALSE;
  }
  byline_placeholder_make (rgb, width, height, placeholder);
  return TRUE;
}

static gboolean
read_other (const BylineVipsKind *kind, const char *path, BylinePlaceholder *placeholder,
            GError **error)
{
  const BylineVipsFile file = { .kind = kind, .path = path };
  BylineVipsJob job = { .orientation = 1 };
  g_autoptr (BylineYcc) ycc = NULL;

  if (kind == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED, "not a web picture");
    return FALSE;
  }
  if (!byline_vips_size (&file, &job.stored_width, &job.stored_height, error))
    return FALSE;
  fit (job.stored_width, job.stored_height, &job.width, &job.height);
  ycc = byline_vips_decode (&file, &job, error);
  if (ycc != NULL)
    from_ycc (ycc, placeholder);
  return ycc != NULL;
}

static gboolean
read_any (BylineInput *input, const char *path, BylinePlaceholder *placeholder, GError **error)
{
  const gsize size = (gsize) MIN (byline_input_size (input), 16);
  const guint8 *head = byline_input_peek (input, 0, size, error);

  if (head == NULL)
    return FALSE;
  if (size >= 2 && head[0] == 0xff && head[1] == 0xd8)
    return read_jpeg (input, placeholder, error);
  if (size >= 12 && memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "WEBP", 4) == 0)
    return read_webp (input, placeholder, error);
  return read_other (byline_vips_kind (head, size), path, placeholder, error);
}

gboolean
byline_placeholder_read (const char *path, BylinePlaceholder *placeholder, GError **error)
{
  g_autoptr (BylineInput) input = byline_input_open (path, error);

  *placeholder = (BylinePlaceholder){ 0 };
  if (input == NULL)
    return FALSE;
  if (read_any (input, path, placeholder, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}
