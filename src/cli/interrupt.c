#include "cli/interrupt.h"

#include "cli/command.h"
#include "cli/terminal.h"

#include <signal.h>
#include <unistd.h>

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

/* A signal that our starter ignores (nohup, a shell's background job) stays ignored. */
static void
wanted_signals (sigset_t *set)
{
  sigemptyset (set);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++) {
    struct sigaction now;

    if (sigaction (signals[i], NULL, &now) == 0 && now.sa_handler != SIG_IGN)
      sigaddset (set, signals[i]);
  }
}

/* byline_cancellable_cancel() takes locks, so no signal handler may call it: a thread waits
 * instead. */
static gpointer
wait_for_signals (gpointer user_data)
{
  BylineCancellable *cancellable = user_data;
  sigset_t set;
  int number;

  wanted_signals (&set);
  if (sigwait (&set, &number) != 0)
    return NULL;
  byline_cancellable_cancel (cancellable);
  byline_say ("stopping after the photos in hand; once more to stop now");
  sigwait (&set, &number);
  _exit (BYLINE_EXIT_INTERRUPTED);
}

BylineCancellable *
byline_interrupt_new (void)
{
  BylineCancellable *cancellable = byline_cancellable_new ();
  sigset_t set;

  wanted_signals (&set);
  pthread_sigmask (SIG_BLOCK, &set, NULL);
  g_thread_unref (
      g_thread_new ("interrupt", wait_for_signals, byline_cancellable_ref (cancellable)));
  return cancellable;
}

gboolean
byline_interrupt_sleep (BylineCancellable *cancellable, gint64 us)
{
  return !byline_cancellable_wait (cancellable, us);
}
