#include "credit/filename.h"

#include <string.h>

/* What a name has in the place of @letter; 0 for nothing. */
static gunichar
letter_allowed (gunichar letter)
{
  if (g_unichar_isspace (letter))
    return ' ';
  switch (g_unichar_type (letter)) {
  case G_UNICODE_FORMAT: /* invisible, and some turn the reading direction around */
    return 0;
  case G_UNICODE_CONTROL:
    return '_';
  default:
    return letter < 0x80 && strchr ("/\\:*?\"<>|", (int) letter) != NULL ? '_' : letter;
  }
}

void
byline_filename_append (GString *name, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);

  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar letter = letter_allowed (g_utf8_get_char (at));

    if (letter != 0)
      g_string_append_unichar (name, letter);
  }
}

/* Windows keeps these names for devices, whatever ending follows; to it, ¹²³ are digits too. */
static const char *const devices[] = { "con", "prn", "aux", "nul", "conin$", "conout$" };
static const char *const ports[] = { "com", "lpt" };
static const char *const port_digits[] = { "0", "1", "2", "3", "4", "5", "6",
                                           "7", "8", "9", "¹", "²", "³" };

static gboolean
is_one_of (const char *text, const char *const *list, gsize n)
{
  for (gsize i = 0; i < n; i++)
    if (strcmp (text, list[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
is_device (const char *name)
{
  g_autofree char *base = g_ascii_strdown (name, (gssize) strcspn (name, "."));

  g_strchomp (base);
  if (is_one_of (base, devices, G_N_ELEMENTS (devices)))
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (ports); i++)
    if (g_str_has_prefix (base, ports[i]) &&
        is_one_of (base + strlen (ports[i]), port_digits, G_N_ELEMENTS (port_digits)))
      return TRUE;
  return FALSE;
}

static void
cut_between_letters (char *text, gsize max)
{
  if (strlen (text) > max)
    *g_utf8_find_prev_char (text, text + max + 1) = '\0';
}

static void
trim_end (char *text)
{
  gsize length = strlen (text);

  while (length > 0 && strchr (". ", text[length - 1]) != NULL)
    length--;
  text[length] = '\0';
}

char *
byline_filename_finish (const char *name)
{
  g_autofree char *composed = g_utf8_normalize (name, -1, G_NORMALIZE_NFC);
  char *text = composed + strspn (composed, ". ");

  cut_between_letters (text, BYLINE_FILENAME_MAX - strlen ("_"));
  trim_end (text); /* after the cut, which may uncover a dot */
  return g_strconcat (is_device (text) ? "_" : "", text, NULL);
}
