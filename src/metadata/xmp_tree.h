#pragma once

#include "metadata/xmp.h"

#include <libxml/tree.h>

/* What reading and writing a packet share.  Private to xmp_*.c. */

#define BYLINE_RDF "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
#define BYLINE_IPTC_EXT "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
#define BYLINE_XMP_NOTE "http://ns.adobe.com/xmp/note/"
#define BYLINE_PLUS "http://ns.useplus.org/ldf/xmp/1.0/"

struct _BylineXmp {
  xmlDoc *doc;
  xmlNode *rdf; /* rdf:RDF */
  gboolean changed;
};

/** Is @node, an element or attribute, ns:name?  @name NULL: any. */
gboolean byline_xmp_is (const xmlNode *node, const char *ns, const char *name);

/** The attribute or child element ns:name of @node; NULL if there is none. */
xmlNode *byline_xmp_member_of (xmlNode *node, const char *ns, const char *name);

/** The same of a structure, whether it is an rdf:Description inside @item or rdf:parseType. */
xmlNode *byline_xmp_member (xmlNode *item, const char *ns, const char *name);

/** Every ns:name on top, attributes (type XML_ATTRIBUTE_NODE) among them, in file order.
 *  (transfer container) */
GPtrArray *byline_xmp_properties (const BylineXmp *xmp, const char *ns, const char *name);

/** The rdf:Bag, rdf:Seq or rdf:Alt in @property; NULL if it is not an array. */
xmlNode *byline_xmp_container (const xmlNode *property);

/** The items of an array; @property itself if it is none. (transfer container) */
GPtrArray *byline_xmp_items (xmlNode *property);

/** Returns: (transfer full) (nullable): the text of a simple value, wherever RDF keeps it */
char *byline_xmp_text (const xmlNode *item);

/** Returns: (transfer full) (nullable): xml:lang, as the file has it */
char *byline_xmp_lang (const xmlNode *item);

/** Returns: (transfer full) (element-type BylineText): what @property says, cleaned as
 *  byline_metadata_add() does */
GPtrArray *byline_xmp_values (xmlNode *property, BylineXmpForm form);

/** The member of Iptc4xmpExt:LocationShown that says the same as @field; NULL for other fields. */
const char *byline_xmp_location_member (BylineField field);
