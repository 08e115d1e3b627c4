#include "base/newfile.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->folder = g_dir_make_tmp ("byline-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "photo.jpg", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

    g_assert_cmpint (g_remove (path), ==, 0);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static guint
n_files (const Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
assert_contents (const char *path, const char *expected)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, expected);
}

static BylineNewFile *
begin (const Fixture *fixture, const char *contents)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineNewFile) file = byline_new_file_create (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_true (byline_new_file_write (file, contents, strlen (contents), &error));
  g_assert_no_error (error);
  return g_steal_pointer (&file);
}

static void
test_nothing_has_the_name_before_commit (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineNewFile) file = begin (fixture, "new");
  g_autofree char *temporary = g_strdup (byline_new_file_temporary (file));
  mode_t mask = umask (0);
  struct stat now;

  umask (mask);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (stat (temporary, &now), ==, 0);
  g_assert_cmpuint (now.st_mode & 07777, ==, 0600);

  g_assert_true (byline_new_file_commit (file, BYLINE_COMMIT_NEW, &error));
  g_assert_no_error (error);
  assert_contents (fixture->path, "new");
  g_assert_cmpint (stat (fixture->path, &now), ==, 0);
  g_assert_cmpuint (now.st_mode & 07777, ==, 0666 & ~mask);
  g_assert_null (byline_new_file_temporary (file));
  g_clear_pointer (&file, byline_new_file_free);
  assert_contents (fixture->path, "new");
  g_assert_cmpuint (n_files (fixture), ==, 1);
}

static void
test_giving_up_leaves_nothing (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  byline_new_file_free (begin (fixture, "new"));
  g_assert_cmpuint (n_files (fixture), ==, 0);
}

static void
test_a_taken_name_is_not_overwritten (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineNewFile) file = begin (fixture, "new");

  g_assert_true (g_file_set_contents (fixture->path, "old", -1, NULL));
  g_assert_false (byline_new_file_commit (file, BYLINE_COMMIT_NEW, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS);
  assert_contents (fixture->path, "old");
  g_clear_error (&error);

  g_assert_true (byline_new_file_commit (file, BYLINE_COMMIT_REPLACE, &error));
  g_assert_no_error (error);
  assert_contents (fixture->path, "new");
}

static void
test_the_longest_name_works (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *name = g_strnfill (255, 'x');
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineNewFile) file = byline_new_file_create (path, &error);

  g_assert_no_error (error);
  g_assert_true (byline_new_file_commit (file, BYLINE_COMMIT_NEW, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_no_folder_no_file (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *path = g_build_filename (fixture->folder, "missing", "photo.jpg", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_new_file_create (path, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE);
  g_assert_true (g_str_has_prefix (error->message, path));
}

/* The limit stands in for a full disk: write() fails in the same place, with another word. */
static void
test_a_full_disk_is_one_clear_line (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineNewFile) file = begin (fixture, "some");
  g_autoptr (GError) error = NULL;
  static const char large[8192];
  struct rlimit before, small;
  gboolean written;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  small = before;
  small.rlim_cur = 4096;
  setrlimit (RLIMIT_FSIZE, &small);
  written = byline_new_file_write (file, large, 8192, &error);
  setrlimit (RLIMIT_FSIZE, &before);

  g_assert_false (written);
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE);
  g_assert_true (g_str_has_prefix (error->message, fixture->path));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_cmpuint (byline_new_file_size (file), ==, 4096); /* what did fit */
}

static char *
make_original (const Fixture *fixture, gsize size)
{
  char *path = g_build_filename (fixture->folder, "original.jpg", NULL);
  g_autofree char *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (char) ((i * 40503U) >> 7);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) size, NULL));
  return path;
}

static void
test_ranges_are_copied (Fixture *fixture, gconstpointer data)
{
  const gsize size = 2 * 1024 * 1024 + 5;
  g_autofree char *original = make_original (fixture, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineInput) input = byline_input_open (original, &error);
  g_autoptr (BylineNewFile) file = begin (fixture, "");
  g_autofree char *expected = NULL, *copied = NULL;
  gsize n;

  if (g_strcmp0 (data, "loaded") == 0)
    byline_input_load (input, size, NULL);
  g_assert_true (byline_new_file_copy (file, input, 7, 100, &error));
  g_assert_true (byline_new_file_write (file, "between", 7, &error));
  g_assert_true (byline_new_file_copy (file, input, 100, size - 100, &error));
  g_assert_true (byline_new_file_copy (file, input, size, 0, &error));
  g_assert_cmpuint (byline_new_file_size (file), ==, size + 7);
  g_assert_true (byline_new_file_commit (file, BYLINE_COMMIT_NEW, &error));

  g_assert_true (g_file_get_contents (original, &expected, NULL, NULL));
  g_assert_true (g_file_get_contents (fixture->path, &copied, &n, NULL));
  g_assert_cmpuint (n, ==, size + 7);
  g_assert_true (memcmp (copied, expected + 7, 100) == 0);
  g_assert_true (memcmp (copied + 100, "between", 7) == 0);
  g_assert_true (memcmp (copied + 107, expected + 100, size - 100) == 0);
}

