#include "../fixtures/tiff_writer.h"

#include <byline/error.h>
#include <byline/publish.h>

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <jpeglib.h> /* after <stdio.h>: it names FILE without declaring it */

/* What must never leave: each is in every photo that write_photo() makes. */
static const char *const secrets[] = { "SERIAL-4711", "Owner Private", "Firmware 1.2.3",
                                       "Secret Camera", "MAKERNOTE" };

static void
add_gps (TiffDirectory *gps)
{
  const guint32 latitude[] = { 51, 1, 7, 1, 0, 1 };

  tiff_add_ascii (gps, 1, "N");
  tiff_add_rationals (gps, 2, latitude, 3);
  tiff_add_ascii (gps, 3, "E");
  tiff_add_rationals (gps, 4, latitude, 3);
}

static GByteArray *
make_exif (guint16 orientation)
{
  TiffWriter tiff = { .big_endian = FALSE };
  TiffDirectory ifd0 = { 0 }, exif = { 0 }, gps = { 0 };
  guint32 note, exif_at, gps_at;

  tiff_begin (&tiff);
  note = tiff.bytes->len;
  tiff_write (&tiff, "MAKERNOTE", 10);
  add_gps (&gps);
  gps_at = tiff_write_directory (&tiff, &gps, 0);
  tiff_add_undefined_at (&exif, 0x927C, note, 10);
  tiff_add_ascii (&exif, 0xA430, "Owner Private");
  tiff_add_ascii (&exif, 0xA431, "SERIAL-4711");
  exif_at = tiff_write_directory (&tiff, &exif, 0);
  tiff_add_ascii (&ifd0, 0x0110, "Secret Camera");
  tiff_add_short (&ifd0, 0x0112, orientation);
  tiff_add_ascii (&ifd0, 0x0131, "Firmware 1.2.3");
  tiff_add_long (&ifd0, 0x8769, exif_at);
  tiff_add_long (&ifd0, 0x8825, gps_at);
  tiff_set_first (&tiff, tiff_write_directory (&tiff, &ifd0, 0));
  return tiff.bytes;
}

/* A small photo with all a camera writes; @shade makes its picture its own. */
static void
write_photo (const char *path, guint16 orientation, guint8 shade)
{
  enum { WIDTH = 96, HEIGHT = 64 };
  g_autoptr (GByteArray) exif = make_exif (orientation);
  g_autoptr (GByteArray) marker = g_byte_array_new ();
  struct jpeg_error_mgr errors;
  struct jpeg_compress_struct jpeg = { .err = jpeg_std_error (&errors) };
  unsigned char *bytes = NULL;
  unsigned long size = 0;
  JSAMPLE row[WIDTH * 3];

  g_byte_array_append (marker, (const guint8 *) "Exif\0", 6);
  g_byte_array_append (marker, exif->data, exif->len);
  jpeg_create_compress (&jpeg);
  jpeg_mem_dest (&jpeg, &bytes, &size);
  jpeg.image_width = WIDTH;
  jpeg.image_height = HEIGHT;
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults (&jpeg);
  jpeg_start_compress (&jpeg, TRUE);
  jpeg_write_marker (&jpeg, JPEG_APP0 + 1, marker->data, marker->len);
  for (guint y = 0; y < HEIGHT; y++) {
    JSAMPROW rows = row;

    for (guint x = 0; x < WIDTH * 3; x++)
      row[x] = (JSAMPLE) (x + y * 3 + shade);
    jpeg_write_scanlines (&jpeg, &rows, 1);
  }
  jpeg_finish_compress (&jpeg);
  jpeg_destroy_compress (&jpeg);
  g_assert_true (g_file_set_contents (path, (const char *) bytes, (gssize) size, NULL));
  free (bytes);
}

