#include "publish/escape.h"
#include "publish/html.h"
#include "publish/names.h"

#include <byline/publish.h>

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <string.h>

/* One photo on a page, made in memory. */
typedef struct {
  BylineId id;
  BylineMetadata *metadata;
  GPtrArray *renditions;
  BylinePublishItem item;
} Photo;

static void
add_rendition (Photo *photo, const char *name, BylineFormat format, int width)
{
  BylinePublished *rendition = g_new0 (BylinePublished, 1);

  rendition->name = (char *) name; /* static; only looked at */
  rendition->format = format;
  rendition->width = width;
  rendition->height = width * 2 / 3;
  g_ptr_array_add (photo->renditions, rendition);
}

static void
photo_init (Photo *photo)
{
  memset (photo, 0, sizeof *photo);
  photo->metadata = byline_metadata_new ();
  photo->renditions = g_ptr_array_new_with_free_func (g_free);
  photo->item.source = "/card/IMG 1.jpg";
  photo->item.id = &photo->id;
  photo->item.metadata = photo->metadata;
  photo->item.renditions = photo->renditions;
}

static void
say (Photo *photo, BylineField field, const char *lang, const char *text)
{
  byline_metadata_add (photo->metadata, field, BYLINE_LAYER_XMP, lang, text);
}

static void
settle (Photo *photo)
{
  byline_metadata_reconcile (photo->metadata, TRUE);
  add_rendition (photo, "a-300w.jpg", BYLINE_FORMAT_JPEG, 300);
  add_rendition (photo, "a-300w.webp", BYLINE_FORMAT_WEBP, 300);
  add_rendition (photo, "a-600w.jpg", BYLINE_FORMAT_JPEG, 600);
  add_rendition (photo, "a-600w.webp", BYLINE_FORMAT_WEBP, 600);
}

static void
photo_clear (Photo *photo)
{
  byline_metadata_free (photo->metadata);
  g_ptr_array_unref (photo->renditions);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Photo, photo_clear)

