#include "base/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define PIECE ((gsize) 64 * 1024)

struct _BylineLines {
  char *name;
  int fd;
  GByteArray *bytes; /* read, and from @at on not given out */
  gsize at;
  guint number;
  gboolean ended;
};

BylineLines *
byline_lines_open (const char *path, GError **error)
{
  const gboolean is_stdin = g_str_equal (path, "-");
  const int fd = is_stdin ? STDIN_FILENO : g_open (path, O_RDONLY | O_CLOEXEC, 0);
  BylineLines *lines;

  if (fd < 0) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: %s", path, g_strerror (errno));
    return NULL;
  }
  lines = g_new0 (BylineLines, 1);
  lines->name = g_strdup (is_stdin ? "standard input" : path);
  lines->fd = fd;
  lines->bytes = g_byte_array_new ();
  return lines;
}

void
byline_lines_free (BylineLines *lines)
{
  if (lines == NULL)
    return;
  if (lines->fd != STDIN_FILENO)
    close (lines->fd);
  g_byte_array_unref (lines->bytes);
  g_free (lines->name);
  g_free (lines);
}

guint
byline_lines_number (const BylineLines *lines)
{
  return lines->number;
}

static gboolean
read_more (BylineLines *lines, GError **error)
{
  const guint had = lines->bytes->len;
  ssize_t n;

  g_byte_array_set_size (lines->bytes, had + (guint) PIECE);
  do
    n = read (lines->fd, lines->bytes->data + had, PIECE);
  while (n < 0 && errno == EINTR);
  g_byte_array_set_size (lines->bytes, had + (guint) MAX (n, 0));
  lines->ended = n == 0;
  if (n >= 0)
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: %s", lines->name,
               g_strerror (errno));
  return FALSE;
}

/* Gives out what lies before @end; a NUL takes the place of the line's end. */
static const char *
give (BylineLines *lines, gsize end, gsize *length)
{
  char *line;

  if (end == lines->bytes->len)
    g_byte_array_append (lines->bytes, (const guint8 *) "", 1);
  line = (char *) lines->bytes->data + lines->at;
  *length = end - lines->at;
  line[*length] = '\0';
  if (*length > 0 && line[*length - 1] == '\r')
    line[--*length] = '\0';
  lines->at = end + 1;
  lines->number++;
  return line;
}

const char *
byline_lines_next (BylineLines *lines, gsize *length, GError **error)
{
  gsize seen = 0;

  g_byte_array_remove_range (lines->bytes, 0, (guint) lines->at);
  lines->at = 0;
  for (;;) {
    const guint8 *end = lines->bytes->len > seen
                            ? memchr (lines->bytes->data + seen, '\n', lines->bytes->len - seen)
                            : NULL;

    if (end != NULL)
      return give (lines, (gsize) (end - lines->bytes->data), length);
    seen = lines->bytes->len;
    if (lines->ended)
      return seen > 0 ? give (lines, seen, length) : NULL;
    if (seen > BYLINE_LINE_MAX) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: line %u is too long",
                   lines->name, lines->number + 1);
      return NULL;
    }
    if (!read_more (lines, error))
      return NULL;
  }
}
