#pragma once

#include "picture/jpeg_bits.h"

/** Bits that are looked at in one go, for one code and for many; longer codes take longer. */
#define BYLINE_HUFFMAN_QUICK 9
#define BYLINE_HUFFMAN_LOOK 13

typedef struct {
  guint8 n_bits; /* 0: the code is longer, or there is none */
  guint8 symbol;
} BylineHuffmanCode;

/** What to do at some bits: skip @n_bits, codes and their values, to be @n_coefficients further. */
typedef struct {
  guint8 n_bits; /* 0: the next code is longer than a look */
  guint8 n_coefficients;
} BylineHuffmanStep;

/** Set in n_coefficients: the block ends here. */
#define BYLINE_HUFFMAN_END 0x80

/**
 * BylineHuffman:
 *
 * A Huffman table of ITU-T T.81, annex C, made for stepping over what it codes.
 */
typedef struct {
  gboolean ready;
  BylineHuffmanCode quick[1 << BYLINE_HUFFMAN_QUICK];
  BylineHuffmanStep look[1 << BYLINE_HUFFMAN_LOOK]; /* as many codes as can be seen at once */
  guint8 symbols[256];
  gint32 max_code[17]; /* by length, -1 if there is none */
  gint32 first[17];    /* add to a code for its place among the symbols */
} BylineHuffman;

/**
 * byline_huffman_init:
 * @table: of zeros
 * @counts: how many codes have 1, 2 … 16 bits
 * @look_ahead: fill in what AC coefficients need
 *
 * Returns: FALSE if there are more codes than their lengths allow
 */
gboolean byline_huffman_init (BylineHuffman *table, const guint8 counts[16],
                              const guint8 symbols[256], gboolean look_ahead);

/** Returns: the code at the top of 16 bits; of 0 bits if none matches */
BylineHuffmanCode byline_huffman_match (const BylineHuffman *table, guint32 bits);

/** @bits: with at least 16 in the window. Returns: the next symbol, skipped; -1 if no code
 * matches */
static inline int
byline_huffman_symbol (const BylineHuffman *table, BylineJpegBits *bits)
{
  BylineHuffmanCode code = table->quick[byline_jpeg_bits_peek (bits, BYLINE_HUFFMAN_QUICK)];

  if (code.n_bits == 0)
    code = byline_huffman_match (table, byline_jpeg_bits_peek (bits, 16));
  byline_jpeg_bits_skip (bits, code.n_bits);
  return code.n_bits > 0 ? code.symbol : -1;
}
