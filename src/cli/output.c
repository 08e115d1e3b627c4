#include "cli/output.h"

#include <byline/error.h>

#include <errno.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Large enough that the system call costs nothing a record, small enough to stay in cache. */
#define FULL ((gsize) 64 * 1024)

static gboolean
wants_colour (void)
{
  const char *no_color = g_getenv ("NO_COLOR");
  const char *term = g_getenv ("TERM");

  return (no_color == NULL || *no_color == '\0') && term != NULL && !g_str_equal (term, "dumb");
}

void
byline_output_init (BylineOutput *output, int fd)
{
  struct winsize size = { 0 };

  *output = (BylineOutput){ .fd = fd, .text = g_string_sized_new (2 * FULL) };
  output->terminal = isatty (fd) == 1;
  if (!output->terminal)
    return;
  output->colour = wants_colour ();
  output->width = ioctl (fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 20 ? size.ws_col : 80;
}

void
byline_output_flush (BylineOutput *output)
{
  const char *next = output->text->str;
  gsize left = output->text->len;

  while (left > 0 && output->problem == 0) {
    const ssize_t n = write (output->fd, next, left);

    if (n >= 0) {
      next += n;
      left -= (gsize) n;
    } else if (errno != EINTR) {
      output->problem = errno;
    }
  }
  g_string_truncate (output->text, 0);
}

void
byline_output_end_record (BylineOutput *output)
{
  if (output->terminal || output->text->len >= FULL)
    byline_output_flush (output);
}

gboolean
byline_output_finish (BylineOutput *output, GError **error)
{
  byline_output_flush (output);
  g_string_free (output->text, TRUE);
  output->text = NULL;
  if (output->problem == 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE, "cannot write the answer: %s",
               g_strerror (output->problem));
  return FALSE;
}
