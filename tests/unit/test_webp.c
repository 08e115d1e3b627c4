#include "container/container.h"

#include <string.h>

#define VP8X(flags) "VP8X", flags "\0\0\0\006\0\0\004\0\0", 10 /* 7×5 */
#define LOSSY "VP8 ", "\020\0\0\235\001\052\007\0\005\0data", 14
#define LOSSLESS_ALPHA "VP8L", "\057\006\0\001\020data", 9 /* 7×5 */
#define LOSSLESS "VP8L", "\057\006\0\001\0data", 9

static void
chunk (GByteArray *webp, const char *name, const char *bytes, gsize length)
{
  guint32 size = GUINT32_TO_LE ((guint32) length);

  g_byte_array_append (webp, (const guint8 *) name, 4);
  g_byte_array_append (webp, (const guint8 *) &size, sizeof size);
  g_byte_array_append (webp, (const guint8 *) bytes, (guint) length);
  if (length % 2 != 0)
    g_byte_array_append (webp, (const guint8 *) "", 1);
}

static GByteArray *
begin (void)
{
  GByteArray *webp = g_byte_array_new ();

  g_byte_array_append (webp, (const guint8 *) "RIFF\0\0\0\0WEBP", 12);
  return webp;
}

static BylineInput *
finish (GByteArray *webp)
{
  guint32 size = GUINT32_TO_LE (webp->len - 8);
  g_autoptr (GBytes) bytes = NULL;

  memcpy (webp->data + 4, &size, sizeof size);
  bytes = g_byte_array_free_to_bytes (webp);
  return byline_input_new (bytes, "test.webp");
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

/* Returns: (transfer full): the new file, proved */
static BylineInput *
change (BylineContainer *container, const BylineNewParts *parts)
{
  BylineInput *old = byline_container_input (container);
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineSplice) splice = byline_container_plan (container, parts, &error);
  g_autoptr (BylineInput) result = NULL;
  g_autoptr (BylineContainer) changed = NULL;
  g_autoptr (GBytes) made = NULL;
  BylineId before, after;

  g_assert_no_error (error);
  made = byline_splice_apply (splice, old, &error);
  g_assert_no_error (error);
  result = byline_input_new (made, "new.webp");
  g_assert_true (byline_container_prove (container, splice, parts, result, &error));
  g_assert_no_error (error);
  changed = open_sound (result);
  g_assert_cmpuint (byline_container_cautions (changed), ==, byline_container_cautions (container));
  g_assert_true (byline_container_id (container, &before, NULL));
  g_assert_true (byline_container_id (changed, &after, NULL));
  g_assert_true (memcmp (&before, &after, sizeof before) == 0);
  return g_steal_pointer (&result);
}

/* The chunks' names, VP8X with its flags. */
static char *
outline (BylineInput *input)
{
  GString *names = g_string_new (NULL);
  gsize size = (gsize) byline_input_size (input);
  const guint8 *b = byline_input_peek (input, 0, size, NULL);

  g_assert_cmpuint (b[4] + ((gsize) b[5] << 8) + 8, ==, size);
  for (gsize at = 12; at < size;) {
    gsize length = b[at + 4] + ((gsize) b[at + 5] << 8);

    g_string_append_printf (names, "%.4s", (const char *) b + at);
    if (memcmp (b + at, "VP8X", 4) == 0)
      g_string_append_printf (names, ":%02x", b[at + 8]);
    g_string_append_c (names, ' ');
    at += 8 + length + length % 2;
  }
  return g_string_free (names, FALSE);
}

typedef struct {
  const char *name;
  const char *bytes;
  gsize length;
} Item;

