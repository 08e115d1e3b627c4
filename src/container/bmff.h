#pragma once

#include "container/format.h"

/** A box's type, as it is written: BYLINE_FOURCC ('m', 'e', 't', 'a'). */
#define BYLINE_FOURCC(a, b, c, d)                                                                  \
  ((guint32) (a) << 24 | (guint32) (b) << 16 | (guint32) (c) << 8 | (guint32) (d))

/** A box of the ISO base media file format (ISO/IEC 14496-12). */
typedef struct {
  guint32 type;
  guint64 offset; /* of its size */
  guint64 data;   /* behind its header */
  guint64 end;
  guint8 uuid[16]; /* zero but for type "uuid" */
} BylineBox;

/** The boxes of a stretch of a file, one after another. */
typedef struct {
  BylineInput *input;
  guint64 at, end;
  guint left;   /* how many more to look at */
  gboolean cut; /* the last one said it goes past the end */
} BylineBoxes;

BylineBoxes byline_boxes (BylineInput *input, guint64 at, guint64 end);

/** Returns: FALSE without an error behind the last box; with _MALFORMED if the next cannot be
 *   followed, or an error of reading.  One that goes past the end is cut short there. */
gboolean byline_boxes_next (BylineBoxes *boxes, BylineBox *box, GError **error);

/** Finds the first box of @type.  Returns: FALSE if there is none, with errors as above */
gboolean byline_box_find (BylineInput *input, guint64 at, guint64 end, guint32 type, BylineBox *box,
                          GError **error);

/** Returns: the number of @n octets, at most 8, at @at; 0 where they cannot be read */
guint64 byline_box_number (BylineInput *input, guint64 at, guint n);

/** Reads what a HEIF or AVIF file says in its "meta" box. */
gboolean byline_heif_open (BylineContainer *container, const BylineBox *meta, GError **error);
gboolean byline_heif_picture (BylineContainer *container, GArray *ranges, GError **error);
void byline_heif_close (gpointer detail);

/** See byline_container_wrap(). */
BylineSplice *byline_avif_wrap (BylineContainer *container, const BylineNewParts *parts,
                                GError **error);

/** Reads what Canon puts into the "moov" box of a CR3 file. */
gboolean byline_cr3_open (BylineContainer *container, const BylineBox *moov, GError **error);

/** The most JPEGs of a file that are looked at. */
#define BYLINE_PREVIEWS_MAX 64

/** Appends where a CR3 file may have JPEGs: a BylineRange each, not checked. */
void byline_cr3_previews (BylineInput *input, GArray *ranges);
