#include <byline/error.h>
#include <byline/undo.h>

#include "../fixtures/tiny_jpeg.h"
#include "edit/look.h"
#include "removal.h"

#include "base/replacement.h"

#include <string.h>

#define XMP "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>"

/* A photo whose sidecar was made by an edit. */
typedef struct {
  char *root, *journal, *photo, *sidecar;
  BylineCatalogue *catalogue;
  GString *told;
} Fixture;

static BylineJournalEdit *
record_of (const Fixture *fixture, const BylineReplacement *made)
{
  BylineJournalEdit *edit = byline_journal_edit_new ();
  BylineJournalFile *file = byline_journal_edit_add_file (edit, g_strdup ("a.xmp"));
  g_autoptr (BylineInput) result = byline_replacement_result (made, NULL);

  edit->path = g_strdup (fixture->photo);
  edit->at_us = g_get_real_time ();
  byline_journal_edit_add (edit, "credit", g_strsplit ("", ",", -1), g_strsplit ("A", ",", -1));
  file->has_after = TRUE;
  g_assert_true (byline_look_hash (result, file->after, NULL));
  file->undo = g_bytes_ref (byline_replacement_undo (made));
  return edit;
}

/* As an edit does it: the new file, the journal, the name. */
static void
make_sidecar (const Fixture *fixture)
{
  g_autoptr (BylineSplice) splice = byline_splice_new ();
  g_autoptr (GBytes) bytes = g_bytes_new_static (XMP, strlen (XMP));
  g_autoptr (BylineReplacement) made = NULL;
  g_autoptr (BylineJournalEdit) edit = NULL;
  g_autoptr (GError) error = NULL;
  struct stat now;

  byline_splice_insert (splice, bytes);
  made = byline_replacement_new (fixture->sidecar, NULL, splice, FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (byline_replacement_kind (made), ==, BYLINE_REPLACEMENT_CREATES);
  edit = record_of (fixture, made);
  g_assert_true (byline_journal_put (fixture->catalogue, edit, NULL));
  g_assert_false (g_file_test (fixture->sidecar, G_FILE_TEST_EXISTS));
  byline_replacement_commit (made, &now, &error);
  g_assert_no_error (error);
  g_assert_cmpint (now.st_size, ==, (gint64) strlen (XMP));
}

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GError) error = NULL;

  fixture->root = g_dir_make_tmp ("byline-undo-XXXXXX", NULL);
  fixture->journal = g_build_filename (fixture->root, "state", NULL);
  fixture->photo = g_build_filename (fixture->root, "a.jpg", NULL);
  fixture->sidecar = g_build_filename (fixture->root, "a.xmp", NULL);
  fixture->told = g_string_new (NULL);
  tiny_jpeg_save (fixture->photo, 1, NULL, 3000);
  fixture->catalogue = byline_journal_open (fixture->journal, TRUE, &error);
  g_assert_no_error (error);
  make_sidecar (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  byline_catalogue_free (fixture->catalogue);
  remove_tree (fixture->root);
  g_string_free (fixture->told, TRUE);
  g_free (fixture->sidecar);
  g_free (fixture->photo);
  g_free (fixture->journal);
  g_free (fixture->root);
}

static void
tell (const BylineUndoItem *item, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->told, "%d %s\n", (int) item->edit,
                          item->error != NULL ? item->error->message : "undone");
}

/* @edit: 0 for the last of the photo */
static void
undo (Fixture *fixture, gint64 edit)
{
  const char *const paths[] = { fixture->photo, NULL };
  BylineUndoRequest request = { .paths = edit == 0 ? paths : NULL,
                                .edit = edit,
                                .edit_outside = TRUE,
                                .journal = fixture->journal,
                                .item = tell,
                                .user_data = fixture };
  g_autoptr (GError) error = NULL;

  g_string_truncate (fixture->told, 0);
  byline_undo_run (NULL, &request, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_sidecar (const Fixture *fixture, const char *expected)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->sidecar, &text, NULL, NULL) == (expected != NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_made_file_goes (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  assert_sidecar (fixture, XMP);
  undo (fixture, 0);
  g_assert_cmpstr (fixture->told->str, ==, "1 undone\n");
  assert_sidecar (fixture, NULL);
  g_assert_true (g_file_test (fixture->photo, G_FILE_TEST_EXISTS));
  undo (fixture, 0);
  g_assert_nonnull (strstr (fixture->told->str, "no edit of it"));
  undo (fixture, 2);
  g_assert_cmpstr (fixture->told->str, ==, "2 undone\n");
  assert_sidecar (fixture, XMP);
  undo (fixture, 0);
  g_assert_cmpstr (fixture->told->str, ==, "1 undone\n"); /* which stood again */
  assert_sidecar (fixture, NULL);
}

static void
test_changed_stays (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_true (g_file_set_contents (fixture->sidecar, "mine", -1, NULL));
  undo (fixture, 0);
  g_assert_nonnull (strstr (fixture->told->str, "changed since"));
  assert_sidecar (fixture, "mine");
}

static void
test_taken_name_stays (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  undo (fixture, 0);
  g_assert_true (g_file_set_contents (fixture->sidecar, "mine", -1, NULL));
  undo (fixture, 2);
  g_assert_nonnull (strstr (fixture->told->str, "changed since"));
  assert_sidecar (fixture, "mine");
}

static void
test_removed_already (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (g_remove (fixture->sidecar), ==, 0);
  undo (fixture, 1);
  g_assert_nonnull (strstr (fixture->told->str, "already"));
  assert_sidecar (fixture, NULL);
}

/* A run that died between journal and name: the edit never happened. */
static void
test_never_made (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_assert_cmpint (g_remove (fixture->sidecar), ==, 0);
  undo (fixture, 0);
  g_assert_nonnull (strstr (fixture->told->str, "no edit of it"));
}

static void
add_case (const char *path, void (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_case ("/undo/a-file-that-was-made-goes-and-comes-back", test_made_file_goes);
  add_case ("/undo/one-that-was-changed-since-stays", test_changed_stays);
  add_case ("/undo/one-that-has-taken-its-name-stays", test_taken_name_stays);
  add_case ("/undo/one-that-is-gone-already-is-said-so", test_removed_already);
  add_case ("/undo/one-that-was-never-made-is-no-edit", test_never_made);
  return g_test_run ();
}
