#include <byline/credit.h>
#include <byline/error.h>

#include <string.h>

/* A photo that says the usual things. */
static BylineMetadata *
usual_photo (void)
{
  BylineMetadata *metadata = byline_metadata_new ();
  BylineFacts *facts = byline_metadata_facts (metadata);

  byline_metadata_add (metadata, BYLINE_FIELD_CREDIT, BYLINE_LAYER_XMP, NULL, "Acme Inc.");
  byline_metadata_add (metadata, BYLINE_FIELD_CITY, BYLINE_LAYER_XMP, NULL, "Нұр-Сұлтан");
  byline_metadata_add (metadata, BYLINE_FIELD_CREATOR, BYLINE_LAYER_XMP, NULL, "A. Smith");
  byline_metadata_add (metadata, BYLINE_FIELD_CREATOR, BYLINE_LAYER_XMP, NULL, "B. Jones");
  byline_metadata_add (metadata, BYLINE_FIELD_DESCRIPTION, BYLINE_LAYER_XMP, "x-default", "one");
  byline_metadata_add (metadata, BYLINE_FIELD_DESCRIPTION, BYLINE_LAYER_XMP, "kk", "бір");
  byline_metadata_reconcile (metadata, TRUE);
  facts->camera = g_strdup ("Canon EOS R5");
  facts->serial = g_strdup ("../032024001122");
  return metadata;
}

