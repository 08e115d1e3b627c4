#include "metadata/rewrite.h"

#include "base/newfile.h"
#include "jpeg_maker.h"
#include "metadata/iim.h"
#include "metadata/photoshop.h"
#include "metadata/values.h"

#include <byline/error.h>
#include <byline/photo.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define PACKET(attributes, inside)                                                                 \
  "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "                                                  \
  "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description rdf:about='' "         \
  "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "                                          \
  "xmlns:n='http://ns.adobe.com/xmp/note/' " attributes ">" inside                                 \
  "</rdf:Description></rdf:RDF></x:xmpmeta>"

/* A file in memory on its way through an edit. */
typedef struct {
  BylineInput *input;
  BylineContainer *container;
  BylineMetadata *metadata;
} File;

static void
file_clear (File *file)
{
  byline_metadata_free (file->metadata);
  byline_container_free (file->container);
  byline_input_free (file->input);
  *file = (File){ NULL, NULL, NULL };
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (File, file_clear)

static File
read_input (BylineInput *input)
{
  File file = { .input = input };

  file.container = open_sound (file.input);
  file.metadata = byline_metadata_read_parts (file.container);
  return file;
}

/* @jpeg: (transfer full): all but the picture */
static File
read_file (GByteArray *jpeg)
{
  picture (jpeg);
  return read_input (finish (jpeg));
}

static BylineEdit *
edit_of (const char *const *assignments)
{
  BylineEdit *edit = byline_edit_new ();

  for (guint i = 0; assignments[i] != NULL; i++)
    g_assert_true (byline_edit_parse (edit, assignments[i], NULL));
  return edit;
}

#define EDIT(...) edit_of ((const char *const[]){ __VA_ARGS__, NULL })

/* What @file becomes.  @edit: (transfer full); @report: nullable */
static File
after (const File *file, BylineEdit *edit, const BylineWriteOptions *options,
       BylineWriteReport *report)
{
  static const BylineWriteOptions usual = { 0 };
  g_autoptr (BylineEdit) owned = edit;
  g_auto (BylineNewParts) parts = { 0 };
  g_auto (BylineWriteReport) own = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineSplice) splice = byline_metadata_plan (
      file->container, file->metadata, owned, options != NULL ? options : &usual, &parts,
      report != NULL ? report : &own, &error);

  g_assert_no_error (error);
  g_assert_nonnull (splice);
  return read_input (change (file->container, &parts));
}

/* @edit: (transfer full); @why: what the message has to say */
static void
assert_not_done (const File *file, BylineEdit *edit, const char *why)
{
  static const BylineWriteOptions usual = { 0 };
  g_autoptr (BylineEdit) owned = edit;
  g_auto (BylineNewParts) parts = { 0 };
  g_auto (BylineWriteReport) report = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_metadata_plan (file->container, file->metadata, owned, &usual, &parts,
                                       &report, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  if (strstr (error->message, why) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, why);
}

/* @edit: (transfer full) */
static void
assert_same (const File *file, BylineEdit *edit)
{
  static const BylineWriteOptions usual = { 0 };
  g_autoptr (BylineEdit) owned = edit;
  g_auto (BylineNewParts) parts = { 0 };
  g_auto (BylineWriteReport) report = { 0 };
  g_autoptr (BylineSplice) splice =
      byline_metadata_plan (file->container, file->metadata, owned, &usual, &parts, &report, NULL);

  g_assert_nonnull (splice);
  g_assert_false (report.changed);
  g_assert_null (report.cut);
  g_assert_cmpuint (byline_splice_n_pieces (splice), ==, 1);
  g_assert_cmpuint (byline_splice_size (splice), ==, byline_input_size (file->input));
}

static void
assert_says (const File *file, BylineField field, BylineLayer layer, const char *wanted)
{
  guint n = 0;
  const BylineText *values = byline_metadata_layer (file->metadata, field, layer, &n);
  g_autoptr (GString) got = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (got, "%s%s", i > 0 ? "|" : "", values[i].text);
  g_assert_cmpstr (got->str, ==, wanted);
}

static void
assert_all_say (const File *file, BylineField field, const char *wanted)
{
  if (byline_fields[field].exif_tag != 0)
    assert_says (file, field, BYLINE_LAYER_EXIF, wanted);
  if (byline_fields[field].iim_dataset != 0)
    assert_says (file, field, BYLINE_LAYER_IIM, wanted);
  assert_says (file, field, BYLINE_LAYER_XMP, wanted);
}

/* A Photoshop part whose IIM says this headline.  @digest: the IIM it is the digest of */
static GBytes *
photoshop_of (const char *headline, const char *digest)
{
  g_autoptr (BylinePhotoshop) photoshop = byline_photoshop_new ();
  const char *const headlines[] = { digest, headline };

  for (guint i = 0; i < 2; i++) {
    g_autoptr (BylineIim) iim = byline_iim_new ();
    g_autoptr (GPtrArray) values = byline_texts_new ();
    g_autoptr (GBytes) block = NULL;

    g_assert_true (byline_iim_make_utf8 (iim, NULL, NULL));
    byline_texts_add (values, NULL, headlines[i]);
    byline_iim_set (iim, BYLINE_FIELD_HEADLINE, values, NULL);
    block = byline_iim_serialise (iim);
    if (i == 0)
      byline_photoshop_set_iim (photoshop, block);
    else
      byline_photoshop_swap_iim (photoshop, block);
  }
  return byline_photoshop_serialise (photoshop);
}

static void
add_photoshop (GByteArray *jpeg, GBytes *part)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (part, &size);

  segment (jpeg, 0xed, "Photoshop 3.0", 14, bytes, size);
  g_bytes_unref (part);
}

