#pragma once

#include "metadata/tiff.h"

/** What a stretch of a block holds. */
typedef enum {
  BYLINE_CLAIM_DIR,   /* a directory */
  BYLINE_CLAIM_VALUE, /* the value of a tag, outside its entry */
  BYLINE_CLAIM_DATA,  /* what a tag's number points to: a thumbnail, something in a MakerNote */
} BylineClaimKind;

/** A stretch of a block that somebody needs where it is.  May lie behind the block, wholly or not.
 */
typedef struct {
  BylineClaimKind kind;
  guint64 start, end;
  gsize dir;          /* the directory it is, or belongs to */
  guint16 tag;        /* which claims it; 0 for a directory */
  gsize number;       /* where the four octets lie that say @start; 0: none that could be changed */
  gboolean little;    /* the order they are in */
  gboolean from_file; /* @start counts from the file's beginning, not the block's */
} BylineClaim;

/** Claims that end behind this are broken numbers, not places in a file. */
#define BYLINE_CLAIM_PLAUSIBLE (G_GUINT64_CONSTANT (1) << 28)

/**
 * byline_claims_find:
 *
 * Every claim that can be found by walking: IFD0 and those behind it, Exif, GPS, Interop, sub-IFDs,
 * thumbnails, and MakerNotes as far as they are plain directories.  A directory that cannot lie
 * where it is said to claims what it would take up.
 *
 * Returns: (transfer full) (element-type BylineClaim): NULL with BYLINE_ERROR_REFUSED if
 *   IFD0 cannot be followed, directories form a loop, or there are more than a camera would write
 */
GArray *byline_claims_find (const BylineTiff *tiff, GError **error);

/**
 * byline_claim_leads_out:
 *
 * Does it lead out of a block of @size octets, by a number that can be changed?  Previews and whole
 * MakerNotes are kept so; other values never are: Exif 2.32 4.5.2 wants all of them in the block.
 */
gboolean byline_claim_leads_out (const BylineClaim *claim, gsize size);

/** Adds what a MakerNote at @start of @size octets claims, itself apart; best effort. */
void byline_claims_add_maker_note (GArray *claims, const BylineTiff *tiff, guint64 start,
                                   guint64 size);
