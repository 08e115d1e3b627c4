#include <byline/config.h>

#include "base/distance.h"
#include "base/textfile.h"

#include <errno.h>
#include <string.h>

#define CONFIG_MAX ((gsize) 256 * 1024)

/* One of the two files. */
typedef struct {
  char *path;
  GKeyFile *keys; /* NULL: there is no such file */
} Layer;

enum { OF_LIBRARY, OF_PERSON, N_LAYERS };

struct _BylineConfig {
  Layer layers[N_LAYERS]; /* the first that has a key is believed */
  GPtrArray *strays;      /* of char *, ended by NULL */
};

/* Loading ------------------------------------------------------------------------------------- */

static gboolean
load_layer (Layer *layer, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autofree char *text = byline_text_file_read (layer->path, CONFIG_MAX, "config file", &problem);
  g_autofree char *grouped = NULL;

  if (g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  if (text == NULL) {
    g_propagate_error (error, g_steal_pointer (&problem));
    return FALSE;
  }
  grouped = g_strconcat ("[byline]\n", text, NULL);
  layer->keys = g_key_file_new ();
  if (g_key_file_load_from_data (layer->keys, grouped, strlen (grouped), G_KEY_FILE_NONE, &problem))
    return TRUE;
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: %s", layer->path, problem->message);
  return FALSE;
}

static gboolean
is_group (const char *pattern, const char *group)
{
  const gsize n = strlen (pattern);

  return pattern[n - 1] == '*' ? strncmp (pattern, group, n - 1) == 0
                               : g_str_equal (pattern, group);
}

static gboolean
is_known (const char *group, const char *key)
{
  for (const BylineConfigKey *row = byline_config_keys; row->group != NULL; row++)
    if (is_group (row->group, group) && g_str_equal (row->key, key))
      return TRUE;
  return FALSE;
}

/* A library cannot say where it is. */
static gboolean
is_of_person_only (const char *group, const char *key)
{
  return g_str_equal (group, "byline") && g_str_equal (key, "library");
}

/* Returns: the row that was meant: the key in another group, or one spelt nearly so */
static const BylineConfigKey *
nearest (const char *group, const char *key)
{
  const BylineConfigKey *best = byline_config_keys;
  guint least = G_MAXUINT;

  for (const BylineConfigKey *row = byline_config_keys; row->group != NULL; row++) {
    const guint d = 2 * byline_distance (key, row->key) + (is_group (row->group, group) ? 0 : 1);

    if (d < least) {
      least = d;
      best = row;
    }
  }
  return best;
}

static void
note_stray (BylineConfig *config, const Layer *layer, const char *group, const char *key)
{
  const BylineConfigKey *meant = nearest (group, key);

  if (is_known (group, key)) {
    g_ptr_array_add (config->strays,
                     g_strdup_printf ("%s: [%s] %s does nothing in a library's own config file",
                                      layer->path, group, key));
    return;
  }

  g_ptr_array_add (
      config->strays,
      g_strdup_printf ("%s: [%s] %s is no key that byline knows; did you mean [%s] %s?",
                       layer->path, group, key, meant->group, meant->key));
}

static void
find_strays (BylineConfig *config, const Layer *layer)
{
  g_auto (GStrv) groups = layer->keys != NULL ? g_key_file_get_groups (layer->keys, NULL) : NULL;

  for (guint i = 0; groups != NULL && groups[i] != NULL; i++) {
    g_auto (GStrv) keys = g_key_file_get_keys (layer->keys, groups[i], NULL, NULL);

    for (guint j = 0; keys != NULL && keys[j] != NULL; j++)
      if (!is_known (groups[i], keys[j]) ||
          (layer == &config->layers[OF_LIBRARY] && is_of_person_only (groups[i], keys[j])))
        note_stray (config, layer, groups[i], keys[j]);
  }
}

static gboolean
load (BylineConfig *config, const char *library, GError **error)
{
  config->strays = g_ptr_array_new_with_free_func (g_free);
  config->layers[OF_PERSON].path =
      g_build_filename (g_get_user_config_dir (), "byline", "config", NULL);
  if (library != NULL)
    config->layers[OF_LIBRARY].path = g_build_filename (library, ".byline", "config", NULL);
  for (guint i = 0; i < N_LAYERS; i++) {
    if (config->layers[i].path != NULL && !load_layer (&config->layers[i], error))
      return FALSE;
    find_strays (config, &config->layers[i]);
  }
  g_ptr_array_add (config->strays, NULL);
  return TRUE;
}

BylineConfig *
byline_config_load (const char *library, GError **error)
{
  BylineConfig *config = g_new0 (BylineConfig, 1);

  if (load (config, library, error))
    return config;
  byline_config_free (config);
  return NULL;
}

void
byline_config_free (BylineConfig *config)
{
  if (config == NULL)
    return;
  for (guint i = 0; i < N_LAYERS; i++) {
    g_clear_pointer (&config->layers[i].keys, g_key_file_free);
    g_free (config->layers[i].path);
  }
  g_ptr_array_unref (config->strays);
  g_free (config);
}

const char *const *
byline_config_strays (const BylineConfig *config)
{
  return (const char *const *) config->strays->pdata;
}

char **
byline_config_groups (const BylineConfig *config, const char *prefix)
{
  g_autoptr (GStrvBuilder) found = g_strv_builder_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < N_LAYERS; i++) {
    GKeyFile *keys = config->layers[i].keys;
    g_auto (GStrv) groups = keys != NULL ? g_key_file_get_groups (keys, NULL) : NULL;

    for (guint j = 0; groups != NULL && groups[j] != NULL; j++)
      if (g_str_has_prefix (groups[j], prefix) && g_hash_table_add (seen, g_strdup (groups[j])))
        g_strv_builder_add (found, groups[j]);
  }
  return g_strv_builder_end (found);
}