static void
test_a_bare_photo_gets_every_layer (void)
{
  g_auto (File) bare = read_file (begin ());
  g_auto (BylineWriteReport) report = { 0 };
  g_auto (File) file =
      after (&bare,
             EDIT ("creator=Ann", "creator=Айгерім", "credit=mfa.gov.kz", "copyright=© 2025 外交部",
                   "description=Министр қабылдады", "keywords=SCO", "keywords=Astana",
                   "country-code=kaz", "date-created=2025-07-14T10:30:00.25+05:00"),
             NULL, &report);

  g_assert_true (report.changed);
  g_assert_null (report.cut);
  assert_all_say (&file, BYLINE_FIELD_CREATOR, "Ann|Айгерім");
  assert_all_say (&file, BYLINE_FIELD_CREDIT, "mfa.gov.kz");
  assert_all_say (&file, BYLINE_FIELD_COPYRIGHT, "© 2025 外交部");
  assert_all_say (&file, BYLINE_FIELD_DESCRIPTION, "Министр қабылдады");
  assert_all_say (&file, BYLINE_FIELD_KEYWORDS, "SCO|Astana");
  assert_all_say (&file, BYLINE_FIELD_COUNTRY_CODE, "KAZ");
  g_assert_cmpstr (byline_metadata_text (file.metadata, BYLINE_FIELD_DATE_CREATED), ==,
                   "2025-07-14T10:30:00.25+05:00");
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    g_assert_cmpuint (byline_metadata_odd (file.metadata, (BylineField) i), ==, 0);
}

static void
test_the_same_again_is_no_change (void)
{
  g_auto (File) bare = read_file (begin ());
  g_auto (BylineWriteReport) report = { 0 };
  g_auto (File) file =
      after (&bare, EDIT ("creator=Айгерім Нұрланова", "country-code=KZ", "date-created=1918"),
             NULL, &report);

  g_assert_cmpuint (report.cut->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (report.cut, 0), ==, "creator cut to 32 bytes in IIM");
  assert_says (&file, BYLINE_FIELD_CREATOR, BYLINE_LAYER_XMP, "Айгерім Нұрланова");
  assert_says (&file, BYLINE_FIELD_CREATOR, BYLINE_LAYER_IIM, "Айгерім Нұрланов");
  assert_says (&file, BYLINE_FIELD_COUNTRY_CODE, BYLINE_LAYER_IIM, "KAZ");
  assert_same (&file, EDIT ("creator=Айгерім Нұрланова", "country-code=KZ", "date-created=1918"));
  assert_same (&file, EDIT ("credit=", "keywords-=draft", "creator+=Айгерім Нұрланова"));
  assert_same (&bare, EDIT ("credit="));
}

