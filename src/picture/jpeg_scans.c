#include "picture/jpeg_scans.h"

#include <string.h>

/* ITU-T T.81, table B.1. */
enum { MARKER_TEM = 0x01, MARKER_RST0 = 0xd0, MARKER_SOI = 0xd8, MARKER_EOI = 0xd9, MARKER_SOS };

/* Stuffed zeros and restart markers belong to the data of a scan; others have a length. */
static gboolean
stands_alone (guint8 marker)
{
  return marker == 0 || marker == MARKER_TEM || (marker >= MARKER_RST0 && marker <= MARKER_SOI);
}

guint
byline_jpeg_scans (const guint8 *bytes, gsize size)
{
  const guint8 *at = bytes;
  const guint8 *end = bytes + size;
  guint n_scans = 0;

  while ((at = memchr (at, 0xff, (gsize) (end - at))) != NULL) {
    while (at < end && *at == 0xff)
      at++;
    if (at == end || *at == MARKER_EOI)
      break;
    n_scans += *at == MARKER_SOS;
    if (!stands_alone (*at++)) {
      gsize left = (gsize) (end - at);
      gsize length = left < 2 ? left : (gsize) at[0] << 8 | at[1];

      at += MIN (MAX (length, 2), left);
    }
  }
  return n_scans;
}
