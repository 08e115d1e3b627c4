#pragma once

#include "picture/jpeg_bits.h"

/** Bits that are looked at in one go: for one code, for many codes, and for a code with its value;
 * longer ones take longer. */
#define BYLINE_HUFFMAN_QUICK 9
#define BYLINE_HUFFMAN_LOOK 13
#define BYLINE_HUFFMAN_VALUE 12

typedef struct {
  guint8 n_bits; /* 0: the code is longer, or there is none */
  guint8 symbol;
} BylineHuffmanCode;

/** What to do at some bits: skip @n_bits, codes and their values, to be @n_coefficients further. */
typedef struct {
  guint8 n_bits;
  guint8 n_coefficients; /* BYLINE_HUFFMAN_LONG: the next code is longer than a look */
} BylineHuffmanStep;

/** One coefficient: skip @n_bits, code and value, and @run zeros before it. */
typedef struct {
  gint16 value;
  guint8 n_bits;
  guint8 run; /* BYLINE_HUFFMAN_LONG: code and value are longer than a look */
} BylineHuffmanValue;

/** In n_coefficients or run, so large that no block has room for it. */
#define BYLINE_HUFFMAN_LONG 0x40
/** Set in n_coefficients or run: the block ends here. */
#define BYLINE_HUFFMAN_END 0x80

/** What an AC table is made for; a DC table is made for nothing. */
typedef enum {
  BYLINE_HUFFMAN_NONE = 0,
  BYLINE_HUFFMAN_STEPS = 1 << 0,  /* stepping over what it codes */
  BYLINE_HUFFMAN_VALUES = 1 << 1, /* reading it */
} BylineHuffmanLook;

/**
 * BylineHuffman:
 *
 * A Huffman table of ITU-T T.81, annex C, made for the use of what it codes.
 */
typedef struct {
  gboolean ready;
  BylineHuffmanCode quick[1 << BYLINE_HUFFMAN_QUICK];
  BylineHuffmanStep step[1 << BYLINE_HUFFMAN_LOOK]; /* as many codes as can be seen at once */
  BylineHuffmanValue value[1 << BYLINE_HUFFMAN_VALUE];
  guint8 symbols[256];
  gint32 max_code[17]; /* by length, -1 if there is none */
  gint32 first[17];    /* add to a code for its place among the symbols */
} BylineHuffman;

/**
 * byline_huffman_init:
 * @table: of zeros
 * @counts: how many codes have 1, 2 … 16 bits
 * @look: which of step and value to fill in
 *
 * Returns: FALSE if there are more codes than their lengths allow
 */
gboolean byline_huffman_init (BylineHuffman *table, const guint8 counts[16],
                              const guint8 symbols[256], BylineHuffmanLook look);

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

/**
 * byline_huffman_value:
 * @bits: the next 32, of which 31 count
 *
 * Reads a code whose value cannot be looked up together with it.
 *
 * Returns: it; of 0 bits if no code matches
 */
BylineHuffmanValue byline_huffman_value (const BylineHuffman *table, guint32 bits);
