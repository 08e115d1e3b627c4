#include <byline/error.h>
#include <byline/ingest.h>

#include "../fixtures/tiny_jpeg.h"
#include "base/hash.h"
#include "removal.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#define TAKEN "2025:07:11 10:20:30"
#define SIZE 5000

typedef struct {
  char *root, *card, *library;
  BylineCatalogue *catalogue;
  GString *told; /* "IMG_0001.JPG copied 2025/07-11/IMG_0001.JPG\n" … */
  GError *first_error;
  BylineIngestSummary summary;
  BylineCancellable *cancel_after_first;
} Fixture;

static void
open_library (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->catalogue, byline_catalogue_free);
  fixture->catalogue = byline_catalogue_open (fixture->library, BYLINE_CATALOGUE_CREATE, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->root = g_dir_make_tmp ("byline-ingest-XXXXXX", NULL);
  g_assert_nonnull (fixture->root);
  fixture->card = g_build_filename (fixture->root, "card", NULL);
  fixture->library = g_build_filename (fixture->root, "library", NULL);
  g_assert_cmpint (g_mkdir (fixture->card, 0755), ==, 0);
  g_assert_cmpint (g_mkdir (fixture->library, 0755), ==, 0);
  fixture->told = g_string_new (NULL);
  open_library (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  byline_catalogue_free (fixture->catalogue);
  remove_tree (fixture->root);
  g_clear_error (&fixture->first_error);
  g_string_free (fixture->told, TRUE);
  g_free (fixture->card);
  g_free (fixture->library);
  g_free (fixture->root);
}

static char *
on_card (const Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->card, "DCIM", name, NULL);
}

static char *
in_library (const Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->library, name, NULL);
}

static void
shoot (const Fixture *fixture, const char *name, guint picture)
{
  g_autofree char *path = on_card (fixture, name);

  tiny_jpeg_save (path, picture, TAKEN, SIZE);
}

static void
on_item (const BylineIngestItem *item, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autofree char *name = g_path_get_basename (item->source);

  g_assert_true (g_str_has_prefix (item->source, "/"));
  g_assert_true ((item->error != NULL) == (item->outcome == BYLINE_OUTCOME_FAILED));
  g_assert_true ((item->path == NULL) == (item->error != NULL));
  g_string_append_printf (fixture->told, "%s %s %s\n", name, byline_outcome_name (item->outcome),
                          item->path != NULL ? item->path : "-");
  if (item->error != NULL && fixture->first_error == NULL) {
    fixture->first_error = g_error_copy (item->error);
    g_assert_nonnull (strstr (item->error->message, item->source));
  }
  if (fixture->cancel_after_first != NULL)
    byline_cancellable_cancel (fixture->cancel_after_first);
}

/* Fills in what is the same in every test and runs.  @request: nullable */
static gboolean
run (Fixture *fixture, const BylineIngestRequest *request, GError **error)
{
  const char *sources[] = { fixture->card, NULL };
  BylineIngestRequest full = request != NULL ? *request : (BylineIngestRequest){ 0 };

  if (full.sources == NULL)
    full.sources = sources;
  full.item = on_item;
  full.user_data = fixture;
  g_string_truncate (fixture->told, 0);
  g_clear_error (&fixture->first_error);
  return byline_ingest_run (fixture->catalogue, &full, fixture->cancel_after_first,
                            &fixture->summary, error);
}

