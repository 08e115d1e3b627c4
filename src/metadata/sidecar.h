#pragma once

#include "container/container.h"

#include <byline/edit.h>

/*
 * XMP sidecars: the file beside a photo that holds the fields which cannot, or are not to, stand in
 * the photo.  Of IMG_1.CR2:
 *
 *   IMG_1.CR2.xmp   is its alone, and stands over the other (darktable, digiKam)
 *   IMG_1.xmp       belongs to the raw files of that name (Adobe's programs); where there is none,
 * to the HEIC or AVIF; where there is none either, to the only photo of that name
 *
 * The ending may be .XMP or .Xmp as well.
 */

/** Is @format never written into, so that its fields go to a sidecar? */
gboolean byline_sidecar_is_needed (BylineFormat format);

/** Returns: (transfer full) (nullable): the sidecar that @photo has; NULL if there is none */
char *byline_sidecar_find (const char *photo, BylineFormat format);

/** Returns: (transfer full): where to put a new one: name.xmp for raw files, name.ext.xmp for
 *  others, or where name.xmp would be another photo's */
char *byline_sidecar_new_path (const char *photo, BylineFormat format);

/** Returns: (transfer full): a name that photos which may share a sidecar have in common */
char *byline_sidecar_key (const char *photo);

/** Returns: (transfer full): the open sidecar, with an XMP part; NULL with BYLINE_ERROR_MALFORMED
 * if it is none, or an error of byline_input_open(); the message names it */
BylineContainer *byline_sidecar_open (BylineInput *input, GError **error);

/**
 * byline_sidecar_rewrite:
 * @old: (nullable): the sidecar as it is; NULL for a new one
 * @metadata: what the photo says now, its sidecar read with it
 * @photo_follows: whether the photo is changed, too
 *
 * Sets what @edit changes, and leaves everything else in the packet as it is, its encoding, byte
 * order mark and wrapper among it.  A field that is cleared, and that the photo itself goes on to
 * have, stays as a property without a value.
 *
 * Returns: (transfer full): the new sidecar, @old itself where it says so already, or an empty one
 *   where there is nothing to say; NULL with BYLINE_ERROR_REFUSED if @old cannot be read
 */
GBytes *byline_sidecar_rewrite (GBytes *old, const BylineMetadata *metadata, const BylineEdit *edit,
                                gboolean photo_follows, GError **error);
