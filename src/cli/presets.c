#include "cli/presets.h"

#include "base/textfile.h"

#include <byline/credit.h>

#include <string.h>

/* Far more than any preset. */
#define PRESET_MAX ((gsize) 256 * 1024)

/* Returns: (transfer full) (nullable): the preset @name in @folder */
static char *
find_in (const char *folder, const char *name)
{
  static const char *const endings[] = { "", ".preset" };

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

BylineEdit *
byline_preset_load (BylineCall *call, const char *name, GError **error)
{
  g_autofree char *path = find_preset (call, name, error);
  g_autofree char *text =
      path != NULL ? byline_text_file_read (path, PRESET_MAX, "preset", error) : NULL;

  return text != NULL ? byline_preset_parse (text, path, error) : NULL;
}

BylineEdit *
byline_edit_collect (BylineCall *call, char **presets, char **assignments, GError **error)
{
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  g_autoptr (BylineEdit) typed = byline_edit_new ();

  for (guint i = 0; presets != NULL && presets[i] != NULL; i++) {
    g_autoptr (BylineEdit) preset = byline_preset_load (call, presets[i], error);

    if (preset == NULL)
      return NULL;
    byline_edit_append (edit, preset);
  }
  for (guint i = 0; assignments != NULL && assignments[i] != NULL; i++)
    if (!byline_edit_parse (typed, assignments[i], error))
      return NULL;
  byline_edit_append (edit, typed);
  return g_steal_pointer (&edit);
}
