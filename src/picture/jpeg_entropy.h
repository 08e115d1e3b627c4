#pragma once

#include "picture/jpeg_scan.h"

/**
 * byline_jpeg_entropy_replace:
 * @jpeg: jpeg_start_decompress() is done
 * @scan: borrowed until @jpeg is aborted, and fresh
 *
 * Makes libjpeg take its coefficients from @scan, with values looked up (BYLINE_HUFFMAN_VALUES):
 * the same ones, for about two thirds of the time, because a code and its value are found together.
 * Where @scan fails, libjpeg's error is JERR_BAD_HUFF_TABLE; the picture is then to be decoded once
 * more without it.
 */
void byline_jpeg_entropy_replace (struct jpeg_decompress_struct *jpeg, BylineJpegScan *scan);
