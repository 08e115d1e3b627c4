#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Read at once where less is asked for: the head of most photos, metadata and all. */
#define WINDOW_SIZE ((gsize) 64 * 1024)

struct _BylineInput {
  char *name;
  int fd; /* -1: bytes in memory */
  struct stat stat;
  guint64 size;
  GBytes *whole; /* NULL while the file is read in pieces */

  guint8 *window; /* window_room bytes, of which the first window_length are the file's */
  gsize window_room;
  gsize window_length;
  guint64 window_offset;
};

static gboolean
fail (GError **error, BylineError code, const char *name, const char *what, int errnum)
{
  if (errnum != 0)
    g_set_error (error, BYLINE_ERROR, (int) code, "%s: %s: %s", name, what, g_strerror (errnum));
  else
    g_set_error (error, BYLINE_ERROR, (int) code, "%s: %s", name, what);
  return FALSE;
}

BylineInput *
byline_input_open (const char *path, GError **error)
{
  /* Without O_NONBLOCK a pipe nobody writes to would hold us here for ever. */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat now;
  BylineInput *input;

  if (fd < 0) {
    fail (error, BYLINE_ERROR_UNREADABLE, path, "cannot open", errno);
    return NULL;
  }
  if (fstat (fd, &now) < 0 || !S_ISREG (now.st_mode)) {
    fail (error, BYLINE_ERROR_UNREADABLE, path, "not a regular file", 0);
    close (fd);
    return NULL;
  }
  input = g_new0 (BylineInput, 1);
  input->name = g_strdup (path);
  input->fd = fd;
  input->stat = now;
  input->size = (guint64) now.st_size;
  return input;
}

BylineInput *
byline_input_new (GBytes *bytes, const char *name)
{
  BylineInput *input = g_new0 (BylineInput, 1);

  input->name = g_strdup (name);
  input->fd = -1;
  input->whole = g_bytes_ref (bytes);
  input->size = g_bytes_get_size (bytes);
  return input;
}

BylineInput *
byline_input_again (const BylineInput *input, GError **error)
{
  const int fd = input->fd >= 0 ? fcntl (input->fd, F_DUPFD_CLOEXEC, 0) : -1;
  BylineInput *again = NULL;

  if (input->fd >= 0 && fd < 0) {
    fail (error, BYLINE_ERROR_UNREADABLE, input->name, "cannot open once more", errno);
    return NULL;
  }
  again = g_new0 (BylineInput, 1);
  again->name = g_strdup (input->name);
  again->fd = fd;
  again->stat = input->stat;
  again->size = input->size;
  again->whole = input->whole != NULL ? g_bytes_ref (input->whole) : NULL;
  return again;
}

void
byline_input_free (BylineInput *input)
{
  if (input == NULL)
    return;
  if (input->fd >= 0)
    close (input->fd);
  g_clear_pointer (&input->whole, g_bytes_unref);
  g_free (input->window);
  g_free (input->name);
  g_free (input);
}

const char *
byline_input_name (const BylineInput *input)
{
  return input->name;
}

guint64
byline_input_size (const BylineInput *input)
{
  return input->size;
}

int
byline_input_fd (const BylineInput *input)
{
  return input->fd;
}

const struct stat *
byline_input_stat (const BylineInput *input)
{
  return input->fd >= 0 ? &input->stat : NULL;
}

GBytes *
byline_input_bytes (const BylineInput *input)
{
  return input->whole;
}

static gboolean
check_range (const BylineInput *input, guint64 offset, gsize length, GError **error)
{
  if (offset <= input->size && length <= input->size - offset)
    return TRUE;
  return fail (error, BYLINE_ERROR_MALFORMED, input->name, "the file ends too early", 0);
}

static gboolean
read_file (const BylineInput *input, guint64 offset, guint8 *buffer, gsize length, GError **error)
{
  while (length > 0) {
    gssize n = pread (input->fd, buffer, length, (off_t) offset);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return fail (error, BYLINE_ERROR_UNREADABLE, input->name, "cannot read", errno);
    if (n == 0)
      return fail (error, BYLINE_ERROR_CHANGED, input->name, "has become shorter", 0);
    buffer += n;
    offset += (guint64) n;
    length -= (gsize) n;
  }
  return TRUE;
}

