#include "metadata/xmp.h"

#include "metadata/values.h"

#include <byline/error.h>

#include <glib/gstdio.h>
#include <string.h>

#define DESCRIPTION                                                                                \
  "xmlns:dc='http://purl.org/dc/elements/1.1/' "                                                   \
  "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "                                          \
  "xmlns:xmpRights='http://ns.adobe.com/xap/1.0/rights/' "                                         \
  "xmlns:plus='http://ns.useplus.org/ldf/xmp/1.0/' "                                               \
  "xmlns:tiff='http://ns.adobe.com/tiff/1.0/' "                                                    \
  "xmlns:Iptc4xmpExt='http://iptc.org/std/Iptc4xmpExt/2008-02-29/' "                               \
  "xmlns:other='http://example.org/other/' "

#define BEGIN                                                                                      \
  "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "                                                  \
  "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
#define END "</rdf:RDF></x:xmpmeta>"

/* One rdf:Description with these attributes and this in it. */
#define ONE(attributes, inside)                                                                    \
  BEGIN "<rdf:Description rdf:about='' " DESCRIPTION attributes ">" inside "</"                    \
        "rdf:Description>" END

static BylineXmp *
parse (const char *packet)
{
  g_autoptr (GBytes) bytes = g_bytes_new (packet, strlen (packet));
  g_autoptr (GError) error = NULL;
  BylineXmp *xmp = byline_xmp_parse (bytes, &error);

  g_assert_no_error (error);
  return xmp;
}

/* What is said about @field, as "text" or "lang=text", with "|" between. */
static char *
says (const BylineXmp *xmp, BylineField field)
{
  g_autoptr (BylineMetadata) metadata = byline_metadata_new ();
  GString *out = g_string_new (NULL);
  const BylineText *values;
  guint n = 0;

  byline_xmp_read (xmp, metadata);
  values = byline_metadata_layer (metadata, field, BYLINE_LAYER_XMP, &n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s%s%s%s", i > 0 ? "|" : "",
                            values[i].lang != NULL ? values[i].lang : "",
                            values[i].lang != NULL ? "=" : "", values[i].text);
  return g_string_free (out, FALSE);
}

static void
assert_says (const BylineXmp *xmp, BylineField field, const char *wanted)
{
  g_autofree char *got = says (xmp, field);

  g_assert_cmpstr (got, ==, wanted);
}

static void
assert_packet_says (const char *packet, BylineField field, const char *wanted)
{
  g_autoptr (BylineXmp) xmp = parse (packet);

  assert_says (xmp, field, wanted);
}

/* @said: "lang=text" or "text", with "|" between */
static void
set (BylineXmp *xmp, BylineField field, const char *said)
{
  g_autoptr (GPtrArray) values = byline_texts_new ();
  g_auto (GStrv) parts = g_strsplit (said, "|", -1);

  for (guint i = 0; parts[i] != NULL && *said != '\0'; i++) {
    char *equals = byline_fields[field].kind == BYLINE_KIND_LANGS ? strchr (parts[i], '=') : NULL;

    if (equals != NULL)
      *equals = '\0';
    byline_texts_add (values, equals != NULL ? parts[i] : NULL,
                      equals != NULL ? equals + 1 : parts[i]);
  }
  byline_xmp_set (xmp, field, values);
}

static char *
text_of (const BylineXmp *xmp, GBytes *like)
{
  g_autoptr (GBytes) bytes = byline_xmp_serialise (xmp, like);
  gsize size = 0;
  const char *data = g_bytes_get_data (bytes, &size);

  return g_strndup (data, size);
}

/* The packet after one change; it has to read back. */
static char *
changed (const char *packet, BylineField field, const char *said)
{
  g_autoptr (BylineXmp) xmp = parse (packet);
  g_autoptr (BylineXmp) again = NULL;
  g_autofree char *text = NULL;

  set (xmp, field, said);
  text = text_of (xmp, NULL);
  again = parse (text);
  assert_says (again, field, said);
  return g_steal_pointer (&text);
}

static void
assert_has (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("no %s in %s", part, text);
}

