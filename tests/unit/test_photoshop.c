#include "metadata/iim.h"
#include "metadata/photoshop.h"

#include <byline/error.h>
#include <byline/metadata.h>

#include <glib/gstdio.h>

#include <string.h>

/* Resources of literal octets. */
#define BLOCK(octets) g_bytes_new_static ((octets), sizeof (octets) - 1)

/* Of "one" and "two!" together. */
#define MD5_ONETWO "\xb8\x7e\x01\x3d\xce\x2c\x17\x47\xda\x08\xa3\x3e\x22\xf3\x8d\x70"

#define RESOLUTION "8BIM\x03\xed\0\0\0\0\0\4\0\1\0\2"
#define NAMED "8BIM\x0b\xb7\3abc\0\0\0\2xy" /* a name of three: even with its length */
#define NAMED_ODD "8BIM\x0b\xb8\2ab\0\0\0\0\1z\0"

static BylinePhotoshop *
parse (GBytes *block)
{
  g_autoptr (GError) error = NULL;
  BylinePhotoshop *photoshop = byline_photoshop_parse (block, &error);

  g_assert_no_error (error);
  g_assert_nonnull (photoshop);
  return photoshop;
}

static void
assert_block (const BylinePhotoshop *photoshop, GBytes *expected)
{
  g_autoptr (GBytes) owned = expected;
  g_autoptr (GBytes) block = byline_photoshop_serialise (photoshop);

  g_assert_nonnull (block);
  g_assert_true (g_bytes_equal (block, owned));
}

static void
assert_iim (const BylinePhotoshop *photoshop, const char *expected)
{
  GBytes *iim = byline_photoshop_iim (photoshop);

  g_assert_nonnull (iim);
  g_assert_cmpuint (g_bytes_get_size (iim), ==, strlen (expected));
  g_assert_true (memcmp (g_bytes_get_data (iim, NULL), expected, strlen (expected)) == 0);
}

static void
test_round_trip (void)
{
  GBytes *blocks[] = {
    BLOCK (RESOLUTION NAMED NAMED_ODD),
    BLOCK (RESOLUTION "8BIM\4\4\0\0\0\0\0\3one"),            /* no pad at the end */
    BLOCK ("8BIM\4\4\0\0\0\0\0\3one" RESOLUTION),            /* nor inside */
    BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0" RESOLUTION "\0\0\0"), /* zeros behind */
    BLOCK ("MeSa\4\4\0\0\0\0\0\3one\0AgHg\0\0\0\0\0\0\0\0"), /* others' */
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    g_autoptr (BylinePhotoshop) photoshop = parse (blocks[i]);

    assert_block (photoshop, blocks[i]);
  }
}

static void
test_malformed (void)
{
  GBytes *blocks[] = {
    BLOCK ("8BIM\4\4\0\0\0\0\0\4one"),         BLOCK ("8BIM\4\4\0\0\xff\xff\xff\xffone"),
    BLOCK ("8BIM\4\4\xff\0\0\0\0\3one"),       BLOCK ("8BIM\4\4"),
    BLOCK (RESOLUTION "XXXX\4\4\0\0\0\0\0\0"), BLOCK (RESOLUTION "stray"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (blocks); i++) {
    g_autoptr (GBytes) owned = blocks[i];
    g_autoptr (GError) error = NULL;
    g_autoptr (BylinePhotoshop) photoshop = byline_photoshop_parse (owned, &error);

    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
    g_assert_null (photoshop);
  }
}

static void
test_digest (void)
{
  const struct {
    GBytes *block;
    gboolean matches;
  } cases[] = {
    { BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0"), TRUE }, /* absent */
    { BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0"
             "8BIM\4\4\0\0\0\0\0\4two!"
             "8BIM\4\x25\0\0\0\0\0\x10" MD5_ONETWO),
      TRUE },
    { BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0"
             "8BIM\4\x25\0\0\0\0\0\x10" MD5_ONETWO),
      FALSE },
    { BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0"
             "8BIM\4\x25\0\0\0\0\0\0"),
      FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) owned = cases[i].block;
    g_autoptr (BylinePhotoshop) photoshop = parse (owned);

    g_assert_true (byline_photoshop_digest_matches (photoshop, NULL) == cases[i].matches);
  }
}

