#include "publish/markup_token.h"

#include <string.h>

typedef struct {
  const char *name; /* of the file */
  const char *at;
  guint line;
  BylineEscape escape; /* of the file's ending */
  gboolean in_script;
  GArray *tokens;
  guint open[BYLINE_MARKUP_DEPTH]; /* the sections that are open, as numbers of tokens */
  guint depth;
} Parser;

static void
clear_token (gpointer token)
{
  g_free (((BylineMarkupToken *) token)->text);
}

static gboolean wrong (const Parser *parser, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static gboolean
wrong (const Parser *parser, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list arguments;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s:%u: %s", parser->name, parser->line,
               why);
  return FALSE;
}

/* Escaping ------------------------------------------------------------------------------------ */

static BylineEscape
escape_of_file (const char *name)
{
  static const struct {
    const char *ending;
    BylineEscape escape;
  } endings[] = {
    { ".json", BYLINE_ESCAPE_JSON }, { ".yaml", BYLINE_ESCAPE_JSON },
    { ".yml", BYLINE_ESCAPE_JSON },  { ".toml", BYLINE_ESCAPE_JSON },
    { ".js", BYLINE_ESCAPE_JSON },   { ".csv", BYLINE_ESCAPE_CSV },
    { ".txt", BYLINE_ESCAPE_TEXT },
  };
  const gsize behind = strlen (".mustache");
  g_autofree char *plain = g_str_has_suffix (name, ".mustache")
                               ? g_strndup (name, strlen (name) - behind)
                               : g_strdup (name);

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (plain, endings[i].ending))
      return endings[i].escape;
  return BYLINE_ESCAPE_HTML;
}

static gboolean
escape_of_word (const char *word, BylineEscape *escape)
{
  static const struct {
    const char *word;
    BylineEscape escape;
  } words[] = {
    { "html", BYLINE_ESCAPE_HTML }, { "link", BYLINE_ESCAPE_LINK }, { "json", BYLINE_ESCAPE_JSON },
    { "csv", BYLINE_ESCAPE_CSV },   { "url", BYLINE_ESCAPE_URL },   { "text", BYLINE_ESCAPE_TEXT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].word, word) == 0) {
      *escape = words[i].escape;
      return TRUE;
    }
  return FALSE;
}

/* The text that stands right in front, NULL if a value does. */
static const char *
text_before (const Parser *parser)
{
  const BylineMarkupToken *last =
      parser->tokens->len > 0
          ? &g_array_index (parser->tokens, BylineMarkupToken, parser->tokens->len - 1)
          : NULL;

  return last != NULL && last->kind == BYLINE_TOKEN_TEXT ? last->text : NULL;
}

/* Is a value behind @text in a tag's attribute without quotes? */
static gboolean
is_unquoted (const char *text)
{
  const char *tag = strrchr (text, '<');
  const char *end = strrchr (text, '>');

  return g_str_has_suffix (text, "=") && tag != NULL && (end == NULL || end < tag);
}

static gboolean
is_link (const char *text)
{
  static const char *const attributes[] = { "href=", "src=", "action=", "poster=" };
  const gsize length = strlen (text);
  g_autofree char *lower = NULL;

  if (length == 0 || strchr ("\"'", text[length - 1]) == NULL)
    return FALSE;
  lower = g_ascii_strdown (text, (gssize) length - 1);
  for (guint i = 0; i < G_N_ELEMENTS (attributes); i++)
    if (g_str_has_suffix (lower, attributes[i]))
      return TRUE;
  return FALSE;
}

/* Where in the page a value stands says how it is escaped. */
static gboolean
choose_escape (const Parser *parser, const char *name, BylineEscape *escape, GError **error)
{
  const char *before = text_before (parser);

  *escape = parser->escape;
  if (parser->escape != BYLINE_ESCAPE_HTML)
    return TRUE;
  if (parser->in_script)
    *escape = BYLINE_ESCAPE_SCRIPT;
  else if (before != NULL && is_unquoted (before))
    return wrong (parser, error, "an attribute needs quotes around {{%s}}", name);
  else if (before != NULL && is_link (before))
    *escape = BYLINE_ESCAPE_LINK;
  return TRUE;
}

