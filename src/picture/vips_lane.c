#include "picture/vips_lane.h"

#include "picture/rgb.h"
#include "picture/vips-glib.h"

#include <byline/error.h>

#include <string.h>

struct _BylineVipsKind {
  const char *magic;
  gsize magic_size;
  gsize magic_at;
  int (*load) (const char *path, VipsImage **out, ...);
  gboolean shrinks; /* takes "shrink", as jpegload does */
};

const BylineVipsKind *
byline_vips_kind (GBytes *bytes)
{
  static const BylineVipsKind kinds[] = {
    { "\xff\xd8\xff", 3, 0, vips_jpegload, TRUE },
    { "\x89PNG\r\n\x1a\n", 8, 0, vips_pngload, FALSE },
    { "WEBPVP8", 7, 8, vips_webpload, FALSE },
  };
  gsize size;
  const guint8 *start = g_bytes_get_data (bytes, &size);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const BylineVipsKind *kind = &kinds[i];

    if (size >= kind->magic_at + kind->magic_size &&
        memcmp (start + kind->magic_at, kind->magic, kind->magic_size) == 0)
      return kind;
  }
  return NULL;
}

static void
drop_message (const char *domain G_GNUC_UNUSED, GLogLevelFlags level G_GNUC_UNUSED,
              const char *message G_GNUC_UNUSED, gpointer user_data G_GNUC_UNUSED)
{
}

/* Costs 50 ms, so not before it is needed.  One photo a thread is faster than many threads a
 * photo, and nothing is ever decoded twice. */
static gboolean
start_vips (void)
{
  static gsize state = 0;
  enum { FAILED = 1, STARTED };

  if (g_once_init_enter (&state)) {
    gsize now = VIPS_INIT ("byline") == 0 ? STARTED : FAILED;

    if (now == STARTED) {
      vips_concurrency_set (1);
      vips_cache_set_max (0);
      vips_block_untrusted_set (TRUE);
      g_log_set_handler ("VIPS", G_LOG_LEVEL_WARNING, drop_message, NULL);
    }
    g_once_init_leave (&state, now);
  }
  return state == STARTED;
}

/* The error buffer is one for all threads: what is in it may be about another photo. */
static void
set_error (GError **error, const char *what)
{
  vips_error_clear ();
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, what);
}

static VipsImage *
load (const BylineVipsKind *kind, const char *path, int shrink, GError **error)
{
  VipsImage *image = NULL;
  int failed;

  if (!start_vips ()) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED, "libvips does not start");
    return NULL;
  }
  if (kind->shrinks)
    failed = kind->load (path, &image, "shrink", shrink, "access", VIPS_ACCESS_SEQUENTIAL,
                         "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
  else
    failed = kind->load (path, &image, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                         VIPS_FAIL_ON_TRUNCATED, NULL);
  if (failed) {
    set_error (error, "its header cannot be read");
    return NULL;
  }
  return image;
}

gboolean
byline_vips_size (const BylineVipsKind *kind, const char *path, int *width, int *height,
                  GError **error)
{
  g_autoptr (VipsImage) image = load (kind, path, 1, error);

  if (image == NULL)
    return FALSE;
  *width = vips_image_get_width (image);
  *height = vips_image_get_height (image);
  return TRUE;
}

/* Each step takes an image and gives the next; 0 is success, as everywhere in libvips. */
typedef int (*Step) (VipsImage *in, VipsImage **out, const BylineVipsJob *job);

static int
flatten (VipsImage *in, VipsImage **out, const BylineVipsJob *job G_GNUC_UNUSED)
{
  double white = vips_image_get_format (in) == VIPS_FORMAT_USHORT ? 65535 : 255;
  VipsArrayDouble *background;
  int failed;

  if (!vips_image_hasalpha (in))
    return vips_copy (in, out, NULL);
  background = vips_array_double_new (&white, 1);
  failed = vips_flatten (in, out, "background", background, NULL);
  vips_area_unref (VIPS_AREA (background));
  return failed;
}

