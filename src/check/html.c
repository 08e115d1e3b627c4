#include "check/html.h"

#include "check/json_ld.h"

#include <byline/error.h>

#include <libxml/HTMLparser.h>
#include <string.h>

#define PICTURES_MAX 10000
#define CAPTION_MAX 2000 /* bytes of a caption that are looked at */
#define AFTER_MAX 400    /* bytes of text behind a picture that still belong to it */
#define ICON_MAX 100     /* pixels */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (htmlParserCtxt, htmlFreeParserCtxt)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlDoc, xmlFreeDoc)

static void
picture_free (gpointer data)
{
  BylinePagePicture *picture = data;

  g_free (picture->src);
  g_ptr_array_unref (picture->names);
  g_free (picture->alt);
  g_free (picture->caption);
  g_free (picture->credit);
  g_free (picture);
}

void
byline_page_contents_clear (BylinePageContents *contents)
{
  g_clear_pointer (&contents->pictures, g_ptr_array_unref);
  g_clear_pointer (&contents->data, g_ptr_array_unref);
}

/* The tree ------------------------------------------------------------------------------------ */

static gboolean
is (const xmlNode *node, const char *name)
{
  return node->type == XML_ELEMENT_NODE &&
         g_ascii_strcasecmp ((const char *) node->name, name) == 0;
}

static gboolean
is_one_of (const xmlNode *node, const char *const *names)
{
  for (; *names != NULL; names++)
    if (is (node, *names))
      return TRUE;
  return FALSE;
}

/* Behind @node and all that is in it; NULL at the end of @within. */
static xmlNode *
after (xmlNode *node, const xmlNode *within)
{
  for (; node != NULL && node != within; node = node->parent)
    if (node->next != NULL)
      return node->next;
  return NULL;
}

/* The next in the order of the document.  A page may be deep: nothing here calls itself. */
static xmlNode *
following (xmlNode *node, const xmlNode *within)
{
  const gboolean element = node->type == XML_ELEMENT_NODE || node->type == XML_HTML_DOCUMENT_NODE;

  return element && node->children != NULL ? node->children : after (node, within);
}

static char *
attribute (xmlNode *node, const char *name)
{
  xmlChar *value = xmlGetProp (node, (const xmlChar *) name);
  char *copy = value != NULL ? g_utf8_make_valid ((const char *) value, -1) : NULL;

  xmlFree (value);
  return copy;
}

static xmlNode *
ancestor (xmlNode *node, const char *name)
{
  for (node = node->parent; node != NULL && !is (node, name); node = node->parent)
    ;
  return node;
}

/* Text ---------------------------------------------------------------------------------------- */

static const char *const silent[] = { "script", "style", "noscript", "template", "svg", NULL };
static const char *const blocks[] = { "p",  "div",  "br", "figcaption", "figure", "li",   "td",
                                      "tr", "span", "a",  "small",      "cite",   "time", NULL };
/* Where a picture's own text has ended. */
static const char *const borders[] = { "img", "figure", "h1", "h2",   "h3",     "h4",
                                       "h5",  "h6",     "hr", "form", "footer", NULL };

/* Elements that stand in a line of text do not end it, but those that often hold a credit do not
 * either belong to the words before: a space is enough there. */
static void
append_break (GString *text, const xmlNode *node)
{
  const gboolean line = !is (node, "span") && !is (node, "a") && !is (node, "small") &&
                        !is (node, "cite") && !is (node, "time");

  if (is_one_of (node, blocks) && text->len > 0)
    g_string_append_c (text, line ? '\n' : ' ');
}

static void
append_text (GString *text, const xmlNode *node)
{
  g_autofree char *valid = g_utf8_make_valid ((const char *) node->content, -1);

  g_strdelimit (valid, "\r\n\t", ' ');
  g_string_append (text, valid);
}

/* What is to be read in @within from @node on. */
static char *
read_text (xmlNode *node, const xmlNode *within, gsize max, gboolean to_border)
{
  GString *text = g_string_new (NULL);

  while (node != NULL && text->len < max) {
    if (to_border && is_one_of (node, borders))
      break;
    append_break (text, node);
    if (node->type == XML_TEXT_NODE && node->content != NULL)
      append_text (text, node);
    node = is_one_of (node, silent) ? after (node, within) : following (node, within);
  }
  return g_strstrip (g_string_free (text, FALSE));
}

