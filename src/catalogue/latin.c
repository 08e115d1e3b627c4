#include "catalogue/latin.h"

#include <dlfcn.h>
#include <string.h>
#include <unicode/utrans.h>
#include <unicode/uvernum.h>

/* ICU is loaded when a word needs it and not linked to: it would cost every start of the program a
 * seventh of its time.  Its names carry its version, which its headers see to. */
#define TEXT_OF(name) G_STRINGIFY (name)
#define LIBRARY "libicui18n.so." G_STRINGIFY (U_ICU_VERSION_MAJOR_NUM)

typedef enum { RUSSIAN, KAZAKH, UKRAINIAN, OTHER, N_WAYS } Way;

static const char *const ways[N_WAYS] = {
  [RUSSIAN] = "Russian-Latin/BGN; Latin-ASCII; Lower",
  [KAZAKH] = "Kazakh-Latin/BGN; Latin-ASCII; Lower",
  [UKRAINIAN] = "Ukrainian-Latin/BGN; Latin-ASCII; Lower",
  [OTHER] = "Any-Latin; Latin-ASCII; Lower",
};

struct _BylineLatin {
  void *library; /* stays loaded: ICU keeps tables for the whole process */
  __typeof__ (utrans_openU) *open;
  __typeof__ (utrans_transUChars) *transliterate;
  __typeof__ (utrans_close) *close;
  UTransliterator *opened[N_WAYS];
  gboolean tried[N_WAYS];
};

static void *
find_symbol (const BylineLatin *latin, const char *name)
{
  return latin->library != NULL ? dlsym (latin->library, name) : NULL;
}

BylineLatin *
byline_latin_new (void)
{
  BylineLatin *latin = g_new0 (BylineLatin, 1);

  latin->library = dlopen (LIBRARY, RTLD_NOW | RTLD_LOCAL);
  *(void **) &latin->open = find_symbol (latin, TEXT_OF (utrans_openU));
  *(void **) &latin->transliterate = find_symbol (latin, TEXT_OF (utrans_transUChars));
  *(void **) &latin->close = find_symbol (latin, TEXT_OF (utrans_close));
  return latin;
}

void
byline_latin_free (BylineLatin *latin)
{
  if (latin == NULL)
    return;
  for (guint i = 0; i < N_WAYS; i++)
    if (latin->opened[i] != NULL)
      latin->close (latin->opened[i]);
  g_free (latin);
}

static UTransliterator *
open_way (BylineLatin *latin, Way way)
{
  g_autofree gunichar2 *id = NULL;
  UErrorCode status = U_ZERO_ERROR;

  if (latin->tried[way])
    return latin->opened[way];
  latin->tried[way] = TRUE;
  if (latin->open == NULL || latin->transliterate == NULL || latin->close == NULL)
    return NULL;
  id = g_utf8_to_utf16 (ways[way], -1, NULL, NULL, NULL);
  latin->opened[way] = latin->open (id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
  return latin->opened[way]; /* NULL where this ICU lacks it: the word then stays as it is */
}

/* Letters that one language alone has, folded. */
static gboolean
has_any (const char *word, const char *letters)
{
  for (; *letters != '\0'; letters = g_utf8_next_char (letters))
    if (g_utf8_strchr (word, -1, g_utf8_get_char (letters)) != NULL)
      return TRUE;
  return FALSE;
}

static Way
way_of (const char *word)
{
  for (const char *at = word; *at != '\0'; at = g_utf8_next_char (at)) {
    const gunichar c = g_utf8_get_char (at);

    if (c >= 0x80 && !(c >= 0x0400 && c < 0x0530))
      return OTHER;
  }
  if (has_any (word, "їєґ"))
    return UKRAINIAN;
  return has_any (word, "әғқңөұүһі") ? KAZAKH : RUSSIAN;
}

/* A word may grow on the way: "щ" becomes "shch". */
static char *
transliterate (const BylineLatin *latin, UTransliterator *way, const char *word)
{
  glong length = 0;
  g_autofree gunichar2 *utf16 = g_utf8_to_utf16 (word, -1, NULL, &length, NULL);
  const gsize room = (gsize) length * 12 + 16;
  g_autofree gunichar2 *text = NULL;
  UErrorCode status = U_ZERO_ERROR;
  gint32 used = (gint32) length;
  gint32 limit = used;

  if (utf16 == NULL)
    return NULL;
  text = g_new0 (gunichar2, room);
  memcpy (text, utf16, (gsize) length * sizeof *text);
  latin->transliterate (way, text, &used, (gint32) room, 0, &limit, &status);
  return U_SUCCESS (status) && used <= (gint32) room
             ? g_utf16_to_utf8 (text, used, NULL, NULL, NULL)
             : NULL;
}

/* Signs that stand for ь and ъ are no letters. */
static char *
letters_only (const char *text)
{
  GString *letters = g_string_new (NULL);

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_unichar (letters, g_utf8_get_char (at));
  return g_string_free (letters, FALSE);
}

char *
byline_latin_of (BylineLatin *latin, const char *word)
{
  UTransliterator *way = NULL;
  g_autofree char *written = NULL;
  g_autofree char *letters = NULL;

  if (g_str_is_ascii (word))
    return g_strdup (word);
  way = open_way (latin, way_of (word));
  if (way != NULL)
    written = transliterate (latin, way, word);
  letters = letters_only (written != NULL ? written : word);
  return *letters != '\0' ? g_steal_pointer (&letters) : g_strdup (word);
}

/* Longer ones first; what is written is read no more, so "zh" does not become "j" and then "i". */
static const struct {
  const char *from, *to;
} same[] = {
  { "shch", "s" }, { "sch", "s" }, { "tch", "c" }, { "dzh", "d" }, { "sh", "s" }, { "ch", "c" },
  { "zh", "d" },   { "dj", "d" },  { "kh", "k" },  { "gh", "g" },  { "ph", "f" }, { "th", "t" },
  { "ts", "c" },   { "tz", "c" },  { "ck", "k" },  { "ye", "e" },  { "ie", "e" }, { "je", "e" },
  { "yo", "o" },   { "ou", "u" },  { "ks", "s" },  { "x", "s" },   { "q", "k" },  { "h", "k" },
  { "y", "i" },    { "j", "i" },   { "w", "v" },
};

static gsize
squeeze_one (GString *loose, const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    if (*at == *same[i].from && g_str_has_prefix (at, same[i].from)) {
      g_string_append (loose, same[i].to);
      return strlen (same[i].from);
    }
  g_string_append_len (loose, at, g_utf8_next_char (at) - at);
  return (gsize) (g_utf8_next_char (at) - at);
}

char *
byline_latin_loose (const char *latin)
{
  const gboolean kazakh_j = *latin == 'j'; /* Jumangarin is Zhumangarin, but Sergej is Sergey */
  GString *loose = g_string_new (kazakh_j ? "d" : NULL);
  char *to = NULL;

  for (const char *at = latin + kazakh_j; *at != '\0';)
    at += squeeze_one (loose, at);
  /* A letter twice is the letter. */
  to = loose->str;
  for (const char *at = loose->str; *at != '\0'; at++)
    if (to == loose->str || (guchar) *at >= 0x80 || to[-1] != *at)
      *to++ = *at;
  g_string_truncate (loose, (gsize) (to - loose->str));
  return g_string_free (loose, FALSE);
}