/* An XPath expression's text, read by a parser that is not ours. */
static char *
ask (const char *html, const char *xpath)
{
  htmlDocPtr document =
      htmlReadMemory (html, (int) strlen (html), NULL, "UTF-8",
                      HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
  xmlXPathContextPtr context = xmlXPathNewContext (document);
  xmlXPathObjectPtr found = xmlXPathEvalExpression ((const xmlChar *) xpath, context);
  xmlChar *text = xmlXPathCastToString (found);
  char *copy = g_strdup ((const char *) text);

  xmlFree (text);
  xmlXPathFreeObject (found);
  xmlXPathFreeContext (context);
  xmlFreeDoc (document);
  return copy;
}

static void
assert_asked (const char *html, const char *xpath, const char *expected)
{
  g_autofree char *text = ask (html, xpath);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_caption_ends_with_the_credit (void)
{
  g_auto (Photo) photo;
  g_autofree char *html = NULL, *caption = NULL;

  photo_init (&photo);
  say (&photo, BYLINE_FIELD_HEADLINE, NULL, "The handshake");
  say (&photo, BYLINE_FIELD_DESCRIPTION, "x-default", "Astana, July.\nThe second line.");
  say (&photo, BYLINE_FIELD_CREDIT, NULL, "mfa.gov.kz");
  say (&photo, BYLINE_FIELD_CREATOR, NULL, "Айгерім Нұрланова");
  settle (&photo);
  html = byline_publish_figure (&photo.item);

  caption = g_strstrip (ask (html, "string (//figure/figcaption)"));
  g_assert_true (g_str_has_prefix (caption, "The handshake"));
  g_assert_nonnull (strstr (caption, "The second line."));
  g_assert_true (g_str_has_suffix (caption, "Photo credit: mfa.gov.kz"));
  g_assert_null (strstr (caption, "Айгерім")); /* a creator is not a credit */
  assert_asked (html, "count (//figcaption//br)", "1");
  assert_asked (html, "count (//figure/figcaption/following-sibling::*)", "0");
  assert_asked (html, "count (//a)", "0");
}

static void
test_nothing_to_say_leaves_no_caption (void)
{
  g_auto (Photo) photo;
  g_autofree char *html = NULL;

  photo_init (&photo);
  settle (&photo);
  html = byline_publish_figure (&photo.item);
  assert_asked (html, "count (//figcaption)", "0");
  assert_asked (html, "count (//img[@alt = ''])", "1");
}

static void
test_every_size_and_format_is_offered (void)
{
  g_auto (Photo) photo;
  g_autofree char *html = NULL;

  photo_init (&photo);
  settle (&photo);
  html = byline_publish_figure (&photo.item);
  assert_asked (html, "string (//picture/source/@type)", "image/webp");
  assert_asked (html, "string (//picture/source/@srcset)", "a-300w.webp 300w, a-600w.webp 600w");
  assert_asked (html, "string (//picture//img/@srcset)", "a-300w.jpg 300w, a-600w.jpg 600w");
  assert_asked (html, "string (//img/@src)", "a-600w.jpg");
  assert_asked (html, "string (//img/@width)", "600");
  assert_asked (html, "string (//img/@height)", "400");
  assert_asked (html, "string (//img/@sizes)", "(max-width: 600px) 100vw, 600px");
  assert_asked (html, "string (//img/@loading)", "");
  assert_asked (html, "string (//img/@decoding)", "async");
}

static void
test_webp_alone_is_the_picture (void)
{
  g_auto (Photo) photo;
  g_autofree char *html = NULL;

  photo_init (&photo);
  byline_metadata_reconcile (photo.metadata, TRUE);
  add_rendition (&photo, "a-300w.webp", BYLINE_FORMAT_WEBP, 300);
  html = byline_publish_figure (&photo.item);
  assert_asked (html, "count (//source)", "0");
  assert_asked (html, "string (//img/@src)", "a-300w.webp");
  g_assert_nonnull (strstr (html, "\"encodingFormat\":\"image/webp\""));
}

static void
test_alt_is_alt_text_then_headline (void)
{
  g_auto (Photo) first, second;
  g_autofree char *html = NULL, *other = NULL;

  photo_init (&first);
  say (&first, BYLINE_FIELD_HEADLINE, NULL, "Headline");
  say (&first, BYLINE_FIELD_ALT_TEXT, "kk", "Екі адам\nқол алысады");
  settle (&first);
  html = byline_publish_figure (&first.item);
  assert_asked (html, "string (//img/@alt)", "Екі адам қол алысады");
  assert_asked (html, "string (//img/@lang)", "kk");

  photo_init (&second);
  say (&second, BYLINE_FIELD_HEADLINE, NULL, "Headline");
  settle (&second);
  other = byline_publish_figure (&second.item);
  assert_asked (other, "string (//img/@alt)", "Headline");
}

static void
test_language_is_named_where_known (void)
{
  g_auto (Photo) photo;
  g_autofree char *html = NULL;

  photo_init (&photo);
  say (&photo, BYLINE_FIELD_DESCRIPTION, "x-default", "Келіссөздер");
  say (&photo, BYLINE_FIELD_DESCRIPTION, "en", "Talks");
  say (&photo, BYLINE_FIELD_DESCRIPTION, "kk", "Келіссөздер");
  settle (&photo);
  html = byline_publish_figure (&photo.item);
  assert_asked (html, "string (//figcaption/*[@lang])", "Келіссөздер");
  assert_asked (html, "string (//figcaption/*/@lang)", "kk");
}

/* What the photo says is only ever text: the elements stay the same and the text comes back. */
static void
test_hostile_words_stay_words (void)
{
  static const char *const hostile[] = {
    "</script><script>alert (1)</script>",
    "<!--<script>",
    "]]><svg onload=alert(1)>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "</figcaption></figure></title></style>",
    "&lt;b&gt; &amp;quot; &#60;script&#62;",
    "a\u2028b\u2029c \\u003c \\",
    "\u202Eright to left", /* NOLINT(misc-misleading-bidirectional): hostile on purpose */
  };
  static const BylineField fields[] = {
    BYLINE_FIELD_HEADLINE,   BYLINE_FIELD_DESCRIPTION,  BYLINE_FIELD_CREDIT,
    BYLINE_FIELD_ALT_TEXT,   BYLINE_FIELD_CREATOR,      BYLINE_FIELD_COPYRIGHT,
    BYLINE_FIELD_RIGHTS_URL, BYLINE_FIELD_LICENSOR_URL, BYLINE_FIELD_DATE_CREATED,
  };

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_auto (Photo) photo;
    g_autofree char *html = NULL, *data = NULL;

    photo_init (&photo);
    for (guint f = 0; f < G_N_ELEMENTS (fields); f++)
      say (&photo, fields[f], NULL, hostile[i]);
    settle (&photo);
    html = byline_html_page (&photo.item, "ru");
    assert_asked (html, "count (//body//*)", "10"); /* main figure picture source img script
                                                       figcaption strong span span */
    assert_asked (html, "string (//img/@alt)", hostile[i]);
    assert_asked (html, "string (//title)", hostile[i]);
    assert_asked (html, "string (//figcaption/strong)", hostile[i]);
    assert_asked (html, "count (//@onerror | //@onload | //@onmouseover | //a)", "0");
    data = ask (html, "string (//script)");
    g_assert_null (strpbrk (data, "<>&\n"));
    g_assert_null (strstr (data, "\u2028"));
  }
}

static void
test_control_characters_are_dropped (void)
{
  g_autoptr (GString) html = g_string_new (NULL);

  byline_html_text (html, "a\x01\x1b[31m\x7f\xc2\x85\uFFFE\uFDD0"
                          "b\r\nc\t\xff");
  g_assert_cmpstr (html->str, ==, "a[31mb<br>\nc \uFFFD");
}

static void
test_only_web_addresses_become_links (void)
{
  const struct {
    const char *url;
    gboolean link;
  } cases[] = {
    { "https://mfa.gov.kz/terms?a=1&b=2#c", TRUE },
    { "HTTP://example.org/", TRUE },
    { "https://мид.қаз/шарттар", TRUE },
    { "javascript:alert(1)", FALSE },
    { "java\nscript:alert(1)", FALSE },
    { " https://example.org/", FALSE },
    { "https://example.org/a b", FALSE },
    { "data:text/html,<script>alert(1)</script>", FALSE },
    { "//example.org/", FALSE },
    { "https:", FALSE },
    { "https:///path", FALSE },
    { "http:example.org", FALSE },
    { "file:///etc/passwd", FALSE },
    { "mailto:a@example.org", FALSE },
    { "see the contract", FALSE },
    { "", FALSE },
    { NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_test_message ("%s", cases[i].url != NULL ? cases[i].url : "(none)");
    g_assert_cmpint (byline_html_is_link (cases[i].url), ==, cases[i].link);
  }
}

static void
test_credit_links_to_the_terms (void)
{
  g_auto (Photo) photo;
  g_autofree char *html = NULL;

  photo_init (&photo);
  say (&photo, BYLINE_FIELD_CREDIT, NULL, "mfa.gov.kz");
  say (&photo, BYLINE_FIELD_RIGHTS_URL, NULL, "https://mfa.gov.kz/terms?a=1&b=\"2\"");
  settle (&photo);
  html = byline_publish_figure (&photo.item);
  assert_asked (html, "string (//a[@rel = 'license']/@href)",
                "https://mfa.gov.kz/terms?a=1&b=\"2\"");
  assert_asked (html, "string (//a)", "Photo credit: mfa.gov.kz");
}

static void
test_structured_data_names_the_credit (void)
{
  g_auto (Photo) photo;
  g_autofree char *html = NULL, *data = NULL;

  photo_init (&photo);
  say (&photo, BYLINE_FIELD_HEADLINE, NULL, "A <b> & C");
  say (&photo, BYLINE_FIELD_CREDIT, NULL, "mfa.gov.kz");
  say (&photo, BYLINE_FIELD_CREATOR, NULL, "Ann");
  say (&photo, BYLINE_FIELD_CREATOR, NULL, "Боб");
  say (&photo, BYLINE_FIELD_COPYRIGHT, "x-default", "© MFA");
  say (&photo, BYLINE_FIELD_RIGHTS_URL, NULL, "https://mfa.gov.kz/terms");
  say (&photo, BYLINE_FIELD_LICENSOR_URL, NULL, "ask us");
  say (&photo, BYLINE_FIELD_LICENSOR_URL, NULL, "https://mfa.gov.kz/photos");
  settle (&photo);
  html = byline_publish_figure (&photo.item);
  data = ask (html, "string (//script[@type = 'application/ld+json'])");
  g_assert_cmpstr (data, ==,
                   "{\"@context\":\"https://schema.org/\",\"@type\":\"ImageObject\","
                   "\"contentUrl\":\"a-600w.jpg\",\"encodingFormat\":\"image/jpeg\","
                   "\"width\":600,\"height\":400,\"thumbnailUrl\":\"a-300w.jpg\","
                   "\"name\":\"A \\u003cb\\u003e \\u0026 C\",\"creditText\":\"mfa.gov.kz\","
                   "\"creator\":[{\"@type\":\"Person\",\"name\":\"Ann\"},"
                   "{\"@type\":\"Person\",\"name\":\"Боб\"}],"
                   "\"copyrightNotice\":\"© MFA\",\"license\":\"https://mfa.gov.kz/terms\","
                   "\"acquireLicensePage\":\"https://mfa.gov.kz/photos\"}");
}

static void
test_index_shows_every_figure (void)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new ();
  g_autofree char *html = NULL, *plain = NULL;

  g_ptr_array_add (figures, (gpointer) "<figure>1</figure>\n");
  g_ptr_array_add (figures, (gpointer) "<figure>2</figure>\n");
  html = byline_html_index ("Саммит </title><script>", "kk", figures);
  plain = byline_html_index (NULL, NULL, figures);
  assert_asked (html, "count (//main/figure)", "2");
  assert_asked (html, "string (//h1)", "Саммит </title><script>");
  assert_asked (html, "string (//title)", "Саммит </title><script>");
  assert_asked (html, "count (//script)", "0");
  assert_asked (plain, "string (//h1)", "Photos");
  assert_asked (html, "string (/html/@lang)", "kk");
  assert_asked (plain, "string (/html/@lang)", "und");
  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>"));
  g_assert_true (byline_html_is_ours (html, strlen (html), NULL));
}

static void
test_page_knows_its_photo (void)
{
  g_auto (Photo) photo;
  BylineId other = { { 1 } };
  g_autofree char *html = NULL;
  gsize length;

  photo_init (&photo);
  /* a photo whose words claim to be another's page, long enough to push everything else away */
  g_autofree char *claim = g_strnfill (2000, 'x');
  g_autofree char *lie = g_strconcat (
      "<meta name=\"byline-photo\" content=\"01000000000000000000000000000000\">", claim, NULL);
  say (&photo, BYLINE_FIELD_HEADLINE, NULL, lie);
  settle (&photo);
  html = byline_html_page (&photo.item, "ru");
  length = strlen (html);
  g_assert_true (byline_html_is_ours (html, length, &photo.id));
  g_assert_true (byline_html_is_ours (html, length, NULL));
  g_assert_false (byline_html_is_ours (html, length, &other));
  g_assert_false (byline_html_is_ours ("<html>", 6, NULL));
  g_assert_false (byline_html_is_ours (html, 40, NULL));
}

static void
test_names_need_no_thought_in_a_url (void)
{
  const struct {
    const char *path;
    const char *name;
  } cases[] = {
    { "/card/IMG_0001.JPG", "IMG_0001" },
    { "Встреча министров 2025.jpeg", "Встреча-министров-2025" },
    { "қол алысу.jpg", "қол-алысу" },
    { "握手.jpg", "握手" },
    { "e\u0301te\u0301.jpg", "\u00e9t\u00e9" },
    { "a/b/x.php.jpg", "x-php" },
    { "-- a -- & <b> \"c\".jpg", "a-b-c" },
    { "..", "photo" },
    { "...jpg", "photo" },
    { ".htaccess", "htaccess" },
    { "%2e%2e%2f.jpg", "2e-2e-2f" },
    { "a\nb\x7f.jpg", "a-b" },
    { "bad\xff.jpg", "bad" },
    { "\u202Egpj.jpg", "gpj" }, /* NOLINT(misc-misleading-bidirectional): the same */
    { "\u0301.jpg", "photo" },
    { "photo", "photo" },
  };
  g_autofree char *fill = g_strnfill (300, 'x');
  g_autofree char *name = byline_publish_name (fill);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *made = byline_publish_name (cases[i].path);

    g_assert_cmpstr (made, ==, cases[i].name);
  }
  g_assert_cmpuint (strlen (name), ==, 100);
}

