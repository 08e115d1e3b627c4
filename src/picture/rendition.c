#include <byline/error.h>
#include <byline/rendition.h>

#include "container/container.h"
#include "picture/colour.h"
#include "picture/encode.h"
#include "picture/jpeg_decode.h"
#include "picture/orient.h"
#include "picture/shrink.h"
#include "picture/vips_lane.h"

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

/* A photo and what its header says, before it is decoded. */
typedef struct {
  const char *path;
  BylineInput *input;
  const BylineVipsKind *kind;
  BylineJpeg *jpeg; /* NULL for other formats */
  gboolean preview; /* @jpeg lies in a raw file */
  int orientation;
  int width, height; /* of the upright picture */
  int stored_width, stored_height;
} Photo;

static void
photo_clear (Photo *photo)
{
  g_clear_pointer (&photo->jpeg, byline_jpeg_free);
  g_clear_pointer (&photo->input, byline_input_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Photo, photo_clear)

static gboolean
check_pixels (int width, int height, guint64 max, GError **error)
{
  if ((guint64) width * (guint64) height <= max)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
               "%d×%d pixels are more than the %" G_GUINT64_FORMAT " allowed", width, height, max);
  return FALSE;
}

static gboolean
look_at_jpeg (Photo *photo, guint64 max_pixels, GError **error)
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
look_at_previews (Photo *photo, const BylineContainer *container, guint64 max_pixels,
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
look_for_raw (Photo *photo, guint64 max_pixels, gboolean *done, GError **error)
{
  g_autoptr (BylineContainer) container = byline_container_open (photo->input, NULL);

  *done = container != NULL && byline_format_is_raw (byline_container_format (container));
  return !*done || look_at_previews (photo, container, max_pixels, error);
}

static gboolean
photo_look (Photo *photo, guint64 max_pixels, GError **error)
{
  gboolean raw = FALSE;
  gsize size = (gsize) MIN (byline_input_size (photo->input), 16);
  const guint8 *head = byline_input_peek (photo->input, 0, size, error);

  if (head == NULL)
    return FALSE;
  photo->kind = byline_vips_kind (head, size);
  if (photo->kind == NULL || byline_vips_kind_is_vague (photo->kind)) {
    if (!look_for_raw (photo, max_pixels, &raw, error) || raw)
      return raw && photo->jpeg != NULL;
  }
  if (photo->kind == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED,
                         "not a kind of photo known");
    return FALSE;
  }
  if (byline_vips_kind_is_upright (photo->kind))
    photo->orientation = 1;
  head = byline_input_peek (photo->input, 0, size, error);
  if (head == NULL)
    return FALSE;
  if (head[0] == 0xff)
    return look_at_jpeg (photo, max_pixels, error);
  return byline_vips_size (photo->kind, photo->path, &photo->stored_width, &photo->stored_height,
                           error) &&
         check_pixels (photo->stored_width, photo->stored_height, max_pixels, error);
}

static gboolean
photo_open (Photo *photo, guint64 max_pixels, GError **error)
{
  gboolean swapped;

  photo->input = byline_input_open (photo->path, error);
  if (photo->input == NULL || !photo_look (photo, max_pixels, error))
    return FALSE;
  swapped = byline_turn_of (photo->orientation).transpose;
  photo->width = swapped ? photo->stored_height : photo->stored_width;
  photo->height = swapped ? photo->stored_width : photo->stored_height;
  return TRUE;
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
decode_planar (const Photo *photo, int width, int height, const BylineColour *colour,
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

/* Returns: (transfer full): the photo upright, in sRGB, @width × @height */
static BylineYcc *
photo_decode (const Photo *photo, int width, int height, GError **error)
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
  return byline_vips_decode (photo->kind, photo->path, &job, error);
}

/* The work on one photo: sizes from the largest down, each from one that is already there. */
typedef struct {
  const Photo *photo;
  const BylineRenditionSpec *spec;
  const gboolean *only;
  const GArray *widths;
  GPtrArray *sizes;   /* of BylineYcc, by width index; NULL where not made */
  GPtrArray *results; /* of BylineRendition, largest first */
} Work;

static gboolean
is_wanted (const Work *work, guint width, guint format)
{
  return work->only == NULL || work->only[width * work->spec->n_formats + format];
}

static gboolean
is_size_wanted (const Work *work, guint width)
{
  for (guint i = 0; i < work->spec->n_formats; i++)
    if (is_wanted (work, width, i))
      return TRUE;
  return FALSE;
}

/* The smallest that leaves Lanczos a factor of two, else the largest there is. */
static const BylineYcc *
pick_source (const Work *work, int width)
{
  for (guint i = 0; i < work->sizes->len; i++) {
    const BylineYcc *size = g_ptr_array_index (work->sizes, i);

    if (size != NULL && size->width >= 2 * width)
      return size;
  }
  for (guint i = work->sizes->len; i-- > 0;)
    if (g_ptr_array_index (work->sizes, i) != NULL)
      return g_ptr_array_index (work->sizes, i);
  return NULL;
}

static BylineYcc *
make_size (const Work *work, int width, GError **error)
{
  const Photo *photo = work->photo;
  const BylineYcc *source = pick_source (work, width);
  gint64 height = ((gint64) 2 * photo->height * width + photo->width) / (2 * (gint64) photo->width);
  BylineYcc *ycc;

  height = MAX (height, 1);
  if (source == NULL)
    return photo_decode (photo, width, (int) height, error);
  ycc = byline_ycc_resize (source, width, (int) height);
  if (ycc == NULL)
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED, "not enough memory");
  return ycc;
}

