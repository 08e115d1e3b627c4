#include <byline/credit.h>
#include <byline/error.h>

#include <string.h>

/* A preset of one file; NULL with @error. */
static BylinePreset *
parse (const char *text, const char *name, GError **error)
{
  g_autoptr (BylinePreset) preset = byline_preset_new ();

  return byline_preset_add (preset, text, name, NULL, error) ? g_steal_pointer (&preset) : NULL;
}

/* The edit of a preset that is the same for all photos. */
static BylineEdit *
parse_fixed (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylinePreset) preset = parse (text, "mfa", &error);

  g_assert_no_error (error);
  g_assert_false (byline_preset_varies (preset));
  return byline_preset_apply (preset, NULL, NULL, NULL);
}

static void
assert_change (const BylineEdit *edit, guint index, BylineField field, BylineChangeKind kind,
               const char *value)
{
  const BylineChange *change = byline_edit_change (edit, index);

  g_assert_cmpint (change->field, ==, field);
  g_assert_cmpint (change->kind, ==, kind);
  if (value == NULL) {
    g_assert_cmpuint (change->values->len, ==, 0);
    return;
  }
  g_assert_cmpuint (change->values->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (change->values, 0), ==, value);
}

static void
test_reads_what_people_save (void)
{
  static const char text[] = "\xef\xbb\xbf# the ministry's\r\n"
                             "\r\n"
                             "credit=mfa.gov.kz\r\n"
                             "  keywords+=SCO  \r\n"
                             "keywords-=draft\n"
                             "# headline=never\n"
                             "headline=\n"
                             "creator=Айгерім Нұрланова";
  g_autoptr (BylineEdit) edit = parse_fixed (text);

  g_assert_cmpuint (byline_edit_n_changes (edit), ==, 5);
  assert_change (edit, 0, BYLINE_FIELD_CREDIT, BYLINE_CHANGE_REPLACE, "mfa.gov.kz");
  assert_change (edit, 1, BYLINE_FIELD_KEYWORDS, BYLINE_CHANGE_ADD, "SCO");
  assert_change (edit, 2, BYLINE_FIELD_KEYWORDS, BYLINE_CHANGE_REMOVE, "draft");
  assert_change (edit, 3, BYLINE_FIELD_HEADLINE, BYLINE_CHANGE_REPLACE, NULL);
  assert_change (edit, 4, BYLINE_FIELD_CREATOR, BYLINE_CHANGE_REPLACE, "Айгерім Нұрланова");
}

static void
test_empty_changes_nothing (void)
{
  static const char *const texts[] = { "", "\xef\xbb\xbf", "\n\n", "# only words", " \t\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (BylinePreset) preset = parse (texts[i], "empty", NULL);
    g_autoptr (BylineEdit) edit = parse_fixed (texts[i]);

    g_assert_true (byline_preset_is_empty (preset));
    g_assert_cmpuint (byline_edit_n_changes (edit), ==, 0);
  }
}

static void
test_mistakes_name_their_line (void)
{
  const struct {
    const char *text;
    const char *place;
  } cases[] = {
    { "credit=x\nkredit=y\n", "mfa, line 2: " },
    { "\n\ncredit", "mfa, line 3: " },
    { "rating=9", "mfa, line 1: " },
    { "credit=\xff", "mfa, line 1: " },
    { "# fine\r\n=x", "mfa, line 2: " },
    { "city=x\nheadline={citty}", "mfa, line 2: template “{citty}”, column 1: there is no field" },
    { "headline={city", "mfa, line 1: " },
    { "headline={lens:3}", "mfa, line 1: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylinePreset) preset = parse (cases[i].text, "mfa", &error);

    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_null (preset);
    g_assert_true (g_str_has_prefix (error->message, cases[i].place));
    g_assert_null (strchr (error->message, '\n'));
  }
}

static BylineMetadata *
usual_photo (void)
{
  BylineMetadata *metadata = byline_metadata_new ();
  BylineFacts *facts = byline_metadata_facts (metadata);

  byline_metadata_add (metadata, BYLINE_FIELD_CITY, BYLINE_LAYER_XMP, NULL, "Astana/Нұр-Сұлтан");
  byline_metadata_add (metadata, BYLINE_FIELD_KEYWORDS, BYLINE_LAYER_XMP, NULL, "SCO");
  byline_metadata_reconcile (metadata, TRUE);
  facts->camera = g_strdup ("Canon EOS R5");
  facts->taken = g_strdup ("2025-07-14T09:12:44+08:00");
  return metadata;
}

/* What @field is after the preset; NULL where the preset leaves it alone. */
static char *
applied (const char *text, BylineField field, GPtrArray *skipped)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylinePreset) preset = parse (text, "mfa", &error);
  g_autoptr (BylineMetadata) metadata = usual_photo ();
  const BylinePresetPhoto photo = {
    .metadata = metadata, .path = "card/IMG_0042.JPG", .job = "SCO: summit", .seq = 7
  };
  g_autoptr (BylineEdit) edit = NULL;
  g_autoptr (GPtrArray) after = NULL;

  g_assert_no_error (error);
  g_assert_true (byline_preset_varies (preset));
  edit = byline_preset_apply (preset, &photo, skipped, &error);
  g_assert_no_error (error);
  after = byline_edit_apply (edit, field, NULL, 0);
  if (after == NULL || after->len == 0)
    return NULL;
  return g_strdup (((const BylineText *) g_ptr_array_index (after, after->len - 1))->text);
}

