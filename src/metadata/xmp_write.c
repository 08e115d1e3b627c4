#include "metadata/xmp_change.h"

#include "metadata/values.h"

#include <string.h>

/* Copies of fields that older writers left in XMP (XMP Part 3, 2.4.1; MWG 2.0): readers of JPEG
 * should not look at them, some do, so they go when the field changes. */
static const struct {
  BylineField field;
  const char *ns, *name;
} copies[] = {
  { BYLINE_FIELD_CREATOR, "http://ns.adobe.com/tiff/1.0/", "Artist" },
  { BYLINE_FIELD_COPYRIGHT, "http://ns.adobe.com/tiff/1.0/", "Copyright" },
  { BYLINE_FIELD_DESCRIPTION, "http://ns.adobe.com/tiff/1.0/", "ImageDescription" },
  { BYLINE_FIELD_DATE_CREATED, "http://ns.adobe.com/exif/1.0/", "DateTimeOriginal" },
  { BYLINE_FIELD_RATING, "http://ns.microsoft.com/photo/1.0/", "Rating" },
};

static const char *
first_text (const GPtrArray *values)
{
  return values->len > 0 ? ((const BylineText *) g_ptr_array_index (values, 0))->text : NULL;
}

static gboolean
is_stale (xmlNode *copy, const GPtrArray *values)
{
  g_autoptr (GPtrArray) says = byline_xmp_values (copy, BYLINE_XMP_TEXT);

  return values->len != 1 || g_strcmp0 (first_text (says), first_text (values)) != 0;
}

static void
drop_copies (BylineXmp *xmp, BylineField field, const GPtrArray *values)
{
  for (guint i = 0; i < G_N_ELEMENTS (copies); i++) {
    g_autoptr (GPtrArray) found = NULL;

    if (copies[i].field != field)
      continue;
    found = byline_xmp_properties (xmp, copies[i].ns, copies[i].name);
    for (guint j = 0; j < found->len; j++)
      if (is_stale (g_ptr_array_index (found, j), values))
        byline_xmp_drop_property (xmp, g_ptr_array_index (found, j));
  }
}

/* MWG 2.0, 5.7: the first LocationShown says what the older properties say. */
static void
mirror_location (BylineXmp *xmp, BylineField field, const GPtrArray *values)
{
  const char *name = byline_xmp_location_member (field);
  g_autoptr (GPtrArray) shown = NULL;
  g_autoptr (GPtrArray) items = NULL;
  xmlNode *first = NULL;

  if (name == NULL)
    return;
  shown = byline_xmp_properties (xmp, BYLINE_IPTC_EXT, "LocationShown");
  if (shown->len == 0)
    return;
  items = byline_xmp_items (g_ptr_array_index (shown, 0));
  first = items->len > 0 ? g_ptr_array_index (items, 0) : NULL;
  if (first != NULL && first->type == XML_ELEMENT_NODE)
    byline_xmp_set_member (xmp, first, BYLINE_IPTC_EXT, "Iptc4xmpExt", name, first_text (values));
}

static gboolean
is_same (xmlNode *property, BylineXmpForm form, const GPtrArray *values)
{
  g_autoptr (GPtrArray) now = byline_xmp_values (property, form);

  if (now->len != values->len)
    return FALSE;
  for (guint i = 0; i < now->len; i++) {
    const BylineText *a = g_ptr_array_index (now, i);
    const BylineText *b = g_ptr_array_index (values, i);

    if (strcmp (a->text, b->text) != 0 || g_strcmp0 (a->lang, b->lang) != 0)
      return FALSE;
  }
  return TRUE;
}

/* @property: NULL if there is none yet */
static void
set_property (BylineXmp *xmp, xmlNode *property, const BylineFieldInfo *info,
              const GPtrArray *values)
{
  xmlNode *target = property;

  if (target != NULL && target->type == XML_ATTRIBUTE_NODE && info->xmp_form != BYLINE_XMP_TEXT) {
    byline_xmp_drop_property (xmp, target); /* an attribute cannot hold an array */
    target = NULL;
  }
  if (target == NULL)
    target = byline_xmp_new_property (xmp, info);
  if (info->xmp_form == BYLINE_XMP_TEXT)
    byline_xmp_set_text (xmp, target, first_text (values));
  else if (info->xmp_form != BYLINE_XMP_LICENSOR)
    byline_xmp_set_array (xmp, target, info->xmp_form, values);
  else
    byline_xmp_set_licensors (xmp, target, values);
}

static void
clear_property (BylineXmp *xmp, xmlNode *property, const BylineFieldInfo *info,
                const GPtrArray *values)
{
  if (info->xmp_form == BYLINE_XMP_LICENSOR && property->type == XML_ELEMENT_NODE &&
      byline_xmp_set_licensors (xmp, property, values))
    return; /* their names and telephones are not the URL's to take away */
  byline_xmp_drop_property (xmp, property);
}

void
byline_xmp_agree (BylineXmp *xmp, BylineField field, const GPtrArray *values)
{
  drop_copies (xmp, field, values);
  mirror_location (xmp, field, values);
}

void
byline_xmp_remove (BylineXmp *xmp, BylineField field)
{
  const BylineFieldInfo *info = &byline_fields[field];
  g_autoptr (GPtrArray) found = byline_xmp_properties (xmp, info->xmp_ns, info->xmp_name);

  for (guint i = 0; i < found->len; i++)
    byline_xmp_drop_property (xmp, g_ptr_array_index (found, i));
}

void
byline_xmp_set (BylineXmp *xmp, BylineField field, const GPtrArray *values)
{
  const BylineFieldInfo *info = &byline_fields[field];
  g_autoptr (GPtrArray) found = byline_xmp_properties (xmp, info->xmp_ns, info->xmp_name);
  xmlNode *first = found->len > 0 ? g_ptr_array_index (found, 0) : NULL;

  byline_xmp_agree (xmp, field, values);
  for (guint i = 1; i < found->len; i++)
    byline_xmp_drop_property (xmp, g_ptr_array_index (found, i));
  if (first != NULL && is_same (first, info->xmp_form, values))
    return;
  if (values->len > 0)
    set_property (xmp, first, info, values);
  else if (first != NULL)
    clear_property (xmp, first, info, values);
}

/* Has the packet the property, and nothing in it? */
static gboolean
is_clear (const GPtrArray *found, BylineXmpForm form)
{
  for (guint i = 0; i < found->len; i++) {
    g_autoptr (GPtrArray) values = byline_xmp_values (g_ptr_array_index (found, i), form);

    if (values->len > 0)
      return FALSE;
  }
  return found->len > 0;
}

void
byline_xmp_clear (BylineXmp *xmp, BylineField field)
{
  const BylineFieldInfo *info = &byline_fields[field];
  g_autoptr (GPtrArray) found = byline_xmp_properties (xmp, info->xmp_ns, info->xmp_name);
  g_autoptr (GPtrArray) none = byline_texts_new ();

  if (is_clear (found, info->xmp_form)) {
    byline_xmp_agree (xmp, field, none);
    return;
  }
  byline_xmp_set (xmp, field, none);
  if (!byline_xmp_has (xmp, field))
    byline_xmp_new_property (xmp, info);
}