static void
assert_run (Fixture *fixture, const BylineIngestRequest *request, const char *told)
{
  g_autoptr (GError) error = NULL;

  run (fixture, request, &error);
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
assert_same_file (const char *a, const char *b)
{
  g_autoptr (GBytes) left = contents (a);
  g_autoptr (GBytes) right = contents (b);

  g_assert_true (g_bytes_equal (left, right));
}

static void
assert_sha256 (const guint8 *sha256, const char *path)
{
  g_autoptr (GBytes) bytes = contents (path);
  g_autofree char *expected = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autofree char *found = byline_hex (sha256, BYLINE_SHA256_SIZE);

  g_assert_cmpstr (found, ==, expected);
}

static BylineEntry *
catalogued (Fixture *fixture, const char *path)
{
  g_autoptr (GError) error = NULL;
  BylineEntry *entry = byline_catalogue_get_by_path (fixture->catalogue, path, &error);

  g_assert_no_error (error);
  return entry;
}

static BylineEdit *
ministry (void)
{
  BylineEdit *edit = byline_edit_new ();

  g_assert_true (byline_edit_parse (edit, "credit=mfa.gov.kz", NULL));
  g_assert_true (byline_edit_parse (edit, "creator=Айгерім Нұрланова", NULL));
  g_assert_true (byline_edit_parse (edit, "city=Астана", NULL));
  return edit;
}

/* Copying ------------------------------------------------------------------------------------- */

static void
test_copies_verbatim (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *source = on_card (fixture, "100CANON/IMG_0001.JPG");
  g_autofree char *copy = in_library (fixture, "2025/07-11/IMG_0001.JPG");
  const struct timespec times[2] = { { 1000000000, 0 }, { 1234567890, 987000000 } };
  g_autoptr (BylineEntry) entry = NULL;
  struct stat now;

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  g_assert_cmpint (utimensat (AT_FDCWD, source, times, 0), ==, 0);
  assert_run (fixture, NULL, "IMG_0001.JPG copied 2025/07-11/IMG_0001.JPG\n");
  assert_same_file (source, copy);
  g_assert_cmpint (stat (copy, &now), ==, 0);
  g_assert_cmpint (now.st_mtim.tv_sec, ==, 1234567890);
  g_assert_cmpint (now.st_mtim.tv_nsec, ==, 987000000);
  g_assert_cmpuint (fixture->summary.copied, ==, 1);
  g_assert_cmpuint (fixture->summary.bytes, ==, (guint64) now.st_size);

  entry = catalogued (fixture, "2025/07-11/IMG_0001.JPG");
  g_assert_cmpstr (entry->name, ==, "IMG_0001.JPG");
  g_assert_null (entry->job);
  g_assert_cmpuint (entry->stamp.size, ==, (guint64) now.st_size);
  g_assert_cmpuint (entry->stamp.inode, ==, now.st_ino);
  assert_sha256 (entry->shot, source);
  assert_sha256 (entry->credited, copy);
}

static void
test_credits_on_the_way (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *source = on_card (fixture, "100CANON/IMG_0001.JPG");
  g_autofree char *copy = in_library (fixture, "2025/07-11_SCO/IMG_0001.JPG");
  g_autoptr (BylineEdit) edit = ministry ();
  g_autoptr (BylineMetadata) metadata = NULL;
  g_autoptr (BylineEntry) entry = NULL;
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  before = contents (source);
  assert_run (fixture, &(const BylineIngestRequest){ .edit = edit, .job = "SCO" },
              "IMG_0001.JPG copied 2025/07-11_SCO/IMG_0001.JPG\n");
  after = contents (source);
  g_assert_true (g_bytes_equal (before, after));

  metadata = byline_photo_read (copy, NULL);
  g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT), ==, "mfa.gov.kz");
  entry = catalogued (fixture, "2025/07-11_SCO/IMG_0001.JPG");
  g_assert_cmpstr (byline_metadata_text (entry->metadata, BYLINE_FIELD_CREATOR), ==,
                   "Айгерім Нұрланова");
  g_assert_cmpstr (entry->job, ==, "SCO");
  assert_sha256 (entry->shot, source);
  assert_sha256 (entry->credited, copy);
}

static void
test_templates_see_the_edit (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEdit) edit = ministry ();
  g_autoptr (BylineTemplate) folder = byline_template_parse ("{city}/{job}", NULL);
  g_autoptr (BylineTemplate) name = byline_template_parse ("{credit}_{seq:3}", NULL);

  shoot (fixture, "100CANON/IMG_0009.JPG", 9);
  shoot (fixture, "100CANON/IMG_0010.JPEG", 10);
  shoot (fixture, "101CANON/IMG_0001.jpg", 1);
  assert_run (
      fixture,
      &(const BylineIngestRequest){ .edit = edit, .folder = folder, .name = name, .job = "a/b" },
      "IMG_0009.JPG copied Астана/a_b/mfa.gov.kz_001.JPG\n"
      "IMG_0010.JPEG copied Астана/a_b/mfa.gov.kz_002.JPEG\n"
      "IMG_0001.jpg copied Астана/a_b/mfa.gov.kz_003.jpg\n");
}

