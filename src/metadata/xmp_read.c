#include "metadata/xmp_tree.h"

#include "metadata/values.h"

#include <string.h>

#define XMP_BASIC "http://ns.adobe.com/xap/1.0/"
#define XMP_MM "http://ns.adobe.com/xap/1.0/mm/"
#define DC "http://purl.org/dc/elements/1.1/"

static gboolean
field_of (const xmlNode *property, BylineField *field)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (*property->name == (guchar) *byline_fields[i].xmp_name && /* most are others' */
        byline_xmp_is (property, byline_fields[i].xmp_ns, byline_fields[i].xmp_name)) {
      *field = (BylineField) i;
      return TRUE;
    }
  return FALSE;
}

/* Values on their way into a layer. */
typedef struct {
  BylineMetadata *metadata;
  BylineLayer layer;
  gboolean settled[BYLINE_N_FIELDS]; /* an earlier description, or an earlier packet, has it */
  gboolean empty[BYLINE_N_FIELDS];   /* there is the property, without a value */
} Reading;

static void
read_property (xmlNode *property, Reading *reading)
{
  BylineField field;
  g_autoptr (GPtrArray) values = NULL;

  if (!field_of (property, &field) || reading->settled[field])
    return;
  values = byline_xmp_values (property, byline_fields[field].xmp_form);
  for (guint i = 0; i < values->len; i++) {
    const BylineText *value = g_ptr_array_index (values, i);

    byline_metadata_add (reading->metadata, field, reading->layer, value->lang, value->text);
  }
  reading->settled[field] = values->len > 0;
  reading->empty[field] = values->len == 0;
}

/* MWG 2.0, 5.7: the newer structure stands over the older single properties. */
static void
read_location (const BylineXmp *xmp, Reading *reading)
{
  g_autoptr (GPtrArray) shown = byline_xmp_properties (xmp, BYLINE_IPTC_EXT, "LocationShown");
  g_autoptr (GPtrArray) items = NULL;

  if (shown->len == 0)
    return;
  items = byline_xmp_items (g_ptr_array_index (shown, 0));
  for (guint i = 0; items->len > 0 && i < BYLINE_N_FIELDS; i++) {
    const char *name = byline_xmp_location_member ((BylineField) i);
    xmlNode *first = g_ptr_array_index (items, 0);
    xmlNode *member = NULL;
    g_autofree char *text = NULL;

    if (name != NULL && !reading->settled[i] && first->type == XML_ELEMENT_NODE)
      member = byline_xmp_member (first, BYLINE_IPTC_EXT, name);
    text = member != NULL ? byline_xmp_text (member) : NULL;
    if (text == NULL)
      continue;
    byline_metadata_add (reading->metadata, (BylineField) i, reading->layer, NULL, text);
    reading->settled[i] = *text != '\0';
  }
}

static void
read_all (const BylineXmp *xmp, Reading *reading)
{
  guint n = 0;

  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    reading->settled[i] =
        byline_metadata_layer (reading->metadata, (BylineField) i, reading->layer, &n) != NULL;
  read_location (xmp, reading);
  for (xmlNode *node = xmlFirstElementChild (xmp->rdf); node != NULL;
       node = xmlNextElementSibling (node)) {
    for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
      read_property ((xmlNode *) attribute, reading);
    for (xmlNode *child = xmlFirstElementChild (node); child != NULL;
         child = xmlNextElementSibling (child))
      read_property (child, reading);
  }
}

/* What programs write of themselves and the file: nobody asks where it went. */
static gboolean
is_housekeeping (const xmlNode *property)
{
  static const char *const own[] = { "CreatorTool", "CreateDate", "MetadataDate", "ModifyDate" };
  const char *ns = property->ns != NULL ? (const char *) property->ns->href : NULL;

  if (ns == NULL || strcmp (ns, BYLINE_RDF) == 0 || strcmp (ns, XMP_MM) == 0 ||
      strcmp (ns, (const char *) XML_XML_NAMESPACE) == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    if (byline_xmp_is (property, XMP_BASIC, own[i]))
      return TRUE;
  return byline_xmp_is (property, DC, "format") ||
         byline_xmp_is (property, BYLINE_IPTC_EXT, "LocationShown"); /* read_location() does */
}

static void
note_stranger (const xmlNode *property, GPtrArray *strangers)
{
  BylineField field;
  g_autofree char *name = NULL;

  if (is_housekeeping (property) || field_of (property, &field))
    return;
  name = g_strdup_printf ("%s%s%s",
                          property->ns->prefix != NULL ? (const char *) property->ns->prefix : "",
                          property->ns->prefix != NULL ? ":" : "", (const char *) property->name);
  if (!g_ptr_array_find_with_equal_func (strangers, name, g_str_equal, NULL))
    g_ptr_array_add (strangers, g_steal_pointer (&name));
}

GPtrArray *
byline_xmp_strangers (const BylineXmp *xmp)
{
  GPtrArray *strangers = g_ptr_array_new_with_free_func (g_free);

  for (xmlNode *node = xmlFirstElementChild (xmp->rdf); node != NULL;
       node = xmlNextElementSibling (node)) {
    for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
      note_stranger ((xmlNode *) attribute, strangers);
    for (xmlNode *child = xmlFirstElementChild (node); child != NULL;
         child = xmlNextElementSibling (child))
      note_stranger (child, strangers);
  }
  return strangers;
}

void
byline_xmp_read (const BylineXmp *xmp, BylineMetadata *metadata)
{
  Reading reading = { .metadata = metadata, .layer = BYLINE_LAYER_XMP };

  read_all (xmp, &reading);
}

void
byline_xmp_read_sidecar (const BylineXmp *xmp, BylineMetadata *metadata)
{
  Reading reading = { .metadata = metadata, .layer = BYLINE_LAYER_SIDECAR };

  read_all (xmp, &reading);
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (reading.empty[i] && !reading.settled[i])
      byline_metadata_clear (metadata, (BylineField) i);
}

gboolean
byline_xmp_has (const BylineXmp *xmp, BylineField field)
{
  g_autoptr (GPtrArray) found =
      byline_xmp_properties (xmp, byline_fields[field].xmp_ns, byline_fields[field].xmp_name);

  return found->len > 0;
}

char *
byline_xmp_extended_guid (const BylineXmp *xmp)
{
  g_autoptr (GPtrArray) found = byline_xmp_properties (xmp, BYLINE_XMP_NOTE, "HasExtendedXMP");
  g_autofree char *guid = found->len > 0 ? byline_xmp_text (g_ptr_array_index (found, 0)) : NULL;

  if (guid == NULL || strlen (guid) != 32 || strspn (guid, "0123456789ABCDEFabcdef") != 32)
    return NULL; /* what is not an MD5 names no segments */
  return g_steal_pointer (&guid);
}
