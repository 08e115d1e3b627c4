#include "ingest/kind.h"

#include <string.h>

/* By ending, in lower case. */
static const struct {
  const char *ending;
  BylineCardKind kind;
} endings[] = {
  { "jpg", BYLINE_CARD_PHOTO }, { "jpeg", BYLINE_CARD_PHOTO },  { "jpe", BYLINE_CARD_PHOTO },
  { "png", BYLINE_CARD_PHOTO }, { "webp", BYLINE_CARD_PHOTO },  { "tif", BYLINE_CARD_RAW },
  { "tiff", BYLINE_CARD_RAW },  { "heic", BYLINE_CARD_RAW },    { "heif", BYLINE_CARD_RAW },
  { "hif", BYLINE_CARD_RAW },   { "avif", BYLINE_CARD_RAW },    { "cr2", BYLINE_CARD_RAW },
  { "cr3", BYLINE_CARD_RAW },   { "crw", BYLINE_CARD_RAW },     { "nef", BYLINE_CARD_RAW },
  { "nrw", BYLINE_CARD_RAW },   { "arw", BYLINE_CARD_RAW },     { "sr2", BYLINE_CARD_RAW },
  { "srf", BYLINE_CARD_RAW },   { "raf", BYLINE_CARD_RAW },     { "orf", BYLINE_CARD_RAW },
  { "ori", BYLINE_CARD_RAW },   { "rw2", BYLINE_CARD_RAW },     { "rwl", BYLINE_CARD_RAW },
  { "dng", BYLINE_CARD_RAW },   { "pef", BYLINE_CARD_RAW },     { "srw", BYLINE_CARD_RAW },
  { "3fr", BYLINE_CARD_RAW },   { "fff", BYLINE_CARD_RAW },     { "iiq", BYLINE_CARD_RAW },
  { "x3f", BYLINE_CARD_RAW },   { "gpr", BYLINE_CARD_RAW },     { "kdc", BYLINE_CARD_RAW },
  { "erf", BYLINE_CARD_RAW },   { "mrw", BYLINE_CARD_RAW },     { "thm", BYLINE_CARD_PREVIEW },
  { "mov", BYLINE_CARD_VIDEO }, { "mp4", BYLINE_CARD_VIDEO },   { "m4v", BYLINE_CARD_VIDEO },
  { "avi", BYLINE_CARD_VIDEO }, { "mts", BYLINE_CARD_VIDEO },   { "m2ts", BYLINE_CARD_VIDEO },
  { "wav", BYLINE_CARD_SOUND }, { "xmp", BYLINE_CARD_SIDECAR }, { "aae", BYLINE_CARD_SIDECAR },
};

static BylineCardKind
kind_of (const char *ending, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (strlen (endings[i].ending) == length &&
        g_ascii_strncasecmp (endings[i].ending, ending, length) == 0)
      return endings[i].kind;
  return BYLINE_CARD_OTHER;
}

/* Returns: where the last "." of the first @length bytes is; @length if there is none, or no stem
 * would be left */
static gsize
last_dot (const char *name, gsize length)
{
  for (gsize at = length; at > 1; at--)
    if (name[at - 1] == '.')
      return at - 1;
  return length;
}

BylineCardName
byline_card_name (const char *name)
{
  const gsize length = MIN (strlen (name), G_MAXUINT16); /* no file system's are longer */
  BylineCardName parts = { .stem = (guint16) last_dot (name, length) };
  gsize inner;

  if (parts.stem == length)
    return parts;
  parts.kind = kind_of (name + parts.stem + 1, length - parts.stem - 1);
  if (parts.kind != BYLINE_CARD_SIDECAR)
    return parts;
  inner = last_dot (name, parts.stem);
  if (inner < parts.stem && kind_of (name + inner + 1, parts.stem - inner - 1) != BYLINE_CARD_OTHER)
    parts.stem = (guint16) inner;
  return parts;
}