/* Names --------------------------------------------------------------------------------------- */

static void
test_same_names (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  shoot (fixture, "101CANON/IMG_0001.JPG", 2);
  shoot (fixture, "102CANON/img_0001.jpg", 3);
  assert_run (fixture, NULL,
              "IMG_0001.JPG copied 2025/07-11/IMG_0001.JPG\n"
              "IMG_0001.JPG copied 2025/07-11/IMG_0001-2.JPG\n"
              "img_0001.jpg copied 2025/07-11/img_0001-3.jpg\n");
}

static void
test_taken_names (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *other = in_library (fixture, "2025/07-11/img_0001.jpg");
  g_autofree char *unicode = in_library (fixture, "2025/07-11/e\xcc\x81.JPG");
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) after = NULL;

  tiny_jpeg_save (other, 77, NULL, SIZE);
  tiny_jpeg_save (unicode, 78, NULL, SIZE);
  before = contents (other);
  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  shoot (fixture, "100CANON/\xc3\xa9.JPG", 2);
  assert_run (fixture, NULL,
              "IMG_0001.JPG copied 2025/07-11/IMG_0001-2.JPG\n"
              "\xc3\xa9.JPG copied 2025/07-11/\xc3\xa9-2.JPG\n");
  after = contents (other);
  g_assert_true (g_bytes_equal (before, after));
}

/* Running again ------------------------------------------------------------------------------- */

static void
test_second_run (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEdit) edit = ministry ();
  const BylineIngestRequest request = { .edit = edit };

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  shoot (fixture, "101CANON/IMG_0001.JPG", 2);
  run (fixture, &request, NULL);
  shoot (fixture, "102CANON/IMG_0001.JPG", 3);
  assert_run (fixture, &request,
              "IMG_0001.JPG present 2025/07-11/IMG_0001.JPG\n"
              "IMG_0001.JPG present 2025/07-11/IMG_0001-2.JPG\n"
              "IMG_0001.JPG copied 2025/07-11/IMG_0001-3.JPG\n");
  g_assert_cmpuint (fixture->summary.present, ==, 2);
  g_assert_cmpuint (fixture->summary.copied, ==, 1);
}

static void
test_twins (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  shoot (fixture, "100CANON/IMG_0002.JPG", 2);
  shoot (fixture, "101COPY0/IMG_0001.JPG", 1);
  assert_run (fixture, NULL,
              "IMG_0001.JPG copied 2025/07-11/IMG_0001.JPG\n"
              "IMG_0002.JPG copied 2025/07-11/IMG_0002.JPG\n"
              "IMG_0001.JPG present 2025/07-11/IMG_0001.JPG\n");
}

/* What a kill between rename and commit leaves: the files, and a catalogue that knows nothing. */
static void
forget_catalogue (Fixture *fixture)
{
  g_autofree char *folder = in_library (fixture, ".byline");

  g_clear_pointer (&fixture->catalogue, byline_catalogue_free);
  remove_tree (folder);
  open_library (fixture);
}

static void
test_left_by_a_kill (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *copy = in_library (fixture, "2025/07-11/IMG_0001.JPG");
  g_autofree char *source = on_card (fixture, "100CANON/IMG_0001.JPG");
  g_autoptr (BylineEdit) edit = ministry ();
  const BylineIngestRequest request = { .edit = edit };
  const char *told = "IMG_0001.JPG copied 2025/07-11/IMG_0001.JPG\n"
                     "IMG_0001.JPG copied 2025/07-11/IMG_0001-2.JPG\n";
  g_autoptr (BylineEntry) entry = NULL;
  struct stat before, after;

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  shoot (fixture, "101CANON/IMG_0001.JPG", 2);
  assert_run (fixture, &request, told);
  g_assert_cmpint (stat (copy, &before), ==, 0);
  forget_catalogue (fixture);
  assert_run (fixture, &request, told);
  g_assert_cmpint (stat (copy, &after), ==, 0);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);
  entry = catalogued (fixture, "2025/07-11/IMG_0001.JPG");
  g_assert_cmpuint (entry->stamp.inode, ==, after.st_ino);
  assert_sha256 (entry->shot, source);
  assert_sha256 (entry->credited, copy);
}

