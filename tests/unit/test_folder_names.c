#include "base/folder_names.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *folder;
  char *photo;
} Fixture;

static void
add (const Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  const int fd = g_creat (path, 0644);

  g_assert_cmpint (fd, >=, 0);
  close (fd);
}

/* As if nothing had come into the folder for @seconds. */
static void
rest (const Fixture *fixture, int seconds)
{
  const struct timespec then = { .tv_sec = g_get_real_time () / G_USEC_PER_SEC - seconds };

  g_assert_cmpint (utimensat (AT_FDCWD, fixture->folder, (struct timespec[2]){ then, then }, 0), ==,
                   0);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = g_dir_make_tmp ("byline-XXXXXX", NULL);
  fixture->photo = g_build_filename (fixture->folder, "a.jpg", NULL);
  add (fixture, "a.jpg");
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->photo);
}

/* Returns: how many of @n questions in a row were answered with yes */
static guint
ask (const Fixture *fixture, guint n)
{
  guint yes = 0;

  for (guint i = 0; i < n; i++)
    yes += byline_folder_lacks (fixture->photo, ".xmp") ? 1 : 0;
  return yes;
}

static void
test_known_after_some_questions (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  rest (fixture, 60);
  g_assert_false (byline_folder_lacks (fixture->photo, ".xmp")); /* one photo: not worth it */
  ask (fixture, 20);
  g_assert_cmpuint (ask (fixture, 10), ==, 10);
}

static void
test_what_is_there_is_never_denied (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  add (fixture, "b.jpg.XmP");
  rest (fixture, 60);
  g_assert_cmpuint (ask (fixture, 100), ==, 0);
}

static void
test_what_comes_is_seen (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  rest (fixture, 60);
  ask (fixture, 20);
  add (fixture, "a.xmp");
  g_assert_cmpuint (ask (fixture, 100), ==, 0);
}

/* Its time would not tell of a file that came in the same tick of the clock. */
static void
test_a_young_folder_is_not_believed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpuint (ask (fixture, 100), ==, 0);
  rest (fixture, -60); /* nor would one of the future */
  g_assert_cmpuint (ask (fixture, 100), ==, 0);
}

static void
test_a_long_folder_is_not_read_for_a_few (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  for (guint i = 0; i < 2000; i++) {
    g_autofree char *name = g_strdup_printf ("%u.jpg", i);

    add (fixture, name);
  }
  rest (fixture, 60);
  g_assert_cmpuint (ask (fixture, 20), ==, 0);
  ask (fixture, 100);
  g_assert_cmpuint (ask (fixture, 10), ==, 10);
}

int
main (int argc, char **argv)
{
  static const struct {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/folder-names/known-after-some-questions", test_known_after_some_questions },
    { "/folder-names/what-is-there-is-never-denied", test_what_is_there_is_never_denied },
    { "/folder-names/what-comes-is-seen", test_what_comes_is_seen },
    { "/folder-names/a-young-folder-is-not-believed", test_a_young_folder_is_not_believed },
    { "/folder-names/a-long-folder-is-not-read-for-a-few",
      test_a_long_folder_is_not_read_for_a_few },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
