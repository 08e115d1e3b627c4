#include "metadata/charset.h"

#include <byline/error.h>

#include <string.h>

/* Windows-1252 from 0x80 to 0x9F; five octets mean nothing. */
static const gunichar western[] = {
  0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
  0x2039, 0x0152, 0xfffd, 0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
  0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0xfffd, 0x017e, 0x0178,
};

char *
byline_charset_western (const char *text, gsize length)
{
  GString *out = g_string_sized_new (length + length / 4);

  for (gsize i = 0; i < length; i++) {
    guint8 octet = (guint8) text[i];

    g_string_append_unichar (out, octet >= 0x80 && octet < 0xa0 ? western[octet - 0x80] : octet);
  }
  return g_string_free (out, FALSE);
}

/* A letter in both Windows-1251 and Windows-1252. */
static gboolean
is_high_letter (char c)
{
  guint8 octet = (guint8) c;

  return octet >= 0xc0 || octet == 0xa8 || octet == 0xb8; /* Ё and ё lie apart */
}

const char *
byline_charset_guess (const char *text, gsize length)
{
  gsize cyrillic = 0, latin = 0;

  for (gsize i = 0; i + 1 < length; i++) {
    gboolean one = is_high_letter (text[i]), two = is_high_letter (text[i + 1]);

    cyrillic += one && two;
    latin += (one && g_ascii_isalpha (text[i + 1])) || (two && g_ascii_isalpha (text[i]));
  }
  return cyrillic > latin ? "CP1251" : "CP1252";
}

char *
byline_charset_decode (const char *text, gsize length, const char *charset, GError **error)
{
  g_autoptr (GError) why = NULL;
  char *decoded = g_convert (text, (gssize) length, "UTF-8", charset, NULL, NULL, &why);

  if (decoded != NULL)
    return decoded;
  if (g_ascii_strcasecmp (charset, "CP1252") == 0)
    return byline_charset_western (text, length);
  if (g_error_matches (why, G_CONVERT_ERROR, G_CONVERT_ERROR_NO_CONVERSION))
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "no such charset: %s", charset);
  else
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "text is not in %s", charset);
  return NULL;
}

gsize
byline_charset_whole (const char *text, gsize length)
{
  const char *end;
  gsize whole;

  if (g_utf8_validate_len (text, length, &end))
    return length;
  whole = (gsize) (end - text);
  /* One beginning of a character is left over, and something before it shows that this is UTF-8. */
  if (whole == 0 || length - whole > 3 ||
      g_utf8_get_char_validated (end, (gssize) (length - whole)) != (gunichar) -2)
    return 0;
  for (gsize i = 0; i < whole; i++)
    if ((guint8) text[i] >= 0x80)
      return whole;
  return 0;
}