static void
test_a_source_cut_short_is_an_error (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *original = make_original (fixture, 100000);
  g_autoptr (BylineInput) input = byline_input_open (original, NULL);
  g_autoptr (BylineNewFile) file = begin (fixture, "");
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (truncate (original, 50000), ==, 0);
  g_assert_false (byline_new_file_copy (file, input, 0, 100000, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CHANGED);
}

static void
test_attributes_stay (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *original = make_original (fixture, 10);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineNewFile) file = NULL;
  const struct timespec times[2] = { { 1000000000, 123456789 }, { 1100000000, 987654321 } };
  struct stat before, after;
  char value[16];

  g_assert_cmpint (chmod (original, 0640), ==, 0);
  if (geteuid () == 0)
    g_assert_cmpint (chown (original, 1234, 5678), ==, 0);
  if (setxattr (original, "user.byline", "kept", 4, 0) < 0) {
    g_test_skip ("no extended attributes here");
    return;
  }
  g_assert_cmpint (utimensat (AT_FDCWD, original, times, 0), ==, 0);
  g_assert_cmpint (stat (original, &before), ==, 0);

  input = byline_input_open (original, &error);
  file = begin (fixture, "new");
  g_assert_true (byline_new_file_copy_attributes (file, input, &error));
  g_assert_true (byline_new_file_copy_times (file, input, &error));
  g_assert_true (byline_new_file_commit (file, BYLINE_COMMIT_NEW, &error));
  g_assert_no_error (error);

  g_assert_cmpint (stat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (after.st_mode, ==, before.st_mode);
  g_assert_cmpuint (after.st_uid, ==, before.st_uid);
  g_assert_cmpuint (after.st_gid, ==, before.st_gid);
  g_assert_cmpint (after.st_mtim.tv_sec, ==, 1100000000);
  g_assert_cmpint (after.st_mtim.tv_nsec, ==, 987654321);
  g_assert_cmpint (after.st_atim.tv_sec, ==, 1000000000);
  g_assert_cmpint (getxattr (fixture->path, "user.byline", value, sizeof value), ==, 4);
}

/* POSIX ACLs as the kernel stores them: version 2, then tag, permissions and id of each entry. */
#define ENTRY(tag, permissions, id) tag "\0" permissions "\0" id
#define NOBODY "\377\377\377\377"
#define ACL_FOR_1234                                                                               \
  "\002\0\0\0" ENTRY ("\001", "\006", NOBODY) ENTRY ("\002", "\004", "\322\004\0\0")               \
      ENTRY ("\004", "\004", NOBODY) ENTRY ("\020", "\004", NOBODY) ENTRY ("\040", "\0", NOBODY)

static void
test_access_lists_stay (Fixture *fixture, gconstpointer data)
{
  const gboolean of_the_folder = g_strcmp0 (data, "folder") == 0;
  g_autofree char *original = make_original (fixture, 10);
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineNewFile) file = NULL;
  struct stat before, after;
  char value[256];
  gssize size;

  g_assert_cmpint (chmod (original, 0640), ==, 0);
  if (setxattr (of_the_folder ? fixture->folder : original,
                of_the_folder ? "system.posix_acl_default" : "system.posix_acl_access",
                ACL_FOR_1234, sizeof ACL_FOR_1234 - 1, 0) < 0) {
    g_test_skip ("no access lists here");
    return;
  }
  g_assert_cmpint (stat (original, &before), ==, 0);
  input = byline_input_open (original, NULL);
  file = begin (fixture, "new");
  g_assert_true (byline_new_file_copy_attributes (file, input, NULL));
  g_assert_true (byline_new_file_commit (file, BYLINE_COMMIT_NEW, NULL));

  g_assert_cmpint (stat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (after.st_mode, ==, before.st_mode);
  size = getxattr (fixture->path, "system.posix_acl_access", value, sizeof value);
  if (of_the_folder) { /* the original has none, so its successor must not inherit one */
    g_assert_cmpint (size, ==, -1);
    return;
  }
  g_assert_cmpint (size, ==, sizeof ACL_FOR_1234 - 1);
  g_assert_true (memcmp (value, ACL_FOR_1234, sizeof ACL_FOR_1234 - 1) == 0);
}

/* Runs in a process of its own, because it gives up being root for good. */
static int
edit_as_another (const Fixture *fixture, const char *original)
{
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineNewFile) file = NULL;

  if (setresgid (4321, 4321, 4321) < 0 || setresuid (4321, 4321, 4321) < 0)
    return 1;
  input = byline_input_open (original, NULL);
  file = byline_new_file_create (fixture->path, NULL);
  return input != NULL && file != NULL && byline_new_file_copy_attributes (file, input, NULL) &&
                 byline_new_file_commit (file, BYLINE_COMMIT_NEW, NULL)
             ? 0
             : 2;
}