static void
assert_expands (const char *pattern, gboolean is_path, const BylineTemplateValues *values,
                const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (BylineTemplate) parsed = byline_template_parse (pattern, &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = byline_template_expand (parsed, values, is_path);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_variables (void)
{
  g_autoptr (BylineMetadata) metadata = usual_photo ();
  const BylineTemplateValues values = { .metadata = metadata,
                                        .taken = "2025-07-11T23:59:58.25+05:00",
                                        .job = "SCO summit",
                                        .filename = "IMG_0042",
                                        .ext = "JPG",
                                        .dcf = "100CANON",
                                        .seq = 42 };
  const struct {
    const char *pattern;
    const char *expected;
  } cases[] = {
    { "{filename}", "IMG_0042" },
    { "{taken}", "20250711" },
    { "{taken:%Y%m%d-%H%M%S}", "20250711-235958" }, /* the capture's own time, not UTC's */
    { "{date}_{time}", "20250711_235958" },
    { "{date:%y}{time:%H}", "2523" },
    { "{dcf}-{number}-{stem}", "100CANON-0042-IMG_0042" },
    { "{job}_{seq}", "SCO summit_0042" },
    { "{datesort}_{seqn}_{frame}_{filenamebase}", "20250711_0042_0042_IMG_0042" },
    { "{byline}: {caption}", "A. Smith_ one" },
    { "{seq:1}.{seq:6}.{ext}", "42.000042.JPG" },
    { "{credit}", "Acme Inc" },
    { "{credit}-x", "Acme Inc-x" },
    { "{creator}", "A. Smith" },
    { "{city}", "Нұр-Сұлтан" },
    { "{description}|{description@kk}", "one_бір" },
    { "{camera} {serial} {lens}", "Canon EOS R5 _032024001122 unknown" },
    { "{headline}", "unknown" },
    { "{{{job}}", "{SCO summit}" },
    { "a/b", "a_b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_expands (cases[i].pattern, FALSE, &values, cases[i].expected);
}

static void
test_folders (void)
{
  const BylineTemplateValues values = { .taken = "2025-07-11T10:00:00", .job = "a/b\\c" };
  const struct {
    const char *pattern;
    const char *expected;
  } cases[] = {
    { "{taken:%Y}/{taken:%m-%d}_{job}", "2025/07-11_a_b_c" },
    { "{taken:%Y/%m-%d}", "2025/07-11" },
    { "{dcf}/{number}/{lens}", "unknown" },
    { "a/{dcf}/{number}", "a/unknown/unknown" },
    { "{taken:%x}", "07_11_25" }, /* a "/" that nobody wrote is none */
    { "/etc//x/", "etc/x" },
    { "../../x/./..", "x" },
    { ".byline/x", "byline/x" },
    { "", "" },
    { "..", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_expands (cases[i].pattern, TRUE, &values, cases[i].expected);
}

static void
test_time_forms (void)
{
  const struct {
    const char *taken;
    const char *expected;
  } cases[] = {
    { "2025-07-11T10:20:30", "2025-07-11 10" },
    { "2025-07-11T10:20:30Z", "2025-07-11 10" },
    { "2025-07-11T10:20:30-11:00", "2025-07-11 10" },
    { "2025-07-11", "2025-07-11 00" },
    { "2025", "unknown" },
    { "yesterday", "unknown" },
    { "", "unknown" },
    { NULL, "unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const BylineTemplateValues values = { .taken = cases[i].taken };

    assert_expands ("{taken:%Y-%m-%d %H}", FALSE, &values, cases[i].expected);
  }
}

/* What a file system of any kind would refuse, change or hide. */
static void
test_hostile_values (void)
{
  const struct {
    const char *job;
    const char *expected;
  } cases[] = {
    { "../../etc/passwd", "_.._etc_passwd" },
    { "..", "unknown" },
    { ".", "unknown" },
    { ".hidden", "hidden" },
    { "name. . ", "name" },
    { "", "unknown" },
    { "a\x01\x1f\x7f\xc2\x80z", "a____z" },
    { "a\r\nb\tc", "a  b c" },
    { "a:b*c?d\"e<f>g|h\\i/j", "a_b_c_d_e_f_g_h_i_j" },
    { "con", "_con" },
    { "COM1.backup", "_COM1.backup" },
    { "LPT¹", "_LPT¹" },
    { "NUL .txt", "_NUL .txt" },
    { "CONSOLE", "CONSOLE" },
    { "COM10", "COM10" },
    { "e\xcc\x81t\xc3\xa9", "\xc3\xa9t\xc3\xa9" }, /* decomposed becomes composed */
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): the very thing that must go */
    { "txt\xe2\x80\xaegpj", "txtgpj" }, /* right-to-left override */
    { "bad \xff\xfe bytes", "bad \xef\xbf\xbd\xef\xbf\xbd bytes" },
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): the very thing that must go */
    { "\xe2\x80\xae", "unknown" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const BylineTemplateValues values = { .job = cases[i].job };

    assert_expands ("{job}", FALSE, &values, cases[i].expected);
    assert_expands ("{job}", TRUE, &values, cases[i].expected);
  }
}

/* Cut between letters, wherever the cut falls; nothing that must not end a name then ends it. */
static void
test_long_names (void)
{
  g_autoptr (BylineTemplate) pattern = byline_template_parse ("{job}{job}", NULL);

  for (guint ascii = 0; ascii < 5; ascii++) {
    g_autoptr (GString) job = g_string_new (NULL);
    g_autofree char *name = NULL;

    for (guint i = 0; i < ascii; i++)
      g_string_append_c (job, 'a');
    for (guint i = 0; i < 300; i++)
      g_string_append (job, "外");
    name =
        byline_template_expand (pattern, &(const BylineTemplateValues){ .job = job->str }, FALSE);
    g_assert_true (g_utf8_validate (name, -1, NULL));
    g_assert_cmpuint (strlen (name), <=, 200);
    g_assert_cmpuint (strlen (name), >=, 195);
  }
}

static void
test_cut_uncovers_nothing (void)
{
  g_autofree char *dots = g_strnfill (300, '.');
  g_autofree char *spaces = g_strnfill (300, ' ');
  g_autofree char *dotted = g_strconcat ("a", dots, "b", NULL);
  g_autofree char *device = g_strconcat ("CON", spaces, "b", NULL);

  assert_expands ("{job}", FALSE, &(const BylineTemplateValues){ .job = dotted }, "a");
  assert_expands ("{job}", FALSE, &(const BylineTemplateValues){ .job = device }, "_CON");
}

static void
test_mistakes_name_their_column (void)
{
  const struct {
    const char *pattern;
    const char *column;
  } cases[] = {
    { "{kredit}", "column 1:" },   { "Фото {nonsense}", "column 6:" },
    { "a{taken", "column 2:" },    { "{seq:0}", "column 1:" },
    { "{seq:12}", "column 1:" },   { "{seq:x}", "column 1:" },
    { "{taken:%Q}", "column 1:" }, { "{taken:}", "column 1:" },
    { "{}", "column 1:" },         { "{filename:%Y}", "column 1:" },
    { "{city:x}", "column 1:" },   { "x/{job:y}", "column 3:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineTemplate) pattern = byline_template_parse (cases[i].pattern, &error);

    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_null (pattern);
    g_assert_nonnull (strstr (error->message, cases[i].column));
  }
}

/* What is bound says the same as what is expanded at once. */
static void
test_bound (void)
{
  g_autoptr (BylineMetadata) metadata = usual_photo ();
  const BylineTemplateValues values = {
    .metadata = metadata, .taken = "2025-07-11T23:59:58", .job = "a/{b}", .filename = "IMG"
  };
  static const char *const patterns[] = { "{job}_{seq:3}/{taken:%Y/%m}{{", "{number}{seq}", "x",
                                          "{seq:1}{city}" };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++) {
    g_autoptr (BylineTemplate) pattern = byline_template_parse (patterns[i], NULL);
    g_autoptr (BylineTemplate) bound = byline_template_bind (pattern, &values);
    BylineTemplateValues numbered = values;

    numbered.seq = 17;
    for (guint is_path = 0; is_path < 2; is_path++) {
      g_autofree char *at_once = byline_template_expand (pattern, &numbered, is_path != 0);
      g_autofree char *later =
          byline_template_expand (bound, &(const BylineTemplateValues){ .seq = 17 }, is_path != 0);

      g_assert_cmpstr (later, ==, at_once);
    }
  }
}

static void
test_uses (void)
{
  g_autoptr (BylineTemplate) pattern =
      byline_template_parse ("{taken:%Y}/{{job}}/{description@kk}{seq:3}", NULL);

  g_assert_true (byline_template_uses (pattern, "taken"));
  g_assert_true (byline_template_uses (pattern, "seq"));
  g_assert_true (byline_template_uses (pattern, "description"));
  g_assert_false (byline_template_uses (pattern, "job")); /* text, not a variable */
  g_assert_false (byline_template_uses (pattern, "credit"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/template/variables-stand-for-what-the-photo-says", test_variables);
  g_test_add_func ("/template/only-the-pattern-makes-folders", test_folders);
  g_test_add_func ("/template/taken-is-the-captures-own-time", test_time_forms);
  g_test_add_func ("/template/hostile-values-make-harmless-names", test_hostile_values);
  g_test_add_func ("/template/long-names-are-cut-between-letters", test_long_names);
  g_test_add_func ("/template/cut-uncovers-nothing-forbidden", test_cut_uncovers_nothing);
  g_test_add_func ("/template/mistakes-name-their-column", test_mistakes_name_their_column);
  g_test_add_func ("/template/bound-says-the-same", test_bound);
  g_test_add_func ("/template/uses-tells-its-variables", test_uses);
  return g_test_run ();
}
