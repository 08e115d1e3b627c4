#include "publish/html.h"

#include "publish/escape.h"
#include "publish/jsonld.h"
#include "publish/names.h"

#include <byline/credit.h>

#include <string.h>

static const char style_sheet[] =
    "body{margin:0 auto;padding:1rem;max-width:90rem;font:1rem/1.5 system-ui,sans-serif;"
    "color:#1a1a1a;background:#fff}\n"
    "h1{font-size:1.5rem;margin:0 0 1rem}\n"
    ".photos{display:grid;gap:1.5rem;align-items:start;"
    "grid-template-columns:repeat(auto-fill,minmax(min(100%,22rem),1fr))}\n"
    "figure{margin:0;min-width:0}\n"
    "img{display:block;max-width:100%;height:auto;background:#eee}\n"
    "figcaption{margin-top:.5rem;font-size:.9rem;overflow-wrap:anywhere}\n"
    "figcaption>*{display:block}\n"
    ".credit{color:#595959}\n"
    ".credit a{color:inherit}\n";

static const char generator_mark[] = "<meta name=\"generator\" content=\"byline\">";
#define PHOTO_MARK "<meta name=\"byline-photo\" content=\"%s\">"

static const BylinePublished *
rendition_at (const BylinePublishItem *item, guint index)
{
  return g_ptr_array_index (item->renditions, index);
}

/* Shows another part than the others: no browser may choose it in their place. */
static gboolean
is_crop (const BylinePublished *rendition)
{
  return rendition->crop.width > 0;
}

/* The smallest first: a browser takes the first that it knows. */
static const BylineFormat offered[] = { BYLINE_FORMAT_JXL, BYLINE_FORMAT_AVIF, BYLINE_FORMAT_WEBP,
                                        BYLINE_FORMAT_JPEG, BYLINE_FORMAT_PNG };

static gboolean
has_format (const BylinePublishItem *item, BylineFormat format)
{
  for (guint i = 0; i < item->renditions->len; i++)
    if (rendition_at (item, i)->format == format && !is_crop (rendition_at (item, i)))
      return TRUE;
  return FALSE;
}

/* What every browser and crawler shows, where there is one; else the oldest. */
static BylineFormat
fallback_format (const BylinePublishItem *item)
{
  static const BylineFormat old[] = { BYLINE_FORMAT_JPEG, BYLINE_FORMAT_PNG, BYLINE_FORMAT_WEBP,
                                      BYLINE_FORMAT_AVIF };

  for (guint i = 0; i < G_N_ELEMENTS (old); i++)
    if (has_format (item, old[i]))
      return old[i];
  return rendition_at (item, 0)->format;
}

const BylinePublished *
byline_html_fallback (const BylinePublishItem *item, gboolean largest)
{
  BylineFormat format = fallback_format (item);
  const BylinePublished *found = NULL;

  for (guint i = 0; i < item->renditions->len; i++) {
    const BylinePublished *rendition = rendition_at (item, i);

    if (rendition->format == format && !is_crop (rendition) && (found == NULL || largest))
      found = rendition;
  }
  return found;
}

/* "a-320w-….webp 320w, a-640w-….webp 640w"; links have no comma or space left in them. */
static char *
srcset (const BylinePublishItem *item, BylineFormat format)
{
  GString *set = g_string_new (NULL);

  for (guint i = 0; i < item->renditions->len; i++) {
    const BylinePublished *rendition = rendition_at (item, i);
    g_autofree char *link = byline_html_link (rendition->name);

    if (rendition->format == format && !is_crop (rendition))
      g_string_append_printf (set, "%s%s %dw", set->len > 0 ? ", " : "", link, rendition->width);
  }
  return g_string_free (set, FALSE);
}

static void
append_source (GString *html, const BylinePublishItem *item, BylineFormat format, const char *sizes)
{
  g_autofree char *set = srcset (item, format);

  if (*set == '\0')
    return;
  g_string_append (html, "<source");
  byline_html_attribute (html, "type", byline_web_format (format)->mime);
  byline_html_attribute (html, "srcset", set);
  byline_html_attribute (html, "sizes", sizes);
  g_string_append (html, ">\n");
}

/* The believed text and, where one of the language alternatives says the same, its language. */
static const char *
text_and_lang (const BylineMetadata *metadata, BylineField field, const char **lang)
{
  const char *text = byline_metadata_text (metadata, field);
  guint n = 0;
  const BylineText *values = byline_metadata_best (metadata, field, &n, NULL);

  *lang = NULL;
  for (guint i = 0; text != NULL && i < n && *lang == NULL; i++) {
    if (values[i].lang != NULL && strcmp (values[i].lang, "x-default") != 0 &&
        strcmp (values[i].text, text) == 0)
      *lang = values[i].lang;
  }
  return text;
}