static void
set (const char *path, const char *assignment)
{
  const BylineWriteOptions options = { 0 };
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  g_auto (BylineWriteReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  byline_edit_parse (edit, assignment, &error);
  g_assert_no_error (error);
  byline_photo_write (path, edit, &options, &report, &error);
  g_assert_no_error (error);
}

/* A folder of photos, the folder they go to, and what was heard of them. */
typedef struct {
  char *card, *out;
  GPtrArray *paths;  /* of char * */
  GPtrArray *said;   /* of char *: "NAME made kept" or "NAME error" */
  GPtrArray *files;  /* of char *: every rendition's path */
  GPtrArray *errors; /* of char * */
  guint n_made;
  GThread *home;
  gboolean html;
} Shoot;

static void
shoot_init (Shoot *shoot)
{
  memset (shoot, 0, sizeof *shoot);
  shoot->card = g_dir_make_tmp ("byline-publish-XXXXXX", NULL);
  shoot->out = g_build_filename (shoot->card, "site", "photos", NULL);
  shoot->paths = g_ptr_array_new_with_free_func (g_free);
  shoot->said = g_ptr_array_new_with_free_func (g_free);
  shoot->files = g_ptr_array_new_with_free_func (g_free);
  shoot->errors = g_ptr_array_new_with_free_func (g_free);
  shoot->home = g_thread_self ();
}

static void
remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name (dir)) != NULL) {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  }
  g_remove (path);
}

static void
shoot_clear (Shoot *shoot)
{
  remove_tree (shoot->card);
  g_free (shoot->card);
  g_free (shoot->out);
  g_ptr_array_unref (shoot->paths);
  g_ptr_array_unref (shoot->said);
  g_ptr_array_unref (shoot->files);
  g_ptr_array_unref (shoot->errors);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Shoot, shoot_clear)

/* Returns: (transfer none): the path, under the card's folder */
static const char *
add_path (Shoot *shoot, const char *name)
{
  char *path = g_build_filename (shoot->card, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);

  g_mkdir_with_parents (folder, 0700);
  g_ptr_array_add (shoot->paths, path);
  return path;
}

static const char *
add_photo (Shoot *shoot, const char *name, guint8 shade)
{
  const char *path = add_path (shoot, name);

  write_photo (path, 1, shade);
  set (path, "credit=mfa.gov.kz");
  set (path, "creator=Айгерім Нұрланова");
  set (path, "headline=The handshake");
  return path;
}

static void
on_item (const BylinePublishItem *item, gpointer user_data)
{
  Shoot *shoot = user_data;
  g_autofree char *name = g_path_get_basename (item->source);
  guint made = 0;

  g_assert_true (g_thread_self () == shoot->home);
  if (item->error != NULL) {
    g_ptr_array_add (shoot->said, g_strdup_printf ("%s failed", name));
    g_ptr_array_add (shoot->errors, g_strdup (item->error->message));
    return;
  }
  for (guint i = 0; i < item->renditions->len; i++) {
    const BylinePublished *file = g_ptr_array_index (item->renditions, i);
    struct stat now;

    g_assert_cmpint (g_stat (file->path, &now), ==, 0);
    g_assert_cmpuint ((guint64) now.st_size, ==, file->bytes);
    g_ptr_array_add (shoot->files, g_strdup (file->path));
    made += file->made ? 1 : 0;
  }
  shoot->n_made += made;
  g_ptr_array_add (shoot->said,
                   g_strdup_printf ("%s %u %u", name, made, item->renditions->len - made));
}

static gboolean
run (Shoot *shoot, BylineCancellable *cancellable, GError **error)
{
  static const int widths[] = { 32, 80, 4000 };
  static const BylineFormat formats[] = { BYLINE_FORMAT_JPEG, BYLINE_FORMAT_WEBP };
  const BylinePublishRequest request = {
    .folder = shoot->out,
    .spec = { .widths = widths, .n_widths = 3, .formats = formats, .n_formats = 2 },
    .html = shoot->html,
    .allow_uncredited = TRUE,
    .n_threads = 3,
    .item = on_item,
    .user_data = shoot,
  };
  g_autofree BylinePublishPhoto *photos = g_new0 (BylinePublishPhoto, shoot->paths->len);

  g_ptr_array_set_size (shoot->said, 0);
  g_ptr_array_set_size (shoot->files, 0);
  g_ptr_array_set_size (shoot->errors, 0);
  shoot->n_made = 0;
  for (guint i = 0; i < shoot->paths->len; i++)
    photos[i].path = g_ptr_array_index (shoot->paths, i);
  return byline_publish (photos, shoot->paths->len, &request, cancellable, error);
}