static gboolean
encode_size (Work *work, guint i, GError **error)
{
  const BylineYcc *ycc = g_ptr_array_index (work->sizes, i);

  for (guint j = work->spec->n_formats; j-- > 0;) {
    BylineRendition *rendition;
    GBytes *bytes;

    if (!is_wanted (work, i, j))
      continue;
    bytes = byline_encode (ycc, work->spec->formats[j], work->spec, error);
    if (bytes == NULL)
      return FALSE;
    rendition = g_new0 (BylineRendition, 1);
    *rendition = (BylineRendition){ work->spec->formats[j], ycc->width, ycc->height, bytes };
    g_ptr_array_add (work->results, rendition);
  }
  return TRUE;
}

static gboolean
make_all (Work *work, GError **error)
{
  for (guint i = work->widths->len; i-- > 0;) {
    if (!is_size_wanted (work, i))
      continue;
    work->sizes->pdata[i] = make_size (work, g_array_index (work->widths, int, i), error);
    if (work->sizes->pdata[i] == NULL || !encode_size (work, i, error))
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

static GPtrArray *
make_renditions (Photo *photo, const BylineRenditionSpec *spec, const gboolean *only,
                 GError **error)
{
  guint64 max_pixels = spec->max_pixels > 0 ? spec->max_pixels : BYLINE_MAX_PIXELS;
  g_autoptr (GArray) widths = NULL;
  g_autoptr (GPtrArray) sizes = g_ptr_array_new_with_free_func (free_size);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func (free_result);
  Work work = { .photo = photo, .spec = spec, .only = only, .sizes = sizes, .results = results };

  if (!photo_open (photo, max_pixels, error))
    return NULL;
  work.widths = widths = byline_rendition_widths (spec, photo->width);
  g_ptr_array_set_size (sizes, (gint) widths->len);
  if (!make_all (&work, error))
    return NULL;
  reverse (results);
  return g_steal_pointer (&results);
}

GPtrArray *
byline_renditions_make (const char *path, int orientation, const BylineRenditionSpec *spec,
                        const gboolean *only, GError **error)
{
  g_auto (Photo) photo = { .path = path,
                           .orientation = orientation >= 1 && orientation <= 8 ? orientation : 1 };
  g_autoptr (GError) reason = NULL;
  GPtrArray *made = make_renditions (&photo, spec, only, &reason);

  if (made != NULL)
    return made;
  if (strstr (reason->message, path) == NULL) /* those who read the file have named it */
    g_prefix_error (&reason, "%s: ", path);
  g_propagate_error (error, g_steal_pointer (&reason));
  return NULL;
}

gboolean
byline_rendition_size (const char *path, int orientation, const BylineRenditionSpec *spec,
                       int *width, int *height, GError **error)
{
  g_auto (Photo) photo = { .path = path,
                           .orientation = orientation >= 1 && orientation <= 8 ? orientation : 1 };

  if (!photo_open (&photo, spec->max_pixels > 0 ? spec->max_pixels : BYLINE_MAX_PIXELS, error)) {
    if (error != NULL && strstr ((*error)->message, path) == NULL)
      g_prefix_error (error, "%s: ", path);
    return FALSE;
  }
  *width = photo.width;
  *height = photo.height;
  return TRUE;
}
