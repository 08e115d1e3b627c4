#pragma once

#include <byline/check.h>

/** A picture on a page.  Plain data, owned by the page's list. */
typedef struct {
  char *src;        /* what is shown where nothing else is chosen; "" if there is none */
  GPtrArray *names; /* of char *: file names of all that may be shown, decoded, each once */
  char *alt;        /* NULL: no attribute */
  guint line;       /* of the page */
  gboolean small;   /* an icon, by its attributes, or a drawing */
  char *caption;    /* what a reader sees of it: the figcaption, or the text right after; lines */
  char *credit;     /* nullable: text of an element there that is marked as the credit */
} BylinePagePicture;

/** What JSON-LD says of a picture. */
typedef struct {
  GPtrArray *names; /* of char *: file names */
  char *credit;     /* creditText */
  guint line;
} BylinePageData;

typedef struct {
  GPtrArray *pictures; /* of BylinePagePicture, in order */
  GPtrArray *data;     /* of BylinePageData */
} BylinePageContents;

void byline_page_contents_clear (BylinePageContents *contents);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylinePageContents, byline_page_contents_clear)

/** Parses HTML, however broken; nothing is fetched.  Returns: FALSE with
 *  BYLINE_ERROR_MALFORMED for what has nothing of a page, is too large or has more than 10,000
 *  pictures */
gboolean byline_page_parse (const BylinePage *page, BylinePageContents *contents, GError **error);