static void
run_well (Shoot *shoot)
{
  g_autoptr (GError) error = NULL;

  run (shoot, NULL, &error);
  g_assert_no_error (error);
}

static const char *
said (const Shoot *shoot, guint index)
{
  g_assert_cmpuint (index, <, shoot->said->len);
  return g_ptr_array_index (shoot->said, index);
}

static guint
count_secrets (const char *path)
{
  g_autofree char *bytes = NULL;
  gsize length;
  guint n = 0;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    n += memmem (bytes, length, secrets[i], strlen (secrets[i])) != NULL ? 1 : 0;
  return n;
}

static void
assert_public_fields (const char *path)
{
  g_autoptr (BylineMetadata) metadata = byline_photo_read (path, NULL);
  const BylineFacts *facts = byline_metadata_get_facts (metadata);

  g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT), ==, "mfa.gov.kz");
  g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_CREATOR), ==, "Айгерім Нұрланова");
  g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_HEADLINE), ==, "The handshake");
  g_assert_null (facts->serial);
  g_assert_null (facts->camera);
  g_assert_false (facts->has_gps);
}

static void
test_renditions_carry_the_credit_and_nothing_private (void)
{
  g_auto (Shoot) shoot;

  shoot_init (&shoot);
  g_assert_cmpuint (count_secrets (add_photo (&shoot, "IMG 1.JPG", 0)), ==, G_N_ELEMENTS (secrets));
  run_well (&shoot);
  g_assert_cmpstr (said (&shoot, 0), ==, "IMG 1.JPG 6 0"); /* 32, 80 and its own 96 */
  for (guint i = 0; i < shoot.files->len; i++) {
    const char *path = g_ptr_array_index (shoot.files, i);
    assert_public_fields (path);
    g_assert_cmpuint (count_secrets (path), ==, 0);
  }
}

static void
test_second_run_makes_nothing (void)
{
  g_auto (Shoot) shoot;
  g_autoptr (GArray) before = g_array_new (FALSE, FALSE, sizeof (struct stat));

  shoot_init (&shoot);
  add_photo (&shoot, "IMG_1.JPG", 0);
  run_well (&shoot);
  for (guint i = 0; i < shoot.files->len; i++) {
    struct stat now;

    g_stat (g_ptr_array_index (shoot.files, i), &now);
    g_array_append_val (before, now);
  }
  run_well (&shoot);
  g_assert_cmpstr (said (&shoot, 0), ==, "IMG_1.JPG 0 6");
  for (guint i = 0; i < shoot.files->len; i++) {
    const struct stat *then = &g_array_index (before, struct stat, i);
    struct stat now;

    g_stat (g_ptr_array_index (shoot.files, i), &now);
    g_assert_cmpuint (then->st_ino, ==, now.st_ino);
    g_assert_cmpint (then->st_mtim.tv_nsec, ==, now.st_mtim.tv_nsec);
  }
}

static void
assert_other_credit (const char *path)
{
  g_autoptr (BylineMetadata) metadata = byline_photo_read (path, NULL);
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT), ==, "other.example");
  g_assert_null (byline_metadata_text (metadata, BYLINE_FIELD_HEADLINE));
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  g_assert_null (memmem (bytes, length, "mfa.gov.kz", 10));
  g_assert_null (memmem (bytes, length, "handshake", 9));
}