/* The same picture under the same name, but not with our fields in it: somebody else's. */
static void
test_not_left_by_us (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineEdit) edit = ministry ();

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  run (fixture, NULL, NULL);
  forget_catalogue (fixture);
  assert_run (fixture, &(const BylineIngestRequest){ .edit = edit },
              "IMG_0001.JPG copied 2025/07-11/IMG_0001-2.JPG\n");
}

static void
test_deleted_comes_again (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *copy = in_library (fixture, "2025/07-11/IMG_0001.JPG");

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  run (fixture, NULL, NULL);
  g_assert_cmpint (g_unlink (copy), ==, 0);
  assert_run (fixture, NULL, "IMG_0001.JPG copied 2025/07-11/IMG_0001.JPG\n");
}

static void
test_leftovers (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *part = in_library (fixture, "2025/07-11/.byline-abcdef.part");

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  tiny_jpeg_save (part, 5, NULL, 100);
  run (fixture, NULL, NULL);
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
  tiny_jpeg_save (part, 5, NULL, 100);
  run (fixture, NULL, NULL); /* nothing to copy, and yet */
  g_assert_false (g_file_test (part, G_FILE_TEST_EXISTS));
}

/* What goes wrong ----------------------------------------------------------------------------- */

static void
test_broken_file (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *broken = on_card (fixture, "100CANON/IMG_0002.JPG");
  g_autofree char *empty = on_card (fixture, "100CANON/IMG_0004.JPG");

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  g_assert_true (g_file_set_contents (broken, "\xff\xd8 no more", -1, NULL));
  shoot (fixture, "100CANON/IMG_0003.JPG", 3);
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  assert_run (fixture, NULL,
              "IMG_0001.JPG copied 2025/07-11/IMG_0001.JPG\n"
              "IMG_0002.JPG copied unknown/IMG_0002.JPG\n"
              "IMG_0003.JPG copied 2025/07-11/IMG_0003.JPG\n"
              "IMG_0004.JPG copied unknown/IMG_0004.JPG\n");
  g_assert_cmpuint (fixture->summary.failed, ==, 0);
  g_assert_cmpuint (fixture->summary.damaged, ==, 2);
}

static void
test_named_other_file (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *text = g_build_filename (fixture->card, "notes.txt", NULL);
  const char *sources[] = { text, NULL };

  g_assert_true (g_file_set_contents (text, "no photo", -1, NULL));
  assert_run (fixture, &(const BylineIngestRequest){ .sources = sources }, "notes.txt failed -\n");
  g_assert_error (fixture->first_error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED);
}

