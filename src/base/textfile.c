#include "base/textfile.h"

#include "base/input.h"

#include <string.h>
#include <unistd.h>

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

const char *
byline_text_begin (const char *text)
{
  return g_str_has_prefix (text, BYTE_ORDER_MARK) ? text + strlen (BYTE_ORDER_MARK) : text;
}

static char *
no_text (const char *path, const char *what, const char *why, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s is no %s: %s", path, what, why);
  return NULL;
}

char *
byline_text_file_read (const char *path, gsize max, const char *what, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length = 0;
  const char *text;
  g_autofree char *whole = NULL;

  if (access (path, F_OK) != 0) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND, "%s: there is no such %s", path,
                 what);
    return NULL;
  }
  input = byline_input_open (path, &problem);
  if (input != NULL && byline_input_size (input) > max)
    return no_text (path, what, "it is far too large", error);
  if (input != NULL)
    bytes = byline_input_copy (input, 0, (gsize) byline_input_size (input), &problem);
  if (bytes == NULL) { /* no photo's fault, but that of who named the file */
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, problem->message);
    return NULL;
  }
  text = g_bytes_get_data (bytes, &length);
  if (length > 0 && !g_utf8_validate_len (text, length, NULL))
    return no_text (path, what, "it is not UTF-8 text", error);
  whole = g_strndup (text, length);
  return g_strdup (byline_text_begin (whole));
}