static void
assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part) != NULL)
    g_error ("%s in %s", part, text);
}

static void
test_every_way_to_say_it_is_read (void)
{
  static const char *const ways[] = {
    ONE ("photoshop:Credit='mfa'", ""),
    ONE ("", "<photoshop:Credit> mfa\n</photoshop:Credit>"),
    ONE ("", "<photoshop:Credit><![CDATA[mfa]]></photoshop:Credit>"),
    ONE ("", "<photoshop:Credit rdf:resource='mfa'/>"),
    ONE ("", "<photoshop:Credit rdf:parseType='Resource'><rdf:value>mfa</rdf:value>"
             "<other:q>1</other:q></photoshop:Credit>"),
    ONE ("", "<photoshop:Credit rdf:value='mfa' other:q='1'/>"),
    ONE ("", "<photoshop:Credit><rdf:Description rdf:value='mfa'/></photoshop:Credit>"),
    ONE ("", "<photoshop:Credit><rdf:Seq><rdf:li>mfa</rdf:li><rdf:li>b</rdf:li></rdf:Seq>"
             "</photoshop:Credit>"),
    ONE ("", "<photoshop:Credit><rdf:Alt><rdf:li xml:lang='kk'>b</rdf:li>"
             "<rdf:li xml:lang='X-Default'>mfa</rdf:li></rdf:Alt></photoshop:Credit>"),
    BEGIN "<rdf:Description/><other:Typed xmlns:other='o' "
          "xmlns:p='http://ns.adobe.com/photoshop/1.0/' p:Credit='mfa'/>" END,
    ONE ("photoshop:Credit=''", "<photoshop:Credit>mfa</photoshop:Credit>"),
    "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
    "xmlns:p='http://ns.adobe.com/photoshop/1.0/'><p:Credit>mfa</p:Credit></rdf:Description>"
    "</rdf:RDF>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    assert_packet_says (ways[i], BYLINE_FIELD_CREDIT, "mfa");
}

static void
test_lists_and_languages_are_read (void)
{
  assert_packet_says (ONE ("", "<dc:creator><rdf:Bag><rdf:li>A</rdf:li><rdf:li> </rdf:li>"
                               "<rdf:li rdf:parseType='Resource'><rdf:value>B</rdf:value></rdf:li>"
                               "</rdf:Bag></dc:creator>"),
                      BYLINE_FIELD_CREATOR, "A|B");
  assert_packet_says (ONE ("dc:subject='one, two'", ""), BYLINE_FIELD_KEYWORDS, "one, two");
  assert_packet_says (ONE ("", "<dc:rights>plain</dc:rights>"), BYLINE_FIELD_COPYRIGHT,
                      "x-default=plain");
  assert_packet_says (ONE ("", "<dc:rights><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag>"
                               "</dc:rights>"),
                      BYLINE_FIELD_COPYRIGHT, "x-default=a");
  assert_packet_says (ONE ("", "<dc:rights><rdf:Alt><rdf:li xml:lang='zh-Hans'>c</rdf:li>"
                               "<rdf:li xml:lang='x-default'>a</rdf:li></rdf:Alt></dc:rights>"),
                      BYLINE_FIELD_COPYRIGHT, "zh-hans=c|x-default=a");
  assert_packet_says (ONE ("", "<plus:Licensor><rdf:Bag>"
                               "<rdf:li rdf:parseType='Resource'><plus:LicensorURL>u1"
                               "</plus:LicensorURL></rdf:li>"
                               "<rdf:li plus:LicensorURL='u2' plus:LicensorName='n'/>"
                               "<rdf:li><rdf:Description plus:LicensorURL='u3'/></rdf:li>"
                               "<rdf:li plus:LicensorName='no address'/>"
                               "</rdf:Bag></plus:Licensor>"),
                      BYLINE_FIELD_LICENSOR_URL, "u1|u2|u3");
}

static void
test_the_newer_location_wins (void)
{
  assert_packet_says (ONE ("photoshop:City='Almaty' photoshop:Country='Kazakhstan'",
                           "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li "
                           "Iptc4xmpExt:City='Astana'/></rdf:Bag></Iptc4xmpExt:LocationShown>"),
                      BYLINE_FIELD_CITY, "Astana");
  assert_packet_says (ONE ("photoshop:City='Almaty' photoshop:Country='Kazakhstan'",
                           "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li "
                           "Iptc4xmpExt:City='Astana'/></rdf:Bag></Iptc4xmpExt:LocationShown>"),
                      BYLINE_FIELD_COUNTRY, "Kazakhstan");
}

static void
assert_refused (const char *bytes, gsize size)
{
  g_autoptr (GBytes) packet = g_bytes_new (bytes, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_xmp_parse (packet, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_harm_is_refused (void)
{
  static const char *const harm[] = {
    "<!DOCTYPE a [<!ENTITY b 'mfa'>]>" ONE ("", "<photoshop:Credit>&b;</photoshop:Credit>"),
    "<!DOCTYPE a SYSTEM 'file:///etc/passwd'>" ONE ("", ""),
    ONE ("", "<photoshop:Credit>&b;</photoshop:Credit>"),
    ONE ("", "<photoshop:Credit>\xFF\xFE</photoshop:Credit>"),
    ONE ("", "<photoshop:Credit>"),
    "<a><b/></a>",
    BEGIN "<rdf:Description photoshop:Credit='of no namespace'/>" END,
    "mfa",
    "   ",
  };
  g_autoptr (GString) deep = g_string_new (BEGIN);

  for (guint i = 0; i < G_N_ELEMENTS (harm); i++)
    assert_refused (harm[i], strlen (harm[i]));
  assert_refused ("", 0);
  for (guint i = 0; i < 100000; i++)
    g_string_append (deep, "<rdf:li>");
  assert_refused (deep->str, deep->len);
}

static void
test_what_lies_behind_a_packet_is_no_harm (void)
{
  static const char packet[] = ONE ("photoshop:Credit='mfa'", "") "<?xpacket end='w'?>\0\0\0old";
  g_autoptr (GBytes) bytes = g_bytes_new_static (packet, sizeof packet);
  g_autoptr (BylineXmp) xmp = byline_xmp_parse (bytes, NULL);

  g_assert_nonnull (xmp);
  assert_says (xmp, BYLINE_FIELD_CREDIT, "mfa");
}

static void
test_wide_packets_are_read_and_become_utf8 (void)
{
  static const char *const charsets[] = { "UTF-16LE", "UTF-16BE", "UTF-16" };
  static const char packet[] =
      "<?xpacket begin='\xEF\xBB\xBF' id='W5M0MpCehiHzreSzNTczkc9d' encoding='UTF-16'?>" ONE (
          "photoshop:Credit='Нұрланова'", "") "<?xpacket end='w'?>";

  for (guint i = 0; i < G_N_ELEMENTS (charsets); i++) {
    gsize size = 0;
    g_autofree char *wide = g_convert (packet, -1, charsets[i], "UTF-8", NULL, &size, NULL);
    g_autoptr (GBytes) bytes = g_bytes_new (wide, size);
    g_autoptr (BylineXmp) xmp = byline_xmp_parse (bytes, NULL);
    g_autofree char *text = NULL;

    g_assert_nonnull (xmp);
    assert_says (xmp, BYLINE_FIELD_CREDIT, "Нұрланова");
    text = text_of (xmp, NULL);
    g_assert_true (g_utf8_validate (text, -1, NULL));
    assert_has (text, "\"Нұрланова\"");
    assert_lacks (text, "UTF-16");
  }
}

static void
test_what_is_not_asked_stays (void)
{
  g_autofree char *text =
      changed (ONE ("other:a='&lt;&quot;&#10;'",
                    "<!-- why --><other:b xml:lang='kk'><rdf:Seq><rdf:li other:c='1'>x</rdf:li>"
                    "</rdf:Seq></other:b><photoshop:Credit other:q='1'>old</photoshop:Credit>"),
               BYLINE_FIELD_CREDIT, "mfa <&> \"gov\"");

  assert_has (text, "other:a=\"&lt;&quot;&#10;\"");
  assert_has (text, "<!-- why --><other:b xml:lang=\"kk\"><rdf:Seq><rdf:li other:c=\"1\">x</rdf:li>"
                    "</rdf:Seq></other:b>");
  assert_has (text, "<photoshop:Credit other:q=\"1\">mfa &lt;&amp;&gt; \"gov\"</photoshop:Credit>");
}

static void
test_a_value_changes_where_it_stands (void)
{
  g_autofree char *attribute =
      changed (ONE ("photoshop:Credit='old'", ""), BYLINE_FIELD_CREDIT, "n");
  g_autofree char *resource = changed (ONE ("", "<xmpRights:WebStatement rdf:resource='old'/>"),
                                       BYLINE_FIELD_RIGHTS_URL, "https://n/");
  g_autofree char *qualified =
      changed (ONE ("", "<photoshop:Credit rdf:parseType='Resource'><rdf:value>old</rdf:value>"
                        "<other:q>1</other:q></photoshop:Credit>"),
               BYLINE_FIELD_CREDIT, "n");
  g_autofree char *twice =
      changed (BEGIN "<rdf:Description " DESCRIPTION "photoshop:Credit='one'/>"
                     "<rdf:Description " DESCRIPTION "><photoshop:Credit>two</photoshop:Credit>"
                     "</rdf:Description>" END,
               BYLINE_FIELD_CREDIT, "n");

  assert_has (attribute, "photoshop:Credit=\"n\"");
  assert_has (resource, "rdf:resource=\"https://n/\"");
  assert_has (qualified, "<rdf:value>n</rdf:value><other:q>1</other:q>");
  assert_has (twice, "photoshop:Credit=\"n\"");
  assert_lacks (twice, "two");
}

static void
test_items_keep_what_else_they_say (void)
{
  g_autofree char *list =
      changed (ONE ("", "<dc:creator><rdf:Bag>\n <rdf:li>A</rdf:li>\n "
                        "<rdf:li other:q='1'>B</rdf:li>\n</rdf:Bag></dc:creator>"),
               BYLINE_FIELD_CREATOR, "B|C");
  g_autofree char *langs =
      changed (ONE ("", "<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>a</rdf:li>"
                        "<rdf:li xml:lang='kk-KZ' other:q='1'>old</rdf:li></rdf:Alt></dc:rights>"),
               BYLINE_FIELD_COPYRIGHT, "x-default=a|kk-kz=b|ru=c");

  assert_has (list,
              "<rdf:Seq>\n <rdf:li other:q=\"1\">B</rdf:li>\n <rdf:li>C</rdf:li>\n</rdf:Seq>");
  assert_has (langs, "<rdf:li xml:lang=\"kk-KZ\" other:q=\"1\">b</rdf:li>");
  assert_has (langs, "<rdf:li xml:lang=\"ru\">c</rdf:li>");
}

static void
test_plain_text_becomes_an_array (void)
{
  g_autofree char *list = changed (ONE ("dc:subject='old'", ""), BYLINE_FIELD_KEYWORDS, "a|b");
  g_autofree char *langs = changed (ONE ("", "<dc:title xml:lang='kk'>old</dc:title>"),
                                    BYLINE_FIELD_TITLE, "x-default=a");

  assert_has (list, "<dc:subject><rdf:Bag><rdf:li>a</rdf:li><rdf:li>b</rdf:li></rdf:Bag>");
  assert_has (langs, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">a</rdf:li></rdf:Alt>");
}

static void
test_the_same_value_is_no_change (void)
{
  g_autoptr (BylineXmp) xmp = parse (ONE (
      "photoshop:Credit=' mfa'", "<dc:subject><rdf:Seq><rdf:li>a</rdf:li></rdf:Seq></dc:subject>"
                                 "<plus:Licensor><rdf:Seq><rdf:li plus:LicensorName='n'/></rdf:Seq>"
                                 "</plus:Licensor>"));

  set (xmp, BYLINE_FIELD_CREDIT, "mfa");
  set (xmp, BYLINE_FIELD_KEYWORDS, "a");
  set (xmp, BYLINE_FIELD_HEADLINE, "");
  set (xmp, BYLINE_FIELD_LICENSOR_URL, "");
  g_assert_false (byline_xmp_is_changed (xmp));
  set (xmp, BYLINE_FIELD_CREDIT, "");
  g_assert_true (byline_xmp_is_changed (xmp));
}

static void
test_a_licensor_keeps_its_name (void)
{
  static const char packet[] =
      ONE ("", "<plus:Licensor><rdf:Seq>"
               "<rdf:li rdf:parseType='Resource'><plus:LicensorName>One</plus:LicensorName>"
               "<plus:LicensorURL>https://1/</plus:LicensorURL></rdf:li>"
               "<rdf:li plus:LicensorName='Two'/>"
               "<rdf:li rdf:parseType='Resource'><plus:LicensorURL>https://3/</plus:LicensorURL>"
               "</rdf:li></rdf:Seq></plus:Licensor>");
  g_autofree char *more =
      changed (packet, BYLINE_FIELD_LICENSOR_URL, "https://1/|https://2/|https://3/");
  g_autofree char *fewer = changed (packet, BYLINE_FIELD_LICENSOR_URL, "https://1/");
  g_autofree char *none = changed (packet, BYLINE_FIELD_LICENSOR_URL, "");
  g_autofree char *alone = changed (
      ONE ("", "<plus:Licensor rdf:parseType='Resource'><plus:LicensorName>N</plus:LicensorName>"
               "</plus:Licensor>"),
      BYLINE_FIELD_LICENSOR_URL, "https://1/|https://2/");
  g_autofree char *fresh = changed (ONE ("", ""), BYLINE_FIELD_LICENSOR_URL, "https://1/");

  assert_has (more, "<rdf:li plus:LicensorName=\"Two\" plus:LicensorURL=\"https://2/\"/>");
  assert_has (more, "One");
  assert_has (fewer, "One");
  assert_has (fewer, "Two");
  assert_lacks (fewer, "https://3/");
  assert_has (none, "One");
  assert_lacks (none, "https://");
  assert_has (alone, "<plus:LicensorName>N</plus:LicensorName>");
  assert_has (fresh, "<plus:Licensor><rdf:Seq><rdf:li rdf:parseType=\"Resource\">"
                     "<plus:LicensorURL>https://1/</plus:LicensorURL></rdf:li></rdf:Seq>");
}

static void
test_an_emptied_licensor_goes (void)
{
  g_autofree char *text =
      changed (ONE ("", "<plus:Licensor><rdf:Bag><rdf:li plus:LicensorURL='u'/></rdf:Bag>"
                        "</plus:Licensor>"),
               BYLINE_FIELD_LICENSOR_URL, "");

  assert_lacks (text, "plus:Licensor>");
}

static void
test_no_copy_stays_stale (void)
{
  g_autofree char *artist =
      changed (ONE ("tiff:Artist='Old' tiff:Make='Canon'", ""), BYLINE_FIELD_CREATOR, "New");
  g_autofree char *city =
      changed (ONE ("photoshop:City='Almaty'",
                    "<Iptc4xmpExt:LocationShown><rdf:Bag><rdf:li rdf:parseType='Resource'>"
                    "<Iptc4xmpExt:City>Almaty</Iptc4xmpExt:City></rdf:li></rdf:Bag>"
                    "</Iptc4xmpExt:LocationShown>"),
               BYLINE_FIELD_CITY, "Astana");

  assert_lacks (artist, "Old");
  assert_has (artist, "tiff:Make=\"Canon\"");
  assert_has (city, "<Iptc4xmpExt:City>Astana</Iptc4xmpExt:City>");
  assert_has (city, "photoshop:City=\"Astana\"");
}

static void
test_a_taken_prefix_is_left_alone (void)
{
  g_autofree char *text =
      changed (BEGIN "<rdf:Description xmlns:photoshop='urn:mine' photoshop:a='1'/>" END,
               BYLINE_FIELD_CREDIT, "mfa");
  g_autofree char *unnamed =
      changed (BEGIN "<rdf:Description xmlns='http://ns.adobe.com/photoshop/1.0/'><City>Astana"
                     "</City></rdf:Description>" END,
               BYLINE_FIELD_CREDIT, "mfa");

  assert_has (text, "photoshop:a=\"1\"");
  assert_has (text, "=\"http://ns.adobe.com/photoshop/1.0/\"");
  assert_has (unnamed, "<City>Astana</City>");
}

static void
test_new_properties_go_to_their_namespace (void)
{
  g_autofree char *text = changed (
      BEGIN "\n <rdf:Description xmlns:other='urn:o' other:a='1'/>\n <rdf:Description " DESCRIPTION
            ">\n  <photoshop:City>Astana</photoshop:City>\n </rdf:Description>\n" END,
      BYLINE_FIELD_CREDIT, "mfa");
  g_autofree char *nowhere = changed (BEGIN END, BYLINE_FIELD_CREDIT, "mfa");

  assert_has (text, "</photoshop:City>\n  <photoshop:Credit>mfa</photoshop:Credit>\n </rdf");
  assert_has (nowhere, "rdf:about=\"\"");
}

static void
test_padding_keeps_the_length (void)
{
  g_autoptr (BylineXmp) empty = byline_xmp_new ();
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) before = byline_xmp_serialise (empty, none);
  g_autoptr (BylineXmp) xmp = byline_xmp_parse (before, NULL);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GBytes) larger = NULL;
  g_autoptr (GBytes) bare = NULL;
  g_autofree char *long_text = g_strnfill (5000, 'x');

  set (xmp, BYLINE_FIELD_CREDIT, "mfa.gov.kz");
  after = byline_xmp_serialise (xmp, before);
  g_assert_cmpuint (g_bytes_get_size (after), ==, g_bytes_get_size (before));
  set (xmp, BYLINE_FIELD_HEADLINE, long_text);
  larger = byline_xmp_serialise (xmp, after);
  bare = byline_xmp_serialise (xmp, NULL);
  g_assert_cmpuint (g_bytes_get_size (larger), ==, g_bytes_get_size (bare) + 2048);
}

static void
test_the_wrapper_stays_as_it_says (void)
{
  g_autofree char *writable = changed (ONE ("", ""), BYLINE_FIELD_CREDIT, "mfa");
  g_autofree char *fixed =
      changed (ONE ("", "") "<?xpacket end=\"r\"?>", BYLINE_FIELD_CREDIT, "mfa");

  g_assert_true (g_str_has_prefix (writable, "<?xpacket begin=\"\xEF\xBB\xBF\" "
                                             "id=\"W5M0MpCehiHzreSzNTczkc9d\"?>"));
  g_assert_true (g_str_has_suffix (writable, "<?xpacket end=\"w\"?>"));
  g_assert_true (g_str_has_suffix (fixed, "<?xpacket end=\"r\"?>"));
  g_assert_true (strstr (fixed, "end=") == strrchr (fixed, '?') - strlen ("end=\"r\""));
}

static void
test_the_extensions_name_is_read (void)
{
  static const char name[] = "0123456789ABCDEF0123456789ABCDEF";
  g_autoptr (BylineXmp) with = parse (ONE ("xmlns:n='http://ns.adobe.com/xmp/note/' "
                                           "n:HasExtendedXMP='0123456789ABCDEF0123456789ABCDEF'",
                                           ""));
  g_autoptr (BylineXmp) wrong =
      parse (ONE ("xmlns:n='http://ns.adobe.com/xmp/note/' n:HasExtendedXMP='0123'", ""));
  g_autoptr (BylineXmp) without = byline_xmp_new ();
  g_autofree char *guid = byline_xmp_extended_guid (with);

  g_assert_cmpstr (guid, ==, name);
  g_assert_null (byline_xmp_extended_guid (wrong));
  g_assert_null (byline_xmp_extended_guid (without));
}

/* Every field at once, for judges. */
static char *
full_packet (void)
{
  g_autoptr (BylineXmp) xmp = byline_xmp_new ();

  for (guint i = 0; i < BYLINE_N_FIELDS; i++) {
    gboolean langs = byline_fields[i].kind == BYLINE_KIND_LANGS;

    set (xmp, (BylineField) i, langs ? "x-default=Қ <i>|kk=外" : "Қ <i>");
  }
  return text_of (xmp, NULL);
}

/* Returns: FALSE where the program is not here */
static gboolean
run (const char *const *arguments, char **out)
{
  g_autofree char *program = g_find_program_in_path (arguments[0]);
  int status = 0;

  if (program == NULL)
    return FALSE;
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, NULL,
                               G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, out,
                               NULL, &status, NULL));
  g_assert_cmpint (status, ==, 0);
  return TRUE;
}

