#include "jpeg_maker.h"

#define GUID "0123456789ABCDEF0123456789ABCDEF"

static void
assert_bytes (GBytes *bytes, const char *expected)
{
  if (expected == NULL) {
    g_assert_null (bytes);
    return;
  }
  g_assert_nonnull (bytes);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, strlen (expected));
  g_assert_true (memcmp (g_bytes_get_data (bytes, NULL), expected, strlen (expected)) == 0);
}

static void
assert_part (const BylineContainer *container, BylinePart part, const char *expected)
{
  assert_bytes (byline_container_part (container, part), expected);
}

/* The header as letters, one a segment. */
static char *
outline (BylineInput *input)
{
  static const struct {
    const char *begins;
    char letter;
  } names[] = {
    { "JFIF", 'J' },    { "JFXX", 'j' },         { "Exif", 'E' },        { XMP_NAME, 'X' },
    { "Phot", 'P' },    { "MPF", 'M' },          { "ICC_PROFILE", 'I' }, { "note", 'n' },
    { "unknown", 'u' }, { EXTENSION_NAME, 'x' }, { "QT", 'q' },
  };
  g_autoptr (GBytes) bytes = byline_input_copy (input, 0, (gsize) byline_input_size (input), NULL);
  const guint8 *b = g_bytes_get_data (bytes, NULL);
  GString *letters = g_string_new (NULL);

  for (gsize at = 2; b[at + 1] != 0xda; at += 2 + ((gsize) b[at + 2] << 8 | b[at + 3])) {
    while (b[at + 1] == 0xff)
      at++;
    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      if (g_str_has_prefix ((const char *) b + at + 4, names[i].begins))
        g_string_append_c (letters, names[i].letter);
    }
  }
  return g_string_free (letters, FALSE);
}

static void
test_parts_are_found (void)
{
  GByteArray *jpeg = begin ();
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;

  exif (jpeg, "II*");
  app (jpeg, 0xe1, XMP_NAME, "<x/>");
  RAW (jpeg, "\xff\xff\xff"); /* fill bytes */
  app (jpeg, 0xed, "Photoshop 3.0", "8BIM first half, ");
  app (jpeg, 0xfe, "note", "a comment");
  app (jpeg, 0xed, "Photoshop 3.0", "second half");
  picture (jpeg);
  input = finish (jpeg);
  container = open_sound (input);

  assert_part (container, BYLINE_PART_EXIF, "II*");
  assert_part (container, BYLINE_PART_XMP, "<x/>");
  assert_part (container, BYLINE_PART_PHOTOSHOP, "8BIM first half, second half");
  g_assert_cmpint (byline_container_format (container), ==, BYLINE_FORMAT_JPEG);
  g_assert_cmpint (byline_container_width (container), ==, 7);
  g_assert_cmpint (byline_container_height (container), ==, 5);
  g_assert_cmpuint (byline_container_cautions (container), ==, 0);
}

