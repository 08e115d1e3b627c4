#include "base/json_read.h"

#include <jansson.h>
#include <string.h>

/* The parser calls itself for each level: a line of brackets must not use up the stack. */
#define DEPTH_MAX 16

/* A BylineJsonObject is jansson's object, by another name. */
static json_t *
json_of (const BylineJsonObject *object)
{
  return (json_t *) object;
}

static json_t *
member (const BylineJsonObject *object, const char *name)
{
  return json_object_get (json_of (object), name);
}

static gboolean
is_shallow (const char *text, gsize length)
{
  guint depth = 0;
  gboolean quoted = FALSE;

  for (gsize i = 0; i < length; i++) {
    if (quoted && text[i] == '\\')
      i++;
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && (text[i] == '{' || text[i] == '['))
      depth++;
    else if (!quoted && (text[i] == '}' || text[i] == ']') && depth > 0)
      depth--;
    if (depth > DEPTH_MAX)
      return FALSE;
  }
  return TRUE;
}

static gboolean
wrong (GError **error, const char *what)
{
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, what);
  return FALSE;
}

static gboolean
check (const char *text, gsize length, GError **error)
{
  if (memchr (text, '\0', length) != NULL || !g_utf8_validate_len (text, length, NULL))
    return wrong (error, "no UTF-8 text");
  return is_shallow (text, length) || wrong (error, "nested too deeply");
}

BylineJsonObject *
byline_json_read (const char *text, gsize length, GError **error)
{
  json_error_t problem;
  json_t *root;

  if (!check (text, length, error))
    return NULL;
  root = json_loadb (text, length, JSON_DECODE_ANY, &problem);
  if (root == NULL)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "no JSON (%d:%d: %s)", problem.line,
                 problem.column, problem.text);
  else if (!json_is_object (root)) {
    g_clear_pointer (&root, json_decref);
    wrong (error, "no JSON object");
  }
  return (BylineJsonObject *) root;
}

void
byline_json_object_free (BylineJsonObject *object)
{
  json_decref (json_of (object));
}

gboolean
byline_json_has (const BylineJsonObject *object, const char *name)
{
  return member (object, name) != NULL;
}

const char *
byline_json_text (const BylineJsonObject *object, const char *name)
{
  return json_string_value (member (object, name));
}

const BylineJsonObject *
byline_json_inner (const BylineJsonObject *object, const char *name)
{
  json_t *inner = member (object, name);

  return json_is_object (inner) ? (const BylineJsonObject *) inner : NULL;
}

GPtrArray *
byline_json_objects (const BylineJsonObject *object, const char *name)
{
  json_t *value = member (object, name);
  GPtrArray *objects = g_ptr_array_new ();

  if (json_is_object (value))
    g_ptr_array_add (objects, value);
  for (gsize i = 0; i < json_array_size (value); i++)
    if (json_is_object (json_array_get (value, i)))
      g_ptr_array_add (objects, json_array_get (value, i));
  return objects;
}

char **
byline_json_names (const BylineJsonObject *object)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  const char *name = NULL;
  json_t *value = NULL;

  json_object_foreach (json_of (object), name, value) g_strv_builder_add (names, name);
  return g_strv_builder_end (names);
}

/* Returns: FALSE for what is no text and no number */
static gboolean
add_value (GStrvBuilder *values, const json_t *value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (json_is_string (value))
    g_strv_builder_add (values, json_string_value (value));
  else if (json_is_integer (value)) {
    g_snprintf (text, sizeof text, "%" JSON_INTEGER_FORMAT, json_integer_value (value));
    g_strv_builder_add (values, text);
  } else if (json_is_real (value))
    g_strv_builder_add (values, g_ascii_dtostr (text, sizeof text, json_real_value (value)));
  else
    return FALSE;
  return TRUE;
}

static gboolean
add_all (GStrvBuilder *values, const json_t *array)
{
  for (gsize i = 0; i < json_array_size (array); i++)
    if (!add_value (values, json_array_get (array, i)))
      return FALSE;
  return TRUE;
}

char **
byline_json_values (const BylineJsonObject *object, const char *name)
{
  const json_t *value = member (object, name);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();

  if (value == NULL)
    return NULL;
  if (json_is_null (value))
    return g_strv_builder_end (values);
  if (json_is_array (value) ? add_all (values, value) : add_value (values, value))
    return g_strv_builder_end (values);
  return NULL;
}
