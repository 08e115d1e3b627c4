#include "picture/original.h"

#include "container/heif_repair.h"
#include "picture/colour.h"
#include "picture/orient.h"

#include <byline/error.h>
#include <byline/rendition.h>

#include <string.h>

static gboolean
check_pixels (int width, int height, guint64 max, GError **error)
{
  if ((guint64) width * (guint64) height <= max)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
               "%d×%d pixels are more than the %" G_GUINT64_FORMAT " allowed", width, height, max);
  return FALSE;
}

/* Rows of an interlaced PNG come in seven passes (PNG, third edition, 8.2): the picture is in
 * memory as a whole, at its full depth, before the first row is known. */
#define MAX_INTERLACED_BYTES (G_GUINT64_CONSTANT (400) * 1024 * 1024)

static gboolean
check_interlaced (const BylineOriginal *photo, GError **error)
{
  static const guint8 png[] = { 0x89, 'P', 'N', 'G' };
  /* 0 grey, 2 RGB, 3 of a palette, 4 and 6 with alpha */
  static const guint8 n_channels[8] = { 1, 4, 3, 4, 2, 4, 4, 4 };
  enum { DEPTH = 24, COLOUR = 25, INTERLACE = 28, HEAD = 29 };
  const guint8 *head = byline_input_size (photo->input) >= HEAD
                           ? byline_input_peek (photo->input, 0, HEAD, NULL)
                           : NULL;
  guint64 pixels = (guint64) photo->stored_width * (guint64) photo->stored_height;

  if (head == NULL || memcmp (head, png, sizeof png) != 0 || head[INTERLACE] == 0 ||
      pixels * n_channels[head[COLOUR] & 7] * (head[DEPTH] > 8 ? 2 : 1) <= MAX_INTERLACED_BYTES)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
               "%d×%d pixels are too many for an interlaced picture", photo->stored_width,
               photo->stored_height);
  return FALSE;
}

static gboolean
look_at_jpeg (BylineOriginal *photo, guint64 max_pixels, GError **error)
{
  photo->jpeg =
      byline_jpeg_open (photo->input, 0, byline_input_size (photo->input), max_pixels, error);
  if (photo->jpeg == NULL)
    return FALSE;
  photo->stored_width = byline_jpeg_header (photo->jpeg)->width;
  photo->stored_height = byline_jpeg_header (photo->jpeg)->height;
  return TRUE;
}

/* Of a raw file, the largest JPEG in it that is one for the eye. */
static gboolean
look_at_previews (BylineOriginal *photo, const BylineContainer *container, guint64 max_pixels,
                  GError **error)
{
  g_autoptr (GArray) ranges = byline_container_previews (container);

  for (guint i = 0; i < ranges->len; i++) {
    const BylineRange *range = &g_array_index (ranges, BylineRange, i);

    photo->jpeg = byline_jpeg_open (photo->input, range->offset, range->length, max_pixels, NULL);
    if (photo->jpeg != NULL && byline_jpeg_header (photo->jpeg)->planar)
      break;
    g_clear_pointer (&photo->jpeg, byline_jpeg_free);
  }
  if (photo->jpeg == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED,
                         "no preview in it that could be shown");
    return FALSE;
  }
  photo->preview = TRUE;
  photo->stored_width = byline_jpeg_header (photo->jpeg)->width;
  photo->stored_height = byline_jpeg_header (photo->jpeg)->height;
  return TRUE;
}

/* What begins like a TIFF, or like nothing that libvips is given: perhaps a raw file.
 * @done: (out): it was one */
static gboolean
look_for_raw (BylineOriginal *photo, guint64 max_pixels, gboolean *done, GError **error)
{
  g_autoptr (BylineContainer) container = byline_container_open (photo->input, NULL);

  *done = container != NULL && byline_format_is_raw (byline_container_format (container));
  return !*done || look_at_previews (photo, container, max_pixels, error);
}