/* Moves the window so that it holds the range, which is inside the file. */
static gboolean
fill_window (BylineInput *input, guint64 offset, gsize length, GError **error)
{
  gsize wanted = (gsize) MIN (MAX (length, WINDOW_SIZE), input->size - offset);

  if (wanted > input->window_room) {
    g_free (input->window);
    input->window = g_malloc (wanted);
    input->window_room = wanted;
  }
  input->window_length = 0;
  if (!read_file (input, offset, input->window, wanted, error))
    return FALSE;
  input->window_offset = offset;
  input->window_length = wanted;
  return TRUE;
}

static const guint8 *
find_in_memory (const BylineInput *input, guint64 offset, gsize length)
{
  if (input->whole != NULL)
    return (const guint8 *) g_bytes_get_data (input->whole, NULL) + offset;
  if (offset < input->window_offset || offset - input->window_offset > input->window_length ||
      length > input->window_length - (offset - input->window_offset))
    return NULL;
  return input->window + (offset - input->window_offset);
}

const guint8 *
byline_input_peek (BylineInput *input, guint64 offset, gsize length, GError **error)
{
  const guint8 *found;

  g_return_val_if_fail (length <= BYLINE_PEEK_MAX, NULL);

  if (!check_range (input, offset, length, error))
    return NULL;
  if (length == 0)
    return (const guint8 *) ""; /* nothing is read, so there may be no buffer to point into */
  found = find_in_memory (input, offset, length);
  if (found != NULL)
    return found;
  return fill_window (input, offset, length, error) ? input->window : NULL;
}

gboolean
byline_input_read (BylineInput *input, guint64 offset, void *buffer, gsize length, GError **error)
{
  const guint8 *found;

  if (!check_range (input, offset, length, error))
    return FALSE;
  if (length == 0)
    return TRUE;
  if (length <= WINDOW_SIZE) /* through the window: the next read is likely to be beside it */
    found = byline_input_peek (input, offset, length, error);
  else
    found = find_in_memory (input, offset, length);
  if (found == NULL)
    return length > WINDOW_SIZE && read_file (input, offset, buffer, length, error);
  memcpy (buffer, found, length);
  return TRUE;
}

GBytes *
byline_input_copy (BylineInput *input, guint64 offset, gsize length, GError **error)
{
  guint8 *buffer;

  if (!check_range (input, offset, length, error))
    return NULL;
  if (input->whole != NULL)
    return g_bytes_new_from_bytes (input->whole, (gsize) offset, length);
  buffer = g_try_malloc (MAX (length, 1)); /* a sparse file can claim any size */
  if (buffer == NULL) {
    fail (error, BYLINE_ERROR_UNREADABLE, input->name, "too large for this machine's memory", 0);
    return NULL;
  }
  if (!byline_input_read (input, offset, buffer, length, error)) {
    g_free (buffer);
    return NULL;
  }
  return g_bytes_new_take (buffer, length);
}

gboolean
byline_input_load (BylineInput *input, guint64 max, GError **error)
{
  if (input->whole != NULL || input->size > MIN (max, G_MAXSSIZE))
    return TRUE;
  input->whole = byline_input_copy (input, 0, (gsize) input->size, error);
  if (input->whole == NULL)
    return FALSE;
  g_clear_pointer (&input->window, g_free);
  input->window_room = input->window_length = 0;
  return TRUE;
}

static gboolean
same_time (struct timespec a, struct timespec b)
{
  return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

gboolean
byline_input_unchanged (BylineInput *input, GError **error)
{
  const struct stat *then = &input->stat;
  struct stat now, named;

  if (input->fd < 0)
    return TRUE;
  if (fstat (input->fd, &now) < 0 || stat (input->name, &named) < 0)
    return fail (error, BYLINE_ERROR_CHANGED, input->name, "has been changed meanwhile", errno);
  if (now.st_size != then->st_size || !same_time (now.st_mtim, then->st_mtim) ||
      !same_time (now.st_ctim, then->st_ctim) || named.st_ino != then->st_ino ||
      named.st_dev != then->st_dev)
    return fail (error, BYLINE_ERROR_CHANGED, input->name, "has been changed meanwhile", 0);
  return TRUE;
}
