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

/* Characters that stand for themselves alone, which normalization and case folding leave but for
 * their case: ASCII, Cyrillic letters, Han, and punctuation that is no letter either way.  Most
 * captions hold nothing else, and Unicode's tables take ten times as long. */
enum { CYRILLIC = 0x0400, BEHIND_CYRILLIC = 0x0530, HAN = 0x4E00, BEHIND_HAN = 0xA000 };

typedef struct {
  char ascii[0x80]; /* NUL between words */
  gunichar cyrillic[BEHIND_CYRILLIC - CYRILLIC];
} Letters;

static gboolean
is_cyrillic (gunichar c)
{
  return (c >= CYRILLIC && c < 0x0482) || (c >= 0x048A && c < BEHIND_CYRILLIC);
}

static gboolean
is_punctuation (gunichar c)
{
  return (c >= 0x2010 && c < 0x2028) || c == 0x00AB || c == 0x00BB || (c >= 0x3001 && c < 0x3004) ||
         (c >= 0x3008 && c < 0x3012) || c == 0xFF0C;
}

static const Letters *
all_letters (void)
{
  static Letters letters;
  static gsize made = 0;

  if (g_once_init_enter (&made)) {
    for (guint c = 0; c < G_N_ELEMENTS (letters.ascii); c++)
      letters.ascii[c] = g_ascii_isalnum ((char) c) ? g_ascii_tolower ((char) c) : '\0';
    for (gunichar c = CYRILLIC; c < BEHIND_CYRILLIC; c++)
      letters.cyrillic[c - CYRILLIC] = is_cyrillic (c) ? without_accent (g_unichar_tolower (c)) : 0;
    g_once_init_leave (&made, 1);
  }
  return &letters;
}

/* Where simple text is written to: there is room enough. */
typedef struct {
  char *to;
  gboolean in_word;
  guint n;
} Simple;

static inline void
end_simple (Simple *simple)
{
  if (simple->in_word)
    *simple->to++ = ' ';
  simple->in_word = FALSE;
}

static inline void
begin_simple (Simple *simple)
{
  simple->n += simple->in_word ? 0 : 1;
  simple->in_word = TRUE;
}

/* Returns: FALSE for a character that is not simple, as one that is not UTF-8 is not */
static gboolean
fold_beyond_ascii (Simple *simple, const Letters *letters, gunichar c)
{
  if (is_cyrillic (c)) {
    const gunichar lower = letters->cyrillic[c - CYRILLIC];

    begin_simple (simple);
    *simple->to++ = (char) (0xC0 | lower >> 6);
    *simple->to++ = (char) (0x80 | (lower & 0x3F));
    return TRUE;
  }
  if (c >= HAN && c < BEHIND_HAN) {
    end_simple (simple);
    begin_simple (simple);
    simple->to += g_unichar_to_utf8 (c, simple->to);
    end_simple (simple);
    return TRUE;
  }
  end_simple (simple);
  return is_punctuation (c);
}

static inline gunichar
get_char (const guchar *at)
{
  if ((at[0] & 0xE0) == 0xC0 && (at[1] & 0xC0) == 0x80) /* of two octets, as most are */
    return (gunichar) (at[0] & 0x1F) << 6 | (at[1] & 0x3F);
  return g_utf8_get_char_validated ((const char *) at, -1);
}

/* Returns: FALSE, and appends nothing, if @text has other characters */
static gboolean
fold_simple (GString *words, const char *text, guint *n)
{
  const Letters *letters = all_letters ();
  const gsize before = words->len;
  Simple simple = { 0 };

  g_string_set_size (words, before + 2 * strlen (text) + 2); /* a space behind each character */
  simple.to = words->str + before;
  for (const guchar *at = (const guchar *) text; *at != '\0';) {
    if (*at < G_N_ELEMENTS (letters->ascii)) {
      const char c = letters->ascii[*at++];

      if (c != '\0') {
        begin_simple (&simple);
        *simple.to++ = c;
      } else {
        end_simple (&simple);
      }
    } else if (fold_beyond_ascii (&simple, letters, get_char (at))) {
      at = (const guchar *) g_utf8_next_char ((const char *) at);
    } else {
      g_string_truncate (words, before);
      return FALSE;
    }
  }
  end_simple (&simple);
  g_string_truncate (words, (gsize) (simple.to - words->str));
  *n = simple.n;
  return TRUE;
}

static void
fold_ascii (Folding *folding, char letter)
{
  if (letter == '\0') {
    end_word (folding);
    return;
  }
  begin_word (folding);
  g_string_append_c (folding->words, letter);
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

static void
fold_text (Folding *folding, const char *text)
{
  const Letters *letters = all_letters ();

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if ((guchar) *at < G_N_ELEMENTS (letters->ascii))
      fold_ascii (folding, letters->ascii[(guchar) *at]);
    else
      fold_char (folding, g_utf8_get_char (at));
  end_word (folding);
}

guint
byline_fold (GString *words, const char *text)
{
  Folding folding = { .words = words };
  g_autofree char *composed = NULL;
  g_autofree char *folded = NULL;
  guint n = 0;

  if (fold_simple (words, text, &n))
    return n;
  composed = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  if (composed == NULL) /* not UTF-8: nothing that a person could type to find it */
    return 0;
  folded = g_utf8_casefold (composed, -1);
  fold_text (&folding, folded);
  return folding.n;
}