static void
test_xmllint_and_exiftool_read_all_of_it (void)
{
  g_autofree char *packet = full_packet ();
  g_autofree char *folder = g_dir_make_tmp (NULL, NULL);
  g_autofree char *path = g_build_filename (folder, "full.xmp", NULL);
  g_autofree char *out = NULL;
  const char *xmllint[] = { "xmllint", "--noout", "--nonet", path, NULL };
  const char *exiftool[] = { "exiftool", "-s", "-s", "-s", "-f", "-a", "-G1", "-args", path, NULL };
  gboolean judged = FALSE;

  g_assert_true (g_file_set_contents (path, packet, -1, NULL));
  judged = run (xmllint, &out);
  g_clear_pointer (&out, g_free);
  if (run (exiftool, &out)) {
    assert_has (out, "XMP-dc:Creator=Қ <i>");
    assert_has (out, "XMP-dc:Description-kk=外");
    assert_has (out, "XMP-plus:LicensorURL=Қ <i>");
    assert_has (out, "XMP-iptcCore:AltTextAccessibility=Қ <i>");
    assert_has (out, "XMP-iptcExt:PersonInImage=Қ <i>");
    assert_lacks (out, "Warning");
    judged = TRUE;
  }
  g_unlink (path);
  g_rmdir (folder);
  if (!judged)
    g_test_skip ("neither xmllint nor exiftool is here");
}

