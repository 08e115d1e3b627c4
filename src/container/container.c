#include "container/container.h"

#include "base/hash.h"
#include "container/format.h"

#include <string.h>

static const BylineContainerFormat *const formats[] = {
  &byline_jpeg_format, &byline_webp_format, &byline_png_format, &byline_tiff_format,
  &byline_bmff_format, &byline_raf_format,  &byline_jxl_format, &byline_sidecar_format,
};

gboolean
byline_container_fail (const BylineContainer *container, BylineError code, const char *what,
                       GError **error)
{
  g_set_error (error, BYLINE_ERROR, (int) code, "%s: %s", byline_input_name (container->input),
               what);
  return FALSE;
}

static const BylineContainerFormat *
find_format (const guint8 *head, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    if (formats[i]->probe (head, length))
      return formats[i];
  }
  return NULL;
}

BylineContainer *
byline_container_open (BylineInput *input, GError **error)
{
  BylineContainer *container;
  gsize length = (gsize) MIN (byline_input_size (input), 16);
  const guint8 *head = byline_input_peek (input, 0, length, error);

  const BylineContainerFormat *format;

  if (head == NULL)
    return NULL;
  format = find_format (head, length);
  if (format == NULL) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED, "%s: not a photo byline knows",
                 byline_input_name (input));
    return NULL;
  }
  container = g_new0 (BylineContainer, 1);
  container->input = input;
  container->format = format;
  container->kind = format->kind;
  if (format->open (container, error))
    return container;
  byline_container_free (container);
  return NULL;
}

void
byline_container_free (BylineContainer *container)
{
  if (container == NULL)
    return;
  if (container->detail != NULL)
    container->format->close (container->detail);
  for (guint i = 0; i < BYLINE_N_PARTS; i++)
    g_clear_pointer (&container->part[i], g_bytes_unref);
  g_free (container);
}

void
byline_container_set_legacy_charset (BylineContainer *container, const char *charset)
{
  container->legacy_charset = charset;
}

const char *
byline_container_legacy_charset (const BylineContainer *container)
{
  return container->legacy_charset;
}

BylineInput *
byline_container_input (const BylineContainer *container)
{
  return container->input;
}

BylineFormat
byline_container_format (const BylineContainer *container)
{
  return container->kind;
}

int
byline_container_width (const BylineContainer *container)
{
  return container->width;
}

int
byline_container_height (const BylineContainer *container)
{
  return container->height;
}

int
byline_container_orientation (const BylineContainer *container)
{
  return container->orientation;
}

guint
byline_container_cautions (const BylineContainer *container)
{
  return container->cautions;
}

GBytes *
byline_container_part (const BylineContainer *container, BylinePart part)
{
  return container->part[part];
}

guint64
byline_container_part_at (const BylineContainer *container, BylinePart part)
{
  return container->part_at[part];
}

gsize
byline_container_part_max (const BylineContainer *container, BylinePart part)
{
  if (!byline_format_is_written (container->kind))
    return 0;
  return container->format->part_max[part];
}

gboolean
byline_ranges_add (GArray *ranges, guint64 offset, guint64 length)
{
  BylineRange range = { offset, length };
  BylineRange *last = NULL;

  if (length == 0)
    return TRUE;
  if (ranges->len > 0)
    last = &g_array_index (ranges, BylineRange, ranges->len - 1);
  if (last != NULL && last->offset + last->length == offset)
    last->length += length;
  else
    g_array_append_val (ranges, range);
  return ranges->len <= BYLINE_PIECES_LIMIT;
}

GArray *
byline_container_picture (BylineContainer *container, GError **error)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (BylineRange));

  if (!container->format->picture (container, ranges, error))
    return NULL;
  return g_steal_pointer (&ranges);
}

gboolean
byline_container_id (BylineContainer *container, BylineId *id, GError **error)
{
  g_autoptr (GArray) ranges = byline_container_picture (container, error);
  g_autoptr (BylineHash) hash = byline_hash_new ();
  guint8 sha256[BYLINE_SHA256_SIZE];

  if (ranges == NULL)
    return FALSE;
  if (container->format->shape != NULL && !container->format->shape (container, hash, error))
    return FALSE;
  for (guint i = 0; i < ranges->len; i++) {
    BylineRange left = g_array_index (ranges, BylineRange, i);

    while (left.length > 0) {
      gsize step = (gsize) MIN (left.length, BYLINE_PEEK_MAX);
      const guint8 *bytes = byline_input_peek (container->input, left.offset, step, error);

      if (bytes == NULL)
        return FALSE;
      byline_hash_update (hash, bytes, step);
      left.offset += step;
      left.length -= step;
    }
  }
  byline_hash_finish (hash, sha256);
  memcpy (id->bytes, sha256, sizeof id->bytes);
  return TRUE;
}
