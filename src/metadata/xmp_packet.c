#include "metadata/xmp_tree.h"

#include "metadata/values.h"

#include <byline/error.h>

#include <libxml/parser.h>
#include <string.h>

/* Adobe's largest packets, with a depth map or a history in them, have a few MB. */
#define MAX_PACKET ((gsize) 16 * 1024 * 1024)
#define PADDING 2048 /* XMP Part 1, 7.3.2: 2 to 4 KB */

#define BEGIN "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
#define END "<?xpacket end=\"w\"?>"
#define END_READ_ONLY "<?xpacket end=\"r\"?>"

static const char empty_packet[] =
    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:RDF xmlns:rdf=\"" BYLINE_RDF "\">"
    "<rdf:Description rdf:about=\"\"></rdf:Description></rdf:RDF></x:xmpmeta>";

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlBuffer, xmlBufferFree)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlParserCtxt, xmlFreeParserCtxt)

void
byline_xmp_free (BylineXmp *xmp)
{
  if (xmp == NULL)
    return;
  if (xmp->doc != NULL)
    xmlFreeDoc (xmp->doc);
  g_free (xmp);
}

/* A packet has no DOCTYPE; one that comes with a packet is there to do harm (entities). */
static void
refuse_doctype (void *context, const xmlChar *name G_GNUC_UNUSED,
                const xmlChar *external G_GNUC_UNUSED, const xmlChar *system G_GNUC_UNUSED)
{
  xmlParserCtxt *parser = context;

  parser->wellFormed = 0;
  xmlStopParser (parser);
}

static gpointer
init_parser (gpointer unused G_GNUC_UNUSED)
{
  xmlInitParser ();
  return NULL;
}

static void
throw_malformed (xmlParserCtxt *context, GError **error)
{
  const xmlError *last = xmlCtxtGetLastError (context);
  g_autofree char *why = NULL;

  if (context->errNo == XML_ERR_USER_STOP) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "XMP has a DOCTYPE");
    return;
  }
  if (last == NULL || last->message == NULL) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "XMP is not well-formed XML");
    return;
  }
  why = byline_value_clean (last->message);
  g_strdelimit (why, "\n\t", ' ');
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "XMP, line %d: %s", last->line, why);
}

/* What is wrong with an encoding libxml2 tells nobody in particular, that is, it prints it. */
static void
say_nothing (void *data G_GNUC_UNUSED, xmlErrorPtr error G_GNUC_UNUSED)
{
}

/* @bytes up to the last ">": some writers leave zeros, or old text, behind the packet. */
static gsize
packet_length (const char *bytes, gsize size)
{
  /* UTF-16 or UTF-32, with a byte order mark or without */
  gboolean wide = size >= 2 && (bytes[0] == '\0' || bytes[1] == '\0' || (guchar) bytes[0] == 0xFF ||
                                (guchar) bytes[0] == 0xFE);

  if (wide)
    return size;
  while (size > 0 && bytes[size - 1] != '>')
    size--;
  return size;
}

static xmlDoc *
parse (const char *bytes, gsize size, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  const int options = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
  g_autoptr (xmlParserCtxt) context = NULL;
  xmlDoc *doc = NULL;

  g_once (&once, init_parser, NULL);
  context = xmlNewParserCtxt ();
  context->sax->internalSubset = refuse_doctype;
  xmlSetStructuredErrorFunc (NULL, say_nothing); /* this thread's */
  doc = xmlCtxtReadMemory (context, bytes, (int) packet_length (bytes, size), NULL, NULL, options);
  xmlSetStructuredErrorFunc (NULL, NULL);
  if (doc != NULL && context->nsWellFormed)
    return doc;
  throw_malformed (context, error); /* a prefix without its namespace could come to mean anything */
  xmlFreeDoc (doc);
  return NULL;
}

/* rdf:RDF is the root, or in x:xmpmeta (x:xapmeta once). */
static xmlNode *
find_rdf (const xmlDoc *doc)
{
  xmlNode *root = xmlDocGetRootElement (doc);

  if (root == NULL || byline_xmp_is (root, BYLINE_RDF, "RDF"))
    return root;
  for (xmlNode *child = xmlFirstElementChild (root); child != NULL;
       child = xmlNextElementSibling (child))
    if (byline_xmp_is (child, BYLINE_RDF, "RDF"))
      return child;
  return NULL;
}

gboolean
byline_xmp_is_known_wrapper (const BylineXmp *xmp)
{
  const xmlNode *root = xmp->rdf->parent;

  return root == NULL || root->type != XML_ELEMENT_NODE ||
         (root->ns != NULL && xmlStrEqual (root->ns->href, (const xmlChar *) "adobe:ns:meta/"));
}

static BylineXmp *
parse_bytes (const char *bytes, gsize size, GError **error)
{
  xmlDoc *doc = parse (bytes, size, error);
  xmlNode *rdf = doc != NULL ? find_rdf (doc) : NULL;
  BylineXmp *xmp = NULL;

  if (doc == NULL)
    return NULL;
  if (rdf == NULL) {
    xmlFreeDoc (doc);
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "XMP has no rdf:RDF");
    return NULL;
  }
  xmp = g_new0 (BylineXmp, 1);
  xmp->doc = doc;
  xmp->rdf = rdf;
  return xmp;
}

BylineXmp *
byline_xmp_parse (GBytes *packet, GError **error)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (packet, &size);

  if (size == 0 || size > MAX_PACKET) {
    g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED,
                         size == 0 ? "XMP is empty" : "XMP is larger than 16 MB");
    return NULL;
  }
  return parse_bytes (bytes, size, error);
}

BylineXmp *
byline_xmp_new (void)
{
  return parse_bytes (empty_packet, strlen (empty_packet), NULL);
}

gboolean
byline_xmp_is_changed (const BylineXmp *xmp)
{
  return xmp->changed;
}

static gboolean
is_wrapper (const xmlNode *node)
{
  return node->type == XML_PI_NODE && xmlStrEqual (node->name, (const xmlChar *) "xpacket");
}

static gboolean
is_read_only (const xmlNode *node)
{
  const char *content = (const char *) node->content;

  return content != NULL && g_str_has_prefix (content, "end=") && strchr (content, 'r') != NULL;
}

static void
append_padding (GString *out, gsize n)
{
  for (gsize i = 1; i <= n; i++)
    g_string_append_c (out, i % 100 == 0 || i == n ? '\n' : ' ');
}

GBytes *
byline_xmp_serialise (const BylineXmp *xmp, GBytes *padding_like)
{
  GString *out = g_string_new (BEGIN);
  const char *end = END;
  gsize length = 0;

  if (xmp->doc->encoding != NULL) /* UTF-8 from here on, whatever it came in */
    xmlFree ((xmlChar *) xmp->doc->encoding);
  xmp->doc->encoding = xmlStrdup ((const xmlChar *) "UTF-8");
  for (xmlNode *node = xmp->doc->children; node != NULL; node = node->next) {
    g_autoptr (xmlBuffer) buffer = xmlBufferCreate ();

    if (is_wrapper (node)) {
      end = is_read_only (node) ? END_READ_ONLY : end;
      continue;
    }
    xmlNodeDump (buffer, xmp->doc, node, 0, 0);
    g_string_append_len (out, (const char *) xmlBufferContent (buffer), xmlBufferLength (buffer));
    g_string_append_c (out, '\n');
  }
  length = out->len + strlen (end);
  if (padding_like != NULL) {
    gsize before = g_bytes_get_size (padding_like);

    append_padding (out, length <= before ? before - length : PADDING);
  }
  g_string_append (out, end);
  return g_string_free_to_bytes (out);
}
