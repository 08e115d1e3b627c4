#include <byline/cancellable.h>

struct _BylineCancellable {
  gatomicrefcount references;
  BylineCancellable *parent; /* NULL if none */
  gint cancelled;            /* atomic, so that asking costs nothing; set with @lock held */
  GMutex lock;
  GCond told;
};

BylineCancellable *
byline_cancellable_new_under (BylineCancellable *parent)
{
  BylineCancellable *cancellable = g_new0 (BylineCancellable, 1);

  g_atomic_ref_count_init (&cancellable->references);
  g_mutex_init (&cancellable->lock);
  g_cond_init (&cancellable->told);
  cancellable->parent = parent != NULL ? byline_cancellable_ref (parent) : NULL;
  return cancellable;
}

BylineCancellable *
byline_cancellable_new (void)
{
  return byline_cancellable_new_under (NULL);
}

BylineCancellable *
byline_cancellable_ref (BylineCancellable *cancellable)
{
  g_atomic_ref_count_inc (&cancellable->references);
  return cancellable;
}

void
byline_cancellable_unref (BylineCancellable *cancellable)
{
  if (cancellable == NULL || !g_atomic_ref_count_dec (&cancellable->references))
    return;
  byline_cancellable_unref (cancellable->parent);
  g_cond_clear (&cancellable->told);
  g_mutex_clear (&cancellable->lock);
  g_free (cancellable);
}

void
byline_cancellable_cancel (BylineCancellable *cancellable)
{
  g_mutex_lock (&cancellable->lock);
  g_atomic_int_set (&cancellable->cancelled, TRUE);
  g_cond_broadcast (&cancellable->told);
  g_mutex_unlock (&cancellable->lock);
}

gboolean
byline_cancellable_is_cancelled (BylineCancellable *cancellable)
{
  for (; cancellable != NULL; cancellable = cancellable->parent)
    if (g_atomic_int_get (&cancellable->cancelled))
      return TRUE;
  return FALSE;
}

gboolean
byline_cancellable_wait (BylineCancellable *cancellable, gint64 us)
{
  const gint64 until = g_get_monotonic_time () + us;

  g_mutex_lock (&cancellable->lock);
  while (!g_atomic_int_get (&cancellable->cancelled))
    if (!g_cond_wait_until (&cancellable->told, &cancellable->lock, until))
      break;
  g_mutex_unlock (&cancellable->lock);
  return byline_cancellable_is_cancelled (cancellable);
}
