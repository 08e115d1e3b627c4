#include "container/format.h"
#include "container/parts.h"

#include <string.h>

/* How much of a long kept range is compared at either end.  The middle was copied by length
 * alone, often by sharing blocks, and reading megabytes of it twice would cost more than writing
 * it did; an error there that leaves both ends and all lengths right is the disk's. */
#define EDGE ((guint64) 64 * 1024)

static gboolean
differs (const BylineContainer *container, GError **error)
{
  return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                "the new file did not come out right; the old one is untouched",
                                error);
}

static gboolean
compare_fresh (const BylineContainer *container, const BylinePiece *piece, BylineInput *result,
               guint64 at, GError **error)
{
  const guint8 *fresh = g_bytes_get_data (piece->fresh, NULL);

  for (guint64 done = 0; done < piece->length;) {
    gsize step = (gsize) MIN (piece->length - done, BYLINE_PEEK_MAX);
    const guint8 *bytes = byline_input_peek (result, at + done, step, error);

    if (bytes == NULL)
      return FALSE;
    if (memcmp (bytes, fresh + done, step) != 0)
      return differs (container, error);
    done += step;
  }
  return TRUE;
}

static gboolean
compare_range (const BylineContainer *container, guint64 offset, guint64 length,
               BylineInput *result, guint64 at, GError **error)
{
  while (length > 0) {
    gsize step = (gsize) MIN (length, EDGE);
    const guint8 *old = byline_input_peek (container->input, offset, step, error);
    const guint8 *new = old != NULL ? byline_input_peek (result, at, step, error) : NULL;

    if (new == NULL)
      return FALSE;
    if (memcmp (old, new, step) != 0)
      return differs (container, error);
    offset += step;
    at += step;
    length -= step;
  }
  return TRUE;
}

/* All of what comes before the picture, and both edges of what is long. */
static gboolean
compare_kept (const BylineContainer *container, const BylinePiece *piece, BylineInput *result,
              guint64 at, GError **error)
{
  guint64 end = piece->offset + piece->length;
  guint64 head = 0;
  guint64 tail;

  if (piece->offset < container->picture_start)
    head = MIN (container->picture_start, end) - piece->offset;
  head = MIN (head + EDGE, piece->length);
  tail = MIN (EDGE, piece->length - head);
  return compare_range (container, piece->offset, head, result, at, error) &&
         compare_range (container, end - tail, tail, result, at + piece->length - tail, error);
}

static gboolean
compare_pieces (const BylineContainer *container, const BylineSplice *splice, BylineInput *result,
                GError **error)
{
  guint64 at = 0;

  if (byline_input_size (result) != byline_splice_size (splice))
    return differs (container, error);
  for (guint i = 0; i < byline_splice_n_pieces (splice); i++) {
    const BylinePiece *piece = byline_splice_piece (splice, i);

    if (piece->fresh != NULL ? !compare_fresh (container, piece, result, at, error)
                             : !compare_kept (container, piece, result, at, error))
      return FALSE;
    at += piece->length;
  }
  return TRUE;
}

static gboolean
part_came_out (const BylineContainer *container, const BylineNewParts *parts, BylinePart part,
               const BylineContainer *result)
{
  GBytes *given = parts->part[part].bytes;
  g_autoptr (GBytes) expected = NULL;

  if (!parts->part[part].set)
    return byline_part_same (container->part[part], result->part[part]);
  if (container->format->reads_as == NULL)
    return byline_part_same (given, result->part[part]);
  return container->format->reads_as (container, part, given, &expected, NULL) &&
         byline_part_same (expected, result->part[part]);
}

static gboolean
says_what_it_should (const BylineContainer *container, const BylineNewParts *parts,
                     const BylineContainer *result)
{
  const guint lasting = BYLINE_CAUTION_C2PA | BYLINE_CAUTION_MPF;

  for (guint i = 0; i < BYLINE_N_PARTS; i++)
    if (!part_came_out (container, parts, (BylinePart) i, result))
      return FALSE;
  return result->format == container->format && result->kind == container->kind &&
         result->width == container->width && result->height == container->height &&
         result->trouble == NULL && (result->cautions & lasting) == (container->cautions & lasting);
}

gboolean
byline_container_prove (BylineContainer *container, const BylineSplice *splice,
                        const BylineNewParts *parts, BylineInput *result, GError **error)
{
  g_autoptr (BylineContainer) afresh = byline_container_open (result, NULL);

  if (afresh == NULL || !says_what_it_should (container, parts, afresh))
    return differs (container, error);
  if (!compare_pieces (container, splice, result, error))
    return FALSE;
  return container->format->prove == NULL || container->format->prove (container, afresh, error);
}