static void
test_dry_run (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *folder = in_library (fixture, "2025");

  shoot (fixture, "100CANON/IMG_0001.JPG", 1);
  shoot (fixture, "101CANON/IMG_0001.JPG", 2);
  shoot (fixture, "102CANON/IMG_0001.JPG", 1);
  assert_run (fixture, &(const BylineIngestRequest){ .dry_run = TRUE },
              "IMG_0001.JPG planned 2025/07-11/IMG_0001.JPG\n"
              "IMG_0001.JPG planned 2025/07-11/IMG_0001-2.JPG\n"
              "IMG_0001.JPG present 2025/07-11/IMG_0001.JPG\n");
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static void
test_cancelled (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (BylineCancellable) cancellable = byline_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_build_filename (fixture->card, "notes.txt", NULL);
  const char *sources[] = { text, fixture->card, NULL };
  const BylineIngestRequest both = { .sources = sources };
  guint copied;

  for (guint i = 0; i < 60; i++) {
    g_autofree char *name = g_strdup_printf ("100CANON/IMG_%04u.JPG", i + 1);

    shoot (fixture, name, i + 1);
  }
  /* What fails is told of at once, so the cancel comes early. */
  g_assert_true (g_file_set_contents (text, "no photo", -1, NULL));
  fixture->cancel_after_first = cancellable;
  g_assert_false (run (fixture, &both, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED);
  copied = fixture->summary.copied;
  g_assert_cmpuint (copied, <, 60);

  fixture->cancel_after_first = NULL;
  run (fixture, NULL, NULL);
  g_assert_cmpuint (fixture->summary.present, ==, copied);
  g_assert_cmpuint (fixture->summary.copied, ==, 60 - copied);
}

/* The disk fills up in the middle of a photo. */
static void
test_full_disk (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *large = on_card (fixture, "100CANON/IMG_0001.JPG");
  g_autofree char *folder = in_library (fixture, "2025/07-11");
  struct rlimit before, small;

  tiny_jpeg_save (large, 1, TAKEN, 6000000);
  shoot (fixture, "100CANON/IMG_0002.JPG", 2);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  small.rlim_cur = 3000000;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  run (fixture, NULL, NULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);

  g_assert_cmpstr (fixture->told->str, ==,
                   "IMG_0001.JPG failed -\n"
                   "IMG_0002.JPG copied 2025/07-11/IMG_0002.JPG\n");
  g_assert_error (fixture->first_error, BYLINE_ERROR, BYLINE_ERROR_WRITE);
  {
    g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

    g_assert_cmpstr (g_dir_read_name (dir), ==, "IMG_0002.JPG");
    g_assert_null (g_dir_read_name (dir));
  }
  assert_run (fixture, NULL,
              "IMG_0001.JPG copied 2025/07-11/IMG_0001.JPG\n"
              "IMG_0002.JPG present 2025/07-11/IMG_0002.JPG\n");
}

/* Whichever thread is first, names go out in the card's order. */
static void
test_many_threads (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) expected = g_string_new (NULL);

  for (guint i = 0; i < 40; i++) {
    g_autofree char *name = g_strdup_printf ("%uCANON/IMG_0001.JPG", 100 + i);
    g_autofree char *number = i > 0 ? g_strdup_printf ("-%u", i + 1) : g_strdup ("");
    g_autofree char *path = on_card (fixture, name);

    tiny_jpeg_save (path, i, TAKEN, i % 7 == 0 ? 200000 : 100);
    g_string_append_printf (expected, "IMG_0001.JPG copied 2025/07-11/IMG_0001%s.JPG\n", number);
  }
  assert_run (fixture, &(const BylineIngestRequest){ .n_threads = 8 }, expected->str);
}

#define ADD(name, test) g_test_add ("/ingest/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("copies-byte-for-byte-without-an-edit", test_copies_verbatim);
  ADD ("credits-on-the-way-in-and-leaves-the-card", test_credits_on_the_way);
  ADD ("templates-speak-of-the-fields-as-they-will-be", test_templates_see_the_edit);
  ADD ("same-names-are-told-apart-in-card-order", test_same_names);
  ADD ("taken-names-stay-with-their-files", test_taken_names);
  ADD ("second-run-finds-everything-present", test_second_run);
  ADD ("twins-on-a-card-are-copied-once", test_twins);
  ADD ("what-a-kill-left-is-taken-over", test_left_by_a_kill);
  ADD ("what-others-left-is-not-taken-over", test_not_left_by_us);
  ADD ("deleted-photo-comes-in-again", test_deleted_comes_again);
  ADD ("leftovers-of-dead-runs-are-swept", test_leftovers);
  ADD ("a-broken-file-is-taken-as-it-is", test_broken_file);
  ADD ("a-named-file-that-is-no-photo-fails", test_named_other_file);
  ADD ("dry-run-touches-nothing", test_dry_run);
  ADD ("cancelled-run-can-go-on", test_cancelled);
  ADD ("full-disk-fails-one-photo-and-leaves-no-part", test_full_disk);
  ADD ("names-are-the-same-with-many-threads", test_many_threads);
  return g_test_run ();
}
