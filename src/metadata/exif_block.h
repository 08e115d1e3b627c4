#pragma once

#include "metadata/claims.h"

/** Which of a block's directories. */
enum { BYLINE_EXIF_IFD0, BYLINE_EXIF_SUB, BYLINE_EXIF_N_DIRS };

/** An entry being changed. */
typedef struct {
  guint16 tag, type;
  guint32 count;
  guint8 value[4]; /* as in the directory, in the block's order */
  GBytes *fresh;   /* more than four octets, to go behind the directory; NULL: value stands */
} BylineExifEntry;

typedef struct {
  gboolean moves;  /* it is written again elsewhere; else its entries change where they are */
  gsize offset;    /* where it lies; 0 where the block has none */
  GArray *entries; /* of BylineExifEntry */
  guint32 next;
} BylineExifDir;

/**
 * BylineExifBlock:
 *
 * An Exif block being changed: its two directories as lists to edit, all other bytes as they are.
 */
typedef struct {
  BylineTiff old;    /* borrowed: what it was */
  GByteArray *bytes; /* what it becomes */
  GArray *claims;    /* of BylineClaim, in the old block */
  BylineExifDir dirs[BYLINE_EXIF_N_DIRS];
  gsize max; /* octets it may have */
} BylineExifBlock;

/** @tiff: (nullable): borrowed as long as @block; NULL begins a new one.  FALSE with _REFUSED */
gboolean byline_exif_block_init (BylineExifBlock *block, GBytes *tiff, gsize max, GError **error);
void byline_exif_block_clear (BylineExifBlock *block);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BylineExifBlock, byline_exif_block_clear)

/**
 * byline_exif_block_value:
 *
 * Returns: (transfer none) (nullable): the value of an entry that is not fresh, in the block or
 *   in @entry; NULL if it is not in the block
 */
guint8 *byline_exif_block_value (const BylineExifBlock *block, BylineExifEntry *entry, gsize *size);

/** Does nobody else need what lies from @start to @end? */
gboolean byline_exif_block_alone (const BylineExifBlock *block, guint64 start, guint64 end);

/** Gives the directories that move a place, and writes all of them.  FALSE with _REFUSED */
gboolean byline_exif_block_place (BylineExifBlock *block, GError **error);
