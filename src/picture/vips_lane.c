#include "picture/vips_lane.h"

#include "picture/rgb.h"
#include "picture/vips_api.h"

#include <byline/error.h>

#include <string.h>

/* jpegload alone can decode at a fraction of the size. */
static int
load_jpeg (const BylineVips *vips, const BylineVipsFile *file, int shrink, VipsImage **out)
{
  return vips->jpegload (file->path, out, "shrink", shrink, "access", VIPS_ACCESS_SEQUENTIAL,
                         "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
}

static int
load_png (const BylineVips *vips, const BylineVipsFile *file, int shrink G_GNUC_UNUSED,
          VipsImage **out)
{
  return vips->pngload (file->path, out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                        VIPS_FAIL_ON_TRUNCATED, NULL);
}

static int
load_webp (const BylineVips *vips, const BylineVipsFile *file, int shrink G_GNUC_UNUSED,
           VipsImage **out)
{
  return vips->webpload (file->path, out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                         VIPS_FAIL_ON_TRUNCATED, NULL);
}

/* The first page. */
static int
load_tiff (const BylineVips *vips, const BylineVipsFile *file, int shrink G_GNUC_UNUSED,
           VipsImage **out)
{
  return vips->tiffload (file->path, out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                         VIPS_FAIL_ON_TRUNCATED, NULL);
}

/* libheif turns the picture as its container says. */
static int
load_heif (const BylineVips *vips, const BylineVipsFile *file, int shrink G_GNUC_UNUSED,
           VipsImage **out)
{
  size_t size = 0;
  const void *bytes = file->repaired != NULL ? g_bytes_get_data (file->repaired, &size) : NULL;

  if (bytes != NULL)
    return vips->heifload_buffer ((void *) bytes, size, out, "access", VIPS_ACCESS_SEQUENTIAL,
                                  "fail_on", VIPS_FAIL_ON_TRUNCATED, NULL);
  return vips->heifload (file->path, out, "access", VIPS_ACCESS_SEQUENTIAL, "fail_on",
                         VIPS_FAIL_ON_TRUNCATED, NULL);
}

struct _BylineVipsKind {
  const char *magic;
  gsize magic_size;
  gsize magic_at;
  int (*load) (const BylineVips *vips, const BylineVipsFile *file, int shrink, VipsImage **out);
  gboolean upright; /* comes turned already */
  gboolean vague;   /* raw files of many makers begin so, too */
};

gboolean
byline_vips_kind_is_upright (const BylineVipsKind *kind)
{
  return kind->upright;
}

gboolean
byline_vips_kind_is_vague (const BylineVipsKind *kind)
{
  return kind->vague;
}

const BylineVipsKind *
byline_vips_kind (const guint8 *head, gsize size)
{
  static const BylineVipsKind kinds[] = {
    { "\xff\xd8\xff", 3, 0, load_jpeg, FALSE, FALSE },
    { "\x89PNG\r\n\x1a\n", 8, 0, load_png, FALSE, FALSE },
    { "WEBPVP8", 7, 8, load_webp, FALSE, FALSE },
    { "II*\0", 4, 0, load_tiff, FALSE, TRUE },
    { "MM\0*", 4, 0, load_tiff, FALSE, TRUE },
    { "II+\0", 4, 0, load_tiff, FALSE, TRUE }, /* BigTIFF */
    { "MM\0+", 4, 0, load_tiff, FALSE, TRUE },
    { "ftypheic", 8, 4, load_heif, TRUE, FALSE },
    { "ftypheix", 8, 4, load_heif, TRUE, FALSE },
    { "ftypmif1", 8, 4, load_heif, TRUE, FALSE },
    { "ftypavif", 8, 4, load_heif, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    const BylineVipsKind *kind = &kinds[i];

    if (size >= kind->magic_at + kind->magic_size &&
        memcmp (head + kind->magic_at, kind->magic, kind->magic_size) == 0)
      return kind;
  }
  return NULL;
}

static VipsImage *
load (const BylineVipsFile *file, int shrink, GError **error)
{
  const BylineVips *vips = byline_vips ();
  VipsImage *image = NULL;

  if (vips == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED,
                         "needs libvips, which is not installed");
    return NULL;
  }
  if (file->kind->load (vips, file, shrink, &image) == 0)
    return image;
  vips->error_clear ();
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "its header cannot be read");
  return NULL;
}

gboolean
byline_vips_size (const BylineVipsFile *file, int *width, int *height, GError **error)
{
  g_autoptr (VipsImage) image = load (file, 1, error);

  if (image == NULL)
    return FALSE;
  *width = byline_vips ()->image_get_width (image);
  *height = byline_vips ()->image_get_height (image);
  return TRUE;
}

