#include "cli/set_item.h"

#include "cli/photo_output.h"
#include "cli/terminal.h"

static const char *
outcome_name (const BylineSetItem *item)
{
  if (item->error != NULL)
    return "failed";
  return item->changed ? "changed" : "same";
}

void
byline_set_item_json (BylineOutput *output, const BylineSetItem *item)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "path", item->path);
  byline_json_string (&json, "outcome", outcome_name (item));
  byline_json_begin_array (&json, "cut");
  for (guint i = 0; item->cut != NULL && i < item->cut->len; i++)
    byline_json_string (&json, NULL, g_ptr_array_index (item->cut, i));
  byline_json_end_array (&json);
  if (item->notes != NULL) {
    byline_json_begin_array (&json, "notes");
    for (guint i = 0; i < item->notes->len; i++)
      byline_json_string (&json, NULL, g_ptr_array_index (item->notes, i));
    byline_json_end_array (&json);
  }
  if (item->sidecar != NULL)
    byline_json_string (&json, "sidecar", item->sidecar);
  byline_json_string (&json, "error", item->error != NULL ? item->error->message : NULL);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}

void
byline_set_say_lines (const char *path, const GPtrArray *lines)
{
  for (guint i = 0; lines != NULL && i < lines->len; i++)
    byline_say ("%s: %s", path, (const char *) g_ptr_array_index (lines, i));
}