static void
test_clearing_leaves_nothing (void)
{
  g_auto (File) bare = read_file (begin ());
  g_auto (File) full = after (
      &bare, EDIT ("creator=A", "description=D", "description@kk=K", "city=Astana"), NULL, NULL);
  g_auto (File) file = after (&full, EDIT ("creator=", "description=", "city="), NULL, NULL);

  assert_all_say (&file, BYLINE_FIELD_CREATOR, "");
  assert_all_say (&file, BYLINE_FIELD_DESCRIPTION, "");
  assert_all_say (&file, BYLINE_FIELD_CITY, "");
  g_assert_null (byline_container_part (file.container, BYLINE_PART_PHOTOSHOP));
}

static void
test_a_layer_left_behind_catches_up (void)
{
  g_autoptr (GByteArray) jpeg = begin ();
  g_auto (File) old = { NULL, NULL, NULL };
  g_auto (File) file = { NULL, NULL, NULL };

  app (jpeg, 0xe1, XMP_NAME, PACKET ("photoshop:Headline='New' photoshop:City='Astana'", ""));
  add_photoshop (jpeg, photoshop_of ("Old", "Old"));
  old = read_file (g_steal_pointer (&jpeg));
  g_assert_cmpuint (byline_metadata_odd (old.metadata, BYLINE_FIELD_HEADLINE), ==,
                    BYLINE_ODD_CONFLICT);
  file = after (&old, EDIT ("headline+=Other"), NULL, NULL);
  assert_all_say (&file, BYLINE_FIELD_HEADLINE, "New");
  assert_says (&file, BYLINE_FIELD_CITY, BYLINE_LAYER_IIM, "");
}

static void
test_a_conflict_not_named_stays_one (void)
{
  g_autoptr (GByteArray) jpeg = begin ();
  g_auto (File) old = { NULL, NULL, NULL };
  g_auto (File) file = { NULL, NULL, NULL };
  g_auto (File) settled = { NULL, NULL, NULL };

  app (jpeg, 0xe1, XMP_NAME, PACKET ("photoshop:Headline='Stale'", ""));
  add_photoshop (jpeg, photoshop_of ("Newer", "What XMP was written with"));
  old = read_file (g_steal_pointer (&jpeg));
  g_assert_cmpstr (byline_metadata_text (old.metadata, BYLINE_FIELD_HEADLINE), ==, "Newer");

  file = after (&old, EDIT ("credit=mfa.gov.kz"), NULL, NULL);
  assert_all_say (&file, BYLINE_FIELD_CREDIT, "mfa.gov.kz");
  assert_says (&file, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, "Stale");
  g_assert_cmpstr (byline_metadata_text (file.metadata, BYLINE_FIELD_HEADLINE), ==, "Newer");

  settled = after (&file, EDIT ("headline=Both"), NULL, NULL);
  assert_all_say (&settled, BYLINE_FIELD_HEADLINE, "Both");
  g_assert_cmpuint (byline_metadata_odd (settled.metadata, BYLINE_FIELD_HEADLINE), ==, 0);
}

static void
test_legacy_text_is_not_spoilt (void)
{
  static const guint8 latin1[] = "8BIM\x04\x04\0\0\0\0\0\x09\x1c\x02\x69\0\x04"
                                 "caf\xe9";
  g_autoptr (GByteArray) jpeg = begin ();
  g_auto (File) old = { NULL, NULL, NULL };
  g_auto (File) file = { NULL, NULL, NULL };

  segment (jpeg, 0xed, "Photoshop 3.0", 14, latin1, sizeof latin1);
  old = read_file (g_steal_pointer (&jpeg));
  assert_says (&old, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_IIM, "café");
  file = after (&old, EDIT ("credit=Қ"), NULL, NULL);
  assert_says (&file, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_IIM, "café");
  assert_says (&file, BYLINE_FIELD_CREDIT, BYLINE_LAYER_IIM, "Қ");
  assert_says (&file, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, "");
}

