#include "keep/survey.h"

#include "edit/look.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Folders within folders; deeper than any person goes, and short of any stack's end. */
#define DEPTH_MAX 128

typedef struct {
  const char *library;
  BylineSurvey *survey;
} Walk;

static void
free_file (gpointer data)
{
  BylineSurveyFile *file = data;

  g_free (file->path);
  g_free (file);
}

static void
free_problem (gpointer error)
{
  g_error_free (error);
}

void
byline_survey_clear (BylineSurvey *survey)
{
  g_clear_pointer (&survey->files, g_ptr_array_unref);
  g_clear_pointer (&survey->problems, g_ptr_array_unref);
}

static void
add_problem (Walk *walk, const char *path, const char *reason)
{
  GError *problem = NULL;

  g_set_error (&problem, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: %s", path, reason);
  g_ptr_array_add (walk->survey->problems, problem);
}

/* One folder ---------------------------------------------------------------------------------- */

static gboolean
is_xmp (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL && g_ascii_strcasecmp (dot, ".xmp") == 0;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Returns: (transfer full) (nullable): the names in @folder, sorted, hidden ones left out */
static GPtrArray *
list_names (Walk *walk, const char *folder)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  if (dir == NULL) {
    add_problem (walk, folder, "cannot be looked into");
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    if (*name != '.')
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return g_steal_pointer (&names);
}

/* The beginnings of names that an XMP file here may belong to: "IMG_1", "IMG_1.CR2". */
static GHashTable *
list_owners (const GPtrArray *names)
{
  GHashTable *owners = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < names->len; i++) {
    const char *name = g_ptr_array_index (names, i);

    if (is_xmp (name))
      g_hash_table_add (owners, g_strndup (name, strlen (name) - strlen (".xmp")));
  }
  return owners;
}

static gboolean
is_owner (GHashTable *owners, const char *name)
{
  const char *dot = strrchr (name, '.');
  g_autofree char *stem = dot != NULL ? g_strndup (name, (gsize) (dot - name)) : g_strdup (name);

  return g_hash_table_contains (owners, name) || g_hash_table_contains (owners, stem);
}

static void walk_folder (Walk *walk, const char *folder, guint depth);

static void
walk_inside (Walk *walk, const char *folder, guint depth)
{
  g_autofree char *hidden = g_build_filename (walk->library, folder, ".byline", NULL);

  if (g_file_test (hidden, G_FILE_TEST_IS_DIR))
    return; /* another library */
  if (depth > DEPTH_MAX)
    add_problem (walk, folder, "too many folders within folders");
  else
    walk_folder (walk, folder, depth);
}

static void
take_name (Walk *walk, const char *folder, const char *name, GHashTable *owners, guint depth)
{
  g_autofree char *path = *folder != '\0' ? g_build_filename (folder, name, NULL) : g_strdup (name);
  g_autofree char *whole = g_build_filename (walk->library, path, NULL);
  BylineSurveyFile *file;
  struct stat now;

  if (lstat (whole, &now) < 0) {
    if (errno != ENOENT)
      add_problem (walk, whole, g_strerror (errno));
    return;
  }
  if (S_ISDIR (now.st_mode))
    walk_inside (walk, path, depth + 1);
  if (!S_ISREG (now.st_mode) || is_xmp (name))
    return;
  file = g_new0 (BylineSurveyFile, 1);
  file->path = g_steal_pointer (&path);
  file->stamp = byline_look_stamp (&now);
  file->has_sidecar = is_owner (owners, name);
  g_ptr_array_add (walk->survey->files, file);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as DEPTH_MAX */
static void
walk_folder (Walk *walk, const char *folder, guint depth)
{
  g_autofree char *whole = g_build_filename (walk->library, folder, NULL);
  g_autoptr (GPtrArray) names = list_names (walk, whole);
  g_autoptr (GHashTable) owners = NULL;

  if (names == NULL)
    return;
  owners = list_owners (names);
  for (guint i = 0; i < names->len; i++)
    take_name (walk, folder, g_ptr_array_index (names, i), owners, depth);
}

gboolean
byline_survey (const char *library, BylineSurvey *survey, GError **error)
{
  Walk walk = { .library = library, .survey = survey };

  survey->files = g_ptr_array_new_with_free_func (free_file);
  survey->problems = g_ptr_array_new_with_free_func (free_problem);
  if (!g_file_test (library, G_FILE_TEST_IS_DIR)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE, "%s: no such folder", library);
    return FALSE;
  }
  walk_folder (&walk, "", 0);
  return TRUE;
}
