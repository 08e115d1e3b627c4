#pragma once

#include "metadata/xmp_tree.h"

/* What changing a packet needs; every change is told to @xmp.  Private to xmp_*.c. */

/** Returns: @node if it is white space alone, else NULL */
xmlNode *byline_xmp_blank (xmlNode *node);

/** Removes and frees an element, text or attribute. NULL is a no-op. */
void byline_xmp_drop (xmlNode *node);

/** The same, with its line. */
void byline_xmp_drop_property (BylineXmp *xmp, xmlNode *property);

/** @href as it is declared, else declared on @node with its usual prefix, or one like it. */
xmlNs *byline_xmp_namespace (xmlNode *node, const char *prefix, const char *href);

/** Returns: rdf:@name, to put into @parent */
xmlNode *byline_xmp_rdf_element (xmlNode *parent, const char *name);

/** Puts @child last, on a line of its own where its siblings have theirs. */
void byline_xmp_append (xmlNode *parent, xmlNode *child);

/** Leaves @node an element with nothing but what is not RDF's: xml:lang. */
void byline_xmp_make_empty (xmlNode *node);

/** Puts @text where @node, an element or attribute, keeps its simple value. */
void byline_xmp_set_text (BylineXmp *xmp, xmlNode *node, const char *text);

/** Returns: an empty element for the property, in its place */
xmlNode *byline_xmp_new_property (BylineXmp *xmp, const BylineFieldInfo *info);

/** Makes @property an array of @values.  Items that say one of them stay as they are. */
void byline_xmp_set_array (BylineXmp *xmp, xmlNode *property, BylineXmpForm form,
                           const GPtrArray *values);

/** Gives the structure @item the member ns:@name; @text NULL takes it away. */
void byline_xmp_set_member (BylineXmp *xmp, xmlNode *item, const char *ns, const char *prefix,
                            const char *name, const char *text);

/** plus:Licensor, whose items keep what else they say.
 *  Returns: FALSE if no licensor is left */
gboolean byline_xmp_set_licensors (BylineXmp *xmp, xmlNode *property, const GPtrArray *values);
