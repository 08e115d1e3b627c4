#include "catalogue/fold.h"

#include <string.h>

typedef struct {
  GString *words;
  gboolean in_word;
  guint n;
} Folding;

static void
end_word (Folding *folding)
{
  if (folding->in_word)
    g_string_append_c (folding->words, ' ');
  folding->in_word = FALSE;
}

static void
begin_word (Folding *folding)
{
  if (!folding->in_word)
    folding->n++;
  folding->in_word = TRUE;
}

static gboolean
is_written_without_spaces (gunichar c)
{
  if (c < 0x0E00)
    return FALSE;
  switch (g_unichar_get_script (c)) {
  case G_UNICODE_SCRIPT_HAN:
  case G_UNICODE_SCRIPT_HIRAGANA:
  case G_UNICODE_SCRIPT_KATAKANA:
  case G_UNICODE_SCRIPT_BOPOMOFO:
  case G_UNICODE_SCRIPT_HANGUL:
  case G_UNICODE_SCRIPT_THAI:
  case G_UNICODE_SCRIPT_LAO:
  case G_UNICODE_SCRIPT_KHMER:
  case G_UNICODE_SCRIPT_MYANMAR:
  case G_UNICODE_SCRIPT_TIBETAN:
    return TRUE;
  default:
    return FALSE;
  }
}

/* Only Latin and Greek take accents off: elsewhere the mark makes another letter (й, が, ї). */
static gunichar
without_accent (gunichar c)
{
  gunichar base[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];

  if (c == 0x0451) /* ё is written е as often as not */
    return 0x0435;
  if (!((c >= 0x00C0 && c < 0x0400) || (c >= 0x1E00 && c < 0x2000)))
    return c;
  return g_unichar_fully_decompose (c, FALSE, base, G_N_ELEMENTS (base)) > 1 ? base[0] : c;
}

/* Marks that join the character before them, and invisible ones within a word. */
static gboolean
is_dropped (gunichar c, GUnicodeType type)
{
  return type == G_UNICODE_FORMAT || (type == G_UNICODE_NON_SPACING_MARK &&
                                      g_unichar_get_script (c) == G_UNICODE_SCRIPT_INHERITED);
}

static void
fold_char (Folding *folding, gunichar c)
{
  const GUnicodeType type = g_unichar_type (c);

  if (is_dropped (c, type))
    return;
  if (!g_unichar_isalnum (c) && !g_unichar_ismark (c)) {
    end_word (folding);
    return;
  }
  if (is_written_without_spaces (c))
    end_word (folding);
  begin_word (folding);
  g_string_append_unichar (folding->words, without_accent (c));
  if (is_written_without_spaces (c))
    end_word (folding);
}

/* Most of what is folded is ASCII, where none of Unicode's tables say anything new. */
static const char *
fold_ascii (Folding *folding, const char *text)
{
  for (; *text != '\0' && (guchar) *text < 0x80; text++)
    if (g_ascii_isalnum (*text)) {
      begin_word (folding);
      g_string_append_c (folding->words, g_ascii_tolower (*text));
    } else {
      end_word (folding);
    }
  return text;
}

/* Characters that stand for themselves alone, which normalization and case folding leave but for
 * their case: Cyrillic letters, Han, and punctuation that is no letter either way.  Most captions
 * hold nothing else, and Unicode's tables take ten times as long. */
static gboolean
is_simple (gunichar c)
{
  return c < 0x80 || (c >= 0x0400 && c < 0x0483) || (c >= 0x048A && c < 0x0530) ||
         (c >= 0x4E00 && c < 0xA000) || (c >= 0x2010 && c < 0x2028) || c == 0x00AB || c == 0x00BB ||
         (c >= 0x3001 && c < 0x3012) || c == 0xFF0C;
}

static gboolean
is_all_simple (const char *text)
{
  const char *at = text;

  while (*at != '\0') {
    const gunichar c = (guchar) *at < 0x80 ? (gunichar) *at : g_utf8_get_char_validated (at, -1);

    if (!is_simple (c)) /* an invalid one is not either */
      return FALSE;
    at = g_utf8_next_char (at);
  }
  return TRUE;
}

static void
fold_simple (Folding *folding, gunichar c)
{
  if (c >= 0x0400 && c < 0x0530) {
    begin_word (folding);
    g_string_append_unichar (folding->words, without_accent (g_unichar_tolower (c)));
    return;
  }
  end_word (folding);
  if (c < 0x4E00 || c >= 0xA000)
    return;
  begin_word (folding);
  g_string_append_unichar (folding->words, c);
  end_word (folding);
}

static void
fold_text (Folding *folding, const char *text, void (*fold) (Folding *, gunichar))
{
  for (const char *at = text; *at != '\0';) {
    at = fold_ascii (folding, at);
    if (*at != '\0') {
      fold (folding, g_utf8_get_char (at));
      at = g_utf8_next_char (at);
    }
  }
  end_word (folding);
}

guint
byline_fold (GString *words, const char *text)
{
  Folding folding = { .words = words };
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;

  if (is_all_simple (text)) {
    fold_text (&folding, text, fold_simple);
    return folding.n;
  }
  composed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  if (composed == NULL) /* not UTF-8: nothing that a person could type to find it */
    return 0;
  folded = g_utf8_casefold (composed, -1);
  fold_text (&folding, folded, fold_char);
  return folding.n;
}
