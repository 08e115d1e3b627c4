#include "base/zlib.h"
#include "container/container.h"
#include "container/png_text.h"

#include <string.h>
#include <zlib.h>

#define SIGNATURE "\x89PNG\r\n\x1a\n"
#define HEADER "IHDR", "\0\0\0\007\0\0\0\005\010\0\0\0\0", 13 /* 7×5 */
#define DATA "IDAT", "pixels", 6
#define END "IEND", "", 0
#define XMP_BEFORE BYLINE_PNG_XMP_KEYWORD "\0\0\0\0\0"
#define XMP(text) "iTXt", XMP_BEFORE text, sizeof XMP_BEFORE text - 1
#define TIFF "II*\0\010\0\0\0\0\0\0\0\0\0"
#define EXIF "eXIf", TIFF, 14

typedef struct {
  const char *name;
  const char *bytes;
  gsize length;
} Item;

static void
append_u32 (GByteArray *png, guint32 number)
{
  guint32 stored = GUINT32_TO_BE (number);

  g_byte_array_append (png, (const guint8 *) &stored, sizeof stored);
}

static void
chunk (GByteArray *png, const char *name, const void *bytes, gsize length)
{
  guint at = png->len + 4;

  append_u32 (png, (guint32) length);
  g_byte_array_append (png, (const guint8 *) name, 4);
  g_byte_array_append (png, bytes, (guint) length);
  append_u32 (png, byline_crc32 (png->data + at, 4 + length));
}

static GByteArray *
begin (void)
{
  GByteArray *png = g_byte_array_new ();

  g_byte_array_append (png, (const guint8 *) SIGNATURE, 8);
  return png;
}

static GByteArray *
make (const Item *items, guint n)
{
  GByteArray *png = begin ();

  for (guint i = 0; i < n && items[i].name != NULL; i++)
    chunk (png, items[i].name, items[i].bytes, items[i].length);
  return png;
}

static BylineInput *
finish (GByteArray *png)
{
  g_autoptr (GBytes) bytes = g_byte_array_free_to_bytes (png);

  return byline_input_new (bytes, "test.png");
}

static BylineContainer *
open_sound (BylineInput *input)
{
  g_autoptr (GError) error = NULL;
  BylineContainer *container = byline_container_open (input, &error);

  g_assert_no_error (error);
  return container;
}

static void
take_text (BylineNewParts *parts, BylinePart part, const char *text)
{
  byline_new_parts_take (parts, part, text != NULL ? g_bytes_new (text, strlen (text)) : NULL);
}

static void
assert_part (const BylineContainer *container, BylinePart part, const char *wanted)
{
  GBytes *bytes = byline_container_part (container, part);

  g_assert_nonnull (bytes);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, strlen (wanted));
  g_assert_true (memcmp (g_bytes_get_data (bytes, NULL), wanted, strlen (wanted)) == 0);
}

/* Returns: (transfer full): the new file, proved, and undone as a test */
static BylineInput *
change (BylineContainer *container, const BylineNewParts *parts)
{
  BylineInput *old = byline_container_input (container);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineSplice) splice = byline_container_plan (container, parts, &error);
  g_autoptr (BylineSplice) inverse = NULL;
  g_autoptr (BylineInput) result = NULL;
  g_autoptr (BylineContainer) changed = NULL;
  g_autoptr (GBytes) made = NULL, back = NULL;
  BylineId before, after;

  g_assert_no_error (error);
  made = byline_splice_apply (splice, old, &error);
  g_assert_no_error (error);
  result = byline_input_new (made, "new.png");
  g_assert_true (byline_container_prove (container, splice, parts, result, &error));
  g_assert_no_error (error);
  changed = open_sound (result);
  g_assert_true (byline_container_id (container, &before, NULL));
  g_assert_true (byline_container_id (changed, &after, NULL));
  g_assert_true (memcmp (&before, &after, sizeof before) == 0);
  inverse = byline_splice_invert (splice, old, &error);
  g_assert_no_error (error);
  back = byline_splice_apply (inverse, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (back, byline_input_bytes (old)));
  return g_steal_pointer (&result);
}

