#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * BylineField:
 *
 * A fact about a photo with one name, whatever the layer it is kept in.  Names,
 * tags, limits and containers are in byline_fields[], the one field table
 * (src/metadata/fields.c), taken from IPTC TechReference 2025.1, IIM 4.2,
 * Exif 2.32, XMP Part 3 and PRISM Usage Rights 2.1.  Add a row there with each.
 */
typedef enum {
  BYLINE_FIELD_CREATOR,   /* who made it; never who to print */
  BYLINE_FIELD_JOB_TITLE, /* the creator's */
  BYLINE_FIELD_CREDIT,    /* what to print under it: often an agency or site */
  BYLINE_FIELD_SOURCE,    /* who supplied it */
  BYLINE_FIELD_COPYRIGHT, /* the notice */
  BYLINE_FIELD_USAGE_TERMS,
  BYLINE_FIELD_RIGHTS_URL,   /* xmpRights:WebStatement */
  BYLINE_FIELD_LICENSOR_URL, /* plus:Licensor[n]/plus:LicensorURL */
  BYLINE_FIELD_HEADLINE,
  BYLINE_FIELD_DESCRIPTION,
  BYLINE_FIELD_ALT_TEXT,
  BYLINE_FIELD_TITLE,
  BYLINE_FIELD_KEYWORDS,
  BYLINE_FIELD_CITY,
  BYLINE_FIELD_LOCATION, /* IPTC Sublocation */
  BYLINE_FIELD_STATE,
  BYLINE_FIELD_COUNTRY,
  BYLINE_FIELD_COUNTRY_CODE, /* ISO 3166, two or three letters; three in IIM */
  BYLINE_FIELD_DATE_CREATED, /* ISO 8601; zone only where the file states one */
  BYLINE_FIELD_EVENT,
  BYLINE_FIELD_PERSON,
  BYLINE_FIELD_INSTRUCTIONS,
  BYLINE_FIELD_JOB_ID,
  BYLINE_FIELD_CAPTION_WRITER,
  BYLINE_FIELD_DIGITAL_SOURCE_TYPE, /* a URI of IPTC's vocabulary */
  BYLINE_FIELD_DATA_MINING,         /* a URI of PLUS's vocabulary */
  BYLINE_FIELD_RATING,              /* -1 (rejected) to 5 */
  BYLINE_FIELD_EMBARGO,             /* not to be published before: see byline/rights.h */
  BYLINE_FIELD_EXPIRES,             /* nor after */
  BYLINE_FIELD_FOCUS, /* where the eye is to rest: "0.4,0.25", of the upright picture's width and
                         height, from its top left corner */
  BYLINE_N_FIELDS
} BylineField;

/** The three places a file keeps a field, and the XMP sidecar beside it. */
typedef enum {
  BYLINE_LAYER_EXIF,
  BYLINE_LAYER_IIM,
  BYLINE_LAYER_XMP,
  BYLINE_LAYER_SIDECAR,
  BYLINE_N_LAYERS
} BylineLayer;

typedef enum {
  BYLINE_KIND_TEXT,   /* one value */
  BYLINE_KIND_LANGS,  /* one value per language: XMP's language alternatives */
  BYLINE_KIND_LIST,   /* several values, an array in JSON */
  BYLINE_KIND_DATE,   /* one ISO 8601 date, with time and zone as far as known */
  BYLINE_KIND_URL,    /* one absolute URL or URI */
  BYLINE_KIND_NUMBER, /* one decimal number */
} BylineKind;

/** How a property is written in XMP. */
typedef enum {
  BYLINE_XMP_TEXT,     /* simple value */
  BYLINE_XMP_LANG_ALT, /* rdf:Alt with xml:lang */
  BYLINE_XMP_BAG,
  BYLINE_XMP_SEQ,
  BYLINE_XMP_LICENSOR, /* rdf:Seq (a Bag is read too) of structures that hold LicensorURL */
} BylineXmpForm;

/** One row of the field table.  Static; every string is ASCII. */
typedef struct {
  const char *name; /* on the command line, in JSON and in the catalogue: "credit" */
  BylineKind kind;
  guint16 exif_tag;       /* IFD0 tag (DateTimeOriginal: Exif IFD); 0 where EXIF has none */
  guint8 iim_dataset;     /* of record 2; 0 where IIM has none */
  guint16 iim_max;        /* octets, not characters; 0 where IIM has none */
  gboolean iim_repeats;   /* one dataset a value */
  const char *xmp_prefix; /* the usual one: "photoshop" */
  const char *xmp_ns;     /* namespace URI */
  const char *xmp_name;   /* local name: "Credit" */
  BylineXmpForm xmp_form;
} BylineFieldInfo;

extern const BylineFieldInfo byline_fields[BYLINE_N_FIELDS];

/**
 * byline_field_parse:
 * @name: "credit", or "description@kk" where the field takes languages
 * @field: (out)
 * @lang: (out) (transfer full) (nullable): the language, in BCP 47 form, or NULL where none is
 * given
 *
 * Returns: FALSE with BYLINE_ERROR_USAGE, naming the nearest field, if there is none of that name
 */
gboolean byline_field_parse (const char *name, BylineField *field, char **lang, GError **error);

/** Returns: TRUE for fields that hold several values. */
static inline gboolean
byline_field_is_list (BylineField field)
{
  return byline_fields[field].kind == BYLINE_KIND_LIST;
}

/** Takes the value of BYLINE_FIELD_FOCUS apart.  Returns: FALSE if it is none: two fractions, 0 to
 * 1, and a comma between */
gboolean byline_focus_parse (const char *text, double *x, double *y);

/** Returns: (transfer none): "exif", "iim", "xmp" or "sidecar" */
const char *byline_layer_name (BylineLayer layer);

G_END_DECLS