/* Tokens -------------------------------------------------------------------------------------- */

static const char *
last_of (const char *text, const char *needle)
{
  g_autofree char *lower = g_ascii_strdown (text, -1);
  const char *found = g_strrstr (lower, needle);

  return found != NULL ? text + (found - lower) : NULL;
}

static void
follow_script (Parser *parser, const char *text)
{
  const char *begin = last_of (text, "<script");
  const char *end = last_of (text, "</script");

  if (begin != NULL || end != NULL)
    parser->in_script = begin != NULL && (end == NULL || begin > end);
}

/* @text: (transfer full) */
static void
add (Parser *parser, BylineTokenKind kind, char *text, BylineEscape escape)
{
  const BylineMarkupToken token = { .kind = kind, .text = text, .escape = escape };

  g_array_append_val (parser->tokens, token);
}

static void
add_text (Parser *parser, const char *from, const char *until)
{
  if (until == from)
    return;
  add (parser, BYLINE_TOKEN_TEXT, g_strndup (from, (gsize) (until - from)), BYLINE_ESCAPE_TEXT);
  follow_script (parser, text_before (parser));
  for (const char *at = from; at < until; at++)
    parser->line += *at == '\n';
}

static gboolean
is_name (const char *name)
{
  for (const char *at = name; *at != '\0'; at++)
    if ((guchar) *at <= ' ' || strchr ("{}#^/!>&=|\"'<", *at) != NULL)
      return FALSE;
  return *name != '\0';
}

static gboolean
check_name (const Parser *parser, const char *name, GError **error)
{
  return is_name (name) || wrong (parser, error, "“%s” is no name", name);
}

static gboolean
parse_value (Parser *parser, char *inside, gboolean raw, GError **error)
{
  char *bar = strchr (inside, '|');
  BylineEscape escape = BYLINE_ESCAPE_TEXT;

  if (bar != NULL)
    *bar = '\0';
  g_strstrip (inside);
  if (!check_name (parser, inside, error))
    return FALSE;
  if (bar != NULL && (raw || !escape_of_word (g_strstrip (bar + 1), &escape)))
    return wrong (parser, error, "there is no “%s”; there is html, link, json, csv, url and text",
                  bar + 1);
  if (bar == NULL && !raw && !choose_escape (parser, inside, &escape, error))
    return FALSE;
  add (parser, BYLINE_TOKEN_VALUE, g_strdup (inside), escape);
  return TRUE;
}

static gboolean
open_section (Parser *parser, const char *name, BylineTokenKind kind, GError **error)
{
  if (!check_name (parser, name, error))
    return FALSE;
  if (parser->depth == BYLINE_MARKUP_DEPTH)
    return wrong (parser, error, "more than %d sections within one another", BYLINE_MARKUP_DEPTH);
  parser->open[parser->depth++] = parser->tokens->len;
  add (parser, kind, g_strdup (name), BYLINE_ESCAPE_TEXT);
  return TRUE;
}

static gboolean
close_section (Parser *parser, const char *name, GError **error)
{
  BylineMarkupToken *open = parser->depth > 0 ? &g_array_index (parser->tokens, BylineMarkupToken,
                                                                parser->open[parser->depth - 1])
                                              : NULL;

  if (open == NULL)
    return wrong (parser, error, "{{/%s}} ends what was not begun", name);
  if (strcmp (open->text, name) != 0)
    return wrong (parser, error, "{{/%s}} where {{/%s}} is due", name, open->text);
  open->end = parser->tokens->len;
  parser->depth--;
  add (parser, BYLINE_TOKEN_END, NULL, BYLINE_ESCAPE_TEXT);
  return TRUE;
}

