/* A JPEG on its way to planes: header, scans, block means, profile, colours. */
#include "picture/colour.h"
#include "picture/jpeg_decode.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static void
decode (BylineInput *input, int divisor)
{
  BylineTurn turn = byline_turn_of (6);
  g_autoptr (BylineJpeg) jpeg =
      byline_jpeg_open (input, 0, byline_input_size (input), 250000, NULL);
  const BylineJpegHeader *header;
  g_autoptr (BylineYcc) ycc = NULL;
  g_autoptr (BylineColour) colour = NULL;
  BylineShaper shaper;

  if (jpeg == NULL)
    return;
  header = byline_jpeg_header (jpeg);
  if (header->icc != NULL && byline_shaper_from_icc (&shaper, header->icc))
    colour = byline_colour_new (&shaper);
  if (!header->planar)
    return;
  ycc = byline_jpeg_decode (jpeg, MAX (header->width / divisor, 1),
                            MAX (header->height / divisor, 1), turn, NULL);
  if (ycc != NULL && colour != NULL)
    byline_colour_apply (colour, ycc);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  g_autoptr (GBytes) held = g_bytes_new (bytes, size);
  g_autoptr (BylineInput) input = byline_input_new (held, "input");

  decode (input, 1);
  decode (input, 5);
  decode (input, 20); /* from block means */
  return 0;
}
