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
 * byline_photo_prepare:
 * @replacement: (out) (transfer full) (nullable): the new file, compared with the old one and
 *   ready to take its place; NULL where nothing changes
 *
 * byline_photo_write() up to the moment that cannot be taken back, so that what undo needs, in
 * @report, can be kept before.
 */
gboolean byline_photo_prepare (const char *path, const BylineEdit *edit,
                               const BylineWriteOptions *options, BylineWriteReport *report,
                               BylineReplacement **replacement, GError **error);
