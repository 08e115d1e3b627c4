#include "metadata/rewrite.h"
#include "metadata/sidecar.h"
#include "metadata/xmp.h"

#include <glib/gstdio.h>
#include <string.h>

#define RDF "xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\""
#define PHOTOSHOP "xmlns:photoshop=\"http://ns.adobe.com/photoshop/1.0/\""
#define OPEN                                                                                       \
  "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF " RDF "><rdf:Description rdf:about=\"\" "
#define CLOSE "</rdf:Description></rdf:RDF></x:xmpmeta>"
#define CREDIT(text) OPEN PHOTOSHOP " photoshop:Credit=\"" text "\">" CLOSE

/* Whose is it ---------------------------------------------------------------------------------- */

static void
touch (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
}

static void
test_find (void)
{
  static const struct {
    const char *files; /* beside the photo */
    const char *photo;
    BylineFormat format;
    const char *sidecar;
  } cases[] = {
    { "", "a.jpg", BYLINE_FORMAT_JPEG, NULL },
    { "a.xmp", "a.jpg", BYLINE_FORMAT_JPEG, "a.xmp" },
    { "a.XMP", "a.jpg", BYLINE_FORMAT_JPEG, "a.XMP" },
    { "a.jpg.xmp", "a.jpg", BYLINE_FORMAT_JPEG, "a.jpg.xmp" },
    { "a.jpg.XMP", "a.jpg", BYLINE_FORMAT_JPEG, "a.jpg.XMP" },
    { "a.Xmp", "a.jpg", BYLINE_FORMAT_JPEG, "a.Xmp" },
    { "a.jpg.Xmp", "a.jpg", BYLINE_FORMAT_JPEG, "a.jpg.Xmp" },
    { "a.Xmp a.CR2", "a.CR2", BYLINE_FORMAT_CR2, "a.Xmp" },
    { "a.xmp a.jpg.xmp", "a.jpg", BYLINE_FORMAT_JPEG, "a.jpg.xmp" },
    /* name.xmp is the raw file's, which the other is told from by its name */
    { "a.xmp a.CR2", "a.jpg", BYLINE_FORMAT_JPEG, NULL },
    { "a.xmp a.heic", "a.jpg", BYLINE_FORMAT_JPEG, NULL },
    { "a.xmp a.png", "a.jpg", BYLINE_FORMAT_JPEG, NULL },
    { "a.xmp a.jpg.xmp a.nef", "a.jpg", BYLINE_FORMAT_JPEG, "a.jpg.xmp" },
    { "a.xmp a.txt ab.CR2", "a.jpg", BYLINE_FORMAT_JPEG, "a.xmp" },
    { "ab.xmp", "a.jpg", BYLINE_FORMAT_JPEG, NULL },
    { "a.b.xmp", "a.b.jpg", BYLINE_FORMAT_JPEG, "a.b.xmp" },
    { "a.xmp", "a.b.jpg", BYLINE_FORMAT_JPEG, NULL },
    { "a.xmp", "a.xmp", BYLINE_FORMAT_XMP, NULL },
    { ".xmp", ".jpg", BYLINE_FORMAT_JPEG, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *folder = g_dir_make_tmp ("byline-XXXXXX", NULL);
    g_autofree char *photo = g_build_filename (folder, cases[i].photo, NULL);
    g_auto (GStrv) files = g_strsplit (cases[i].files, " ", 0);
    g_autofree char *found = NULL, *name = NULL;

    touch (folder, cases[i].photo);
    for (guint n = 0; files[n] != NULL; n++)
      touch (folder, files[n]);
    found = byline_sidecar_find (photo, cases[i].format);
    name = found != NULL ? g_path_get_basename (found) : NULL;
    g_test_message ("%s with %s", cases[i].photo, cases[i].files);
    g_assert_cmpstr (name, ==, cases[i].sidecar);
    for (guint n = 0; files[n] != NULL; n++) {
      g_autofree char *path = g_build_filename (folder, files[n], NULL);

      g_unlink (path);
    }
    g_unlink (photo);
    g_rmdir (folder);
  }
}

static void
test_new_path (void)
{
  g_autofree char *jpeg = byline_sidecar_new_path ("x.y/a.JPG", BYLINE_FORMAT_JPEG);
  g_autofree char *none = byline_sidecar_new_path ("x.y/a", BYLINE_FORMAT_JPEG);

  g_assert_cmpstr (jpeg, ==, "x.y/a.JPG.xmp");
  g_assert_cmpstr (none, ==, "x.y/a.xmp");
}

/* Reading and writing -------------------------------------------------------------------------- */

static GBytes *
text_bytes (const char *text)
{
  return g_bytes_new (text, strlen (text));
}

static BylineMetadata *
read_sidecar (GBytes *sidecar, const char *embedded_credit, BylineFormat format)
{
  BylineMetadata *metadata = byline_metadata_new ();
  g_autoptr (BylineXmp) xmp = byline_xmp_parse (sidecar, NULL);

  byline_metadata_facts (metadata)->format = format;
  if (embedded_credit != NULL)
    byline_metadata_add (metadata, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, NULL, embedded_credit);
  if (xmp != NULL)
    byline_xmp_read_sidecar (xmp, metadata);
  byline_metadata_reconcile (metadata, TRUE);
  return metadata;
}

static void
test_stands_over (void)
{
  static const struct {
    const char *sidecar, *embedded, *believed;
    BylineFormat format;
    guint odd;
  } cases[] = {
    { CREDIT ("new"), "old", "new", BYLINE_FORMAT_JPEG, BYLINE_ODD_CONFLICT },
    { CREDIT ("new"), "new", "new", BYLINE_FORMAT_JPEG, 0 },
    { CREDIT ("new"), NULL, "new", BYLINE_FORMAT_JPEG, 0 },
    { CREDIT ("new"), "old", "new", BYLINE_FORMAT_UNKNOWN, 0 }, /* no write could settle it */
    { OPEN ">" CLOSE, "old", "old", BYLINE_FORMAT_JPEG, 0 },
    { CREDIT (""), "old", NULL, BYLINE_FORMAT_JPEG, BYLINE_ODD_CONFLICT },
    { CREDIT (""), NULL, NULL, BYLINE_FORMAT_JPEG, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) sidecar = text_bytes (cases[i].sidecar);
    g_autoptr (BylineMetadata) metadata =
        read_sidecar (sidecar, cases[i].embedded, cases[i].format);

    g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT), ==, cases[i].believed);
    g_assert_cmpuint (byline_metadata_odd (metadata, BYLINE_FIELD_CREDIT), ==, cases[i].odd);
  }
}

