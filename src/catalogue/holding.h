#pragma once

#include <byline/catalogue.h>

/**
 * BylineHolding:
 *
 * A file that the library holds, as it should be.  Plain data; free with byline_holding_free().
 */
typedef struct {
  gint64 key;  /* its number in this catalogue */
  char *path;  /* relative to the library */
  BylineId id; /* of its picture, if @has_id: a second copy that was kept has none */
  gboolean has_id;
  guint8 shot[BYLINE_SHA256_SIZE];   /* SHA-256 of the file on the card */
  guint8 sha256[BYLINE_SHA256_SIZE]; /* of this file */
  BylineFileStamp stamp;             /* of second copies only the size is known */
} BylineHolding;

void byline_holding_free (BylineHolding *holding); /* NULL is a no-op */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BylineHolding, byline_holding_free)

/** One of many: what a list of a million can afford to keep. */
typedef struct {
  gint64 key;
  guint64 size;
} BylineHoldingKey;

/**
 * byline_catalogue_holdings:
 * @before_us: only those that were not verified from then on; G_MAXINT64 for all
 *
 * Returns: (transfer full) (element-type BylineHoldingKey): every file the library holds, those
 *   first that were looked at the longest ago, or never; NULL with BYLINE_ERROR_CATALOGUE
 */
GArray *byline_catalogue_holdings (BylineCatalogue *catalogue, gint64 before_us, GError **error);

/** Returns: (transfer full): NULL with BYLINE_ERROR_NOT_FOUND, or _CATALOGUE */
BylineHolding *byline_catalogue_holding (BylineCatalogue *catalogue, gint64 key, GError **error);

/**
 * byline_catalogue_holding_at:
 * @stamp: (out) (optional): what it was when it was last looked at; of a second copy only the size
 *
 * The key of the file at @path, a photo's or a second copy.
 *
 * Returns: FALSE with BYLINE_ERROR_NOT_FOUND, or _CATALOGUE
 */
gboolean byline_catalogue_holding_at (BylineCatalogue *catalogue, const char *path,
                                      BylineHoldingKey *key, BylineFileStamp *stamp,
                                      GError **error);

/** The file at @path is gone: its photo, or the copy, is without it. */
gboolean byline_catalogue_lose_file (BylineCatalogue *catalogue, const char *path, GError **error);

/** Fills in the name, job and time of @entry's photo, if it is one whose file was gone: it is back.
 */
gboolean byline_catalogue_recall (BylineCatalogue *catalogue, BylineEntry *entry, GError **error);

/**
 * byline_catalogue_note_verified:
 * @right: whether it is what it should be; else it counts as never verified
 * @at_us: when it was read, since 1970, UTC
 * @stamp: (nullable): what the file is now; NULL leaves what is known
 *
 * Unless somebody wrote the file meanwhile, who then knows better.
 */
gboolean byline_catalogue_note_verified (BylineCatalogue *catalogue, const BylineHolding *holding,
                                         gboolean right, gint64 at_us, const BylineFileStamp *stamp,
                                         GError **error);

/** Did an edit of the journal leave the file at @path with this hash? */
gboolean byline_journal_has_result (BylineCatalogue *journal, const char *path,
                                    const guint8 sha256[BYLINE_SHA256_SIZE]);