static void
test_variables (void)
{
  const struct {
    const char *text;
    const char *expected;
  } cases[] = {
    { "headline={job} in {city}, {taken:%Y}", "SCO: summit in Astana/Нұр-Сұлтан, 2025" },
    { "headline={taken:%d/%m} {filename}.{ext} {seq:3} {camera}",
      "14/07 IMG_0042.JPG 007 Canon EOS R5" },
    { "headline={{{city}}", "{Astana/Нұр-Сұлтан}" },
    { "city=Tianjin\nheadline={city}", "Tianjin" }, /* a line before is seen */
    { "headline={city}\ncity=Tianjin", "Astana/Нұр-Сұлтан" },
    { "headline={city}\nheadline=Handshake", "Handshake" },
    { "headline={serial}", NULL },
    { "headline=Handshake\nheadline={serial}", "Handshake" }, /* it changes nothing */
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *headline = applied (cases[i].text, BYLINE_FIELD_HEADLINE, NULL);

    g_assert_cmpstr (headline, ==, cases[i].expected);
  }
}

/* Every kind of assignment takes variables, and lists are put together as on a command line. */
static void
test_variables_in_lists (void)
{
  g_autofree char *last =
      applied ("keywords=a\nkeywords={camera}\nkeywords-=a", BYLINE_FIELD_KEYWORDS, NULL);
  g_autofree char *lang =
      applied ("description=x\ndescription@kk={city}", BYLINE_FIELD_DESCRIPTION, NULL);

  g_assert_cmpstr (last, ==, "Canon EOS R5");
  g_assert_cmpstr (lang, ==, "Astana/Нұр-Сұлтан");
}

static void
test_silent_lines_are_told (void)
{
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *headline =
      applied ("credit=x\nheadline={city} {serial}", BYLINE_FIELD_HEADLINE, skipped);

  g_assert_null (headline);
  g_assert_cmpuint (skipped->len, ==, 1);
  g_assert_cmpstr (g_ptr_array_index (skipped, 0), ==,
                   "mfa, line 2: {serial} is not known, so headline is left alone");
}

