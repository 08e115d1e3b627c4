#include "metadata/xmp_tree.h"

#include "metadata/values.h"

#include <string.h>

#define XML(string) ((const xmlChar *) (string))

static char *
take (xmlChar *text)
{
  char *copy = g_strdup ((const char *) text);

  xmlFree (text);
  return copy;
}

gboolean
byline_xmp_is (const xmlNode *node, const char *ns, const char *name)
{
  return node->ns != NULL && node->ns->href != NULL &&
         (name == NULL || xmlStrEqual (node->name, XML (name))) &&
         xmlStrEqual (node->ns->href, XML (ns));
}

xmlNode *
byline_xmp_member_of (xmlNode *node, const char *ns, const char *name)
{
  xmlAttr *attribute = xmlHasNsProp (node, XML (name), XML (ns));

  if (attribute != NULL)
    return (xmlNode *) attribute;
  for (xmlNode *child = xmlFirstElementChild (node); child != NULL;
       child = xmlNextElementSibling (child))
    if (byline_xmp_is (child, ns, name))
      return child;
  return NULL;
}

xmlNode *
byline_xmp_member (xmlNode *item, const char *ns, const char *name)
{
  xmlNode *found = byline_xmp_member_of (item, ns, name);
  xmlNode *child = xmlFirstElementChild (item);

  if (found != NULL || child == NULL || xmlNextElementSibling (child) != NULL)
    return found;
  return byline_xmp_member_of (child, ns, name);
}

GPtrArray *
byline_xmp_properties (const BylineXmp *xmp, const char *ns, const char *name)
{
  GPtrArray *found = g_ptr_array_new ();

  for (xmlNode *node = xmlFirstElementChild (xmp->rdf); node != NULL;
       node = xmlNextElementSibling (node)) {
    xmlAttr *attribute = xmlHasNsProp (node, XML (name), XML (ns));

    if (attribute != NULL)
      g_ptr_array_add (found, attribute);
    for (xmlNode *child = xmlFirstElementChild (node); child != NULL;
         child = xmlNextElementSibling (child))
      if (byline_xmp_is (child, ns, name))
        g_ptr_array_add (found, child);
  }
  return found;
}

static gboolean
is_container (const xmlNode *node)
{
  return byline_xmp_is (node, BYLINE_RDF, "Bag") || byline_xmp_is (node, BYLINE_RDF, "Seq") ||
         byline_xmp_is (node, BYLINE_RDF, "Alt");
}

xmlNode *
byline_xmp_container (const xmlNode *property)
{
  xmlNode *child = NULL;

  if (property->type == XML_ELEMENT_NODE)
    child = xmlFirstElementChild ((xmlNode *) property);
  return child != NULL && is_container (child) ? child : NULL;
}

GPtrArray *
byline_xmp_items (xmlNode *property)
{
  GPtrArray *items = g_ptr_array_new ();
  xmlNode *container = byline_xmp_container (property);

  if (container == NULL) {
    g_ptr_array_add (items, property);
    return items;
  }
  for (xmlNode *item = xmlFirstElementChild (container); item != NULL;
       item = xmlNextElementSibling (item))
    g_ptr_array_add (items, item);
  return items;
}

char *
byline_xmp_text (const xmlNode *item)
{
  xmlNode *node = (xmlNode *) item;
  xmlAttr *resource = NULL;
  xmlNode *value = NULL;

  if (item->type == XML_ATTRIBUTE_NODE)
    return take (xmlNodeGetContent (node));
  resource = xmlHasNsProp (node, XML ("resource"), XML (BYLINE_RDF));
  if (resource != NULL)
    return take (xmlNodeGetContent ((xmlNode *) resource));
  value = byline_xmp_member (node, BYLINE_RDF, "value"); /* beside its qualifiers */
  if (value == NULL && xmlFirstElementChild (node) == NULL)
    value = node;
  if (value == NULL || (value->type == XML_ELEMENT_NODE && xmlFirstElementChild (value) != NULL))
    return NULL;
  return take (xmlNodeGetContent (value));
}

char *
byline_xmp_lang (const xmlNode *item)
{
  if (item->type != XML_ELEMENT_NODE)
    return NULL;
  return take (xmlGetNsProp (item, XML ("lang"), XML_XML_NAMESPACE));
}

/* The text of an array's item, as @form keeps it there. */
static char *
item_text (xmlNode *item, BylineXmpForm form)
{
  xmlNode *member = NULL;

  if (form != BYLINE_XMP_LICENSOR || item->type != XML_ELEMENT_NODE)
    return byline_xmp_text (item);
  member = byline_xmp_member (item, BYLINE_PLUS, "LicensorURL");
  return member != NULL ? byline_xmp_text (member) : NULL;
}

static void
add_value (GPtrArray *values, xmlNode *item, BylineXmpForm form)
{
  g_autofree char *raw = item_text (item, form);
  g_autofree char *text = byline_value_clean (raw != NULL ? raw : "");
  g_autofree char *lang = NULL;

  if (*text == '\0')
    return;
  if (form == BYLINE_XMP_LANG_ALT) {
    g_autofree char *given = byline_xmp_lang (item);

    lang = g_ascii_strdown (given != NULL && *given != '\0' ? given : "x-default", -1);
  }
  byline_texts_add (values, lang, text);
}

/* A simple value that somebody wrote as an array: an Alt's default, else the first. */
static void
keep_one (GPtrArray *values, xmlNode *property)
{
  g_autoptr (GPtrArray) items = byline_xmp_items (property);
  guint keep = 0;

  for (guint i = 0; i < items->len && i < values->len; i++) {
    g_autofree char *lang = byline_xmp_lang (g_ptr_array_index (items, i));

    if (keep == 0 && lang != NULL && g_ascii_strcasecmp (lang, "x-default") == 0)
      keep = i;
  }
  if (keep > 0)
    g_ptr_array_remove_range (values, 0, keep);
  if (values->len > 1)
    g_ptr_array_set_size (values, 1);
}

GPtrArray *
byline_xmp_values (xmlNode *property, BylineXmpForm form)
{
  GPtrArray *values = byline_texts_new ();
  g_autoptr (GPtrArray) items = byline_xmp_items (property);

  for (guint i = 0; i < items->len; i++)
    add_value (values, g_ptr_array_index (items, i), form);
  if (form == BYLINE_XMP_TEXT)
    keep_one (values, property);
  return values;
}

const char *
byline_xmp_location_member (BylineField field)
{
  switch (field) {
  case BYLINE_FIELD_CITY:
    return "City";
  case BYLINE_FIELD_LOCATION:
    return "Sublocation";
  case BYLINE_FIELD_STATE:
    return "ProvinceState";
  case BYLINE_FIELD_COUNTRY:
    return "CountryName";
  case BYLINE_FIELD_COUNTRY_CODE:
    return "CountryCode";
  default:
    return NULL;
  }
}
