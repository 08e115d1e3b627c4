#include <byline/catalogue.h>
#include <byline/error.h>

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A folder to try things in, made the current one. */
typedef struct {
  char *folder;
  char *back;
} Fixture;

/* What ~/.config/byline/config says; NULL: there is none */
static void
configure (const char *text)
{
  g_autofree char *folder = g_build_filename (g_get_user_config_dir (), "byline", NULL);
  g_autofree char *file = g_build_filename (folder, "config", NULL);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  if (text == NULL)
    g_unlink (file);
  else
    g_assert_true (g_file_set_contents (file, text, -1, NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *made = g_dir_make_tmp ("byline-library-XXXXXX", NULL);
  char *real = realpath (made, NULL);

  fixture->folder = g_strdup (real);
  free (real);
  fixture->back = g_get_current_dir ();
  g_assert_cmpint (g_chdir (fixture->folder), ==, 0);
  g_unsetenv ("BYLINE_LIBRARY");
  configure (NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", fixture->folder);

  g_assert_cmpint (g_chdir (fixture->back), ==, 0);
  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->folder);
  g_free (fixture->back);
}

static char *
make_library (const Fixture *fixture, const char *name)
{
  char *folder = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineCatalogue) catalogue =
      byline_catalogue_open (folder, BYLINE_CATALOGUE_CREATE, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (byline_catalogue_library (catalogue), ==, folder);
  return folder;
}

static void
assert_found (const char *given, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *found = byline_library_find (given, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (found, ==, expected);
}

static void
assert_not_found (const char *given, BylineError code, const char *said)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_library_find (given, &error));
  g_assert_error (error, BYLINE_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, said));
  g_assert_null (strchr (error->message, '\n'));
}

/* --library, then the environment, then upward, then the config file. */
static void
test_order (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *given = make_library (fixture, "given");
  g_autofree char *environment = make_library (fixture, "environment");
  g_autofree char *around = make_library (fixture, "around");
  g_autofree char *configured = make_library (fixture, "configured");
  g_autofree char *config = g_strdup_printf ("library = %s\n", configured);
  g_autofree char *deep = g_build_filename (around, "a/b/c", NULL);

  configure (config);
  assert_found (NULL, configured);
  g_assert_cmpint (g_mkdir_with_parents (deep, 0700), ==, 0);
  g_assert_cmpint (g_chdir (deep), ==, 0);
  assert_found (NULL, around);
  g_setenv ("BYLINE_LIBRARY", environment, TRUE);
  assert_found (NULL, environment);
  assert_found (given, given);
  assert_found ("../../../../given/.", given);
  g_setenv ("BYLINE_LIBRARY", "", TRUE);
  assert_found (NULL, around);
}

static void
test_config (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *library = make_library (fixture, "My Photos");
  g_autofree char *plain = g_strdup_printf ("# mine\nlibrary=%s\n", library);
  g_autofree char *grouped = g_strdup_printf ("[other]\nx=1\n[byline]\nlibrary=%s", library);
  g_autofree char *home = g_build_filename (g_get_home_dir (), "here", NULL);
  g_autoptr (BylineCatalogue) at_home = byline_catalogue_open (home, BYLINE_CATALOGUE_CREATE, NULL);

  g_assert_nonnull (at_home);
  configure (plain);
  assert_found (NULL, library);
  configure (grouped);
  assert_found (NULL, library);
  configure ("library=~/here");
  assert_found (NULL, home);
  configure ("library=here");
  assert_not_found (NULL, BYLINE_ERROR_NOT_FOUND, "byline/here (from ");
  configure ("library=/nowhere");
  assert_not_found (NULL, BYLINE_ERROR_NOT_FOUND, "byline/config");
  configure ("library");
  assert_not_found (NULL, BYLINE_ERROR_USAGE, "byline/config");
  configure ("library=\n");
  assert_not_found (NULL, BYLINE_ERROR_NOT_FOUND, "byline init");
}

static void
test_none (Fixture *fixture G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  assert_not_found (NULL, BYLINE_ERROR_NOT_FOUND, "byline init");
  assert_not_found (".", BYLINE_ERROR_NOT_FOUND, "--library");
  g_setenv ("BYLINE_LIBRARY", "/nowhere", TRUE);
  assert_not_found (NULL, BYLINE_ERROR_NOT_FOUND, "$BYLINE_LIBRARY");
}