static GBytes *
rewrite (GBytes *old, const char *embedded_credit, const char *assignment)
{
  g_autoptr (BylineEdit) edit = byline_edit_new ();
  g_autoptr (BylineMetadata) metadata = NULL;
  g_autoptr (GError) error = NULL;
  GBytes *new = NULL;

  g_assert_true (byline_edit_parse (edit, assignment, &error));
  metadata = old != NULL ? read_sidecar (old, embedded_credit, BYLINE_FORMAT_JPEG)
                         : byline_metadata_new ();
  new = byline_sidecar_rewrite (old, metadata, edit, FALSE, &error);
  g_assert_no_error (error);
  return new;
}

static GBytes *
in_encoding (const char *text, const char *encoding)
{
  gsize length = 0;
  char *bytes = g_convert (text, -1, encoding, "UTF-8", NULL, &length, NULL);

  g_assert_nonnull (bytes);
  return g_bytes_new_take (bytes, length);
}

/* What stands around the root element stays, octet for octet, and so does the encoding. */
static void
test_dress (void)
{
  static const struct {
    const char *before, *after, *encoding;
  } cases[] = {
    { "", "", "UTF-8" },
    { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "\n", "UTF-8" },
    { "\xEF\xBB\xBF<?xml version=\"1.0\"?>\r\n<!-- <x> -->", "\r\n\r\n", "UTF-8" },
    { "<?xpacket begin='\xEF\xBB\xBF' id='W5M0MpCehiHzreSzNTczkc9d'?>\n",
      "\n    \n<?xpacket end='w'?>", "UTF-8" },
    { "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n", "\n<!-- </x:xmpmet -->",
      "UTF-16LE" },
    { "\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-16\"?>\n", "\n", "UTF-16BE" },
    { "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>", "", "ISO-8859-1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *old_text =
        g_strconcat (cases[i].before, CREDIT ("M\xC3\xBCller"), cases[i].after, NULL);
    g_autofree char *new_text =
        g_strconcat (cases[i].before, CREDIT ("J\xC3\xB6rg"), cases[i].after, NULL);
    g_autoptr (GBytes) old = in_encoding (old_text, cases[i].encoding);
    g_autoptr (GBytes) wanted = in_encoding (new_text, cases[i].encoding);
    g_autoptr (GBytes) new = rewrite (old, NULL, "credit=J\xC3\xB6rg");
    g_autofree char *got = g_convert (g_bytes_get_data (new, NULL), (gssize) g_bytes_get_size (new),
                                      "UTF-8", cases[i].encoding, NULL, NULL, NULL);

    g_assert_nonnull (got);
    /* libxml2 puts namespaces before attributes and closes an empty element at once */
    g_assert_true (g_str_has_prefix (got, cases[i].before));
    g_assert_true (g_str_has_suffix (got, cases[i].after));
    g_assert_nonnull (strstr (got, "photoshop:Credit=\"J\xC3\xB6rg\""));
    g_assert_cmpuint (g_bytes_get_size (new), <=, g_bytes_get_size (wanted));
  }
}

static void
test_line_endings (void)
{
  g_autoptr (GBytes) old =
      text_bytes ("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\r\n <rdf:RDF " RDF ">\r\n"
                  "  <rdf:Description rdf:about=\"\"/>\r\n </rdf:RDF>\r\n</x:xmpmeta>\r\n");
  g_autoptr (GBytes) new = rewrite (old, NULL, "credit=a");
  gsize size = 0;
  const char *text = g_bytes_get_data (new, &size);

  for (gsize i = 0; i < size; i++)
    if (text[i] == '\n')
      g_assert_cmpint (text[i - 1], ==, '\r');
  g_assert_nonnull (g_strstr_len (text, (gssize) size, "\r\n   <photoshop:Credit>a"));
}

static void
test_new (void)
{
  g_autoptr (GBytes) new = rewrite (NULL, NULL, "credit=a");
  g_autoptr (GBytes) nothing = rewrite (NULL, NULL, "credit=");
  g_autoptr (BylineMetadata) metadata = read_sidecar (new, NULL, BYLINE_FORMAT_JPEG);

  g_assert_cmpstr (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT), ==, "a");
  g_assert_cmpuint (g_bytes_get_size (nothing), ==, 0);
}

