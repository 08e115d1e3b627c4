#include "picture/blend.h"

#include "picture/simd.h"

/* One sample times one weight, rounded; written as the instruction pmulhrsw defines it, and with
 * the sample centred because the compiler sees it only where both factors have a sign. */
static inline gint16
scaled (guint8 sample, gint16 weight)
{
  gint16 wide = (gint16) ((sample - 128) * (1 << (BYLINE_BLEND_BITS + 1)));

  return (gint16) ((((wide * weight) >> 14) + 1) >> 1);
}

BYLINE_SIMD
static void
blend_four (gint16 *restrict out, const guint8 *restrict a, const guint8 *restrict b,
            const guint8 *restrict c, const guint8 *restrict d, const gint16 *weight, int n)
{
  gint16 wa = weight[0];
  gint16 wb = weight[1];
  gint16 wc = weight[2];
  gint16 wd = weight[3];

  for (int x = 0; x < n; x++) {
    gint16 ab = (gint16) (scaled (a[x], wa) + scaled (b[x], wb));
    gint16 cd = (gint16) (scaled (c[x], wc) + scaled (d[x], wd));

    out[x] = (gint16) (out[x] + ab + cd);
  }
}

void
byline_blend_rows (gint16 *out, const guint8 *const *rows, const gint16 *weight, int n_taps, int n)
{
  for (int x = 0; x < n; x++)
    out[x] = 0;
  for (int k = 0; k < n_taps; k += 4)
    blend_four (out, rows[k], rows[k + 1], rows[k + 2], rows[k + 3], weight + k, n);
}

enum { COLUMN_SHIFT = 14 + BYLINE_BLEND_BITS };

/* @from: the first output sample */
BYLINE_SIMD
static void
blend_columns (guint8 *restrict out, const gint16 *restrict row, const BylineFilter *filter,
               int from)
{
  int n_taps = filter->n_taps & ~15;

  for (int i = from; i < filter->n_out; i++) {
    const gint16 *in = row + filter->first[i];
    const gint16 *weight = filter->weight + (gsize) i * (gsize) n_taps;
    gint32 sum = 0;

    for (int k = 0; k < n_taps; k++)
      sum += in[k] * weight[k];
    sum = ((sum + (1 << (COLUMN_SHIFT - 1))) >> COLUMN_SHIFT) + 128;
    out[i] = (guint8) CLAMP (sum, 0, 255);
  }
}

#ifdef BYLINE_HAS_AVX2
/* Where each sample has taps of its own the compiler adds up one at a time, and most of what it
 * does is to bring eight sums together; eight samples bring theirs together at once. */
typedef struct {
  const gint16 *row, *weight;
  const int *first;
  int n_taps;
} Eight;

BYLINE_AVX2
static inline __m256i
sums_of (const Eight *eight, int i)
{
  const gint16 *in = eight->row + eight->first[i];
  const gint16 *weight = eight->weight + (gsize) i * (gsize) eight->n_taps;
  __m256i sums = _mm256_setzero_si256 ();

  for (int k = 0; k < eight->n_taps; k += 16)
    sums = _mm256_add_epi32 (sums,
                             _mm256_madd_epi16 (_mm256_loadu_si256 ((const void *) (in + k)),
                                                _mm256_loadu_si256 ((const void *) (weight + k))));
  return sums;
}

BYLINE_AVX2
static inline __m256i
four_sums (const Eight *eight, int i)
{
  return _mm256_hadd_epi32 (_mm256_hadd_epi32 (sums_of (eight, i), sums_of (eight, i + 1)),
                            _mm256_hadd_epi32 (sums_of (eight, i + 2), sums_of (eight, i + 3)));
}

/* The same result. Returns: how many samples it made, a multiple of eight */
BYLINE_AVX2
static int
blend_columns_avx2 (guint8 *out, const gint16 *row, const BylineFilter *filter)
{
  const __m256i half = _mm256_set1_epi32 (1 << (COLUMN_SHIFT - 1));
  const __m128i centre = _mm_set1_epi16 (128);
  Eight eight = { row, filter->weight, filter->first, filter->n_taps & ~15 };
  int i;

  for (i = 0; i + 8 <= filter->n_out; i += 8) {
    __m256i a = four_sums (&eight, i);
    __m256i b = four_sums (&eight, i + 4);
    __m256i sums = _mm256_add_epi32 (_mm256_permute2x128_si256 (a, b, 0x20),
                                     _mm256_permute2x128_si256 (a, b, 0x31));
    __m128i words;

    sums = _mm256_srai_epi32 (_mm256_add_epi32 (sums, half), COLUMN_SHIFT);
    words = _mm_packs_epi32 (_mm256_castsi256_si128 (sums), _mm256_extracti128_si256 (sums, 1));
    words = _mm_add_epi16 (words, centre);
    _mm_storel_epi64 ((void *) (out + i), _mm_packus_epi16 (words, words));
  }
  return i;
}
#endif

void
byline_blend_columns (guint8 *out, const gint16 *row, const BylineFilter *filter)
{
  int done = 0;

#ifdef BYLINE_HAS_AVX2
  if (__builtin_cpu_supports ("avx2"))
    done = blend_columns_avx2 (out, row, filter);
#endif
  blend_columns (out, row, filter, done);
}

BYLINE_SIMD
static void
sum_ones (guint32 *restrict sums, const guint8 *restrict row, int n)
{
  for (int i = 0; i < n; i++)
    sums[i] += row[i];
}

BYLINE_SIMD
static void
sum_twos (guint32 *restrict sums, const guint8 *restrict row, int n)
{
  for (int i = 0; i < n; i++)
    sums[i] += (guint32) (row[2 * (gsize) i] + row[2 * (gsize) i + 1]);
}

void
byline_blend_sum (guint32 *sums, const guint8 *row, int n, int factor)
{
  if (factor == 1)
    sum_ones (sums, row, n);
  else if (factor == 2)
    sum_twos (sums, row, n);
  else
    for (int i = 0; i < n * factor; i++)
      sums[i / factor] += row[i];
}

BYLINE_SIMD
void
byline_blend_mean (guint8 *restrict out, guint32 *restrict sums, int n, int bits)
{
  guint32 half = bits > 0 ? 1u << (bits - 1) : 0;

  for (int i = 0; i < n; i++) {
    out[i] = (guint8) ((sums[i] + half) >> bits);
    sums[i] = 0;
  }
}
