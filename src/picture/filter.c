#include "picture/filter.h"

#include <math.h>

#define LOBES 3
/* Samples of the kernel in one lobe; a straight line between two is as exact as the weights. */
#define STEPS 256

typedef struct {
  double at[LOBES * STEPS + 2];
} Kernel;

static double
sinc (double x)
{
  return x < 1e-9 ? 1 : sin (G_PI * x) / (G_PI * x);
}

static void
kernel_init (Kernel *kernel)
{
  for (int i = 0; i <= LOBES * STEPS; i++) {
    double x = (double) i / STEPS;

    kernel->at[i] = sinc (x) * sinc (x / LOBES);
  }
  kernel->at[LOBES * STEPS] = kernel->at[LOBES * STEPS + 1] = 0;
}

static double
kernel_at (const Kernel *kernel, double x)
{
  double place = fabs (x) * STEPS;
  int i = (int) place;

  if (place >= LOBES * STEPS)
    return 0;
  return kernel->at[i] + (place - i) * (kernel->at[i + 1] - kernel->at[i]);
}

/* Rounding each weight leaves a little too much or too little; the largest one can bear it best. */
static void
quantise (const double *exact, int n, gint16 *weight)
{
  double sum = 0;
  int left = BYLINE_FILTER_ONE;
  int largest = 0;

  for (int k = 0; k < n; k++)
    sum += exact[k];
  for (int k = 0; k < n; k++) {
    weight[k] = (gint16) lrint (exact[k] / sum * BYLINE_FILTER_ONE);
    left -= weight[k];
    if (weight[k] > weight[largest])
      largest = k;
  }
  weight[largest] = (gint16) (weight[largest] + left);
}

void
byline_filter_init (BylineFilter *filter, const BylineAxis *axis, int multiple)
{
  double stretch = MAX (axis->step, 1.0);
  int n_taps = (int) ceil (2 * LOBES * stretch) + 1;
  g_autofree double *exact = g_new (double, (gsize) n_taps);
  g_autofree Kernel *kernel = g_new (Kernel, 1);

  kernel_init (kernel);
  filter->n_out = axis->n_out;
  filter->n_taps = (n_taps + multiple - 1) / multiple * multiple;
  filter->first = g_new (int, (gsize) axis->n_out);
  filter->weight = g_new0 (gint16, (gsize) axis->n_out * (gsize) filter->n_taps);
  for (int i = 0; i < axis->n_out; i++) {
    double centre = axis->start + (i + 0.5) * axis->step;
    int from = (int) ceil (centre - LOBES * stretch - 0.5);
    int first = CLAMP (from, 0, MAX (axis->n_in - n_taps, 0));

    for (int k = 0; k < n_taps; k++)
      exact[k] = 0;
    for (int in = from; in < from + n_taps; in++)
      exact[CLAMP (in, 0, axis->n_in - 1) - first] +=
          kernel_at (kernel, (in + 0.5 - centre) / stretch);
    filter->first[i] = first;
    quantise (exact, n_taps, filter->weight + (gsize) i * (gsize) filter->n_taps);
  }
}

void
byline_filter_clear (BylineFilter *filter)
{
  g_clear_pointer (&filter->first, g_free);
  g_clear_pointer (&filter->weight, g_free);
}
