#include "cli/photo_output.h"

#include "base/hash.h"

#include <string.h>

static void
fields_json (BylineJson *json, const BylineMetadata *metadata)
{
  byline_json_begin_object (json, "fields");
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    guint n = 0;
    const BylineText *values = byline_metadata_best (metadata, field, &n, NULL);

    if (values != NULL)
      byline_values_json (json, field, values, n);
  }
  byline_json_end_object (json);
}

static void
layer_json (BylineJson *json, const BylineMetadata *metadata, BylineLayer layer)
{
  byline_json_begin_object (json, byline_layer_name (layer));
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    guint n = 0;
    const BylineText *values = byline_metadata_layer (metadata, field, layer, &n);

    if (values != NULL)
      byline_values_json (json, field, values, n);
    else if (layer == BYLINE_LAYER_SIDECAR && byline_metadata_is_cleared (metadata, field))
      byline_json_string (json, byline_fields[field].name, NULL);
  }
  byline_json_end_object (json);
}

static void
layers_json (BylineJson *json, const BylineMetadata *metadata)
{
  byline_json_begin_object (json, "layers");
  for (BylineLayer layer = 0; layer < BYLINE_N_LAYERS; layer++)
    if (layer != BYLINE_LAYER_SIDECAR || byline_metadata_sidecar (metadata) != NULL)
      layer_json (json, metadata, layer);
  byline_json_end_object (json);
}

/* Which layer each value in "fields" is from. */
static void
believed_json (BylineJson *json, const BylineMetadata *metadata)
{
  byline_json_begin_object (json, "believed");
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    BylineLayer layer;
    guint n = 0;

    if (byline_metadata_best (metadata, field, &n, &layer) != NULL)
      byline_json_string (json, byline_fields[field].name, byline_layer_name (layer));
  }
  byline_json_end_object (json);
}

static void
odd_json (BylineJson *json, const BylineMetadata *metadata)
{
  static const struct {
    BylineOdd odd;
    const char *name;
  } odds[] = { { BYLINE_ODD_CONFLICT, "conflict" },
               { BYLINE_ODD_TRUNCATED, "truncated" },
               { BYLINE_ODD_CHARSET, "charset" },
               { BYLINE_ODD_SHORT, "short" } };

  byline_json_begin_object (json, "odd");
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    const guint odd = byline_metadata_odd (metadata, field);

    if (odd == 0)
      continue;
    byline_json_begin_array (json, byline_fields[field].name);
    for (guint i = 0; i < G_N_ELEMENTS (odds); i++)
      if ((odd & odds[i].odd) != 0)
        byline_json_string (json, NULL, odds[i].name);
    byline_json_end_array (json);
  }
  byline_json_end_object (json);
}

static void
charset_json (BylineJson *json, const BylineMetadata *metadata)
{
  gboolean guessed = FALSE;
  const char *charset = byline_metadata_charset (metadata, &guessed);

  if (charset == NULL)
    return;
  byline_json_begin_object (json, "charset");
  byline_json_string (json, "iim", charset);
  byline_json_bool (json, "guessed", guessed);
  byline_json_end_object (json);
}

static void
text_json (BylineJson *json, const char *name, const char *text)
{
  if (text != NULL)
    byline_json_string (json, name, text);
}

static void
facts_json (BylineJson *json, const BylineFacts *facts)
{
  byline_json_string (json, "format", byline_format_name (facts->format));
  byline_json_int (json, "width", facts->width);
  byline_json_int (json, "height", facts->height);
  byline_json_int (json, "orientation", facts->orientation);
  text_json (json, "taken", facts->taken);
  text_json (json, "camera", facts->camera);
  text_json (json, "lens", facts->lens);
  text_json (json, "serial", facts->serial);
  if (facts->has_gps) {
    byline_json_begin_object (json, "gps");
    byline_json_double (json, "latitude", facts->latitude);
    byline_json_double (json, "longitude", facts->longitude);
    byline_json_end_object (json);
  }
}

static void
notes_json (BylineJson *json, const char *const *notes)
{
  if (notes == NULL || notes[0] == NULL)
    return;
  byline_json_begin_array (json, "notes");
  for (guint i = 0; notes[i] != NULL; i++)
    byline_json_string (json, NULL, notes[i]);
  byline_json_end_array (json);
}

static void
entry_json (BylineJson *json, const BylineEntry *entry)
{
  g_autofree char *shot = byline_hex (entry->shot, sizeof entry->shot);
  g_autofree char *credited = byline_hex (entry->credited, sizeof entry->credited);
  g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (entry->ingested_us / G_USEC_PER_SEC);
  g_autofree char *ingested = at != NULL ? g_date_time_format_iso8601 (at) : NULL;

  byline_json_string (json, "name", entry->name);
  byline_json_string (json, "job", entry->job);
  byline_json_string (json, "ingested", ingested);
  byline_json_int (json, "bytes", (gint64) entry->stamp.size);
  byline_json_string (json, "sha256", credited);
  byline_json_string (json, "sha256-shot", shot);
}

void
byline_photo_json (BylineOutput *output, const BylinePhotoView *view)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);
  g_autofree char *id = view->id != NULL ? byline_id_to_string (view->id) : NULL;

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "id", id);
  byline_json_string (&json, "path", view->path);
  text_json (&json, "sidecar", byline_metadata_sidecar (view->metadata));
  if (view->entry != NULL)
    entry_json (&json, view->entry);
  facts_json (&json, byline_metadata_get_facts (view->metadata));
  fields_json (&json, view->metadata);
  if (view->layers) {
    layers_json (&json, view->metadata);
    believed_json (&json, view->metadata);
    odd_json (&json, view->metadata);
    charset_json (&json, view->metadata);
  }
  notes_json (&json, byline_metadata_notes (view->metadata));
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}