static void
assert_not_opened (const char *folder, BylineCatalogueMode mode, BylineError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_catalogue_open (folder, mode, &error));
  g_assert_error (error, BYLINE_ERROR, (gint) code);
  g_assert_nonnull (strstr (error->message, folder));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_missing (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *nothing = g_build_filename (fixture->folder, "nothing", NULL);

  assert_not_opened (nothing, BYLINE_CATALOGUE_READ, BYLINE_ERROR_NOT_FOUND);
  assert_not_opened (nothing, BYLINE_CATALOGUE_WRITE, BYLINE_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (nothing, G_FILE_TEST_EXISTS));
}

/* init twice, and init where a first one was killed before it wrote anything. */
static void
test_create_again (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *library = make_library (fixture, "twice");
  g_autofree char *file = g_build_filename (library, ".byline/catalogue.sqlite", NULL);
  g_autoptr (BylineCatalogue) catalogue = NULL;

  g_free (make_library (fixture, "twice"));
  g_assert_true (g_file_set_contents (file, "", 0, NULL));
  catalogue = byline_catalogue_open (library, BYLINE_CATALOGUE_CREATE, NULL);
  g_assert_nonnull (catalogue);
}

/* Every way of opening refuses the file and leaves it as it is. */
static void
assert_ruin (const char *library, const char *bytes, gsize size)
{
  g_autofree char *file = g_build_filename (library, ".byline/catalogue.sqlite", NULL);

  for (BylineCatalogueMode mode = BYLINE_CATALOGUE_READ; mode <= BYLINE_CATALOGUE_CREATE; mode++) {
    g_autofree char *after = NULL;
    gsize size_after = 0;

    g_assert_true (g_file_set_contents (file, bytes, (gssize) size, NULL));
    assert_not_opened (library, mode, BYLINE_ERROR_CATALOGUE);
    g_assert_true (g_file_get_contents (file, &after, &size_after, NULL));
    g_assert_true (size_after == size && memcmp (after, bytes, size) == 0);
  }
}

/* What is no catalogue, or only the ruins of one, is one clear line. */
static void
test_ruins (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *library = make_library (fixture, "ruined");
  g_autofree char *file = g_build_filename (library, ".byline/catalogue.sqlite", NULL);
  g_autofree char *noise = g_strnfill (8192, 'x');
  g_autofree char *bytes = NULL;
  gsize size = 0;

  assert_ruin (library, noise, 8192);
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_free (make_library (fixture, "ruined"));
  g_assert_true (g_file_get_contents (file, &bytes, &size, NULL));
  memset (bytes + 100, 0xFF, 400); /* the first page's tree, behind a good header */
  assert_ruin (library, bytes, size);
}

static void
test_read_only (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *library = make_library (fixture, "read-only");
  g_autofree char *folder = g_build_filename (library, ".byline", NULL);
  g_autofree char *file = g_build_filename (folder, "catalogue.sqlite", NULL);

  if (geteuid () == 0) {
    g_test_skip ("root may write anywhere");
    return;
  }
  g_assert_cmpint (g_chmod (file, 0400), ==, 0);
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  assert_not_opened (library, BYLINE_CATALOGUE_WRITE, BYLINE_ERROR_CATALOGUE);
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("byline-home-XXXXXX", NULL);
  g_autofree char *config = g_build_filename (home, ".config", NULL);
  g_autofree char *command = g_strdup_printf ("rm -r '%s'", home);
  int result = 0;

  /* Not by G_TEST_OPTION_ISOLATE_DIRS: GLib 2.74 leaks what it replaces. */
  g_setenv ("HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", config, TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/library/the-nearest-word-wins", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/library/the-config-file-may-name-it", Fixture, NULL, set_up, test_config,
              tear_down);
  g_test_add ("/library/without-one-it-says-how-to-make-one", Fixture, NULL, set_up, test_none,
              tear_down);
  g_test_add ("/library/nothing-is-made-by-looking", Fixture, NULL, set_up, test_missing,
              tear_down);
  g_test_add ("/library/making-one-again-keeps-it", Fixture, NULL, set_up, test_create_again,
              tear_down);
  g_test_add ("/library/ruins-are-one-clear-line", Fixture, NULL, set_up, test_ruins, tear_down);
  g_test_add ("/library/a-read-only-one-cannot-be-written", Fixture, NULL, set_up, test_read_only,
              tear_down);
  result = g_test_run ();
  g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL);
  return result;
}
