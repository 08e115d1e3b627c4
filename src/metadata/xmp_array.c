#include "metadata/xmp_change.h"

#include "metadata/values.h"

#include <string.h>

#define XML(string) ((const xmlChar *) (string))

static const char *
container_name (BylineXmpForm form)
{
  if (form == BYLINE_XMP_LANG_ALT)
    return "Alt";
  return form == BYLINE_XMP_BAG ? "Bag" : "Seq";
}

/* An item of the array before the change; taken once. */
typedef struct {
  xmlNode *node;
  char *text;
  char *lang;
} Item;

static void
item_clear (gpointer data)
{
  Item *item = data;

  g_free (item->text);
  g_free (item->lang);
}

/* Takes every item out of @container, and the white space between them. */
static GArray *
take_items (xmlNode *container)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));
  xmlNode *next = NULL;

  g_array_set_clear_func (items, item_clear);
  for (xmlNode *node = container->children; node != NULL; node = next) {
    next = node->next;
    if (node->type == XML_ELEMENT_NODE) {
      g_autofree char *raw = byline_xmp_text (node);
      Item item = { node, byline_value_clean (raw != NULL ? raw : ""), byline_xmp_lang (node) };

      xmlUnlinkNode (node);
      g_array_append_val (items, item);
    } else if (xmlIsBlankNode (node))
      byline_xmp_drop (node);
  }
  return items;
}

static gboolean
is_item_for (const Item *item, const BylineText *value, BylineXmpForm form)
{
  if (item->node == NULL)
    return FALSE;
  if (form == BYLINE_XMP_LANG_ALT)
    return g_ascii_strcasecmp (item->lang != NULL ? item->lang : "x-default",
                               value->lang != NULL ? value->lang : "x-default") == 0;
  return strcmp (item->text, value->text) == 0;
}

/* Where @value is now; the search goes on from @start, where it most likely is. */
static guint
find_item (const GArray *items, const BylineText *value, BylineXmpForm form, guint start)
{
  for (guint i = 0; i < items->len; i++) {
    guint at = (start + i) % items->len;

    if (is_item_for (&g_array_index (items, Item, at), value, form))
      return at;
  }
  return items->len;
}

static xmlNode *
take_item (GArray *items, const BylineText *value, BylineXmpForm form, guint *cursor)
{
  guint at = find_item (items, value, form, *cursor);
  xmlNode *node = NULL;

  if (at == items->len)
    return NULL;
  *cursor = at + 1;
  node = g_array_index (items, Item, at).node;
  g_array_index (items, Item, at).node = NULL;
  return node;
}

static void
drop_items (GArray *items)
{
  for (guint i = 0; i < items->len; i++)
    byline_xmp_drop (g_array_index (items, Item, i).node);
  g_array_unref (items);
}

/* The array that holds the items, of the kind that the field's standard says. */
static xmlNode *
make_container (xmlNode *property, BylineXmpForm form)
{
  xmlNode *container = byline_xmp_container (property);
  const char *name = container_name (form);

  if (container != NULL) {
    xmlNodeSetName (container, XML (name));
    return container;
  }
  byline_xmp_make_empty (property);
  xmlRemoveProp (xmlHasNsProp (property, XML ("lang"), XML_XML_NAMESPACE));
  container = byline_xmp_rdf_element (property, name);
  return xmlAddChild (property, container);
}

static xmlNode *
new_item (xmlNode *container, const BylineText *value, BylineXmpForm form)
{
  xmlNode *item = byline_xmp_rdf_element (container, "li");

  if (form == BYLINE_XMP_LANG_ALT) {
    xmlNs *xml = xmlSearchNs (container->doc, container, XML ("xml"));

    xmlNewNsProp (item, xml, XML ("lang"), XML (value->lang != NULL ? value->lang : "x-default"));
  }
  return item;
}

void
byline_xmp_set_array (BylineXmp *xmp, xmlNode *property, BylineXmpForm form,
                      const GPtrArray *values)
{
  xmlNode *container = make_container (property, form);
  xmlNode *line = byline_xmp_blank (container->children);
  g_autofree char *indent = line != NULL ? g_strdup ((const char *) line->content) : NULL;
  xmlNode *last = container->children != NULL ? byline_xmp_blank (container->last) : NULL;
  g_autofree char *closing = last != NULL ? g_strdup ((const char *) last->content) : NULL;
  GArray *items = take_items (container);
  guint cursor = 0;

  for (guint i = 0; i < values->len; i++) {
    const BylineText *value = g_ptr_array_index (values, i);
    xmlNode *item = take_item (items, value, form, &cursor);

    if (item == NULL)
      item = new_item (container, value, form);
    if (indent != NULL)
      xmlAddChild (container, xmlNewDocText (xmp->doc, XML (indent)));
    xmlAddChild (container, item);
    byline_xmp_set_text (xmp, item, value->text);
  }
  if (closing != NULL)
    xmlAddChild (container, xmlNewDocText (xmp->doc, XML (closing)));
  drop_items (items);
  xmp->changed = TRUE;
}
