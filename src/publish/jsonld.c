#include "publish/jsonld.h"

#include "base/json.h"
#include "publish/escape.h"
#include "publish/html.h"
#include "publish/names.h"

static void
put_text (BylineJson *json, const char *name, const BylineMetadata *metadata, BylineField field)
{
  const char *text = byline_metadata_text (metadata, field);

  if (text != NULL)
    byline_json_string (json, name, text);
}

/* The first value that can be a link: a field may hold "see contract" or worse. */
static void
put_link (BylineJson *json, const char *name, const BylineMetadata *metadata, BylineField field)
{
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n, NULL);

  for (guint i = 0; i < n; i++) {
    if (byline_html_is_link (values[i].text)) {
      byline_json_string (json, name, values[i].text);
      return;
    }
  }
}

static void
put_creators (BylineJson *json, const BylineMetadata *metadata)
{
  guint n = 0;
  const BylineText *names = byline_metadata_best (metadata, BYLINE_FIELD_CREATOR, &n, NULL);

  if (n == 0)
    return;
  byline_json_begin_array (json, "creator");
  for (guint i = 0; i < n; i++) {
    byline_json_begin_object (json, NULL);
    byline_json_string (json, "@type", "Person");
    byline_json_string (json, "name", names[i].text);
    byline_json_end_object (json);
  }
  byline_json_end_array (json);
}

static void
put_files (BylineJson *json, const BylinePublishItem *item)
{
  const BylinePublished *large = byline_html_fallback (item, TRUE);
  const BylinePublished *small = byline_html_fallback (item, FALSE);
  g_autofree char *content = byline_html_link (large->name);
  g_autofree char *thumbnail = byline_html_link (small->name);

  byline_json_string (json, "contentUrl", content);
  byline_json_string (json, "encodingFormat", byline_web_format (large->format)->mime);
  byline_json_int (json, "width", large->width);
  byline_json_int (json, "height", large->height);
  byline_json_string (json, "thumbnailUrl", thumbnail);
}

/* In JSON these stand only inside strings, so each may become an escape wherever it is: no
 * </script>, no <!--, no entity, and no line end that old JavaScript sees and JSON does not. */
static char *
for_script (const GString *json)
{
  GString *safe = g_string_sized_new (json->len);

  for (const char *at = json->str; *at != '\0'; at = g_utf8_next_char (at)) {
    gunichar c = g_utf8_get_char (at);

    if (c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029)
      g_string_append_printf (safe, "\\u%04x", c);
    else
      g_string_append_unichar (safe, c);
  }
  return g_string_free (safe, FALSE);
}

char *
byline_jsonld_image (const BylinePublishItem *item)
{
  const BylineMetadata *metadata = item->metadata;
  g_autoptr (GString) text = g_string_new (NULL);
  BylineJson json = BYLINE_JSON_INIT (text);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "@context", "https://schema.org/");
  byline_json_string (&json, "@type", "ImageObject");
  put_files (&json, item);
  put_text (&json, "name", metadata, BYLINE_FIELD_HEADLINE);
  put_text (&json, "caption", metadata, BYLINE_FIELD_DESCRIPTION);
  put_text (&json, "creditText", metadata, BYLINE_FIELD_CREDIT);
  put_creators (&json, metadata);
  put_text (&json, "copyrightNotice", metadata, BYLINE_FIELD_COPYRIGHT);
  put_link (&json, "license", metadata, BYLINE_FIELD_RIGHTS_URL);
  put_link (&json, "acquireLicensePage", metadata, BYLINE_FIELD_LICENSOR_URL);
  put_text (&json, "dateCreated", metadata, BYLINE_FIELD_DATE_CREATED);
  byline_json_end_object (&json);
  return for_script (text);
}
