#include "picture/jpeg_entropy.h"

#include "picture/jpeg_values.h"

#include <jerror.h>
#include <jpegint.h> /* what libjpeg's modules are to each other */

/* T.81, figure A.6: places in a block by their order in the scan. */
static const guint32 zigzag[DCTSIZE2] = { 0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18,
                                          11, 4,  5,  12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
                                          13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43,
                                          36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45,
                                          38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63 };

typedef struct {
  struct jpeg_entropy_decoder methods; /* first: libjpeg hands back this one */
  BylineJpegScan *scan;
} Entropy;

/* The 63 coefficients behind the first. @block: of zeros */
static inline gboolean
read_details (const BylineHuffman *table, BylineJpegBits *bits, JCOEF *block)
{
  return byline_jpeg_values (table, bits, block, zigzag, DCTSIZE2 - 1) == BYLINE_JPEG_BLOCK;
}

static gboolean
read_mcu (BylineJpegScan *scan, JBLOCKROW *block)
{
  BylineJpegBits bits;

  if (!byline_jpeg_scan_begin (scan))
    return FALSE;
  bits = scan->bits; /* in registers */
  for (guint i = 0; i < G_N_ELEMENTS (scan->order); i++) {
    BylineJpegComponent *component = &scan->component[scan->order[i]];

    for (int n = component->h * component->v; n > 0; n--, block++) {
      if (!byline_jpeg_scan_mean (component, &bits) ||
          !read_details (component->ac, &bits, **block))
        return FALSE;
      (**block)[0] = component->mean;
    }
  }
  scan->bits = bits;
  return byline_jpeg_scan_is_sound (scan);
}

static boolean
decode_mcu (j_decompress_ptr jpeg, JBLOCKROW *blocks)
{
  const Entropy *self = (const Entropy *) (const void *) jpeg->entropy;

  if (!read_mcu (self->scan, blocks))
    ERREXIT (jpeg, JERR_BAD_HUFF_TABLE);
  return TRUE;
}

static void
start_pass (j_decompress_ptr jpeg G_GNUC_UNUSED)
{
}

void
byline_jpeg_entropy_replace (struct jpeg_decompress_struct *jpeg, BylineJpegScan *scan)
{
  Entropy *self = jpeg->mem->alloc_small ((j_common_ptr) jpeg, JPOOL_IMAGE, sizeof *self);

  *self = (Entropy){ { start_pass, decode_mcu, FALSE }, scan };
  jpeg->entropy = &self->methods;
}