static void
test_iim_can_be_left_out (void)
{
  const BylineWriteOptions options = { .iim = BYLINE_IIM_IF_PRESENT };
  g_auto (File) bare = read_file (begin ());
  g_auto (File) file = after (&bare, EDIT ("credit=a"), &options, NULL);
  g_autoptr (GByteArray) jpeg = begin ();
  g_auto (File) with = { NULL, NULL, NULL };
  g_auto (File) changed = { NULL, NULL, NULL };

  assert_says (&file, BYLINE_FIELD_CREDIT, BYLINE_LAYER_IIM, "");
  assert_says (&file, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, "a");
  add_photoshop (jpeg, photoshop_of ("h", "h"));
  with = read_file (g_steal_pointer (&jpeg));
  changed = after (&with, EDIT ("credit=a"), &options, NULL);
  assert_all_say (&changed, BYLINE_FIELD_CREDIT, "a");
}

static File
file_with (guint8 marker, const char *name, const char *text, guint times)
{
  GByteArray *jpeg = begin ();

  for (guint i = 0; i < times; i++)
    app (jpeg, marker, name, text);
  return read_file (jpeg);
}

static void
test_what_cannot_be_read_is_not_replaced (void)
{
  g_auto (File) xmp = file_with (0xe1, XMP_NAME, "<broken", 1);
  g_auto (File) iim = file_with (0xed, "Photoshop 3.0", "8BIM????", 1);
  g_auto (File) exif_block = file_with (0xe1, "Exif\0", "II*", 1);

  assert_not_done (&xmp, EDIT ("credit=a"), "XMP");
  g_assert_true (g_str_has_prefix (byline_metadata_notes (xmp.metadata)[0], "XMP left out: "));
  assert_not_done (&iim, EDIT ("credit=a"), "Photoshop");
  g_assert_true (g_str_has_prefix (byline_metadata_notes (iim.metadata)[0], "IIM left out: "));
  assert_not_done (&iim, EDIT ("credit="), "Photoshop");
  assert_not_done (&exif_block, EDIT ("creator=a"), "Exif");
}

static void
test_doubt_and_signatures_are_refused (void)
{
  const BylineWriteOptions brave = { .break_c2pa = TRUE };
  g_auto (File) three_xmp = file_with (0xe1, XMP_NAME, PACKET ("", ""), 3);
  g_auto (File) c2pa = file_with (0xeb, "JP\1\1\1\1\1\1\1\1\1\1jumb\1\1\1\1jumdc2pa", "", 1);
  g_auto (File) broken = { NULL, NULL, NULL };

  assert_not_done (&three_xmp, EDIT ("credit=a"), "more than two XMP");
  assert_not_done (&c2pa, EDIT ("credit=a"), "Content Credentials");
  assert_same (&c2pa, EDIT ("credit="));
  broken = after (&c2pa, EDIT ("credit=a"), &brave, NULL);
  assert_all_say (&broken, BYLINE_FIELD_CREDIT, "a");
}

#define GUID "0123456789ABCDEF0123456789ABCDEF"

static File
file_with_extension (const char *extension, guint32 length)
{
  GByteArray *jpeg = begin ();
  g_autoptr (GByteArray) chunk = g_byte_array_new ();
  guint32 numbers[] = { GUINT32_TO_BE (length), 0 };

  app (jpeg, 0xe1, XMP_NAME, PACKET ("n:HasExtendedXMP='" GUID "' photoshop:City='Astana'", ""));
  raw (chunk, GUID, 32);
  g_byte_array_append (chunk, (const guint8 *) numbers, sizeof numbers);
  raw (chunk, extension, strlen (extension));
  segment (jpeg, 0xe1, EXTENSION_NAME, sizeof EXTENSION_NAME, chunk->data, chunk->len);
  return read_file (jpeg);
}