static void
test_cautions_are_raised (void)
{
  const struct {
    const char *name;
    const char *text;
    guint8 marker;
    guint caution;
  } cases[] = {
    { "Exif", "\1II", 0xe1, BYLINE_CAUTION_SEVERAL_EXIF },
    { XMP_NAME, "<again/>", 0xe1, BYLINE_CAUTION_SEVERAL_XMP },
    { EXTENSION_NAME, "x", 0xe1, BYLINE_CAUTION_EXTENDED_XMP },
    { "MPF", "II*", 0xe2, BYLINE_CAUTION_MPF },
    { "JP\1\1\1\1\1\1\1\1\1\1jumb\1\1\1\1jumdc2pa", "", 0xeb, BYLINE_CAUTION_C2PA },
    { "JP\1\1\1\1\1\1\1\1\1\1jumb\1\1\1\1jumdjson", "", 0xeb, 0 },
    { "ICC_PROFILE", "c2pa", 0xe2, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *jpeg = begin ();
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;

    exif (jpeg, "II*");
    app (jpeg, 0xe1, XMP_NAME, "<x/>");
    app (jpeg, cases[i].marker, cases[i].name, cases[i].text);
    picture (jpeg);
    input = finish (jpeg);
    container = open_sound (input);
    g_assert_cmpuint (byline_container_cautions (container), ==, cases[i].caution);
    assert_part (container, BYLINE_PART_EXIF, "II*");
    assert_part (container, BYLINE_PART_XMP, "<x/>");
  }
}

/* J JFIF, j JFXX, E Exif, X XMP, P Photoshop, I ICC, M MPF, x extended XMP, n comment, u unknown,
 * q the tables, where the picture begins */
static void
add_outline (GByteArray *jpeg, const char *letters)
{
  for (; *letters != '\0'; letters++) {
    switch (*letters) {
    case 'J':
      app (jpeg, 0xe0, "JFIF", "....");
      break;
    case 'j':
      app (jpeg, 0xe0, "JFXX", "....");
      break;
    case 'E':
      exif (jpeg, "II*");
      break;
    case 'X':
      app (jpeg, 0xe1, XMP_NAME, "<x/>");
      break;
    case 'x':
      app (jpeg, 0xe1, EXTENSION_NAME, "...");
      break;
    case 'P':
      app (jpeg, 0xed, "Photoshop 3.0", "8BIM");
      break;
    case 'I':
      app (jpeg, 0xe2, "ICC_PROFILE", "....");
      break;
    case 'u':
      app (jpeg, 0xe5, "unknown", "....");
      break;
    case 'n':
      app (jpeg, 0xfe, "note", "....");
      break;
    default:
      g_assert_not_reached ();
    }
  }
}

static void
test_new_parts_find_their_place (void)
{
  const struct {
    const char *before;
    const char *add; /* parts to set */
    const char *after;
  } cases[] = {
    { "", "EXP", "EXPq" },
    { "J", "EXP", "JEXPq" },
    { "JjIn", "EXP", "JjEXPInq" },
    { "JE", "X", "JEXq" },
    { "EJ", "X", "EXJq" },
    { "JEI", "XP", "JEXPIq" },
    { "JEuI", "P", "JEPuIq" },
    { "IE", "XP", "XPIEq" }, /* behind Exif, but before APP2 all the same */
    { "X", "E", "EXq" },
    { "Xu", "P", "XPuq" },
    { "JEXPIun", "EXP", "JEXPIunq" }, /* each in the place of the old one */
    { "JPIXuE", "EXP", "JPIXuEq" },
    { "EPuPnP", "P", "EPunq" },
    { "EXxX", "X", "EXxXq" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *jpeg = begin ();
    g_auto (BylineNewParts) parts = { 0 };
    g_autoptr (BylineInput) input = NULL, result = NULL;
    g_autoptr (BylineContainer) container = NULL;
    g_autofree char *letters = NULL;

    add_outline (jpeg, cases[i].before);
    picture (jpeg);
    input = finish (jpeg);
    container = open_sound (input);
    if (strchr (cases[i].add, 'E') != NULL)
      take_text (&parts, BYLINE_PART_EXIF, "MM*longer");
    if (strchr (cases[i].add, 'X') != NULL)
      take_text (&parts, BYLINE_PART_XMP, "<longer/>");
    if (strchr (cases[i].add, 'P') != NULL)
      take_text (&parts, BYLINE_PART_PHOTOSHOP, "8BIM longer");
    result = change (container, &parts);
    letters = outline (result);
    g_assert_cmpstr (letters, ==, cases[i].after);
  }
}

static void
test_a_part_goes_wholly (void)
{
  GByteArray *jpeg = begin ();
  g_auto (BylineNewParts) parts = { 0 };
  g_autoptr (BylineInput) input = NULL, result = NULL;
  g_autoptr (BylineContainer) container = NULL;
  g_autofree char *letters = NULL;

  add_outline (jpeg, "JEXxEPuPXI");
  picture (jpeg);
  input = finish (jpeg);
  container = open_sound (input);
  for (guint i = 0; i < BYLINE_N_PARTS; i++)
    take_text (&parts, (BylinePart) i, i == 0 ? "" : NULL);
  result = change (container, &parts);
  letters = outline (result);
  g_assert_cmpstr (letters, ==, "JuIq");
}

static void
test_what_is_said_already_changes_nothing (void)
{
  GByteArray *jpeg = begin ();
  g_auto (BylineNewParts) parts = { 0 };
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;
  g_autoptr (BylineSplice) splice = NULL;

  add_outline (jpeg, "EP");
  picture (jpeg);
  input = finish (jpeg);
  container = open_sound (input);
  take_text (&parts, BYLINE_PART_EXIF, "II*");
  take_text (&parts, BYLINE_PART_XMP, NULL);
  splice = byline_container_plan (container, &parts, NULL);
  g_assert_cmpuint (byline_splice_n_pieces (splice), ==, 1);
  g_assert_cmpuint (byline_splice_size (splice), ==, byline_input_size (input));
}

static void
test_limits_never_wrap (void)
{
  GByteArray *jpeg = begin ();
  const struct {
    gsize size;
    BylinePart part;
    gboolean fits;
  } cases[] = {
    { 65527, BYLINE_PART_EXIF, TRUE },
    { 65528, BYLINE_PART_EXIF, FALSE },
    { 65502, BYLINE_PART_XMP, TRUE },
    { 65503, BYLINE_PART_XMP, FALSE },
    { 65536 + 10, BYLINE_PART_XMP, FALSE },
    { 65519, BYLINE_PART_PHOTOSHOP, TRUE },
    { 65520, BYLINE_PART_PHOTOSHOP, TRUE },
    { 200001, BYLINE_PART_PHOTOSHOP, TRUE },
    { 131038, BYLINE_PART_PHOTOSHOP, TRUE }, /* two, both full */
    { 16 * 1024 * 1024 + 1, BYLINE_PART_PHOTOSHOP, FALSE },
  };
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;

  add_outline (jpeg, "JEXPPI");
  picture (jpeg);
  input = finish (jpeg);
  container = open_sound (input);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (BylineNewParts) parts = { 0 };
    g_autofree char *text = g_strnfill (cases[i].size, 'x');

    g_assert_cmpint (cases[i].size <= byline_container_part_max (container, cases[i].part), ==,
                     cases[i].fits);
    take_text (&parts, cases[i].part, text);
    if (cases[i].fits)
      byline_input_free (change (container, &parts));
    else
      assert_refused (container, &parts);
  }
}

static void
extension (GByteArray *jpeg, const char *guid, guint32 whole, guint32 place, const char *text)
{
  const guint32 numbers[] = { GUINT32_TO_BE (whole), GUINT32_TO_BE (place) };
  g_autofree char *name = g_strconcat (EXTENSION_NAME "|", guid, NULL);
  g_autoptr (GByteArray) chunk = g_byte_array_new ();

  raw (chunk, (const char *) numbers, sizeof numbers);
  raw (chunk, text, strlen (text));
  name[strlen (EXTENSION_NAME)] = '\0';
  segment (jpeg, 0xe1, name, sizeof EXTENSION_NAME + strlen (guid), chunk->data, chunk->len);
}

static void
test_extended_xmp_is_joined_or_missing (void)
{
  static const char other[] = "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF";
  const struct {
    struct {
      const char *guid;
      guint32 whole, place;
      const char *text;
    } chunks[3];
    const char *expected;
  } cases[] = {
    { { { GUID, 9, 0, "<one/>two" } }, "<one/>two" },
    { { { GUID, 9, 6, "two" }, { other, 3, 0, "bad" }, { GUID, 9, 0, "<one/>" } }, "<one/>two" },
    { { { GUID, 9, 0, "<one/>" } }, NULL },                         /* a hole at the end */
    { { { GUID, 9, 6, "two" } }, NULL },                            /* at the start */
    { { { GUID, 9, 0, "<one/>" }, { GUID, 9, 5, ">two" } }, NULL }, /* overlapping */
    { { { GUID, 9, 0, "<one/>" }, { GUID, 10, 6, "two" } }, NULL }, /* two lengths */
    { { { GUID, 5, 0, "<one/>" } }, NULL },                         /* more than said */
    { { { GUID, G_MAXUINT32, 0, "<one/>" } }, NULL },               /* far less than said */
    { { { GUID, 9, G_MAXUINT32, "<one/>" }, { GUID, 9, 0, "t" } }, NULL },
    { { { GUID, 0, 0, "" } }, NULL },
    { { { other, 3, 0, "bad" } }, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *jpeg = begin ();
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;

    app (jpeg, 0xe1, XMP_NAME, "<x n:HasExtendedXMP=\"" GUID "\"/>");
    app (jpeg, 0xe1, EXTENSION_NAME, "too short");
    for (guint j = 0; j < 3 && cases[i].chunks[j].guid != NULL; j++)
      extension (jpeg, cases[i].chunks[j].guid, cases[i].chunks[j].whole, cases[i].chunks[j].place,
                 cases[i].chunks[j].text);
    picture (jpeg);
    input = finish (jpeg);
    container = open_sound (input);
    assert_part (container, BYLINE_PART_XMP_EXTENSION, cases[i].expected);
  }
}

static char *
packet_naming (const char *extension)
{
  g_autoptr (GBytes) bytes = g_bytes_new (extension, strlen (extension));
  g_autofree char *guid = byline_xmp_extension_guid (bytes);

  return g_strdup_printf ("<x n:HasExtendedXMP=\"%s\"/>", guid);
}

/* As many segments as it takes, behind the packet and before what offsets are counted from. */
static void
test_an_extension_is_split_and_joined (void)
{
  g_autofree char *large = g_strnfill (200000, 'e');
  g_autofree char *naming = packet_naming (large);
  GByteArray *jpeg = begin ();
  g_autoptr (BylineInput) input = NULL, with = NULL, smaller = NULL, without = NULL;
  g_autoptr (BylineContainer) container = NULL, second = NULL, third = NULL;
  g_auto (BylineNewParts) parts = { 0 }, small = { 0 }, none = { 0 };
  g_autofree char *one = NULL, *two = NULL, *three = NULL, *small_naming = packet_naming ("small");

  exif (jpeg, "II*");
  app (jpeg, 0xe1, XMP_NAME, "<x/>");
  app (jpeg, 0xe2, "ICC_PROFILE", "i");
  picture (jpeg);
  input = finish (jpeg);
  container = open_sound (input);
  take_text (&parts, BYLINE_PART_XMP, naming);
  take_text (&parts, BYLINE_PART_XMP_EXTENSION, large);
  with = change (container, &parts);
  one = outline (with);
  g_assert_cmpstr (one, ==, "EXxxxxIq");

  second = open_sound (with);
  assert_part (second, BYLINE_PART_XMP_EXTENSION, large);
  take_text (&small, BYLINE_PART_XMP, small_naming);
  take_text (&small, BYLINE_PART_XMP_EXTENSION, "small");
  smaller = change (second, &small);
  two = outline (smaller);
  g_assert_cmpstr (two, ==, "EXxIq");

  third = open_sound (smaller);
  take_text (&none, BYLINE_PART_XMP, NULL);
  take_text (&none, BYLINE_PART_XMP_EXTENSION, NULL);
  without = change (third, &none);
  three = outline (without);
  g_assert_cmpstr (three, ==, "EIq");
}

/* Neither an extension without the packet that names it, nor a second packet out of nowhere. */
static void
test_xmp_parts_that_do_not_fit_are_refused (void)
{
  g_autofree char *naming = packet_naming ("extension");
  const struct {
    const char *packet, *extension, *second;
  } cases[] = {
    { NULL, "extension", NULL },
    { "<x/>", "extension", NULL },
    { naming, "another", NULL },
    { naming, NULL, "<second/>" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *jpeg = begin ();
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;
    g_auto (BylineNewParts) parts = { 0 };

    picture (jpeg);
    input = finish (jpeg);
    container = open_sound (input);
    take_text (&parts, BYLINE_PART_XMP, cases[i].packet);
    take_text (&parts, BYLINE_PART_XMP_EXTENSION, cases[i].extension);
    take_text (&parts, BYLINE_PART_XMP_SECOND, cases[i].second);
    assert_refused (container, &parts);
  }
}

/* The old packet's extension would be nobody's. */
static void
test_an_extension_is_not_orphaned (void)
{
  GByteArray *jpeg = begin ();
  g_autofree char *naming = packet_naming ("extension");
  g_autoptr (BylineInput) input = NULL, with = NULL;
  g_autoptr (BylineContainer) container = NULL, second = NULL;
  g_auto (BylineNewParts) parts = { 0 }, packet_only = { 0 };

  picture (jpeg);
  input = finish (jpeg);
  container = open_sound (input);
  take_text (&parts, BYLINE_PART_XMP, naming);
  take_text (&parts, BYLINE_PART_XMP_EXTENSION, "extension");
  with = change (container, &parts);
  second = byline_container_open (with, NULL);
  take_text (&packet_only, BYLINE_PART_XMP, "<x/>");
  g_assert_null (byline_container_plan (second, &packet_only, NULL));
  byline_new_parts_take (&packet_only, BYLINE_PART_XMP, NULL);
  g_assert_null (byline_container_plan (second, &packet_only, NULL));
}

static char *
picture_text (BylineContainer *container)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ranges = byline_container_picture (container, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < ranges->len; i++) {
    BylineRange range = g_array_index (ranges, BylineRange, i);
    const guint8 *bytes = byline_input_peek (byline_container_input (container), range.offset,
                                             (gsize) range.length, NULL);

    for (gsize j = 0; j < range.length; j++)
      g_string_append_printf (text, "%02x", bytes[j]);
  }
  return g_string_free (text, FALSE);
}

#define HEADER_HEX "ffdb00045154ffc00008080005000701ffc400044854ffda00047373"
#define SCAN_HEX "11ff0022ffd033ffffd144"

static void
test_the_picture_is_what_a_decoder_needs (void)
{
#define CASE(literal) literal, sizeof (literal) - 1
  const struct {
    const char *scan; /* behind the first scan's header */
    gsize length;
    const char *expected;
    guint cautions;
  } cases[] = {
    { CASE (SCAN "\xff\xd9"), SCAN_HEX, 0 },
    { CASE (SCAN "\xff\xd9"
                 "MotionPhoto"),
      SCAN_HEX, BYLINE_CAUTION_TRAILER },
    { CASE (SCAN), SCAN_HEX, BYLINE_CAUTION_TRUNCATED },
    { CASE (SCAN "\xff"), SCAN_HEX "ff", BYLINE_CAUTION_TRUNCATED },
    { CASE (""), "", BYLINE_CAUTION_TRUNCATED },
    /* progressive: tables and another scan follow; a comment between them is not picture */
    { CASE ("a\xff\xc4\x00\x03T\xff\xfe\x00\x05tag\xff\xda\x00\x03s"
            "b\xff\xd9"),
      "61"
      "ffc4000354"
      "ffda000373"
      "62",
      0 },
    /* DNL says the number of lines after the first scan */
    { CASE ("a\xff\xdc\x00\x04\x00\x05\xff\xd9"),
      "61"
      "ffdc00040005",
      0 },
    /* codes nobody uses are data, another picture is not */
    { CASE ("a\xff\x01\xff\x4f\xff\xf7"
            "b\xff\xd8\xff\xd9"),
      "61ff01ff4ffff762", BYLINE_CAUTION_TRUNCATED | BYLINE_CAUTION_TRAILER },
    { CASE ("a\xff\xc4\xff\xff"
            "b\xff\xd9"),
      "61ffc4ffff62ffd9", BYLINE_CAUTION_TRUNCATED },
    { CASE ("a\xff\xc4\x00"), "61ffc400", BYLINE_CAUTION_TRUNCATED },
    { CASE ("a\xff\xe1\x00\x00"
            "b\xff\xd9"),
      "6162", 0 }, /* a length too small for itself */
  };
#undef CASE

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *jpeg = begin ();
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;
    g_autofree char *text = NULL;
    g_autofree char *expected = g_strconcat (HEADER_HEX, cases[i].expected, NULL);

    exif (jpeg, "II*");
    RAW (jpeg, "\xff\xdb\x00\x04QT\xff\xc0\x00\x08\x08\x00\x05\x00\x07\x01\xff\xc4\x00\x04HT");
    app (jpeg, 0xfe, "note", "not picture");
    RAW (jpeg, "\xff\xda\x00\x04ss");
    raw (jpeg, cases[i].scan, cases[i].length);
    input = finish (jpeg);
    container = open_sound (input);
    text = picture_text (container);
    g_assert_cmpstr (text, ==, expected);
    g_assert_cmpuint (byline_container_cautions (container), ==, cases[i].cautions);
  }
}

/* Markers and 0xFF at the edges of what is looked at in one go. */
static void
test_a_long_scan_ends_where_it_ends (void)
{
  for (gsize around = 0; around < 6; around++) {
    GByteArray *jpeg = begin ();
    gsize length = BYLINE_PEEK_MAX - 3 + around;
    g_autofree char *zeros = g_malloc0 (length);
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;
    g_autoptr (GArray) ranges = NULL;

    RAW (jpeg, "\xff\xda\x00\x04ss");
    raw (jpeg, zeros, length);
    RAW (jpeg, "\xff\xff\xff\x00\xff\xd9trailer");
    input = finish (jpeg);
    container = open_sound (input);
    ranges = byline_container_picture (container, NULL);
    g_assert_cmpuint (ranges->len, ==, 1);
    g_assert_cmpuint (g_array_index (ranges, BylineRange, 0).length, ==, 6 + length + 4);
    g_assert_cmpuint (byline_container_cautions (container), ==, BYLINE_CAUTION_TRAILER);
  }
}

static void
test_broken_headers_cannot_be_changed (void)
{
#define CASE(literal) literal, sizeof (literal) - 1
  const struct {
    const char *bytes; /* behind an Exif segment */
    gsize length;
  } cases[] = {
    { CASE ("") },
    { CASE ("\xff") },
    { CASE ("\xff\xff\xff\xff") },
    { CASE ("\xff\xdb") },
    { CASE ("\xff\xdb\x00") },
    { CASE ("\xff\xdb\x00\x01\xff\xda") },
    { CASE ("\xff\xdb\xff\xff\x01") },
    { CASE ("more octets that are no segment than programs leave behind by mistake"
            "\xff\xda\x00\x02\xff\xd9") },
    { CASE ("\xff\xd9") },
    { CASE ("\xff\xd8\xff\xda\x00\x02\xff\xd9") },
  };
#undef CASE

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    for (guint with_exif = 0; with_exif < 2; with_exif++) {
      GByteArray *jpeg = begin ();
      g_auto (BylineNewParts) parts = { 0 };
      g_autoptr (GError) error = NULL;
      g_autoptr (BylineInput) input = NULL;
      g_autoptr (BylineContainer) container = NULL;

      if (with_exif != 0)
        exif (jpeg, "II*");
      else
        app (jpeg, 0xfe, "note", "");
      raw (jpeg, cases[i].bytes, cases[i].length);
      input = finish (jpeg);
      container = byline_container_open (input, &error);
      if (with_exif == 0) {
        g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
        continue;
      }
      g_assert_no_error (error);
      assert_part (container, BYLINE_PART_EXIF, "II*"); /* what can be read is read */
      take_text (&parts, BYLINE_PART_XMP, "<x/>");
      assert_refused (container, &parts);
      g_assert_null (byline_container_picture (container, &error));
      g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
    }
  }
}

