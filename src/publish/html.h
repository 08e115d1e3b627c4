#pragma once

#include <byline/publish.h>

/** How a figure stands on its page. */
typedef struct {
  const char *link;  /* nullable: where a click on the picture leads */
  const char *sizes; /* nullable: as in <img sizes>; NULL: as wide as the window */
  gboolean lazy;     /* loaded only when it comes near the window: for those far down a page */
} BylineFigureStyle;

/**
 * byline_html_figure:
 *
 * A <figure>: the picture in every size, what it shows, and at the end the credit line.
 *
 * Returns: (transfer full): "" where @item has no renditions
 */
char *byline_html_figure (const BylinePublishItem *item, const BylineFigureStyle *style);

/**
 * byline_html_page:
 * @lang: (nullable): what the page is in, BCP 47
 *
 * Returns: (transfer full): the photo's own page; byline_html_is_ours() finds its photo again
 */
char *byline_html_page (const BylinePublishItem *item, const char *lang);

/**
 * byline_html_index:
 * @title: (nullable)
 * @lang: (nullable): what the page is in, BCP 47
 * @figures: (element-type utf8): from byline_html_figure()
 *
 * Returns: (transfer full): a page with all of them in a grid
 */
char *byline_html_index (const char *title, const char *lang, const GPtrArray *figures);

/** The @i-th format that a <picture> offers, @i from 0 to BYLINE_N_FORMATS - 1: newer ones first.
 */
BylineFormat byline_html_source (guint i);

/** Returns: (transfer none): what the picture shows: its alt text, else its headline, else "" */
const char *byline_html_alt (const BylineMetadata *metadata);

/** What figures on the index page are shown in. */
#define BYLINE_HTML_GRID_SIZES "(min-width: 46rem) 33rem, 100vw"

/** So many figures of the index page are loaded at once; they also print, and show in a picture
 * of the page, without anybody scrolling. */
#define BYLINE_HTML_EAGER 24

/** How far into a page of ours its marks are, at most, in bytes. */
#define BYLINE_HTML_HEAD_MAX 512

/** Does a page that begins with @head come from byline, and if @id is given, from that photo? */
gboolean byline_html_is_ours (const char *head, gsize length, const BylineId *id);

/** Returns: (transfer none): the largest or the smallest file that every browser shows; @item has
 * renditions */
const BylinePublished *byline_html_fallback (const BylinePublishItem *item, gboolean largest);
