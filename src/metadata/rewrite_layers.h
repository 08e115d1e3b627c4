#pragma once

#include "metadata/rewrite.h"

/* A change while it is planned, layer by layer. */
typedef struct {
  BylineContainer *container;
  GBytes *exif; /* nullable: what to go by instead of the file's block */
  const BylineMetadata *metadata;
  const BylineWriteOptions *options;
  GPtrArray *wanted[BYLINE_N_FIELDS]; /* of BylineText; NULL: not to be touched */
  BylineNewParts *parts;
  BylineWriteReport *report;
} BylineRewrite;

/* Each sets its part if that has to differ. Returns: FALSE with BYLINE_ERROR_REFUSED */
gboolean byline_rewrite_exif (BylineRewrite *rewrite, GError **error);
gboolean byline_rewrite_iim (BylineRewrite *rewrite, GError **error);
gboolean byline_rewrite_xmp (BylineRewrite *rewrite, GError **error);

/** Appends the Exif tags that say @values. @tags: made by byline_exif_tags_new() */
void byline_exif_tags_add (GArray *tags, BylineField field, const GPtrArray *values);
GArray *byline_exif_tags_new (void);