static void
test_new_credit_keeps_the_pixels (void)
{
  g_auto (Shoot) shoot;
  const char *photo;
  BylineId before[6], after;

  shoot_init (&shoot);
  photo = add_photo (&shoot, "IMG_1.JPG", 0);
  run_well (&shoot);
  for (guint i = 0; i < shoot.files->len; i++)
    g_assert_true (byline_photo_id (g_ptr_array_index (shoot.files, i), &before[i], NULL));
  set (photo, "credit=other.example");
  set (photo, "headline=");
  run_well (&shoot);
  g_assert_cmpstr (said (&shoot, 0), ==, "IMG_1.JPG 6 0");
  for (guint i = 0; i < shoot.files->len; i++) {
    const char *path = g_ptr_array_index (shoot.files, i);

    g_assert_true (byline_photo_id (path, &after, NULL));
    g_assert_cmpint (memcmp (&before[i], &after, sizeof after), ==, 0);
    assert_other_credit (path);
  }
}

static void
test_rubbish_under_the_name_is_replaced (void)
{
  g_auto (Shoot) shoot;
  const char *first;
  g_autoptr (BylineMetadata) metadata = NULL;

  shoot_init (&shoot);
  add_photo (&shoot, "IMG_1.JPG", 0);
  run_well (&shoot);
  first = g_ptr_array_index (shoot.files, 0);
  g_assert_true (g_file_set_contents (first, "half a file", -1, NULL));
  g_remove (g_ptr_array_index (shoot.files, 5));
  run_well (&shoot);
  g_assert_cmpstr (said (&shoot, 0), ==, "IMG_1.JPG 2 4");
  metadata = byline_photo_read (g_ptr_array_index (shoot.files, 0), NULL);
  g_assert_cmpint (byline_metadata_get_facts (metadata)->width, ==, 32);
}

static void
test_broken_photo_fails_alone (void)
{
  static const char *const expected[] = { "IMG_1.JPG 6 0", "broken.jpg failed",
                                          "missing.jpg failed", "IMG_2.JPG 6 0" };
  g_auto (Shoot) shoot;

  shoot_init (&shoot);
  shoot.html = TRUE;
  add_photo (&shoot, "IMG_1.JPG", 0);
  g_assert_true (
      g_file_set_contents (add_path (&shoot, "broken.jpg"), "\xFF\xD8\xFF\xE0 no", -1, NULL));
  add_path (&shoot, "missing.jpg");
  add_photo (&shoot, "IMG_2.JPG", 9);
  run_well (&shoot);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (said (&shoot, i), ==, expected[i]);
  for (guint i = 0; i < 2; i++)
    g_assert_nonnull (
        strstr (g_ptr_array_index (shoot.errors, i), g_ptr_array_index (shoot.paths, i + 1)));
}

static void
test_many_photos_are_told_in_order (void)
{
  g_auto (Shoot) shoot;

  shoot_init (&shoot);
  for (guint8 i = 0; i < 20; i++) {
    g_autofree char *name = g_strdup_printf ("%u/IMG_%u.JPG", i, i % 7);

    write_photo (add_path (&shoot, name), 1, i);
  }
  run_well (&shoot);
  for (guint i = 0; i < 20; i++) {
    g_autofree char *expected = g_strdup_printf ("IMG_%u.JPG 6 0", i % 7);

    g_assert_cmpstr (said (&shoot, i), ==, expected);
  }
}

static void
test_sideways_photo_stands_up (void)
{
  g_auto (Shoot) shoot;
  g_autoptr (BylineMetadata) metadata = NULL;
  const BylineFacts *facts;

  shoot_init (&shoot);
  write_photo (add_path (&shoot, "IMG_6.JPG"), 6, 0);
  run_well (&shoot);
  g_assert_cmpstr (said (&shoot, 0), ==, "IMG_6.JPG 4 0"); /* 32 and its own 64 */
  metadata = byline_photo_read (g_ptr_array_index (shoot.files, 2), NULL);
  facts = byline_metadata_get_facts (metadata);
  g_assert_cmpint (facts->width, ==, 64);
  g_assert_cmpint (facts->height, ==, 96);
  g_assert_cmpint (facts->orientation, ==, 1);
}

static char *
read_page (const Shoot *shoot, const char *name)
{
  g_autofree char *path = g_build_filename (shoot->out, name, NULL);
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return text;
}

