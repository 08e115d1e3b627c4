/* A template, over what a photo might say. */
#include "publish/markup.h"

#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

static const char data[] =
    "{\"photos\":[{\"id\":\"9f0c\",\"line\":\"</"
    "script><b>\\\"'&\",\"fields\":{\"credit\":\"javascript:x\","
    "\"creator\":[\"a\",\"b\"],\"rights-url\":\"https://a.b/"
    "c?d=e&f\"},\"renditions\":[{\"url\":\"a.jpg\","
    "\"width\":320},{\"url\":\"b c.jpg\",\"width\":640}]},{\"id\":\"\",\"line\":null}]}";

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  static const char *const names[] = { "a.html", "a.json", "a.csv", "a.txt.mustache" };
  g_autofree char *text = g_strndup ((const char *) bytes, size);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (BylineJsonObject) object = byline_json_read (data, strlen (data), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineMarkup) markup = byline_markup_parse (valid, names[i], &error);
    g_autofree char *out = NULL;

    if (markup == NULL) {
      g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
      continue;
    }
    out = byline_markup_render (markup, object, &error);
    g_assert_true (out != NULL ? g_utf8_validate (out, -1, NULL)
                               : g_error_matches (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED));
  }
  return 0;
}
