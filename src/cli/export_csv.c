#include "cli/export.h"

#include "base/csv.h"

static void
cell (GString *out, const char *text)
{
  byline_csv_append (out, text != NULL ? text : "",
                     out->len == 0 || out->str[out->len - 1] == '\n');
}

static void
number (GString *out, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);

  cell (out, text);
}

/* The values of a list as one cell, the default language of a text in languages. */
static void
field (GString *out, const BylineMetadata *metadata, BylineField which)
{
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, which, &n, NULL);
  g_autoptr (GString) joined = g_string_new (NULL);

  for (guint i = 0; values != NULL && i < n && byline_field_is_list (which); i++)
    g_string_append_printf (joined, "%s%s", i > 0 ? "; " : "", values[i].text);
  cell (out, byline_field_is_list (which) ? joined->str : byline_metadata_text (metadata, which));
}

static void
begin (BylineOutput *output, const char *title G_GNUC_UNUSED)
{
  static const char *const facts[] = { "id",          "path",   "name",  "job",
                                       "taken",       "format", "width", "height",
                                       "orientation", "camera", "lens",  "serial" };

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    cell (output->text, facts[i]);
  for (BylineField which = 0; which < BYLINE_N_FIELDS; which++)
    cell (output->text, byline_fields[which].name);
  byline_csv_end_row (output->text);
}

static gboolean
photo (BylineOutput *output, const BylineExportPhoto *photo, GError **error G_GNUC_UNUSED)
{
  const BylineMetadata *metadata = photo->entry->metadata;
  const BylineFacts *facts = byline_metadata_get_facts (metadata);
  g_autofree char *id = byline_id_to_string (&photo->entry->id);
  g_autofree char *path = g_utf8_make_valid (photo->path, -1);
  g_autofree char *name = g_utf8_make_valid (photo->entry->name, -1);
  GString *out = output->text;

  cell (out, id);
  cell (out, path);
  cell (out, name);
  cell (out, photo->entry->job);
  cell (out, facts->taken);
  cell (out, byline_format_name (facts->format));
  number (out, facts->width);
  number (out, facts->height);
  number (out, facts->orientation);
  cell (out, facts->camera);
  cell (out, facts->lens);
  cell (out, facts->serial);
  for (BylineField which = 0; which < BYLINE_N_FIELDS; which++)
    field (out, metadata, which);
  byline_csv_end_row (out);
  return TRUE;
}

const BylineExportFormat byline_export_csv = { .name = "csv", .begin = begin, .photo = photo };
