#include "cli/command.h"
#include "cli/terminal.h"

#include "base/newfile.h"

static const GOptionEntry entries[] = { G_OPTION_ENTRY_NULL };

static gboolean
run (BylineCall *call, GError **error)
{
  const char *given = call->n_args > 0 ? call->args[0] : call->library;
  g_autofree char *folder = g_canonicalize_filename (given != NULL ? given : ".", NULL);

  if (call->n_args > 1)
    return byline_usage (error, "one folder at a time, not also %s", call->args[1]);
  if (!byline_make_folders (folder, error))
    return FALSE;
  call->catalogue = byline_catalogue_open (folder, BYLINE_CATALOGUE_CREATE, error);
  if (call->catalogue == NULL)
    return FALSE;
  byline_say ("library at %s", byline_catalogue_library (call->catalogue));
  return TRUE;
}

const BylineCommand byline_cmd_init = {
  .name = "init",
  .arguments = "[DIR]",
  .summary = "Make a library of a folder",
  .description = "DIR is made where it is missing; the current folder is meant where it is not "
                 "given.\nA library that is there already is kept as it is.",
  .options = entries,
  .run = run,
};