/* What is cleared is gone, though the photo itself goes on to say it. */
static void
test_clear (void)
{
  g_autoptr (GBytes) old = text_bytes (CREDIT ("a"));
  g_autoptr (GBytes) alone = rewrite (old, NULL, "credit=");
  g_autoptr (GBytes) over = rewrite (old, "b", "credit=");
  g_autoptr (GBytes) again = rewrite (over, "b", "credit=");
  g_autoptr (BylineXmp) without = byline_xmp_parse (alone, NULL);
  g_autoptr (BylineMetadata) metadata = read_sidecar (over, "b", BYLINE_FORMAT_JPEG);

  g_assert_false (byline_xmp_has (without, BYLINE_FIELD_CREDIT));
  g_assert_null (byline_metadata_text (metadata, BYLINE_FIELD_CREDIT));
  g_assert_true (byline_metadata_is_cleared (metadata, BYLINE_FIELD_CREDIT));
  g_assert_true (again == over);
}

static void
test_hostile (void)
{
  static const char *const cases[] = { "",
                                       "x",
                                       "<",
                                       "<html></html>",
                                       "\xFF\xFE<",
                                       "<?xml",
                                       "<!-- http://www.w3.org/1999/02/22-rdf-syntax-ns# -->" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GBytes) bytes = text_bytes (cases[i]);
    g_autoptr (BylineInput) input = byline_input_new (bytes, "a.xmp");
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineContainer) container = byline_sidecar_open (input, &error);
    g_autoptr (BylineEdit) edit = byline_edit_new ();
    g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
    g_autoptr (GBytes) new = byline_sidecar_rewrite (bytes, metadata, edit, FALSE, NULL);

    g_assert_null (new);
    if (container == NULL)
      g_assert_true (g_str_has_prefix (error->message, "a.xmp: "));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sidecar/find", test_find);
  g_test_add_func ("/sidecar/new-path", test_new_path);
  g_test_add_func ("/sidecar/stands-over-the-file", test_stands_over);
  g_test_add_func ("/sidecar/keeps-its-dress", test_dress);
  g_test_add_func ("/sidecar/keeps-line-endings", test_line_endings);
  g_test_add_func ("/sidecar/new", test_new);
  g_test_add_func ("/sidecar/clear", test_clear);
  g_test_add_func ("/sidecar/hostile", test_hostile);
  return g_test_run ();
}