static const struct {
  const char *name;
  void (*test) (void);
} cases[] = {
  { "/xmp/every-way-to-say-it-is-read", test_every_way_to_say_it_is_read },
  { "/xmp/lists-and-languages-are-read", test_lists_and_languages_are_read },
  { "/xmp/the-newer-location-wins", test_the_newer_location_wins },
  { "/xmp/harm-is-refused", test_harm_is_refused },
  { "/xmp/what-lies-behind-a-packet-is-no-harm", test_what_lies_behind_a_packet_is_no_harm },
  { "/xmp/wide-packets-are-read-and-become-utf8", test_wide_packets_are_read_and_become_utf8 },
  { "/xmp/what-is-not-asked-stays", test_what_is_not_asked_stays },
  { "/xmp/a-value-changes-where-it-stands", test_a_value_changes_where_it_stands },
  { "/xmp/items-keep-what-else-they-say", test_items_keep_what_else_they_say },
  { "/xmp/plain-text-becomes-an-array", test_plain_text_becomes_an_array },
  { "/xmp/the-same-value-is-no-change", test_the_same_value_is_no_change },
  { "/xmp/a-licensor-keeps-its-name", test_a_licensor_keeps_its_name },
  { "/xmp/an-emptied-licensor-goes", test_an_emptied_licensor_goes },
  { "/xmp/no-copy-stays-stale", test_no_copy_stays_stale },
  { "/xmp/a-taken-prefix-is-left-alone", test_a_taken_prefix_is_left_alone },
  { "/xmp/new-properties-go-to-their-namespace", test_new_properties_go_to_their_namespace },
  { "/xmp/padding-keeps-the-length", test_padding_keeps_the_length },
  { "/xmp/the-wrapper-stays-as-it-says", test_the_wrapper_stays_as_it_says },
  { "/xmp/the-extensions-name-is-read", test_the_extensions_name_is_read },
  { "/xmp/xmllint-and-exiftool-read-all-of-it", test_xmllint_and_exiftool_read_all_of_it },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add_func (cases[i].name, cases[i].test);
  return g_test_run ();
}