static void
test_parts_find_their_place (void)
{
  const struct {
    Item items[6];
    const char *exif, *xmp; /* "-": goes; NULL: stays */
    const char *after;
  } cases[] = {
    { { { LOSSY } }, "II*", "<x/>", "VP8X:0c VP8  EXIF XMP  " },
    { { { LOSSLESS } }, NULL, "<xx/>", "VP8X:04 VP8L XMP  " },
    { { { LOSSLESS_ALPHA } }, "II*", NULL, "VP8X:18 VP8L EXIF " },
    { { { LOSSY } }, "-", "-", "VP8  " }, /* nothing to say, nothing to make */
    { { { VP8X ("\040") }, { "ICCP", "icc", 3 }, { LOSSY } },
      "II*",
      "<x/>",
      "VP8X:2c ICCP VP8  EXIF XMP  " },
    { { { VP8X ("\014") }, { LOSSY }, { "EXIF", "MM", 2 }, { "XMP ", "<y/>", 4 } },
      NULL,
      "-",
      "VP8X:08 VP8  EXIF " },
    { { { VP8X ("\014") }, { LOSSY }, { "EXIF", "MM", 2 }, { "XMP ", "<y/>", 4 } },
      "-",
      "<x/>",
      "VP8X:04 VP8  XMP  " },
    { { { VP8X ("\004") }, { LOSSY }, { "XMP ", "<y/>", 4 }, { "abcd", "?", 1 } },
      "II*",
      NULL,
      "VP8X:0c VP8  EXIF XMP  abcd " },
    { { { VP8X ("\010") }, { LOSSY }, { "EXIF", "MM", 2 }, { "abcd", "?", 1 } },
      NULL,
      "<x/>",
      "VP8X:0c VP8  EXIF XMP  abcd " },
    { { { VP8X ("\002") }, { "ANIM", "123456", 6 }, { "ANMF", "1", 1 }, { "ANMF", "2", 1 } },
      NULL,
      "<x/>",
      "VP8X:06 ANIM ANMF ANMF XMP  " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *webp = begin ();
    g_auto (BylineNewParts) parts = { 0 };
    g_autoptr (BylineInput) input = NULL, result = NULL;
    g_autoptr (BylineContainer) container = NULL;
    g_autofree char *names = NULL;

    for (guint j = 0; j < 6 && cases[i].items[j].name != NULL; j++)
      chunk (webp, cases[i].items[j].name, cases[i].items[j].bytes, cases[i].items[j].length);
    input = finish (webp);
    container = open_sound (input);
    g_assert_cmpint (byline_container_width (container), ==, 7);
    g_assert_cmpint (byline_container_height (container), ==, 5);
    if (cases[i].exif != NULL)
      take_text (&parts, BYLINE_PART_EXIF, *cases[i].exif != '-' ? cases[i].exif : NULL);
    if (cases[i].xmp != NULL)
      take_text (&parts, BYLINE_PART_XMP, *cases[i].xmp != '-' ? cases[i].xmp : NULL);
    result = change (container, &parts);
    names = outline (result);
    g_assert_cmpstr (names, ==, cases[i].after);
  }
}

static void
test_jpegs_wrapping_is_taken_off (void)
{
  GByteArray *webp = begin ();
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;
  g_auto (BylineNewParts) parts = { 0 };
  GBytes *exif;

  chunk (webp, VP8X ("\010"));
  chunk (webp, LOSSY);
  chunk (webp, "EXIF", "Exif\0\0II*", 9);
  input = finish (webp);
  container = open_sound (input);
  exif = byline_container_part (container, BYLINE_PART_EXIF);
  g_assert_cmpuint (g_bytes_get_size (exif), ==, 3);
  g_assert_true (memcmp (g_bytes_get_data (exif, NULL), "II*", 3) == 0);
  take_text (&parts, BYLINE_PART_EXIF, "II*new");
  byline_input_free (change (container, &parts));
}

static void
test_what_cannot_be_kept_right_is_refused (void)
{
  const struct {
    Item items[3];
    BylinePart part;
    guint cut; /* bytes missing at the end */
  } cases[] = {
    { { { LOSSY } }, BYLINE_PART_PHOTOSHOP, 0 },                      /* no such place */
    { { { "VP8 ", "not a picture!", 14 } }, BYLINE_PART_XMP, 0 },     /* of which size? */
    { { { "abcd", "", 0 } }, BYLINE_PART_XMP, 0 },                    /* no picture */
    { { { NULL, NULL, 0 } }, BYLINE_PART_XMP, 0 },                    /* nothing */
    { { { LOSSY }, { VP8X ("\0") } }, BYLINE_PART_XMP, 0 },           /* VP8X is not first */
    { { { "VP8X", "\0\0\0\0", 4 }, { LOSSY } }, BYLINE_PART_XMP, 0 }, /* too short */
    { { { VP8X ("\0") }, { LOSSY } }, BYLINE_PART_XMP, 1 },           /* cut off */
    { { { VP8X ("\0") }, { LOSSLESS } }, BYLINE_PART_XMP, 1 },        /* its padding cut off */
    { { { VP8X ("\0") }, { LOSSY }, { "EXIF", "", 0 } }, BYLINE_PART_XMP, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    GByteArray *webp = begin ();
    g_auto (BylineNewParts) parts = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineInput) input = NULL;
    g_autoptr (BylineContainer) container = NULL;

    for (guint j = 0; j < 3 && cases[i].items[j].name != NULL; j++)
      chunk (webp, cases[i].items[j].name, cases[i].items[j].bytes, cases[i].items[j].length);
    g_byte_array_set_size (webp, webp->len - cases[i].cut);
    input = finish (webp);
    container = open_sound (input);
    take_text (&parts, cases[i].part, "new");
    g_assert_null (byline_container_plan (container, &parts, &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  }
}

static void
test_cautions_are_raised (void)
{
  GByteArray *webp = begin ();
  g_autoptr (BylineInput) input = NULL;
  g_autoptr (BylineContainer) container = NULL;

  chunk (webp, VP8X ("\014"));
  chunk (webp, LOSSY);
  chunk (webp, "EXIF", "1", 1);
  chunk (webp, "EXIF", "2", 1);
  chunk (webp, "XMP ", "1", 1);
  chunk (webp, "XMP ", "2", 1);
  chunk (webp, "C2PA", "jumb", 4);
  input = finish (webp);
  container = open_sound (input);
  g_assert_cmpuint (byline_container_cautions (container), ==,
                    BYLINE_CAUTION_SEVERAL_EXIF | BYLINE_CAUTION_SEVERAL_XMP | BYLINE_CAUTION_C2PA);
}

static void
test_a_trailer_stays_behind (void)
{
  GByteArray *webp = begin ();
  g_auto (BylineNewParts) parts = { 0 };
  g_autoptr (BylineInput) whole = NULL, input = NULL, result = NULL;
  g_autoptr (BylineContainer) container = NULL;
  g_autoptr (GByteArray) longer = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  gsize size;
  const guint8 *end;

  chunk (webp, LOSSY);
  whole = finish (webp);
  size = (gsize) byline_input_size (whole);
  g_byte_array_append (longer, byline_input_peek (whole, 0, size, NULL), (guint) size);
  g_byte_array_append (longer, (const guint8 *) "trailer", 7);
  bytes = g_bytes_new (longer->data, longer->len);
  input = byline_input_new (bytes, "test.webp");
  container = open_sound (input);
  g_assert_cmpuint (byline_container_cautions (container), ==, BYLINE_CAUTION_TRAILER);

  take_text (&parts, BYLINE_PART_XMP, "<x/>");
  result = change (container, &parts);
  size = (gsize) byline_input_size (result);
  end = byline_input_peek (result, size - 19, 19, NULL);
  g_assert_true (memcmp (end, "XMP \004\0\0\0<x/>trailer", 19) == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/webp/parts-find-their-place", test_parts_find_their_place);
  g_test_add_func ("/webp/jpegs-wrapping-is-taken-off", test_jpegs_wrapping_is_taken_off);
  g_test_add_func ("/webp/what-cannot-be-kept-right-is-refused",
                   test_what_cannot_be_kept_right_is_refused);
  g_test_add_func ("/webp/cautions-are-raised", test_cautions_are_raised);
  g_test_add_func ("/webp/a-trailer-stays-behind", test_a_trailer_stays_behind);
  return g_test_run ();
}
