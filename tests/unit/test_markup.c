#include "publish/markup.h"

#include <string.h>

static const char data[] =
    "{\"photos\":["
    "{\"id\":\"1\",\"line\":\"A & <B> \\\"C\\\"\",\"fields\":{\"creator\":[\"Ann\",\"Bo\"],"
    "\"rights-url\":\"javascript:alert(1)\",\"headline\":\"\"},"
    "\"renditions\":[{\"url\":\"a.jpg\",\"width\":320},{\"url\":\"b.jpg\",\"width\":640}]},"
    "{\"id\":\"2\",\"line\":null,\"fields\":{\"rights-url\":\"https://a.b/?c=d&e\"},"
    "\"renditions\":[]}]}";

static const struct {
  const char *name;
  const char *text;
  const char *wanted;
} renders[] = {
  { "a.html", "{{#photos}}{{id}};{{/photos}}", "1;2;" },
  { "a.html", "{{#photos}}<b>{{line}}</b>{{/photos}}",
    "<b>A &amp; &lt;B&gt; &quot;C&quot;</b><b></b>" },
  { "a.html", "{{#photos}}{{{line}}}|{{&line}}{{/photos}}", "A & <B> \"C\"|A & <B> \"C\"|" },
  { "a.json", "{{#photos}}\"{{line}}\"{{/photos}}", "\"A & <B> \\\"C\\\"\"\"\"" },
  { "a.yaml.mustache", "{{#photos}}\"{{line}}\"{{/photos}}", "\"A & <B> \\\"C\\\"\"\"\"" },
  { "a.csv", "{{#photos}}\"{{line}}\"\n{{/photos}}", "\"A & <B> \"\"C\"\"\"\n\"\"\n" },
  { "a.txt", "{{#photos}}{{line}}{{/photos}}", "A & <B> \"C\"" },
  { "a.html",
    "<script>x = '{{#photos}}{{line}}{{/photos}}';</script>{{#photos}}{{line}}{{/photos}}",
    "<script>x = 'A \\u0026 \\u003cB\\u003e \\\"C\\\"';</script>A &amp; &lt;B&gt; &quot;C&quot;" },
  { "a.html", "{{#photos}}<a href=\"{{fields.rights-url}}\">{{/photos}}",
    "<a href=\"\"><a href=\"https://a.b/?c=d&amp;e\">" },
  { "a.html", "{{#photos}}{{fields.creator}}{{/photos}}", "Ann, Bo" },
  { "a.html",
    "{{#photos}}{{#fields.creator}}{{.}}{{^@last}} and {{/@last}}{{/fields.creator}}{{/photos}}",
    "Ann and Bo" },
  { "a.html",
    "{{#photos}}{{#renditions}}{{@index}}:{{url}} {{width}}w{{^@last}}, "
    "{{/@last}}{{/renditions}};{{/photos}}",
    "0:a.jpg 320w, 1:b.jpg 640w;;" },
  { "a.html",
    "{{#photos}}{{#fields}}{{^headline}}none{{/headline}}{{#headline}}some{{/headline}}{{/"
    "fields}}{{/photos}}",
    "nonenone" },
  { "a.html",
    "{{#photos}}{{#renditions}}{{id}}{{/renditions}}{{^renditions}}-{{/renditions}}{{/photos}}",
    "11-" },
  { "a.html", "a\n  {{#photos}}  \n{{id}}\n  {{/photos}}\nb\n{{! not seen\n at all }}\nc",
    "a\n1\n2\nb\nc" },
  { "a.html", "{{#photos}}{{line|url}} {{/photos}}", "A%20%26%20%3CB%3E%20%22C%22  " },
  { "a.html", "{{nothing}}{{nothing.at.all}}{{photos}}{{#nothing}}x{{/nothing}}", "" },
};

static void
test_render (void)
{
  g_autoptr (BylineJsonObject) object = byline_json_read (data, strlen (data), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (renders); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (BylineMarkup) markup =
        byline_markup_parse (renders[i].text, renders[i].name, &error);
    g_autofree char *out = NULL;

    g_assert_no_error (error);
    out = byline_markup_render (markup, object, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (out, ==, renders[i].wanted);
  }
}

static const struct {
  const char *text;
  const char *message;
} mistakes[] = {
  { "a\n{{#photos}}", "a.html:2: {{#photos}} is never ended" },
  { "{{/photos}}", "a.html:1: {{/photos}} ends what was not begun" },
  { "{{#a}}\n\n{{#b}}{{/a}}", "a.html:3: {{/a}} where {{/b}} is due" },
  { "x\ny {{id", "a.html:2: {{ without }}" },
  { "{{id|shell}}", "a.html:1: there is no “shell”; there is html, link, json, csv, url and text" },
  { "{{>other}}", "a.html:1: {{> is not in this language" },
  { "{{=<% %>=}}", "a.html:1: {{= is not in this language" },
  { "<img alt={{line}}>", "a.html:1: an attribute needs quotes around {{line}}" },
  { "{{}}", "a.html:1: “” is no name" },
  { "{{a b}}", "a.html:1: “a b” is no name" },
};

static void
test_mistakes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (byline_markup_parse (mistakes[i].text, "a.html", &error));
    g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
    g_assert_cmpstr (error->message, ==, mistakes[i].message);
  }
}

static BylineMarkup *
nested (guint depth, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, "{{#photos}}");
  g_string_append (text, "{{line}}");
  for (guint i = 0; i < depth; i++)
    g_string_append (text, "{{/photos}}");
  return byline_markup_parse (text->str, "a.html", error);
}

/* Photos of photos of photos: a short template that would go on for ever. */
static void
test_bounds (void)
{
  g_autoptr (GString) many = g_string_new ("{\"photos\":[");
  g_autoptr (BylineJsonObject) object = NULL;
  g_autoptr (BylineMarkup) markup = nested (BYLINE_MARKUP_DEPTH, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 50; i++)
    g_string_append_printf (many, "%s{\"id\":\"%u\"}", i > 0 ? "," : "", i);
  g_string_append (many, "]}");
  object = byline_json_read (many->str, many->len, NULL);
  g_assert_nonnull (markup);
  g_assert_null (byline_markup_render (markup, object, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (nested (BYLINE_MARKUP_DEPTH + 1, &error));
  g_assert_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/markup/values-sections-and-escapes", test_render);
  g_test_add_func ("/markup/mistakes-are-told-with-their-line", test_mistakes);
  g_test_add_func ("/markup/nesting-output-and-steps-are-bounded", test_bounds);
  return g_test_run ();
}