/* What does not fit is this photo's misfortune, not a mistake in the preset. */
static void
test_value_that_does_not_fit (void)
{
  g_autoptr (BylinePreset) preset = parse ("\ncountry-code={camera}", "mfa", NULL);
  g_autoptr (BylineMetadata) metadata = usual_photo ();
  const BylinePresetPhoto photo = { .metadata = metadata, .path = "a.jpg", .seq = 1 };
  g_autoptr (GError) error = NULL;

  g_assert_null (byline_preset_apply (preset, &photo, NULL, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  g_assert_true (g_str_has_prefix (error->message, "mfa, line 2: country-code"));
}

/* What is typed, and a later file, stand over the file before. */
static void
test_order (void)
{
  g_autoptr (BylinePreset) preset = parse ("credit=one\nkeywords=a\nkeywords=b", "1", NULL);
  g_autoptr (BylineEdit) typed = byline_edit_new ();
  g_autoptr (BylineEdit) edit = NULL;
  g_autoptr (GPtrArray) credit = NULL, keywords = NULL;

  g_assert_true (byline_preset_add (preset, "credit=two\nkeywords=c", "2", NULL, NULL));
  g_assert_true (byline_edit_parse (typed, "credit={city}", NULL));
  byline_preset_add_edit (preset, typed);
  edit = byline_preset_apply (preset, NULL, NULL, NULL);
  credit = byline_edit_apply (edit, BYLINE_FIELD_CREDIT, NULL, 0);
  keywords = byline_edit_apply (edit, BYLINE_FIELD_KEYWORDS, NULL, 0);
  g_assert_cmpstr (((BylineText *) credit->pdata[0])->text, ==, "{city}"); /* typed: literal */
  g_assert_cmpuint (keywords->len, ==, 1);
}

#define PACKET(properties)                                                                         \
  "<?xpacket begin='\xef\xbb\xbf' id='W5M0MpCehiHzreSzNTczkc9d'?>"                                 \
  "<x:xmpmeta xmlns:x='adobe:ns:meta/'>"                                                           \
  "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "             \
  "rdf:about='' xmlns:dc='http://purl.org/dc/elements/1.1/' "                                      \
  "xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' "                                          \
  "xmlns:xmp='http://ns.adobe.com/xap/1.0/' "                                                      \
  "xmlns:crs='http://ns.adobe.com/camera-raw-settings/1.0/' " properties                           \
  "</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end='w'?>"

static void
test_xmp_template (void)
{
  static const char text[] = PACKET (
      "photoshop:Credit='mfa.gov.kz {city}' crs:Version='15.0' xmp:CreatorTool='Bridge'>"
      "<dc:rights><rdf:Alt><rdf:li xml:lang='x-default'>© MFA</rdf:li>"
      "<rdf:li xml:lang='kk'>© ҚР СІМ</rdf:li></rdf:Alt></dc:rights>"
      "<dc:subject><rdf:Bag><rdf:li>SCO</rdf:li><rdf:li>2025</rdf:li></rdf:Bag></dc:subject>"
      "<crs:Exposure>+1</crs:Exposure><photoshop:Urgency>1</photoshop:Urgency>");
  g_autoptr (BylinePreset) preset = parse (text, "press.xmp", NULL);
  g_autoptr (BylineEdit) edit = NULL;
  g_autoptr (GPtrArray) rights = NULL;

  g_assert_nonnull (preset);
  g_assert_false (byline_preset_varies (preset)); /* word for word */
  edit = byline_preset_apply (preset, NULL, NULL, NULL);
  g_assert_cmpuint (byline_edit_n_changes (edit), ==, 4);
  assert_change (edit, 0, BYLINE_FIELD_CREDIT, BYLINE_CHANGE_REPLACE, "mfa.gov.kz {city}");
  rights = byline_edit_apply (edit, BYLINE_FIELD_COPYRIGHT, NULL, 0);
  g_assert_cmpstr (((BylineText *) rights->pdata[1])->lang, ==, "kk");
  g_assert_cmpstr (byline_preset_notes (preset)[0], ==,
                   "press.xmp: byline has no field for crs:Version, crs:Exposure, "
                   "photoshop:Urgency");
  g_assert_null (byline_preset_notes (preset)[1]);
}

static void
test_wrong_xmp (void)
{
  static const char *const texts[] = { "<", "<html></html>", "<!DOCTYPE x><x/>",
                                       PACKET ("photoshop:DateCreated='yesterday'>") };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylinePreset) preset = parse (texts[i], "wrong.xmp", &error);

    g_assert_null (preset);
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_true (g_str_has_prefix (error->message, "wrong.xmp: "));
    g_assert_null (strchr (error->message, '\n'));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/preset/reads-what-people-save", test_reads_what_people_save);
  g_test_add_func ("/preset/empty-changes-nothing", test_empty_changes_nothing);
  g_test_add_func ("/preset/mistakes-name-their-line", test_mistakes_name_their_line);
  g_test_add_func ("/preset/variables-are-the-photos", test_variables);
  g_test_add_func ("/preset/lists-and-languages-take-variables", test_variables_in_lists);
  g_test_add_func ("/preset/a-silent-line-changes-nothing-and-is-told", test_silent_lines_are_told);
  g_test_add_func ("/preset/a-value-that-does-not-fit-is-refused", test_value_that_does_not_fit);
  g_test_add_func ("/preset/later-stands-over-earlier", test_order);
  g_test_add_func ("/preset/an-xmp-template-is-a-preset", test_xmp_template);
  g_test_add_func ("/preset/a-wrong-xmp-is-named", test_wrong_xmp);
  return g_test_run ();
}