static void
test_several_are_joined (void)
{
  g_autoptr (GBytes) block = BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0" RESOLUTION
                                    "8BIM\4\4\0\0\0\0\0\4two!" NAMED "8BIM\4\4\0\0\0\0\0\1x");
  g_autoptr (GBytes) iim = BLOCK ("onetwo!");
  g_autoptr (BylinePhotoshop) photoshop = parse (block);

  assert_iim (photoshop, "onetwo!x");
  byline_photoshop_set_iim (photoshop, iim);
  assert_iim (photoshop, "onetwo!");
  assert_block (photoshop, BLOCK ("8BIM\4\4\0\0\0\0\0\7onetwo!\0"
                                  "8BIM\4\x25\0\0\0\0\0\x10" MD5_ONETWO RESOLUTION NAMED));
  g_assert_true (byline_photoshop_digest_matches (photoshop, NULL));
}

/* A second block behind a padded one is not lost; a block that is split anywhere stays whole. */
static void
test_padding_between_blocks (void)
{
  g_autoptr (GBytes) two = BLOCK ("8BIM\4\4\0\0\0\0\0\10\x1c\2\x69\0\1a\0\0"
                                  "8BIM\4\4\0\0\0\0\0\6\x1c\2\x6e\0\1b");
  g_autoptr (GBytes) split = BLOCK ("8BIM\4\4\0\0\0\0\0\7\x1c\2\x69\0\4\0\0\0"
                                    "8BIM\4\4\0\0\0\0\0\2\0!");
  g_autoptr (BylinePhotoshop) both = parse (two);
  g_autoptr (BylinePhotoshop) whole = parse (split);

  g_assert_cmpuint (g_bytes_get_size (byline_photoshop_iim (both)), ==, 12);
  g_assert_true (memcmp (g_bytes_get_data (byline_photoshop_iim (both), NULL),
                         "\x1c\2\x69\0\1a\x1c\2\x6e\0\1b", 12) == 0);
  g_assert_cmpuint (g_bytes_get_size (byline_photoshop_iim (whole)), ==, 9);
}

/* A digest stays where it is; what lost its pad octet at the end gets it before a neighbour. */
static void
test_set (void)
{
  g_autoptr (GBytes) block = BLOCK ("8BIM\4\x25\0\0\0\0\0\1?\0" NAMED "8BIM\4\6\0\0\0\0\0\1e");
  g_autoptr (GBytes) iim = BLOCK ("onetwo!");
  g_autoptr (BylinePhotoshop) photoshop = parse (block);

  g_assert_null (byline_photoshop_iim (photoshop));
  byline_photoshop_set_iim (photoshop, iim);
  assert_block (photoshop,
                BLOCK ("8BIM\4\x25\0\0\0\0\0\x10" MD5_ONETWO NAMED "8BIM\4\6\0\0\0\0\0\1e\0"
                       "8BIM\4\4\0\0\0\0\0\7onetwo!\0"));
}

/* Where fields that nobody has settled are told apart by the digest, it stays as it was. */
static void
test_swap (void)
{
  g_autoptr (GBytes) block = BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0"
                                    "8BIM\4\x25\0\0\0\0\0\2??" NAMED);
  g_autoptr (GBytes) iim = BLOCK ("two!");
  g_autoptr (BylinePhotoshop) photoshop = parse (block);

  byline_photoshop_swap_iim (photoshop, iim);
  assert_iim (photoshop, "two!");
  assert_block (photoshop, BLOCK ("8BIM\4\4\0\0\0\0\0\4two!"
                                  "8BIM\4\x25\0\0\0\0\0\2??" NAMED));
  g_assert_false (byline_photoshop_digest_matches (photoshop, NULL));
}

static void
test_remove (void)
{
  g_autoptr (GBytes) block =
      BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0" NAMED "8BIM\4\x25\0\0\0\0\0\x10" MD5_ONETWO);
  g_autoptr (GBytes) only = BLOCK ("8BIM\4\4\0\0\0\0\0\3one\0");
  g_autoptr (BylinePhotoshop) photoshop = parse (block);
  g_autoptr (BylinePhotoshop) empty = parse (only);

  byline_photoshop_set_iim (photoshop, NULL);
  g_assert_null (byline_photoshop_iim (photoshop));
  assert_block (photoshop, BLOCK (NAMED));
  byline_photoshop_set_iim (empty, NULL);
  g_assert_null (byline_photoshop_serialise (empty));
}