/* There is one file of that pattern. */
static void
assert_page (const Shoot *shoot, const char *pattern)
{
  g_autoptr (GDir) dir = g_dir_open (shoot->out, 0, NULL);
  guint found = 0;
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    found += g_regex_match_simple (pattern, name, 0, 0) ? 1 : 0;
  g_assert_cmpuint (found, ==, 1);
}

static void
test_pages_show_what_was_made (void)
{
  g_auto (Shoot) shoot;
  g_autofree char *page = NULL, *index = NULL;

  shoot_init (&shoot);
  shoot.html = TRUE;
  add_photo (&shoot, "Қол алысу.JPG", 0);
  add_photo (&shoot, "IMG_2.JPG", 9);
  run_well (&shoot);
  page = read_page (&shoot, "Қол-алысу.html");
  index = read_page (&shoot, "index.html");
  g_assert_nonnull (strstr (page, "Photo credit: mfa.gov.kz"));
  g_assert_nonnull (strstr (page, "<title>The handshake</title>"));
  g_assert_nonnull (strstr (index, "href=\"IMG_2.html\""));
  g_assert_nonnull (strstr (index, "href=\"%D2%9A%D0%BE%D0%BB-"));
  for (guint i = 0; i < shoot.files->len; i++) {
    g_autofree char *name = g_path_get_basename (g_ptr_array_index (shoot.files, i));
    g_autofree char *link = g_uri_escape_string (name, NULL, FALSE);

    g_assert_nonnull (strstr (index, link));
  }
}

static void
test_pages_change_with_their_photos (void)
{
  g_auto (Shoot) shoot;
  g_autofree char *path = NULL, *page = NULL;
  struct stat before, after;

  shoot_init (&shoot);
  shoot.html = TRUE;
  add_photo (&shoot, "IMG_2.JPG", 9);
  run_well (&shoot);
  path = g_build_filename (shoot.out, "index.html", NULL);
  g_stat (path, &before);
  run_well (&shoot);
  g_stat (path, &after);
  g_assert_cmpuint (before.st_ino, ==, after.st_ino);

  set (g_ptr_array_index (shoot.paths, 0), "credit=other.example");
  run_well (&shoot);
  g_stat (path, &after);
  g_assert_cmpuint (before.st_ino, !=, after.st_ino);
  page = read_page (&shoot, "IMG_2.html");
  g_assert_nonnull (strstr (page, "Photo credit: other.example"));
}

static void
test_pages_of_one_name_stand_side_by_side (void)
{
  g_auto (Shoot) shoot;
  g_autofree char *first = NULL, *index = NULL, *plain = NULL;

  shoot_init (&shoot);
  shoot.html = TRUE;
  add_photo (&shoot, "a/IMG_1.JPG", 0);
  add_photo (&shoot, "index.jpg", 50);
  run_well (&shoot);
  first = read_page (&shoot, "IMG_1.html");
  g_assert_nonnull (first);
  assert_page (&shoot, "^index-[0-9a-f]{8}\\.html$");

  /* another card's IMG_1, alone: the page that is there is not its own */
  g_ptr_array_set_size (shoot.paths, 0);
  add_photo (&shoot, "b/img_1.jpg", 9);
  add_photo (&shoot, "c/IMG_1.JPG", 99);
  run_well (&shoot);
  index = read_page (&shoot, "index.html");
  plain = read_page (&shoot, "IMG_1.html");
  g_assert_cmpstr (plain, ==, first);
  assert_page (&shoot, "^img_1-[0-9a-f]{8}\\.html$");
  assert_page (&shoot, "^IMG_1-[0-9a-f]{8}\\.html$");
  g_assert_nonnull (strstr (index, "href=\"img_1-"));
  g_assert_nonnull (strstr (index, "href=\"IMG_1-"));
}

