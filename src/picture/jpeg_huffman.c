#include "picture/jpeg_huffman.h"

/* Returns: length of the code at the top of @bits, its symbol in @symbol; 0 if none matches */
static int
match (const BylineHuffman *table, guint32 bits, int n_bits, guint8 *symbol)
{
  for (int length = 1; length <= MIN (n_bits, 16); length++) {
    gint32 code = (gint32) (bits >> (n_bits - length));

    if (code <= table->max_code[length]) {
      *symbol = table->symbols[(code + table->first[length]) & 255];
      return length;
    }
  }
  return 0;
}

/* T.81, F.2.2.2: a symbol is a run of zeros and the size of the value behind it. */
static BylineHuffmanStep
step_of (guint8 symbol, int length)
{
  int run = symbol >> 4;
  int size = symbol & 15;

  if (size == 0 && run != 15)
    return (BylineHuffmanStep){ (guint8) length, BYLINE_HUFFMAN_END };
  return (BylineHuffmanStep){ (guint8) (length + size), (guint8) (run + 1) };
}

/* The bits of a value need not be seen to be skipped: the last step may reach beyond. */
static void
fill_look (BylineHuffman *table, guint32 bits)
{
  BylineHuffmanStep many = { 0, 0 };
  int left = BYLINE_HUFFMAN_LOOK;

  while (left > 0 && !(many.n_coefficients & BYLINE_HUFFMAN_END)) {
    guint8 symbol;
    int length = match (table, bits & ((1u << left) - 1), left, &symbol);
    BylineHuffmanStep step = step_of (symbol, length);

    if (length == 0 || many.n_coefficients + (step.n_coefficients & 63) > 63)
      break;
    many.n_bits = (guint8) (many.n_bits + step.n_bits);
    many.n_coefficients = (guint8) (many.n_coefficients + step.n_coefficients);
    left -= step.n_bits;
  }
  table->look[bits] = many;
}

gboolean
byline_huffman_init (BylineHuffman *table, const guint8 counts[16], const guint8 symbols[256],
                     gboolean look_ahead)
{
  gint32 code = 0;
  gint32 n = 0;

  memcpy (table->symbols, symbols, sizeof table->symbols);
  for (int length = 1; length <= 16; length++, code <<= 1) {
    int count = counts[length - 1];

    table->first[length] = n - code;
    code += count;
    n += count;
    table->max_code[length] = count > 0 ? code - 1 : -1;
    if (n > 256 || code > 1 << length)
      return FALSE;
  }
  for (guint32 bits = 0; look_ahead && bits < 1 << BYLINE_HUFFMAN_LOOK; bits++)
    fill_look (table, bits);
  table->ready = TRUE;
  return TRUE;
}

int
byline_huffman_symbol (const BylineHuffman *table, BylineJpegBits *bits)
{
  guint8 symbol;
  int length = match (table, byline_jpeg_bits_peek (bits, 16), 16, &symbol);

  if (length == 0)
    return -1;
  byline_jpeg_bits_skip (bits, length);
  return symbol;
}
