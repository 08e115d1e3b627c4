#include "base/json_read.h"

#include <json-glib/json-glib.h>
#include <string.h>

/* The parser calls itself for each level: a line of brackets must not use up the stack. */
#define DEPTH_MAX 16

/* A BylineJsonObject is json-glib's, by another name. */
static JsonObject *
json_of (const BylineJsonObject *object)
{
  return (JsonObject *) object;
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
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (GError) problem = NULL;
  JsonNode *root;

  if (!check (text, length, error))
    return NULL;
  parser = json_parser_new_immutable ();
  if (!json_parser_load_from_data (parser, text, (gssize) length, &problem)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "no JSON (%s)", problem->message);
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    wrong (error, "no JSON object");
    return NULL;
  }
  return (BylineJsonObject *) json_node_dup_object (root);
}

void
byline_json_object_free (BylineJsonObject *object)
{
  if (object != NULL)
    json_object_unref (json_of (object));
}

gboolean
byline_json_has (const BylineJsonObject *object, const char *name)
{
  return json_object_has_member (json_of (object), name);
}

const char *
byline_json_text (const BylineJsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (json_of (object), name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

const BylineJsonObject *
byline_json_inner (const BylineJsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (json_of (object), name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node)
             ? (const BylineJsonObject *) json_node_get_object (node)
             : NULL;
}

GPtrArray *
byline_json_objects (const BylineJsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (json_of (object), name);
  JsonArray *array =
      node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  GPtrArray *objects = g_ptr_array_new ();

  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    g_ptr_array_add (objects, json_node_get_object (node));
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      g_ptr_array_add (objects, json_array_get_object_element (array, i));
  return objects;
}

char **
byline_json_names (const BylineJsonObject *object)
{
  g_autoptr (GList) members = json_object_get_members (json_of (object));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (GList *member = members; member != NULL; member = member->next)
    g_strv_builder_add (names, member->data);
  return g_strv_builder_end (names);
}

/* Returns: FALSE for what is no text and no number */
static gboolean
add_value (GStrvBuilder *values, JsonNode *node)
{
  const GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (type == G_TYPE_STRING)
    g_strv_builder_add (values, json_node_get_string (node));
  else if (type == G_TYPE_INT64)
    g_strv_builder_add (
        values, g_ascii_formatd (text, sizeof text, "%.0f", (double) json_node_get_int (node)));
  else if (type == G_TYPE_DOUBLE)
    g_strv_builder_add (values, g_ascii_dtostr (text, sizeof text, json_node_get_double (node)));
  else
    return FALSE;
  return TRUE;
}

static gboolean
add_all (GStrvBuilder *values, JsonArray *array)
{
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!add_value (values, json_array_get_element (array, i)))
      return FALSE;
  return TRUE;
}

char **
byline_json_values (const BylineJsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (json_of (object), name);
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();

  if (node == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_NULL (node))
    return g_strv_builder_end (values);
  if (JSON_NODE_HOLDS_ARRAY (node) ? add_all (values, json_node_get_array (node))
                                   : add_value (values, node))
    return g_strv_builder_end (values);
  return NULL;
}
