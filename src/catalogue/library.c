#include <byline/catalogue.h>
#include <byline/config.h>
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

/* Only a person's own config names a library. */
static char *
from_config (GError **error)
{
  g_autoptr (BylineConfig) config = byline_config_load (NULL, error);
  g_autofree char *library = NULL;
  g_autofree char *said_by = NULL;

  if (config == NULL || !byline_config_path (config, "byline", "library", &library, error))
    return NULL;
  if (library == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND,
                         "no library here; \"byline init\" makes one, or name one with --library, "
                         "$BYLINE_LIBRARY or library= in byline's config file");
    return NULL;
  }
  said_by = g_build_filename (g_get_user_config_dir (), "byline", "config", NULL);
  return named (library, said_by, error);
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
