#include "metadata/xmp_regions.h"

#include "metadata/xmp_tree.h"

#include <string.h>

#define MWG_RS "http://www.metadataworkinggroup.com/schemas/regions/"
#define ST_AREA "http://ns.adobe.com/xmp/sType/Area#"

/* Of each photo; a crowd has some hundred faces. */
#define MAX_REGIONS 1000

/* How much a region says of where to look. */
typedef enum {
  RANK_SUBJECT,
  RANK_FOCUS,
  RANK_FACE,
  RANK_ANY,
  N_RANKS,
} Rank;

/* What is around all regions of one rank, as fractions. */
typedef struct {
  gboolean any;
  double left, top, right, bottom;
} Box;

typedef struct {
  int width, height;
  Box boxes[N_RANKS];
} Search;

/* @x, @y: the middle */
static void
add_region (Search *search, Rank rank, double x, double y, double width, double height)
{
  Box *box = &search->boxes[rank];
  Box region = { TRUE, x - width / 2, y - height / 2, x + width / 2, y + height / 2 };

  if (!(x >= 0 && x <= 1 && y >= 0 && y <= 1 && width >= 0 && width <= 2 && height >= 0 &&
        height <= 2))
    return;
  if (!box->any) {
    *box = region;
    return;
  }
  box->left = MIN (box->left, region.left);
  box->top = MIN (box->top, region.top);
  box->right = MAX (box->right, region.right);
  box->bottom = MAX (box->bottom, region.bottom);
}

/* Returns: (transfer full) (nullable) */
static char *
text_of (xmlNode *item, const char *ns, const char *name)
{
  xmlNode *member = item != NULL ? byline_xmp_member (item, ns, name) : NULL;

  return member != NULL ? byline_xmp_text (member) : NULL;
}

/* @fallback: where it is not said or no number */
static double
number_of (xmlNode *item, const char *ns, const char *name, double fallback)
{
  g_autofree char *text = text_of (item, ns, name);
  char *end = NULL;
  double number = text != NULL ? g_ascii_strtod (text, &end) : fallback;

  return text != NULL && end != text ? number : fallback;
}

/* In pixels where @unit says so: then of the stored picture. */
static double
share (double number, const char *unit, int all)
{
  return g_strcmp0 (unit, "pixel") == 0 && all > 0 ? number / all : number;
}

/* MWG 2.0, 5.3: x and y are the middle. */
static void
add_mwg (Search *search, xmlNode *region)
{
  g_autofree char *type = text_of (region, MWG_RS, "Type");
  xmlNode *area = byline_xmp_member (region, MWG_RS, "Area");
  g_autofree char *unit = text_of (area, ST_AREA, "unit");
  gboolean focus = g_strcmp0 (type, "Focus") == 0;

  if (area == NULL || (!focus && g_strcmp0 (type, "Face") != 0))
    return;
  add_region (search, focus ? RANK_FOCUS : RANK_FACE,
              share (number_of (area, ST_AREA, "x", -1), unit, search->width),
              share (number_of (area, ST_AREA, "y", -1), unit, search->height),
              share (number_of (area, ST_AREA, "w", 0), unit, search->width),
              share (number_of (area, ST_AREA, "h", 0), unit, search->height));
}

/* Does a role's identifier (IPTC's newscodes/imageregionrole) say that this is what counts? */
static gboolean
is_subject (xmlNode *region)
{
  static const char *const roles[] = { "mainSubjectArea", "recomCropping", "areaOfInterest" };
  xmlNode *property = byline_xmp_member (region, BYLINE_IPTC_EXT, "rRole");
  g_autoptr (GPtrArray) items = property != NULL ? byline_xmp_items (property) : NULL;

  for (guint i = 0; items != NULL && i < items->len; i++) {
    xmlNode *ids =
        byline_xmp_member (items->pdata[i], "http://ns.adobe.com/xap/1.0/", "Identifier");
    g_autoptr (GPtrArray) texts = NULL;

    ids = ids != NULL ? ids
                      : byline_xmp_member (items->pdata[i], "http://purl.org/dc/elements/1.1/",
                                           "identifier");
    texts = ids != NULL ? byline_xmp_items (ids) : NULL;
    for (guint k = 0; texts != NULL && k < texts->len; k++) {
      g_autofree char *id = byline_xmp_text (texts->pdata[k]);

      for (guint r = 0; id != NULL && r < G_N_ELEMENTS (roles); r++)
        if (g_str_has_suffix (id, roles[r]))
          return TRUE;
    }
  }
  return FALSE;
}

/* A rectangle begins at x and y, a circle is around them; polygons are of points. */
static void
add_iptc (Search *search, xmlNode *region)
{
  xmlNode *boundary = byline_xmp_member (region, BYLINE_IPTC_EXT, "RegionBoundary");
  g_autofree char *shape = text_of (boundary, BYLINE_IPTC_EXT, "rbShape");
  g_autofree char *unit = text_of (boundary, BYLINE_IPTC_EXT, "rbUnit");
  double x = share (number_of (boundary, BYLINE_IPTC_EXT, "rbX", -9), unit, search->width);
  double y = share (number_of (boundary, BYLINE_IPTC_EXT, "rbY", -9), unit, search->height);
  double width = share (number_of (boundary, BYLINE_IPTC_EXT, "rbW", 0), unit, search->width);
  double height = share (number_of (boundary, BYLINE_IPTC_EXT, "rbH", 0), unit, search->height);
  Rank rank = boundary != NULL && is_subject (region) ? RANK_SUBJECT : RANK_ANY;

  if (g_strcmp0 (shape, "rectangle") == 0)
    add_region (search, rank, x + width / 2, y + height / 2, width, height);
  else if (g_strcmp0 (shape, "circle") == 0)
    add_region (search, rank, x, y, 0, 0);
}

static void
add_all (Search *search, xmlNode *list, void (*add) (Search *search, xmlNode *region))
{
  g_autoptr (GPtrArray) items = list != NULL ? byline_xmp_items (list) : NULL;

  for (guint i = 0; items != NULL && i < items->len && i < MAX_REGIONS; i++)
    add (search, items->pdata[i]);
}

static void
search_packet (Search *search, const BylineXmp *xmp)
{
  g_autoptr (GPtrArray) mwg = byline_xmp_properties (xmp, MWG_RS, "Regions");
  g_autoptr (GPtrArray) iptc = byline_xmp_properties (xmp, BYLINE_IPTC_EXT, "ImageRegion");

  for (guint i = 0; i < mwg->len; i++)
    add_all (search, byline_xmp_member (mwg->pdata[i], MWG_RS, "RegionList"), add_mwg);
  for (guint i = 0; i < iptc->len; i++)
    add_all (search, iptc->pdata[i], add_iptc);
}

gboolean
byline_xmp_regions_focus (GBytes *packet, int width, int height, double *x, double *y)
{
  BylineXmp *xmp = byline_xmp_parse (packet, NULL);
  Search search = { .width = width, .height = height };

  if (xmp != NULL)
    search_packet (&search, xmp);
  byline_xmp_free (xmp);
  for (Rank rank = 0; rank < N_RANKS; rank++) {
    const Box *box = &search.boxes[rank];

    if (!box->any)
      continue;
    *x = CLAMP ((box->left + box->right) / 2, 0, 1);
    *y = CLAMP ((box->top + box->bottom) / 2, 0, 1);
    return TRUE;
  }
  return FALSE;
}
