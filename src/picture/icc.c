#include "picture/icc.h"

#include <math.h>
#include <string.h>

/* ICC.1:2010. */
#define FOUR(a, b, c, d)                                                                           \
  ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

enum { HEADER_SIZE = 128, AT_SPACE = 16, AT_CONNECTION_SPACE = 20, MAX_TAGS = 200 };

typedef struct {
  const guint8 *bytes;
  gsize size;
} Chunk;

static guint32
read_u32 (Chunk chunk, gsize at)
{
  if (at + 4 > chunk.size)
    return 0;
  return FOUR (chunk.bytes[at], chunk.bytes[at + 1], chunk.bytes[at + 2], chunk.bytes[at + 3]);
}

static guint32
read_u16 (Chunk chunk, gsize at)
{
  return at + 2 > chunk.size ? 0 : (guint32) chunk.bytes[at] << 8 | chunk.bytes[at + 1];
}

static double
read_fixed (Chunk chunk, gsize at) /* s15Fixed16Number */
{
  return (gint32) read_u32 (chunk, at) / 65536.0;
}

/* Returns: the tag's data; of size 0 if it is not there or lies outside */
static Chunk
find_tag (Chunk profile, guint32 signature)
{
  guint32 n = MIN (read_u32 (profile, HEADER_SIZE), MAX_TAGS);

  for (guint32 i = 0; i < n; i++) {
    gsize entry = HEADER_SIZE + 4 + 12 * (gsize) i;
    gsize offset = read_u32 (profile, entry + 4);
    gsize size = read_u32 (profile, entry + 8);

    if (read_u32 (profile, entry) != signature)
      continue;
    if (offset <= profile.size && size <= profile.size - offset)
      return (Chunk){ profile.bytes + offset, size };
  }
  return (Chunk){ NULL, 0 };
}

/* 10.5, curveType: nothing, a power, or a table */
static gboolean
read_curv (Chunk tag, double curve[BYLINE_CURVE_STEPS])
{
  guint32 n = read_u32 (tag, 8);

  if (n > (tag.size - 12) / 2)
    return FALSE;
  for (int i = 0; i < BYLINE_CURVE_STEPS; i++) {
    double x = (double) i / (BYLINE_CURVE_STEPS - 1);
    double place = n < 2 ? 0 : x * (n - 1);
    guint32 low = MIN ((guint32) place, n < 2 ? 0 : n - 2);
    double from = read_u16 (tag, 12 + 2 * (gsize) low) / 65535.0;
    double to = read_u16 (tag, 12 + 2 * (gsize) low + 2) / 65535.0;

    if (n < 2)
      curve[i] = n == 0 ? x : pow (x, read_u16 (tag, 12) / 256.0);
    else
      curve[i] = from + (place - low) * (to - from);
  }
  return TRUE;
}

/* 10.16, parametricCurveType: (a x + b)^g + e where x ≥ d, else c x + f */
static gboolean
read_para (Chunk tag, double curve[BYLINE_CURVE_STEPS])
{
  enum { G, A, B, C, D, E, F, N_PARAMETERS };
  static const struct {
    gsize n;
    guint8 parameter[N_PARAMETERS];
  } types[] = {
    { 1, { G } },
    { 3, { G, A, B } },
    { 4, { G, A, B, E } }, /* c in the standard: what is added on both sides */
    { 5, { G, A, B, C, D } },
    { 7, { G, A, B, C, D, E, F } },
  };
  double p[N_PARAMETERS] = { [A] = 1 };
  guint32 type = read_u16 (tag, 8);

  if (type >= G_N_ELEMENTS (types) || tag.size < 12 + 4 * types[type].n)
    return FALSE;
  for (gsize i = 0; i < types[type].n; i++)
    p[types[type].parameter[i]] = read_fixed (tag, 12 + 4 * i);
  if (type == 1 || type == 2) {
    if (p[A] <= 0)
      return FALSE;
    p[D] = -p[B] / p[A];
    p[F] = p[E];
  }
  for (int i = 0; i < BYLINE_CURVE_STEPS; i++) {
    double x = (double) i / (BYLINE_CURVE_STEPS - 1);

    curve[i] = x >= p[D] ? pow (MAX (p[A] * x + p[B], 0), p[G]) + p[E] : p[C] * x + p[F];
  }
  return TRUE;
}

static gboolean
read_curve (Chunk tag, double curve[BYLINE_CURVE_STEPS])
{
  gboolean ok = FALSE;

  if (tag.size >= 12 && read_u32 (tag, 0) == FOUR ('c', 'u', 'r', 'v'))
    ok = read_curv (tag, curve);
  else if (tag.size >= 12 && read_u32 (tag, 0) == FOUR ('p', 'a', 'r', 'a'))
    ok = read_para (tag, curve);
  for (int i = 0; ok && i < BYLINE_CURVE_STEPS; i++) {
    if (!isfinite (curve[i]))
      return FALSE;
    curve[i] = CLAMP (curve[i], 0, 1);
  }
  return ok;
}

gboolean
byline_shaper_from_icc (BylineShaper *shaper, GBytes *profile)
{
  static const guint32 colorant[] = { FOUR ('r', 'X', 'Y', 'Z'), FOUR ('g', 'X', 'Y', 'Z'),
                                      FOUR ('b', 'X', 'Y', 'Z') };
  static const guint32 curve[] = { FOUR ('r', 'T', 'R', 'C'), FOUR ('g', 'T', 'R', 'C'),
                                   FOUR ('b', 'T', 'R', 'C') };
  Chunk icc;

  icc.bytes = g_bytes_get_data (profile, &icc.size);
  if (read_u32 (icc, AT_SPACE) != FOUR ('R', 'G', 'B', ' ') ||
      read_u32 (icc, AT_CONNECTION_SPACE) != FOUR ('X', 'Y', 'Z', ' '))
    return FALSE;
  /* A profile with tables says more than its matrix does. */
  if (find_tag (icc, FOUR ('A', '2', 'B', '0')).size > 0)
    return FALSE;
  for (int i = 0; i < 3; i++) {
    Chunk xyz = find_tag (icc, colorant[i]);

    if (xyz.size < 20 || !read_curve (find_tag (icc, curve[i]), shaper->curve[i]))
      return FALSE;
    for (int j = 0; j < 3; j++)
      shaper->to_xyz[j][i] = read_fixed (xyz, 8 + 4 * (gsize) j);
  }
  return TRUE;
}

void
byline_shaper_adobe_rgb (BylineShaper *shaper)
{
  /* Adobe RGB (1998) Color Image Encoding, 4.3.6.1 and annex B */
  static const double to_xyz[3][3] = { { 0.60974, 0.20528, 0.14919 },
                                       { 0.31111, 0.62567, 0.06322 },
                                       { 0.01947, 0.06087, 0.74457 } };

  memcpy (shaper->to_xyz, to_xyz, sizeof to_xyz);
  for (int i = 0; i < BYLINE_CURVE_STEPS; i++)
    for (int channel = 0; channel < 3; channel++)
      shaper->curve[channel][i] = pow ((double) i / (BYLINE_CURVE_STEPS - 1), 563.0 / 256);
}