static void
test_an_extension_is_read_and_kept (void)
{
  static const char text[] = PACKET ("photoshop:Headline='Far' photoshop:City='not this'", "");
  g_auto (File) old = file_with_extension (text, sizeof text - 1);
  g_auto (File) file = { NULL, NULL, NULL };
  g_auto (File) cut_short = file_with_extension (text, sizeof text);

  assert_says (&old, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, "Far");
  assert_says (&old, BYLINE_FIELD_CITY, BYLINE_LAYER_XMP, "Astana");
  file = after (&old, EDIT ("credit=a"), NULL, NULL);
  assert_says (&file, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, "a");
  assert_says (&file, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, "Far");
  assert_not_done (&cut_short, EDIT ("credit=a"), "extension");
}

static void
assert_part_has (const File *file, BylinePart part, const char *text, gboolean has)
{
  GBytes *bytes = byline_container_part (file->container, part);
  gsize size = 0;
  const char *start = bytes != NULL ? g_bytes_get_data (bytes, &size) : "";

  g_assert_true ((g_strstr_len (start, (gssize) size, text) != NULL) == has);
}

/* What changes comes out of the extension; what is left there stays, under its new name. */
static void
test_a_field_comes_out_of_the_extension (void)
{
  static const char text[] = PACKET ("photoshop:Headline='Far' n:more='stays'", "");
  static const char one[] = PACKET ("photoshop:Headline='Far'", "");
  g_auto (File) old = file_with_extension (text, sizeof text - 1);
  g_auto (File) file = after (&old, EDIT ("headline=Near"), NULL, NULL);
  g_auto (File) only = file_with_extension (one, sizeof one - 1);
  g_auto (File) gone = after (&only, EDIT ("headline="), NULL, NULL);
  g_autofree char *guid =
      byline_xmp_extension_guid (byline_container_part (file.container, BYLINE_PART_XMP_EXTENSION));

  g_auto (File) same = after (&old, EDIT ("headline=Far"), NULL, NULL);

  assert_part_has (&same, BYLINE_PART_XMP, "Far", FALSE);
  assert_part_has (&same, BYLINE_PART_XMP_EXTENSION, "Far", TRUE);
  assert_says (&file, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, "Near");
  assert_part_has (&file, BYLINE_PART_XMP, "Near", TRUE);
  assert_part_has (&file, BYLINE_PART_XMP, guid, TRUE);
  assert_part_has (&file, BYLINE_PART_XMP_EXTENSION, "Far", FALSE);
  assert_part_has (&file, BYLINE_PART_XMP_EXTENSION, "stays", TRUE);
  g_assert_cmpstr (*byline_metadata_notes (file.metadata), ==, NULL);
  assert_says (&gone, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, "");
  assert_part_has (&gone, BYLINE_PART_XMP, "HasExtendedXMP", FALSE);
  g_assert_null (byline_container_part (gone.container, BYLINE_PART_XMP_EXTENSION));
}

/* Some readers take the second packet for the first. */
static void
test_a_second_packet_does_not_stay_stale (void)
{
  g_autoptr (GByteArray) jpeg = begin ();
  g_auto (File) old = { NULL, NULL, NULL };
  g_auto (File) file = { NULL, NULL, NULL };

  app (jpeg, 0xe1, XMP_NAME, PACKET ("photoshop:City='Astana'", ""));
  app (jpeg, 0xe1, XMP_NAME, PACKET ("photoshop:Credit='old' n:other='stays'", ""));
  old = read_file (g_steal_pointer (&jpeg));
  assert_says (&old, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, "old");
  file = after (&old, EDIT ("credit=new"), NULL, NULL);
  assert_says (&file, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, "new");
  assert_part_has (&file, BYLINE_PART_XMP, "new", TRUE);
  assert_part_has (&file, BYLINE_PART_XMP_SECOND, "new", TRUE);
  assert_part_has (&file, BYLINE_PART_XMP_SECOND, "old", FALSE);
  assert_part_has (&file, BYLINE_PART_XMP_SECOND, "stays", TRUE);
}

/* A packet behind a spoilt name is the packet, and gets its name back. */
static void
test_a_packet_with_a_spoilt_name_is_found (void)
{
  g_auto (File) old =
      file_with (0xe1, "XMP", "://ns.adobe.com/xap/1.0/ " PACKET ("photoshop:Credit='old'", ""), 1);
  g_auto (File) file = after (&old, EDIT ("credit=new"), NULL, NULL);

  assert_says (&old, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, "old");
  assert_says (&file, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, "new");
  g_assert_null (byline_container_part (file.container, BYLINE_PART_XMP_SECOND));
}