static void
test_pages_of_others_are_left_alone (void)
{
  g_auto (Shoot) shoot;
  g_autofree char *about = NULL, *index = NULL, *kept = NULL;
  g_autoptr (GError) error = NULL;

  shoot_init (&shoot);
  shoot.html = TRUE;
  add_photo (&shoot, "about.jpg", 0);
  g_mkdir_with_parents (shoot.out, 0700);
  about = g_build_filename (shoot.out, "about.html", NULL);
  index = g_build_filename (shoot.out, "index.html", NULL);
  g_assert_true (g_file_set_contents (about, "by hand", -1, NULL));
  run_well (&shoot);
  kept = read_page (&shoot, "about.html");
  g_assert_cmpstr (kept, ==, "by hand");
  assert_page (&shoot, "^about-[0-9a-f]{8}\\.html$");

  g_assert_true (g_file_set_contents (index, "<html>the ministry</html>", -1, NULL));
  g_assert_false (run (&shoot, NULL, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_EXISTS);
  g_assert_cmpuint (shoot.said->len, ==, 0);
}

static void
test_one_picture_has_one_credit (void)
{
  g_auto (Shoot) shoot;
  const char *error;

  shoot_init (&shoot);
  add_photo (&shoot, "a/IMG_1.JPG", 0);
  add_photo (&shoot, "b/IMG_1.JPG", 0); /* says the same */
  set (add_photo (&shoot, "c/IMG_1.JPG", 0), "credit=other.example");
  run_well (&shoot);
  g_assert_cmpstr (said (&shoot, 0), ==, "IMG_1.JPG 6 0");
  g_assert_cmpstr (said (&shoot, 1), ==, "IMG_1.JPG 0 6");
  g_assert_cmpstr (said (&shoot, 2), ==, "IMG_1.JPG failed");
  error = g_ptr_array_index (shoot.errors, 0);
  g_assert_nonnull (strstr (error, "c/IMG_1.JPG"));
  g_assert_nonnull (strstr (error, "b/IMG_1.JPG"));
}

static void
test_words_given_stand_over_the_file (void)
{
  static const int widths[] = { 32 };
  static const BylineFormat formats[] = { BYLINE_FORMAT_JPEG };
  g_auto (Shoot) shoot;
  g_autoptr (BylineMetadata) given = byline_metadata_new ();
  g_autoptr (BylineMetadata) metadata = NULL;
  g_autoptr (GError) error = NULL;
  BylinePublishPhoto photo = { .metadata = given };
  BylineId id = { { 7 } };

  shoot_init (&shoot);
  byline_metadata_add (given, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, NULL, "from.catalogue");
  byline_metadata_reconcile (given, TRUE);
  photo.path = add_photo (&shoot, "IMG_1.JPG", 0);
  photo.id = &id;
  const BylinePublishRequest request = {
    .folder = shoot.out,
    .spec = { .widths = widths, .n_widths = 1, .formats = formats, .n_formats = 1 },
    .item = on_item,
    .user_data = &shoot,
  };
  g_assert_true (byline_publish (&photo, 1, &request, NULL, &error));
  g_assert_no_error (error);
  metadata = byline_photo_read (g_ptr_array_index (shoot.files, 0), NULL);
  g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT), ==, "from.catalogue");
  g_assert_null (byline_metadata_text (metadata, BYLINE_FIELD_HEADLINE));
}