const char *
byline_html_alt (const BylineMetadata *metadata)
{
  const char *alt = byline_metadata_text (metadata, BYLINE_FIELD_ALT_TEXT);

  if (alt == NULL)
    alt = byline_metadata_text (metadata, BYLINE_FIELD_HEADLINE);
  return alt != NULL ? alt : "";
}

BylineFormat
byline_html_source (guint i)
{
  return i < G_N_ELEMENTS (offered) ? offered[i] : BYLINE_FORMAT_UNKNOWN;
}

static void
append_alt (GString *html, const BylineMetadata *metadata)
{
  const char *lang = NULL;

  text_and_lang (metadata, BYLINE_FIELD_ALT_TEXT, &lang);
  byline_html_attribute (html, "alt", byline_html_alt (metadata));
  byline_html_attribute (html, "lang", lang);
}

/* Until the picture is there its place, whose size is known, has its colour; a script may draw more
 * of the hash. */
static void
append_placeholder (GString *html, const BylinePlaceholder *placeholder)
{
  g_autofree char *hash = byline_placeholder_hash (placeholder);
  g_autofree char *colour = byline_placeholder_colour (placeholder);
  g_autofree char *style = colour != NULL ? g_strconcat ("background:", colour, NULL) : NULL;

  byline_html_attribute (html, "style", style);
  byline_html_attribute (html, "data-thumbhash", hash);
}

static void
append_img (GString *html, const BylinePublishItem *item, const char *sizes, gboolean lazy)
{
  const BylinePublished *large = byline_html_fallback (item, TRUE);
  g_autofree char *src = byline_html_link (large->name);
  g_autofree char *set = srcset (item, large->format);

  g_string_append (html, "<img");
  byline_html_attribute (html, "src", src);
  byline_html_attribute (html, "srcset", set);
  byline_html_attribute (html, "sizes", sizes);
  g_string_append_printf (html, " width=\"%d\" height=\"%d\"", large->width, large->height);
  append_alt (html, item->metadata);
  append_placeholder (html, &item->placeholder);
  g_string_append (html,
                   lazy ? " loading=\"lazy\" decoding=\"async\">\n" : " decoding=\"async\">\n");
}

static void
append_picture (GString *html, const BylinePublishItem *item, const BylineFigureStyle *style)
{
  const BylinePublished *large = byline_html_fallback (item, TRUE);
  g_autofree char *whole =
      g_strdup_printf ("(max-width: %dpx) 100vw, %dpx", large->width, large->width);
  const char *shown = style->sizes != NULL ? style->sizes : whole;

  g_string_append (html, "<picture>\n");
  for (guint i = 0; i < G_N_ELEMENTS (offered); i++) {
    if (offered[i] != large->format)
      append_source (html, item, offered[i], shown);
  }
  append_img (html, item, shown, style->lazy);
  g_string_append (html, "</picture>\n");
}

/* dir=auto isolates the text, so that a stray direction mark in it cannot turn the credit. */
static void
append_words (GString *html, const char *tag, const BylineMetadata *metadata, BylineField field)
{
  const char *lang = NULL;
  const char *text = text_and_lang (metadata, field, &lang);

  if (text == NULL)
    return;
  g_string_append_printf (html, "<%s dir=\"auto\"", tag);
  byline_html_attribute (html, "lang", lang);
  g_string_append_c (html, '>');
  byline_html_text (html, text);
  g_string_append_printf (html, "</%s>\n", tag);
}

static void
append_credit (GString *html, const BylinePublishItem *item)
{
  const char *terms = byline_metadata_text (item->metadata, BYLINE_FIELD_RIGHTS_URL);
  g_autofree char *line =
      item->line != NULL
          ? g_strdup (item->line)
          : byline_credit_line (byline_metadata_text (item->metadata, BYLINE_FIELD_CREDIT));
  gboolean linked = byline_html_is_link (terms);

  if (line == NULL)
    return;
  g_string_append (html, "<span class=\"credit\" dir=\"auto\">");
  if (linked) {
    g_string_append (html, "<a rel=\"license\"");
    byline_html_attribute (html, "href", terms);
    g_string_append_c (html, '>');
  }
  byline_html_line (html, line);
  g_string_append (html, linked ? "</a></span>\n" : "</span>\n");
}