static void
test_a_packet_gives_up_padding_before_it_spills (void)
{
  g_autoptr (GByteArray) jpeg = begin ();
  g_autofree char *filler = g_strnfill (64000, 'x');
  g_autofree char *larger = g_strdup_printf (PACKET ("n:a='%s'", ""), filler);
  g_auto (File) old = { NULL, NULL, NULL };
  g_auto (File) file = { NULL, NULL, NULL };
  g_auto (File) spilt = { NULL, NULL, NULL };
  g_autofree char *headline = g_strnfill (1000, 'h');
  g_autofree char *too_long = g_strconcat ("headline=", filler, NULL);
  g_autofree char *fits = g_strconcat ("headline=", headline, NULL);

  app (jpeg, 0xe1, XMP_NAME, larger);
  old = read_file (g_steal_pointer (&jpeg));
  file = after (&old, EDIT (fits), NULL, NULL);
  assert_says (&file, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, headline);
  g_assert_null (byline_container_part (file.container, BYLINE_PART_XMP_EXTENSION));

  spilt = after (&old, EDIT (too_long), NULL, NULL);
  assert_says (&spilt, BYLINE_FIELD_HEADLINE, BYLINE_LAYER_XMP, filler);
  assert_part_has (&spilt, BYLINE_PART_XMP, "photoshop:Headline", TRUE);
  assert_part_has (&spilt, BYLINE_PART_XMP_EXTENSION, "n:a>", TRUE);
}

static void
test_a_rating_is_kept_true_where_it_is (void)
{
  g_auto (File) bare = read_file (begin ());
  g_auto (File) file = after (&bare, EDIT ("rating=4"), NULL, NULL);

  assert_says (&file, BYLINE_FIELD_RATING, BYLINE_LAYER_XMP, "4");
  assert_says (&file, BYLINE_FIELD_RATING, BYLINE_LAYER_EXIF, "");
  g_assert_null (byline_container_part (file.container, BYLINE_PART_EXIF));
}

static void
test_a_rendition_carries_what_it_is_given (void)
{
  g_auto (File) bare = read_file (begin ());
  g_auto (File) file = after (&bare,
                              EDIT ("creator=A", "credit=mfa", "description=D", "city=Secret",
                                    "date-created=2025-07-14T10:30:00"),
                              NULL, NULL);
  g_auto (BylineNewParts) parts = { 0 };
  g_auto (File) copy = { NULL, NULL, NULL };

  byline_metadata_build (file.metadata,
                         G_GUINT64_CONSTANT (1) << BYLINE_FIELD_CREATOR |
                             G_GUINT64_CONSTANT (1) << BYLINE_FIELD_CREDIT |
                             G_GUINT64_CONSTANT (1) << BYLINE_FIELD_DESCRIPTION,
                         &parts);
  copy = read_input (change (bare.container, &parts));
  assert_all_say (&copy, BYLINE_FIELD_CREATOR, "A");
  assert_all_say (&copy, BYLINE_FIELD_CREDIT, "mfa");
  assert_all_say (&copy, BYLINE_FIELD_DESCRIPTION, "D");
  assert_all_say (&copy, BYLINE_FIELD_CITY, "");
  assert_all_say (&copy, BYLINE_FIELD_DATE_CREATED, "");
}

/* On disk */

typedef struct {
  char *folder, *path;
  char *before;
  gsize length;
} Disk;

static void
disk_up (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  GByteArray *jpeg = begin ();

  picture (jpeg);
  disk->folder = g_dir_make_tmp (NULL, NULL);
  disk->path = g_build_filename (disk->folder, "photo.jpg", NULL);
  disk->length = jpeg->len;
  disk->before = (char *) g_byte_array_free (jpeg, FALSE);
  g_assert_true (g_file_set_contents (disk->path, disk->before, (gssize) disk->length, NULL));
}

