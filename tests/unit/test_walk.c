#include "ingest/walk.h"

#include "removal.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  char *card;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  fixture->card = g_dir_make_tmp ("byline-walk-XXXXXX", NULL);
  g_assert_nonnull (fixture->card);
}

static void
tear_down (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  remove_tree (fixture->card);
  g_free (fixture->card);
}

static void
touch (const Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->card, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

/* The photos found in the card and @more, relative to the card, with spaces between. */
static char *
walk (const Fixture *fixture, const char *more)
{
  g_autofree char *other = more != NULL ? g_build_filename (fixture->card, more, NULL) : NULL;
  const char *sources[] = { fixture->card, other, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineCard) card = byline_walk (sources, &error);
  GString *names = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < card->files->len; i++) {
    const BylineCardFile *file = g_ptr_array_index (card->files, i);
    g_autofree char *path = byline_card_file_path (file);

    g_assert_no_error (file->problem);
    g_assert_cmpuint (file->size, ==, 1);
    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", path + strlen (fixture->card) + 1);
  }
  return g_string_free (names, FALSE);
}

static void
test_order (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = {
    "DCIM/101CANON/IMG_0001.JPG",
    "DCIM/100CANON/IMG_9999.JPG",
    "DCIM/100CANON/IMG_0002.JPG",
    "DCIM/101CANON/DSC_0002.JPG",
    "DCIM/100CANON/_MG_0010.JPG",
    "DCIM/100CANON/Z0.jpeg",
    "loose/b.jpg",
    "loose/a.JPE",
  };
  g_autofree char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    touch (fixture, names[i]);
  found = walk (fixture, NULL);
  g_assert_cmpstr (found, ==,
                   "loose/a.JPE loose/b.jpg "
                   "DCIM/100CANON/IMG_0002.JPG DCIM/100CANON/_MG_0010.JPG "
                   "DCIM/100CANON/IMG_9999.JPG DCIM/100CANON/Z0.jpeg "
                   "DCIM/101CANON/IMG_0001.JPG DCIM/101CANON/DSC_0002.JPG");
}

static void
test_leaves_out (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  static const char *const names[] = {
    "DCIM/100CANON/IMG_0001.JPG",
    "DCIM/100CANON/._IMG_0001.JPG",
    "DCIM/100CANON/.IMG_0002.JPG",
    "DCIM/100CANON/IMG_0001.CTG",
    "DCIM/100CANON/Thumbs.db",
    ".byline/IMG_0004.JPG",
    "DCIM/.Trashes/IMG_0005.JPG",
    "MISC/IMG_0006.JPG",
    "@eaDir/IMG_0007.JPG",
    "DCIM/MISC/IMG_0008.JPG",
    "System Volume Information/x.jpg",
    "jpg",
  };
  g_autofree char *loop = g_build_filename (fixture->card, "DCIM", "200LOOP0", NULL);
  g_autofree char *link = g_build_filename (fixture->card, "IMG_0006.JPG", NULL);
  g_autofree char *fifo = g_build_filename (fixture->card, "IMG_0007.JPG", NULL);
  g_autofree char *found = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    touch (fixture, names[i]);
  g_assert_cmpint (symlink ("..", loop), ==, 0);
  g_assert_cmpint (symlink ("jpg", link), ==, 0);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  found = walk (fixture, NULL);
  g_assert_cmpstr (found, ==, "DCIM/100CANON/IMG_0001.JPG DCIM/MISC/IMG_0008.JPG");
  {
    const char *sources[] = { fixture->card, NULL };
    g_autoptr (BylineCard) card = byline_walk (sources, NULL);

    /* hidden: 2 files and 2 folders; other kinds: 3; system folders: 3; loop, link and pipe */
    g_assert_cmpuint (card->left_out, ==, 13);
  }
}

static void
test_named_file (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *found = NULL;

  touch (fixture, "IMG_0001.JPG");
  touch (fixture, ".odd");
  found = walk (fixture, ".odd");
  g_assert_cmpstr (found, ==, "IMG_0001.JPG .odd");
}

static void
test_nothing_twice (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *found = NULL;

  touch (fixture, "DCIM/100CANON/IMG_0001.JPG");
  found = walk (fixture, "DCIM/../DCIM");
  g_assert_cmpstr (found, ==, "DCIM/100CANON/IMG_0001.JPG");
}

/* A second name, a link to the folder, the same folder mounted elsewhere: one file all the same. */
static void
test_other_ways (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *way = g_build_filename (fixture->card, "way", NULL);
  g_autofree char *photo = g_build_filename (fixture->card, "DCIM", "IMG_0001.JPG", NULL);
  g_autofree char *again = g_build_filename (fixture->card, "DCIM", "IMG_0002.JPG", NULL);
  g_autofree char *found = NULL;

  touch (fixture, "DCIM/IMG_0001.JPG");
  g_assert_cmpint (symlink ("DCIM", way), ==, 0);
  g_assert_cmpint (link (photo, again), ==, 0);
  found = walk (fixture, "way");
  g_assert_true (g_str_equal (found, "DCIM/IMG_0001.JPG") ||
                 g_str_equal (found, "DCIM/IMG_0002.JPG"));
}

static void
test_missing_source (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autofree char *missing = g_build_filename (fixture->card, "gone", NULL);
  const char *sources[] = { fixture->card, missing, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_walk (sources, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, missing));
}

/* A loop that no link makes: folders without end. */
static void
test_deep_folders (Fixture *fixture, gconstpointer data G_GNUC_UNUSED)
{
  g_autoptr (GString) path = g_string_new (fixture->card);
  const char *sources[] = { fixture->card, NULL };
  g_autoptr (BylineCard) card = NULL;
  const BylineCardFile *file;

  for (guint depth = 0; depth < 200; depth++)
    g_string_append (path, "/d");
  g_assert_cmpint (g_mkdir_with_parents (path->str, 0755), ==, 0);
  card = byline_walk (sources, NULL);
  g_assert_cmpuint (card->files->len, ==, 1);
  file = g_ptr_array_index (card->files, 0);
  g_assert_error (file->problem, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE);
}

#define ADD(name, test) g_test_add ("/walk/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("order-is-the-cards", test_order);
  ADD ("hidden-linked-and-other-files-are-left-out", test_leaves_out);
  ADD ("a-file-by-name-is-taken", test_named_file);
  ADD ("nothing-is-found-twice", test_nothing_twice);
  ADD ("nothing-is-found-twice-by-other-ways", test_other_ways);
  ADD ("a-missing-source-is-an-error", test_missing_source);
  ADD ("folders-without-end-are-given-up", test_deep_folders);
  return g_test_run ();
}