static void
append_caption (GString *html, const BylinePublishItem *item)
{
  const BylineMetadata *metadata = item->metadata;
  gsize empty;

  g_string_append (html, "<figcaption>\n");
  empty = html->len;
  append_words (html, "strong", metadata, BYLINE_FIELD_HEADLINE);
  append_words (html, "span", metadata, BYLINE_FIELD_DESCRIPTION);
  append_credit (html, item);
  if (html->len == empty)
    g_string_truncate (html, empty - strlen ("<figcaption>\n"));
  else
    g_string_append (html, "</figcaption>\n");
}

char *
byline_html_figure (const BylinePublishItem *item, const BylineFigureStyle *style)
{
  GString *html = g_string_new (NULL);
  g_autofree char *data = NULL;

  if (item->renditions == NULL || item->renditions->len == 0)
    return g_string_free (html, FALSE);
  data = byline_jsonld_image (item);
  g_string_append (html, "<figure>\n");
  if (style->link != NULL) {
    g_string_append (html, "<a");
    byline_html_attribute (html, "href", style->link);
    g_string_append (html, ">\n");
  }
  append_picture (html, item, style);
  if (style->link != NULL)
    g_string_append (html, "</a>\n");
  g_string_append_printf (html, "<script type=\"application/ld+json\">%s</script>\n", data);
  append_caption (html, item); /* last: HTML wants it first or last in a figure */
  g_string_append (html, "</figure>\n");
  return g_string_free (html, FALSE);
}

char *
byline_publish_figure (const BylinePublishItem *item)
{
  const BylineFigureStyle alone = { .link = NULL, .sizes = NULL, .lazy = FALSE };

  g_return_val_if_fail (item != NULL, NULL);
  return byline_html_figure (item, &alone);
}

/* A longer one is none, and would push the marks out of what is read to find them. */
enum { LANG_MAX = 64 };

/* The marks stand before the title, whose length is the photo's to choose.  Readers aloud want to
 * know the language: "und" where nobody has said it. */
static GString *
begin_page (const char *mark, const char *lang, const char *title)
{
  gboolean said = lang != NULL && *lang != '\0' && strlen (lang) <= LANG_MAX;
  GString *html = g_string_new ("<!DOCTYPE html>\n<html");

  byline_html_attribute (html, "lang", said ? lang : "und");
  g_string_append_printf (html, ">\n<head>\n<meta charset=\"utf-8\">\n%s\n%s", generator_mark,
                          mark);
  g_string_append (html, "<meta name=\"viewport\" content=\"width=device-width, "
                         "initial-scale=1\">\n<title>");
  byline_html_line (html, title);
  g_string_append_printf (html, "</title>\n<style>\n%s</style>\n</head>\n<body>\n", style_sheet);
  return html;
}

static char *
end_page (GString *html)
{
  g_string_append (html, "</body>\n</html>\n");
  return g_string_free (html, FALSE);
}

char *
byline_html_page (const BylinePublishItem *item, const char *lang)
{
  g_autofree char *id = byline_id_to_string (item->id);
  g_autofree char *mark = g_strdup_printf (PHOTO_MARK "\n", id);
  g_autofree char *name = byline_publish_name (item->source);
  g_autofree char *figure = byline_publish_figure (item);
  const char *headline = byline_metadata_text (item->metadata, BYLINE_FIELD_HEADLINE);
  GString *html = begin_page (mark, lang, headline != NULL ? headline : name);

  g_string_append_printf (html, "<main>\n%s</main>\n", figure);
  return end_page (html);
}

char *
byline_html_index (const char *title, const char *lang, const GPtrArray *figures)
{
  const char *shown = title != NULL && *title != '\0' ? title : "Photos";
  GString *html = begin_page ("", lang, shown);

  g_string_append (html, "<h1>");
  byline_html_line (html, shown);
  g_string_append (html, "</h1>\n<main class=\"photos\">\n");
  for (guint i = 0; i < figures->len; i++)
    g_string_append (html, g_ptr_array_index (figures, i));
  g_string_append (html, "</main>\n");
  return end_page (html);
}

gboolean
byline_html_is_ours (const char *head, gsize length, const BylineId *id)
{
  g_autofree char *hex = id != NULL ? byline_id_to_string (id) : NULL;
  g_autofree char *photo = g_strdup_printf (PHOTO_MARK, hex != NULL ? hex : "");
  gssize n = (gssize) MIN (length, BYLINE_HTML_HEAD_MAX);

  return g_strstr_len (head, n, generator_mark) != NULL &&
         (id == NULL || g_strstr_len (head, n, photo) != NULL);
}
