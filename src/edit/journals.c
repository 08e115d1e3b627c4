#include "edit/journals.h"

#include "base/newfile.h"
#include "catalogue/log.h"

#include <byline/error.h>

#include <stdlib.h>
#include <string.h>

char *
byline_real_path (const char *path)
{
  char *real = realpath (path, NULL);
  char *copy = real != NULL ? g_strdup (real) : g_canonicalize_filename (path, NULL);

  free (real); /* NOLINT(cppcoreguidelines-no-malloc): it is the C library's */
  return copy;
}

BylineCatalogue *
byline_journal_open (const char *folder, gboolean create, GError **error)
{
  BylineCatalogue *journal = NULL;

  if (create && !byline_make_folders (folder, error))
    return NULL;
  journal = byline_catalogue_open (
      folder, create ? BYLINE_CATALOGUE_CREATE : BYLINE_CATALOGUE_WRITE, error);
  if (journal != NULL)
    byline_catalogue_keep_log (journal);
  return journal;
}

void
byline_journals_init (BylineJournals *journals, BylineCatalogue *library, const char *folder)
{
  *journals = (BylineJournals){ .library = library, .folder = folder };
  if (library != NULL)
    journals->root = byline_real_path (byline_catalogue_library (library));
}

void
byline_journals_clear (BylineJournals *journals)
{
  g_clear_pointer (&journals->outside, byline_catalogue_free);
  g_clear_pointer (&journals->root, g_free);
}

const char *
byline_journals_inside (const BylineJournals *journals, const char *real)
{
  const gsize length = journals->root != NULL ? strlen (journals->root) : 0;

  if (length == 0 || strncmp (real, journals->root, length) != 0 || real[length] != '/')
    return NULL;
  return real + length + 1;
}

BylineCatalogue *
byline_journals_of (BylineJournals *journals, const char *real, gboolean create, GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (real != NULL && byline_journals_inside (journals, real) != NULL)
    return journals->library;
  if (journals->outside != NULL || journals->folder == NULL)
    return journals->outside;
  journals->outside = byline_journal_open (journals->folder, create, &problem);
  if (problem != NULL &&
      (create || !g_error_matches (problem, BYLINE_ERROR, BYLINE_ERROR_NOT_FOUND)))
    g_propagate_error (error, g_steal_pointer (&problem));
  return journals->outside;
}

BylineCatalogue *
byline_journal_choose (BylineCatalogue *library, BylineCatalogue *outside, const char *path,
                       char **inside)
{
  BylineJournals journals;
  g_autofree char *real = byline_real_path (path);
  const char *in_library = NULL;

  byline_journals_init (&journals, library, NULL);
  in_library = byline_journals_inside (&journals, real);
  *inside = g_strdup (in_library != NULL ? in_library : real);
  byline_journals_clear (&journals);
  return in_library != NULL ? library : outside;
}
