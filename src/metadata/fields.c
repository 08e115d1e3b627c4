#include "base/distance.h"

#include <byline/error.h>
#include <byline/field.h>
#include <byline/metadata.h>

#include <string.h>

#define DC "dc", "http://purl.org/dc/elements/1.1/"
#define PHOTOSHOP "photoshop", "http://ns.adobe.com/photoshop/1.0/"
#define XMP "xmp", "http://ns.adobe.com/xap/1.0/"
#define XMP_RIGHTS "xmpRights", "http://ns.adobe.com/xap/1.0/rights/"
#define IPTC_CORE "Iptc4xmpCore", "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
#define IPTC_EXT "Iptc4xmpExt", "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
#define PUR "pur", "http://prismstandard.org/namespaces/prismusagerights/2.1/"
/* What no standard has a property for. */
#define OWN "byline", "urn:byline:xmp:1.0/"
#define PLUS "plus", "http://ns.useplus.org/ldf/xmp/1.0/"

#define TEXT BYLINE_KIND_TEXT
#define LANGS BYLINE_KIND_LANGS
#define LIST BYLINE_KIND_LIST
#define DATE BYLINE_KIND_DATE
#define URL BYLINE_KIND_URL
#define NUMBER BYLINE_KIND_NUMBER

#define X_TEXT BYLINE_XMP_TEXT
#define X_LANGS BYLINE_XMP_LANG_ALT
#define X_BAG BYLINE_XMP_BAG
#define X_SEQ BYLINE_XMP_SEQ
#define X_LICENSOR BYLINE_XMP_LICENSOR

/* IPTC TechReference 2025.1; IIM 4.2 for datasets and their octets; Exif 2.32 for tags;
 * PRISM Usage Rights 2.1, whose dates may repeat, for embargo and expires.  Rating in EXIF is
 * Microsoft's.  Dates and times have more tags and datasets than the one here. */
