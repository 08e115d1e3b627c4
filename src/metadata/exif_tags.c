#include "metadata/exif.h"
#include "metadata/rewrite_layers.h"
#include "metadata/values.h"

#define EXIF_IFD 1
#define TAG_SUB_SECONDS 0x9291
#define TAG_ZONE 0x9011

static void
clear_tag (gpointer data)
{
  BylineExifTag *tag = data;

  g_free ((gpointer) tag->text);
}

GArray *
byline_exif_tags_new (void)
{
  GArray *tags = g_array_new (FALSE, FALSE, sizeof (BylineExifTag));

  g_array_set_clear_func (tags, clear_tag);
  return tags;
}

/* @text: (transfer full) (nullable) */
static void
add (GArray *tags, guint16 ifd, guint16 tag, char *text)
{
  BylineExifTag added = { .ifd = ifd, .tag = tag, .text = text };

  g_array_append_val (tags, added);
}

/* Two digits, or the blanks that Exif 2.32, 4.6.5 has for what is not known. */
static void
append_part (GString *out, const char *before, int number, gboolean known)
{
  if (known)
    g_string_append_printf (out, "%s%02d", before, number);
  else
    g_string_append_printf (out, "%s  ", before);
}

static char *
exif_time (const BylineDate *date)
{
  GString *out = g_string_new (NULL);
  gboolean has_time = date->hour >= 0;

  g_string_append_printf (out, "%04d", date->year);
  append_part (out, ":", date->month, date->month > 0);
  append_part (out, ":", date->day, date->day > 0);
  append_part (out, " ", date->hour, has_time);
  append_part (out, ":", date->minute, has_time);
  append_part (out, ":", MAX (date->second, 0), has_time);
  return g_string_free (out, FALSE);
}

static char *
exif_zone (const BylineDate *date)
{
  int minutes = ABS (date->zone_minutes);

  if (!date->has_zone)
    return NULL;
  return g_strdup_printf ("%c%02d:%02d", date->zone_minutes < 0 ? '-' : '+', minutes / 60,
                          minutes % 60);
}

static void
add_date (GArray *tags, const char *text)
{
  BylineDate date = { 0 };
  gboolean is_date = text != NULL && byline_date_parse (text, &date);

  add (tags, EXIF_IFD, byline_fields[BYLINE_FIELD_DATE_CREATED].exif_tag,
       is_date ? exif_time (&date) : NULL);
  add (tags, EXIF_IFD, TAG_SUB_SECONDS, date.fraction[0] != '\0' ? g_strdup (date.fraction) : NULL);
  add (tags, EXIF_IFD, TAG_ZONE, is_date ? exif_zone (&date) : NULL);
}

void
byline_exif_tags_add (GArray *tags, BylineField field, const GPtrArray *values)
{
  const BylineText *text = byline_texts_array_default (values);

  if (field == BYLINE_FIELD_DATE_CREATED)
    add_date (tags, text != NULL ? text->text : NULL);
  else if (field == BYLINE_FIELD_CREATOR)
    add (tags, 0, byline_fields[field].exif_tag, byline_exif_join_names (values));
  else
    add (tags, 0, byline_fields[field].exif_tag, text != NULL ? g_strdup (text->text) : NULL);
}