/* Each step takes an image and gives the next; 0 is success, as everywhere in libvips. */
typedef int (*Step) (const BylineVips *vips, VipsImage *in, VipsImage **out,
                     const BylineVipsJob *job);

static int
flatten (const BylineVips *vips, VipsImage *in, VipsImage **out,
         const BylineVipsJob *job G_GNUC_UNUSED)
{
  double white = vips->image_get_format (in) == VIPS_FORMAT_USHORT ? 65535 : 255;
  VipsArrayDouble *background;
  int failed;

  if (!vips->image_hasalpha (in))
    return vips->copy (in, out, NULL);
  background = vips->array_double_new (&white, 1);
  failed = vips->flatten (in, out, "background", background, NULL);
  vips->area_unref ((VipsArea *) background);
  return failed;
}

static int
shrink (const BylineVips *vips, VipsImage *in, VipsImage **out, const BylineVipsJob *job)
{
  gboolean swapped = job->orientation >= 5;
  double width = swapped ? job->height : job->width;
  double height = swapped ? job->width : job->height;

  return vips->resize (in, out, width / vips->image_get_width (in), "vscale",
                       height / vips->image_get_height (in), NULL);
}

/* Everything is decoded here, once; what follows may read it in any order. */
static int
hold (const BylineVips *vips, VipsImage *in, VipsImage **out,
      const BylineVipsJob *job G_GNUC_UNUSED)
{
  *out = vips->image_copy_memory (in);
  return *out == NULL ? -1 : 0;
}

/* A profile that does not work is as good as none. */
static int
to_srgb (const BylineVips *vips, VipsImage *in, VipsImage **out,
         const BylineVipsJob *job G_GNUC_UNUSED)
{
  if (vips->image_get_typeof (in, VIPS_META_ICC_NAME) != 0 &&
      vips->icc_transform (in, out, "srgb", "embedded", TRUE, "depth", 8, NULL) == 0)
    return 0;
  vips->error_clear ();
  return vips->colourspace (in, out, VIPS_INTERPRETATION_sRGB, NULL);
}

static int
turn (const BylineVips *vips, VipsImage *in, VipsImage **out, const BylineVipsJob *job)
{
  g_autoptr (VipsImage) copy = NULL;

  if (vips->copy (in, &copy, NULL) != 0)
    return -1;
  vips->image_set_int (copy, VIPS_META_ORIENTATION, job->orientation);
  return vips->autorot (copy, out, NULL);
}

/* @loaded: (transfer full) */
static VipsImage *
run_steps (const BylineVips *vips, VipsImage *loaded, const BylineVipsJob *job)
{
  static const Step steps[] = { flatten, shrink, hold, to_srgb, turn };
  g_autoptr (VipsImage) image = loaded;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    VipsImage *next = NULL;

    if (steps[i](vips, image, &next, job) != 0)
      return NULL;
    byline_vips_unref (image);
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

static guint8 *
take_pixels (const BylineVips *vips, VipsImage *image, const BylineVipsJob *job)
{
  size_t size = 0;

  if (vips->image_get_width (image) != job->width ||
      vips->image_get_height (image) != job->height || vips->image_get_bands (image) != 3 ||
      vips->image_get_format (image) != VIPS_FORMAT_UCHAR)
    return NULL;
  return vips->image_write_to_memory (image, &size);
}

static BylineYcc *
decode (const BylineVips *vips, VipsImage *loaded, const BylineVipsJob *job, GError **error)
{
  g_autoptr (VipsImage) upright = run_steps (vips, loaded, job);
  g_autofree guint8 *pixels = upright != NULL ? take_pixels (vips, upright, job) : NULL;
  BylineYcc *ycc;

  if (pixels == NULL) {
    /* The error buffer is one for all threads: what is in it may be about another photo. */
    vips->error_clear ();
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "picture data is damaged");
    return NULL;
  }
  ycc = byline_ycc_from_rgb (pixels, job->width, job->height);
  if (ycc == NULL)
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "not enough memory");
  return ycc;
}

BylineYcc *
byline_vips_decode (const BylineVipsFile *file, const BylineVipsJob *job, GError **error)
{
  VipsImage *loaded = load (file, pick_shrink (job), error);
  BylineYcc *ycc;

  if (loaded == NULL)
    return NULL;
  ycc = decode (byline_vips (), loaded, job, error);
  byline_vips ()->thread_shutdown (); /* what it keeps for each thread; this one may not return */
  return ycc;
}
