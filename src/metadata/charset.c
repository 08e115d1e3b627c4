#include "metadata/charset.h"

#include <byline/error.h>
#include <byline/photo.h>

#include <string.h>
#include <uchardet/uchardet.h>

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

/* What uchardet may answer and a photo's text may be in.  Old text of the West is said to be
 * ISO 8859 and is what Windows made of that. */
static const struct {
  const char *answer;
  const char *charset; /* an iconv name */
} plausible[] = {
  { "WINDOWS-1250", "windows-1250" },
  { "WINDOWS-1251", "windows-1251" },
  { "WINDOWS-1252", "windows-1252" },
  { "WINDOWS-1253", "windows-1253" },
  { "WINDOWS-1254", "windows-1254" },
  { "ISO-8859-1", "windows-1252" },
  { "ISO-8859-2", "iso-8859-2" },
  { "ISO-8859-7", "windows-1253" },
  { "ISO-8859-9", "windows-1254" },
  { "KOI8-R", "koi8-r" },
  { "MAC-CYRILLIC", "mac-cyrillic" },
  { "GB18030", "gb18030" },
  { "BIG5", "big5" },
  { "EUC-KR", "euc-kr" },
  { "UHC", "uhc" },
  { "EUC-JP", "euc-jp" },
  { "SHIFT_JIS", "shift_jis" },
};

static const char *
ask_uchardet (const char *text, gsize length)
{
  uchardet_t detector = uchardet_new ();
  const char *found = NULL;

  if (uchardet_handle_data (detector, text, length) == 0) {
    uchardet_data_end (detector);
    for (guint i = 0; i < G_N_ELEMENTS (plausible); i++)
      if (strcmp (uchardet_get_charset (detector), plausible[i].answer) == 0)
        found = plausible[i].charset;
  }
  uchardet_delete (detector);
  return found;
}

/* Words of nothing but pairs of octets that are the commonest Chinese characters (GB 2312, level 1,
 * or its full-width punctuation): too short for uchardet, and no Western word. */
static gboolean
is_chinese (const char *text, gsize length)
{
  gsize pairs = 0;

  for (gsize i = 0; i < length;) {
    const guint8 lead = (guint8) text[i];
    const guint8 trail = i + 1 < length ? (guint8) text[i + 1] : 0;

    if (lead < 0x80) {
      i++;
      continue;
    }
    if (!((lead >= 0xb0 && lead <= 0xd7) || lead == 0xa1 || lead == 0xa3) || trail < 0xa1 ||
        trail == 0xff)
      return FALSE;
    pairs++;
    i += 2;
  }
  return pairs > 1;
}

/* A letter in both Windows-1251 and Windows-1252. */
static gboolean
is_high_letter (char c)
{
  guint8 octet = (guint8) c;

  return octet >= 0xc0 || octet == 0xa8 || octet == 0xb8; /* Ё and ё lie apart */
}

/* Would a word have a capital, or a sign that is no letter, behind a small letter?  Then it is not
 * Windows' "JosŽ" but the Macintosh's "José". */
static gboolean
is_macintosh (const char *text, gsize length)
{
  g_autofree char *western_text = byline_charset_western (text, length);
  gunichar before = 0;

  for (const char *at = western_text; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar letter = g_utf8_get_char (at);
    const gboolean of_mac = letter >= 0x80 && letter != 0x2019 && !g_unichar_islower (letter);

    if (of_mac && before < 0x80 && g_ascii_islower ((char) before) &&
        (g_unichar_isupper (letter) || g_ascii_islower (*g_utf8_next_char (at))))
      return TRUE;
    before = letter;
  }
  return FALSE;
}

/* Cyrillic words are runs of octets from 0xC0 on; western ones have one among ASCII letters. */
static const char *
cyrillic_or_western (const char *text, gsize length)
{
  gsize cyrillic = 0, latin = 0;

  for (gsize i = 0; i + 1 < length; i++) {
    gboolean one = is_high_letter (text[i]), two = is_high_letter (text[i + 1]);

    cyrillic += one && two;
    latin += (one && g_ascii_isalpha (text[i + 1])) || (two && g_ascii_isalpha (text[i]));
  }
  if (cyrillic > latin)
    return "windows-1251";
  return is_macintosh (text, length) ? "macintosh" : "windows-1252";
}

void
byline_charset_guess (const char *text, gsize length,
                      const char *guesses[BYLINE_CHARSET_GUESSES + 1])
{
  const char *asked = ask_uchardet (text, length);
  const char *own = cyrillic_or_western (text, length);
  guint n = 0;

  if (is_chinese (text, length) && g_strcmp0 (asked, "windows-1251") != 0)
    guesses[n++] = "gb18030";
  if (asked != NULL && !(strcmp (own, "macintosh") == 0 && strcmp (asked, "windows-1252") == 0))
    guesses[n++] = asked; /* uchardet does not know the Macintosh's */
  guesses[n++] = own;
  guesses[n] = NULL;
}

char *
byline_charset_decode (const char *text, gsize length, const char *charset, GError **error)
{
  g_autoptr (GError) why = NULL;
  gsize whole = 0;
  char *decoded = g_convert (text, (gssize) length, "UTF-8", charset, &whole, NULL, &why);

  /* the last character was cut in half, as programs that count octets do */
  if (g_error_matches (why, G_CONVERT_ERROR, G_CONVERT_ERROR_PARTIAL_INPUT))
    decoded = g_convert (text, (gssize) whole, "UTF-8", charset, NULL, NULL, NULL);
  if (decoded != NULL)
    return decoded;
  if (g_error_matches (why, G_CONVERT_ERROR, G_CONVERT_ERROR_NO_CONVERSION))
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "no such charset: %s", charset);
  else
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "text is not in %s", charset);
  return NULL;
}

/* Is each of @texts possible in @charset? */
static gboolean
fits_all (const GPtrArray *texts, const char *charset)
{
  for (guint i = 0; i < texts->len; i++) {
    const char *text = g_ptr_array_index (texts, i);
    g_autofree char *decoded = byline_charset_decode (text, strlen (text), charset, NULL);

    if (decoded == NULL)
      return FALSE;
  }
  return TRUE;
}

const char *
byline_charset_choose (const GPtrArray *texts)
{
  g_autoptr (GString) all = g_string_new (NULL);
  const char *guesses[BYLINE_CHARSET_GUESSES + 1];
  guint best = 0;

  for (guint i = 0; i < texts->len; i++)
    g_string_append_printf (all, "%s ", (const char *) g_ptr_array_index (texts, i));
  if (all->len == 0)
    return "windows-1252"; /* never asked for */
  byline_charset_guess (all->str, all->len, guesses);
  while (guesses[best] != NULL && !fits_all (texts, guesses[best]))
    best++;
  return guesses[best] != NULL ? guesses[best] : guesses[0];
}

gboolean
byline_charset_check (const char *charset, GError **error)
{
  g_autofree char *tried = g_convert ("a", 1, "UTF-8", charset, NULL, NULL, NULL);

  if (g_strcmp0 (tried, "a") == 0) /* all that IIM could be in know ASCII */
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "“%s” is no charset for old text, such as windows-1251 or gb18030", charset);
  return FALSE;
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
