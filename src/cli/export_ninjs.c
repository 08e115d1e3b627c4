#include "cli/export.h"

#include "base/json.h"

#include <byline/rights.h>

#include <string.h>

/* IPTC ninjs 1.4 (approved 18 May 2022): one news object of type picture a line. */
#define SCHEMA "https://www.iptc.org/std/ninjs/ninjs-schema_1.4.json"

static const char *
text_of (const BylineExportPhoto *photo, BylineField field)
{
  return byline_metadata_text (photo->entry->metadata, field);
}

static void
text (BylineJson *json, const char *name, const BylineExportPhoto *photo, BylineField field)
{
  const char *value = text_of (photo, field);

  if (value != NULL)
    byline_json_string (json, name, value);
}

/* A date-time is RFC 3339's: the day alone, or without a zone, is none. */
static void
date_time (BylineJson *json, const char *name, const char *value)
{
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autoptr (GDateTime) plain = NULL;
  g_autoptr (GDateTime) zoned = NULL;

  if (value == NULL || strchr (value, 'T') == NULL)
    return;
  plain = g_date_time_new_from_iso8601 (value, utc);
  zoned = g_date_time_new_from_iso8601 (value, NULL);
  if (plain != NULL && zoned != NULL)
    byline_json_string (json, name, value);
}

static char *
joined (const BylineExportPhoto *photo, BylineField field)
{
  guint n = 0;
  const BylineText *values = byline_metadata_best (photo->entry->metadata, field, &n, NULL);
  GString *out = g_string_new (NULL);

  for (guint i = 0; values != NULL && i < n; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? ", " : "", values[i].text);
  return g_string_free (out, FALSE);
}

static void
named (BylineJson *json, const char *name, const char *rel)
{
  byline_json_begin_object (json, NULL);
  byline_json_string (json, "name", name);
  if (rel != NULL)
    byline_json_string (json, "rel", rel);
  byline_json_end_object (json);
}

/* Each value as an object with a name. */
static void
all_named (BylineJson *json, const char *name, const BylineExportPhoto *photo, BylineField field)
{
  guint n = 0;
  const BylineText *values = byline_metadata_best (photo->entry->metadata, field, &n, NULL);

  if (values == NULL || n == 0)
    return;
  byline_json_begin_array (json, name);
  for (guint i = 0; i < n; i++)
    named (json, values[i].text, NULL);
  byline_json_end_array (json);
}

/* ninjs 1.x has no credit line: it is a party that the item comes through. */
static void
sources (BylineJson *json, const BylineExportPhoto *photo)
{
  const char *credit = text_of (photo, BYLINE_FIELD_CREDIT);
  const char *source = text_of (photo, BYLINE_FIELD_SOURCE);

  if (credit == NULL && source == NULL)
    return;
  byline_json_begin_array (json, "infosource");
  if (credit != NULL)
    named (json, credit, "creditline");
  if (source != NULL)
    named (json, source, "source");
  byline_json_end_array (json);
}

static void
places (BylineJson *json, const BylineExportPhoto *photo)
{
  static const struct {
    BylineField field;
    const char *rel;
  } kinds[] = { { BYLINE_FIELD_LOCATION, "location" },
                { BYLINE_FIELD_CITY, "city" },
                { BYLINE_FIELD_STATE, "state" },
                { BYLINE_FIELD_COUNTRY, "country" } };
  gboolean any = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    any = any || text_of (photo, kinds[i].field) != NULL;
  if (!any)
    return;
  byline_json_begin_array (json, "place");
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (text_of (photo, kinds[i].field) != NULL)
      named (json, text_of (photo, kinds[i].field), kinds[i].rel);
  byline_json_end_array (json);
}

static void
moment (BylineJson *json, const char *name, gint64 us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (us / G_USEC_PER_SEC);
  g_autofree char *utc = time != NULL ? g_date_time_format_iso8601 (time) : NULL;

  byline_json_string (json, name, utc);
}

static void
rights (BylineJson *json, const BylineExportPhoto *photo)
{
  const char *url = text_of (photo, BYLINE_FIELD_RIGHTS_URL);
  gint64 us = 0;

  if (byline_rights_embargo (photo->entry->metadata, &us))
    moment (json, "embargoed", us);
  if (byline_rights_expire (photo->entry->metadata, &us))
    moment (json, "expires", us);
  text (json, "copyrightnotice", photo, BYLINE_FIELD_COPYRIGHT);
  text (json, "usageterms", photo, BYLINE_FIELD_USAGE_TERMS);
  text (json, "ednote", photo, BYLINE_FIELD_INSTRUCTIONS);
  /* "example.org" is none, and readers refuse the object for it. */
  if (url == NULL || !g_uri_is_valid (url, G_URI_FLAGS_NONE, NULL))
    return;
  byline_json_begin_object (json, "rightsinfo");
  byline_json_string (json, "linkedrights", url);
  byline_json_end_object (json);
}

