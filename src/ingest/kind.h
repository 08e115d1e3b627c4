#pragma once

#include <glib.h>

/** What a file of a card is, as far as its name tells. */
typedef enum {
  BYLINE_CARD_OTHER,   /* nothing that byline takes from a folder */
  BYLINE_CARD_PHOTO,   /* JPEG, PNG, WebP */
  BYLINE_CARD_RAW,     /* RAW, HEIF, TIFF: a photo that this or another version may not read */
  BYLINE_CARD_PREVIEW, /* .THM, a small JPEG beside a video */
  BYLINE_CARD_VIDEO,
  BYLINE_CARD_SOUND,   /* the voice note beside a photo */
  BYLINE_CARD_SIDECAR, /* .xmp, .aae */
} BylineCardKind;

/** What stands where in "IMG_0001.CR2.xmp": offsets into the name. */
typedef struct {
  BylineCardKind kind;
  guint16 stem; /* bytes of "IMG_0001" */
} BylineCardName;

/**
 * byline_card_name:
 * @name: without folders
 *
 * Takes a name apart.  A sidecar may be named after the stem or after the whole name of its photo:
 * "IMG_0001.xmp" and "IMG_0001.CR2.xmp" have the same stem.
 */
BylineCardName byline_card_name (const char *name);

/** Does the kind go with a photo, rather than being one? */
static inline gboolean
byline_card_kind_is_companion (BylineCardKind kind)
{
  return kind > BYLINE_CARD_RAW;
}