static void
disk_down (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  g_autoptr (GDir) folder = g_dir_open (disk->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (folder)) != NULL) {
    g_autofree char *path = g_build_filename (disk->folder, name, NULL);

    g_assert_false (g_str_has_suffix (name, ".part"));
    g_unlink (path);
  }
  g_rmdir (disk->folder);
  g_free (disk->folder);
  g_free (disk->path);
  g_free (disk->before);
}

static gboolean
is_as_before (const Disk *disk)
{
  g_autofree char *now = NULL;
  gsize length = 0;

  g_assert_true (g_file_get_contents (disk->path, &now, &length, NULL));
  return length == disk->length && memcmp (now, disk->before, length) == 0;
}

/* @edit: (transfer full) */
static gboolean
write_at (const char *path, BylineEdit *edit, const BylineWriteOptions *options,
          BylineWriteReport *report, GError **error)
{
  static const BylineWriteOptions usual = { 0 };
  g_autoptr (BylineEdit) owned = edit;

  return byline_photo_write (path, owned, options != NULL ? options : &usual, report, error);
}

static void
test_undo_brings_the_old_file_back (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  g_auto (BylineWriteReport) report = { 0 };
  g_autoptr (BylineSplice) undo = NULL;
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (GBytes) back = NULL;
  BylineId before;
  BylineId after_write;

  g_assert_true (byline_photo_id (disk->path, &before, NULL));
  g_assert_true (write_at (disk->path, EDIT ("credit=mfa"), NULL, &report, NULL));
  g_assert_true (report.changed);
  g_assert_false (is_as_before (disk));
  g_assert_true (byline_photo_id (disk->path, &after_write, NULL));
  g_assert_true (memcmp (&before, &after_write, sizeof before) == 0);

  undo = byline_splice_decode (report.undo, NULL);
  input = byline_input_open (disk->path, NULL);
  back = byline_splice_apply (undo, input, NULL);
  g_assert_cmpuint (g_bytes_get_size (back), ==, disk->length);
  g_assert_true (memcmp (g_bytes_get_data (back, NULL), disk->before, disk->length) == 0);
}

static void
test_no_change_touches_no_file (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  g_auto (BylineWriteReport) report = { 0 };
  GStatBuf before;
  GStatBuf now;

  g_assert_cmpint (g_stat (disk->path, &before), ==, 0);
  g_assert_true (write_at (disk->path, EDIT ("credit="), NULL, &report, NULL));
  g_assert_cmpint (g_stat (disk->path, &now), ==, 0);
  g_assert_false (report.changed);
  g_assert_null (report.undo);
  g_assert_true (before.st_ino == now.st_ino);
}

static void
test_mode_and_times_stay (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  const BylineWriteOptions options = { .keep_mtime = TRUE };
  const struct timespec times[] = { { .tv_sec = 1000000 }, { .tv_sec = 2000000 } };
  g_auto (BylineWriteReport) report = { 0 };
  GStatBuf now;

  g_assert_cmpint (g_chmod (disk->path, 0640), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, disk->path, times, 0), ==, 0);
  g_assert_true (write_at (disk->path, EDIT ("credit=mfa"), &options, &report, NULL));
  g_assert_cmpint (g_stat (disk->path, &now), ==, 0);
  g_assert_cmpuint (now.st_mode & 07777, ==, 0640);
  g_assert_cmpint (now.st_mtime, ==, 2000000);
}

