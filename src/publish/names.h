#pragma once

#include <byline/photo.h>
#include <byline/rendition.h>

/** What a published file of one format is called, to file systems and to browsers. */
typedef struct {
  BylineFormat format;
  const char *extension; /* "jpg" */
  const char *mime;      /* "image/jpeg" */
} BylineWebFormat;

/** Returns: (transfer none) (nullable): NULL for a format that is not published */
const BylineWebFormat *byline_web_format (BylineFormat format);

/**
 * byline_publish_name:
 * @path: of the photo
 *
 * The photo's file name without its ending, made so that it needs no thought in a URL or on any
 * file system: letters, digits and marks of every script and "_" stay, all else becomes "-".  No
 * dot stays either: a server may run "x.php.html".  At most 103 bytes, NFC, never empty.
 *
 * Returns: (transfer full)
 */
char *byline_publish_name (const char *path);

/** Returns: (transfer full) (nullable): "16:9"; NULL for none */
char *byline_ratio_text (BylineRatio ratio);

/** What byline_publish_file_name() put into a name. */
typedef struct {
  char *name; /* owned */
  int width;
  BylineRatio crop; /* 0:0: none */
  BylineFormat format;
} BylineRenditionName;

/** Returns: FALSE for what is no rendition's name; else @parts' name is to be freed */
gboolean byline_publish_file_name_parse (const char *file_name, BylineRenditionName *parts);

/**
 * byline_publish_size_name:
 * @size: of the whole picture, or a crop of it
 * @focus: (nullable): of a crop: what it has in its middle
 *
 * As byline_publish_file_name(); a crop is called NAME-WIDTHw-16x9-HASH.EXT.
 *
 * Returns: (transfer full)
 */
char *byline_publish_size_name (const char *name, const BylineId *id, int orientation,
                                const BylineSize *size, const BylineFocus *focus,
                                BylineFormat format, const BylineRenditionSpec *spec,
                                guint64 fields);

/**
 * byline_publish_file_name:
 * @name: from byline_publish_name()
 * @width: real width in pixels
 *
 * NAME-WIDTHw-HASH.EXT.  The hash is of all that decides the pixels and of which fields go out, and
 * of nothing else, so the name is the same on every run and machine, a browser may keep the picture
 * for ever, and profiles that differ can share a folder.
 *
 * Returns: (transfer full)
 */
char *byline_publish_file_name (const char *name, const BylineId *id, int orientation, int width,
                                BylineFormat format, const BylineRenditionSpec *spec,
                                guint64 fields);
