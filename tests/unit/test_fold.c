#include "base/span.h"
#include "catalogue/fold.h"

static void
test_fold (void)
{
  static const struct {
    const char *text;
    const char *words;
  } cases[] = {
    { "", "" },
    { " …!? ", "" },
    { "Photo: MFA.gov.kz", "photo mfa gov kz " },
    { "ЁЛКА ёлка", "елка елка " },
    { "Й й и\xCC\x86", "й й й " }, /* the last one as macOS writes it */
    { "Қазақстан ҰҒӘӨҮҺІ", "қазақстан ұғәөүһі " },
    { "José MUÑOZ e\xCC\x81", "jose munoz e " },
    { "Straße ΆΛΦΑ", "strasse αλφα " },
    { "ＭＦＡ①", "mfa1 " },
    { "日本国 Tokyo外務", "日 本 国 tokyo 外 務 " },
    { "が", "が " },
    { "카메라", "카 메 라 " },
    { "co\xC2\xADoperate", "cooperate " },
    { "a_b-c'd", "a b c d " },
    { "\xEE\x80\x80x", "x " },
    { "\xFF", "" },
    { "İstanbul", "istanbul " },
    { "佐々木、東京", "佐 々 木 東 京 " },
    { "а҂б", "а б " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GString) words = g_string_new (NULL);
    guint n = byline_fold (words, cases[i].text);

    g_assert_cmpstr (words->str, ==, cases[i].words);
    for (const char *at = words->str; *at != '\0'; at++)
      n -= *at == ' ';
    g_assert_cmpuint (n, ==, 0);
  }
}

/* A soft hyphen is no character that a text has quick ways for, and is dropped. */
static void
test_quick_ways (void)
{
  for (gunichar c = 1; c < 0x20000; c++) {
    g_autoptr (GString) quick = g_string_new ("before ");
    g_autoptr (GString) slow = g_string_new ("before ");
    g_autoptr (GString) text = g_string_new ("A1");

    if (!g_unichar_validate (c))
      continue;
    g_string_append_unichar (text, c);
    g_string_append (text, "б -");
    byline_fold (quick, text->str);
    g_string_append (text, "\xC2\xAD");
    byline_fold (slow, text->str);
    g_assert_cmpstr (quick->str, ==, slow->str);
  }
}

static void
test_span (void)
{
  static const struct {
    const char *iso;
    gint64 from_s, until_s; /* -1, -1: not a time */
  } cases[] = {
    { "1970", 0, 31536000 },
    { "1970-01", 0, 2678400 },
    { "1970-12", 28857600, 31536000 },
    { "1970-01-02", 86400, 172800 },
    { "2024-02-29", 1709164800, 1709251200 },
    { "1970-01-01T00:01", 60, 120 },
    { "1970-01-01 00:01:30", 90, 91 },
    { "1970-01-01T00:01:30Z", 90, 91 },
    { "1970-01-01T00:01:30+05:00", 90, 91 },
    { "2023-02-29", -1, -1 },
    { "1970-13", -1, -1 },
    { "1970-00", -1, -1 },
    { "0000", -1, -1 },
    { "70", -1, -1 },
    { "1970-", -1, -1 },
    { "1970-1-1", -1, -1 },
    { "1970-01-01T", -1, -1 },
    { "1970-01-01T01", -1, -1 },
    { "1970-01-01T24:00", -1, -1 },
    { "1970-01-01T00:00:00.", -1, -1 },
    { "1970-01-01T00:00+0500", -1, -1 },
    { "1970-01-01x", -1, -1 },
    { "", -1, -1 },
  };
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    BylineSpan span = { -G_USEC_PER_SEC, -G_USEC_PER_SEC };

    g_test_message ("%s", cases[i].iso);
    g_assert_cmpint (byline_span_parse (cases[i].iso, -1, TRUE, &span), ==, cases[i].from_s != -1);
    g_assert_cmpint (span.from_us, ==, cases[i].from_s * G_USEC_PER_SEC);
    g_assert_cmpint (span.until_us, ==, cases[i].until_s * G_USEC_PER_SEC);
  }
}

static void
assert_span (const char *iso, gint64 from_us, gint64 until_us)
{
  BylineSpan span;

  g_assert_true (byline_span_parse (iso, -1, TRUE, &span));
  g_assert_cmpint (span.from_us, ==, from_us);
  g_assert_cmpint (span.until_us, ==, until_us);
}

static void
test_fine_span (void)
{
  assert_span ("1970-01-01T00:00:00.5", 500000, 600000);
  assert_span ("1970-01-01T00:00:00.123456789", 123456, 123457);
  /* the last day that GLib's calendar has */
  assert_span ("9999-12-31", G_GINT64_CONSTANT (253402214400000000), G_MAXINT64);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fold/letters-of-their-own-stay-apart", test_fold);
  g_test_add_func ("/fold/quick-ways-lead-to-the-same", test_quick_ways);
  g_test_add_func ("/span/is-as-wide-as-it-is-precise", test_span);
  g_test_add_func ("/span/is-microseconds-at-the-finest", test_fine_span);
  return g_test_run ();
}