static GBytes *
example_iim (void)
{
  g_autoptr (BylineIim) iim = byline_iim_new ();
  const struct {
    BylineField field;
    const char *text;
  } fields[] = {
    { BYLINE_FIELD_CREATOR, "Айгерім Нұрланова" },
    { BYLINE_FIELD_COUNTRY_CODE, "KZ" },
    { BYLINE_FIELD_DATE_CREATED, "2025-07-14T10:11:12+05:00" },
  };

  g_assert_true (byline_iim_make_utf8 (iim, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    g_autofree char *text = g_strdup (fields[i].text);
    BylineText value = { NULL, text };
    g_autoptr (GPtrArray) values = g_ptr_array_new ();

    g_ptr_array_add (values, &value);
    byline_iim_set (iim, fields[i].field, values, NULL);
  }
  return byline_iim_serialise (iim);
}

/* An outside judge: exiftool reads IIM and both digests from the smallest of JPEGs. */
static void
test_exiftool (void)
{
  g_autofree char *exiftool = g_find_program_in_path ("exiftool");
  g_autoptr (BylinePhotoshop) photoshop = byline_photoshop_new ();
  g_autoptr (GBytes) iim = example_iim ();
  g_autoptr (GBytes) block = NULL;
  g_autoptr (GByteArray) jpeg = g_byte_array_new ();
  g_autofree char *folder = NULL, *path = NULL, *out = NULL, *talk = NULL;
  const char *wanted = "$IPTC:By-line|$IPTC:Country-PrimaryLocationCode|$IPTC:DateCreated|"
                       "$IPTC:TimeCreated|$CurrentIPTCDigest";
  const char *argv[] = { exiftool, "-b", "-p", wanted, NULL, NULL };
  const char *digest[] = { exiftool, "-p", "$CurrentIPTCDigest $IPTCDigest", NULL, NULL };
  guint8 head[] = { 0xff, 0xd8, 0xff, 0xed, 0, 0 };
  gsize size;

  if (exiftool == NULL) {
    g_test_skip ("no exiftool");
    return;
  }
  byline_photoshop_set_iim (photoshop, iim);
  block = byline_photoshop_serialise (photoshop);
  size = g_bytes_get_size (block) + 16;
  head[4] = (guint8) (size >> 8);
  head[5] = (guint8) size;
  g_byte_array_append (jpeg, head, sizeof head);
  g_byte_array_append (jpeg, (const guint8 *) "Photoshop 3.0", 14);
  g_byte_array_append (jpeg, g_bytes_get_data (block, NULL), (guint) g_bytes_get_size (block));
  g_byte_array_append (jpeg, (const guint8 *) "\xff\xd9", 2);
  folder = g_dir_make_tmp (NULL, NULL);
  path = g_build_filename (folder, "photo.jpg", NULL);
  argv[4] = digest[3] = path;
  g_assert_true (g_file_set_contents (path, (const char *) jpeg->data, jpeg->len, NULL));
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, &talk,
                               NULL, NULL));
  g_strchomp (out);
  g_assert_true (g_str_has_prefix (out, "Айгерім Нұрланов|KAZ|2025:07:14|10:11:12+05:00|"));
  g_free (g_steal_pointer (&out));
  g_free (g_steal_pointer (&talk));
  g_assert_true (g_spawn_sync (NULL, (char **) digest, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out,
                               &talk, NULL, NULL));
  g_strchomp (out);
  g_assert_cmpuint (strlen (out), ==, 65);
  g_assert_true (memcmp (out, out + 33, 32) == 0);
  g_remove (path);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/photoshop/resources-are-kept-octet-for-octet", test_round_trip);
  g_test_add_func ("/photoshop/resources-that-cannot-be-followed-are-malformed", test_malformed);
  g_test_add_func ("/photoshop/digest-tells-whether-iim-was-changed", test_digest);
  g_test_add_func ("/photoshop/several-iim-resources-become-one", test_several_are_joined);
  g_test_add_func ("/photoshop/padding-between-iim-resources-goes", test_padding_between_blocks);
  g_test_add_func ("/photoshop/iim-and-digest-are-set", test_set);
  g_test_add_func ("/photoshop/iim-alone-is-swapped", test_swap);
  g_test_add_func ("/photoshop/iim-goes-with-its-digest", test_remove);
  g_test_add_func ("/photoshop/exiftool-agrees", test_exiftool);
  return g_test_run ();
}