static void
test_other_files_are_not_claimed (void)
{
  const char *const cases[] = { "", "\xff\xd8", "GIF89a", "RIFF1234WAVE", "II*" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (cases[i], strlen (cases[i]));
    g_autoptr (BylineInput) input = byline_input_new (bytes, "other");
    g_autoptr (GError) error = NULL;

    g_assert_null (byline_container_open (input, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_UNSUPPORTED);
  }
}

#define ADD(name, function) g_test_add_func ("/jpeg/" name, function)

/* Of two runs of stray octets with nothing between them a reader could make something else; and
 * no file begins with one. */
static void
test_stray_octets_are_not_joined (void)
{
  static const struct {
    gboolean jfif; /* first */
    const char *before, *behind;
    gboolean removed; /* can the segment between be? */
  } cases[] = {
    { TRUE, "stray", "stray", FALSE },
    { TRUE, "\xff\xff", "stray", FALSE },
    { TRUE, "", "stray", TRUE },
    { TRUE, "stray", "", TRUE },
    { TRUE, "stray", "\xff\xff\xff", TRUE },
    { TRUE, "\xff", "\xff\xff", TRUE },
    { FALSE, "", "stray", FALSE },
    { FALSE, "", "\xff\xff", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *jpeg = begin ();
    g_auto (BylineNewParts) replaced = { 0 }, removed = { 0 };
    g_autoptr (BylineInput) input = NULL, with = NULL, without = NULL;
    g_autoptr (BylineContainer) container = NULL;

    if (cases[i].jfif)
      app (jpeg, 0xe0, "JFIF", "");
    raw (jpeg, cases[i].before, strlen (cases[i].before));
    app (jpeg, 0xe1, XMP_NAME, "<x/>");
    raw (jpeg, cases[i].behind, strlen (cases[i].behind));
    picture (jpeg);
    input = finish (jpeg);
    container = open_sound (input);

    take_text (&replaced, BYLINE_PART_XMP, "<y/>");
    with = change (container, &replaced);
    take_text (&removed, BYLINE_PART_XMP, NULL);
    if (cases[i].removed)
      without = change (container, &removed);
    else
      assert_refused (container, &removed);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("parts-are-found", test_parts_are_found);
  ADD ("cautions-are-raised", test_cautions_are_raised);
  ADD ("new-parts-find-their-place", test_new_parts_find_their_place);
  ADD ("a-part-goes-wholly", test_a_part_goes_wholly);
  ADD ("what-is-said-already-changes-nothing", test_what_is_said_already_changes_nothing);
  ADD ("limits-never-wrap", test_limits_never_wrap);
  ADD ("extended-xmp-is-joined-or-missing", test_extended_xmp_is_joined_or_missing);
  ADD ("an-extension-is-split-and-joined", test_an_extension_is_split_and_joined);
  ADD ("xmp-parts-that-do-not-fit-are-refused", test_xmp_parts_that_do_not_fit_are_refused);
  ADD ("an-extension-is-not-orphaned", test_an_extension_is_not_orphaned);
  ADD ("the-picture-is-what-a-decoder-needs", test_the_picture_is_what_a_decoder_needs);
  ADD ("a-long-scan-ends-where-it-ends", test_a_long_scan_ends_where_it_ends);
  ADD ("stray-octets-are-not-joined", test_stray_octets_are_not_joined);
  ADD ("broken-headers-cannot-be-changed", test_broken_headers_cannot_be_changed);
  ADD ("other-files-are-not-claimed", test_other_files_are_not_claimed);
  return g_test_run ();
}