/* clang-format off */
const BylineFieldInfo byline_fields[BYLINE_N_FIELDS] = {
  /*                                    name             kind    exif   iim  max  repeats  xmp */
  [BYLINE_FIELD_CREATOR]             = {"creator",       LIST,  0x013B, 80,   32, TRUE,  DC, "creator", X_SEQ},
  [BYLINE_FIELD_JOB_TITLE]           = {"job-title",     TEXT,  0,      85,   32, FALSE, PHOTOSHOP, "AuthorsPosition", X_TEXT},
  [BYLINE_FIELD_CREDIT]              = {"credit",        TEXT,  0,      110,  32, FALSE, PHOTOSHOP, "Credit", X_TEXT},
  [BYLINE_FIELD_SOURCE]              = {"source",        TEXT,  0,      115,  32, FALSE, PHOTOSHOP, "Source", X_TEXT},
  [BYLINE_FIELD_COPYRIGHT]           = {"copyright",     LANGS, 0x8298, 116, 128, FALSE, DC, "rights", X_LANGS},
  [BYLINE_FIELD_USAGE_TERMS]         = {"usage-terms",   LANGS, 0,      0,     0, FALSE, XMP_RIGHTS, "UsageTerms", X_LANGS},
  [BYLINE_FIELD_RIGHTS_URL]          = {"rights-url",    URL,   0,      0,     0, FALSE, XMP_RIGHTS, "WebStatement", X_TEXT},
  [BYLINE_FIELD_LICENSOR_URL]        = {"licensor-url",  LIST,  0,      0,     0, FALSE, PLUS, "Licensor", X_LICENSOR},
  [BYLINE_FIELD_HEADLINE]            = {"headline",      TEXT,  0,      105, 256, FALSE, PHOTOSHOP, "Headline", X_TEXT},
  [BYLINE_FIELD_DESCRIPTION]         = {"description",   LANGS, 0x010E, 120, 2000, FALSE, DC, "description", X_LANGS},
  [BYLINE_FIELD_ALT_TEXT]            = {"alt-text",      LANGS, 0,      0,     0, FALSE, IPTC_CORE, "AltTextAccessibility", X_LANGS},
  [BYLINE_FIELD_TITLE]               = {"title",         LANGS, 0,      5,    64, FALSE, DC, "title", X_LANGS},
  [BYLINE_FIELD_KEYWORDS]            = {"keywords",      LIST,  0,      25,   64, TRUE,  DC, "subject", X_BAG},
  [BYLINE_FIELD_CITY]                = {"city",          TEXT,  0,      90,   32, FALSE, PHOTOSHOP, "City", X_TEXT},
  [BYLINE_FIELD_LOCATION]            = {"location",      TEXT,  0,      92,   32, FALSE, IPTC_CORE, "Location", X_TEXT},
  [BYLINE_FIELD_STATE]               = {"state",         TEXT,  0,      95,   32, FALSE, PHOTOSHOP, "State", X_TEXT},
  [BYLINE_FIELD_COUNTRY]             = {"country",       TEXT,  0,      101,  64, FALSE, PHOTOSHOP, "Country", X_TEXT},
  [BYLINE_FIELD_COUNTRY_CODE]        = {"country-code",  TEXT,  0,      100,   3, FALSE, IPTC_CORE, "CountryCode", X_TEXT},
  [BYLINE_FIELD_DATE_CREATED]        = {"date-created",  DATE,  0x9003, 55,    8, FALSE, PHOTOSHOP, "DateCreated", X_TEXT},
  [BYLINE_FIELD_EVENT]               = {"event",         LANGS, 0,      0,     0, FALSE, IPTC_EXT, "Event", X_LANGS},
  [BYLINE_FIELD_PERSON]              = {"person",        LIST,  0,      0,     0, FALSE, IPTC_EXT, "PersonInImage", X_BAG},
  [BYLINE_FIELD_INSTRUCTIONS]        = {"instructions",  TEXT,  0,      40,  256, FALSE, PHOTOSHOP, "Instructions", X_TEXT},
  [BYLINE_FIELD_JOB_ID]              = {"job-id",        TEXT,  0,      103,  32, FALSE, PHOTOSHOP, "TransmissionReference", X_TEXT},
  [BYLINE_FIELD_CAPTION_WRITER]      = {"caption-writer", TEXT, 0,      122,  32, FALSE, PHOTOSHOP, "CaptionWriter", X_TEXT},
  [BYLINE_FIELD_DIGITAL_SOURCE_TYPE] = {"digital-source-type", URL, 0,  0,     0, FALSE, IPTC_EXT, "DigitalSourceType", X_TEXT},
  [BYLINE_FIELD_DATA_MINING]         = {"data-mining",   URL,   0,      0,     0, FALSE, PLUS, "DataMining", X_TEXT},
  [BYLINE_FIELD_RATING]              = {"rating",        NUMBER, 0x4746, 0,    0, FALSE, XMP, "Rating", X_TEXT},
  [BYLINE_FIELD_EMBARGO]             = {"embargo",       DATE,  0,      0,     0, FALSE, PUR, "embargoDate", X_BAG},
  [BYLINE_FIELD_EXPIRES]             = {"expires",       DATE,  0,      0,     0, FALSE, PUR, "expirationDate", X_BAG},
  [BYLINE_FIELD_FOCUS]               = {"focus",         TEXT,  0,      0,     0, FALSE, OWN, "Focus", X_TEXT},
};
/* clang-format on */

/* What the camera measured; people may ask for these but never set them. */
static const char *const facts[] = { "camera", "lens",   "serial", "orientation", "gps",
                                     "width",  "height", "format", "taken" };