static void
test_a_link_stays_a_link (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  g_autofree char *link = g_build_filename (disk->folder, "link.jpg", NULL);
  g_auto (BylineWriteReport) report = { 0 };

  g_assert_cmpint (symlink ("photo.jpg", link), ==, 0);
  g_assert_true (write_at (link, EDIT ("credit=mfa"), NULL, &report, NULL));
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (disk->path, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (is_as_before (disk));
}

static void
test_a_file_with_two_names_is_refused (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  const BylineWriteOptions brave = { .break_hard_links = TRUE };
  g_autofree char *other = g_build_filename (disk->folder, "other.jpg", NULL);
  g_auto (BylineWriteReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  const char *named;

  g_assert_cmpint (link (disk->path, other), ==, 0);
  g_assert_false (write_at (disk->path, EDIT ("credit=mfa"), NULL, &report, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  named = strstr (error->message, disk->path);
  g_assert_true (named == error->message);
  g_assert_null (strstr (named + 1, disk->path));
  g_assert_true (is_as_before (disk));
  g_assert_true (write_at (disk->path, EDIT ("credit=mfa"), &brave, &report, NULL));
  g_assert_false (is_as_before (disk));
}

static void
test_refusals_name_the_file_once (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  static const char *const texts[] = { "no picture", "\xff\xd8\xff", "" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_auto (BylineWriteReport) report = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) reading = NULL;

    g_assert_true (g_file_set_contents (disk->path, texts[i], -1, NULL));
    g_assert_false (write_at (disk->path, EDIT ("credit=mfa"), NULL, &report, &error));
    g_assert_true (g_str_has_prefix (error->message, disk->path));
    g_assert_null (strstr (error->message + 1, disk->path));
    g_assert_null (byline_photo_read (disk->path, &reading));
    g_assert_true (g_str_has_prefix (reading->message, disk->path));
  }
}

static void
test_a_photo_that_is_not_there_is_unreadable (Disk *disk, gconstpointer unused G_GNUC_UNUSED)
{
  g_auto (BylineWriteReport) report = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *nowhere = g_build_filename (disk->folder, "nowhere.jpg", NULL);

  g_assert_false (write_at (nowhere, EDIT ("credit=mfa"), NULL, &report, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_UNREADABLE);
}

#define ADD(name, test) g_test_add_func ("/rewrite/" name, test)
#define ADD_DISK(name, test) g_test_add ("/photo/" name, Disk, NULL, disk_up, test, disk_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("a-bare-photo-gets-every-layer", test_a_bare_photo_gets_every_layer);
  ADD ("the-same-again-is-no-change", test_the_same_again_is_no_change);
  ADD ("clearing-leaves-nothing", test_clearing_leaves_nothing);
  ADD ("a-layer-left-behind-catches-up", test_a_layer_left_behind_catches_up);
  ADD ("a-conflict-not-named-stays-one", test_a_conflict_not_named_stays_one);
  ADD ("legacy-text-is-not-spoilt", test_legacy_text_is_not_spoilt);
  ADD ("iim-can-be-left-out", test_iim_can_be_left_out);
  ADD ("what-cannot-be-read-is-not-replaced", test_what_cannot_be_read_is_not_replaced);
  ADD ("doubt-and-signatures-are-refused", test_doubt_and_signatures_are_refused);
  ADD ("an-extension-is-read-and-kept", test_an_extension_is_read_and_kept);
  ADD ("a-field-comes-out-of-the-extension", test_a_field_comes_out_of_the_extension);
  ADD ("a-second-packet-does-not-stay-stale", test_a_second_packet_does_not_stay_stale);
  ADD ("a-packet-with-a-spoilt-name-is-found", test_a_packet_with_a_spoilt_name_is_found);
  ADD ("a-packet-gives-up-padding-before-it-spills",
       test_a_packet_gives_up_padding_before_it_spills);
  ADD ("a-rating-is-kept-true-where-it-is", test_a_rating_is_kept_true_where_it_is);
  ADD ("a-rendition-carries-what-it-is-given", test_a_rendition_carries_what_it_is_given);
  ADD_DISK ("undo-brings-the-old-file-back", test_undo_brings_the_old_file_back);
  ADD_DISK ("no-change-touches-no-file", test_no_change_touches_no_file);
  ADD_DISK ("mode-and-times-stay", test_mode_and_times_stay);
  ADD_DISK ("a-link-stays-a-link", test_a_link_stays_a_link);
  ADD_DISK ("a-file-with-two-names-is-refused", test_a_file_with_two_names_is_refused);
  ADD_DISK ("refusals-name-the-file-once", test_refusals_name_the_file_once);
  ADD_DISK ("a-photo-that-is-not-there-is-unreadable",
            test_a_photo_that_is_not_there_is_unreadable);
  return g_test_run ();
}
