#include <byline/config.h>
#include <byline/error.h>

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A library in a folder of its own, and a home. */
typedef struct {
  char *library;
} Fixture;

static char *
personal (void)
{
  return g_build_filename (g_get_user_config_dir (), "byline", "config", NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *mark = NULL;

  fixture->library = g_dir_make_tmp ("byline-config-XXXXXX", NULL);
  mark = g_build_filename (fixture->library, ".byline", NULL);
  g_assert_cmpint (g_mkdir (mark, 0700), ==, 0);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *config = g_build_filename (fixture->library, ".byline", "config", NULL);
  g_autofree char *mark = g_path_get_dirname (config);
  g_autofree char *person = personal ();

  g_unlink (config);
  g_unlink (person);
  g_rmdir (mark);
  g_rmdir (fixture->library);
  g_free (fixture->library);
}

static void
put (const char *path, const char *text, gssize length)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, length, NULL));
}

static BylineConfig *
load (const Fixture *fixture, const char *person, const char *library)
{
  g_autofree char *mine = personal ();
  g_autofree char *own = g_build_filename (fixture->library, ".byline", "config", NULL);
  g_autoptr (GError) error = NULL;
  BylineConfig *config;

  if (person != NULL)
    put (mine, person, -1);
  if (library != NULL)
    put (own, library, -1);
  config = byline_config_load (fixture->library, &error);
  g_assert_no_error (error);
  return config;
}

static void
assert_string (const BylineConfig *config, const char *group, const char *key, const char *wanted)
{
  g_autofree char *value = g_strdup ("default");
  g_autoptr (GError) error = NULL;

  g_assert_true (byline_config_string (config, group, key, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (value, ==, wanted);
}

static void
test_none (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineConfig) config = load (fixture, NULL, NULL);
  g_autoptr (BylineConfig) nowhere = byline_config_load (NULL, NULL);
  g_auto (GStrv) groups = byline_config_groups (config, "");

  g_assert_nonnull (nowhere);
  assert_string (config, "write", "iim", "default");
  g_assert_null (byline_config_strays (config)[0]);
  g_assert_null (groups[0]);
}

static void
test_library_over_person (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineConfig) config =
      load (fixture,
            "\xef\xbb\xbf# "
            "mine\r\nlibrary=/x\r\n[write]\r\niim=always\r\n[read]\nlegacy-charset=CP1251\n",
            "[write]\niim=if-present\n");
  g_auto (GStrv) groups = byline_config_groups (config, "wr");

  assert_string (config, "write", "iim", "if-present");
  assert_string (config, "read", "legacy-charset", "CP1251");
  assert_string (config, "byline", "library", "/x");
  assert_string (config, "write", "nothing", "default");
  g_assert_cmpuint (g_strv_length (groups), ==, 1);
  g_assert_cmpstr (groups[0], ==, "write");
  g_assert_null (byline_config_strays (config)[0]);
}

static void
test_kinds (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = { "red", "green", NULL };
  g_autoptr (BylineConfig) config = load (
      fixture, "[x]\nat=~/a\nat2=b/c\nnone=\nlist=a;b c;\nyes=true\nn=42\ncolour=green\n", NULL);
  g_autofree char *home = g_build_filename (g_get_home_dir (), "a", NULL);
  g_autofree char *near = g_build_filename (g_get_user_config_dir (), "byline", "b", "c", NULL);
  g_autofree char *path = NULL;
  g_auto (GStrv) list = NULL;
  gboolean yes = FALSE;
  gint64 n = 0;
  guint colour = 0;

  g_assert_true (byline_config_path (config, "x", "at", &path, NULL));
  g_assert_cmpstr (path, ==, home);
  g_assert_true (byline_config_path (config, "x", "at2", &path, NULL));
  g_assert_cmpstr (path, ==, near);
  g_assert_true (byline_config_path (config, "x", "none", &path, NULL));
  g_assert_null (path);
  g_assert_true (byline_config_list (config, "x", "list", &list, NULL));
  g_assert_cmpuint (g_strv_length (list), ==, 2);
  g_assert_cmpstr (list[1], ==, "b c");
  g_assert_true (byline_config_boolean (config, "x", "yes", &yes, NULL));
  g_assert_true (yes);
  g_assert_true (byline_config_number (config, "x", "n", 1, 42, &n, NULL));
  g_assert_cmpint (n, ==, 42);
  g_assert_true (byline_config_choice (config, "x", "colour", names, &colour, NULL));
  g_assert_cmpuint (colour, ==, 1);
}

