#include "cli/photo_output.h"
#include "cli/terminal.h"

#include <string.h>

/* Under which column values stand: behind the longest name, "digital-source-type". */
#define VALUES_AT 23

/* A long caption would push the other layers off the page. */
#define CELL_MAX 40

static void
name_text (BylineOutput *output, const char *name)
{
  g_string_append (output->text, "  ");
  byline_cell_append (output->text, name, VALUES_AT - 2, FALSE);
}

static void
line_text (BylineOutput *output, const char *name, const char *value)
{
  if (value == NULL)
    return;
  name_text (output, name);
  byline_safe_append_lines (output->text, value, VALUES_AT);
  g_string_append_c (output->text, '\n');
}

void
byline_heading_text (BylineOutput *output, const char *path)
{
  if (output->colour)
    g_string_append (output->text, "\033[1m");
  byline_safe_append (output->text, path);
  if (output->colour)
    g_string_append (output->text, "\033[0m");
  g_string_append_c (output->text, '\n');
}

static void
facts_text (BylineOutput *output, const BylineFacts *facts)
{
  char text[128];

  g_snprintf (text, sizeof text, "%s %d × %d", byline_format_name (facts->format), facts->width,
              facts->height);
  line_text (output, "format", text);
  if (facts->orientation > 1) {
    g_snprintf (text, sizeof text, "%d", facts->orientation);
    line_text (output, "orientation", text);
  }
  line_text (output, "taken", facts->taken);
  line_text (output, "camera", facts->camera);
  line_text (output, "lens", facts->lens);
  line_text (output, "serial", facts->serial);
  if (facts->has_gps) {
    g_snprintf (text, sizeof text, "%.6f %.6f", facts->latitude, facts->longitude);
    line_text (output, "gps", text);
  }
}

static gboolean
is_default (const BylineText *value)
{
  return value->lang == NULL || g_str_equal (value->lang, "x-default");
}

void
byline_values_text (GString *out, const BylineText *values, guint n)
{
  for (guint i = 0; i < n; i++) {
    if (i > 0)
      g_string_append (out, "; ");
    if (!is_default (&values[i])) {
      g_string_append_c (out, '[');
      byline_safe_append (out, values[i].lang);
      g_string_append (out, "] ");
    }
    byline_safe_append (out, values[i].text);
  }
}

static void
field_text (BylineOutput *output, BylineField field, const BylineText *values, guint n)
{
  const char *name = byline_fields[field].name;
  g_autoptr (GString) list = NULL;

  if (byline_field_is_list (field)) {
    list = g_string_new (NULL);
    byline_values_text (list, values, n);
    line_text (output, name, list->str);
    return;
  }
  for (guint i = 0; i < n; i++) {
    char key[96];

    g_snprintf (key, sizeof key, is_default (&values[i]) ? "%s" : "%s@%s", name, values[i].lang);
    line_text (output, key, values[i].text);
  }
}

static void
fields_text (BylineOutput *output, const BylineMetadata *metadata)
{
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
    guint n = 0;
    const BylineText *values = byline_metadata_best (metadata, field, &n, NULL);

    if (values != NULL)
      field_text (output, field, values, n);
  }
}

/* The sidecar has a column only where there is one. */
static int
n_layers (const BylineMetadata *metadata)
{
  return byline_metadata_sidecar (metadata) != NULL ? BYLINE_N_LAYERS : BYLINE_LAYER_SIDECAR;
}

/* What one layer says of a field.  Returns: FALSE if nothing */
static gboolean
cell_text (GString *cell, const BylineMetadata *metadata, BylineField field, BylineLayer layer)
{
  guint n = 0;
  const BylineText *values = byline_metadata_layer (metadata, field, layer, &n);
  const gboolean cleared =
      layer == BYLINE_LAYER_SIDECAR && byline_metadata_is_cleared (metadata, field);

  byline_values_text (cell, values, values != NULL ? n : 0);
  if (cleared && values == NULL)
    g_string_append (cell, "(empty)");
  return values != NULL || cleared;
}

