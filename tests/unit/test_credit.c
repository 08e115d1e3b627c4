#include <byline/credit.h>

static void
test_lines (void)
{
  const struct {
    const char *credit;
    const char *line;
  } cases[] = {
    { "mfa.gov.kz", "Photo credit: mfa.gov.kz" },
    { "Photo credit: mfa.gov.kz", "Photo credit: mfa.gov.kz" },
    { "PHOTO CREDIT : mfa.gov.kz", "Photo credit: mfa.gov.kz" },
    { "Photo: A. Smith", "Photo credit: A. Smith" },
    { "Фото: МИД РК", "Photo credit: МИД РК" },
    { "фОТО:МИД РК", "Photo credit: МИД РК" },
    { "Сурет: Айгерім Нұрланова", "Photo credit: Айгерім Нұрланова" },
    { "图片来源：新华社", "Photo credit: 新华社" },
    { "图片来源: 新华社", "Photo credit: 新华社" },
    { "Photo credit: Photo: A. Smith", "Photo credit: A. Smith" }, /* said twice already */
    { "  A. Smith \n", "Photo credit: A. Smith" },
    { "Photo Agency", "Photo credit: Photo Agency" }, /* a name, not an opening */
    { "Фотохроника ТАСС", "Photo credit: Фотохроника ТАСС" },
    { "Reuters: A. Smith", "Photo credit: Reuters: A. Smith" },
    { "Photo:", NULL },
    { " ", NULL },
    { "", NULL },
    { NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *line = byline_credit_line (cases[i].credit);

    g_assert_cmpstr (line, ==, cases[i].line);
  }
}

static void
test_invalid_text (void)
{
  g_autofree char *line = byline_credit_line ("Photo: \xff\xd0");

  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_assert_true (g_str_has_prefix (line, "Photo credit: \xef\xbf\xbd"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/credit/line-says-its-opening-once", test_lines);
  g_test_add_func ("/credit/line-of-invalid-text-is-valid", test_invalid_text);
  return g_test_run ();
}
