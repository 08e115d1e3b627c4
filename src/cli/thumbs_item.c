#include "cli/thumbs_item.h"

#include "cli/photo_output.h"
#include "cli/terminal.h"
#include "publish/names.h"

static void
item_placeholder (BylineJson *json, const BylinePlaceholder *placeholder)
{
  g_autofree char *hash = byline_placeholder_hash (placeholder);
  g_autofree char *colour = byline_placeholder_colour (placeholder);

  byline_json_string (json, "placeholder", hash);
  byline_json_string (json, "colour", colour);
}

void
byline_thumbs_item_json (BylineOutput *output, const BylinePublishItem *item)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);
  g_autofree char *id = item->id != NULL ? byline_id_to_string (item->id) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "source", item->source);
  byline_json_string (&json, "id", id);
  byline_json_string (&json, "credit", byline_metadata_text (item->metadata, BYLINE_FIELD_CREDIT));
  byline_json_string (&json, "line", item->line);
  item_placeholder (&json, &item->placeholder);
  byline_json_begin_array (&json, "renditions");
  for (guint i = 0; i < item->renditions->len; i++) {
    const BylinePublished *rendition = g_ptr_array_index (item->renditions, i);
    g_autofree char *crop = byline_ratio_text (rendition->crop);

    byline_json_begin_object (&json, NULL);
    byline_json_string (&json, "path", rendition->path);
    if (crop != NULL)
      byline_json_string (&json, "crop", crop);
    byline_json_int (&json, "width", rendition->width);
    byline_json_int (&json, "height", rendition->height);
    byline_json_string (&json, "format", byline_format_name (rendition->format));
    byline_json_int (&json, "bytes", (gint64) rendition->bytes);
    byline_json_bool (&json, "made", rendition->made);
    byline_json_bool (&json, "encoded", rendition->encoded);
    byline_json_end_object (&json);
  }
  byline_json_end_array (&json);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}

void
byline_thumbs_item_text (BylineOutput *output, const BylinePublishItem *item, gboolean made_only)
{
  for (guint i = 0; i < item->renditions->len; i++) {
    const BylinePublished *rendition = g_ptr_array_index (item->renditions, i);

    if (made_only && !rendition->made)
      continue;
    byline_safe_append (output->text, rendition->path);
    g_string_append_c (output->text, '\n');
  }
}
