#pragma once

#include <glib.h>

/**
 * BylineAxis:
 *
 * How the samples along one side of a plane become fewer.  An output sample covers @step input
 * samples; the first begins at @start, which is outside the plane where chroma samples stand for
 * half a pixel less than they cover.
 */
typedef struct {
  int n_in;
  int n_out;
  double step;
  double start;
} BylineAxis;

/** The weight of a sample that counts in full. */
#define BYLINE_FILTER_ONE (1 << 14)

/**
 * BylineFilter:
 *
 * Lanczos with three lobes, as weights: output sample i is the sum of
 * weight[i * n_taps + k] × input[first[i] + k].  The weights of a sample add up to
 * BYLINE_FILTER_ONE exactly; those of inputs that do not exist are 0, others beyond the edge have
 * been given to the edge.  @first never falls from one sample to the next.
 */
typedef struct {
  int n_out;
  int n_taps;
  int *first;
  gint16 *weight;
} BylineFilter;

/** @multiple: n_taps is rounded up to a multiple of it with weights of 0 */
void byline_filter_init (BylineFilter *filter, const BylineAxis *axis, int multiple);
void byline_filter_clear (BylineFilter *filter);
