#include "base/hash.h"
#include "base/input.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define FILE_SIZE ((gsize) 3 * 1024 * 1024 + 17)

typedef struct {
  char *folder;
  char *path;
  GBytes *bytes;
} Fixture;

/* A file a few windows long, in which every place looks different. */
static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  gsize size = FILE_SIZE;
  guint8 *bytes = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    bytes[i] = (guint8) ((i * 2654435761U) >> 13);
  fixture->bytes = g_bytes_new_take (bytes, size);
  fixture->folder = g_dir_make_tmp ("byline-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "photo.jpg", NULL);
  g_assert_true (g_file_set_contents (fixture->path, (const char *) bytes, (gssize) size, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
  g_bytes_unref (fixture->bytes);
}

static void
assert_peek (BylineInput *input, GBytes *bytes, guint64 offset, gsize length)
{
  g_autoptr (GError) error = NULL;
  const guint8 *found = byline_input_peek (input, offset, length, &error);

  g_assert_no_error (error);
  g_assert_true (memcmp (found, (const guint8 *) g_bytes_get_data (bytes, NULL) + offset, length) ==
                 0);
}

static void
assert_places (BylineInput *input, GBytes *bytes)
{
  gsize size = g_bytes_get_size (bytes);

  assert_peek (input, bytes, 0, 16);
  assert_peek (input, bytes, 65530, 12); /* over the edge of the first window */
  assert_peek (input, bytes, 65536, 1);
  assert_peek (input, bytes, 100, 65536);
  assert_peek (input, bytes, 12345, BYLINE_PEEK_MAX);
  assert_peek (input, bytes, 5, 5); /* back again */
  assert_peek (input, bytes, size - 1, 1);
  assert_peek (input, bytes, size, 0);
}

static void
test_every_place_reads_right (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineInput) input = byline_input_open (fixture->path, &error);
  g_autoptr (BylineInput) memory = byline_input_new (fixture->bytes, "memory");
  g_autoptr (GBytes) copy = NULL;

  g_assert_no_error (error);
  assert_places (input, fixture->bytes);
  assert_places (memory, fixture->bytes);
  g_assert_cmpint (byline_input_fd (memory), ==, -1);
  g_assert_null (byline_input_stat (memory));

  copy = byline_input_copy (input, 0, (gsize) byline_input_size (input), &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (copy, fixture->bytes));

  g_assert_null (byline_input_bytes (input));
  g_assert_true (byline_input_load (input, 1024, &error)); /* too large: left as it is */
  g_assert_null (byline_input_bytes (input));
  g_assert_true (byline_input_load (input, G_MAXUINT64, &error));
  g_assert_true (g_bytes_equal (byline_input_bytes (input), fixture->bytes));
  assert_places (input, fixture->bytes);
}

static void
test_past_the_end_is_malformed (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const struct {
    guint64 offset;
    gsize length;
  } cases[] = {
    { FILE_SIZE, 1 },
    { FILE_SIZE - 17, 18 },
    { G_MAXUINT64, 1 },
    { G_MAXUINT64 - 4, 8 },
  };
  g_autoptr (BylineInput) input = byline_input_open (fixture->path, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (byline_input_peek (input, cases[i].offset, cases[i].length, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
    g_assert_nonnull (strstr (error->message, "photo.jpg"));
  }
}

static void
test_only_regular_files_open (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *pipe = g_build_filename (fixture->folder, "pipe", NULL);
  g_autofree char *missing = g_build_filename (fixture->folder, "missing", NULL);
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autoptr (BylineInput) linked = NULL;
  const char *const refused[] = { fixture->folder, pipe, missing, "/dev/zero" };

  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (byline_input_open (refused[i], &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE);
    g_assert_true (g_str_has_prefix (error->message, refused[i]));
  }
  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  linked = byline_input_open (link, NULL);
  g_assert_nonnull (linked);
  g_unlink (pipe);
  g_unlink (link);
}

static void
test_a_file_cut_short_is_an_error (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineInput) input = byline_input_open (fixture->path, NULL);

  g_assert_cmpint (truncate (fixture->path, 1000), ==, 0);
  g_assert_null (byline_input_peek (input, 2000, 10, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CHANGED);
}

static void
test_changes_are_noticed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *other = g_build_filename (fixture->folder, "other", NULL);
  g_autoptr (BylineInput) input = byline_input_open (fixture->path, NULL);

  g_assert_true (byline_input_unchanged (input, &error));
  g_assert_no_error (error);
  if (g_strcmp0 (data, "append") == 0) {
    int fd = open (fixture->path, O_WRONLY | O_APPEND);

    g_assert_cmpint (write (fd, "x", 1), ==, 1);
    close (fd);
  } else if (g_strcmp0 (data, "replace") == 0) {
    g_assert_true (g_file_set_contents (other, "other", -1, NULL));
    g_assert_cmpint (g_rename (other, fixture->path), ==, 0);
  } else {
    g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  }
  g_assert_false (byline_input_unchanged (input, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CHANGED);
}

static void
test_an_empty_file_has_no_bytes (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineInput) input = NULL;

  g_assert_cmpint (truncate (fixture->path, 0), ==, 0);
  input = byline_input_open (fixture->path, NULL);
  g_assert_cmpuint (byline_input_size (input), ==, 0);
  g_assert_nonnull (byline_input_peek (input, 0, 0, NULL));
  g_assert_null (byline_input_peek (input, 0, 1, NULL));
  g_assert_true (byline_input_load (input, 10, NULL));
}

static void
test_hash_is_sha256 (void)
{
  g_autoptr (BylineHash) hash = byline_hash_new ();
  g_autofree char *hex = NULL;
  guint8 sha256[BYLINE_SHA256_SIZE], back[BYLINE_SHA256_SIZE];

  byline_hash_update (hash, "a", 1);
  byline_hash_update (hash, "bc", 2);
  byline_hash_finish (hash, sha256);
  hex = byline_hex (sha256, sizeof sha256);
  g_assert_cmpstr (
      hex, ==, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"); /* FIPS 180 */

  g_assert_true (byline_unhex (hex, back, sizeof back));
  g_assert_true (memcmp (back, sha256, sizeof sha256) == 0);
  g_assert_false (byline_unhex (hex, back, sizeof back - 1));
  g_assert_false (byline_unhex ("0", back, 1));
  g_assert_false (byline_unhex ("0g", back, 1));
  g_assert_false (byline_unhex ("012", back, 1));
}

#define ADD(name, function, data)                                                                  \
  g_test_add ("/input/" name, Fixture, data, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("every-place-reads-right", test_every_place_reads_right, NULL);
  ADD ("past-the-end-is-malformed", test_past_the_end_is_malformed, NULL);
  ADD ("only-regular-files-open", test_only_regular_files_open, NULL);
  ADD ("a-file-cut-short-is-an-error", test_a_file_cut_short_is_an_error, NULL);
  ADD ("an-appended-file-is-noticed", test_changes_are_noticed, "append");
  ADD ("a-replaced-file-is-noticed", test_changes_are_noticed, "replace");
  ADD ("a-removed-file-is-noticed", test_changes_are_noticed, "remove");
  ADD ("an-empty-file-has-no-bytes", test_an_empty_file_has_no_bytes, NULL);
  g_test_add_func ("/hash/is-sha256", test_hash_is_sha256);
  return g_test_run ();
}
