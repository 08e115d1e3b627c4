#include "metadata/xmp_change.h"

#include "metadata/values.h"

#include <string.h>

#define XML(string) ((const xmlChar *) (string))

xmlNode *
byline_xmp_blank (xmlNode *node)
{
  return node != NULL && xmlIsBlankNode (node) ? node : NULL;
}

void
byline_xmp_drop (xmlNode *node)
{
  if (node == NULL)
    return;
  if (node->type == XML_ATTRIBUTE_NODE) {
    xmlRemoveProp ((xmlAttr *) node);
    return;
  }
  xmlUnlinkNode (node);
  xmlFreeNode (node);
}

void
byline_xmp_drop_property (BylineXmp *xmp, xmlNode *property)
{
  if (property->type == XML_ELEMENT_NODE)
    byline_xmp_drop (byline_xmp_blank (property->prev));
  byline_xmp_drop (property);
  xmp->changed = TRUE;
}

static void
drop_children (xmlNode *node)
{
  while (node->children != NULL)
    byline_xmp_drop (node->children);
}

xmlNs *
byline_xmp_namespace (xmlNode *node, const char *prefix, const char *href)
{
  g_autofree char *name = g_strdup (prefix);
  xmlNs *found = xmlSearchNsByHref (node->doc, node, XML (href));

  if (found != NULL && found->prefix != NULL)
    return found;
  for (guint i = 2; xmlSearchNs (node->doc, node, XML (name)) != NULL; i++) {
    g_free (name);
    name = g_strdup_printf ("%s%u", prefix, i);
  }
  return xmlNewNs (node, XML (href), XML (name));
}

xmlNode *
byline_xmp_rdf_element (xmlNode *parent, const char *name)
{
  return xmlNewDocNode (parent->doc, byline_xmp_namespace (parent, "rdf", BYLINE_RDF), XML (name),
                        NULL);
}

void
byline_xmp_append (xmlNode *parent, xmlNode *child)
{
  xmlNode *outer = byline_xmp_blank (parent->prev);
  xmlNode *closing = byline_xmp_blank (parent->last);
  g_autofree char *indent = NULL;

  if (parent->children == NULL && outer != NULL) {
    xmlAddChild (parent, xmlNewDocText (parent->doc, outer->content));
    closing = parent->last;
    indent = g_strconcat ((const char *) outer->content, " ", NULL);
  } else if (closing != NULL && byline_xmp_blank (parent->children) != NULL)
    indent = g_strdup ((const char *) parent->children->content);

  if (closing == NULL) {
    xmlAddChild (parent, child);
    return;
  }
  xmlAddPrevSibling (closing, child);
  if (indent != NULL && (child->prev == NULL || child->prev->type != XML_TEXT_NODE))
    xmlAddPrevSibling (child, xmlNewDocText (parent->doc, XML (indent)));
}

void
byline_xmp_make_empty (xmlNode *node)
{
  xmlAttr *next = NULL;

  drop_children (node);
  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = next) {
    next = attribute->next;
    if (byline_xmp_is ((xmlNode *) attribute, BYLINE_RDF, NULL))
      xmlRemoveProp (attribute);
  }
}

static void
set_attribute (xmlNode *attribute, const char *text)
{
  xmlSetNsProp (attribute->parent, attribute->ns, attribute->name, XML (text));
}

void
byline_xmp_set_text (BylineXmp *xmp, xmlNode *node, const char *text)
{
  g_autofree char *raw = byline_xmp_text (node);
  g_autofree char *now = raw != NULL ? byline_value_clean (raw) : NULL;
  xmlNode *value = NULL;

  if (g_strcmp0 (now, text) == 0)
    return;
  xmp->changed = TRUE;
  if (node->type == XML_ATTRIBUTE_NODE) {
    set_attribute (node, text);
    return;
  }
  value = (xmlNode *) xmlHasNsProp (node, XML ("resource"), XML (BYLINE_RDF));
  if (value == NULL)
    value = byline_xmp_member (node, BYLINE_RDF, "value");
  if (value != NULL && value->type == XML_ATTRIBUTE_NODE) {
    set_attribute (value, text);
    return;
  }
  if (value == NULL)
    value = node;
  byline_xmp_make_empty (value);
  xmlAddChild (value, xmlNewDocText (value->doc, XML (text)));
}

/* Where properties go */

static gboolean
uses (xmlNode *description, const char *ns)
{
  for (xmlNs *declared = description->nsDef; declared != NULL; declared = declared->next)
    if (xmlStrEqual (declared->href, XML (ns)))
      return TRUE;
  for (xmlAttr *attribute = description->properties; attribute != NULL; attribute = attribute->next)
    if (byline_xmp_is ((xmlNode *) attribute, ns, NULL))
      return TRUE;
  for (xmlNode *child = xmlFirstElementChild (description); child != NULL;
       child = xmlNextElementSibling (child))
    if (byline_xmp_is (child, ns, NULL))
      return TRUE;
  return FALSE;
}

static xmlNode *
description_for (BylineXmp *xmp, const char *ns)
{
  xmlNode *first = xmlFirstElementChild (xmp->rdf);

  for (xmlNode *node = first; node != NULL; node = xmlNextElementSibling (node))
    if (uses (node, ns))
      return node;
  if (first == NULL) {
    first = byline_xmp_rdf_element (xmp->rdf, "Description");
    byline_xmp_append (xmp->rdf, first);
    xmlNewNsProp (first, byline_xmp_namespace (first, "rdf", BYLINE_RDF), XML ("about"), XML (""));
  }
  return first;
}

xmlNode *
byline_xmp_new_property (BylineXmp *xmp, const BylineFieldInfo *info)
{
  xmlNode *parent = description_for (xmp, info->xmp_ns);
  xmlNs *ns = byline_xmp_namespace (parent, info->xmp_prefix, info->xmp_ns);
  xmlNode *property = xmlNewDocNode (xmp->doc, ns, XML (info->xmp_name), NULL);

  byline_xmp_append (parent, property);
  xmp->changed = TRUE;
  return property;
}
