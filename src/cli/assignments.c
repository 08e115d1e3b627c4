#include "cli/assignments.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* Returns: the length of NAME or NAME@LANG before "=", "+=" or "-="; 0 if it is none */
static gsize
name_length (const char *argument)
{
  gsize n = 0;

  if (!g_ascii_islower (argument[0]))
    return 0;
  while (g_ascii_isalnum (argument[n]) || argument[n] == '@' ||
         (argument[n] == '-' && argument[n + 1] != '='))
    n++;
  if (argument[n] == '=' || ((argument[n] == '+' || argument[n] == '-') && argument[n + 1] == '='))
    return n;
  return 0;
}

gboolean
byline_assignment_is_meant (const char *argument)
{
  const gsize n = name_length (argument);
  g_autofree char *name = n > 0 ? g_strndup (argument, n) : NULL;
  g_autofree char *lang = NULL;
  BylineField field;

  return name != NULL && byline_field_parse (name, &field, &lang, NULL);
}

static gboolean
looks_assigned (const char *argument)
{
  if (name_length (argument) == 0)
    return FALSE;
  return byline_assignment_is_meant (argument) || g_access (argument, F_OK) != 0;
}

guint
byline_assignments_count (char **args, guint n_free)
{
  guint n = 0;

  while (n < n_free && looks_assigned (args[n]))
    n++;
  return n;
}
