#include "base/distance.h"
#include "catalogue/latin.h"
#include "catalogue/vocabulary.h"
#include "catalogue/word_set.h"

#include <string.h>

/* The index of parts holds three letters at a time. */
#define LEAST_PART 3

#define LONGEST 64

/* Words that are the same in other scripts, or spelt nearly so, that are looked for. */
#define MOST_ALIKE 200

static BylineLatin *
latin_of (BylineCatalogue *catalogue)
{
  if (catalogue->latin == NULL)
    catalogue->latin = byline_latin_new ();
  return catalogue->latin;
}

/* Whether others than the very word may be meant by it. */
static gboolean
is_worth (const char *word, gsize length)
{
  if (length < 2 || length > LONGEST || (length <= 4 && g_utf8_next_char (word) >= word + length))
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (g_ascii_isdigit (word[i]))
      return FALSE;
  return TRUE;
}

static gboolean
knows (BylineCatalogue *catalogue, const char *word, gboolean *known, GError **error)
{
  static const char sql[] = "SELECT 1 FROM word WHERE text = :text";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  BylineRow row;

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":text", word);
  row = byline_statement_next (query, error);
  *known = row == BYLINE_ROW;
  return row != BYLINE_ROW_FAILED;
}

static gboolean
insert_parts (BylineCatalogue *catalogue, gint64 number, const char *word, const char *key,
              GError **error)
{
  static const char sql[] =
      "INSERT INTO word_parts (rowid, text, latin) VALUES (:word, :text, :latin)";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, sql, error);

  if (insert == NULL)
    return FALSE;
  byline_bind_int (insert, ":word", number);
  byline_bind_text (insert, ":text", word);
  byline_bind_text (insert, ":latin", strcmp (word, key) == 0 ? NULL : key);
  return byline_statement_run (insert, error);
}

static gboolean
insert_word (BylineCatalogue *catalogue, const char *word, GError **error)
{
  static const char sql[] = "INSERT INTO word (text, latin, loose) VALUES (:text, :latin, :loose)";
  g_autoptr (BylineStatement) insert = byline_statement (catalogue->statements, sql, error);
  g_autofree char *key = NULL;
  g_autofree char *loose = NULL;

  if (insert == NULL)
    return FALSE;
  key = byline_latin_of (latin_of (catalogue), word);
  loose = byline_latin_loose (key);
  byline_bind_text (insert, ":text", word);
  byline_bind_text (insert, ":latin", key);
  byline_bind_text (insert, ":loose", loose);
  return byline_statement_run (insert, error) &&
         insert_parts (catalogue, sqlite3_last_insert_rowid (catalogue->db), word, key, error);
}

static gboolean
add_word (BylineCatalogue *catalogue, const char *words, gsize length, GError **error)
{
  const guint64 print = byline_word_set_print (catalogue->vocabulary, words, length);
  char word[LONGEST + 1];
  gboolean known = FALSE;

  if (byline_word_set_has (catalogue->vocabulary, print))
    return TRUE;
  memcpy (word, words, length);
  word[length] = '\0';
  if (!knows (catalogue, word, &known, error) || (!known && !insert_word (catalogue, word, error)))
    return FALSE;
  byline_word_set_add (catalogue->vocabulary, print);
  return TRUE;
}

gboolean
byline_vocabulary_add (BylineCatalogue *catalogue, const char *words, GError **error)
{
  for (const char *end = strchr (words, ' '); end != NULL; end = strchr (words, ' ')) {
    const gsize length = (gsize) (end - words);

    if (is_worth (words, length) && !add_word (catalogue, words, length, error))
      return FALSE;
    words = end + 1;
  }
  return TRUE;
}

void
byline_vocabulary_forget (BylineCatalogue *catalogue)
{
  byline_word_set_clear (catalogue->vocabulary);
}

gboolean
byline_vocabulary_clear (BylineCatalogue *catalogue, GError **error)
{
  byline_vocabulary_forget (catalogue);
  return byline_sqlite_exec (catalogue->db,
                             "DELETE FROM word;"
                             "INSERT INTO word_parts (word_parts) VALUES ('delete-all')",
                             error);
}

/* What is asked for, in Latin letters.  Words that photos have said are looked up, which is quicker
 * than opening ICU. */
static char *
key_of (BylineCatalogue *catalogue, const char *word)
{
  static const char sql[] = "SELECT latin FROM word WHERE text = :text";
  g_autoptr (BylineStatement) query = NULL;

  if (g_str_is_ascii (word))
    return g_strdup (word);
  query = byline_statement (catalogue->statements, sql, NULL);
  if (query != NULL) {
    byline_bind_text (query, ":text", word);
    if (byline_statement_next (query, NULL) == BYLINE_ROW)
      return byline_column_text (query, 0);
  }
  return byline_latin_of (latin_of (catalogue), word);
}

/* All rows' first columns.  @n: (out): how many there were */
static gboolean
take_words (BylineStatement *query, GHashTable *words, guint *n, GError **error)
{
  BylineRow row;

  for (*n = 0; (row = byline_statement_next (query, error)) == BYLINE_ROW; ++*n)
    g_hash_table_add (words, byline_column_text (query, 0));
  return row == BYLINE_NO_MORE_ROWS;
}

