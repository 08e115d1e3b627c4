#include "cli/presets.h"

#include "base/textfile.h"
#include "cli/terminal.h"

#include <string.h>

/* Far more than any has. */
#define PRESET_MAX ((gsize) 1024 * 1024)
#define CODES_MAX ((gsize) 16 * 1024 * 1024)

/* Returns: (transfer full) (nullable): the preset @name in @folder */
static char *
find_in (const char *folder, const char *name)
{
  static const char *const endings[] = { "", ".preset", ".xmp", ".XMP" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++) {
    g_autofree char *file = g_strconcat (name, endings[i], NULL);
    g_autofree char *path = g_build_filename (folder, file, NULL);

    if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
      return g_steal_pointer (&path);
  }
  return NULL;
}

static char *
find_preset (BylineCall *call, const char *name, GError **error)
{
  g_autofree char *library = byline_library_find (call->library, NULL);
  g_autofree char *shared = g_build_filename (g_get_user_config_dir (), "byline", "presets", NULL);
  g_autofree char *own = NULL;
  char *found = NULL;

  if (strchr (name, '/') != NULL)
    return g_strdup (name);
  if (library != NULL) {
    own = g_build_filename (library, ".byline", "presets", NULL);
    found = find_in (own, name);
  }
  if (found == NULL)
    found = find_in (shared, name);
  if (found == NULL && g_file_test (name, G_FILE_TEST_IS_REGULAR))
    found = g_strdup (name);
  if (found == NULL)
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
                 "no preset “%s” in the library's .byline/presets, in %s or here", name, shared);
  return found;
}

static gboolean
add_preset (BylineCall *call, BylinePreset *preset, const char *name, const BylineCodes *codes,
            GError **error)
{
  g_autofree char *path = find_preset (call, name, error);
  g_autofree char *text =
      path != NULL ? byline_text_file_read (path, PRESET_MAX, "preset", error) : NULL;

  return text != NULL && byline_preset_add (preset, text, path, codes, error);
}

static gboolean
add_assignments (BylinePreset *preset, char **assignments, const BylineCodes *codes, GError **error)
{
  g_autoptr (BylineEdit) typed = byline_edit_new ();

  for (guint i = 0; assignments != NULL && assignments[i] != NULL; i++)
    if (!byline_codes_parse_edit (codes, typed, assignments[i], error))
      return FALSE;
  byline_preset_add_edit (preset, typed);
  return TRUE;
}

/* @codes: (out): NULL where neither --codes nor the config names any */
static gboolean
load_codes (BylineCall *call, const char *path, BylineCodes **codes, GError **error)
{
  g_autofree char *found = g_strdup (path);
  g_autofree char *text = NULL;
  const BylineConfig *config = path == NULL ? byline_call_config (call, error) : NULL;

  *codes = NULL;
  if (path == NULL &&
      (config == NULL || !byline_config_path (config, "credit", "codes", &found, error)))
    return FALSE;
  if (found == NULL)
    return TRUE;
  text = byline_text_file_read (found, CODES_MAX, "codes file", error);
  if (text != NULL)
    *codes = byline_codes_parse (text, found, error);
  return *codes != NULL;
}

BylinePreset *
byline_preset_collect (BylineCall *call, const BylinePresetOptions *options, char **assignments,
                       GError **error)
{
  g_autoptr (BylinePreset) preset = byline_preset_new ();
  g_autoptr (BylineCodes) codes = NULL;

  if (!load_codes (call, options->codes, &codes, error))
    return NULL;
  for (guint i = 0; options->presets != NULL && options->presets[i] != NULL; i++)
    if (!add_preset (call, preset, options->presets[i], codes, error))
      return NULL;
  if (!add_assignments (preset, assignments, codes, error))
    return NULL;
  for (const char *const *note = byline_preset_notes (preset); *note != NULL; note++)
    byline_say ("%s", *note);
  return g_steal_pointer (&preset);
}