static void
test_run_stops_where_nothing_can_be_written (void)
{
  g_auto (Shoot) shoot;
  g_autoptr (GError) error = NULL;

  shoot_init (&shoot);
  add_photo (&shoot, "IMG_1.JPG", 0);
  g_free (shoot.out);
  shoot.out = g_build_filename (shoot.card, "IMG_1.JPG", "below-a-file", NULL);
  g_assert_false (run (&shoot, NULL, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE);
}

static void
test_failing_disk_is_told_once (void)
{
  g_auto (Shoot) shoot;
  g_autoptr (GError) error = NULL;

  shoot_init (&shoot);
  add_photo (&shoot, "IMG_1.JPG", 0);
  run_well (&shoot);
  for (guint i = 0; i < shoot.files->len; i++) { /* a folder cannot be replaced by a file */
    g_remove (g_ptr_array_index (shoot.files, i));
    g_mkdir (g_ptr_array_index (shoot.files, i), 0700);
  }
  g_assert_false (run (&shoot, NULL, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_WRITE);
  g_assert_cmpuint (shoot.said->len, ==, 0);
}

static void
test_cancelled_run_says_so (void)
{
  g_auto (Shoot) shoot;
  g_autoptr (BylineCancellable) cancellable = byline_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *index = NULL;

  shoot_init (&shoot);
  shoot.html = TRUE;
  add_photo (&shoot, "IMG_1.JPG", 0);
  byline_cancellable_cancel (cancellable);
  g_assert_false (run (&shoot, cancellable, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_CANCELLED);
  index = read_page (&shoot, "index.html");
  g_assert_null (index);
}

static void
test_request_without_sizes_is_refused (void)
{
  const int widths[] = { 320 };
  const BylineFormat unknown[] = { BYLINE_FORMAT_UNKNOWN };
  const BylinePublishRequest bad[] = {
    { .folder = "never-made" },
    { .folder = "never-made",
      .spec = { .widths = widths, .n_widths = 1, .formats = unknown, .n_formats = 1 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (byline_publish (NULL, 0, &bad[i], NULL, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_false (g_file_test ("never-made", G_FILE_TEST_EXISTS));
  }
}

static void
test_private_fields_are_not_among_the_published (void)
{
  const guint64 fields = byline_publish_fields ();

  g_assert_true (fields & (G_GUINT64_CONSTANT (1) << BYLINE_FIELD_CREDIT));
  g_assert_true (fields & (G_GUINT64_CONSTANT (1) << BYLINE_FIELD_LICENSOR_URL));
  g_assert_false (fields & (G_GUINT64_CONSTANT (1) << BYLINE_FIELD_PERSON));
  g_assert_false (fields & (G_GUINT64_CONSTANT (1) << BYLINE_FIELD_INSTRUCTIONS));
  g_assert_false (fields & (G_GUINT64_CONSTANT (1) << BYLINE_FIELD_JOB_ID));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/publish/renditions-carry-the-credit-and-nothing-private",
                   test_renditions_carry_the_credit_and_nothing_private);
  g_test_add_func ("/publish/second-run-makes-nothing", test_second_run_makes_nothing);
  g_test_add_func ("/publish/new-credit-keeps-the-pixels", test_new_credit_keeps_the_pixels);
  g_test_add_func ("/publish/rubbish-under-the-name-is-replaced",
                   test_rubbish_under_the_name_is_replaced);
  g_test_add_func ("/publish/broken-photo-fails-alone", test_broken_photo_fails_alone);
  g_test_add_func ("/publish/many-photos-are-told-in-order", test_many_photos_are_told_in_order);
  g_test_add_func ("/publish/sideways-photo-stands-up", test_sideways_photo_stands_up);
  g_test_add_func ("/publish/pages-show-what-was-made", test_pages_show_what_was_made);
  g_test_add_func ("/publish/pages-change-with-their-photos", test_pages_change_with_their_photos);
  g_test_add_func ("/publish/pages-of-one-name-stand-side-by-side",
                   test_pages_of_one_name_stand_side_by_side);
  g_test_add_func ("/publish/pages-of-others-are-left-alone", test_pages_of_others_are_left_alone);
  g_test_add_func ("/publish/one-picture-has-one-credit", test_one_picture_has_one_credit);
  g_test_add_func ("/publish/words-given-stand-over-the-file",
                   test_words_given_stand_over_the_file);
  g_test_add_func ("/publish/run-stops-where-nothing-can-be-written",
                   test_run_stops_where_nothing_can_be_written);
  g_test_add_func ("/publish/failing-disk-is-told-once", test_failing_disk_is_told_once);
  g_test_add_func ("/publish/cancelled-run-says-so", test_cancelled_run_says_so);
  g_test_add_func ("/publish/request-without-sizes-is-refused",
                   test_request_without_sizes_is_refused);
  g_test_add_func ("/publish/private-fields-are-not-among-the-published",
                   test_private_fields_are_not_among_the_published);
  return g_test_run ();
}