static char *
uri_of (const BylineExportPhoto *photo)
{
  g_autofree char *id = byline_id_to_string (&photo->entry->id);
  g_autofree char *path = g_uri_escape_string (photo->entry->path, "/", FALSE);
  g_autofree char *base = NULL;

  if (photo->base_url == NULL)
    return g_strconcat ("urn:byline:", id, NULL);
  /* As it was typed, but for letters that a URI has not. */
  base = g_uri_escape_string (
      photo->base_url,
      G_URI_RESERVED_CHARS_GENERIC_DELIMITERS G_URI_RESERVED_CHARS_SUBCOMPONENT_DELIMITERS "%",
      FALSE);
  return g_strconcat (base, g_str_has_suffix (base, "/") ? "" : "/", path, NULL);
}

static const char *
mime_of (BylineFormat format)
{
  static const char *const types[BYLINE_N_FORMATS] = {
    [BYLINE_FORMAT_JPEG] = "image/jpeg",       [BYLINE_FORMAT_WEBP] = "image/webp",
    [BYLINE_FORMAT_PNG] = "image/png",         [BYLINE_FORMAT_TIFF] = "image/tiff",
    [BYLINE_FORMAT_HEIC] = "image/heic",       [BYLINE_FORMAT_HEIF] = "image/heif",
    [BYLINE_FORMAT_AVIF] = "image/avif",       [BYLINE_FORMAT_JXL] = "image/jxl",
    [BYLINE_FORMAT_DNG] = "image/x-adobe-dng",
  };

  return types[format];
}

static void
original (BylineJson *json, const BylineExportPhoto *photo, const char *uri)
{
  const BylineFacts *facts = byline_metadata_get_facts (photo->entry->metadata);
  const gboolean turned = facts->orientation >= 5;

  byline_json_begin_object (json, "renditions");
  byline_json_begin_object (json, "original");
  byline_json_string (json, "href", uri);
  if (mime_of (facts->format) != NULL)
    byline_json_string (json, "mimetype", mime_of (facts->format));
  byline_json_int (json, "width", turned ? facts->height : facts->width);
  byline_json_int (json, "height", turned ? facts->width : facts->height);
  byline_json_int (json, "sizeinbytes", (gint64) photo->entry->stamp.size);
  byline_json_end_object (json);
  byline_json_end_object (json);
}

static void
standard (BylineJson *json)
{
  byline_json_begin_object (json, "$standard");
  byline_json_string (json, "name", "ninjs");
  byline_json_string (json, "version", "1.4");
  byline_json_string (json, "schema", SCHEMA);
  byline_json_end_object (json);
}

static gboolean
photo (BylineOutput *output, const BylineExportPhoto *photo, GError **error G_GNUC_UNUSED)
{
  BylineJson json = BYLINE_JSON_INIT (output->text);
  const BylineFacts *facts = byline_metadata_get_facts (photo->entry->metadata);
  g_autofree char *uri = uri_of (photo);
  g_autofree char *byline = joined (photo, BYLINE_FIELD_CREATOR);
  g_autofree char *id = byline_id_to_string (&photo->entry->id);

  byline_json_begin_object (&json, NULL);
  byline_json_string (&json, "uri", uri);
  byline_json_string (&json, "type", "picture");
  if (mime_of (facts->format) != NULL)
    byline_json_string (&json, "mimetype", mime_of (facts->format));
  date_time (&json, "contentcreated", facts->taken);
  text (&json, "title", photo, BYLINE_FIELD_TITLE);
  text (&json, "headline", photo, BYLINE_FIELD_HEADLINE);
  text (&json, "description_text", photo, BYLINE_FIELD_DESCRIPTION);
  text (&json, "description_alt", photo, BYLINE_FIELD_ALT_TEXT);
  if (*byline != '\0')
    byline_json_string (&json, "byline", byline);
  sources (&json, photo);
  rights (&json, photo);
  text (&json, "located", photo, BYLINE_FIELD_CITY);
  all_named (&json, "person", photo, BYLINE_FIELD_PERSON);
  all_named (&json, "event", photo, BYLINE_FIELD_EVENT);
  all_named (&json, "subject", photo, BYLINE_FIELD_KEYWORDS);
  places (&json, photo);
  if (photo->base_url != NULL)
    original (&json, photo, uri);
  byline_json_begin_object (&json, "altids");
  byline_json_string (&json, "byline", id);
  byline_json_end_object (&json);
  standard (&json);
  byline_json_end_object (&json);
  g_string_append_c (output->text, '\n');
  return TRUE;
}

const BylineExportFormat byline_export_ninjs = { .name = "ninjs", .photo = photo };
