#pragma once

#include <byline/catalogue.h>
#include <byline/placeholder.h>

G_BEGIN_DECLS

/** Octets of a SHA-256 that are kept to see that a rendition is as it was. */
#define BYLINE_RENDITION_SUM 8

/**
 * BylineRenditionRecord:
 *
 * What the catalogue knows of one rendition of a photo in the library.  The file is what counts:
 * without its record it is looked into and found right all the same.
 * Plain data; strings owned.
 */
typedef struct {
  char *name; /* of the file in its folder, NAME-WIDTHw-HASH.EXT */
  BylineFormat format;
  int width, height;
  char *crop;                       /* nullable: as it was asked for, "16:9" */
  BylineFileStamp stamp;            /* of the file when byline had last made it or looked into it */
  guint8 sum[BYLINE_RENDITION_SUM]; /* of the whole file */
  guint8 words[BYLINE_RENDITION_SUM]; /* of the metadata in it */
  gint64 made_us;                     /* when it was recorded, since 1970, UTC */
  BylinePlaceholder placeholder;      /* known for one rendition of a photo: the smallest */
} BylineRenditionRecord;

void byline_rendition_record_free (BylineRenditionRecord *record); /* NULL is a no-op */

/**
 * byline_renditions_known:
 * @folder: absolute
 * @profile: that they were made by
 *
 * Returns: (transfer full) (element-type BylineRenditionRecord): what is known of the photo's
 *   renditions there; NULL with BYLINE_ERROR_BUSY or _CATALOGUE
 */
GPtrArray *byline_renditions_known (BylineCatalogue *catalogue, const BylineId *id,
                                    const char *folder, const char *profile, GError **error);

/**
 * byline_renditions_put:
 *
 * Adds a rendition, or brings its record up to date; in a transaction of the caller's.  One of a
 * photo that is not in the catalogue is passed over.
 *
 * Returns: FALSE with BYLINE_ERROR_BUSY or _CATALOGUE, and nothing of the transaction can be
 *   committed then
 */
gboolean byline_renditions_put (BylineCatalogue *catalogue, const BylineId *id, const char *folder,
                                const char *profile, const BylineRenditionRecord *record,
                                GError **error);

/** Forgets those of @folder and @profile whose names are not in the set @kept; in a transaction of
 *  the caller's.  Errors as byline_renditions_put(). */
gboolean byline_renditions_keep (BylineCatalogue *catalogue, const char *folder,
                                 const char *profile, GHashTable *kept, GError **error);

/** Adds the names of those in @folder that other profiles made to the set @names, which owns its
 *  keys. */
gboolean byline_renditions_of_others (BylineCatalogue *catalogue, const char *folder,
                                      const char *profile, GHashTable *names, GError **error);

/**
 * byline_rendition_owner:
 * @name: a file's name, NAME-WIDTHw-HASH.EXT
 * @id: (out): the photo that it was made of
 *
 * Returns: FALSE with BYLINE_ERROR_NOT_FOUND where no such rendition is known, _BUSY or _CATALOGUE
 */
gboolean byline_rendition_owner (BylineCatalogue *catalogue, const char *name, BylineId *id,
                                 GError **error);

G_END_DECLS
