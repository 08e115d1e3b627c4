#include "picture/jpeg_entropy.h"

#include <jerror.h>
#include <jpegint.h> /* what libjpeg's modules are to each other */

/* T.81, figure A.6: places in a block by their order in the scan. */
static const guint8 zigzag[DCTSIZE2] = { 0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18,
                                         11, 4,  5,  12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
                                         13, 6,  7,  14, 21, 28, 35, 42, 49, 56, 57, 50, 43,
                                         36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45,
                                         38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63 };

typedef struct {
  struct jpeg_entropy_decoder methods; /* first: libjpeg hands back this one */
  BylineJpegScan *scan;
} Entropy;

/* Coefficients looked up between two fills of the window: whether it needs one is nothing to guess.
 */
enum { BETWEEN_FILLS = 4 };
G_STATIC_ASSERT (BETWEEN_FILLS *BYLINE_HUFFMAN_VALUE <= 56);

/* The 63 coefficients behind the first. @block: of zeros */
static inline gboolean
read_details (const BylineHuffman *table, BylineJpegBits *bits, JCOEF *block)
{
  for (int k = 1; k < DCTSIZE2;) {
    byline_jpeg_bits_fill (bits);
    for (int i = 0; i < BETWEEN_FILLS; i++) {
      BylineHuffmanValue next = table->value[byline_jpeg_bits_peek (bits, BYLINE_HUFFMAN_VALUE)];

      /* A full block, the end, a long code, or more than there is room for: all in one question. */
      if (G_LIKELY (k + next.run < DCTSIZE2)) {
        byline_jpeg_bits_skip (bits, next.n_bits);
        k += next.run;
        block[zigzag[k++]] = next.value;
        continue;
      }
      if (k == DCTSIZE2)
        return TRUE;
      if (next.run == BYLINE_HUFFMAN_LONG) {
        byline_jpeg_bits_fill (bits);
        next = byline_huffman_value (table, byline_jpeg_bits_peek (bits, 32));
      }
      if (next.n_bits == 0)
        return FALSE;
      byline_jpeg_bits_skip (bits, next.n_bits);
      if (next.run == BYLINE_HUFFMAN_END)
        return TRUE;
      k += next.run;
      if (k >= DCTSIZE2)
        return FALSE;
      block[zigzag[k++]] = next.value;
      break;
    }
  }
  return TRUE;
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