/* Every getter says which file, group and key, and changes nothing. */
static void
test_wrong_values (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = { "red", NULL };
  g_autoptr (BylineConfig) config = load (fixture, NULL, "[x]\nk=\\q\ny=yes\nn=43\nm=4x\n");
  g_autofree char *text = g_strdup ("default");
  gboolean yes = TRUE;
  gint64 n = 7;
  guint colour = 5;
  GError *errors[6] = { NULL };

  g_assert_false (byline_config_string (config, "x", "k", &text, &errors[0]));
  g_assert_false (byline_config_path (config, "x", "k", &text, &errors[1]));
  g_assert_false (byline_config_boolean (config, "x", "y", &yes, &errors[2]));
  g_assert_false (byline_config_number (config, "x", "n", 0, 42, &n, &errors[3]));
  g_assert_false (byline_config_number (config, "x", "m", 0, 42, &n, &errors[4]));
  g_assert_false (byline_config_choice (config, "x", "y", names, &colour, &errors[5]));
  g_assert_cmpstr (text, ==, "default");
  g_assert_true (yes);
  g_assert_cmpint (n, ==, 7);
  g_assert_cmpuint (colour, ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (errors); i++) {
    g_assert_error (errors[i], BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_nonnull (strstr (errors[i]->message, ".byline/config: [x] "));
    g_assert_null (strchr (errors[i]->message, '\n'));
    g_clear_error (&errors[i]);
  }
}

static void
test_strays (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineConfig) config =
      load (fixture, "[write]\nimm=always\n[other]\niim=always\n", "library=/elsewhere\n");
  const char *const *strays = byline_config_strays (config);

  g_assert_cmpuint (g_strv_length ((char **) strays), ==, 3);
  g_assert_nonnull (strstr (strays[0], "[byline] library does nothing"));
  g_assert_nonnull (strstr (strays[1], "byline/config: [write] imm "));
  g_assert_nonnull (strstr (strays[1], "did you mean [write] iim?"));
  g_assert_nonnull (strstr (strays[2], "did you mean [write] iim?"));
}

static void
test_hostile (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *own = g_build_filename (fixture->library, ".byline", "config", NULL);
  g_autofree char *huge = g_strnfill ((gsize) 1024 * 1024, '#');
  const struct {
    const char *text;
    gssize length;
  } cases[] = {
    { "[write\niim=always\n", -1 },
    { "words\n", -1 },
    { "iim=\xff\xfe\n", -1 },
    { "a=b\0c", 5 },
    { huge, -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineConfig) config = NULL;

    put (own, cases[i].text, cases[i].length);
    config = byline_config_load (fixture->library, &error);
    g_assert_null (config);
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_nonnull (strstr (error->message, own));
    g_assert_null (strchr (error->message, '\n'));
  }
}

/* docs/configuration.md lists every key with what it takes. */
static void
test_documented (Fixture *fixture G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *page = g_build_filename (BYLINE_DOCS, "configuration.md", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (page, &text, NULL, NULL));
  for (const BylineConfigKey *row = byline_config_keys; row->group != NULL; row++) {
    g_autofree char *line =
        g_strdup_printf ("| `[%s]` | `%s` | %s |", row->group, row->key, row->values);

    if (strstr (text, line) == NULL)
      g_error ("configuration.md has no line that begins “%s”", line);
  }
}

#define ADD(name, test) g_test_add ("/config/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("none-is-no-error", test_none);
  ADD ("library-stands-over-person", test_library_over_person);
  ADD ("values-have-kinds", test_kinds);
  ADD ("wrong-values-name-file-group-and-key", test_wrong_values);
  ADD ("keys-that-mean-nothing-are-told", test_strays);
  ADD ("hostile-files-are-refused", test_hostile);
  ADD ("every-key-is-documented", test_documented);
  return g_test_run ();
}