/* Columns of each layer's cells: as wide as needed and as the page allows. */
static void
measure_layers (const BylineMetadata *metadata, int page, int columns[BYLINE_N_LAYERS])
{
  const int room = page > 0 ? (page - VALUES_AT - 10) / n_layers (metadata) : CELL_MAX;

  for (BylineLayer layer = 0; layer < BYLINE_N_LAYERS; layer++) {
    columns[layer] = 6;
    for (BylineField field = 0; field < BYLINE_N_FIELDS; field++) {
      g_autoptr (GString) cell = g_string_new (NULL);

      cell_text (cell, metadata, field, layer);
      columns[layer] = MAX (columns[layer], byline_text_columns (cell->str) + 2);
    }
    columns[layer] = CLAMP (columns[layer], layer == BYLINE_LAYER_SIDECAR ? 9 : 6, MAX (room, 12));
  }
}

static void
charset_text (GString *out, const BylineMetadata *metadata)
{
  gboolean guessed = FALSE;
  const char *charset = byline_metadata_charset (metadata, &guessed);

  g_string_append (out, " ? charset");
  if (charset != NULL)
    g_string_append_printf (out, " %s%s", charset, guessed ? " (guessed)" : "");
}

static void
odd_text (GString *out, const BylineMetadata *metadata, guint odd)
{
  if ((odd & BYLINE_ODD_CONFLICT) != 0)
    g_string_append (out, " ≠ conflict");
  if ((odd & BYLINE_ODD_TRUNCATED) != 0)
    g_string_append (out, " ✂ truncated");
  if ((odd & BYLINE_ODD_CHARSET) != 0)
    charset_text (out, metadata);
  if ((odd & BYLINE_ODD_SHORT) != 0)
    g_string_append (out, " = short form in IIM");
}

static void
trim_end (GString *text)
{
  while (text->len > 0 && text->str[text->len - 1] == ' ')
    g_string_truncate (text, text->len - 1);
}

/* Returns: FALSE, with nothing printed, where no layer has the field */
static gboolean
layers_row (BylineOutput *output, const BylineMetadata *metadata, BylineField field,
            const int columns[BYLINE_N_LAYERS])
{
  const gsize before = output->text->len;
  gboolean empty = TRUE;

  name_text (output, byline_fields[field].name);
  for (BylineLayer layer = 0; layer < (guint) n_layers (metadata); layer++) {
    g_autoptr (GString) cell = g_string_new (NULL);

    if (cell_text (cell, metadata, field, layer))
      empty = FALSE;
    byline_cell_append (output->text, cell->str, columns[layer], TRUE);
  }
  if (empty) {
    g_string_truncate (output->text, before);
    return FALSE;
  }
  odd_text (output->text, metadata, byline_metadata_odd (metadata, field));
  trim_end (output->text);
  g_string_append_c (output->text, '\n');
  return TRUE;
}

static void
layers_text (BylineOutput *output, const BylineMetadata *metadata)
{
  const gsize before = output->text->len;
  int columns[BYLINE_N_LAYERS];
  gboolean empty = TRUE;

  measure_layers (metadata, output->width, columns);
  name_text (output, "");
  for (BylineLayer layer = 0; layer < (guint) n_layers (metadata); layer++) {
    g_autofree char *title = g_ascii_strup (byline_layer_name (layer), -1);

    byline_cell_append (output->text, title, columns[layer], FALSE);
  }
  trim_end (output->text);
  g_string_append_c (output->text, '\n');
  for (BylineField field = 0; field < BYLINE_N_FIELDS; field++)
    if (layers_row (output, metadata, field, columns))
      empty = FALSE;
  if (empty)
    g_string_truncate (output->text, before);
}

void
byline_photo_text (BylineOutput *output, const BylinePhotoView *view)
{
  g_autofree char *id = view->id != NULL ? byline_id_to_string (view->id) : NULL;

  byline_heading_text (output, view->path);
  line_text (output, "id", id);
  line_text (output, "sidecar", byline_metadata_sidecar (view->metadata));
  facts_text (output, byline_metadata_get_facts (view->metadata));
  if (view->layers)
    layers_text (output, view->metadata);
  else
    fields_text (output, view->metadata);
}
