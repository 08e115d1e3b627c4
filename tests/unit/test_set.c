#include <byline/error.h>
#include <byline/ingest.h>
#include <byline/journal.h>
#include <byline/set.h>

#include "../fixtures/tiny_jpeg.h"
#include "base/hash.h"
#include "base/splice.h"
#include "removal.h"

#include <unistd.h>

#define N_PHOTOS 5

typedef struct {
  char *root, *library;
  BylineCatalogue *catalogue;
  BylineEdit *edit;
  GPtrArray *paths; /* of the library's photos, absolute; NULL-terminated */
  GString *told;    /* "IMG_0001.JPG changed\n" … */
  BylineCancellable *cancel_after_first;
} Fixture;

static void
take_in (Fixture *fixture)
{
  g_autofree char *card = g_build_filename (fixture->root, "card", NULL);
  g_autoptr (BylineTemplate) folder = byline_template_parse ("shoot", NULL);
  const char *sources[] = { card, NULL };
  g_autoptr (GError) error = NULL;

  for (guint i = 1; i <= N_PHOTOS; i++) {
    g_autofree char *name = g_strdup_printf ("IMG_%04u.JPG", i);
    g_autofree char *path = g_build_filename (card, name, NULL);

    tiny_jpeg_save (path, i, NULL, 3000);
    g_ptr_array_add (fixture->paths, g_build_filename (fixture->library, "shoot", name, NULL));
  }
  g_ptr_array_add (fixture->paths, NULL);
  byline_ingest_run (fixture->catalogue,
                     &(const BylineIngestRequest){ .sources = sources, .folder = folder }, NULL,
                     NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_dir_make_tmp ("byline-set-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
  fixture->library = g_build_filename (fixture->root, "library", NULL);
  g_assert_cmpint (g_mkdir (fixture->library, 0755), ==, 0);
  fixture->catalogue = byline_catalogue_open (fixture->library, BYLINE_CATALOGUE_CREATE, &error);
  g_assert_no_error (error);
  fixture->edit = byline_edit_new ();
  g_assert_true (byline_edit_parse (fixture->edit, "credit=mfa.gov.kz", NULL));
  fixture->paths = g_ptr_array_new_with_free_func (g_free);
  fixture->told = g_string_new (NULL);
  take_in (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  byline_catalogue_free (fixture->catalogue);
  byline_edit_unref (fixture->edit);
  remove_tree (fixture->root);
  g_ptr_array_unref (fixture->paths);
  g_string_free (fixture->told, TRUE);
  g_free (fixture->library);
  g_free (fixture->root);
}

static const char *
photo (const Fixture *fixture, guint number)
{
  return g_ptr_array_index (fixture->paths, number - 1);
}

static void
on_item (const BylineSetItem *item, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *name = g_path_get_basename (item->path);

  g_string_append_printf (fixture->told, "%s %s\n", name,
                          item->error != NULL ? "failed"
                          : item->changed     ? "changed"
                                              : "same");
  g_assert_true (item->error == NULL || strstr (item->error->message, item->path) != NULL);
  if (fixture->cancel_after_first != NULL)
    byline_cancellable_cancel (fixture->cancel_after_first);
}

static gboolean
run (Fixture *fixture, const char *const *paths, BylineCatalogue *catalogue, GError **error)
{
  const BylineSetRequest request = {
    .paths = paths, .edit = fixture->edit, .item = on_item, .user_data = fixture
  };

  g_string_truncate (fixture->told, 0);
  return byline_set_run (catalogue, &request, fixture->cancel_after_first, error);
}

static void
assert_run (Fixture *fixture, const char *const *paths, const char *told)
{
  g_autoptr (GError) error = NULL;

  run (fixture, paths, fixture->catalogue, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->told->str, ==, told);
}

static GBytes *
contents (const char *path)
{
  char *bytes;
  gsize size;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &bytes, &size, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, size);
}

static void
assert_sha256 (const void *sha256, GBytes *bytes)
{
  g_autofree char *expected = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *found = byline_hex (sha256, BYLINE_SHA256_SIZE);

  g_assert_cmpstr (found, ==, expected);
}

/* The catalogue says of the photo what the file says. */
static void
assert_followed (Fixture *fixture, const char *path)
{
  g_autoptr (BylineEntry) entry =
      byline_catalogue_get_by_path (fixture->catalogue, path + strlen (fixture->library) + 1, NULL);
  g_autoptr (BylineMetadata) metadata = byline_photo_read (path, NULL);
  g_autoptr (GBytes) bytes = contents (path);
  struct stat now;

  g_assert_cmpstr (byline_metadata_text (entry->metadata, BYLINE_FIELD_CREDIT), ==,
                   byline_metadata_text (metadata, BYLINE_FIELD_CREDIT));
  g_assert_cmpint (stat (path, &now), ==, 0);
  g_assert_cmpuint (entry->stamp.inode, ==, now.st_ino);
  g_assert_cmpuint (entry->stamp.size, ==, (guint64) now.st_size);
  assert_sha256 (entry->credited, bytes);
}

/* The journal --------------------------------------------------------------------------------- */

typedef struct {
  guint n;
  GBytes *before, *undo; /* of the last edit; nullable */
} Journal;

static void
clear_journal (Journal *journal)
{
  g_clear_pointer (&journal->before, g_bytes_unref);
  g_clear_pointer (&journal->undo, g_bytes_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Journal, clear_journal)

static Journal
read_journal (const Fixture *fixture)
{
  Journal journal = { 0 };
  g_autoptr (GPtrArray) edits = byline_journal_list (fixture->catalogue, NULL, G_MININT64, 0, NULL);
  g_autoptr (BylineJournalEdit) last = NULL;
  const BylineJournalFile *file = NULL;

  g_assert_nonnull (edits);
  journal.n = edits->len;
  if (journal.n == 0)
    return journal;
  last = byline_journal_get (fixture->catalogue,
                             ((BylineJournalEdit *) g_ptr_array_index (edits, 0))->number, NULL);
  g_assert_true (last->done);
  g_assert_cmpuint (last->files->len, ==, 1);
  file = g_ptr_array_index (last->files, 0);
  g_assert_null (file->sidecar);
  journal.before = g_bytes_new (file->before, sizeof file->before);
  journal.undo = g_bytes_ref (file->undo);
  return journal;
}

/* The last edit's undo makes @before of @path. */
static void
assert_undoes (const Journal *journal, const char *path, GBytes *before)
{
  g_autoptr (BylineSplice) back = byline_splice_decode (journal->undo, NULL);
  g_autoptr (BylineInput) input = byline_input_open (path, NULL);
  g_autoptr (GBytes) undone = byline_splice_apply (back, input, NULL);

  g_assert_true (g_bytes_equal (undone, before));
  assert_sha256 (g_bytes_get_data (journal->before, NULL), before);
}

/* Cases --------------------------------------------------------------------------------------- */

static void
test_catalogue_follows (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_auto (Journal) journal = { 0 };

  assert_run (fixture, (const char *const *) fixture->paths->pdata,
              "IMG_0001.JPG changed\nIMG_0002.JPG changed\nIMG_0003.JPG changed\n"
              "IMG_0004.JPG changed\nIMG_0005.JPG changed\n");
  for (guint i = 1; i <= N_PHOTOS; i++)
    assert_followed (fixture, photo (fixture, i));
  journal = read_journal (fixture);
  g_assert_cmpuint (journal.n, ==, N_PHOTOS);
}

static void
test_journal_undoes (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *paths[] = { photo (fixture, 3), NULL };
  g_autoptr (GBytes) before = contents (paths[0]);
  g_auto (Journal) journal = { 0 };

  assert_run (fixture, paths, "IMG_0003.JPG changed\n");
  journal = read_journal (fixture);
  assert_undoes (&journal, paths[0], before);
}

static void
test_same_again (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *paths[] = { photo (fixture, 1), NULL };
  g_auto (Journal) journal = { 0 };

  assert_run (fixture, paths, "IMG_0001.JPG changed\n");
  assert_run (fixture, paths, "IMG_0001.JPG same\n");
  journal = read_journal (fixture);
  g_assert_cmpuint (journal.n, ==, 1);
}

static void
test_outside (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *near = g_strconcat (fixture->library, "-not/IMG_0009.JPG", NULL);
  g_autofree char *uncatalogued = g_build_filename (fixture->library, "IMG_0010.JPG", NULL);
  const char *paths[] = { near, uncatalogued, NULL };
  g_autoptr (BylineMetadata) metadata = NULL;
  g_auto (Journal) journal = { 0 };

  tiny_jpeg_save (near, 9, NULL, 3000);
  tiny_jpeg_save (uncatalogued, 10, NULL, 3000);
  assert_run (fixture, paths, "IMG_0009.JPG changed\nIMG_0010.JPG changed\n");
  metadata = byline_photo_read (near, NULL);
  g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT), ==, "mfa.gov.kz");
  journal = read_journal (fixture);
  g_assert_cmpuint (journal.n, ==, 1); /* catalogued or not, it lies in the library */
}

static void
test_no_catalogue (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *paths[] = { photo (fixture, 2), NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (run (fixture, paths, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (fixture->told->str, ==, "IMG_0002.JPG changed\n");
}

static void
test_failures (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *missing = g_build_filename (fixture->library, "shoot", "gone.JPG", NULL);
  g_autofree char *broken = g_build_filename (fixture->root, "broken.JPG", NULL);
  const char *paths[] = { photo (fixture, 2), missing, photo (fixture, 1), broken, NULL };

  g_assert_true (g_file_set_contents (broken, "\xff\xd8 no more", -1, NULL));
  assert_run (fixture, paths,
              "IMG_0002.JPG changed\ngone.JPG failed\nIMG_0001.JPG changed\nbroken.JPG failed\n");
  assert_followed (fixture, photo (fixture, 1));
  assert_followed (fixture, photo (fixture, 2));
}

static void
test_named_twice (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *link = g_build_filename (fixture->root, "link.JPG", NULL);
  const char *paths[] = { photo (fixture, 1), link, photo (fixture, 1), photo (fixture, 2), NULL };
  g_auto (Journal) journal = { 0 };

  g_assert_cmpint (symlink (photo (fixture, 1), link), ==, 0);
  assert_run (fixture, paths,
              "IMG_0001.JPG changed\nlink.JPG same\nIMG_0001.JPG same\nIMG_0002.JPG changed\n");
  assert_followed (fixture, photo (fixture, 1));
  journal = read_journal (fixture);
  g_assert_cmpuint (journal.n, ==, 2);
}

/* A kill between the file's rename and the catalogue's commit. */
static void
test_after_a_kill (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *paths[] = { photo (fixture, 1), NULL };
  const BylineWriteOptions options = { 0 };
  g_auto (BylineWriteReport) report = { 0 };

  g_assert_true (byline_photo_write (paths[0], fixture->edit, &options, &report, NULL));
  assert_run (fixture, paths, "IMG_0001.JPG same\n");
  assert_followed (fixture, paths[0]);
}

static void
test_changed_elsewhere (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *paths[] = { photo (fixture, 1), NULL };
  const BylineWriteOptions options = { 0 };
  g_auto (BylineWriteReport) report = { 0 };
  g_autoptr (BylineEdit) other = byline_edit_new ();
  g_autoptr (GBytes) before = NULL;
  g_auto (Journal) journal = { 0 };

  g_assert_true (byline_edit_parse (other, "headline=By another program", NULL));
  g_assert_true (byline_photo_write (paths[0], other, &options, &report, NULL));
  before = contents (paths[0]);
  assert_run (fixture, paths, "IMG_0001.JPG changed\n");
  assert_followed (fixture, paths[0]);
  journal = read_journal (fixture);
  assert_undoes (&journal, paths[0], before);
}

/* Another photo under a catalogued one's name is credited, but is not that one. */
static void
test_another_picture (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  const char *paths[] = { photo (fixture, 1), NULL };
  g_autoptr (BylineEntry) entry = NULL;

  tiny_jpeg_save (paths[0], 99, NULL, 3000);
  assert_run (fixture, paths, "IMG_0001.JPG changed\n");
  entry = byline_catalogue_get_by_path (fixture->catalogue, "shoot/IMG_0001.JPG", NULL);
  g_assert_null (byline_metadata_text (entry->metadata, BYLINE_FIELD_CREDIT));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineCancellable) cancellable = byline_cancellable_new ();
  g_autoptr (GError) error = NULL;

  byline_cancellable_cancel (cancellable);
  fixture->cancel_after_first = cancellable;
  g_assert_false (
      run (fixture, (const char *const *) fixture->paths->pdata, fixture->catalogue, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED);
  g_assert_cmpstr (fixture->told->str, ==, "");
}

#define ADD(name, test) g_test_add ("/set/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("catalogue-follows-the-files", test_catalogue_follows);
  ADD ("journal-brings-back-the-old-file", test_journal_undoes);
  ADD ("what-says-so-already-is-left-alone", test_same_again);
  ADD ("photos-outside-the-library-are-only-written", test_outside);
  ADD ("no-catalogue-is-needed", test_no_catalogue);
  ADD ("one-that-fails-does-not-stop-the-others", test_failures);
  ADD ("one-named-twice-is-written-once", test_named_twice);
  ADD ("same-command-finishes-what-a-kill-left", test_after_a_kill);
  ADD ("journal-knows-what-other-programs-changed", test_changed_elsewhere);
  ADD ("another-picture-under-the-name-is-another-photo", test_another_picture);
  ADD ("cancelled-run-starts-nothing", test_cancelled);
  return g_test_run ();
}