static int
shrink (VipsImage *in, VipsImage **out, const BylineVipsJob *job)
{
  gboolean swapped = job->orientation >= 5;
  int width = swapped ? job->height : job->width;
  int height = swapped ? job->width : job->height;

  return vips_resize (in, out, (double) width / vips_image_get_width (in), "vscale",
                      (double) height / vips_image_get_height (in), NULL);
}

/* Everything is decoded here, once; what follows may read it in any order. */
static int
hold (VipsImage *in, VipsImage **out, const BylineVipsJob *job G_GNUC_UNUSED)
{
  *out = vips_image_copy_memory (in);
  return *out == NULL ? -1 : 0;
}

/* A profile that does not work is as good as none. */
static int
to_srgb (VipsImage *in, VipsImage **out, const BylineVipsJob *job G_GNUC_UNUSED)
{
  if (vips_image_get_typeof (in, VIPS_META_ICC_NAME) != 0 &&
      vips_icc_transform (in, out, "srgb", "embedded", TRUE, "depth", 8, NULL) == 0)
    return 0;
  vips_error_clear ();
  return vips_colourspace (in, out, VIPS_INTERPRETATION_sRGB, NULL);
}

static int
turn (VipsImage *in, VipsImage **out, const BylineVipsJob *job)
{
  g_autoptr (VipsImage) copy = NULL;

  if (vips_copy (in, &copy, NULL) != 0)
    return -1;
  vips_image_set_int (copy, VIPS_META_ORIENTATION, job->orientation);
  return vips_autorot (copy, out, NULL);
}

static VipsImage *
run_steps (VipsImage *loaded, const BylineVipsJob *job)
{
  static const Step steps[] = { flatten, shrink, hold, to_srgb, turn };
  g_autoptr (VipsImage) image = loaded;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    VipsImage *next = NULL;

    if (steps[i](image, &next, job) != 0)
      return NULL;
    g_object_unref (image);
    image = next;
  }
  return g_steal_pointer (&image);
}

/* libjpeg's own shrinking, while a factor of two is left. */
static int
pick_shrink (const BylineVipsJob *job)
{
  int longest = MAX (job->stored_width, job->stored_height);
  int wanted = MAX (job->width, job->height);
  int factor = 8;

  while (factor > 1 && longest / factor < 2 * wanted)
    factor /= 2;
  return factor;
}

static BylineYcc *
take_pixels (VipsImage *image, const BylineVipsJob *job, GError **error)
{
  g_autoptr (BylineYcc) ycc = NULL;
  g_autofree guint8 *pixels = NULL;
  size_t size = 0;

  if (vips_image_get_width (image) == job->width && vips_image_get_height (image) == job->height &&
      vips_image_get_bands (image) == 3 && vips_image_get_format (image) == VIPS_FORMAT_UCHAR)
    pixels = vips_image_write_to_memory (image, &size);
  if (pixels == NULL) {
    set_error (error, "its pixels are of an unknown kind");
    return NULL;
  }
  ycc = byline_ycc_from_rgb (pixels, job->width, job->height);
  if (ycc == NULL)
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "not enough memory");
  return g_steal_pointer (&ycc);
}

BylineYcc *
byline_vips_decode (const BylineVipsKind *kind, const char *path, const BylineVipsJob *job,
                    GError **error)
{
  g_autoptr (VipsImage) upright = NULL;
  VipsImage *loaded = load (kind, path, pick_shrink (job), error);
  BylineYcc *ycc = NULL;

  if (loaded == NULL)
    return NULL;
  upright = run_steps (loaded, job);
  if (upright == NULL)
    set_error (error, "picture data is damaged");
  else
    ycc = take_pixels (upright, job, error);
  g_clear_object (&upright);
  vips_thread_shutdown (); /* what libvips keeps for each thread; this one may not come back */
  return ycc;
}
