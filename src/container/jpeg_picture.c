#include "container/jpeg.h"

#include <string.h>

gboolean
byline_jpeg_makes_picture (guint8 marker, BylineSegmentKind kind)
{
  return (marker >= 0xc0 && marker <= 0xcf) || (marker >= 0xda && marker <= 0xdf) ||
         kind == BYLINE_SEGMENT_ADOBE;
}

/* What ends coded data.  Stuffed zeros, restart markers and codes that nobody uses do not: in a
 * damaged picture they are data like the rest. */
static gboolean
ends_data (guint8 code)
{
  return (code >= 0xc0 && code <= 0xcf) || (code >= BYLINE_JPEG_SOI && code <= 0xef) ||
         code == 0xfe;
}

/* Returns: how far @bytes are coded data; @found if a marker comes next.  A last byte 0xFF is
 * left for the next look. */
static gsize
pass_data (const guint8 *bytes, gsize length, gboolean *found)
{
  gsize at = 0;

  while (at + 1 < length) {
    const guint8 *ff = memchr (bytes + at, 0xff, length - at - 1);

    if (ff == NULL)
      return bytes[length - 1] == 0xff ? length - 1 : length;
    at = (gsize) (ff - bytes);
    if (ends_data (ff[1])) {
      *found = TRUE;
      return at;
    }
    at += ff[1] == 0xff ? 1 : 2;
  }
  return at;
}

/* Returns: FALSE with @error; else *end is at the next marker or at the end of the file */
static gboolean
find_data_end (BylineInput *input, guint64 start, guint64 *end, GError **error)
{
  guint64 size = byline_input_size (input);
  gboolean found = FALSE;

  *end = start;
  while (!found && *end < size) {
    gsize step = (gsize) MIN (size - *end, BYLINE_PEEK_MAX);
    const guint8 *bytes = byline_input_peek (input, *end, step, error);

    if (bytes == NULL)
      return FALSE;
    *end += step == 1 ? 1 : pass_data (bytes, step, &found);
  }
  return TRUE;
}

/* Reads the segment at the marker *at and moves on. Returns: FALSE with @error */
static gboolean
pass_segment (BylineContainer *container, guint64 *at, GArray *ranges, gboolean *more,
              GError **error)
{
  guint64 size = byline_input_size (container->input);
  const guint8 *bytes =
      byline_input_peek (container->input, *at, (gsize) MIN (size - *at, 4), error);
  guint64 end = size;

  if (bytes == NULL)
    return FALSE;
  if (size - *at >= 4)
    end = *at + 2 + MAX ((guint64) bytes[2] << 8 | bytes[3], 2);
  if (end >= size) { /* nothing can follow, not even the end */
    container->cautions |= BYLINE_CAUTION_TRUNCATED;
    *more = FALSE;
    end = size;
  }
  if (byline_jpeg_makes_picture (bytes[1], BYLINE_SEGMENT_OTHER) &&
      !byline_ranges_add (ranges, *at, end - *at))
    return byline_container_fail (container, BYLINE_ERROR_MALFORMED,
                                  "its picture is in too many pieces", error);
  *at = end;
  return TRUE;
}

/* At the end of some coded data. Returns: whether the picture goes on */
static gboolean
goes_on (BylineContainer *container, guint64 at, guint8 marker)
{
  guint64 size = byline_input_size (container->input);

  if (marker == BYLINE_JPEG_EOI && size - at > 2)
    container->cautions |= BYLINE_CAUTION_TRAILER;
  else if (marker == BYLINE_JPEG_SOI) /* another picture begins: this one was cut off */
    container->cautions |= BYLINE_CAUTION_TRUNCATED | BYLINE_CAUTION_TRAILER;
  return marker != BYLINE_JPEG_EOI && marker != BYLINE_JPEG_SOI;
}

gboolean
byline_jpeg_picture (BylineContainer *container, GArray *ranges, GError **error)
{
  guint64 at = container->picture_start;
  gboolean more = TRUE;

  if (container->trouble != NULL)
    return byline_container_fail (container, BYLINE_ERROR_MALFORMED, container->trouble, error);

  for (guint i = 0; i < byline_jpeg_n_segments (container); i++) {
    const BylineSegment *segment = byline_jpeg_segment (container, i);

    if (byline_jpeg_makes_picture (segment->marker, segment->kind))
      byline_ranges_add (ranges, segment->offset, segment->end - segment->offset);
  }
  while (more) {
    const guint8 *bytes;
    guint64 end;

    if (!find_data_end (container->input, at, &end, error))
      return FALSE;
    byline_ranges_add (ranges, at, end - at);
    if (end == byline_input_size (container->input)) {
      container->cautions |= BYLINE_CAUTION_TRUNCATED;
      return TRUE;
    }
    at = end;
    bytes = byline_input_peek (container->input, at, 2, error);
    if (bytes == NULL)
      return FALSE;
    more = goes_on (container, at, bytes[1]);
    if (more && !pass_segment (container, &at, ranges, &more, error))
      return FALSE;
  }
  return TRUE;
}
