#include "cli/difference.h"

#include "cli/photo_output.h"
#include "cli/terminal.h"

/* One field's values before and after. */
typedef struct {
  BylineField field;
  const BylineText *before; /* borrowed */
  guint n_before;
  GPtrArray *after; /* of BylineText */
  const BylineMetadata *metadata;
  gboolean conflict; /* layers disagree: a write makes them agree */
} Difference;

static BylineText *
values_of (const GPtrArray *after)
{
  BylineText *values = g_new (BylineText, after->len + 1);

  for (guint i = 0; i < after->len; i++)
    values[i] = *(const BylineText *) g_ptr_array_index (after, i);
  return values;
}

static gboolean
is_same (const Difference *difference)
{
  if (difference->n_before != difference->after->len)
    return FALSE;
  for (guint i = 0; i < difference->n_before; i++) {
    const BylineText *after = g_ptr_array_index (difference->after, i);

    if (g_strcmp0 (difference->before[i].text, after->text) != 0 ||
        g_strcmp0 (difference->before[i].lang, after->lang) != 0)
      return FALSE;
  }
  return TRUE;
}

/* Calls @each for every field that @edit changes, or makes its layers agree about. */
static void
for_each_difference (const BylineMetadata *metadata, const BylineEdit *edit,
                     void (*each) (const Difference *difference, gpointer user_data),
                     gpointer user_data)
{
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    Difference difference = { .field = field, .metadata = metadata };
    g_autoptr (GPtrArray) after = NULL;

    difference.before = byline_metadata_best (metadata, field, &difference.n_before, NULL);
    if (difference.before == NULL)
      difference.n_before = 0;
    after = byline_edit_apply (edit, field, difference.before, difference.n_before);
    difference.after = after;
    difference.conflict = (byline_metadata_odd (metadata, field) & BYLINE_ODD_CONFLICT) != 0;
    if (after != NULL && (difference.conflict || !is_same (&difference)))
      each (&difference, user_data);
  }
}

static void
side_text (GString *out, const BylineText *values, guint n)
{
  if (n == 0)
    g_string_append (out, "(empty)");
  else
    byline_values_text (out, values, n);
}

/* What each layer says now, where they disagree. */
static void
layers_text (BylineOutput *output, const Difference *difference)
{
  for (BylineLayer layer = 0; layer < BYLINE_N_LAYERS; layer++) {
    guint n = 0;
    const BylineText *values =
        byline_metadata_layer (difference->metadata, difference->field, layer, &n);

    if (values == NULL)
      continue;
    g_string_append (output->text, "    ");
    byline_cell_append (output->text, byline_layer_name (layer), 19, FALSE);
    byline_values_text (output->text, values, n);
    g_string_append_c (output->text, '\n');
  }
}

static void
field_text (const Difference *difference, gpointer user_data)
{
  BylineOutput *output = user_data;
  g_autofree BylineText *after = values_of (difference->after);

  g_string_append (output->text, "  ");
  byline_cell_append (output->text, byline_fields[difference->field].name, 21, FALSE);
  side_text (output->text, difference->before, difference->n_before);
  g_string_append (output->text, " → ");
  side_text (output->text, after, difference->after->len);
  g_string_append_c (output->text, '\n');
  if (difference->conflict)
    layers_text (output, difference);
}

void
byline_difference_text (BylineOutput *output, const char *path, const BylineMetadata *metadata,
                        const BylineEdit *edit)
{
  gsize heading;

  byline_heading_text (output, path);
  heading = output->text->len;
  for_each_difference (metadata, edit, field_text, output);
  if (output->text->len == heading)
    g_string_append (output->text, "  nothing\n");
}

static void
side_json (BylineJson *json, const char *name, const Difference *difference,
           const BylineText *values, guint n)
{
  byline_json_begin_object (json, name);
  byline_values_json (json, difference->field, values, n);
  byline_json_end_object (json);
}

static void
layers_json (BylineJson *json, const Difference *difference)
{
  byline_json_begin_object (json, "layers");
  for (BylineLayer layer = 0; layer < BYLINE_N_LAYERS; layer++) {
    guint n = 0;
    const BylineText *values =
        byline_metadata_layer (difference->metadata, difference->field, layer, &n);

    if (values != NULL)
      side_json (json, byline_layer_name (layer), difference, values, n);
  }
  byline_json_end_object (json);
}

static void
field_json (const Difference *difference, gpointer user_data)
{
  BylineJson *json = user_data;
  g_autofree BylineText *after = values_of (difference->after);

  byline_json_begin_object (json, byline_fields[difference->field].name);
  side_json (json, "before", difference, difference->before, difference->n_before);
  side_json (json, "after", difference, after, difference->after->len);
  if (difference->conflict)
    layers_json (json, difference);
  byline_json_end_object (json);
}

void
byline_difference_json (BylineOutput *output, const char *path, const BylineMetadata *metadata,
                        const BylineEdit *edit)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "path", path);
  byline_json_string (&json, "outcome", "planned");
  byline_json_begin_object (&json, "changes");
  for_each_difference (metadata, edit, field_json, &json);
  byline_json_end_object (&json);
  byline_json_int (&json, "version", BYLINE_OUTPUT_VERSION);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
}