/* @inside: what is between the braces */
static gboolean
parse_tag (Parser *parser, char *inside, gboolean raw, GError **error)
{
  const char sigil = *inside;

  if (raw)
    return parse_value (parser, inside, TRUE, error);
  switch (sigil) {
  case '!':
    return TRUE;
  case '#':
    return open_section (parser, g_strstrip (inside + 1), BYLINE_TOKEN_SECTION, error);
  case '^':
    return open_section (parser, g_strstrip (inside + 1), BYLINE_TOKEN_INVERTED, error);
  case '/':
    return close_section (parser, g_strstrip (inside + 1), error);
  case '&':
    return parse_value (parser, inside + 1, TRUE, error);
  case '>':
  case '=':
    return wrong (parser, error, "{{%c is not in this language", sigil);
  default:
    return parse_value (parser, inside, FALSE, error);
  }
}

/* A line that has nothing but tags which print nothing is left out whole, as Mustache has it. */
static gboolean
stands_alone (const char *begin, const char *tag, const char *end, const char **from,
              const char **until)
{
  const char *left = tag;
  const char *right = end;

  while (left > begin && (left[-1] == ' ' || left[-1] == '\t'))
    left--;
  while (*right == ' ' || *right == '\t' || *right == '\r')
    right++;
  if ((left > begin && left[-1] != '\n') || (*right != '\n' && *right != '\0'))
    return FALSE;
  *from = left;
  *until = *right == '\n' ? right + 1 : right;
  return TRUE;
}

static gboolean
parse_next (Parser *parser, const char *begin, const char *tag, GError **error)
{
  const gboolean raw = g_str_has_prefix (tag, "{{{");
  const char *close = strstr (tag, raw ? "}}}" : "}}");
  const char *end = close != NULL ? close + (raw ? 3 : 2) : NULL;
  const char *from = tag, *until = end;
  g_autofree char *inside = NULL;

  if (close == NULL) {
    add_text (parser, parser->at, tag);
    return wrong (parser, error, "{{ without }}");
  }
  inside = g_strndup (tag + (raw ? 3 : 2), (gsize) (close - tag) - (raw ? 3 : 2));
  if (raw || *inside == '\0' || strchr ("!#^/", *inside) == NULL ||
      !stands_alone (begin, tag, end, &from, &until)) {
    from = tag;
    until = end;
  }
  add_text (parser, parser->at, MAX (from, parser->at));
  if (!parse_tag (parser, inside, raw, error))
    return FALSE;
  for (const char *at = MAX (from, parser->at); at < until; at++)
    parser->line += *at == '\n';
  parser->at = until;
  return TRUE;
}

static gboolean
parse (Parser *parser, GError **error)
{
  const char *begin = parser->at;
  const char *tag;

  while ((tag = strstr (parser->at, "{{")) != NULL)
    if (!parse_next (parser, begin, tag, error))
      return FALSE;
  add_text (parser, parser->at, parser->at + strlen (parser->at));
  if (parser->depth == 0)
    return TRUE;
  return wrong (
      parser, error, "{{#%s}} is never ended",
      g_array_index (parser->tokens, BylineMarkupToken, parser->open[parser->depth - 1]).text);
}

BylineMarkup *
byline_markup_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (BylineMarkup) markup = g_new0 (BylineMarkup, 1);
  Parser parser = { .name = name, .at = text, .line = 1, .escape = escape_of_file (name) };

  markup->tokens = g_array_new (FALSE, TRUE, sizeof (BylineMarkupToken));
  g_array_set_clear_func (markup->tokens, clear_token);
  parser.tokens = markup->tokens;
  return parse (&parser, error) ? g_steal_pointer (&markup) : NULL;
}

void
byline_markup_free (BylineMarkup *markup)
{
  if (markup == NULL)
    return;
  g_array_unref (markup->tokens);
  g_free (markup);
}
