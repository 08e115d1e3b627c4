#include "cli/progress.h"

#include "cli/terminal.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define INTERVAL_US (G_USEC_PER_SEC / 10)

void
byline_progress_init (BylineProgress *progress)
{
  const char *term = g_getenv ("TERM");

  *progress = (BylineProgress){ 0 };
  progress->shown = isatty (STDERR_FILENO) == 1 && term != NULL && !g_str_equal (term, "dumb");
}

static void
append_rate (GString *out, const BylineProgressState *state)
{
  const double seconds = (double) state->elapsed_us / G_USEC_PER_SEC;
  const double rate = seconds > 0 ? (double) state->bytes_done / seconds : 0;
  g_autofree char *done = g_format_size (state->bytes_done);
  g_autofree char *total = g_format_size (state->bytes_total);
  g_autofree char *speed = g_format_size ((guint64) rate);
  guint64 left;

  g_string_append_printf (out, ", %s of %s", done, total);
  /* The first moments say nothing about the rest. */
  if (seconds < 0.5 || rate < 1 || state->bytes_done > state->bytes_total)
    return;
  left = (guint64) ((double) (state->bytes_total - state->bytes_done) / rate);
  g_string_append_printf (out, ", %s/s, ", speed);
  if (left >= 3600)
    g_string_append_printf (out, "%u:", (guint) MIN (left / 3600, 9999));
  g_string_append_printf (out, left >= 3600 ? "%02u" : "%u", (guint) (left / 60 % 60));
  g_string_append_printf (out, ":%02u left", (guint) (left % 60));
}

void
byline_progress_text (GString *out, const BylineProgressState *state)
{
  const char *what = state->what != NULL ? state->what : "photos";

  if (state->total > 0)
    g_string_append_printf (out, "%u/%u %s", state->done, state->total, what);
  else
    g_string_append_printf (out, "%u %s", state->done, what);
  if (state->bytes_total > 0)
    append_rate (out, state);
  if (state->more != NULL)
    g_string_append_printf (out, "; %s", state->more);
}

/* A line that goes on in the next could not be taken away again. */
static void
append_cut (GString *out, const char *line)
{
  struct winsize size = { 0 };

  if (ioctl (STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 &&
      byline_text_columns (line) >= size.ws_col)
    byline_cell_append (out, line, size.ws_col, TRUE);
  else
    g_string_append (out, line);
}

void
byline_progress_draw (BylineProgress *progress, const BylineProgressState *state)
{
  const gint64 now = g_get_monotonic_time ();
  g_autoptr (GString) line = NULL;
  g_autoptr (GString) text = NULL;

  if (!progress->shown || (progress->drawn && now - progress->last_us < INTERVAL_US))
    return;
  line = g_string_new ("\r");
  text = g_string_new (NULL);
  byline_progress_text (text, state);
  append_cut (line, text->str);
  g_string_append (line, "\033[K"); /* what is left of a longer line */
  fwrite (line->str, 1, line->len, stderr);
  progress->drawn = TRUE;
  progress->last_us = now;
}

void
byline_progress_clear (BylineProgress *progress)
{
  if (!progress->drawn)
    return;
  fputs ("\r\033[K", stderr);
  progress->drawn = FALSE;
}
