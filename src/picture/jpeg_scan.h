#pragma once

#include "picture/jpeg_huffman.h"
#include "picture/jpeg_source.h"

/** One component of a scan. */
typedef struct {
  BylineHuffman *dc, *ac;
  int h, v;          /* blocks of this component in an MCU */
  gint32 multiplier; /* of the first coefficient */
  gint16 mean;       /* the last block's first coefficient, which the next one is coded against */
} BylineJpegComponent;

/**
 * BylineJpegScan:
 *
 * The one scan of a sequential, Huffman-coded picture of three components, read group of blocks
 * (MCU) by group.  Any doubt ends it: libjpeg, which knows what may be forgiven, is the judge then.
 */
typedef struct {
  BylineJpegSource *source; /* borrowed */
  BylineJpegBits bits;
  BylineJpegComponent component[3]; /* in the order of the frame */
  int order[3];                     /* of components in the scan */
  guint restart_interval, to_restart;
  guint next_restart; /* 0–7 */
  BylineHuffman table[2 * NUM_HUFF_TBLS];
} BylineJpegScan;

/** Whether a BylineJpegScan can read this picture. */
gboolean byline_jpeg_scan_can (const struct jpeg_decompress_struct *jpeg);

/**
 * byline_jpeg_scan_new:
 * @jpeg: its header read from a BylineJpegSource, nothing decoded yet
 * @look: what the AC tables are made for
 *
 * Returns: (transfer full) (nullable): free with g_free(); NULL where a table is missing or wrong
 */
BylineJpegScan *byline_jpeg_scan_new (const struct jpeg_decompress_struct *jpeg,
                                      BylineHuffmanLook look);

/** How many MCUs lie side by side, and how many such rows there are. */
void byline_jpeg_scan_mcus (const struct jpeg_decompress_struct *jpeg, int *across, int *down);

/** To be called before each MCU. Returns: FALSE where a restart marker is missing */
gboolean byline_jpeg_scan_begin (BylineJpegScan *scan);

/** To be called now and then. Returns: FALSE where bits were used that the data does not have */
gboolean byline_jpeg_scan_is_sound (const BylineJpegScan *scan);

/** Reads a block's first coefficient, into component->mean; leaves at least 25 bits in the window.
 */
static inline gboolean
byline_jpeg_scan_mean (BylineJpegComponent *component, BylineJpegBits *bits)
{
  int size;
  gint32 difference;

  byline_jpeg_bits_fill (bits);
  size = byline_huffman_symbol (component->dc, bits);
  if (size < 0 || size > 15)
    return FALSE;
  if (size == 0)
    return TRUE;
  difference = (gint32) byline_jpeg_bits_peek (bits, size);
  if (difference < 1 << (size - 1))
    difference -= (1 << size) - 1;
  byline_jpeg_bits_skip (bits, size);
  component->mean = (gint16) (component->mean + difference);
  return TRUE;
}
