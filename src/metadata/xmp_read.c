#include "metadata/xmp_tree.h"

#include "metadata/values.h"

#include <string.h>

#define XMP_NOTE "http://ns.adobe.com/xmp/note/"

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

/* Fields that are settled: an earlier description, or an earlier packet, has them. */
typedef gboolean Settled[BYLINE_N_FIELDS];

static void
read_property (xmlNode *property, BylineMetadata *metadata, Settled settled)
{
  BylineField field;
  g_autoptr (GPtrArray) values = NULL;

  if (!field_of (property, &field) || settled[field])
    return;
  values = byline_xmp_values (property, byline_fields[field].xmp_form);
  for (guint i = 0; i < values->len; i++) {
    const BylineText *value = g_ptr_array_index (values, i);

    byline_metadata_add (metadata, field, BYLINE_LAYER_XMP, value->lang, value->text);
  }
  settled[field] = values->len > 0;
}

/* MWG 2.0, 5.7: the newer structure stands over the older single properties. */
static void
read_location (const BylineXmp *xmp, BylineMetadata *metadata, Settled settled)
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

    if (name != NULL && !settled[i] && first->type == XML_ELEMENT_NODE)
      member = byline_xmp_member (first, BYLINE_IPTC_EXT, name);
    text = member != NULL ? byline_xmp_text (member) : NULL;
    if (text == NULL)
      continue;
    byline_metadata_add (metadata, (BylineField) i, BYLINE_LAYER_XMP, NULL, text);
    settled[i] = *text != '\0';
  }
}

void
byline_xmp_read (const BylineXmp *xmp, BylineMetadata *metadata)
{
  Settled settled = { FALSE };
  guint n = 0;

  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    settled[i] = byline_metadata_layer (metadata, (BylineField) i, BYLINE_LAYER_XMP, &n) != NULL;
  read_location (xmp, metadata, settled);
  for (xmlNode *node = xmlFirstElementChild (xmp->rdf); node != NULL;
       node = xmlNextElementSibling (node)) {
    for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
      read_property ((xmlNode *) attribute, metadata, settled);
    for (xmlNode *child = xmlFirstElementChild (node); child != NULL;
         child = xmlNextElementSibling (child))
      read_property (child, metadata, settled);
  }
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
  g_autoptr (GPtrArray) found = byline_xmp_properties (xmp, XMP_NOTE, "HasExtendedXMP");
  g_autofree char *guid = found->len > 0 ? byline_xmp_text (g_ptr_array_index (found, 0)) : NULL;

  if (guid == NULL || strlen (guid) != 32 || strspn (guid, "0123456789ABCDEFabcdef") != 32)
    return NULL; /* what is not an MD5 names no segments */
  return g_steal_pointer (&guid);
}
