/* A packet and its extension (XMP Part 3, 1.1.3.1): what one segment has no room for goes into
 * more. */
#include "metadata/xmp_change.h"

#define XML(string) ((const xmlChar *) (string))
#define HAS_EXTENDED "HasExtendedXMP"

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlBuffer, xmlBufferFree)

/* The description that properties without a better place go into. */
static xmlNode *
first_description (BylineXmp *xmp)
{
  xmlNode *first = xmlFirstElementChild (xmp->rdf);

  if (first != NULL)
    return first;
  first = byline_xmp_rdf_element (xmp->rdf, "Description");
  byline_xmp_append (xmp->rdf, first);
  xmlNewNsProp (first, byline_xmp_namespace (first, "rdf", BYLINE_RDF), XML ("about"), XML (""));
  return first;
}

void
byline_xmp_set_extended_guid (BylineXmp *xmp, const char *guid)
{
  g_autoptr (GPtrArray) found = byline_xmp_properties (xmp, BYLINE_XMP_NOTE, HAS_EXTENDED);
  xmlNode *description = NULL;

  for (guint i = guid != NULL ? 1 : 0; i < found->len; i++)
    byline_xmp_drop_property (xmp, g_ptr_array_index (found, i));
  if (guid == NULL)
    return;
  if (found->len > 0) {
    byline_xmp_set_text (xmp, g_ptr_array_index (found, 0), guid);
    return;
  }
  description = first_description (xmp);
  xmlNewNsProp (description, byline_xmp_namespace (description, "xmpNote", BYLINE_XMP_NOTE),
                XML (HAS_EXTENDED), XML (guid));
  xmp->changed = TRUE;
}

static gboolean
is_property (const xmlNode *node)
{
  return node->ns != NULL && !byline_xmp_is (node, BYLINE_RDF, NULL) &&
         !byline_xmp_is (node, (const char *) XML_XML_NAMESPACE, NULL);
}

/* Calls @each for every property, elements and attributes alike. */
static void
for_each_property (const BylineXmp *xmp, void (*each) (xmlNode *property, gpointer user_data),
                   gpointer user_data)
{
  for (xmlNode *node = xmlFirstElementChild (xmp->rdf); node != NULL;
       node = xmlNextElementSibling (node)) {
    for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
      if (is_property ((xmlNode *) attribute))
        each ((xmlNode *) attribute, user_data);
    for (xmlNode *child = xmlFirstElementChild (node); child != NULL;
         child = xmlNextElementSibling (child))
      if (is_property (child))
        each (child, user_data);
  }
}

static void
count (xmlNode *property G_GNUC_UNUSED, gpointer user_data)
{
  guint *n = user_data;

  (*n)++;
}

gboolean
byline_xmp_is_empty (const BylineXmp *xmp)
{
  guint n = 0;

  for_each_property (xmp, count, &n);
  return n == 0;
}

/* Moving -------------------------------------------------------------------------------------- */

typedef struct {
  xmlNode *property;
  int size;
  gboolean ours;
} Choice;

static gboolean
is_ours (const xmlNode *property)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (byline_xmp_is (property, byline_fields[i].xmp_ns, byline_fields[i].xmp_name))
      return TRUE;
  return FALSE;
}

static void
choose (xmlNode *property, gpointer user_data)
{
  Choice *best = user_data;
  g_autoptr (xmlBuffer) buffer = NULL;
  Choice this = { property, 0, is_ours (property) };

  if (byline_xmp_is (property, BYLINE_XMP_NOTE, HAS_EXTENDED))
    return; /* says that there is an extension */
  buffer = xmlBufferCreate ();
  xmlNodeDump (buffer, property->doc, property, 0, 0);
  this.size = xmlBufferLength (buffer);
  if (best->property == NULL || this.ours < best->ours ||
      (this.ours == best->ours && this.size > best->size))
    *best = this;
}

static void
copy_attribute (xmlNode *attribute, BylineXmp *to, xmlNode *description)
{
  g_autofree char *text = byline_xmp_text (attribute);
  xmlNs *ns = byline_xmp_namespace (description, (const char *) attribute->ns->prefix,
                                    (const char *) attribute->ns->href);
  xmlNode *element = xmlNewDocNode (to->doc, ns, attribute->name, NULL);

  xmlAddChild (element, xmlNewDocText (to->doc, XML (text)));
  byline_xmp_append (description, element);
}

/* Both speak of one resource. */
static void
copy_about (const xmlNode *property, xmlNode *description)
{
  xmlChar *about = xmlGetNsProp (property->parent, XML ("about"), XML (BYLINE_RDF));

  if (about != NULL)
    xmlSetNsProp (description, byline_xmp_namespace (description, "rdf", BYLINE_RDF), XML ("about"),
                  about);
  xmlFree (about);
}

gboolean
byline_xmp_move_largest (BylineXmp *from, BylineXmp *to)
{
  Choice best = { NULL, 0, TRUE };
  xmlNode *description = NULL;

  for_each_property (from, choose, &best);
  if (best.property == NULL)
    return FALSE;
  description = first_description (to);
  if (byline_xmp_is_empty (to))
    copy_about (best.property, description);
  if (best.property->type == XML_ATTRIBUTE_NODE)
    copy_attribute (best.property, to, description);
  else
    byline_xmp_append (description, xmlDocCopyNode (best.property, to->doc, 1));
  byline_xmp_drop_property (from, best.property);
  to->changed = TRUE;
  return TRUE;
}
