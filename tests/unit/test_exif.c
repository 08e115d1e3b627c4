#include "metadata/exif.h"

#include "exif_blocks.h"

static GBytes *
write_one (GBytes *block, guint16 tag, const char *text)
{
  BylineExifTag one = { 0, tag, text };

  return byline_exif_write (block, &one, 1, G_MAXUINT16, NULL);
}

static BylineMetadata *
read_block (GBytes *block)
{
  BylineMetadata *metadata = byline_metadata_new ();

  byline_exif_read (block, NULL, metadata);
  return metadata;
}

static const char *
first (const BylineMetadata *metadata, BylineField field)
{
  guint n;
  const BylineText *values = byline_metadata_layer (metadata, field, BYLINE_LAYER_EXIF, &n);

  return n > 0 ? values[0].text : NULL;
}

static void
test_times (void)
{
  const struct {
    const char *written, *fraction, *zone;
    const char *expected;
  } cases[] = {
    { "2025:07:14 10:11:12", NULL, NULL, "2025-07-14T10:11:12" },
    { "2025:07:14 10:11:12", "345", "+05:00", "2025-07-14T10:11:12.345+05:00" },
    { "2025:07:14 10:11:12", "34 ", NULL, "2025-07-14T10:11:12.34" },
    { "2025:07:14 10:11:12", "   ", "   :  ", "2025-07-14T10:11:12" },
    { "2025:07:14 10:11:12", "3x", "+5", "2025-07-14T10:11:12" },
    { "2025-07-14 10:11:12", NULL, NULL, "2025-07-14T10:11:12" },
    { "2025:07:14 25:11:12", NULL, "+05:00", "2025-07-14" },
    { "2025:07:14", NULL, NULL, "2025-07-14" },
    { "1918:05:     :  :  ", NULL, NULL, "1918-05" },
    { "1918:  :     :  :  ", NULL, NULL, "1918" },
    { "0000:00:00 00:00:00", "00", "+00:00", NULL }, /* the clock was never set */
    { "    :  :     :  :  ", NULL, NULL, NULL },     /* the standard's "unknown" */
    { "2026:00:00 00:00:00", NULL, NULL, NULL },
    { "2026:02:30 12:00:00", NULL, NULL, NULL }, /* no such day */
    { "", NULL, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Tag tags[] = { { .ifd = IFD0, .tag = ARTIST, .type = ASCII, .text = "x" },
                         { .ifd = EXIF, .tag = TAKEN, .type = ASCII, .text = cases[i].written },
                         { .ifd = EXIF,
                           .tag = ZONE,
                           .type = ASCII,
                           .text = cases[i].zone != NULL ? cases[i].zone : "" },
                         { .ifd = EXIF,
                           .tag = SUB_SECONDS,
                           .type = ASCII,
                           .text = cases[i].fraction != NULL ? cases[i].fraction : "" } };
    g_autoptr (GBytes) block = MAKE (i % 2 == 0, tags);
    g_autoptr (BylineMetadata) metadata = read_block (block);

    g_test_message ("%s", cases[i].written);
    g_assert_cmpstr (byline_metadata_get_facts (metadata)->taken, ==, cases[i].expected);
    g_assert_cmpstr (first (metadata, BYLINE_FIELD_DATE_CREATED), ==, cases[i].expected);
  }
}

static void
test_camera (void)
{
  const struct {
    const char *make, *model, *expected;
  } cases[] = {
    { "Canon", "Canon EOS R5", "Canon EOS R5" },
    { "NIKON CORPORATION", "NIKON D70", "NIKON D70" },
    { "SONY", "ILCE-7M4", "SONY ILCE-7M4" },
    { "EASTMAN KODAK COMPANY", "KODAK DX4330", "KODAK DX4330" },
    { "Leica Camera AG", "M9\n", "Leica Camera AG M9" },
    { "SONY ", "   ", "SONY" },
    { "", "X100", "X100" },
    { "", "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Tag tags[] = { { .ifd = IFD0, .tag = 0x010f, .type = ASCII, .text = cases[i].make },
                         { .ifd = IFD0, .tag = 0x0110, .type = ASCII, .text = cases[i].model } };
    g_autoptr (GBytes) block = MAKE (TRUE, tags);
    g_autoptr (BylineMetadata) metadata = read_block (block);

    g_assert_cmpstr (byline_metadata_get_facts (metadata)->camera, ==, cases[i].expected);
  }
}

static void
assert_facts (const BylineMetadata *metadata)
{
  const BylineFacts *facts = byline_metadata_get_facts (metadata);

  g_assert_cmpint (facts->orientation, ==, 6);
  g_assert_cmpstr (first (metadata, BYLINE_FIELD_RATING), ==, "4");
  g_assert_cmpstr (facts->serial, ==, "0123456");
  g_assert_cmpstr (facts->lens, ==, "50mm F1.8");
}

static void
assert_position (const BylineFacts *facts, double latitude, double longitude)
{
  g_assert_true (facts->has_gps);
  g_assert_cmpfloat_with_epsilon (facts->latitude, latitude, 1e-9);
  g_assert_cmpfloat_with_epsilon (facts->longitude, longitude, 1e-9);
}

static void
test_facts (void)
{
  const Tag tags[] = {
    { .ifd = IFD0, .tag = 0x0112, .type = SHORT, .numbers = { 6 }, .n_numbers = 1 },
    { .ifd = IFD0, .tag = RATING, .type = SHORT, .numbers = { 4 }, .n_numbers = 1 },
    { .ifd = EXIF, .tag = 0xa431, .type = ASCII, .text = "0123456" },
    { .ifd = EXIF, .tag = 0xa434, .type = ASCII, .text = "50mm F1.8" },
    { .ifd = GPS, .tag = 1, .type = ASCII, .text = "N" },
    { .ifd = GPS,
      .tag = 2,
      .type = RATIONAL,
      .numbers = { 51, 1, 7, 1, 4800, 100 },
      .n_numbers = 6 },
    { .ifd = GPS, .tag = 3, .type = ASCII, .text = "W" },
    { .ifd = GPS, .tag = 4, .type = RATIONAL, .numbers = { 71, 1, 30, 1, 0, 0 }, .n_numbers = 6 },
  };

  for (int little = 0; little < 2; little++) {
    g_autoptr (GBytes) block = MAKE (little, tags);
    g_autoptr (BylineMetadata) metadata = read_block (block);

    assert_facts (metadata);
    assert_position (byline_metadata_get_facts (metadata), 51 + 7 / 60.0 + 48 / 3600.0, -71.5);
  }
}

static void
test_no_position (void)
{
  const struct {
    const char *half;
    guint32 degrees, unit;
  } cases[] = {
    { "N", 0, 0 },  /* no fix */
    { "", 51, 1 },  /* which half? */
    { "N", 91, 1 }, /* there is no such place */
    { "X", 51, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Tag tags[] = {
      { .ifd = IFD0, .tag = ARTIST, .type = ASCII, .text = "x" },
      { .ifd = GPS, .tag = 1, .type = ASCII, .text = cases[i].half },
      { .ifd = GPS,
        .tag = 2,
        .type = RATIONAL,
        .numbers = { cases[i].degrees, cases[i].unit, 0, 1, 0, 1 },
        .n_numbers = 6 },
      { .ifd = GPS, .tag = 3, .type = ASCII, .text = "E" },
      { .ifd = GPS, .tag = 4, .type = RATIONAL, .numbers = { 1, 1, 0, 1, 0, 1 }, .n_numbers = 6 },
    };
    g_autoptr (GBytes) block = MAKE (TRUE, tags);
    g_autoptr (BylineMetadata) metadata = read_block (block);

    g_assert_false (byline_metadata_get_facts (metadata)->has_gps);
  }
}

static void
test_names (void)
{
  const struct {
    const char *artist;
    const char *names[4];
  } cases[] = {
    { "Jane Roe", { "Jane Roe" } },
    { "Айгерім Нұрланова; Jane Roe", { "Айгерім Нұрланова", "Jane Roe" } },
    { "\"Roe; Sons\"; Jane", { "Roe; Sons", "Jane" } },
    { "\"\"\"Jay\"\" Roe\"; Jane", { "\"Jay\" Roe", "Jane" } },
    { "Jay \"JR\" Roe", { "Jay \"JR\" Roe" } },
    { "A;B", { "A;B" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) block = write_one (NULL, ARTIST, cases[i].artist);
    g_autoptr (BylineMetadata) metadata = read_block (block);
    g_autoptr (GPtrArray) values = g_ptr_array_new ();
    g_autofree char *joined = NULL;
    guint n;
    const BylineText *names =
        byline_metadata_layer (metadata, BYLINE_FIELD_CREATOR, BYLINE_LAYER_EXIF, &n);

    g_assert_cmpuint (n, ==, g_strv_length ((char **) cases[i].names));
    for (guint k = 0; k < n; k++) {
      g_assert_cmpstr (names[k].text, ==, cases[i].names[k]);
      g_ptr_array_add (values, (gpointer) &names[k]);
    }
    joined = byline_exif_join_names (values);
    g_assert_cmpstr (joined, ==, cases[i].artist);
  }
}

static void
test_copyright (void)
{
  const struct {
    const char *octets;
    gsize size;
    const char *expected;
  } cases[] = {
    { "Jane\0", 5, "Jane" },    { "Jane\0Desk\0", 10, "Jane\nDesk" },
    { " \0Desk\0", 7, "Desk" }, { "Jane \0\0\0\0", 9, "Jane" },
    { "    \0", 5, NULL },      { "Jane!", 5, "Jane!" }, /* not terminated */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Tag tags[] = { { .ifd = IFD0,
                           .tag = COPYRIGHT,
                           .type = ASCII,
                           .text = cases[i].octets,
                           .size = cases[i].size } };
    g_autoptr (GBytes) block = MAKE (FALSE, tags);
    g_autoptr (BylineMetadata) metadata = read_block (block);

    g_assert_cmpstr (first (metadata, BYLINE_FIELD_COPYRIGHT), ==, cases[i].expected);
  }
}

/* What is not UTF-8 is guessed from all of it, or is what a person says; and a note says which. */
static void
test_old_text (void)
{
  static const struct {
    const char *artist, *copyright, *legacy;
    const char *creator, *note;
  } cases[] = {
    { "J\xf6rg \x96", "Berlin", NULL, "Jörg –", "read as windows-1252, a guess; " },
    { "\xdf\xed\xe0",
      "\xc2\xf1\xf2\xf0\xe5\xf7\xe0 \xec\xe8\xed\xe8\xf1\xf2\xf0\xee\xe2 \xe2 "
      "\xc0\xf1\xf2\xe0\xed\xe5",
      NULL, "Яна", "read as windows-1251, a guess; " },
    { "\xdf\xed\xe0", "Berlin", "cp1252", "ßíà", "read as cp1252" },
    { "Anna \xd0\x9c\xd0", "Berlin", NULL, "Anna М", NULL }, /* cut by who counts octets */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Tag tags[] = {
      { .ifd = IFD0, .tag = ARTIST, .type = ASCII, .text = cases[i].artist },
      { .ifd = IFD0, .tag = COPYRIGHT, .type = ASCII, .text = cases[i].copyright },
    };
    g_autoptr (GBytes) block = MAKE (TRUE, tags);
    g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
    const char *const *notes;

    byline_exif_read (block, cases[i].legacy, metadata);
    notes = (const char *const *) byline_metadata_notes (metadata);
    g_assert_cmpstr (first (metadata, BYLINE_FIELD_CREATOR), ==, cases[i].creator);
    g_assert_true ((notes[0] != NULL) == (cases[i].note != NULL));
    g_assert_true (notes[0] == NULL || strstr (notes[0], cases[i].note) != NULL);
  }
}

static void
test_blank (void)
{
  const Tag tags[] = {
    { .ifd = IFD0, .tag = DESCRIPTION, .type = ASCII, .text = "                               " },
    { .ifd = IFD0, .tag = ARTIST, .type = ASCII, .text = "\0\0\0", .size = 3 },
    { .ifd = IFD0, .tag = 0x0112, .type = SHORT, .numbers = { 9 }, .n_numbers = 1 }
  };
  g_autoptr (GBytes) block = MAKE (TRUE, tags);
  g_autoptr (BylineMetadata) metadata = read_block (block);

  g_assert_null (first (metadata, BYLINE_FIELD_DESCRIPTION));
  g_assert_null (first (metadata, BYLINE_FIELD_CREATOR));
  g_assert_cmpint (byline_metadata_get_facts (metadata)->orientation, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/exif/times-are-iso-8601-or-nothing", test_times);
  g_test_add_func ("/exif/camera-does-not-say-its-make-twice", test_camera);
  g_test_add_func ("/exif/facts-are-read-in-both-orders", test_facts);
  g_test_add_func ("/exif/position-that-is-none-gives-nothing", test_no_position);
  g_test_add_func ("/exif/several-names-come-apart-and-together", test_names);
  g_test_add_func ("/exif/copyright-of-photographer-and-editor", test_copyright);
  g_test_add_func ("/exif/text-that-is-not-utf8-is-guessed-and-said", test_old_text);
  g_test_add_func ("/exif/blank-says-nothing", test_blank);
  return g_test_run ();
}
