#include <byline/catalogue.h>
#include <byline/error.h>

#include <string.h>

#define FOLDER ".byline"

static gboolean
is_library (const char *folder)
{
  g_autofree char *inside = g_build_filename (folder, FOLDER, NULL);

  return g_file_test (inside, G_FILE_TEST_IS_DIR);
}

/* @said_by: who named the folder, so that a person knows where to correct it */
static char *
named (const char *folder, const char *said_by, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (folder, NULL);

  if (is_library (absolute))
    return g_steal_pointer (&absolute);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
               "%s (from %s) is not a library; \"byline init\" makes one", absolute, said_by);
  return NULL;
}

static char *
upward (void)
{
  g_autofree char *folder = g_get_current_dir ();

  while (!is_library (folder)) {
    char *parent = g_path_get_dirname (folder);

    if (strcmp (parent, folder) == 0) {
      g_free (parent);
      return NULL;
    }
    g_free (folder);
    folder = parent;
  }
  return g_steal_pointer (&folder);
}

/* "library = DIR" on a line of its own is enough: a group header may come before it or not. */
static char *
configured (const char *config, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *grouped = NULL;
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) failed = NULL;
  char *library = NULL;

  if (!g_file_get_contents (config, &text, NULL, NULL))
    return NULL; /* as good as none: most people have none */
  grouped = g_strconcat ("[byline]\n", text, NULL);
  if (!g_key_file_load_from_data (keys, grouped, strlen (grouped), G_KEY_FILE_NONE, &failed)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s: %s", config, failed->message);
    return NULL;
  }
  library = g_key_file_get_string (keys, "byline", "library", NULL);
  return library;
}

/* A folder in a file cannot be relative to wherever one happens to be. */
static char *
from_config (GError **error)
{
  g_autofree char *config = g_build_filename (g_get_user_config_dir (), "byline", "config", NULL);
  g_autoptr (GError) failed = NULL;
  g_autofree char *library = configured (config, &failed);
  g_autofree char *expanded = NULL;

  if (failed != NULL) {
    g_propagate_error (error, g_steal_pointer (&failed));
    return NULL;
  }
  if (library == NULL || *library == '\0') {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
                         "no library here; \"byline init\" makes one, or name one with --library, "
                         "$BYLINE_LIBRARY or library= in byline's config file");
    return NULL;
  }
  expanded = g_str_has_prefix (library, "~/")
                 ? g_build_filename (g_get_home_dir (), library + 2, NULL)
                 : g_strdup (library);
  if (!g_path_is_absolute (expanded)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "%s: library=%s is neither absolute nor begins with ~/", config, library);
    return NULL;
  }
  return named (expanded, config, error);
}

char *
byline_library_find (const char *given, GError **error)
{
  const char *environment = g_getenv ("BYLINE_LIBRARY");
  char *found = NULL;

  if (given != NULL)
    return named (given, "--library", error);
  if (environment != NULL && *environment != '\0')
    return named (environment, "$BYLINE_LIBRARY", error);
  found = upward ();
  return found != NULL ? found : from_config (error);
}