/* The same word in other scripts. */
static gboolean
widen_same (BylineCatalogue *catalogue, const char *key, GHashTable *words, GError **error)
{
  static const char sql[] =
      "SELECT text FROM word WHERE loose = :loose AND latin = :latin LIMIT :most";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autofree char *loose = byline_latin_loose (key);
  guint n = 0;

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":loose", loose);
  byline_bind_text (query, ":latin", key);
  byline_bind_int (query, ":most", MOST_ALIKE);
  return take_words (query, words, &n, error);
}

/* A part is looked for in words of the same script as it stands, and in Latin letters in words of
 * another: "казак" is no part of "казахстан", though "kazak" is one of "kazakhstan".  Letters and
 * digits alone: nothing in it needs escaping. */
static char *
parts_question (const char *word, const char *key)
{
  return g_str_is_ascii (word) ? g_strdup_printf ("\"%s\"", word)
                               : g_strdup_printf ("text : (\"%s\" OR \"%s\")", word, key);
}

static gboolean
widen_parts (BylineCatalogue *catalogue, const char *word, const char *key, gboolean begins,
             GHashTable *words, gboolean *too_many, GError **error)
{
  static const char sql[] =
      "SELECT w.text FROM word_parts AS p CROSS JOIN word AS w ON w.word = p.rowid"
      " WHERE p.word_parts MATCH :part AND (NOT :begins OR (instr (w.text, :text) <> 1"
      "  AND instr (w.latin, :latin) = 1)) LIMIT :most";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autoptr (GHashTable) found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *part = parts_question (word, key);
  GHashTableIter iter;
  gpointer each = NULL;
  guint n = 0;

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":part", part);
  byline_bind_int (query, ":begins", begins);
  byline_bind_text (query, ":text", word);
  byline_bind_text (query, ":latin", key);
  byline_bind_int (query, ":most", BYLINE_VOCABULARY_MOST + 1);
  if (!take_words (query, found, &n, error))
    return FALSE;
  *too_many = n > BYLINE_VOCABULARY_MOST;
  g_hash_table_iter_init (&iter, found);
  while (!*too_many && g_hash_table_iter_next (&iter, &each, NULL))
    g_hash_table_add (words, g_strdup (each));
  return TRUE;
}

/* How many letters may be wrong. */
static guint
most_wrong (const char *loose)
{
  const gsize length = strlen (loose);

  return length < 4 ? 0 : length < 7 ? 1 : 2;
}

/* Hardly anybody has the first letter wrong, and a word of another length is another. */
static gboolean
widen_loose (BylineCatalogue *catalogue, const char *key, GHashTable *words, GError **error)
{
  static const char sql[] = "SELECT text, loose FROM word WHERE loose >= :first AND loose < :behind"
                            " AND length (loose) BETWEEN :shortest AND :longest";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);
  g_autofree char *loose = byline_latin_loose (key);
  const char first[] = { loose[0], '\0' };
  const char behind[] = { (char) (loose[0] + 1), '\0' };
  const guint most = most_wrong (loose);
  guint n = 0;
  BylineRow row;

  if (query == NULL)
    return FALSE;
  if (!g_ascii_isalnum (loose[0])) /* a script that ICU does not know */
    return TRUE;
  byline_bind_text (query, ":first", first);
  byline_bind_text (query, ":behind", behind);
  byline_bind_int (query, ":shortest", (gint64) strlen (loose) - most);
  byline_bind_int (query, ":longest", (gint64) strlen (loose) + most);
  while ((row = byline_statement_next (query, error)) == BYLINE_ROW && n < MOST_ALIKE)
    if (byline_distance (loose, (const char *) sqlite3_column_text (query, 1)) <= most) {
      g_hash_table_add (words, byline_column_text (query, 0));
      n++;
    }
  return row != BYLINE_ROW_FAILED;
}

gboolean
byline_vocabulary_widen (BylineCatalogue *catalogue, const char *word, BylineWiden widen,
                         gboolean begins, GHashTable *words, gboolean *too_many, GError **error)
{
  g_autofree char *key = NULL;

  *too_many = FALSE;
  if (widen == BYLINE_WIDEN_NOT || !is_worth (word, strlen (word)))
    return TRUE;
  key = key_of (catalogue, word);
  if (!widen_same (catalogue, key, words, error))
    return FALSE;
  if (widen == BYLINE_WIDEN_LOOSE && !widen_loose (catalogue, key, words, error))
    return FALSE;
  if (widen == BYLINE_WIDEN_SCRIPTS || g_utf8_strlen (word, -1) < LEAST_PART)
    return TRUE;
  return widen_parts (catalogue, word, key, begins, words, too_many, error);
}

gboolean
byline_vocabulary_is_broad (BylineCatalogue *catalogue, const char *word, gboolean *broad,
                            GError **error)
{
  enum { MANY = 100 };
  static const char sql[] = "SELECT count (*) FROM (SELECT 1 FROM word WHERE text >= :word"
                            " AND text < :word || char (0x10ffff) LIMIT :many)";
  g_autoptr (BylineStatement) query = byline_statement (catalogue->statements, sql, error);

  if (query == NULL)
    return FALSE;
  byline_bind_text (query, ":word", word);
  byline_bind_int (query, ":many", MANY);
  if (byline_statement_next (query, error) != BYLINE_ROW)
    return FALSE;
  *broad = sqlite3_column_int64 (query, 0) == MANY;
  return TRUE;
}
