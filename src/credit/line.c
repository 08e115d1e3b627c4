#include <byline/credit.h>

#include "credit/spelling.h"

#include <string.h>

/* What people put in front of a credit, in the languages of our newsrooms; a colon follows. */
static const char *const openings[] = {
  "photo credit", "photo", "фото", "сурет", "图片来源",
};

static const char *
skip_spaces (const char *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return text;
}

/* Letter by letter, since folding whole strings may change their lengths. */
static const char *
skip_word (const char *text, const char *lower_case_word)
{
  for (; *lower_case_word != '\0'; lower_case_word = g_utf8_next_char (lower_case_word)) {
    if (g_unichar_tolower (g_utf8_get_char (text)) != g_utf8_get_char (lower_case_word))
      return NULL;
    text = g_utf8_next_char (text);
  }
  return text;
}

/* Behind "opening:", or NULL where @text does not begin so. */
static const char *
skip_opening (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (openings); i++) {
    const char *rest = skip_word (text, openings[i]);

    if (rest == NULL)
      continue;
    rest = skip_spaces (rest);
    if (g_str_has_prefix (rest, ":") || g_str_has_prefix (rest, "：")) /* CJK text has its own */
      return skip_spaces (g_utf8_next_char (rest));
  }
  return NULL;
}

const char *
byline_credit_bare (const char *text)
{
  const char *rest;

  text = skip_spaces (text);
  while ((rest = skip_opening (text)) != NULL)
    text = rest;
  return text;
}

/* Where a word begins; Chinese has no spaces. */
static gboolean
begins_word (gunichar before, gunichar c)
{
  return !g_unichar_isalnum (before) || c >= 0x2e80;
}

const char *
byline_credit_stated (const char *text)
{
  gunichar before = ' ';

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    const gunichar c = g_utf8_get_char (text);

    if (begins_word (before, c) && skip_opening (text) != NULL)
      return byline_credit_bare (text);
    before = c;
  }
  return NULL;
}

/* Words with one space between them. */
static char *
collapse (const char *text)
{
  GString *words = g_string_new (NULL);

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    const gunichar c = g_utf8_get_char (text);

    if (!g_unichar_isspace (c))
      g_string_append_unichar (words, c);
    else if (words->len > 0 && words->str[words->len - 1] != ' ')
      g_string_append_c (words, ' ');
  }
  return g_strchomp (g_string_free (words, FALSE));
}

static void
chop_stops (char *text)
{
  gsize length = strlen (text);

  while (length > 0 && strchr (".,; ", text[length - 1]) != NULL)
    text[--length] = '\0';
}

char *
byline_credit_key (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *plain = g_utf8_normalize (byline_credit_bare (valid), -1, G_NORMALIZE_NFKC);
  g_autofree char *folded = g_utf8_casefold (plain, -1);
  g_autofree char *again = g_utf8_normalize (folded, -1, G_NORMALIZE_NFKC);
  char *key = collapse (again);

  chop_stops (key);
  return key;
}

char *
byline_credit_line (const char *credit)
{
  g_autofree char *valid = NULL;
  const char *text;

  if (credit == NULL)
    return NULL;
  valid = g_strchomp (g_utf8_make_valid (credit, -1));
  text = byline_credit_bare (valid);
  return *text != '\0' ? g_strconcat ("Photo credit: ", text, NULL) : NULL;
}
