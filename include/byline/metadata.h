#pragma once

#include <byline/field.h>
#include <byline/format.h>

G_BEGIN_DECLS

/**
 * BylineText:
 *
 * One value: UTF-8, valid, without control characters other than line breaks and
 * tabs.  @lang is NULL but for fields of BYLINE_KIND_LANGS, where it is the
 * lower-case BCP 47 tag, "x-default" for the default.
 */
typedef struct {
  char *lang;
  char *text;
} BylineText;

/** What the camera measured; read only.  Strings are owned, NULL where the file is silent. */
typedef struct {
  BylineFormat format;
  int width, height; /* stored pixels, before orientation is applied */
  int orientation;   /* Exif 1–8; 1 where the file is silent */
  char *camera;      /* make and model, the make not said twice: "Canon EOS R5" */
  char *lens;
  char *serial;      /* of the body */
  char *taken;       /* ISO 8601 with sub-seconds and zone as far as the file has them */
  char *fixed;       /* ISO 8601, UTC: when GPS found the position */
  gboolean has_c2pa; /* Content Credentials: a signature of who made it, not checked */
  gboolean has_gps;
  double latitude;  /* decimal degrees, WGS 84, north positive */
  double longitude; /* decimal degrees, WGS 84, east positive */
} BylineFacts;

/** How a camera's clock is to be read, beyond what its files say. */
typedef struct {
  gint64 shift_s;    /* seconds to add: the clock was slow by so much */
  gboolean has_zone; /* a zone for times that name none */
  int zone_minutes;  /* east of UTC is positive */
} BylineClock;

/** What is odd about a field, found when the layers were compared. */
typedef enum {
  BYLINE_ODD_CONFLICT = 1 << 0,  /* layers say different things */
  BYLINE_ODD_TRUNCATED = 1 << 1, /* IIM holds the beginning of XMP's value, cut at its limit */
  BYLINE_ODD_CHARSET = 1 << 2,   /* IIM's text had to be guessed to be something other than UTF-8 */
  BYLINE_ODD_SHORT = 1 << 3, /* IIM holds the credit line's short form, as the library knows it */
} BylineOdd;

/**
 * BylineMetadata:
 *
 * Everything one file says about itself: the values of each field in each layer,
 * all kept, so that layers that disagree can be shown.  Not shared between
 * threads while it is being filled; read-only afterwards.
 */
typedef struct _BylineMetadata BylineMetadata;

BylineMetadata *byline_metadata_new (void);
void byline_metadata_free (BylineMetadata *metadata); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineMetadata, byline_metadata_free)

/**
 * byline_metadata_add:
 * @lang: (nullable): see BylineText
 * @text: taken as it is but for invalid UTF-8 and control characters, which are
 *   replaced, and white space at both ends; empty text adds nothing
 *
 * Appends a value to a list; for other kinds the first value (of each language) stays.
 */
void byline_metadata_add (BylineMetadata *metadata, BylineField field, BylineLayer layer,
                          const char *lang, const char *text);

/**
 * byline_metadata_layer:
 * @n: (out): how many values
 *
 * Returns: (transfer none) (nullable): what one layer says, in file order; NULL if nothing
 */
const BylineText *byline_metadata_layer (const BylineMetadata *metadata, BylineField field,
                                         BylineLayer layer, guint *n);

/**
 * byline_metadata_reconcile:
 * @digest_matches: IPTCDigest is absent or is the digest of the IIM block, so that
 *   no program older than XMP has changed the IIM since
 *
 * Settles which layer to believe for each field (MWG 2.0, section 5; IPTC) and what
 * is odd.  Called once, when every layer has been added.
 */
void byline_metadata_reconcile (BylineMetadata *metadata, gboolean digest_matches);

/**
 * byline_metadata_best:
 * @n: (out): how many values
 * @layer: (out) (optional): the layer they come from
 *
 * Returns: (transfer none) (nullable): the values to believe, valid as long as
 *   @metadata; NULL if no layer has one
 */
const BylineText *byline_metadata_best (const BylineMetadata *metadata, BylineField field, guint *n,
                                        BylineLayer *layer);

/**
 * byline_metadata_text:
 *
 * Returns: (transfer none) (nullable): the believed value's first (or default-language) text
 */
const char *byline_metadata_text (const BylineMetadata *metadata, BylineField field);

/**
 * byline_metadata_is_cleared:
 *
 * Returns: whether the sidecar has @field without a value, so that what the file itself says of it
 *   is not believed
 */
gboolean byline_metadata_is_cleared (const BylineMetadata *metadata, BylineField field);
void byline_metadata_clear (BylineMetadata *metadata, BylineField field);

/** Where the sidecar lies that was read with the file.
 *  Returns: (transfer none) (nullable): NULL where it has none */
const char *byline_metadata_sidecar (const BylineMetadata *metadata);
void byline_metadata_set_sidecar (BylineMetadata *metadata, const char *path);

/** What IIM's text was read as, where it is not UTF-8 though nothing else is declared.
 * @guessed: (out) (optional): whether nobody said so
 * Returns: (transfer none) (nullable): "windows-1251"; NULL where there was nothing to assume */
const char *byline_metadata_charset (const BylineMetadata *metadata, gboolean *guessed);
void byline_metadata_set_charset (BylineMetadata *metadata, const char *charset, gboolean guessed);

/** Returns: BylineOdd flags of @field */
guint byline_metadata_odd (const BylineMetadata *metadata, BylineField field);
void byline_metadata_mark (BylineMetadata *metadata, BylineField field, BylineOdd odd);
void byline_metadata_unmark (BylineMetadata *metadata, BylineField field, BylineOdd odd);

/** The camera's facts, to fill while reading and to look at afterwards; owned by @metadata. */
BylineFacts *byline_metadata_facts (BylineMetadata *metadata);
const BylineFacts *byline_metadata_get_facts (const BylineMetadata *metadata);

/** Things to tell the person about this file (a guessed charset, a block that would not parse). */
void byline_metadata_note (BylineMetadata *metadata, const char *format, ...) G_GNUC_PRINTF (2, 3);
const char *const *byline_metadata_notes (const BylineMetadata *metadata); /* NULL-terminated */

G_END_DECLS
