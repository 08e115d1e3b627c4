#pragma once

#include "base/replacement.h"
#include "container/container.h"

#include <byline/photo.h>

/**
 * byline_metadata_read_parts:
 *
 * Every layer of an open file, reconciled.  A layer that does not parse is noted and left out;
 * the others are still read.
 *
 * Returns: (transfer full)
 */
BylineMetadata *byline_metadata_read_parts (BylineContainer *container);

/** The same with what the photo's open @sidecar (nullable) says standing over it. */
BylineMetadata *byline_metadata_read_both (BylineContainer *container, BylineContainer *sidecar);

/** The same with the sidecar that the photo at @path has.  One that cannot be read is noted and
 * left out. */
BylineMetadata *byline_metadata_read_photo (BylineContainer *container, const char *path);

/**
 * byline_metadata_plan:
 * @metadata: what the file says now, from byline_metadata_read_parts()
 * @edit: what to change
 * @parts: (out): the new parts, to prove the result with
 * @report: gains changed and cut; not undo
 *
 * The whole change as a splice of the file: all layers written together, so that they agree
 * afterwards; fields that the edit does not name are only made to agree within a field the edit
 * does name.  Used by set (old file → new file) and ingest (card → credited copy) alike.
 *
 * Returns: (transfer full): a splice that keeps the whole file where nothing changes; NULL with
 *   BYLINE_ERROR_REFUSED
 */
BylineSplice *byline_metadata_plan (BylineContainer *container, const BylineMetadata *metadata,
                                    const BylineEdit *edit, const BylineWriteOptions *options,
                                    BylineNewParts *parts, BylineWriteReport *report,
                                    GError **error);

/**
 * byline_metadata_build:
 * @fields: which fields go out; bit 1 << BylineField
 *
 * Parts made from nothing but the believed values of @metadata's @fields: what a rendition carries.
 * EXIF has Artist, Copyright and ImageDescription alone; no fact of the camera is ever among them.
 */
void byline_metadata_build (const BylineMetadata *metadata, guint64 fields, BylineNewParts *parts);

/**
 * BylinePrepared:
 *
 * A write into one photo up to the moment that cannot be taken back.  Fill with zeros, clear with
 * byline_prepared_clear().
 */
typedef struct {
  gboolean photo_is_known; /* in: the caller has the SHA-256 of the photo: it need not be read */

  GPtrArray *replacements; /* of BylineReplacement, in the order in which they are to be committed:
                              of the photo, of the sidecar beside it; NULL where nothing changes */
  BylineMetadata *before;  /* what is believed now; NULL where nothing changes */
  BylineMetadata *after;   /* and what will be */
} BylinePrepared;

void byline_prepared_clear (BylinePrepared *prepared);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylinePrepared, byline_prepared_clear)

/**
 * byline_photo_prepare:
 * @prepared: (inout): new files, compared with the old ones and ready to take their places
 *
 * byline_photo_write() without its last step, so that what undo needs can be kept before.
 */
gboolean byline_photo_prepare (const char *path, const BylineEdit *edit,
                               const BylineWriteOptions *options, BylineWriteReport *report,
                               BylinePrepared *prepared, GError **error);

/** Returns: (transfer full): the file itself, where @path is a link to it: the link is to stay one
 */
char *byline_follow_link (const char *path, GError **error);

/** What lower stages say does not always name the file; once is enough. Returns: FALSE */
gboolean byline_name_file (const char *path, GError **error);