/* Phones' photos that libheif would refuse. */
static gboolean
repair (BylineOriginal *photo, GError **error)
{
  g_autoptr (BylineContainer) container = NULL;
  g_autoptr (GError) failure = NULL;

  if (!byline_vips_kind_is_upright (photo->file.kind)) /* only HEIF's are */
    return TRUE;
  container = byline_container_open (photo->input, NULL);
  if (container == NULL)
    return TRUE; /* libvips will say what is wrong with it */
  photo->file.repaired = byline_heif_repaired (container, &failure);
  if (failure == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
photo_look (BylineOriginal *photo, guint64 max_pixels, GError **error)
{
  gboolean raw = FALSE;
  gsize size = (gsize) MIN (byline_input_size (photo->input), 16);
  const guint8 *head = byline_input_peek (photo->input, 0, size, error);

  if (head == NULL)
    return FALSE;
  photo->file = (BylineVipsFile){ .kind = byline_vips_kind (head, size), .path = photo->path };
  if (photo->file.kind == NULL || byline_vips_kind_is_vague (photo->file.kind)) {
    if (!look_for_raw (photo, max_pixels, &raw, error) || raw)
      return raw && photo->jpeg != NULL;
  }
  if (photo->file.kind == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED,
                         "not a kind of photo known");
    return FALSE;
  }
  if (byline_vips_kind_is_upright (photo->file.kind))
    photo->orientation = 1;
  head = byline_input_peek (photo->input, 0, size, error);
  if (head == NULL)
    return FALSE;
  if (head[0] == 0xff)
    return look_at_jpeg (photo, max_pixels, error);
  return repair (photo, error) &&
         byline_vips_size (&photo->file, &photo->stored_width, &photo->stored_height, error) &&
         check_pixels (photo->stored_width, photo->stored_height, max_pixels, error) &&
         check_interlaced (photo, error);
}

gboolean
byline_original_open (BylineOriginal *photo, const char *path, int orientation, guint64 max_pixels,
                      GError **error)
{
  gboolean swapped;

  photo->path = path;
  photo->orientation = orientation >= 1 && orientation <= 8 ? orientation : 1;
  photo->input = byline_input_open (path, error);
  if (photo->input == NULL || !photo_look (photo, max_pixels, error))
    return FALSE;
  swapped = byline_turn_of (photo->orientation).transpose;
  photo->width = swapped ? photo->stored_height : photo->stored_width;
  photo->height = swapped ? photo->stored_width : photo->stored_height;
  return TRUE;
}

void
byline_original_clear (BylineOriginal *photo)
{
  g_clear_pointer (&photo->jpeg, byline_jpeg_free);
  g_clear_pointer (&photo->input, byline_input_free);
  g_clear_pointer (&photo->file.repaired, g_bytes_unref);
}

/* Whether the fast lane can do this photo's colours. @colour: (out): NULL if they are sRGB's */
static gboolean
know_colours (const BylineJpegHeader *header, BylineColour **colour)
{
  BylineShaper shaper;

  *colour = NULL;
  if (header->icc == NULL && !header->r03)
    return TRUE;
  if (header->icc == NULL)
    byline_shaper_adobe_rgb (&shaper);
  else if (!byline_shaper_from_icc (&shaper, header->icc))
    return FALSE;
  *colour = byline_colour_new (&shaper);
  return TRUE;
}

static BylineYcc *
decode_planar (const BylineOriginal *photo, int width, int height, const BylineColour *colour,
               GError **error)
{
  BylineTurn turn = byline_turn_of (photo->orientation);
  int stored_width = turn.transpose ? height : width;
  int stored_height = turn.transpose ? width : height;
  BylineYcc *ycc = byline_jpeg_decode (photo->jpeg, stored_width, stored_height, turn, error);

  if (ycc == NULL)
    return NULL;
  if (colour != NULL)
    byline_colour_apply (colour, ycc);
  ycc = byline_ycc_turn (ycc, turn);
  if (ycc == NULL)
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "not enough memory");
  return ycc;
}

BylineYcc *
byline_original_decode (const BylineOriginal *photo, int width, int height, GError **error)
{
  const BylineJpegHeader *header = photo->jpeg ? byline_jpeg_header (photo->jpeg) : NULL;
  g_autoptr (BylineColour) colour = NULL;
  BylineVipsJob job = { photo->stored_width, photo->stored_height, width, height,
                        photo->orientation };

  if (header != NULL && header->planar && know_colours (header, &colour))
    return decode_planar (photo, width, height, colour, error);
  if (photo->preview) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED,
                         "its preview has colours that need a table");
    return NULL;
  }
  return byline_vips_decode (&photo->file, &job, error);
}