static void
test_a_new_owner_gives_nobody_more (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *original = make_original (fixture, 10);
  struct stat after;
  pid_t child;
  int status = -1;

  if (geteuid () != 0) {
    g_test_skip ("only root can be two people");
    return;
  }
  g_assert_cmpint (chmod (original, 04764), ==, 0);
  g_assert_cmpint (chmod (fixture->folder, 0777), ==, 0);
  child = fork ();
  if (child == 0)
    _exit (edit_as_another (fixture, original));
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_cmpint (status, ==, 0);
  g_assert_cmpint (stat (fixture->path, &after), ==, 0);
  g_assert_cmpuint (after.st_uid, ==, 4321);
  g_assert_cmpuint (after.st_mode & 07777, ==, 0744); /* no setuid; the group is another */
}

static void
test_sweep_tells_the_dead_from_the_living (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineNewFile) living = begin (fixture, "living");
  g_autofree char *dead = g_build_filename (fixture->folder, ".byline-dead42.part", NULL);
  g_autofree char *read_only = g_build_filename (fixture->folder, ".byline-reado4.part", NULL);
  g_autofree char *like = g_build_filename (fixture->folder, ".byline-too-long.part", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, ".byline-linked.part", NULL);

  g_assert_true (g_file_set_contents (dead, "dead", -1, NULL));
  g_assert_true (g_file_set_contents (read_only, "dead", -1, NULL));
  g_assert_cmpint (chmod (read_only, 0400), ==, 0);
  g_assert_true (g_file_set_contents (like, "somebody's", -1, NULL));
  g_assert_cmpint (symlink (like, link), ==, 0);

  byline_new_file_sweep (fixture->folder);
  g_assert_false (g_file_test (dead, G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test (read_only, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (like, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_true (g_file_test (byline_new_file_temporary (living), G_FILE_TEST_EXISTS));
  g_assert_true (byline_new_file_commit (living, BYLINE_COMMIT_NEW, NULL));
  byline_new_file_sweep ("/no/such/folder");
}

static void
test_folders_are_made_with_their_parents (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *deep = g_build_filename (fixture->folder, "2026", "08-23_MFA", NULL);
  g_autofree char *twice = g_strconcat (fixture->folder, "//2026/", NULL);
  g_autofree char *blocked = g_build_filename (fixture->path, "below", NULL);
  g_autofree char *year = g_build_filename (fixture->folder, "2026", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (byline_make_folders (deep, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (deep, G_FILE_TEST_IS_DIR));
  g_assert_true (byline_make_folders (deep, &error));
  g_assert_true (byline_make_folders (twice, &error));

  g_assert_true (g_file_set_contents (fixture->path, "a file", -1, NULL));
  g_assert_false (byline_make_folders (blocked, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE);
  g_clear_error (&error);
  g_assert_false (byline_make_folders (fixture->path, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE);
  g_rmdir (deep);
  g_rmdir (year);
}

#define ADD(name, function, data)                                                                  \
  g_test_add ("/newfile/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("nothing-has-the-name-before-commit", test_nothing_has_the_name_before_commit, NULL);
  ADD ("giving-up-leaves-nothing", test_giving_up_leaves_nothing, NULL);
  ADD ("a-taken-name-is-not-overwritten", test_a_taken_name_is_not_overwritten, NULL);
  ADD ("the-longest-name-works", test_the_longest_name_works, NULL);
  ADD ("no-folder-no-file", test_no_folder_no_file, NULL);
  ADD ("a-full-disk-is-one-clear-line", test_a_full_disk_is_one_clear_line, NULL);
  ADD ("ranges-are-copied", test_ranges_are_copied, NULL);
  ADD ("ranges-are-copied-from-memory", test_ranges_are_copied, "loaded");
  ADD ("a-source-cut-short-is-an-error", test_a_source_cut_short_is_an_error, NULL);
  ADD ("attributes-stay", test_attributes_stay, NULL);
  ADD ("access-lists-stay", test_access_lists_stay, NULL);
  ADD ("a-folders-access-list-is-not-inherited", test_access_lists_stay, "folder");
  ADD ("a-new-owner-gives-nobody-more", test_a_new_owner_gives_nobody_more, NULL);
  ADD ("sweep-tells-the-dead-from-the-living", test_sweep_tells_the_dead_from_the_living, NULL);
  ADD ("folders-are-made-with-their-parents", test_folders_are_made_with_their_parents, NULL);
  return g_test_run ();
}