/* What other programs and standards call our fields: only to say what was meant. */
static const struct {
  const char *name;
  BylineField field;
} synonyms[] = {
  { "artist", BYLINE_FIELD_CREATOR },           { "author", BYLINE_FIELD_CREATOR },
  { "by-line", BYLINE_FIELD_CREATOR },          { "byline", BYLINE_FIELD_CREATOR },
  { "photographer", BYLINE_FIELD_CREATOR },     { "by-line-title", BYLINE_FIELD_JOB_TITLE },
  { "credit-line", BYLINE_FIELD_CREDIT },       { "rights", BYLINE_FIELD_COPYRIGHT },
  { "web-statement", BYLINE_FIELD_RIGHTS_URL }, { "licensor", BYLINE_FIELD_LICENSOR_URL },
  { "caption", BYLINE_FIELD_DESCRIPTION },      { "object-name", BYLINE_FIELD_TITLE },
  { "subject", BYLINE_FIELD_KEYWORDS },         { "tags", BYLINE_FIELD_KEYWORDS },
  { "sublocation", BYLINE_FIELD_LOCATION },     { "province", BYLINE_FIELD_STATE },
  { "date", BYLINE_FIELD_DATE_CREATED },        { "writer", BYLINE_FIELD_CAPTION_WRITER },
  { "embargoed", BYLINE_FIELD_EMBARGO },        { "release-date", BYLINE_FIELD_EMBARGO },
  { "expiration", BYLINE_FIELD_EXPIRES },       { "focal-point", BYLINE_FIELD_FOCUS },
};

const char *
byline_layer_name (BylineLayer layer)
{
  static const char *const names[] = { "exif", "iim", "xmp", "sidecar" };

  G_STATIC_ASSERT (G_N_ELEMENTS (names) == BYLINE_N_LAYERS);
  return names[layer];
}

static const char *
nearest (const char *name)
{
  const char *best = byline_fields[0].name;
  guint least = G_MAXUINT;

  for (guint i = 0; i < G_N_ELEMENTS (synonyms); i++)
    if (strcmp (synonyms[i].name, name) == 0)
      return byline_fields[synonyms[i].field].name;
  for (guint i = 0; i < BYLINE_N_FIELDS; i++) {
    guint d = byline_distance (name, byline_fields[i].name);

    if (d < least) {
      least = d;
      best = byline_fields[i].name;
    }
  }
  return best;
}

static gboolean
find (const char *name, BylineField *field)
{
  for (guint i = 0; i < BYLINE_N_FIELDS; i++)
    if (strcmp (byline_fields[i].name, name) == 0) {
      *field = (BylineField) i;
      return TRUE;
    }
  return FALSE;
}

/* The shape of BCP 47: subtags of one to eight letters and digits; the first has letters only. */
static gboolean
is_language (const char *tag)
{
  guint length = 0;
  gboolean first = TRUE;

  for (const char *p = tag; *p != '\0'; p++) {
    if (*p == '-') {
      if (length == 0)
        return FALSE;
      first = FALSE;
      length = 0;
    } else if (++length > 8 || !(first ? g_ascii_isalpha (*p) : g_ascii_isalnum (*p)))
      return FALSE;
  }
  return length > 0;
}

static gboolean
unknown (const char *name, GError **error)
{
  g_autofree char *shown = g_utf8_make_valid (name, MIN ((gssize) strlen (name), 60));

  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    if (strcmp (facts[i], name) == 0) {
      g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                   "\"%s\" is read only: it is what the camera measured", name);
      return FALSE;
    }
  g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
               "there is no field \"%s\"; did you mean \"%s\"?", shown, nearest (name));
  return FALSE;
}

gboolean
byline_field_parse (const char *name, BylineField *field, char **lang, GError **error)
{
  const char *at = strchr (name, '@');
  g_autofree char *base = at != NULL ? g_strndup (name, (gsize) (at - name)) : g_strdup (name);
  BylineField found;

  if (!find (base, &found))
    return unknown (base, error);
  if (at != NULL && byline_fields[found].kind != BYLINE_KIND_LANGS) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE, "%s has no languages: leave out \"%s\"",
                 base, at);
    return FALSE;
  }
  if (at != NULL && !is_language (at + 1)) {
    g_set_error (error, BYLINE_ERROR, BYLINE_ERROR_USAGE,
                 "\"%s\" is not a language tag such as \"@kk\" or \"@zh-Hans\"", at);
    return FALSE;
  }
  *field = found;
  *lang = at != NULL ? g_ascii_strdown (at + 1, -1) : NULL;
  return TRUE;
}
