#pragma once

#include "picture/jpeg_skip.h"

/* Coefficients looked up between two fills of the window: whether it needs one is nothing to guess.
 */
enum { BYLINE_JPEG_VALUES_A_FILL = 4 };
G_STATIC_ASSERT (BYLINE_JPEG_VALUES_A_FILL *BYLINE_HUFFMAN_VALUE <= 56);

/**
 * byline_jpeg_values:
 * @table: of AC coefficients, made for BYLINE_HUFFMAN_VALUES
 * @block: where the coefficients go, of zeros
 * @place: in @block, by their order in the scan, up to @last
 * @last: of those that are wanted, up to 63; a constant, or this is slow
 *
 * Reads a block's coefficients behind the first.
 *
 * Returns: the next coefficient, which lies behind @last: BYLINE_JPEG_BLOCK where the block has
 *   ended, more where it has more than there may be; −1 where a code is none
 */
static inline int
byline_jpeg_values (const BylineHuffman *table, BylineJpegBits *bits, gint16 *block,
                    const guint32 *place, int last)
{
  int k = 1;

  while (k <= last) {
    byline_jpeg_bits_fill (bits);
    for (int i = 0; i < BYLINE_JPEG_VALUES_A_FILL; i++) {
      BylineHuffmanValue next = table->value[byline_jpeg_bits_peek (bits, BYLINE_HUFFMAN_VALUE)];

      /* All read, the end, a long code, or one behind the last: all in one question. */
      if (G_LIKELY (k + next.run <= last)) {
        byline_jpeg_bits_skip (bits, next.n_bits);
        k += next.run;
        block[place[k++]] = next.value;
        continue;
      }
      if (k > last)
        return k;
      if (next.run == BYLINE_HUFFMAN_LONG) {
        byline_jpeg_bits_fill (bits);
        next = byline_huffman_value (table, byline_jpeg_bits_peek (bits, 32));
      }
      if (next.n_bits == 0)
        return -1;
      byline_jpeg_bits_skip (bits, next.n_bits);
      if (next.run == BYLINE_HUFFMAN_END)
        return BYLINE_JPEG_BLOCK;
      k += next.run;
      if (k > last)
        return k + 1;
      block[place[k++]] = next.value;
      break;
    }
  }
  return k;
}
