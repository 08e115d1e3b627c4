#include "picture/jpeg_huffman.h"

BylineHuffmanCode
byline_huffman_match (const BylineHuffman *table, guint32 bits)
{
  for (int length = 1; length <= 16; length++) {
    gint32 code = (gint32) (bits >> (16 - length));

    if (code <= table->max_code[length])
      return (BylineHuffmanCode){ (guint8) length,
                                  table->symbols[(code + table->first[length]) & 255] };
  }
  return (BylineHuffmanCode){ 0, 0 };
}

/* T.81, F.2.2.2: a symbol is a run of zeros and the size of the value behind it. */
static BylineHuffmanStep
step_of (BylineHuffmanCode code)
{
  int run = code.symbol >> 4;
  int size = code.symbol & 15;

  if (size == 0 && run != 15)
    return (BylineHuffmanStep){ code.n_bits, BYLINE_HUFFMAN_END };
  return (BylineHuffmanStep){ (guint8) (code.n_bits + size), (guint8) (run + 1) };
}

static BylineHuffmanCode
next_code (const BylineHuffman *table, guint32 bits)
{
  BylineHuffmanCode code = table->quick[bits >> (16 - BYLINE_HUFFMAN_QUICK)];

  return code.n_bits > 0 ? code : byline_huffman_match (table, bits);
}

/* The bits of a value need not be seen to be skipped: the last step may reach beyond. */
static void
fill_step (BylineHuffman *table, guint32 bits)
{
  BylineHuffmanStep many = { 0, 0 };
  int left = BYLINE_HUFFMAN_LOOK;

  while (left > 0 && !(many.n_coefficients & BYLINE_HUFFMAN_END)) {
    guint32 seen = (bits << (16 - left)) & 0xffff;
    BylineHuffmanCode code = next_code (table, seen);
    BylineHuffmanStep step = step_of (code);

    if (code.n_bits == 0 || code.n_bits > left ||
        many.n_coefficients + (step.n_coefficients & 63) > 63)
      break;
    many.n_bits = (guint8) (many.n_bits + step.n_bits);
    many.n_coefficients = (guint8) (many.n_coefficients + step.n_coefficients);
    left -= step.n_bits;
  }
  if (many.n_bits == 0)
    many.n_coefficients = BYLINE_HUFFMAN_LONG;
  table->step[bits] = many;
}

/* T.81, F.1.2.1.1: a value of n bits with a 0 in front is negative, with all ones added. */
BylineHuffmanValue
byline_huffman_value (const BylineHuffman *table, guint32 bits)
{
  BylineHuffmanCode code = next_code (table, bits >> 16);
  int size = code.symbol & 15;
  int run = code.symbol >> 4;
  gint32 value = (gint32) ((guint64) (bits << code.n_bits) >> (32 - size));

  if (code.n_bits == 0)
    return (BylineHuffmanValue){ 0, 0, BYLINE_HUFFMAN_LONG };
  if (size > 0 && value < 1 << (size - 1))
    value -= (1 << size) - 1;
  if (size == 0 && run != 15)
    run = BYLINE_HUFFMAN_END;
  return (BylineHuffmanValue){ (gint16) value, (guint8) (code.n_bits + size), (guint8) run };
}

static void
fill_value (BylineHuffman *table, guint32 bits)
{
  BylineHuffmanValue found = byline_huffman_value (table, bits << (32 - BYLINE_HUFFMAN_VALUE));

  if (found.n_bits > BYLINE_HUFFMAN_VALUE)
    found = (BylineHuffmanValue){ 0, 0, BYLINE_HUFFMAN_LONG };
  table->value[bits] = found;
}

static void
fill_looks (BylineHuffman *table, BylineHuffmanLook look)
{
  static const struct {
    BylineHuffmanLook look;
    int n_bits;
    void (*fill) (BylineHuffman *table, guint32 bits);
  } looks[] = {
    { BYLINE_HUFFMAN_STEPS, BYLINE_HUFFMAN_LOOK, fill_step },
    { BYLINE_HUFFMAN_VALUES, BYLINE_HUFFMAN_VALUE, fill_value },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    for (guint32 bits = 0; look & looks[i].look && bits < 1u << looks[i].n_bits; bits++)
      looks[i].fill (table, bits);
}

gboolean
byline_huffman_init (BylineHuffman *table, const guint8 counts[16], const guint8 symbols[256],
                     BylineHuffmanLook look)
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
  for (guint32 bits = 0; bits < 1 << BYLINE_HUFFMAN_QUICK; bits++) {
    BylineHuffmanCode found = byline_huffman_match (table, bits << (16 - BYLINE_HUFFMAN_QUICK));

    if (found.n_bits <= BYLINE_HUFFMAN_QUICK)
      table->quick[bits] = found;
  }
  fill_looks (table, look);
  table->ready = TRUE;
  return TRUE;
}
