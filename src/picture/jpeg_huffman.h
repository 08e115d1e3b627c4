#pragma once

#include "picture/jpeg_bits.h"

/** Bits that a table looks at in one go; longer codes are rare and take longer. */
#define BYLINE_HUFFMAN_LOOK 12

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

/** @bits: with at least 16 in the window. Returns: the next symbol, skipped; -1 if no code
 * matches */
int byline_huffman_symbol (const BylineHuffman *table, BylineJpegBits *bits);
