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

void
byline_afcp_links (BylineInput *input, GArray *links)
{
  guint64 size = byline_input_size (input);
  const guint8 *footer =
      size > FOOTER ? byline_input_peek (input, size - FOOTER, FOOTER, NULL) : NULL;
  guint n = links->len;
  gboolean little;

  if (footer == NULL || !is_mark (footer))
    return;
  little = footer[3] == '*';
  add_link (links, little, size - FOOTER + 4, footer + 4);
  if (!add_entries (input, g_array_index (links, BylineLink, n).target, little, links))
    g_array_set_size (links, n);
}
