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

/* What the layers share. */

/** Returns: FALSE with BYLINE_ERROR_REFUSED */
gboolean byline_rewrite_refuse (GError **error, const char *why);
/** What could not be read is never replaced: makes @error a refusal. Returns: FALSE */
gboolean byline_rewrite_refuse_unread (GError **error);
gboolean byline_rewrite_has_caution (const BylineRewrite *rewrite, BylineCaution caution);
/** Puts a part in if it is not what the file has.  @bytes: (transfer full) (nullable) */
void byline_rewrite_take_part (BylineRewrite *rewrite, BylinePart part, GBytes *bytes);
/** Does @now say in @layer what @after says there? */
gboolean byline_rewrite_says_already (const BylineMetadata *now, const BylineMetadata *after,
                                      BylineField field, BylineLayer layer);
gboolean byline_rewrite_same_texts (const BylineText *a, guint n_a, const BylineText *b, guint n_b);
