#include "container/afcp.h"

#include <string.h>

#define HEADER 12 /* "AXS!", version, number of entries, reserved */
#define ENTRY 12  /* tag, size, offset */
#define MAX_ENTRIES 1024
#define FOOTER 12 /* "AXS!", where the header is, reserved */

/* "AXS!" is big-endian, "AXS*" little-endian. */
static gboolean
is_mark (const guint8 *bytes)
{
  return memcmp (bytes, "AXS", 3) == 0 && (bytes[3] == '!' || bytes[3] == '*');
}

static void
add_link (GArray *links, gboolean little, guint64 field, const guint8 *number)
{
  guint32 target;
  BylineLink link = { .field = field, .little_endian = little };

  memcpy (&target, number, sizeof target);
  link.target = little ? GUINT32_FROM_LE (target) : GUINT32_FROM_BE (target);
  g_array_append_val (links, link);
}

/* Returns: FALSE if what lies at @header is none, and its numbers are anybody's guess */
static gboolean
add_entries (BylineInput *input, guint64 header, gboolean little, GArray *links)
{
  const guint8 *bytes = byline_input_peek (input, header, HEADER, NULL);
  gsize n;

  if (bytes == NULL || !is_mark (bytes))
    return FALSE;
  n = little ? (gsize) bytes[7] << 8 | bytes[6] : (gsize) bytes[6] << 8 | bytes[7];
  bytes = n <= MAX_ENTRIES ? byline_input_peek (input, header + HEADER, n * ENTRY, NULL) : NULL;
  for (gsize i = 0; bytes != NULL && i < n; i++)
    add_link (links, little, header + HEADER + i * ENTRY + 8, bytes + i * ENTRY + 8);
  return bytes != NULL;
}

/* Adds what the footer at @offset says, if it leads to a header before it. */
static void
add_trailer (BylineInput *input, guint64 offset, const guint8 *footer, GArray *links)
{
  guint n = links->len;
  gboolean little = footer[3] == '*';
  guint64 header;

  add_link (links, little, offset + 4, footer + 4);
  header = g_array_index (links, BylineLink, n).target;
  if (header >= offset || !add_entries (input, header, little, links))
    g_array_set_size (links, n);
}

void
byline_afcp_links (BylineInput *input, guint64 from, GArray *links)
{
  guint64 size = byline_input_size (input);
  guint64 start = MAX (from, size - MIN (size, BYLINE_PEEK_MAX));
  g_autoptr (GBytes) tail = size >= start + FOOTER
                                ? byline_input_copy (input, start, (gsize) (size - start), NULL)
                                : NULL;
  gsize left = 0;
  const guint8 *bytes = tail != NULL ? g_bytes_get_data (tail, &left) : NULL;
  const guint8 *end = bytes != NULL ? bytes + left : NULL;

  for (const guint8 *at = bytes;
       at != NULL && (at = memmem (at, (gsize) (end - at), "AXS", 3)) != NULL; at++)
    if (end - at >= FOOTER && is_mark (at))
      add_trailer (input, start + (guint64) (at - bytes), at, links);
}
