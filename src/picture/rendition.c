#include <byline/error.h>
#include <byline/rendition.h>

#include "picture/crop.h"
#include "picture/encode.h"
#include "picture/original.h"
#include "picture/shrink.h"

#include <math.h>
#include <string.h>

void
byline_rendition_free (BylineRendition *rendition)
{
  if (rendition == NULL)
    return;
  g_bytes_unref (rendition->bytes);
  g_free (rendition);
}

static int
compare_widths (gconstpointer a, gconstpointer b)
{
  int left = *(const int *) a;
  int right = *(const int *) b;

  return (left > right) - (left < right);
}

GArray *
byline_rendition_widths (const BylineRenditionSpec *spec, int width)
{
  GArray *widths = g_array_new (FALSE, FALSE, sizeof (int));
  guint n_distinct = 0;

  for (guint i = 0; i < spec->n_widths; i++) {
    int wanted = MIN (spec->widths[i], width);

    if (wanted > 0)
      g_array_append_val (widths, wanted);
  }
  if (widths->len == 0)
    g_array_append_val (widths, width);
  g_array_sort (widths, compare_widths);
  for (guint i = 0; i < widths->len; i++) {
    int *all = (int *) (void *) widths->data;

    if (n_distinct == 0 || all[i] != all[n_distinct - 1])
      all[n_distinct++] = all[i];
  }
  return g_array_set_size (widths, n_distinct);
}

static int
rounded (gint64 width, int above, int below)
{
  return (int) MAX ((2 * width * above + below) / (2 * (gint64) below), 1);
}

static void
add_sizes (GArray *sizes, const BylineRenditionSpec *spec, BylineRatio crop, int width, int height)
{
  gboolean whole = crop.width == 0;
  gint64 high = (gint64) height * crop.width;
  int most = whole ? width : (int) MIN (width, high / crop.height);
  g_autoptr (GArray) widths = byline_rendition_widths (spec, MAX (most, 1));

  for (guint i = 0; i < widths->len; i++) {
    int wide = g_array_index (widths, int, i);
    BylineSize size = { crop, wide,
                        whole ? rounded (wide, height, width)
                              : rounded (wide, crop.height, crop.width) };

    g_array_append_val (sizes, size);
  }
}

GArray *
byline_rendition_sizes (const BylineRenditionSpec *spec, int width, int height)
{
  GArray *sizes = g_array_new (FALSE, FALSE, sizeof (BylineSize));

  add_sizes (sizes, spec, (BylineRatio){ 0, 0 }, width, height);
  for (guint i = 0; i < spec->n_crops; i++)
    add_sizes (sizes, spec, spec->crops[i], width, height);
  return sizes;
}

/* The work on one photo: sizes from the largest down, each from one that is already there. */
typedef struct {
  const BylineOriginal *photo;
  const BylineFocus *focus; /* nullable */
  const BylineRenditionSpec *spec;
  const gboolean *only;
  const GArray *sizes; /* of BylineSize */
  GPtrArray *whole;    /* of BylineYcc: the whole picture, as far as it was needed */
  GPtrArray *part;     /* of BylineYcc: the crop that is worked on; empty where it was not begun */
  GPtrArray *results;  /* of BylineRendition, the last size first */
} Work;

static const BylineSize *
size_at (const Work *work, guint index)
{
  return &g_array_index (work->sizes, BylineSize, index);
}

static gboolean
is_wanted (const Work *work, guint size, guint format)
{
  return work->only == NULL || work->only[size * work->spec->n_formats + format];
}

/* For itself, or because a smaller one of its shape is made of it. */
static gboolean
is_needed (const Work *work, guint size)
{
  BylineRatio crop = size_at (work, size)->crop;

  for (guint at = size + 1; at-- > 0;) {
    BylineRatio other = size_at (work, at)->crop;

    if (other.width != crop.width || other.height != crop.height)
      return FALSE;
    for (guint i = 0; i < work->spec->n_formats; i++)
      if (is_wanted (work, at, i))
        return TRUE;
  }
  return FALSE;
}

/* The smallest that leaves Lanczos a factor of two, else the largest there is. */
static const BylineYcc *
pick_source (const GPtrArray *pool, int width)
{
  const BylineYcc *best = NULL;

  for (guint i = 0; i < pool->len; i++) {
    const BylineYcc *size = g_ptr_array_index (pool, i);
    gboolean enough = size->width >= 2 * width;
    gboolean had_enough = best != NULL && best->width >= 2 * width;

    if (best == NULL || (enough && (!had_enough || size->width < best->width)) ||
        (!enough && !had_enough && size->width > best->width))
      best = size;
  }
  return best;
}

/* @ycc: (transfer full) (nullable). Returns: (transfer none): it, or NULL with an error */
static const BylineYcc *
keep (GPtrArray *pool, BylineYcc *ycc, GError **error)
{
  if (ycc != NULL)
    g_ptr_array_add (pool, ycc);
  else if (error != NULL && *error == NULL)
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "not enough memory");
  return ycc;
}

/* @pool: not empty */
static const BylineYcc *
resize (GPtrArray *pool, int width, int height, GError **error)
{
  const BylineYcc *source = pick_source (pool, width);

  if (source->width == width && source->height == height)
    return source;
  for (guint i = 0; i < pool->len; i++) {
    const BylineYcc *ycc = g_ptr_array_index (pool, i);

    if (ycc->width == width && ycc->height == height)
      return ycc;
  }
  return keep (pool, byline_ycc_resize (source, width, height), error);
}

/* How wide the whole picture has to be so that nothing of @size is enlarged. */
static int
width_for (const Work *work, const BylineSize *size)
{
  const BylineOriginal *photo = work->photo;
  double most;

  if (size->crop.width == 0)
    return size->width;
  most = MIN (photo->width, (double) photo->height * size->crop.width / size->crop.height);
  return (int) CLAMP (ceil (size->width * photo->width / most), size->width, photo->width);
}

