#pragma once

#include "container/container.h"

#include <byline/publish.h>

/** What is under a rendition's name now. */
typedef enum {
  BYLINE_FILE_RIGHT,        /* this rendition, with these fields */
  BYLINE_FILE_OTHER_FIELDS, /* this rendition, with other fields: its pixels can stay */
  BYLINE_FILE_MISSING,      /* nothing, or nothing that can be kept */
} BylineFileState;

/** Returns: (transfer full): a file that is to be @name in @folder */
BylinePublished *byline_published_new (const char *folder, char *name, BylineFormat format,
                                       const BylineSize *size);
void byline_published_free (BylinePublished *file); /* NULL is a no-op */

/**
 * byline_publish_file_look:
 * @parts: from byline_metadata_build(), for any format
 * @known: (nullable): what the catalogue has of the file
 *
 * One that is just as it is known is not opened; of another the head is looked at.  Where it is
 * known and its bytes are others, somebody has changed it, and it cannot be kept.  Fills in height
 * and bytes where it can.
 */
BylineFileState byline_publish_file_look (BylinePublished *file, const BylineNewParts *parts,
                                          const BylineRenditionRecord *known);

/** Fills in what a catalogue is to know of the file that is there now. */
void byline_publish_file_note (BylinePublished *file, const BylineNewParts *parts);

/** Puts @parts into the file that is there, keeping its picture's bytes, mode and owner. */
gboolean byline_publish_file_rewrite (BylinePublished *file, const BylineNewParts *parts,
                                      GError **error);

/** Puts fresh pixels, with @parts, under the name.  @source: the photo's path, for messages */
gboolean byline_publish_file_make (BylinePublished *file, const BylineNewParts *parts,
                                   const BylineRendition *rendition, const char *source,
                                   GError **error);

/**
 * byline_publish_page:
 * @id: (nullable): the photo the page is of
 *
 * Writes a page of ours unless the same is there already.
 *
 * Returns: FALSE with BYLINE_ERROR_EXISTS if the page that is there is not byline's or of another
 *   photo, or _WRITE
 */
gboolean byline_publish_page (const char *path, const char *html, const BylineId *id,
                              GError **error);

/** Is there nothing under @path, or a page that byline_publish_page() would replace? */
gboolean byline_publish_page_is_free (const char *path, const BylineId *id);

/** Writes a text that a person has said the place of, unless the same is there already.
 *  Returns: FALSE with BYLINE_ERROR_EXISTS where a picture is there, or _WRITE */
gboolean byline_publish_text (const char *path, const char *text, GError **error);

/** As byline_publish_page(), for what byline_manifest_begin() began. */
gboolean byline_publish_manifest (const char *path, const char *manifest, GError **error);
gboolean byline_publish_manifest_is_free (const char *path);
