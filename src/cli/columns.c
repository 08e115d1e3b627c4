#include "cli/columns.h"

#include "cli/photo_output.h"

#include <byline/error.h>

#include <string.h>

typedef char *(*FactText) (const BylineColumnPhoto *photo);

static const BylineFacts *
facts_of (const BylineColumnPhoto *photo)
{
  return byline_metadata_get_facts (photo->entry->metadata);
}

static char *
id_text (const BylineColumnPhoto *photo)
{
  return byline_id_to_string (&photo->entry->id);
}

static char *
path_text (const BylineColumnPhoto *photo)
{
  return g_strdup (photo->path);
}

static char *
name_text (const BylineColumnPhoto *photo)
{
  return g_strdup (photo->entry->name);
}

static char *
job_text (const BylineColumnPhoto *photo)
{
  return g_strdup (photo->entry->job);
}

static char *
ingested_text (const BylineColumnPhoto *photo)
{
  g_autoptr (GDateTime) time =
      g_date_time_new_from_unix_utc (photo->entry->ingested_us / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static char *
taken_text (const BylineColumnPhoto *photo)
{
  return g_strdup (facts_of (photo)->taken);
}

static char *
camera_text (const BylineColumnPhoto *photo)
{
  return g_strdup (facts_of (photo)->camera);
}

static char *
lens_text (const BylineColumnPhoto *photo)
{
  return g_strdup (facts_of (photo)->lens);
}

static char *
serial_text (const BylineColumnPhoto *photo)
{
  return g_strdup (facts_of (photo)->serial);
}

static char *
format_text (const BylineColumnPhoto *photo)
{
  return g_strdup (byline_format_name (facts_of (photo)->format));
}

static char *
width_text (const BylineColumnPhoto *photo)
{
  return g_strdup_printf ("%d", facts_of (photo)->width);
}

static char *
height_text (const BylineColumnPhoto *photo)
{
  return g_strdup_printf ("%d", facts_of (photo)->height);
}

static char *
orientation_text (const BylineColumnPhoto *photo)
{
  return g_strdup_printf ("%d", facts_of (photo)->orientation);
}

static char *
size_text (const BylineColumnPhoto *photo)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT, photo->entry->stamp.size);
}

static char *
degrees_text (const BylineColumnPhoto *photo, double degrees)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  return facts_of (photo)->has_gps ? g_strdup (g_ascii_formatd (text, sizeof text, "%.7g", degrees))
                                   : NULL;
}

static char *
latitude_text (const BylineColumnPhoto *photo)
{
  return degrees_text (photo, facts_of (photo)->latitude);
}

static char *
longitude_text (const BylineColumnPhoto *photo)
{
  return degrees_text (photo, facts_of (photo)->longitude);
}

static const struct {
  const char *name;
  FactText text;
  gboolean is_number;
} facts[] = {
  { "id", id_text, FALSE },
  { "path", path_text, FALSE },
  { "name", name_text, FALSE },
  { "job", job_text, FALSE },
  { "ingested", ingested_text, FALSE },
  { "taken", taken_text, FALSE },
  { "camera", camera_text, FALSE },
  { "lens", lens_text, FALSE },
  { "serial", serial_text, FALSE },
  { "format", format_text, FALSE },
  { "width", width_text, TRUE },
  { "height", height_text, TRUE },
  { "orientation", orientation_text, TRUE },
  { "size", size_text, TRUE },
  { "latitude", latitude_text, TRUE },
  { "longitude", longitude_text, TRUE },
};

static void
column_free (gpointer data)
{
  BylineColumn *column = data;

  g_free (column->name);
  g_free (column->lang);
  g_free (column);
}

static gboolean
find_fact (const char *name, BylineColumn *column)
{
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    if (strcmp (facts[i].name, name) == 0) {
      column->field = BYLINE_N_FIELDS;
      column->fact = i;
      return TRUE;
    }
  return FALSE;
}

GPtrArray *
byline_columns_parse (const char *list, GError **error)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (column_free);
  g_auto (GStrv) names = g_strsplit (list, ",", -1);

  for (char **name = names; *name != NULL; name++) {
    BylineColumn *column = g_new0 (BylineColumn, 1);

    column->name = g_strdup (g_strstrip (*name));
    g_ptr_array_add (columns, column);
    if (!find_fact (column->name, column) &&
        !byline_field_parse (column->name, &column->field, &column->lang, error))
      return NULL;
  }
  if (columns->len > 0)
    return g_steal_pointer (&columns);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "no field is named");
  return NULL;
}

/* The values of the asked for language; without one the default or only ones. */
static const BylineText *
values_of (const BylineColumn *column, const BylineColumnPhoto *photo, guint *n)
{
  const BylineText *values = byline_metadata_best (photo->entry->metadata, column->field, n, NULL);

  if (byline_fields[column->field].kind != BYLINE_KIND_LANGS)
    return values;
  for (guint i = 0; i < *n; i++)
    if (g_strcmp0 (values[i].lang, column->lang != NULL ? column->lang : "x-default") == 0 ||
        (column->lang == NULL && values[i].lang == NULL)) {
      *n = 1;
      return &values[i];
    }
  *n = column->lang == NULL ? MIN (*n, 1) : 0;
  return values;
}

static char *
field_text (const BylineColumn *column, const BylineColumnPhoto *photo)
{
  GString *text = g_string_new (NULL);
  guint n = 0;
  const BylineText *values = values_of (column, photo, &n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "; " : "", values[i].text);
  return g_string_free (text, FALSE);
}

char *
byline_column_value (const BylineColumn *column, const BylineColumnPhoto *photo)
{
  char *text = column->field < BYLINE_N_FIELDS ? field_text (column, photo)
                                               : facts[column->fact].text (photo);

  return text != NULL ? text : g_strdup ("");
}

void
byline_column_append_json (BylineJson *json, const BylineColumn *column,
                           const BylineColumnPhoto *photo)
{
  guint n = 0;
  const BylineText *values = NULL;
  g_autofree char *text = NULL;

  if (column->field < BYLINE_N_FIELDS && column->lang == NULL) {
    values = values_of (column, photo, &n);
    if (n > 0)
      byline_values_json (json, column->field, values, n);
    return;
  }
  text = byline_column_value (column, photo);
  if (*text == '\0')
    return;
  if (column->field == BYLINE_N_FIELDS && facts[column->fact].is_number)
    byline_json_double (json, column->name, g_ascii_strtod (text, NULL));
  else
    byline_json_string (json, column->name, text);
}
