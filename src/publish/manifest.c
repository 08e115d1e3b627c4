#include "publish/manifest.h"

#include "metadata/values_json.h"
#include "publish/escape.h"
#include "publish/html.h"
#include "publish/names.h"

#include <string.h>

static const char mark[] = "{\"byline-manifest\":1,\"photos\":[";

void
byline_manifest_begin (GString *manifest)
{
  g_string_append (manifest, mark);
}

/* @link: as links name it.  Returns: (transfer full) */
static char *
url_of (const char *base_url, const char *link)
{
  const char *base = base_url != NULL ? base_url : "";
  const char *slash = *base != '\0' && !g_str_has_suffix (base, "/") ? "/" : "";

  return g_strconcat (base, slash, link, NULL);
}

static void
put_url (BylineJson *json, const char *name, const char *base_url, const char *link)
{
  g_autofree char *url = url_of (base_url, link);

  byline_json_string (json, name, url);
}

static void
put_srcset (BylineJson *json, const BylinePublishItem *item, BylineFormat format,
            const char *base_url)
{
  g_autoptr (GString) set = g_string_new (NULL);

  for (guint i = 0; i < item->renditions->len; i++) {
    const BylinePublished *file = g_ptr_array_index (item->renditions, i);
    g_autofree char *link = byline_html_link (file->name);
    g_autofree char *url = url_of (base_url, link);

    if (file->format == format && file->crop.width == 0) /* crops show another part */
      g_string_append_printf (set, "%s%s %dw", set->len > 0 ? ", " : "", url, file->width);
  }
  byline_json_string (json, "srcset", set->str);
}

static gboolean
has_format (const BylinePublishItem *item, BylineFormat format)
{
  for (guint i = 0; i < item->renditions->len; i++)
    if (((const BylinePublished *) item->renditions->pdata[i])->format == format)
      return TRUE;
  return FALSE;
}

/* What an <img> and the <source>s before it need, ready made. */
static void
put_picture (BylineJson *json, const BylinePublishItem *item, const char *base_url)
{
  const BylinePublished *large = byline_html_fallback (item, TRUE);
  g_autofree char *link = byline_html_link (large->name);

  byline_json_begin_object (json, "image");
  put_url (json, "src", base_url, link);
  put_srcset (json, item, large->format, base_url);
  byline_json_int (json, "width", large->width);
  byline_json_int (json, "height", large->height);
  byline_json_end_object (json);
  byline_json_begin_array (json, "sources");
  for (guint i = 0; byline_html_source (i) != BYLINE_FORMAT_UNKNOWN; i++) {
    const BylineFormat format = byline_html_source (i);

    if (format == large->format || !has_format (item, format))
      continue;
    byline_json_begin_object (json, NULL);
    byline_json_string (json, "type", byline_web_format (format)->mime);
    put_srcset (json, item, format, base_url);
    byline_json_end_object (json);
  }
  byline_json_end_array (json);
}

static void
put_fields (BylineJson *json, const BylineMetadata *metadata, guint64 fields)
{
  byline_json_begin_object (json, "fields");
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    guint n = 0;
    const BylineText *values =
        (fields >> field & 1) != 0 ? byline_metadata_best (metadata, field, &n, NULL) : NULL;

    if (values != NULL)
      byline_values_json (json, field, values, n);
  }
  byline_json_end_object (json);
}

static void
put_placeholder (BylineJson *json, const BylinePlaceholder *placeholder)
{
  g_autofree char *hash = byline_placeholder_hash (placeholder);
  g_autofree char *colour = byline_placeholder_colour (placeholder);

  byline_json_string (json, "placeholder", hash);
  byline_json_string (json, "colour", colour);
}

static void
put_rendition (BylineJson *json, const BylinePublished *file, const char *base_url)
{
  const BylineWebFormat *web = byline_web_format (file->format);
  g_autofree char *link = byline_html_link (file->name);
  g_autofree char *crop = byline_ratio_text (file->crop);

  byline_json_begin_object (json, NULL);
  put_url (json, "url", base_url, link);
  byline_json_string (json, "file", file->name);
  byline_json_string (json, "format", byline_format_name (file->format));
  byline_json_string (json, "type", web->mime);
  if (crop != NULL)
    byline_json_string (json, "crop", crop);
  byline_json_int (json, "width", file->width);
  byline_json_int (json, "height", file->height);
  byline_json_int (json, "bytes", (gint64) file->bytes);
  byline_json_end_object (json);
}

void
byline_manifest_photo (GString *manifest, const BylinePublishItem *item, guint64 fields,
                       const char *base_url)
{
  BylineJson json = BYLINE_JSON_INIT (manifest);
  g_autofree char *id = byline_id_to_string (item->id);
  g_autofree char *source = g_path_get_basename (item->source);

  g_string_append (manifest, g_str_has_suffix (manifest->str, "}") ? ",\n" : "\n");
  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "id", id);
  byline_json_string (&json, "source", source);
  if (item->page != NULL)
    put_url (&json, "page", base_url, item->page);
  byline_json_string (&json, "line", item->line);
  put_placeholder (&json, &item->placeholder);
  put_fields (&json, item->metadata, fields);
  byline_json_string (&json, "alt", byline_html_alt (item->metadata));
  put_picture (&json, item, base_url);
  byline_json_begin_array (&json, "renditions");
  for (guint i = 0; i < item->renditions->len; i++)
    put_rendition (&json, g_ptr_array_index (item->renditions, i), base_url);
  byline_json_end_array (&json);
  byline_json_end_object (&json);
}

void
byline_manifest_end (GString *manifest)
{
  g_string_append (manifest, "\n]}\n");
}

gboolean
byline_manifest_is_ours (const char *head, gsize length)
{
  return length >= strlen (mark) && memcmp (head, mark, strlen (mark)) == 0;
}
