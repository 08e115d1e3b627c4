#pragma once

#include "picture/jpeg_huffman.h"

enum { BYLINE_JPEG_BLOCK = 64 }; /* coefficients */

/* Steps between two fills of the window: whether it needs one is nothing to guess. */
enum { BYLINE_JPEG_STEPS_A_FILL = 2 };
G_STATIC_ASSERT (BYLINE_JPEG_STEPS_A_FILL *(BYLINE_HUFFMAN_LOOK + 15) <= 56);

/* One code, where looking ahead does not help. Returns: coefficients stepped over; 0: the end */
static inline int
byline_jpeg_skip_one (const BylineHuffman *table, BylineJpegBits *bits)
{
  int symbol;

  byline_jpeg_bits_fill (bits);
  symbol = byline_huffman_symbol (table, bits);
  if (symbol < 0)
    return -1;
  if ((symbol & 15) == 0 && symbol >> 4 != 15)
    return 0;
  byline_jpeg_bits_skip (bits, symbol & 15);
  return (symbol >> 4) + 1;
}

/**
 * byline_jpeg_skip:
 * @table: of AC coefficients, made for BYLINE_HUFFMAN_STEPS
 * @k: the next coefficient, 1–64
 *
 * Steps over what is left of a block. Returns: FALSE where a code is none
 */
static inline gboolean
byline_jpeg_skip (const BylineHuffman *table, BylineJpegBits *bits, int k)
{
  while (k < BYLINE_JPEG_BLOCK) {
    byline_jpeg_bits_fill (bits);
    for (int i = 0; i < BYLINE_JPEG_STEPS_A_FILL; i++) {
      BylineHuffmanStep step = table->step[byline_jpeg_bits_peek (bits, BYLINE_HUFFMAN_LOOK)];
      int n;

      /* The end, a long code, or codes that may reach into the next block: all in one question. */
      if (G_LIKELY (k + step.n_coefficients < BYLINE_JPEG_BLOCK)) {
        byline_jpeg_bits_skip (bits, step.n_bits);
        k += step.n_coefficients;
        continue;
      }
      if (k + (step.n_coefficients & ~BYLINE_HUFFMAN_END) < BYLINE_JPEG_BLOCK) {
        byline_jpeg_bits_skip (bits, step.n_bits);
        return TRUE;
      }
      n = byline_jpeg_skip_one (table, bits);
      if (n <= 0)
        return n == 0;
      k += n;
      break;
    }
  }
  return TRUE;
}