/* The chunks' names; their checksums are looked at on the way. */
static char *
outline (BylineInput *input)
{
  GString *names = g_string_new (NULL);
  gsize size = (gsize) byline_input_size (input);
  const guint8 *b = byline_input_peek (input, 0, size, NULL);
  gsize at = 8;

  while (at < size && !g_str_has_suffix (names->str, "IEND ")) {
    gsize length = ((gsize) b[at + 2] << 8) + b[at + 3];
    guint32 crc = byline_crc32 (b + at + 4, 4 + length);

    g_string_append_printf (names, "%.4s ", (const char *) b + at + 4);
    at += 8 + length;
    g_assert_cmpuint (GUINT32_TO_BE (crc), ==,
                      b[at] | (guint32) b[at + 1] << 8 | (guint32) b[at + 2] << 16 |
                          (guint32) b[at + 3] << 24);
    at += 4;
  }
  return g_string_free (names, FALSE);
}

static void
test_checksums_are_those_of_the_standard (void)
{
  g_assert_cmphex (byline_crc32 ((const guint8 *) "IEND", 4), ==, 0xae426082);
  g_assert_cmphex (byline_crc32 ((const guint8 *) "123456789", 9), ==, 0xcbf43926);
}

static void
test_parts_find_their_place (void)
{
  const struct {
    Item items[8];
    const char *exif, *xmp; /* "-": goes; NULL: stays */
    const char *after;
  } cases[] = {
    { { { HEADER }, { DATA }, { END } }, "MM", "<x/>", "IHDR eXIf iTXt IDAT IEND " },
    { { { HEADER }, { DATA }, { DATA }, { END } }, NULL, "<x/>", "IHDR iTXt IDAT IDAT IEND " },
    { { { HEADER }, { DATA }, { END } }, "-", "-", "IHDR IDAT IEND " },
    { { { HEADER }, { "PLTE", "abc", 3 }, { "tRNS", "a", 1 }, { DATA }, { END } },
      "MM",
      NULL,
      "IHDR PLTE tRNS eXIf IDAT IEND " },
    { { { HEADER }, { EXIF }, { "gAMA", "1234", 4 }, { XMP ("<y/>") }, { DATA }, { END } },
      "MM",
      "<x/>",
      "IHDR eXIf gAMA iTXt IDAT IEND " },
    { { { HEADER }, { DATA }, { XMP ("<y/>") }, { "tIME", "1234567", 7 }, { EXIF }, { END } },
      "MM",
      "<x/>",
      "IHDR IDAT iTXt tIME eXIf IEND " },
    { { { HEADER }, { EXIF }, { DATA }, { XMP ("<y/>") }, { END } }, "-", "-", "IHDR IDAT IEND " },
    { { { HEADER },
        { "tEXt", "Title\0a", 7 },
        { "zTXt", "Raw profile type iptc\0\0?", 24 },
        { DATA },
        { END } },
      NULL,
      "<x/>",
      "IHDR tEXt zTXt iTXt IDAT IEND " },
    { { { HEADER },
        { "acTL", "12345678", 8 },
        { "fcTL", "1", 1 },
        { DATA },
        { "fcTL", "2", 1 },
        { "fdAT", "2", 1 },
        { END } },
      "MM",
      "<x/>",
      "IHDR acTL eXIf iTXt fcTL IDAT fcTL fdAT IEND " },
    { { { HEADER },
        { "tEXt", BYLINE_PNG_XMP_KEYWORD "\0<y/>", 22 },
        { "iCCP", "", 0 },
        { DATA },
        { END } },
      NULL,
      "<x/>",
      "IHDR iTXt iCCP IDAT IEND " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (BylineNewParts) parts = { 0 };
    g_autoptr (BylineInput) input = finish (make (cases[i].items, 8));
    g_autoptr (BylineInput) result = NULL;
    g_autoptr (BylineContainer) container = open_sound (input);
    g_autofree char *names = NULL;

    g_assert_cmpint (byline_container_format (container), ==, BYLINE_FORMAT_PNG);
    g_assert_cmpint (byline_container_width (container), ==, 7);
    g_assert_cmpint (byline_container_height (container), ==, 5);
    g_assert_cmpuint (byline_container_cautions (container), ==, 0);
    if (cases[i].exif != NULL)
      take_text (&parts, BYLINE_PART_EXIF, *cases[i].exif != '-' ? cases[i].exif : NULL);
    if (cases[i].xmp != NULL)
      take_text (&parts, BYLINE_PART_XMP, *cases[i].xmp != '-' ? cases[i].xmp : NULL);
    result = change (container, &parts);
    names = outline (result);
    g_assert_cmpstr (names, ==, cases[i].after);
  }
}

static GBytes *
deflated (const void *bytes, gsize length)
{
  uLong size = compressBound (length);
  g_autofree guint8 *packed = g_malloc (size);

  g_assert_cmpint (compress2 (packed, &size, bytes, length, 9), ==, Z_OK);
  return g_bytes_new (packed, size);
}

/* Puts @text, compressed, behind @before into a chunk of a PNG. */
static BylineInput *
compressed_png (const char *name, const void *before, gsize before_size, const void *text,
                gsize length)
{
  g_autoptr (GBytes) packed = deflated (text, length);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  GByteArray *png = begin ();

  g_byte_array_append (data, before, (guint) before_size);
  g_byte_array_append (data, g_bytes_get_data (packed, NULL), (guint) g_bytes_get_size (packed));
  chunk (png, HEADER);
  chunk (png, name, data->data, data->len);
  chunk (png, DATA);
  chunk (png, END);
  return finish (png);
}

static void
test_compressed_xmp_is_read_and_replaced (void)
{
  static const Item cases[] = {
    { "iTXt", BYLINE_PNG_XMP_KEYWORD "\0\001\0ru\0слово\0", 34 },
    { "zTXt", BYLINE_PNG_XMP_KEYWORD "\0\0", 19 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (BylineInput) input =
        compressed_png (cases[i].name, cases[i].bytes, cases[i].length, "<deflated/>", 11);
    g_autoptr (BylineInput) result = NULL;
    g_autoptr (BylineContainer) container = open_sound (input);
    g_autofree char *names = NULL;
    g_auto (BylineNewParts) parts = { 0 };

    assert_part (container, BYLINE_PART_XMP, "<deflated/>");
    take_text (&parts, BYLINE_PART_XMP, "<plain/>");
    result = change (container, &parts);
    names = outline (result);
    g_assert_cmpstr (names, ==, "IHDR iTXt IDAT IEND ");
  }
}

static void
test_what_swells_without_end_is_refused (void)
{
  const gsize length = (gsize) 17 * 1024 * 1024;
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (length), length);
  g_autoptr (BylineInput) input = compressed_png ("zTXt", BYLINE_PNG_XMP_KEYWORD "\0\0", 19,
                                                  g_bytes_get_data (zeros, NULL), length);
  g_autoptr (BylineContainer) container = open_sound (input);
  g_auto (BylineNewParts) parts = { 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_container_part (container, BYLINE_PART_XMP));
  take_text (&parts, BYLINE_PART_XMP, "new");
  g_assert_null (byline_container_plan (container, &parts, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
}

static void
test_jpegs_wrapping_is_taken_off (void)
{
  static const Item items[] = { { HEADER }, { "eXIf", "Exif\0\0II*", 9 }, { DATA }, { END } };
  g_autoptr (BylineInput) input = finish (make (items, G_N_ELEMENTS (items)));
  g_autoptr (BylineContainer) container = open_sound (input);
  g_auto (BylineNewParts) parts = { 0 };

  assert_part (container, BYLINE_PART_EXIF, "II*");
  take_text (&parts, BYLINE_PART_EXIF, "II*new");
  byline_input_free (change (container, &parts));
}

static void
test_what_cannot_be_kept_right_is_refused (void)
{
  const struct {
    Item items[6];
    BylinePart part;
    guint cut; /* bytes missing at the end */
  } cases[] = {
    { { { HEADER }, { DATA }, { END } }, BYLINE_PART_PHOTOSHOP, 0 }, /* no such place */
    { { { NULL, NULL, 0 } }, BYLINE_PART_XMP, 0 },                   /* nothing */
    { { { HEADER }, { END } }, BYLINE_PART_XMP, 0 },                 /* no picture */
    { { { DATA }, { END } }, BYLINE_PART_XMP, 0 },                   /* of which size? */
    { { { "CgBI", "1234", 4 }, { HEADER }, { DATA }, { END } }, BYLINE_PART_XMP, 0 },
    { { { HEADER }, { HEADER }, { DATA }, { END } }, BYLINE_PART_XMP, 0 },
    { { { "IHDR", "\0\0\0\007\0\0\0\005", 8 }, { DATA }, { END } }, BYLINE_PART_XMP, 0 },
    { { { "IHDR", "\0\0\0\0\0\0\0\005\010\0\0\0\0", 13 }, { DATA }, { END } }, BYLINE_PART_XMP, 0 },
    { { { "IHDR", "\200\0\0\0\0\0\0\005\010\0\0\0\0", 13 }, { DATA }, { END } },
      BYLINE_PART_XMP,
      0 },
    { { { HEADER }, { DATA }, { "PLTE", "abc", 3 }, { END } }, BYLINE_PART_XMP, 0 },
    { { { HEADER }, { "tRNS", "a", 1 }, { "PLTE", "abc", 3 }, { DATA }, { END } },
      BYLINE_PART_XMP,
      0 },
    { { { HEADER }, { DATA }, { EXIF }, { DATA }, { END } }, BYLINE_PART_XMP, 0 },
    { { { HEADER }, { DATA } }, BYLINE_PART_XMP, 0 },           /* no end */
    { { { HEADER }, { DATA }, { END } }, BYLINE_PART_XMP, 1 },  /* cut off */
    { { { HEADER }, { DATA }, { END } }, BYLINE_PART_XMP, 9 },  /* so that a head is half */
    { { { HEADER }, { DATA }, { END } }, BYLINE_PART_XMP, 17 }, /* in the data */
    { { { HEADER }, { "12 4", "", 0 }, { DATA }, { END } }, BYLINE_PART_XMP, 0 },
    { { { HEADER }, { "iTXt", BYLINE_PNG_XMP_KEYWORD "\0\001\0\0\0?", 23 }, { DATA }, { END } },
      BYLINE_PART_EXIF,
      0 }, /* compressed otherwise */
    { { { HEADER }, { "iTXt", BYLINE_PNG_XMP_KEYWORD "\0\0\0en", 22 }, { DATA }, { END } },
      BYLINE_PART_XMP,
      0 }, /* no end of the language */
    { { { HEADER }, { "iTXt", BYLINE_PNG_XMP_KEYWORD "\0", 18 }, { DATA }, { END } },
      BYLINE_PART_XMP,
      0 },
    { { { HEADER }, { "zTXt", BYLINE_PNG_XMP_KEYWORD "\0", 18 }, { DATA }, { END } },
      BYLINE_PART_XMP,
      0 },
    { { { HEADER }, { "zTXt", BYLINE_PNG_XMP_KEYWORD "\0\001x", 20 }, { DATA }, { END } },
      BYLINE_PART_XMP,
      0 }, /* no such method */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *png = make (cases[i].items, 6);
    g_auto (BylineNewParts) parts = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;

    g_byte_array_set_size (png, png->len - cases[i].cut);
    input = finish (png);
    container = open_sound (input);
    take_text (&parts, cases[i].part, "new");
    g_assert_null (byline_container_plan (container, &parts, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  }
}

static void
test_a_length_is_never_trusted (void)
{
  static const guint8 lies[][4] = {
    { 0xff, 0xff, 0xff, 0xff }, { 0x7f, 0xff, 0xff, 0xff }, { 0x80, 0, 0, 0 }, { 0, 0, 0, 100 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (lies); i++) {
    static const Item items[] = { { HEADER }, { EXIF }, { DATA }, { END } };
    GByteArray *png = make (items, G_N_ELEMENTS (items));
    g_auto (BylineNewParts) parts = { 0 };
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;
    g_autoptr (GError) error = NULL;

    memcpy (png->data + 33, lies[i], 4);
    input = finish (png);
    container = open_sound (input);
    g_assert_null (byline_container_part (container, BYLINE_PART_EXIF));
    g_assert_cmpuint (byline_container_cautions (container), ==, BYLINE_CAUTION_TRUNCATED);
    take_text (&parts, BYLINE_PART_XMP, "new");
    g_assert_null (byline_container_plan (container, &parts, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  }
}

static void
test_a_wrong_checksum_is_read_and_not_written (void)
{
  static const guint wrong[] = { 30, 50, 94 }; /* in the header, in Exif, in the packet */

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++) {
    static const Item items[] = { { HEADER }, { EXIF }, { XMP ("<y/>") }, { DATA }, { END } };
    GByteArray *png = make (items, G_N_ELEMENTS (items));
    g_auto (BylineNewParts) parts = { 0 };
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;
    g_autoptr (GError) error = NULL;

    png->data[wrong[i]] ^= 1;
    input = finish (png);
    container = open_sound (input);
    g_assert_cmpint (byline_container_width (container), ==, 7);
    g_assert_nonnull (byline_container_part (container, BYLINE_PART_EXIF));
    g_assert_nonnull (byline_container_part (container, BYLINE_PART_XMP));
    take_text (&parts, BYLINE_PART_XMP, "new");
    g_assert_null (byline_container_plan (container, &parts, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  }
}

static void
test_cautions_are_raised (void)
{
  static const Item items[] = {
    { HEADER }, { EXIF }, { EXIF }, { XMP ("1") }, { XMP ("2") }, { "caBX", "jumb", 4 },
    { DATA },   { END },
  };
  g_autoptr (BylineInput) input = finish (make (items, G_N_ELEMENTS (items)));
  g_autoptr (BylineContainer) container = open_sound (input);

  g_assert_cmpuint (byline_container_cautions (container), ==,
                    BYLINE_CAUTION_SEVERAL_EXIF | BYLINE_CAUTION_SEVERAL_XMP | BYLINE_CAUTION_C2PA);
}

static void
test_a_trailer_stays_behind (void)
{
  static const Item items[] = { { HEADER }, { DATA }, { END } };
  GByteArray *png = make (items, G_N_ELEMENTS (items));
  g_auto (BylineNewParts) parts = { 0 };
  g_autoptr (BylineInput) input = NULL, result = NULL;
  g_autoptr (BylineContainer) container = NULL;
  gsize size;

  g_byte_array_append (png, (const guint8 *) "trailer", 7);
  input = finish (png);
  container = open_sound (input);
  g_assert_cmpuint (byline_container_cautions (container), ==, BYLINE_CAUTION_TRAILER);
  take_text (&parts, BYLINE_PART_XMP, "<x/>");
  result = change (container, &parts);
  size = (gsize) byline_input_size (result);
  g_assert_true (memcmp (byline_input_peek (result, size - 7, 7, NULL), "trailer", 7) == 0);
}

static void
test_the_picture_is_what_a_decoder_needs (void)
{
  static const Item items[] = {
    { HEADER },
    { "gAMA", "1234", 4 },
    { "PLTE", "abc", 3 },
    { "tEXt", "Title\0a", 7 },
    { DATA },
    { DATA },
    { EXIF },
    { END },
  };
  static const guint64 lengths[] = { 13, 3, 6, 6 };
  g_autoptr (BylineInput) input = finish (make (items, G_N_ELEMENTS (items)));
  g_autoptr (BylineContainer) container = open_sound (input);
  g_autoptr (GArray) ranges = byline_container_picture (container, NULL);

  g_assert_nonnull (ranges);
  g_assert_cmpuint (ranges->len, ==, G_N_ELEMENTS (lengths));
  for (guint i = 0; i < ranges->len; i++)
    g_assert_cmpuint (g_array_index (ranges, BylineRange, i).length, ==, lengths[i]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/png/checksums-are-those-of-the-standard",
                   test_checksums_are_those_of_the_standard);
  g_test_add_func ("/png/parts-find-their-place", test_parts_find_their_place);
  g_test_add_func ("/png/compressed-xmp-is-read-and-replaced",
                   test_compressed_xmp_is_read_and_replaced);
  g_test_add_func ("/png/what-swells-without-end-is-refused",
                   test_what_swells_without_end_is_refused);
  g_test_add_func ("/png/jpegs-wrapping-is-taken-off", test_jpegs_wrapping_is_taken_off);
  g_test_add_func ("/png/what-cannot-be-kept-right-is-refused",
                   test_what_cannot_be_kept_right_is_refused);
  g_test_add_func ("/png/a-length-is-never-trusted", test_a_length_is_never_trusted);
  g_test_add_func ("/png/a-wrong-checksum-is-read-and-not-written",
                   test_a_wrong_checksum_is_read_and_not_written);
  g_test_add_func ("/png/cautions-are-raised", test_cautions_are_raised);
  g_test_add_func ("/png/a-trailer-stays-behind", test_a_trailer_stays_behind);
  g_test_add_func ("/png/the-picture-is-what-a-decoder-needs",
                   test_the_picture_is_what_a_decoder_needs);
  return g_test_run ();
}
