#include "publish/markup_token.h"

#include <string.h>

/* Tokens that one page may take: ten thousand photos with five hundred each. */
#define STEPS_MAX 5000000

/* What a section is about, and those around it. */
typedef struct _Frame {
  const struct _Frame *outer;
  const BylineJsonObject *object; /* NULL: a text */
  const char *text;
  guint index, n; /* the how manieth of how many */
} Frame;

typedef struct {
  const GArray *tokens;
  GString *out;
  guint64 steps;
} Render;

/* Looking up ---------------------------------------------------------------------------------- */

/* The innermost object that has @name. */
static const BylineJsonObject *
find_plain (const Frame *frame, const char *name)
{
  for (; frame != NULL; frame = frame->outer)
    if (frame->object != NULL && byline_json_has (frame->object, name))
      return frame->object;
  return NULL;
}

/* "fields.credit": the object that has the last of it, @last.  NULL if none has. */
static const BylineJsonObject *
find (const Frame *frame, const char *name, const char **last)
{
  g_auto (GStrv) parts = NULL;
  const BylineJsonObject *object;
  guint n;

  *last = name;
  if (strchr (name, '.') == NULL)
    return find_plain (frame, name);
  parts = g_strsplit (name, ".", -1);
  n = g_strv_length (parts);
  object = find_plain (frame, parts[0]);
  for (guint i = 0; object != NULL && i + 1 < n; i++)
    object = byline_json_inner (object, parts[i]);
  *last = name + strlen (name) - strlen (parts[n - 1]);
  return object != NULL && byline_json_has (object, *last) ? object : NULL;
}

/* {{.}}, {{@index}}, {{@first}}, {{@last}}.  Returns: (transfer full) (nullable): NULL: none of
 * these, or no text */
static char *
find_special (const Frame *frame, const char *name)
{
  if (strcmp (name, ".") == 0)
    return g_strdup (frame->text != NULL ? frame->text : "");
  if (strcmp (name, "@index") == 0)
    return g_strdup_printf ("%u", frame->index);
  if (strcmp (name, "@first") == 0)
    return g_strdup (frame->index == 0 ? "1" : "");
  if (strcmp (name, "@last") == 0)
    return g_strdup (frame->index + 1 >= frame->n ? "1" : "");
  return NULL;
}

/* Returns: (transfer full): the texts that @name has: none, one or many */
static char **
find_texts (const Frame *frame, const char *name)
{
  char *special = find_special (frame, name);
  const char *last = NULL;
  const BylineJsonObject *object = special == NULL ? find (frame, name, &last) : NULL;
  char **texts = object != NULL ? byline_json_values (object, last) : NULL;

  if (special != NULL) {
    texts = g_new0 (char *, 2);
    texts[0] = special;
  }
  return texts != NULL ? texts : g_new0 (char *, 1);
}

/* Rendering ----------------------------------------------------------------------------------- */

static gboolean render_range (Render *render, guint from, guint until, const Frame *frame,
                              GError **error);

static gboolean
step (Render *render, GError **error)
{
  if (++render->steps <= STEPS_MAX && render->out->len <= BYLINE_MARKUP_OUTPUT_MAX)
    return TRUE;
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                       "the template goes on and on; nothing was written");
  return FALSE;
}

static void
render_value (Render *render, const BylineMarkupToken *token, const Frame *frame)
{
  g_auto (GStrv) texts = find_texts (frame, token->text);

  for (guint i = 0; texts[i] != NULL; i++) {
    if (i > 0)
      g_string_append (render->out, ", ");
    byline_escape_append (render->out, texts[i], token->escape);
  }
}

static gboolean
render_objects (Render *render, guint open, const GPtrArray *objects, const Frame *frame,
                GError **error)
{
  const BylineMarkupToken *token = &g_array_index (render->tokens, BylineMarkupToken, open);

  for (guint i = 0; i < objects->len; i++) {
    const Frame inner = { frame, objects->pdata[i], NULL, i, objects->len };

    if (!render_range (render, open + 1, token->end, &inner, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
is_empty (char **texts)
{
  for (guint i = 0; texts[i] != NULL; i++)
    if (*texts[i] != '\0')
      return FALSE;
  return TRUE;
}

/* For each text there is; a {{#headline}} around a headline is the same with one.  A question about
 * the loop is no loop. */
static gboolean
render_texts (Render *render, guint open, char **texts, const Frame *frame, GError **error)
{
  const BylineMarkupToken *token = &g_array_index (render->tokens, BylineMarkupToken, open);
  const guint n = g_strv_length (texts);

  if (*token->text == '@')
    return is_empty (texts) || render_range (render, open + 1, token->end, frame, error);
  for (guint i = 0; i < n; i++) {
    const Frame inner = { frame, NULL, texts[i], i, n };

    if (*texts[i] != '\0' && !render_range (render, open + 1, token->end, &inner, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
render_section (Render *render, guint open, const Frame *frame, GError **error)
{
  const BylineMarkupToken *token = &g_array_index (render->tokens, BylineMarkupToken, open);
  const char *last = NULL;
  const BylineJsonObject *object = find (frame, token->text, &last);
  g_autoptr (GPtrArray) objects =
      object != NULL ? byline_json_objects (object, last) : g_ptr_array_new ();
  g_auto (GStrv) texts = find_texts (frame, token->text);

  if (token->kind == BYLINE_TOKEN_INVERTED)
    return objects->len > 0 || !is_empty (texts) ||
           render_range (render, open + 1, token->end, frame, error);
  if (objects->len > 0)
    return render_objects (render, open, objects, frame, error);
  return render_texts (render, open, texts, frame, error);
}

static gboolean
render_range (Render *render, guint from, guint until, const Frame *frame, GError **error)
{
  for (guint i = from; i < until; i++) {
    const BylineMarkupToken *token = &g_array_index (render->tokens, BylineMarkupToken, i);

    if (!step (render, error))
      return FALSE;
    switch (token->kind) {
    case BYLINE_TOKEN_TEXT:
      g_string_append (render->out, token->text);
      break;
    case BYLINE_TOKEN_VALUE:
      render_value (render, token, frame);
      break;
    case BYLINE_TOKEN_SECTION:
    case BYLINE_TOKEN_INVERTED:
      if (!render_section (render, i, frame, error))
        return FALSE;
      i = token->end;
      break;
    case BYLINE_TOKEN_END:
      break;
    }
  }
  return TRUE;
}

char *
byline_markup_render (const BylineMarkup *markup, const BylineJsonObject *data, GError **error)
{
  g_autoptr (GString) out = g_string_new (NULL);
  const Frame top = { NULL, data, NULL, 0, 1 };
  Render render = { markup->tokens, out, 0 };

  if (!render_range (&render, 0, markup->tokens->len, &top, error))
    return NULL;
  return g_string_free (g_steal_pointer (&out), FALSE);
}
