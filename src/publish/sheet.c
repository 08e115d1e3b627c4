#include "publish/sheet.h"

#include "publish/escape.h"

#include <byline/credit.h>
#include <byline/rendition.h>

#include <string.h>

/* Wide enough for four in a row of an A4 page at 150 dots an inch. */
#define WIDTH 280

static const char style_sheet[] =
    "@page{size:A4;margin:12mm}\n"
    "body{margin:0 auto;padding:1rem;max-width:70rem;font:.75rem/1.35 system-ui,sans-serif;"
    "color:#1a1a1a;background:#fff}\n"
    "h1{font-size:1.1rem;margin:0 0 .75rem}\n"
    ".sheet{display:grid;gap:1rem .75rem;grid-template-columns:repeat(4,1fr);align-items:start}\n"
    "figure{margin:0;min-width:0;break-inside:avoid}\n"
    "img{display:block;max-width:100%;max-height:16rem;width:auto;height:auto}\n"
    "figcaption{margin-top:.25rem;overflow-wrap:anywhere}\n"
    "figcaption>*{display:block}\n"
    ".name,.taken{color:#595959}\n"
    "@media print{body{padding:0;max-width:none}}\n";

void
byline_sheet_begin (GString *html, const char *title)
{
  const char *heading = title != NULL ? title : "Contact sheet";

  g_string_append (html, "<!DOCTYPE html>\n<html lang=\"\">\n<head>\n<meta charset=\"utf-8\">\n"
                         "<meta name=\"generator\" content=\"byline\">\n<title>");
  byline_html_line (html, heading);
  g_string_append_printf (html, "</title>\n<style>\n%s</style>\n</head>\n<body>\n<h1>",
                          style_sheet);
  byline_html_line (html, heading);
  g_string_append (html, "</h1>\n<div class=\"sheet\">\n");
}

static void
append_picture (GString *html, const BylineRendition *rendition, const BylineMetadata *metadata)
{
  gsize size = 0;
  const guint8 *bytes = g_bytes_get_data (rendition->bytes, &size);
  g_autofree char *base64 = g_base64_encode (bytes, size);
  const char *alt = byline_metadata_text (metadata, BYLINE_FIELD_ALT_TEXT);

  if (alt == NULL)
    alt = byline_metadata_text (metadata, BYLINE_FIELD_HEADLINE);
  g_string_append_printf (html, "<img src=\"data:image/jpeg;base64,%s\" width=\"%d\" height=\"%d\"",
                          base64, rendition->width, rendition->height);
  byline_html_attribute (html, "alt", alt != NULL ? alt : "");
  g_string_append (html, ">\n");
}

static void
append_line (GString *html, const char *class, const char *text)
{
  if (text == NULL)
    return;
  g_string_append (html, "<span");
  byline_html_attribute (html, "class", class);
  g_string_append (html, ">");
  byline_html_line (html, text);
  g_string_append (html, "</span>\n");
}

static void
append_caption (GString *html, const BylineEntry *entry)
{
  g_autofree char *credit =
      byline_credit_line (byline_metadata_text (entry->metadata, BYLINE_FIELD_CREDIT));
  const char *headline = byline_metadata_text (entry->metadata, BYLINE_FIELD_HEADLINE);

  g_string_append (html, "<figcaption>\n");
  append_line (html, "name", entry->name);
  append_line (html, "headline", headline);
  append_line (html, "credit", credit != NULL ? credit : "No credit");
  append_line (html, "taken", byline_metadata_get_facts (entry->metadata)->taken);
  g_string_append (html, "</figcaption>\n");
}

gboolean
byline_sheet_photo (GString *html, const BylineEntry *entry, const char *path, GError **error)
{
  static const int widths[] = { WIDTH };
  static const BylineFormat formats[] = { BYLINE_FORMAT_JPEG };
  static const BylineRenditionSpec spec = { .widths = widths,
                                            .n_widths = 1,
                                            .formats = formats,
                                            .n_formats = 1,
                                            .quality = { [BYLINE_FORMAT_JPEG] = 70 } };
  const BylineFacts *facts = byline_metadata_get_facts (entry->metadata);
  g_autoptr (GPtrArray) made =
      byline_renditions_make (path, facts->orientation, &spec, NULL, error);

  if (made == NULL)
    return FALSE;
  g_string_append (html, "<figure>\n");
  append_picture (html, g_ptr_array_index (made, 0), entry->metadata);
  append_caption (html, entry);
  g_string_append (html, "</figure>\n");
  return TRUE;
}

void
byline_sheet_end (GString *html)
{
  g_string_append (html, "</div>\n</body>\n</html>\n");
}