/* The one decode, large enough for every size, wanted or there already: the same size is to have
 * the same bytes, whatever else is made with it. */
static const BylineYcc *
decode_once (Work *work, GError **error)
{
  const BylineOriginal *photo = work->photo;
  int width = 1;

  if (work->whole->len > 0)
    return g_ptr_array_index (work->whole, 0);
  for (guint i = 0; i < work->sizes->len; i++)
    width = MAX (width, width_for (work, size_at (work, i)));
  return keep (
      work->whole,
      byline_original_decode (photo, width, rounded (width, photo->height, photo->width), error),
      error);
}

/* @size: the largest of its crop */
static const BylineYcc *
begin_crop (Work *work, const BylineYcc *whole, const BylineSize *size, GError **error)
{
  BylineRect rect = byline_crop_place (whole, size, work->focus);

  return keep (work->part, byline_crop_cut (whole, &rect), error);
}

static const BylineYcc *
make_size (Work *work, const BylineSize *size, GError **error)
{
  const BylineYcc *whole = decode_once (work, error);

  if (whole == NULL)
    return NULL;
  if (size->crop.width == 0)
    return resize (work->whole, size->width, size->height, error);
  if (work->part->len == 0 && begin_crop (work, whole, size, error) == NULL)
    return NULL;
  return resize (work->part, size->width, size->height, error);
}

static gboolean
encode_size (Work *work, guint index, const BylineYcc *ycc, GError **error)
{
  for (guint j = work->spec->n_formats; j-- > 0;) {
    BylineRendition *rendition;
    GBytes *bytes;

    if (!is_wanted (work, index, j))
      continue;
    bytes = byline_encode (ycc, work->spec->formats[j], work->spec, error);
    if (bytes == NULL)
      return FALSE;
    rendition = g_new0 (BylineRendition, 1);
    *rendition = (BylineRendition){ work->spec->formats[j], size_at (work, index)->crop, ycc->width,
                                    ycc->height, bytes };
    g_ptr_array_add (work->results, rendition);
  }
  return TRUE;
}

/* From the last crop's largest size to the smallest of the whole. */
static gboolean
make_all (Work *work, GError **error)
{
  BylineRatio crop = { 0, 0 };

  for (guint i = work->sizes->len; i-- > 0;) {
    const BylineSize *size = size_at (work, i);
    const BylineYcc *ycc;

    if (size->crop.width != crop.width || size->crop.height != crop.height)
      g_ptr_array_set_size (work->part, 0);
    crop = size->crop;
    if (!is_needed (work, i))
      continue;
    ycc = make_size (work, size, error);
    if (ycc == NULL || !encode_size (work, i, ycc, error))
      return FALSE;
  }
  return TRUE;
}

static void
free_size (gpointer ycc)
{
  byline_ycc_free (ycc);
}

static void
free_result (gpointer rendition)
{
  byline_rendition_free (rendition);
}

static void
reverse (GPtrArray *array)
{
  for (guint i = 0; i < array->len / 2; i++) {
    gpointer other = array->pdata[array->len - 1 - i];

    array->pdata[array->len - 1 - i] = array->pdata[i];
    array->pdata[i] = other;
  }
}

static guint64
max_pixels_of (const BylineRenditionSpec *spec)
{
  return spec->max_pixels > 0 ? spec->max_pixels : BYLINE_MAX_PIXELS;
}

static GPtrArray *
make_renditions (const char *path, int orientation, const BylineFocus *focus,
                 const BylineRenditionSpec *spec, const gboolean *only, GError **error)
{
  g_auto (BylineOriginal) photo = { .path = path };
  g_autoptr (GArray) sizes = NULL;
  g_autoptr (GPtrArray) whole = g_ptr_array_new_with_free_func (free_size);
  g_autoptr (GPtrArray) part = g_ptr_array_new_with_free_func (free_size);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (free_result);
  Work work = { .photo = &photo,
                .focus = focus,
                .spec = spec,
                .only = only,
                .whole = whole,
                .part = part,
                .results = results };

  if (!byline_original_open (&photo, path, orientation, max_pixels_of (spec), error))
    return NULL;
  work.sizes = sizes = byline_rendition_sizes (spec, photo.width, photo.height);
  if (!make_all (&work, error))
    return NULL;
  reverse (results);
  return g_steal_pointer (&results);
}

GPtrArray *
byline_renditions_make_cropped (const char *path, int orientation, const BylineFocus *focus,
                                const BylineRenditionSpec *spec, const gboolean *only,
                                GError **error)
{
  g_autoptr (GError) reason = NULL;
  GPtrArray *made = make_renditions (path, orientation, focus, spec, only, &reason);

  if (made != NULL)
    return made;
  if (strstr (reason->message, path) == NULL) /* those who read the file have named it */
    g_prefix_error (&reason, "%s: ", path);
  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

GPtrArray *
byline_renditions_make (const char *path, int orientation, const BylineRenditionSpec *spec,
                        const gboolean *only, GError **error)
{
  return byline_renditions_make_cropped (path, orientation, NULL, spec, only, error);
}

gboolean
byline_rendition_size (const char *path, int orientation, const BylineRenditionSpec *spec,
                       int *width, int *height, GError **error)
{
  g_auto (BylineOriginal) photo = { .path = path };

  if (!byline_original_open (&photo, path, orientation, max_pixels_of (spec), error)) {
    if (error != NULL && strstr ((*error)->message, path) == NULL)
      g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  *width = photo.width;
  *height = photo.height;
  return TRUE;
}
