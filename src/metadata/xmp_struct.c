#include "metadata/xmp_change.h"

#include <string.h>

#define XML(string) ((const xmlChar *) (string))

/* What holds a structure's members: an rdf:Description in @item, or @item itself. */
static xmlNode *
structure (xmlNode *item)
{
  xmlNode *child = xmlFirstElementChild (item);

  if (child != NULL && xmlNextElementSibling (child) == NULL &&
      byline_xmp_is (child, BYLINE_RDF, "Description"))
    return child;
  return item;
}

/* Are there members in the short form, as attributes? */
static gboolean
has_member_attributes (const xmlNode *node)
{
  for (xmlAttr *attribute = node->properties; attribute != NULL; attribute = attribute->next)
    if (!byline_xmp_is ((xmlNode *) attribute, BYLINE_RDF, NULL))
      return TRUE;
  return FALSE;
}

static void
be_structure (xmlNode *item)
{
  if (xmlHasNsProp (item, XML ("parseType"), XML (BYLINE_RDF)) == NULL)
    xmlNewNsProp (item, byline_xmp_namespace (item, "rdf", BYLINE_RDF), XML ("parseType"),
                  XML ("Resource"));
}

static void
new_member (xmlNode *item, const char *ns, const char *prefix, const char *name, const char *text)
{
  xmlNode *parent = structure (item);
  xmlNs *declared = byline_xmp_namespace (parent, prefix, ns);
  xmlNode *member = NULL;

  if (parent == item && has_member_attributes (item)) { /* RDF forbids both forms at once */
    xmlNewNsProp (item, declared, XML (name), XML (text));
    return;
  }
  if (parent == item)
    be_structure (item);
  member = xmlNewDocNode (item->doc, declared, XML (name), NULL);
  xmlAddChild (member, xmlNewDocText (item->doc, XML (text)));
  byline_xmp_append (parent, member);
}

void
byline_xmp_set_member (BylineXmp *xmp, xmlNode *item, const char *ns, const char *prefix,
                       const char *name, const char *text)
{
  xmlNode *member = byline_xmp_member (item, ns, name);

  if (member != NULL && text == NULL)
    byline_xmp_drop_property (xmp, member);
  else if (member != NULL)
    byline_xmp_set_text (xmp, member, text);
  else if (text != NULL) {
    new_member (item, ns, prefix, name, text);
    xmp->changed = TRUE;
  }
}

static gboolean
has_members (xmlNode *item)
{
  xmlNode *node = structure (item);

  return has_member_attributes (node) || xmlFirstElementChild (node) != NULL;
}

static void
move_content (xmlNode *from, xmlNode *to)
{
  while (from->properties != NULL) {
    xmlAttr *attribute = from->properties;
    g_autofree char *text = byline_xmp_text ((xmlNode *) attribute);

    xmlNewNsProp (to, attribute->ns, attribute->name, XML (text));
    xmlRemoveProp (attribute);
  }
  while (from->children != NULL) {
    xmlNode *child = from->children;

    xmlUnlinkNode (child);
    xmlAddChild (to, child);
  }
}

/* The array of licensors; one that stands alone becomes its first item.  IPTC says Bag, PLUS says
 * Seq: either stays as it is. */
static xmlNode *
licensors (BylineXmp *xmp, xmlNode *property)
{
  xmlNode *container = byline_xmp_container (property);
  xmlNode *item = NULL;

  if (container != NULL)
    return container;
  xmp->changed = TRUE;
  item = byline_xmp_rdf_element (property, "li");
  move_content (property, item);
  container = xmlAddChild (property, byline_xmp_rdf_element (property, "Seq"));
  if (has_members (item))
    xmlAddChild (container, item);
  else
    byline_xmp_drop (item);
  return container;
}

/* Which URLs still look for a licensor; keys are the values' own texts. */
static GHashTable *
wanted (const GPtrArray *values)
{
  GHashTable *set = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < values->len; i++)
    g_hash_table_add (set, ((const BylineText *) g_ptr_array_index (values, i))->text);
  return set;
}

static gboolean
keeps_url (xmlNode *item, GHashTable *urls)
{
  xmlNode *member = byline_xmp_member (item, BYLINE_PLUS, "LicensorURL");
  g_autofree char *url = member != NULL ? byline_xmp_text (member) : NULL;

  return url != NULL && g_hash_table_remove (urls, url);
}

static void
set_url (BylineXmp *xmp, xmlNode *item, const char *url)
{
  byline_xmp_set_member (xmp, item, BYLINE_PLUS, "plus", "LicensorURL", url);
}

static void
add_licensor (BylineXmp *xmp, xmlNode *container, const char *url)
{
  xmlNode *item = byline_xmp_rdf_element (container, "li");

  byline_xmp_append (container, item);
  set_url (xmp, item, url);
}

/* A licensor that has one of the URLs keeps it and its place; the others, in order, get the URLs
 * left, or lose theirs; one that has nothing left goes. */
gboolean
byline_xmp_set_licensors (BylineXmp *xmp, xmlNode *property, const GPtrArray *values)
{
  xmlNode *container = licensors (xmp, property);
  g_autoptr (GPtrArray) items = byline_xmp_items (property);
  g_autoptr (GHashTable) urls = wanted (values);
  guint next = 0;

  for (guint i = items->len; i > 0; i--)
    if (keeps_url (g_ptr_array_index (items, i - 1), urls))
      g_ptr_array_remove_index (items, i - 1);
  for (guint i = 0; i < values->len; i++) {
    const BylineText *value = g_ptr_array_index (values, i);

    if (!g_hash_table_remove (urls, value->text))
      continue;
    if (next < items->len)
      set_url (xmp, g_ptr_array_index (items, next++), value->text);
    else
      add_licensor (xmp, container, value->text);
  }
  for (; next < items->len; next++) {
    xmlNode *item = g_ptr_array_index (items, next);

    set_url (xmp, item, NULL);
    if (!has_members (item))
      byline_xmp_drop_property (xmp, item);
  }
  return xmlFirstElementChild (container) != NULL;
}
