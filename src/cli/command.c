#include "cli/command.h"

#include "cli/progress.h"

#include "cli/terminal.h"

#include <stdarg.h>
#include <string.h>

const BylineCommand *const byline_commands[] = {
  &byline_cmd_init,  &byline_cmd_ingest, &byline_cmd_card_check, &byline_cmd_show,
  &byline_cmd_set,   &byline_cmd_undo,   &byline_cmd_log,        &byline_cmd_credits,
  &byline_cmd_check, &byline_cmd_find,   &byline_cmd_thumbs,     &byline_cmd_verify,
  &byline_cmd_sync,  &byline_cmd_export, &byline_cmd_import,     NULL,
};

const BylineCommand *
byline_command_find (const char *name)
{
  for (guint i = 0; byline_commands[i] != NULL; i++)
    if (g_str_equal (byline_commands[i]->name, name))
      return byline_commands[i];
  return NULL;
}

/* clang-format off */
static const BylineExit exits[] = {
  [BYLINE_ERROR_UNREADABLE]   = BYLINE_EXIT_SOME,
  [BYLINE_ERROR_UNSUPPORTED]  = BYLINE_EXIT_SOME,
  [BYLINE_ERROR_MALFORMED]    = BYLINE_EXIT_SOME,
  [BYLINE_ERROR_REFUSED]      = BYLINE_EXIT_SOME,
  [BYLINE_ERROR_WRITE]        = BYLINE_EXIT_IO,
  [BYLINE_ERROR_EXISTS]       = BYLINE_EXIT_SOME,
  [BYLINE_ERROR_CHANGED]      = BYLINE_EXIT_SOME,
  [BYLINE_ERROR_INTEGRITY]    = BYLINE_EXIT_INTEGRITY,
  [BYLINE_ERROR_NOT_FOUND]    = BYLINE_EXIT_USAGE,
  [BYLINE_ERROR_USAGE]        = BYLINE_EXIT_USAGE,
  [BYLINE_ERROR_BUSY]         = BYLINE_EXIT_BUSY,
  [BYLINE_ERROR_NEWER_SCHEMA] = BYLINE_EXIT_IO,
  [BYLINE_ERROR_CATALOGUE]    = BYLINE_EXIT_IO,
  [BYLINE_ERROR_CANCELLED]    = BYLINE_EXIT_INTERRUPTED,
};
/* clang-format on */
G_STATIC_ASSERT (G_N_ELEMENTS (exits) == BYLINE_ERROR_CANCELLED + 1);

BylineExit
byline_exit_of (const GError *error)
{
  if (error->domain == G_OPTION_ERROR)
    return BYLINE_EXIT_USAGE;
  if (error->domain == BYLINE_ERROR && error->code >= 0 &&
      (gsize) error->code < G_N_ELEMENTS (exits))
    return exits[error->code];
  return BYLINE_EXIT_IO;
}

gboolean
byline_usage (GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, message);
  return FALSE;
}

void
byline_call_failed (BylineCall *call, const GError *error)
{
  const gboolean integrity = g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_INTEGRITY);

  byline_say ("%s", error->message);
  if (integrity || call->exit != BYLINE_EXIT_INTEGRITY)
    call->exit = integrity ? BYLINE_EXIT_INTEGRITY : BYLINE_EXIT_SOME;
}

static void
tell_upgrade (guint done, guint total, gpointer progress)
{
  byline_progress_draw (progress,
                        &(BylineProgressState){ .done = done,
                                                .total = total,
                                                .more = "upgrading the catalogue to this byline" });
}

static BylineCatalogue *
open_catalogue (const char *library, BylineCatalogueMode mode, GError **error)
{
  BylineCatalogue *catalogue = NULL;
  BylineProgress progress;

  byline_progress_init (&progress);
  catalogue = byline_catalogue_open_told (library, mode, tell_upgrade, &progress, error);
  byline_progress_clear (&progress);
  return catalogue;
}

BylineCatalogue *
byline_call_catalogue (BylineCall *call, BylineCatalogueMode mode, GError **error)
{
  g_autofree char *library = NULL;

  if (call->catalogue != NULL && call->mode >= mode)
    return call->catalogue;
  library = call->catalogue != NULL ? g_strdup (byline_catalogue_library (call->catalogue))
                                    : byline_library_find (call->library, error);
  if (library == NULL)
    return NULL;
  g_clear_pointer (&call->catalogue, byline_catalogue_free);
  call->catalogue = open_catalogue (library, mode, error);
  call->mode = mode;
  return call->catalogue;
}

void
byline_call_prefer_library (BylineCall *call, const char *photo)
{
  g_autofree char *folder = NULL;

  if (call->catalogue != NULL || call->library != NULL)
    return;
  folder = g_canonicalize_filename (photo, NULL);
  do {
    g_autofree char *inner = folder;
    g_autofree char *mark = NULL;

    folder = g_path_get_dirname (inner);
    mark = g_build_filename (folder, ".byline", NULL);
    if (g_file_test (mark, G_FILE_TEST_IS_DIR))
      call->library = g_strdup (folder);
  } while (call->library == NULL && !g_str_equal (folder, "/"));
}

gboolean
byline_call_library (BylineCall *call, const char *photo, BylineCatalogueMode mode, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (photo != NULL)
    byline_call_prefer_library (call, photo);
  if (byline_call_catalogue (call, mode, &problem) != NULL)
    return TRUE;
  if (call->library == NULL && g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

const BylineConfig *
byline_call_config (BylineCall *call, GError **error)
{
  g_autofree char *found = NULL;
  const char *library = NULL;

  if (call->config != NULL)
    return call->config;
  if (call->catalogue != NULL)
    library = byline_catalogue_library (call->catalogue);
  else
    library = found = byline_library_find (call->library, NULL);
  call->config = byline_config_load (library, error);
  if (call->config == NULL)
    return NULL;
  for (const char *const *stray = byline_config_strays (call->config); *stray != NULL; stray++)
    byline_say ("%s", *stray);
  return call->config;
}

char *
byline_call_journal (void)
{
  return g_build_filename (g_get_user_state_dir (), "byline", NULL);
}

char *
byline_call_path (const BylineCall *call, const char *in_library)
{
  g_autofree char *here = g_get_current_dir ();
  const char *library = byline_catalogue_library (call->catalogue);
  const gsize n = strlen (here);
  char *path = g_build_filename (library, in_library, NULL);

  /* A name that begins with "-" would be an option to the next program. */
  if (strncmp (path, here, n) == 0 && path[n] == '/' && path[n + 1] != '-')
    memmove (path, path + n + 1, strlen (path + n + 1) + 1);
  return path;
}

void
byline_call_clear (BylineCall *call)
{
  g_clear_pointer (&call->catalogue, byline_catalogue_free);
  g_clear_pointer (&call->config, byline_config_free);
  g_clear_pointer (&call->library, g_free);
  g_clear_pointer (&call->args, g_free);
}
