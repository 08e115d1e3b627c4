#include <byline/error.h>
#include <byline/publish.h>

#include "publish/names.h"

#include <string.h>

#define GROUP "profile "
#define DEFAULT_NAME "web"
#define WIDTH_MAX 16384

G_STATIC_ASSERT (BYLINE_N_FIELDS <= 64);

/* @value: (nullable): the word that is wrong, which may be any bytes */
static gboolean
wrong (GError **error, const char *value, const char *why)
{
  g_autofree char *shown = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

  if (shown == NULL)
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, why);
  else
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "“%s” %s", shown, why);
  return FALSE;
}

gboolean
byline_profile_set_sizes (BylineProfile *profile, const char *const *widths, GError **error)
{
  guint n = 0;

  for (; widths[n] != NULL; n++) {
    guint64 width;

    if (n == G_N_ELEMENTS (profile->widths))
      return wrong (error, widths[n], "is one size more than can be made");
    if (!g_ascii_string_to_unsigned (widths[n], 10, 1, WIDTH_MAX, &width, NULL))
      return wrong (error, widths[n], "is no width: a number from 1 to " G_STRINGIFY (WIDTH_MAX));
    profile->widths[n] = (int) width;
  }
  profile->spec.n_widths = n;
  return n > 0 || wrong (error, NULL, "there is no size");
}

gboolean
byline_profile_set_formats (BylineProfile *profile, const char *const *names, GError **error)
{
  guint n = 0;

  for (guint i = 0; names[i] != NULL; i++) {
    BylineFormat format = BYLINE_FORMAT_UNKNOWN;

    for (guint f = 0; f < BYLINE_N_FORMATS; f++)
      if (byline_web_format ((BylineFormat) f) != NULL &&
          g_str_equal (names[i], byline_format_name ((BylineFormat) f)))
        format = (BylineFormat) f;
    if (format == BYLINE_FORMAT_UNKNOWN)
      return wrong (error, names[i], "is no format: jpeg, webp, avif, png or jxl");
    for (guint k = 0; k < n; k++)
      if (profile->formats[k] == format)
        return wrong (error, names[i], "is there twice");
    profile->formats[n++] = format;
  }
  profile->spec.n_formats = n;
  return n > 0 || wrong (error, NULL, "there is no format");
}

gboolean
byline_profile_set_fields (BylineProfile *profile, const char *const *names, GError **error)
{
  guint64 fields = 0;

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree char *lang = NULL;
    BylineField field;

    if (!byline_field_parse (names[i], &field, &lang, error))
      return FALSE;
    if (lang != NULL)
      return wrong (error, names[i], "goes out in all its languages: leave out the “@”");
    fields |= G_GUINT64_CONSTANT (1) << field;
  }
  profile->fields = fields;
  return fields != 0 || wrong (error, NULL, "there is no field");
}

static gboolean
read_ratio (const char *word, BylineRatio *ratio)
{
  g_auto (GStrv) sides = g_strsplit (word, ":", 2);
  guint64 width, height;

  if (g_strv_length (sides) != 2 ||
      !g_ascii_string_to_unsigned (sides[0], 10, 1, BYLINE_RATIO_MAX, &width, NULL) ||
      !g_ascii_string_to_unsigned (sides[1], 10, 1, BYLINE_RATIO_MAX, &height, NULL))
    return FALSE;
  *ratio = (BylineRatio){ (int) width, (int) height };
  return TRUE;
}

gboolean
byline_profile_set_crops (BylineProfile *profile, const char *const *ratios, GError **error)
{
  guint n = 0;

  for (; ratios[n] != NULL; n++) {
    if (n == G_N_ELEMENTS (profile->crops))
      return wrong (error, ratios[n], "is one shape more than can be made");
    if (!read_ratio (ratios[n], &profile->crops[n]))
      return wrong (error, ratios[n], "is no shape: width and height, as in 16:9");
    for (guint i = 0; i < n; i++)
      if (profile->crops[i].width == profile->crops[n].width &&
          profile->crops[i].height == profile->crops[n].height)
        return wrong (error, ratios[n], "is there twice");
  }
  profile->spec.n_crops = n;
  return TRUE;
}

typedef gboolean (*SetWords) (BylineProfile *profile, const char *const *words, GError **error);

