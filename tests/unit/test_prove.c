#include "jpeg_maker.h"

#include <glib/gstdio.h>

/* A Multi-Picture index of two images; the further one's offset, which counts from the byte
 * order, is filled in by add_second(). */
static gsize
add_index (GByteArray *jpeg, gboolean little_endian)
{
  static const char big[] = "MM\0*\0\0\0\010"          /* header; the directory follows */
                            "\0\001"                   /* one entry */
                            "\260\002\0\007\0\0\0\040" /* MPEntry, undefined, 32 bytes */
                            "\0\0\0\032"               /* at 26 */
                            "\0\0\0\0"                 /* no next directory */
                            "\0\003\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                            "\0\0\0\0\0\0\0\004\0\0\0\0\0\0\0\0";
  static const char little[] = "II*\0\010\0\0\0"
                               "\001\0"
                               "\002\260\007\0\040\0\0\0"
                               "\032\0\0\0"
                               "\0\0\0\0"
                               "\0\0\003\0\0\0\0\0\0\0\0\0\0\0\0\0"
                               "\0\0\0\0\004\0\0\0\0\0\0\0\0\0\0\0";
  gsize header = jpeg->len + 4 + 4;

  G_STATIC_ASSERT (sizeof big == sizeof little);
  segment (jpeg, 0xe2, "MPF", 4, little_endian ? little : big, sizeof big - 1);
  return header;
}

static guint32
swap (guint32 number, gboolean little_endian)
{
  return little_endian ? GUINT32_TO_LE (number) : GUINT32_TO_BE (number);
}

#define OFFSET_FIELD (26 + 16 + 8)

static void
add_second (GByteArray *jpeg, gsize header, gboolean little_endian)
{
  guint32 offset = swap ((guint32) (jpeg->len - header), little_endian);

  memcpy (jpeg->data + header + OFFSET_FIELD, &offset, sizeof offset);
  RAW (jpeg, "\xff\xd8\xff\xd9");
}

/* Follows the index in @input to the further image, which is at the very end. */
static void
assert_second_found (BylineInput *input, gboolean little_endian)
{
  gsize size = (gsize) byline_input_size (input);
  const guint8 *bytes = byline_input_peek (input, 0, size, NULL);
  const guint8 *header = memmem (bytes, size, "MPF", 4);
  guint32 offset;

  g_assert_nonnull (header);
  header += 4;
  memcpy (&offset, header + OFFSET_FIELD, sizeof offset);
  g_assert_cmpuint ((gsize) (header - bytes) + swap (offset, little_endian), ==, size - 4);
}

