/* A packet in its old dress: what a file has around its root element, and the Unicode it is in, are
 * no business of an edit. */
#include "metadata/xmp_tree.h"

#include <byline/error.h>

#include <libxml/xmlsave.h>
#include <string.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC (xmlBuffer, xmlBufferFree)

/* The old packet as UTF-8 (or another superset of ASCII), cut in three. */
typedef struct {
  char *text;
  gsize length;
  gsize root, end;  /* of the root element */
  const char *wide; /* what iconv calls it; NULL where characters are octets */
  gboolean crlf;
} Dress;

static void
dress_clear (Dress *dress)
{
  g_free (dress->text);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Dress, dress_clear)

/* XML 1.0, appendix F: by a byte order mark, or how the first "<" is written. */
static const char *
wide_encoding (const char *bytes, gsize size)
{
  static const struct {
    const char *begin;
    gsize n;
    const char *name;
  } known[] = {
    { "\xFF\xFE\0\0", 4, "UTF-32LE" }, { "\0\0\xFE\xFF", 4, "UTF-32BE" },
    { "<\0\0\0", 4, "UTF-32LE" },      { "\0\0\0<", 4, "UTF-32BE" },
    { "\xFF\xFE", 2, "UTF-16LE" },     { "\xFE\xFF", 2, "UTF-16BE" },
    { "<\0", 2, "UTF-16LE" },          { "\0<", 2, "UTF-16BE" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (size >= known[i].n && memcmp (bytes, known[i].begin, known[i].n) == 0)
      return known[i].name;
  return NULL;
}

static gsize
skip (const Dress *dress, gsize at, const char *until)
{
  const char *found = g_strstr_len (dress->text + at, (gssize) (dress->length - at), until);

  return found != NULL ? (gsize) (found - dress->text) + strlen (until) : dress->length;
}

/* Past declaration, xpacket and comments. */
static gsize
find_root (const Dress *dress)
{
  gsize at = g_str_has_prefix (dress->text, "\xEF\xBB\xBF") ? 3 : 0;

  for (;;) {
    while (g_ascii_isspace (dress->text[at]))
      at++;
    if (g_str_has_prefix (dress->text + at, "<?"))
      at = skip (dress, at, "?>");
    else if (g_str_has_prefix (dress->text + at, "<!--"))
      at = skip (dress, at, "-->");
    else
      return at;
  }
}

static gboolean
find_end (const BylineXmp *xmp, Dress *dress)
{
  const xmlNode *root = xmlDocGetRootElement (xmp->doc);
  const char *prefix = root->ns != NULL ? (const char *) root->ns->prefix : NULL;
  g_autofree char *tag = g_strdup_printf ("</%s%s%s", prefix != NULL ? prefix : "",
                                          prefix != NULL ? ":" : "", (const char *) root->name);
  const char *last = g_strrstr (dress->text + dress->root, tag);

  if (last == NULL)
    return FALSE;
  dress->end = skip (dress, (gsize) (last - dress->text), ">");
  return TRUE;
}

/* Every line ends in CR LF, where the parser has left LF alone. */
static gboolean
has_crlf (const Dress *dress)
{
  const char *line = strchr (dress->text, '\n');

  if (line == NULL)
    return FALSE;
  for (; line != NULL; line = strchr (line + 1, '\n'))
    if (line == dress->text || line[-1] != '\r')
      return FALSE;
  return TRUE;
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, BYLINE_ERROR, BYLINE_ERROR_REFUSED,
                       "its XMP is written in a way that cannot be kept");
  return FALSE;
}

static gboolean
undress (const BylineXmp *xmp, GBytes *old, Dress *dress, GError **error)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (old, &size);

  dress->wide = wide_encoding (bytes, size);
  if (dress->wide != NULL)
    dress->text =
        g_convert (bytes, (gssize) size, "UTF-8", dress->wide, NULL, &dress->length, NULL);
  else {
    dress->text = g_malloc (size + 1);
    memcpy (dress->text, bytes, size);
    dress->text[size] = '\0';
    dress->length = size;
  }
  if (dress->text != NULL) {
    dress->root = find_root (dress);
    dress->crlf = has_crlf (dress);
  }
  if (dress->text != NULL && find_end (xmp, dress))
    return TRUE;
  return refuse (error);
}

static xmlBuffer *
dump_root (const BylineXmp *xmp, const Dress *dress)
{
  xmlBuffer *buffer = xmlBufferCreate ();
  xmlSaveCtxt *save = NULL;

  if (dress->wide != NULL || xmp->doc->encoding == NULL) {
    if (xmp->doc->encoding != NULL)
      xmlFree ((xmlChar *) xmp->doc->encoding);
    xmp->doc->encoding = xmlStrdup ((const xmlChar *) "UTF-8"); /* no character references */
  }
  save = xmlSaveToBuffer (buffer, (const char *) xmp->doc->encoding, XML_SAVE_NO_DECL);

  xmlSaveTree (save, xmlDocGetRootElement (xmp->doc));
  xmlSaveClose (save);
  return buffer;
}

static GString *
dress_up (const BylineXmp *xmp, const Dress *dress)
{
  g_autoptr (xmlBuffer) root = dump_root (xmp, dress);
  GString *out = g_string_new_len (dress->text, (gssize) dress->root);
  const char *bytes = (const char *) xmlBufferContent (root);
  const int length = xmlBufferLength (root);

  for (int i = 0; i < length; i++) {
    if (bytes[i] == '\n' && dress->crlf)
      g_string_append_c (out, '\r');
    g_string_append_c (out, bytes[i]);
  }
  g_string_append_len (out, dress->text + dress->end, (gssize) (dress->length - dress->end));
  return out;
}

/* Returns: (transfer full) (nullable) */
static GBytes *
encode (const GString *text, const char *wide)
{
  gsize length = 0;
  char *bytes = NULL;

  if (wide == NULL)
    return g_bytes_new (text->str, text->len);
  bytes = g_convert (text->str, (gssize) text->len, wide, "UTF-8", NULL, &length, NULL);
  return bytes != NULL ? g_bytes_new_take (bytes, length) : NULL;
}

GBytes *
byline_xmp_serialise_dressed (const BylineXmp *xmp, GBytes *old, GError **error)
{
  g_auto (Dress) dress = { 0 };
  g_autoptr (GString) text = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (BylineXmp) again = NULL;

  if (!undress (xmp, old, &dress, error))
    return NULL;
  text = dress_up (xmp, &dress);
  bytes = encode (text, dress.wide);
  again = bytes != NULL ? byline_xmp_parse (bytes, NULL) : NULL;
  if (again != NULL)
    return g_steal_pointer (&bytes);
  refuse (error); /* a comment behind the root that looks like its end */
  return NULL;
}