static xmlNode *
find_within (xmlNode *within, const char *name)
{
  for (xmlNode *node = following (within, within); node != NULL; node = following (node, within))
    if (is (node, name))
      return node;
  return NULL;
}

/* class="photo-credit", itemprop="creditText" */
static gboolean
is_marked (xmlNode *node)
{
  g_autofree char *class = node->type == XML_ELEMENT_NODE ? attribute (node, "class") : NULL;
  g_autofree char *property =
      class != NULL || node->type == XML_ELEMENT_NODE ? attribute (node, "itemprop") : NULL;
  g_autofree char *lower = class != NULL ? g_ascii_strdown (class, -1) : NULL;

  return (lower != NULL && strstr (lower, "credit") != NULL) ||
         g_strcmp0 (property, "creditText") == 0;
}

static char *
marked_text (xmlNode *within)
{
  for (xmlNode *node = following (within, within); node != NULL; node = following (node, within))
    if (is_marked (node))
      return node->children != NULL ? read_text (node->children, node, CAPTION_MAX, FALSE) : NULL;
  return NULL;
}

static void
read_caption (BylinePagePicture *picture, xmlNode *img)
{
  xmlNode *figure = ancestor (img, "figure");
  xmlNode *caption = figure != NULL ? find_within (figure, "figcaption") : NULL;
  xmlNode *shown = ancestor (img, "picture");
  xmlNode *next = NULL;

  if (caption != NULL) {
    picture->caption = caption->children != NULL
                           ? read_text (caption->children, caption, CAPTION_MAX, FALSE)
                           : g_strdup ("");
    picture->credit = marked_text (figure);
    return;
  }
  next = after (shown != NULL ? shown : img, NULL);
  picture->caption = next != NULL ? read_text (next, NULL, AFTER_MAX, TRUE) : g_strdup ("");
}

/* Names --------------------------------------------------------------------------------------- */

/* The last part of a link's path, decoded; NULL for data: and what has none. */
static char *
file_name (const char *link)
{
  const gsize length = strcspn (link, "?#");
  g_autofree char *path = g_strndup (link, length);
  const char *slash = strrchr (path, '/');
  const char *base = slash != NULL ? slash + 1 : path;
  char *decoded = NULL;

  if (g_ascii_strncasecmp (link, "data:", 5) == 0 || *base == '\0')
    return NULL;
  decoded = g_uri_unescape_string (base, "/");
  if (decoded != NULL && g_utf8_validate (decoded, -1, NULL))
    return decoded;
  g_free (decoded);
  return g_strdup (base);
}

void
byline_page_add_name (GPtrArray *names, const char *link)
{
  g_autofree char *name = file_name (link);

  if (name != NULL && !g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, g_steal_pointer (&name));
}

/* "a.jpg 320w, b.jpg 640w": commas may stand in links, not behind white space. */
static void
add_set (GPtrArray *names, const char *set)
{
  while (*set != '\0') {
    const gsize skipped = strspn (set, " \t\r\n\f,");
    const gsize length = strcspn (set + skipped, " \t\r\n\f");
    g_autofree char *link = g_strndup (set + skipped, length);

    if (length == 0)
      return;
    if (g_str_has_suffix (link, ","))
      link[length - 1] = '\0';
    byline_page_add_name (names, link);
    set += skipped + length;
    if (set[-1] != ',')
      set += strcspn (set, ",");
  }
}

static void
add_attribute (GPtrArray *names, xmlNode *node, const char *name, gboolean is_set)
{
  g_autofree char *value = attribute (node, name);

  if (value == NULL)
    return;
  if (is_set)
    add_set (names, value);
  else
    byline_page_add_name (names, value);
}