/* A list whose parser refuses it is told with the file that has it. */
static gboolean
read_words (BylineProfile *profile, const BylineConfig *config, const char *group, const char *key,
            SetWords set, GError **error)
{
  g_auto (GStrv) words = NULL;
  g_autoptr (GError) problem = NULL;

  if (!byline_config_list (config, group, key, &words, error))
    return FALSE;
  if (words == NULL || set (profile, (const char *const *) words, &problem))
    return TRUE;
  return byline_config_wrong (config, group, key, problem->message, error);
}

static gboolean
read_number (const BylineConfig *config, const char *group, const char *key, int max, int *value,
             GError **error)
{
  gint64 found = *value;

  if (!byline_config_number (config, group, key, 1, max, &found, error))
    return FALSE;
  *value = (int) found;
  return TRUE;
}

/* FORMAT-quality and FORMAT-effort, where the format has such a choice. */
static gboolean
read_encoders (BylineRenditionSpec *spec, const BylineConfig *config, const char *group,
               GError **error)
{
  for (BylineFormat format = 0; format < BYLINE_N_FORMATS; format++) {
    const BylineRenditionFormat *known = byline_rendition_format (format);
    g_autofree char *quality = g_strconcat (byline_format_name (format), "-quality", NULL);
    g_autofree char *effort = g_strconcat (byline_format_name (format), "-effort", NULL);

    if (known != NULL && known->quality > 0 &&
        !read_number (config, group, quality, 100, &spec->quality[format], error))
      return FALSE;
    if (known != NULL && known->effort > 0 &&
        !read_number (config, group, effort, known->effort_max, &spec->effort[format], error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_max_pixels (BylineRenditionSpec *spec, const BylineConfig *config, const char *group,
                 GError **error)
{
  gint64 found = BYLINE_MAX_PIXELS;

  if (!byline_config_number (config, group, "max-pixels", 1, BYLINE_MAX_PIXELS_MAX, &found, error))
    return FALSE;
  spec->max_pixels = (guint64) found;
  return TRUE;
}

static gboolean
read_profile (BylineProfile *profile, const BylineConfig *config, const char *group, GError **error)
{
  return read_words (profile, config, group, "sizes", byline_profile_set_sizes, error) &&
         read_words (profile, config, group, "formats", byline_profile_set_formats, error) &&
         read_words (profile, config, group, "crop", byline_profile_set_crops, error) &&
         read_words (profile, config, group, "fields", byline_profile_set_fields, error) &&
         read_encoders (&profile->spec, config, group, error) &&
         read_max_pixels (&profile->spec, config, group, error);
}

static gboolean
is_known (const BylineConfig *config, const char *name, GError **error)
{
  g_auto (GStrv) groups = byline_config_groups (config, GROUP);
  g_autofree char *group = g_strconcat (GROUP, name, NULL);
  g_autoptr (GString) others = g_string_new (DEFAULT_NAME);
  g_autofree char *shown = NULL;

  if (g_str_equal (name, DEFAULT_NAME) || g_strv_contains ((const char *const *) groups, group))
    return TRUE;
  for (guint i = 0; groups[i] != NULL; i++)
    if (!g_str_equal (groups[i], GROUP DEFAULT_NAME))
      g_string_append_printf (others, ", %s", groups[i] + strlen (GROUP));
  shown = g_utf8_make_valid (name, -1);
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "there is no profile “%s”; there is %s",
               shown, others->str);
  return FALSE;
}

BylineProfile *
byline_profile_load (const BylineConfig *config, const char *name, GError **error)
{
  static const char *const widths[] = { "320", "640", "1280", "2048", NULL };
  static const char *const formats[] = { "jpeg", "webp", NULL };
  g_autoptr (BylineProfile) profile = g_new0 (BylineProfile, 1);
  g_autofree char *group = NULL;

  profile->name = g_strdup (name != NULL ? name : DEFAULT_NAME);
  profile->spec = (BylineRenditionSpec){ .widths = profile->widths,
                                         .formats = profile->formats,
                                         .crops = profile->crops };
  profile->fields = byline_publish_fields ();
  byline_profile_set_sizes (profile, widths, NULL);
  byline_profile_set_formats (profile, formats, NULL);
  group = g_strconcat (GROUP, profile->name, NULL);
  if (!is_known (config, profile->name, error) || !read_profile (profile, config, group, error))
    return NULL;
  return g_steal_pointer (&profile);
}

void
byline_profile_free (BylineProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->name);
  g_free (profile);
}
