/* An XMP sidecar (XMP Part 3, 1.3): the file is the packet.  In Unicode of any width, with a byte
 * order mark or without, in an xpacket wrapper or none. */
#include "container/format.h"

#include <string.h>

/* How far one looks for the namespace without which nothing is XMP. */
#define HEAD ((gsize) 64 * 1024)
#define RDF "www.w3.org/1999/02/22-rdf-syntax-ns#"

/* Past a byte order mark and white space, and the zeros that wide characters have beside them. */
static gboolean
sidecar_probe (const guint8 *head, gsize length)
{
  gsize at = 0;

  if (length >= 3 && memcmp (head, "\xEF\xBB\xBF", 3) == 0)
    at = 3;
  else if (length >= 2 && (memcmp (head, "\xFF\xFE", 2) == 0 || memcmp (head, "\xFE\xFF", 2) == 0))
    at = 2;
  while (at < length && (head[at] == '\0' || g_ascii_isspace (head[at])))
    at++;
  if (at == length || head[at] != '<')
    return FALSE;
  while (++at < length && head[at] == '\0')
    ;
  return at < length && (head[at] == '?' || head[at] == '!' || g_ascii_isalpha (head[at]));
}

static gboolean
names_rdf (const guint8 *bytes, gsize length)
{
  g_autoptr (GString) narrow = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++)
    if (bytes[i] != '\0')
      g_string_append_c (narrow, (char) bytes[i]);
  return strstr (narrow->str, RDF) != NULL;
}

static gboolean
sidecar_open (BylineContainer *container, GError **error)
{
  const guint64 size = byline_input_size (container->input);
  const gsize head = (gsize) MIN (size, HEAD);
  const guint8 *bytes = byline_input_peek (container->input, 0, head, error);

  if (bytes == NULL)
    return FALSE;
  if (!names_rdf (bytes, head))
    return byline_container_fail (container, BYLINE_ERROR_UNSUPPORTED,
                                  "neither a photo byline knows nor XMP", error);
  if (size > BYLINE_PART_LIMIT)
    return byline_container_fail (container, BYLINE_ERROR_MALFORMED, "XMP is larger than 16 MB",
                                  error);
  container->part[BYLINE_PART_XMP] = byline_input_copy (container->input, 0, (gsize) size, error);
  return container->part[BYLINE_PART_XMP] != NULL;
}

static gboolean
sidecar_picture (BylineContainer *container, GArray *ranges G_GNUC_UNUSED, GError **error)
{
  return byline_container_fail (container, BYLINE_ERROR_UNSUPPORTED,
                                "a sidecar: its photo lies beside it", error);
}

static gsize
same_at_start (const guint8 *a, const guint8 *b, gsize length)
{
  gsize n = 0;

  while (n < length && a[n] == b[n])
    n++;
  return n;
}

static gsize
same_at_end (const guint8 *a_end, const guint8 *b_end, gsize length)
{
  gsize n = 0;

  while (n < length && a_end[-1 - (gssize) n] == b_end[-1 - (gssize) n])
    n++;
  return n;
}

/* Replaces from the first octet that differs to the last: undo keeps what is replaced. */
static gboolean
sidecar_plan (BylineContainer *container, const BylineNewParts *parts, BylineEdits *edits,
              GError **error)
{
  GBytes *fresh = parts->part[BYLINE_PART_XMP].bytes;
  gsize old_size = 0, new_size = 0, start, end;
  const guint8 *old = g_bytes_get_data (container->part[BYLINE_PART_XMP], &old_size), *new;

  if (!parts->part[BYLINE_PART_XMP].set)
    return TRUE;
  new = fresh != NULL ? g_bytes_get_data (fresh, &new_size) : NULL;
  if (new == NULL || !sidecar_probe (new, new_size) || !names_rdf (new, MIN (new_size, HEAD)))
    return byline_container_fail (container, BYLINE_ERROR_REFUSED,
                                  "it would be no sidecar any more", error);
  start = same_at_start (old, new, MIN (old_size, new_size));
  end = same_at_end (old + old_size, new + new_size, MIN (old_size, new_size) - start);
  byline_edits_replace (edits, start, old_size - start - end,
                        new_size > start + end
                            ? g_bytes_new_from_bytes (fresh, start, new_size - start - end)
                            : NULL);
  return TRUE;
}

const BylineContainerFormat byline_sidecar_format = {
  .kind = BYLINE_FORMAT_XMP,
  .part_max = { [BYLINE_PART_XMP] = BYLINE_PART_LIMIT },
  .probe = sidecar_probe,
  .open = sidecar_open,
  .picture = sidecar_picture,
  .plan = sidecar_plan,
};