static void
read_names (BylinePagePicture *picture, xmlNode *img)
{
  xmlNode *around = ancestor (img, "picture");

  add_attribute (picture->names, img, "src", FALSE);
  add_attribute (picture->names, img, "data-src", FALSE);
  add_attribute (picture->names, img, "srcset", TRUE);
  add_attribute (picture->names, img, "data-srcset", TRUE);
  for (xmlNode *node = around != NULL ? around->children : NULL; node != NULL; node = node->next)
    if (is (node, "source"))
      add_attribute (picture->names, node, "srcset", TRUE);
}

static gboolean
is_small (xmlNode *img, const BylinePagePicture *picture)
{
  static const char *const sides[] = { "width", "height" };
  g_autofree char *lower = g_ascii_strdown (picture->src, -1);

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++) {
    g_autofree char *value = attribute (img, sides[i]);
    guint64 pixels = 0;

    if (value != NULL && g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT32, &pixels, NULL) &&
        pixels < ICON_MAX)
      return TRUE;
  }
  return picture->names->len == 0 || g_str_has_suffix (lower, ".svg") ||
         g_str_has_suffix (lower, ".gif") || g_str_has_suffix (lower, ".ico");
}

static void
add_picture (BylinePageContents *contents, xmlNode *img)
{
  BylinePagePicture *picture = g_new0 (BylinePagePicture, 1);

  picture->src = attribute (img, "src");
  if (picture->src == NULL)
    picture->src = g_strdup ("");
  picture->names = g_ptr_array_new_with_free_func (g_free);
  picture->alt = attribute (img, "alt");
  picture->line = (guint) MAX (xmlGetLineNo (img), 0);
  read_names (picture, img);
  picture->small = is_small (img, picture);
  read_caption (picture, img);
  g_ptr_array_add (contents->pictures, picture);
}

static void
add_script (BylinePageContents *contents, xmlNode *script)
{
  g_autofree char *type = attribute (script, "type");
  xmlChar *text = NULL;

  if (type == NULL || g_ascii_strcasecmp (type, "application/ld+json") != 0)
    return;
  text = xmlNodeGetContent (script);
  if (text != NULL)
    byline_page_read_json_ld (contents->data, (const char *) text,
                              (guint) MAX (xmlGetLineNo (script), 0));
  xmlFree (text);
}

/* The page ------------------------------------------------------------------------------------ */

static gboolean
wrong (const BylinePage *page, const char *why, GError **error)
{
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_MALFORMED, "%s: %s", page->name, why);
  return FALSE;
}

/* @cut: (out): the parser gave up in the middle: more would be hidden than is seen */
static xmlDoc *
parse (const BylinePage *page, gboolean *cut)
{
  const gboolean utf8 = g_utf8_validate_len (page->html, page->length, NULL);
  g_autoptr (htmlParserCtxt) context = htmlNewParserCtxt ();
  xmlDoc *document = NULL;

  document = htmlCtxtReadMemory (context, page->html, (int) page->length, NULL,
                                 utf8 ? "UTF-8" : NULL, /* else what the page says */
                                 HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                                     HTML_PARSE_NONET | HTML_PARSE_COMPACT);
  *cut = context->disableSAX != 0;
  return document;
}

gboolean
byline_page_parse (const BylinePage *page, BylinePageContents *contents, GError **error)
{
  g_autoptr (xmlDoc) document = NULL;
  xmlNode *root = NULL;
  gboolean cut = FALSE;

  if (page->length > BYLINE_PAGE_MAX)
    return wrong (page, "too large for a page", error);
  if (memchr (page->html, '\0', page->length) != NULL || page->length == 0)
    return wrong (page, "not a page", error);
  document = parse (page, &cut);
  if (cut)
    return wrong (page, "nested too deeply for a page", error);
  root = document != NULL ? xmlDocGetRootElement (document) : NULL;
  if (root == NULL)
    return wrong (page, "not a page", error);
  contents->pictures = g_ptr_array_new_with_free_func (picture_free);
  contents->data = g_ptr_array_new_with_free_func (byline_page_data_free);
  for (xmlNode *node = root; node != NULL; node = following (node, NULL)) {
    if (contents->pictures->len > PICTURES_MAX)
      return wrong (page, "more than 10000 pictures", error);
    if (is (node, "img"))
      add_picture (contents, node);
    else if (is (node, "script"))
      add_script (contents, node);
  }
  return TRUE;
}
