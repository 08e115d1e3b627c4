#pragma once

#include <glib.h>
#include <string.h>

/**
 * BylineJpegBits:
 *
 * The bits of a scan, first bit first, without the zeros stuffed after 0xFF.  At a marker or the
 * end of the bytes it gives zeros and counts them, so that a reader need not ask before each bit.
 */
typedef struct {
  const guint8 *at, *end;
  guint64 window; /* the next bits, topmost first */
  int n_bits;     /* valid in @window */
  int n_made_up;  /* bits given that the data does not have */
} BylineJpegBits;

/* One byte, or a zero in its place. */
static inline guint8
byline_jpeg_bits_byte (BylineJpegBits *bits)
{
  if (bits->at < bits->end && *bits->at != 0xff)
    return *bits->at++;
  if (bits->end - bits->at >= 2 && bits->at[1] == 0) {
    bits->at += 2;
    return 0xff;
  }
  bits->n_made_up += 8;
  return 0;
}

/** Makes sure that at least 56 bits are in the window. */
static inline void
byline_jpeg_bits_fill (BylineJpegBits *bits)
{
  guint64 eight = G_MAXUINT64;

  if (bits->end - bits->at >= 8)
    memcpy (&eight, bits->at, sizeof eight);
  /* None of the eight bytes is 0xFF: take as many as there is room for.  Bits of the next byte
   * come along and will be set again to what they are. */
  if (((~eight - G_GUINT64_CONSTANT (0x0101010101010101)) & eight &
       G_GUINT64_CONSTANT (0x8080808080808080)) == 0) {
    bits->window |= GUINT64_FROM_BE (eight) >> bits->n_bits;
    bits->at += (63 - bits->n_bits) >> 3;
    bits->n_bits |= 56;
    return;
  }
  while (bits->n_bits < 56) {
    bits->window |= (guint64) byline_jpeg_bits_byte (bits) << (56 - bits->n_bits);
    bits->n_bits += 8;
  }
}

/** @n: 1–32, and no more than are in the window */
static inline guint32
byline_jpeg_bits_peek (const BylineJpegBits *bits, int n)
{
  return (guint32) (bits->window >> (64 - n));
}

static inline void
byline_jpeg_bits_skip (BylineJpegBits *bits, int n)
{
  bits->window <<= n;
  bits->n_bits -= n;
}