/* Getting ------------------------------------------------------------------------------------- */

/* Returns: (nullable): the layer to believe */
static const Layer *
layer_with (const BylineConfig *config, const char *group, const char *key)
{
  for (guint i = 0; i < N_LAYERS; i++) {
    const Layer *layer = &config->layers[i];

    if (layer->keys != NULL && g_key_file_has_key (layer->keys, group, key, NULL))
      return layer;
  }
  return NULL;
}

gboolean
byline_config_wrong (const BylineConfig *config, const char *group, const char *key,
                     const char *why, GError **error)
{
  const Layer *layer = layer_with (config, group, key);
  g_autofree char *value =
      layer != NULL ? g_key_file_get_value (layer->keys, group, key, NULL) : NULL;

  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: [%s] %s=%s: %s",
               layer != NULL ? layer->path : "config", group, key, value != NULL ? value : "", why);
  return FALSE;
}

/* @value: (out): NULL where no file has the key */
static gboolean
get (const BylineConfig *config, const char *group, const char *key, char **value,
     const Layer **layer, GError **error)
{
  g_autoptr (GError) problem = NULL;

  *layer = layer_with (config, group, key);
  *value = NULL;
  if (*layer == NULL)
    return TRUE;
  *value = g_key_file_get_string ((*layer)->keys, group, key, &problem);
  if (problem == NULL)
    return TRUE;
  g_clear_pointer (value, g_free); /* GLib gives one all the same */
  return byline_config_wrong (config, group, key, "a “\\” that means nothing; write “\\\\”", error);
}

gboolean
byline_config_string (const BylineConfig *config, const char *group, const char *key, char **value,
                      GError **error)
{
  char *found = NULL;
  const Layer *layer;

  if (!get (config, group, key, &found, &layer, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  g_free (*value);
  *value = found;
  return TRUE;
}

gboolean
byline_config_path (const BylineConfig *config, const char *group, const char *key, char **value,
                    GError **error)
{
  g_autofree char *found = NULL;
  g_autofree char *folder = NULL;
  const Layer *layer;

  if (!get (config, group, key, &found, &layer, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  g_clear_pointer (value, g_free);
  if (*found == '\0')
    return TRUE;
  folder = g_path_get_dirname (layer->path);
  *value = g_str_has_prefix (found, "~/") ? g_build_filename (g_get_home_dir (), found + 2, NULL)
                                          : g_canonicalize_filename (found, folder);
  return TRUE;
}

gboolean
byline_config_list (const BylineConfig *config, const char *group, const char *key, char ***value,
                    GError **error)
{
  const Layer *layer = layer_with (config, group, key);
  g_autoptr (GError) problem = NULL;
  char **found;

  if (layer == NULL)
    return TRUE;
  found = g_key_file_get_string_list (layer->keys, group, key, NULL, &problem);
  if (problem != NULL)
    return byline_config_wrong (config, group, key, "no list of values with “;” between", error);
  g_strfreev (*value);
  *value = found;
  return TRUE;
}

gboolean
byline_config_boolean (const BylineConfig *config, const char *group, const char *key,
                       gboolean *value, GError **error)
{
  static const char *const names[] = { "false", "true", NULL };
  guint index = *value ? 1 : 0;

  if (!byline_config_choice (config, group, key, names, &index, error))
    return FALSE;
  *value = index == 1;
  return TRUE;
}

gboolean
byline_config_number (const BylineConfig *config, const char *group, const char *key, gint64 min,
                      gint64 max, gint64 *value, GError **error)
{
  g_autofree char *found = NULL;
  g_autoptr (GError) why = NULL;
  const Layer *layer;

  if (!get (config, group, key, &found, &layer, error))
    return FALSE;
  if (found == NULL || g_ascii_string_to_signed (found, 10, min, max, value, &why))
    return TRUE;
  g_free (found);
  found = g_strdup_printf ("not a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, min,
                           max);
  return byline_config_wrong (config, group, key, found, error);
}

gboolean
byline_config_choice (const BylineConfig *config, const char *group, const char *key,
                      const char *const *names, guint *value, GError **error)
{
  g_autofree char *found = NULL;
  g_autofree char *all = NULL;
  g_autofree char *why = NULL;
  const Layer *layer;

  if (!get (config, group, key, &found, &layer, error))
    return FALSE;
  if (found == NULL)
    return TRUE;
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (found, names[i])) {
      *value = i;
      return TRUE;
    }
  all = g_strjoinv (", ", (char **) names);
  why = g_strdup_printf ("it is one of %s", all);
  return byline_config_wrong (config, group, key, why, error);
}