static void
test_further_images_stay_found (void)
{
  const struct {
    gboolean exif_first, xmp_first, little_endian;
  } cases[] = {
    { TRUE, TRUE, FALSE },  { TRUE, FALSE, FALSE }, { FALSE, FALSE, TRUE },
    { FALSE, TRUE, FALSE }, { TRUE, FALSE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *jpeg = begin ();
    g_auto (BylineNewParts) parts = { 0 };
    g_autoptr (BylineInput) input = NULL, result = NULL;
    g_autoptr (BylineContainer) container = NULL;
    gsize header;

    if (cases[i].exif_first)
      exif (jpeg, "II*");
    if (cases[i].xmp_first)
      app (jpeg, 0xe1, XMP_NAME, "<x/>");
    header = add_index (jpeg, cases[i].little_endian);
    if (!cases[i].xmp_first)
      app (jpeg, 0xe1, XMP_NAME, "<x/>");
    if (!cases[i].exif_first)
      exif (jpeg, "II*");
    picture (jpeg);
    add_second (jpeg, header, cases[i].little_endian);
    input = finish (jpeg);
    container = open_sound (input);
    g_assert_cmpuint (byline_container_cautions (container), ==, BYLINE_CAUTION_MPF);
    assert_second_found (input, cases[i].little_endian);

    take_text (&parts, BYLINE_PART_EXIF, "MM* longer than before");
    take_text (&parts, BYLINE_PART_XMP, "-");
    take_text (&parts, BYLINE_PART_PHOTOSHOP, "8BIM");
    result = change (container, &parts);
    assert_second_found (result, cases[i].little_endian);
  }
}

/* An index that cannot be read is no trouble as long as nothing behind it moves. */
static void
test_a_broken_index_is_not_moved_over (void)
{
  for (guint damage = 0; damage < 4; damage++) {
    static const gsize damaged[] = { 1, 4, 8 + 2 + 4, 8 + 2 + 8 };
    GByteArray *jpeg = begin ();
    g_auto (BylineNewParts) before = { 0 }, behind = { 0 };
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;
    gsize header;

    exif (jpeg, "II*");
    header = add_index (jpeg, FALSE);
    app (jpeg, 0xe1, XMP_NAME, "<x/>");
    picture (jpeg);
    add_second (jpeg, header, FALSE);
    jpeg->data[header + damaged[damage]] = 0x7f;
    input = finish (jpeg);
    container = open_sound (input);

    take_text (&before, BYLINE_PART_EXIF, "II* longer");
    byline_input_free (change (container, &before));
    take_text (&behind, BYLINE_PART_XMP, "<longer/>");
    assert_refused (container, &behind);
  }
}

/* Where the proof must look: every part of a new file, one byte of it spoiled. */
static void
test_one_wrong_byte_is_noticed (void)
{
  GByteArray *jpeg = begin ();
  g_auto (BylineNewParts) parts = { 0 };
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;
  g_autoptr (BylineSplice) splice = NULL;
  g_autoptr (GBytes) made = NULL;
  gsize size;
  const guint8 *bytes;

  exif (jpeg, "II*");
  app (jpeg, 0xed, "Photoshop 3.0", "8BIM");
  app (jpeg, 0xe2, "ICC_PROFILE", "profile");
  picture (jpeg);
  input = finish (jpeg);
  container = open_sound (input);
  take_text (&parts, BYLINE_PART_XMP, "<new/>");
  take_text (&parts, BYLINE_PART_PHOTOSHOP, "8BIM new");
  splice = byline_container_plan (container, &parts, NULL);
  made = byline_splice_apply (splice, input, NULL);
  bytes = g_bytes_get_data (made, &size);

  for (gsize i = 0; i <= size; i++) {
    g_autofree guint8 *spoiled = g_memdup2 (bytes, size);
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineInput) result = NULL;

    if (i < size) /* and last, one byte too few */
      spoiled[i] ^= 1;
    g_autoptr (GBytes) all = g_bytes_new (spoiled, i < size ? size : size - 1);
    result = byline_input_new (all, "new.jpg");
    g_assert_false (byline_container_prove (container, splice, &parts, result, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  }
}

/* Image resources too large for one segment: filler, then IIM with a credit line. */
static GBytes *
long_resources (void)
{
  static const char iim[] = "8BIM\004\004\0\0\0\0\0\017"
                            "\034\002\156\0\012mfa.gov.kz\0";
  GByteArray *all = g_byte_array_new ();
  g_autofree char *filler = g_strnfill (70000, 'f');

  RAW (all, "8BIM\017\240\0\0\0\001\021\160"); /* a plug-in's resource of 70,000 bytes */
  raw (all, filler, 70000);
  raw (all, iim, sizeof iim - 1);
  return g_byte_array_free_to_bytes (all);
}

/* Returns: (transfer full): what exiftool says of @input, @length bytes */
static char *
ask_exiftool (BylineInput *input, const char *argument, gsize *length)
{
  g_autofree char *folder = g_dir_make_tmp ("byline-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "new.jpg", NULL);
  g_autofree char *answer = g_build_filename (folder, "answer", NULL);
  const char *const command[] = { "sh",   "-c",     "exiftool -q -b \"$1\" \"$2\" >\"$3\"",
                                  "sh",   argument, path,
                                  answer, NULL };
  gsize size = (gsize) byline_input_size (input);
  char *said = NULL;
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) byline_input_peek (input, 0, size, NULL), (gssize) size,
                       &error);
  g_assert_no_error (error);
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                &error);
  g_assert_no_error (error);
  g_file_get_contents (answer, &said, length, &error);
  g_assert_no_error (error);
  g_remove (answer);
  g_remove (path);
  g_rmdir (folder);
  return said;
}

static void
test_exiftool_sees_the_same (void)
{
  static const struct {
    const char *argument;
    const char *answer;
  } cases[] = {
    { "-IPTC:Credit", "mfa.gov.kz" },
    { "-XMP-photoshop:Credit", "mfa.gov.kz" },
    { "-MPF:MPImage2", "\xff\xd8\xff\xd9" },
    { "-Warning", "" },
  };
  static const char xmp[] =
      "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"
      "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description"
      " rdf:about='' xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/'"
      " photoshop:Credit='mfa.gov.kz'/></rdf:RDF></x:xmpmeta>";
  g_autofree char *program = g_find_program_in_path ("exiftool");
  GByteArray *jpeg = begin ();
  g_auto (BylineNewParts) parts = { 0 };
  g_autoptr (BylineInput) input = NULL, result = NULL;
  g_autoptr (BylineContainer) container = NULL;
  gsize header = add_index (jpeg, TRUE);

  app (jpeg, 0xe1, XMP_NAME, "<x/>");
  app (jpeg, 0xed, "Photoshop 3.0", "8BI");
  picture (jpeg);
  add_second (jpeg, header, TRUE);
  input = finish (jpeg);
  if (program == NULL) {
    g_test_skip ("exiftool is not here");
    return;
  }
  container = open_sound (input);
  take_text (&parts, BYLINE_PART_XMP, xmp);
  byline_new_parts_take (&parts, BYLINE_PART_PHOTOSHOP, long_resources ());
  result = change (container, &parts);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gsize length;
    g_autofree char *answer = ask_exiftool (result, cases[i].argument, &length);

    g_assert_cmpuint (length, ==, strlen (cases[i].answer));
    g_assert_true (length == 0 || memcmp (answer, cases[i].answer, length) == 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/prove/further-images-stay-found", test_further_images_stay_found);
  g_test_add_func ("/prove/a-broken-index-is-not-moved-over",
                   test_a_broken_index_is_not_moved_over);
  g_test_add_func ("/prove/one-wrong-byte-is-noticed", test_one_wrong_byte_is_noticed);
  g_test_add_func ("/prove/exiftool-sees-the-same", test_exiftool_sees_the_same);
  return g_test_run ();
}
