#pragma once

#include "base/hash.h"
#include "container/container.h"
#include "container/edits.h"

/* The most a part may have, where its format sets no limit of its own: far beyond any photo, and
 * little enough to hold in memory. */
#define BYLINE_PART_LIMIT ((gsize) 16 * 1024 * 1024)
/* The most segments, chunks or ranges we keep a list of. */
#define BYLINE_PIECES_LIMIT 100000

/**
 * BylineContainerFormat:
 * @kind: the usual one; @open may find another of the same structure
 * @part_max: see byline_container_part_max(); 0 where the format has no such part
 * @probe: whether a file that begins like this is ours
 * @open: fills the container's fields; BYLINE_ERROR_MALFORMED where there is nothing to go by
 * @close: (transfer full): frees @detail
 * @picture: appends ranges
 * @shape: (nullable): hashes what says how the ranges are to be read, where they do not themselves
 * @reads_as: (nullable): says in @read (transfer full) (nullable) what a new part will be read as,
 *   where that is not octet for octet what was given
 * @plan: adds what @parts asks for; a part that is said already is no longer @set, and an empty
 *   one is NULL
 * @wrap: (nullable): see byline_container_wrap(); for formats that have no @plan
 * @prove: (nullable): what only this format can check: @result has the old offsets put right
 *
 * One kind of file: a row in container.c.
 */
typedef struct {
  BylineFormat kind;
  gsize part_max[BYLINE_N_PARTS];
  gboolean (*probe) (const guint8 *head, gsize length);
  gboolean (*open) (BylineContainer *container, GError **error);
  void (*close) (gpointer detail);
  gboolean (*picture) (BylineContainer *container, GArray *ranges, GError **error);
  gboolean (*shape) (BylineContainer *container, BylineHash *hash, GError **error);
  gboolean (*reads_as) (const BylineContainer *container, BylinePart part, GBytes *bytes,
                        GBytes **read, GError **error);
  gboolean (*plan) (BylineContainer *container, const BylineNewParts *parts, BylineEdits *edits,
                    GError **error);
  BylineSplice *(*wrap) (BylineContainer *container, const BylineNewParts *parts, GError **error);
  gboolean (*prove) (BylineContainer *container, BylineContainer *result, GError **error);
} BylineContainerFormat;

struct _BylineContainer {
  BylineInput *input; /* borrowed */
  const BylineContainerFormat *format;
  BylineFormat kind;
  gpointer detail; /* the format's own */
  int width, height;
  int orientation; /* as Exif counts; 0: the structure says none, Exif does */
  guint cautions;
  GBytes *part[BYLINE_N_PARTS];
  guint64 part_at[BYLINE_N_PARTS]; /* see byline_container_part_at() */
  guint64 picture_start;           /* where the compressed picture begins */
  const char *legacy_charset;      /* see byline_container_set_legacy_charset() */
  const char *trouble;             /* why the file is not to be changed; NULL if it is sound */
};

extern const BylineContainerFormat byline_jpeg_format;
extern const BylineContainerFormat byline_webp_format;
extern const BylineContainerFormat byline_png_format;
extern const BylineContainerFormat byline_tiff_format;
extern const BylineContainerFormat byline_bmff_format;
extern const BylineContainerFormat byline_raf_format;
extern const BylineContainerFormat byline_jxl_format;
extern const BylineContainerFormat byline_sidecar_format;

/** Sets @error to "name: what". Returns: FALSE */
gboolean byline_container_fail (const BylineContainer *container, BylineError code,
                                const char *what, GError **error);

/** Appends a range, joined to the one before where they touch. Returns: FALSE if too many */
gboolean byline_ranges_add (GArray *ranges, guint64 offset, guint64 length);