static void
test_file_names_follow_pixels_and_fields (void)
{
  const BylineId one = { { 1 } }, two = { { 2 } };
  const BylineRenditionSpec plain = { .n_widths = 0 };
  const BylineRenditionSpec same = {
    .quality = { [BYLINE_FORMAT_JPEG] = 80, [BYLINE_FORMAT_WEBP] = 80 },
    .effort = { [BYLINE_FORMAT_WEBP] = 2 }
  };
  const BylineRenditionSpec finer = { .quality = { [BYLINE_FORMAT_JPEG] = 90 },
                                      .effort = { [BYLINE_FORMAT_WEBP] = 3 } };
  const struct {
    const BylineId *id;
    int orientation, width;
    BylineFormat format;
    const BylineRenditionSpec *spec;
    guint64 fields;
  } different[] = {
    { &one, 1, 320, BYLINE_FORMAT_JPEG, &plain, 1 },
    { &two, 1, 320, BYLINE_FORMAT_JPEG, &plain, 1 },
    { &one, 6, 320, BYLINE_FORMAT_JPEG, &plain, 1 },
    { &one, 1, 640, BYLINE_FORMAT_JPEG, &plain, 1 },
    { &one, 1, 320, BYLINE_FORMAT_WEBP, &plain, 1 },
    { &one, 1, 320, BYLINE_FORMAT_JPEG, &finer, 1 },
    { &one, 1, 320, BYLINE_FORMAT_WEBP, &finer, 1 },
    { &one, 1, 320, BYLINE_FORMAT_JPEG, &plain, 3 },
  };
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *name =
      byline_publish_file_name ("a", &one, 1, 320, BYLINE_FORMAT_WEBP, &plain, 1);
  g_autofree char *again =
      byline_publish_file_name ("a", &one, 1, 320, BYLINE_FORMAT_WEBP, &same, 1);

  g_assert_cmpstr (name, ==, again);
  g_assert_true (g_regex_match_simple ("^a-320w-[0-9a-f]{12}\\.webp$", name, 0, 0));
  for (guint i = 0; i < G_N_ELEMENTS (different); i++)
    g_assert_true (g_hash_table_add (
        seen, byline_publish_file_name ("a", different[i].id, different[i].orientation,
                                        different[i].width, different[i].format, different[i].spec,
                                        different[i].fields)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/html/caption-ends-with-the-credit", test_caption_ends_with_the_credit);
  g_test_add_func ("/html/nothing-to-say-leaves-no-caption", test_nothing_to_say_leaves_no_caption);
  g_test_add_func ("/html/every-size-and-format-is-offered", test_every_size_and_format_is_offered);
  g_test_add_func ("/html/webp-alone-is-the-picture", test_webp_alone_is_the_picture);
  g_test_add_func ("/html/alt-is-alt-text-then-headline", test_alt_is_alt_text_then_headline);
  g_test_add_func ("/html/language-is-named-where-known", test_language_is_named_where_known);
  g_test_add_func ("/html/hostile-words-stay-words", test_hostile_words_stay_words);
  g_test_add_func ("/html/control-characters-are-dropped", test_control_characters_are_dropped);
  g_test_add_func ("/html/only-web-addresses-become-links", test_only_web_addresses_become_links);
  g_test_add_func ("/html/credit-links-to-the-terms", test_credit_links_to_the_terms);
  g_test_add_func ("/html/structured-data-names-the-credit", test_structured_data_names_the_credit);
  g_test_add_func ("/html/index-shows-every-figure", test_index_shows_every_figure);
  g_test_add_func ("/html/page-knows-its-photo", test_page_knows_its_photo);
  g_test_add_func ("/names/names-need-no-thought-in-a-url", test_names_need_no_thought_in_a_url);
  g_test_add_func ("/names/file-names-follow-the-pixels", test_file_names_follow_pixels_and_fields);
  return g_test_run ();
}
