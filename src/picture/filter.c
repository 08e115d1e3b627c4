#include "picture/filter.h"

#include <math.h>
#include <string.h>

/* Samples of the kernel in one lobe; a straight line between two is as exact as the weights. */
enum { LOBES = 3, STEPS = 256, N_SAMPLES = LOBES * STEPS };

typedef struct {
  double at[N_SAMPLES + 2]; /* and zeros behind */
} Kernel;

static double
sinc (double x)
{
  return x < 1e-9 ? 1 : sin (G_PI * x) / (G_PI * x);
}

static void
kernel_init (Kernel *kernel)
{
  for (int i = 0; i < N_SAMPLES; i++) {
    double x = (double) i / STEPS;

    kernel->at[i] = sinc (x) * sinc (x / LOBES);
  }
  kernel->at[N_SAMPLES] = kernel->at[N_SAMPLES + 1] = 0;
}

static double
kernel_at (const Kernel *kernel, double x)
{
  double place = fabs (x) * STEPS;
  int i = (int) place;

  if (place >= N_SAMPLES)
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

/* The taps of one output sample. @exact: room for n_taps weights */
static void
weigh (BylineFilter *filter, int i, const BylineAxis *axis, const Kernel *kernel, double *exact,
       int n_taps)
{
  double stretch = MAX (axis->step, 1.0);
  double centre = axis->start + (i + 0.5) * axis->step;
  int from = (int) ceil (centre - LOBES * stretch - 0.5);
  int first = CLAMP (from, 0, MAX (axis->n_in - n_taps, 0));

  memset (exact, 0, (gsize) n_taps * sizeof *exact);
  for (int in = from; in < from + n_taps; in++)
    exact[CLAMP (in, 0, axis->n_in - 1) - first] +=
        kernel_at (kernel, (in + 0.5 - centre) / stretch);
  filter->first[i] = first;
  quantise (exact, n_taps, filter->weight + (gsize) i * (gsize) filter->n_taps);
}

void
byline_filter_init (BylineFilter *filter, const BylineAxis *axis, int multiple)
{
  int n_taps = (int) ceil (2 * LOBES * MAX (axis->step, 1.0)) + 1;
  double *exact = g_new (double, (gsize) n_taps);
  Kernel kernel;

  kernel_init (&kernel);
  filter->n_out = axis->n_out;
  filter->n_taps = (n_taps + multiple - 1) / multiple * multiple;
  filter->first = g_new (int, (gsize) axis->n_out);
  filter->weight = g_new0 (gint16, (gsize) axis->n_out * (gsize) filter->n_taps);
  for (int i = 0; i < axis->n_out; i++)
    weigh (filter, i, axis, &kernel, exact, n_taps);
  g_free (exact);
}

void
byline_filter_clear (BylineFilter *filter)
{
  g_clear_pointer (&filter->first, g_free);
  g_clear_pointer (&filter->weight, g_free);
}
